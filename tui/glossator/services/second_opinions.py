"""A second opinion: another pipeline analyses an article, and raises or lowers the scores of what was suggested.

It suggests nothing itself; what it finds is stored, so that the two can be compared.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from glossator.domain.annotation import Suggestion
from glossator.domain.article import Article
from glossator.domain.languages import MULTILINGUAL
from glossator.ner.confidence import with_second_opinion
from glossator.ner.lexicon_only import LexiconOnly
from glossator.ner.pipelines import language_of
from glossator.ner.postprocessing import RULES
from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
from glossator.ner.suggestions import suggestions_of
from glossator.runtime.background import Cancelled, interruptible
from glossator.runtime.engines import Engine
from glossator.services.analysis import record_source
from glossator.services.bulk_analysis import NotAnalysed, run_on_many
from glossator.store.queries.codebook import current_labels
from glossator.store.second_opinions import (
    PipelineVersion,
    SecondOpinion,
    articles_without_opinion,
    finds_of,
    untouched_suggestions,
)
from glossator.store.workspace import Workspace
from glossator.text.anchor import BadSpan, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class OpinionCount:
    """How many undecided suggestions in an article another pipeline makes too, and how many it does not."""

    uid: str
    agreed: int
    disagreed: int


def version_of(source: RecogniserSource) -> PipelineVersion:
    """Return the name and version under which the runs of a recogniser are stored."""
    return PipelineVersion(source.name, source.version)


def can_rate(second: RecogniserSource, about: RecogniserSource) -> bool:
    """Return whether the opinion of `second` on suggestions of `about` says something.

    It does not on its own suggestions, on those of the lexicon, which were decided, and where the two are pipelines for
    different languages.
    """
    if version_of(second) == version_of(about) or isinstance(about, LexiconOnly):
        return False
    languages = {language_of(second), language_of(about)} - {"", MULTILINGUAL}
    return len(languages) < 2


def articles_to_rate(
    workspace: Workspace, second: RecogniserSource, about: RecogniserSource, wanted: Collection[str]
) -> list[str]:
    """Return the uids among `wanted` that `about` has analysed, and on which `second` has given no opinion."""
    found = workspace.ask(articles_without_opinion, version_of(second), version_of(about))
    return [uid for uid in found if uid in wanted]


def give_opinions(
    workspace: Workspace,
    articles: Sequence[Article],
    second: RunningRecogniser,
    about: RecogniserSource,
    *,
    rules: Collection[str] = RULES,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[OpinionCount] | None:
    """Rescore the undecided suggestions of a pipeline by what another finds, and store that.

    Args:
        workspace: where the articles are.
        articles: what to analyse; `about` has analysed them.
        second: what gives its opinion; where it has analysed an article before, its finds are those of that time.
        about: the pipeline that made the suggestions.
        rules: the names of the postprocessing rules.
        cancelled: asked while an article is analysed.

    Returns:
        The numbers for each article, or None when it was cancelled; each article is stored when it is done.

    Raises:
        NoPipeline: when the second pipeline cannot be loaded, or its files cannot be read.
        PipelineStopped: when it has failed.
        StoreError: when the workspace cannot be written.
    """
    workspace.record_pipeline(record_source(second.pipeline))
    names = workspace.ask(current_labels)
    codebook = [label.name for label in workspace.labels()]
    counts = []
    for article in articles:
        finds = workspace.ask(finds_of, article.id, version_of(second.pipeline))
        if finds is None:
            try:
                found = interruptible(partial(suggestions_of, second, article.text, codebook, rules), cancelled)
            except Cancelled:
                return None
            finds = set(_stored(article.text, found, names))
        rated = workspace.ask(untouched_suggestions, article.id, version_of(about))
        agrees = [(each.span, each.label) in finds for each in rated]
        scores = [
            (each.span, with_second_opinion(each.score, agrees=same)) for each, same in zip(rated, agrees, strict=True)
        ]
        opinion = SecondOpinion(article.id, sorted(finds), scores)
        workspace.store_opinions(version_of(second.pipeline), version_of(about), [opinion]).result()
        counts.append(OpinionCount(article.uid, sum(agrees), len(agrees) - sum(agrees)))
    return counts


def give_opinions_on_many(
    workspace: Workspace,
    uids: Sequence[str],
    second: RecogniserSource,
    about: RecogniserSource,
    *,
    processes: int | None = None,
    engine: Engine | None = None,
    rules: Collection[str] = RULES,
) -> Iterator[OpinionCount | NotAnalysed]:
    """Give opinions on the suggestions in many articles, on all processors or an engine, and yield the outcomes.

    Args and errors are those of `give_opinions` and of `analyse_many`.
    """

    def work(
        articles: Sequence[Article], recogniser: RunningRecogniser, cancelled: Callable[[], bool]
    ) -> list[OpinionCount] | None:
        return give_opinions(workspace, articles, recogniser, about, rules=rules, cancelled=cancelled)

    return run_on_many(workspace, uids, second, work, processes=processes, engine=engine)


def _stored(text: str, found: Sequence[Suggestion], names: Mapping[str, str | None]) -> Iterator[tuple[Span, str]]:
    """Yield spans and labels as suggestions are stored: whole words, and the current names of labels."""
    starts = [paragraph.start for paragraph in paragraphs(text)]
    for each in found:
        label = names.get(each.label, each.label)
        if label is None:
            continue
        try:
            yield anchor(text, each.span, starts).span, label
        except BadSpan:
            continue
