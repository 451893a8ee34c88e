"""Training a pipeline on what analysts decided, and keeping it only if cross-validation finds that it gains."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from glossator.agreement.measure import Interval
from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import Article
from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.ner.docbin import PARTS, decided_paragraphs, part_of
from glossator.ner.local_pipeline import LocalPipeline
from glossator.ner.pipelines import Pipeline, find_pipeline, installed_pipelines
from glossator.ner.postprocessing import RULES
from glossator.ner.training import SCHEDULE, TrainingSchedule, pipeline_name, train
from glossator.services.atomic_output import pending_folder
from glossator.services.evaluation import Counts, accepted, evaluate, gain, label_scores
from glossator.store.workspace import Workspace
from glossator.text.paragraphs import paragraphs
from glossator.text.pluralize import counted

LEAST: Final = 500
"""The least number of decisions; below, training gave nothing reliable (benchmarks/README.md)."""
LEAST_COMPARED: Final = 2
"""The least number of completely decided articles; with one there is no interval."""
LEAST_REHEARSAL: Final = 1.0
"""The least number of words for rehearsal for each word of decided text."""


class TrainingRefused(Exception):
    """A training that cannot be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """What a pipeline is trained on.

    Attributes:
        articles: what is decided, with nothing but decisions among the annotations.
        others: texts in which nothing is decided, for rehearsal.
    """

    articles: Sequence[AnnotatedArticle]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class HeldBackPart:
    """One of the parts of the articles.

    Attributes:
        articles: the completely decided articles of this part, to compare the pipelines on.
        training: what to train on for that, which has nothing of the decided articles of this part.
    """

    articles: Sequence[Article]
    training: TrainingTexts


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What there is to train and compare on.

    Attributes:
        decisions: the number of decisions in active articles.
        training: all decided articles, which the pipeline that is kept is trained on.
        parts: those that have a completely decided article.
    """

    decisions: int
    training: TrainingTexts
    parts: Sequence[HeldBackPart]

    @property
    def compared(self) -> list[Article]:
        """All completely decided articles, part by part."""
        return [article for part in self.parts for article in part.articles]


@dataclass(frozen=True, slots=True)
class TrainedLabel:
    """The counts of a label in the completely decided articles, before training and after."""

    label: str
    before: Counts
    after: Counts


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """How pipelines compare with their base, each in the part of the articles that it was not trained on.

    Attributes:
        plan: what they were trained and compared on.
        labels: the scores, those of all labels together first.
        gain: by how much F1 of all labels is higher than before.
        interval: that of the gain over articles; None with fewer than two.
    """

    plan: TrainingPlan
    labels: Sequence[TrainedLabel]
    gain: float
    interval: Interval | None

    @property
    def is_better(self) -> bool:
        """Whether the pipeline that is trained on all articles is kept."""
        return self.gain > 0

    @property
    def may_be_chance(self) -> bool:
        """Whether the gain may be due to the choice of articles."""
        return self.interval is None or self.interval.low <= 0 <= self.interval.high


class TrainingProgress(Protocol):
    """What is called during a training."""

    def __call__(self, what: str, step: int, total: int) -> object:
        """Show that step number `step` of `total` is reached; `what` names it, such as an epoch."""
        ...


def train_pipeline(
    workspace: Workspace,
    base: Pipeline,
    folder: Path,
    *,
    rules: Collection[str] = RULES,
    least: int = LEAST,
    schedule: TrainingSchedule = SCHEDULE,
    progress: TrainingProgress = lambda _what, _step, _total: None,
) -> TrainingResult:
    """Train a pipeline on all decided articles, and write it to a folder if training makes it better than its base.

    That is found by cross-validation: for each part of the articles, a pipeline is trained on those of all other parts,
    and compared with the base in the completely decided articles of this part.

    The workspace is only read. The same workspace, base and arguments give the same pipeline.

    Args:
        workspace: where the decisions are.
        base: the pipeline to start from.
        folder: where to write it; nothing may be there, except an empty folder.
        rules: the names of the postprocessing rules, which are part of what is compared.
        least: the least number of decisions.
        schedule: how to train.
        progress: called at each step.

    Raises:
        ExportRefused: when something is at `folder`, or it cannot be written.
        TrainingRefused: when there are too few decisions or texts, or the base was itself trained on decisions.
        NoPipeline: when the base cannot be loaded or trained.
    """
    _check_base(base)
    plan = training_plan(workspace, least=least, schedule=schedule)

    def evaluated(pipeline: Pipeline, articles: Sequence[Article], what: str) -> list[Mapping[str, Counts]]:
        return evaluate(
            workspace,
            articles,
            LocalPipeline(pipeline),
            rules=rules,
            progress=lambda done: progress(f"evaluating {what}, article", done, len(articles)),
        )

    def trained(texts: TrainingTexts, place: Path, what: str) -> None:
        def epoch(number: int) -> None:
            progress(f"training {what}, epoch", number, schedule.epochs)

        # Loading the base and finding what it rehearses takes as long as an epoch.
        epoch(1)
        train(
            base,
            texts.articles,
            texts.others,
            place,
            name=pipeline_name(folder, base),
            decisions=plan.decisions,
            schedule=schedule,
            progress=epoch,
        )

    def trained_and_evaluated(part: HeldBackPart, parent: Path, what: str) -> list[Mapping[str, Counts]]:
        with TemporaryDirectory(dir=parent.absolute()) as place:
            trained(part.training, Path(place), what)
            return evaluated(find_pipeline(place), part.articles, what)

    with pending_folder(folder) as pending:
        before = evaluated(base, plan.compared, base.name)
        after = [
            counts
            for number, part in enumerate(plan.parts, start=1)
            for counts in trained_and_evaluated(part, pending.folder, f"part {number} of {len(plan.parts)}")
        ]
        result = TrainingResult(plan, _labels(before, after), *gain(before, after))
        if result.is_better:
            trained(plan.training, pending.folder, "on all articles")
            pending.keep()
    return result


def training_plan(workspace: Workspace, *, least: int = LEAST, schedule: TrainingSchedule = SCHEDULE) -> TrainingPlan:
    """Return what there is to train and compare on.

    Raises:
        TrainingRefused: when there is too little of something.
    """
    entries = workspace.articles(inactive=False)
    found = [
        _with_decisions(workspace.article(one.uid), workspace.annotations(one.id)) for one in entries if one.decided
    ]
    decided = [one for one in found if one.annotations]
    decisions = sum(len(one.annotations) for one in decided)
    if decisions < least:
        raise TrainingRefused(
            f"There are {counted(decisions, 'decision')} on suggestions and annotations with a label, and training "
            f"needs {least:,}, because it gains nothing reliable with fewer. Accept or reject more suggestions."
        )
    complete = [one.article for one in decided if not one.undecided and accepted(one.annotations)]
    if len(complete) < LEAST_COMPARED:
        raise TrainingRefused(
            f"To compare the pipelines, at least {LEAST_COMPARED} completely decided articles with accepted "
            f"annotations are needed, and there are {len(complete)}. Accept or reject all suggestions of more articles."
        )
    # Uids are random, so their order is, too.
    uids = sorted({one.uid for one in entries} - {one.article.uid for one in decided})
    most = schedule.most_rehearsed(_decided_words(decided))
    undecided = _up_to(most, (workspace.article(uid).text for uid in uids))
    return TrainingPlan(
        decisions,
        _training_texts(decided, undecided, schedule),
        [
            HeldBackPart(
                [article for article in complete if part_of(article) == number],
                _training_texts([one for one in decided if part_of(one.article) != number], undecided, schedule),
            )
            for number in sorted({part_of(article) for article in complete})
        ],
    )


def _check_base(base: Pipeline) -> None:
    """Check that a base has not learned decisions already, which would favour it where they are held back.

    Raises:
        TrainingRefused: when this program trained it.
    """
    if base.base:
        # A package may have another name than its pipeline.
        modules = [one.module for one in installed_pipelines() if one.name == base.base]
        start = f"--model {modules[0]}" if modules else f"--model and the folder or package of {base.base}"
        raise TrainingRefused(
            f"{base.module} was itself trained on decisions, so it cannot be compared on them. Start from its base, "
            f"with {start}; all decisions are learned again."
        )


def _training_texts(
    decided: Sequence[AnnotatedArticle], undecided: Sequence[str], schedule: TrainingSchedule
) -> TrainingTexts:
    """Return what to train on: decided articles, and for rehearsal their undecided paragraphs, then other texts.

    Args:
        decided: the articles to train on.
        undecided: the texts of articles without decisions, as many as are of use.
        schedule: how to train.

    Raises:
        TrainingRefused: when there is nothing decided, or too little that is undecided.
    """
    words = _decided_words(decided)
    if not words:
        raise TrainingRefused(
            f"All completely decided text is in the same of the {PARTS} parts that the hash of the text makes, so "
            "nothing is left to train on while it is held back. Accept or reject all suggestions of more articles."
        )
    own = [text for one in decided for text in _texts(one, decided=False)]
    others = [*own, *_up_to(schedule.most_rehearsed(words) - _words(own), undecided)]
    needed, there = round(words * LEAST_REHEARSAL), _words(others)
    if there < needed:
        raise TrainingRefused(
            "Training also needs texts without decisions, so that the pipeline does not forget what it can do: "
            f"{counted(needed, 'word')}, and there are {there:,}. Import more articles; leave them undecided."
        )
    return TrainingTexts(decided, others)


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


def _up_to(most: int, texts: Iterable[str]) -> list[str]:
    """Return the first texts, until they have `most` words."""
    found: list[str] = []
    size = 0
    for text in texts:
        if size >= most:
            break
        found.append(text)
        size += _words([text])
    return found


def _decided_words(decided: Sequence[AnnotatedArticle]) -> int:
    return _words([text for one in decided for text in _texts(one, decided=True)])


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _labels(before: Sequence[Mapping[str, Counts]], after: Sequence[Mapping[str, Counts]]) -> list[TrainedLabel]:
    first, second = ({one.label: one.counts for one in label_scores(found)} for found in (before, after))
    return [
        TrainedLabel(label, first.get(label, Counts()), second.get(label, Counts())) for label in {**first, **second}
    ]
