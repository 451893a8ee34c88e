"""Training a pipeline on what analysts decided, and keeping it only if it is better where it was not trained."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from glossator.agreement.measure import Interval
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import Article
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner.docbin import decided_paragraphs, is_held_back
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import Pipeline, find_pipeline
from glossator.ner.postprocessing import RULES
from glossator.ner.training import SCHEDULE, TrainingSchedule, pipeline_name, train
from glossator.services.atomic_output import pending_folder
from glossator.services.evaluation import Counts, accepted, evaluate, gain, label_scores
from glossator.store.workspace import Workspace
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted

LEAST: Final = 500
"""The least number of decisions; below, training gave nothing reliable (benchmarks/README.md)."""
LEAST_REHEARSAL: Final = 1.0
"""The least number of words for rehearsal for each word of decided text."""


class TrainingRefused(Exception):
    """A training that cannot be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """What there is to train and evaluate on.

    Attributes:
        decisions: the number of decisions in active articles.
        training: the articles to train on, with nothing but decisions among their annotations.
        held_back: the completely decided articles to evaluate on.
        others: texts in which nothing is decided, for rehearsal.
    """

    decisions: int
    training: Sequence[AnnotatedArticle]
    held_back: Sequence[Article]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class TrainedLabel:
    """The counts of a label in the articles that were held back, before training and after."""

    label: str
    before: Counts
    after: Counts


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """How a trained pipeline compares with its base in the articles that were held back.

    Attributes:
        texts: what it was trained and evaluated on.
        labels: the scores, those of all labels together first.
        gain: by how much F1 of all labels is higher than before.
        interval: that of the gain over articles; None with fewer than two.
    """

    texts: TrainingTexts
    labels: Sequence[TrainedLabel]
    gain: float
    interval: Interval | None

    @property
    def is_better(self) -> bool:
        """Whether it was kept."""
        return self.gain > 0

    @property
    def may_be_chance(self) -> bool:
        """Whether the gain may be due to the choice of articles."""
        return self.interval is None or self.interval.low <= 0 <= self.interval.high


class TrainingProgress(Protocol):
    """What is called during a training."""

    def __call__(self, what: str, done: int, total: int) -> object:
        """Show that `done` of `total` steps are done; `what` names them, such as epochs."""
        ...


def train_pipeline(
    workspace: Workspace,
    base: Pipeline,
    folder: Path,
    *,
    rules: Collection[str] = RULES,
    least: int = LEAST,
    schedule: TrainingSchedule = SCHEDULE,
    progress: TrainingProgress = lambda _what, _done, _total: None,
) -> TrainingResult:
    """Train a pipeline, and write it to a folder if it is better than its base in articles that were held back.

    The workspace is only read. The same workspace, base and arguments give the same pipeline.

    Args:
        workspace: where the decisions are.
        base: the pipeline to start from.
        folder: where to write it; nothing may be there, except an empty folder.
        rules: the names of the postprocessing rules, which are part of what is compared.
        least: the least number of decisions.
        schedule: how to train.
        progress: called after each step.

    Raises:
        ExportRefused: when something is at `folder`, or it cannot be written.
        TrainingRefused: when there are too few decisions or texts.
        NoPipeline: when the base cannot be loaded or trained.
    """
    texts = training_texts(workspace, least=least, schedule=schedule)
    with pending_folder(folder) as pending:

        def evaluated(pipeline: Pipeline) -> list[Mapping[str, Counts]]:
            articles = texts.held_back
            return evaluate(
                workspace,
                articles,
                LocalPipeline(pipeline),
                rules=rules,
                progress=lambda done: progress(f"evaluating {pipeline.name}", done, len(articles)),
            )

        before = evaluated(base)
        train(
            base,
            texts.training,
            texts.others,
            pending.folder,
            name=pipeline_name(folder, base),
            decisions=texts.decisions,
            schedule=schedule,
            progress=lambda done: progress("training, epoch", done, schedule.epochs),
        )
        after = evaluated(find_pipeline(str(pending.folder.absolute())))
        result = TrainingResult(texts, _labels(before, after), *gain(before, after))
        if result.is_better:
            pending.keep()
    return result


def training_texts(workspace: Workspace, *, least: int = LEAST, schedule: TrainingSchedule = SCHEDULE) -> TrainingTexts:
    """Return what there is to train and evaluate on; articles that may be held back are never trained on.

    Raises:
        TrainingRefused: when there is too little of something.
    """
    entries = workspace.articles(inactive=False)
    found = [
        _with_decisions(workspace.article(one.uid), workspace.annotations(one.id)) for one in entries if one.decided
    ]
    decisions = sum(len(one.annotations) for one in found)
    if decisions < least:
        raise TrainingRefused(
            f"There are {counted(decisions, 'decision')} on suggestions and annotations with a label, and training "
            f"needs {least:,}, because it gains nothing reliable with fewer. Accept or reject more suggestions."
        )
    held_back = [
        one.article for one in found if is_held_back(one.article) and not one.undecided and accepted(one.annotations)
    ]
    if not held_back:
        raise TrainingRefused(
            "No completely decided article is held back to compare the pipelines on; about one in five is, chosen by "
            "its text. Accept or reject all suggestions of more articles."
        )
    training = [one for one in found if one.annotations and not is_held_back(one.article)]
    decided_words = sum(_words(text) for one in training for text in _texts(one, decided=True))
    if not decided_words:
        raise TrainingRefused(
            "No decided article is left to train on, because all are held back to compare the pipelines on. Accept or "
            "reject the suggestions of more articles."
        )
    undecided = {one.uid for one in entries} - {one.article.uid for one in found if one.annotations}
    others = _others(workspace, training, sorted(undecided), schedule.most_rehearsed(decided_words))
    needed, there = round(decided_words * LEAST_REHEARSAL), sum(map(_words, others))
    if there < needed:
        raise TrainingRefused(
            "Training also needs texts without decisions, so that the pipeline does not forget what it can do: "
            f"{counted(needed, 'word')}, and there are {there:,}. Import more articles; leave them undecided."
        )
    return TrainingTexts(decisions, training, held_back, others)


def _with_decisions(article: Article, annotations: Sequence[Annotation]) -> AnnotatedArticle:
    """Return an article with the decisions of analysts in it; what is disputed is undecided."""
    decided = [one for one in annotations if one.status is not Status.SUGGESTED and not one.disputed]
    undecided = [one for one in annotations if one.status is Status.SUGGESTED or one.disputed]
    return AnnotatedArticle(
        article,
        tuple(one for one in decided if one.analyst and one.label and one.span),
        tuple(one.span for one in undecided if one.span),
    )


def _texts(found: AnnotatedArticle, *, decided: bool) -> list[str]:
    """Return the paragraphs in which everything is decided, or those without any decision."""
    text = found.article.text
    if decided:
        return [part.of(text) for part in decided_paragraphs(found)]
    known = {*decided_paragraphs(found)}
    spans = [one.span for one in found.annotations if one.span]
    return [
        part.of(text)
        for part in paragraphs(text)
        if part not in known and not any(part.start < one.end and one.start < part.end for one in spans)
    ]


def _others(workspace: Workspace, training: Sequence[AnnotatedArticle], uids: Sequence[str], most: int) -> list[str]:
    """Return texts without decisions, of about `most` words at most.

    Args:
        workspace: where the articles are.
        training: the articles to train on, whose undecided paragraphs come first.
        uids: those of articles without decisions; as uids are random, their order is, too.
        most: the number of words.
    """
    found = [text for one in training for text in _texts(one, decided=False)]
    size = sum(map(_words, found))
    for uid in uids:
        if size >= most:
            break
        article = workspace.article(uid)
        if not is_held_back(article):
            found.append(article.text)
            size += _words(article.text)
    return found


def _words(text: str) -> int:
    return len(text.split())


def _labels(before: Sequence[Mapping[str, Counts]], after: Sequence[Mapping[str, Counts]]) -> list[TrainedLabel]:
    first, second = ({one.label: one.counts for one in label_scores(found)} for found in (before, after))
    return [
        TrainedLabel(label, first.get(label, Counts()), second.get(label, Counts())) for label in {**first, **second}
    ]
