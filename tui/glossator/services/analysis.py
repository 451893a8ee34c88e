"""Analysing articles with a pipeline, and storing the suggestions as it goes."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.domain.article import Article
from glossator.domain.lexicon import active_forms
from glossator.ner.confidence import confidences
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.pipelines import calibrated_as, language_of
from glossator.ner.postprocessing import (
    ONE_LABEL,
    OTHER_MENTIONS,
    RULES,
    found_suggestions,
    one_label,
    other_mentions,
    postprocess,
    rules_for,
    same_labels,
)
from glossator.ner.recogniser import RecogniserSource, RunningRecogniser
from glossator.runtime.background import Cancelled, interruptible
from glossator.store.pipeline_runs import AnalysedPart, LoadedPipeline, StoredSuggestion, marked_spans
from glossator.store.workspace import Workspace
from glossator.text.anchor import BadSpan, anchor
from glossator.text.paragraphs import chunks, paragraphs
from glossator.text.span import Span

# Chunks per batch for an article on screen. Of an article on screen, few are stored in one transaction,
# because an analyst's operation waits for the transaction that is running.
_BATCH: Final = 16
_STORED_AT_ONCE: Final = 4
# Transactions that may wait to be written.
_MOST_WAITING: Final = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an analysis: `done` of `total` chunks, and the number of new suggestions."""

    done: int
    total: int
    added: int


@dataclass(slots=True)
class _Unfinished:
    """An article under analysis.

    Attributes:
        chunks: the pieces that are analysed at a time.
        paragraph_starts: where its paragraphs start.
        calibration: the name of the pipeline whose calibration of scores is used.
        added: the number of new suggestions.
        probabilities: what the pipeline gives its finds, as far as they were analysed now.
    """

    article: Article
    chunks: Sequence[Span]
    paragraph_starts: Sequence[int]
    calibration: str
    added: int = 0
    probabilities: dict[Span, float] = field(default_factory=dict)


def analyse(
    workspace: Workspace,
    articles: Sequence[Article],
    recogniser: RunningRecogniser,
    *,
    lexicon: LexiconMatcher | None = None,
    tidying: Collection[str] = RULES,
    focus: Callable[[], int] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], object] = lambda _: None,
) -> list[int] | None:
    """Analyse the parts of articles that the pipeline has not analysed yet, and store the suggestions.

    Results are stored as they come, so a cancelled or killed analysis can be continued.

    Args:
        workspace: where the articles are.
        articles: what to analyse; short ones share a batch.
        recogniser: runs the pipeline.
        lexicon: the forms that take precedence; by default those of the workspace now.
        tidying: the names of the postprocessing rules.
        focus: returns the offset that is on screen, for a single article; the chunk there is analysed first, by itself.
            None if the articles are not on screen.
        cancelled: asked after each batch.
        progress: called after each batch.

    Returns:
        The number of new suggestions in each article, or None when it was cancelled.

    Raises:
        NoPipeline: when the files of the pipeline cannot be read.
        StoreError: when the workspace cannot be written.
    """
    pipeline = recogniser.pipeline
    language = language_of(pipeline)
    tidying = rules_for(language, tidying)
    labels = same_labels([label.name for label in workspace.labels()])
    unfinished, todo = _unfinished(workspace, articles, pipeline)
    if not unfinished:
        return [0 for _ in articles]
    # Recorded first, so that no suggestion is stored without its pipeline.
    workspace.record_pipeline(record_source(pipeline))
    lexicon = LexiconMatcher(active_forms(workspace.lexicon())) if lexicon is None else lexicon
    total = sum(len(one.chunks) for one in unfinished)
    waiting: deque[tuple[list[_Unfinished], Future[list[int]]]] = deque()

    def store(of: list[_Unfinished], reads: Sequence[AnalysedPart]) -> None:
        waiting.append((of, workspace.store_analysis(pipeline.name, pipeline.version, reads)))

    def report(most: int) -> None:
        """Wait until at most `most` transactions wait to be written, and report the progress."""
        while waiting and (len(waiting) > most or waiting[0][1].done()):
            of, stored = waiting.popleft()
            for one, added in zip(of, stored.result(), strict=True):
                one.added += added
        progress(Progress(total - len(todo), total, sum(one.added for one in unfinished)))

    while todo:
        batch = _take(todo, focus, pipeline.at_once, alone=focus is not None and len(todo) == total)
        texts = [chunk.of(one.article.text) for one, chunk in batch]
        try:
            found = interruptible(partial(recogniser.suggest, texts), cancelled)
        except Cancelled:
            return None
        raws = [found_suggestions(chunk, some, labels) for (_, chunk), some in zip(batch, found, strict=True)]
        suggested = [
            (one, chunk, _suggested(one, chunk, postprocess(one.article.text, chunk, raw, tidying, language), lexicon))
            for (one, chunk), raw in zip(batch, raws, strict=True)
        ]
        if cancelled():
            return None
        at_once = len(batch) if focus is None else _STORED_AT_ONCE
        for first in range(0, len(batch), at_once):
            store(*_by_article(suggested[first : first + at_once]))
        report(_MOST_WAITING if todo else 0)
    # The rules for a whole article need all of its annotations.
    store(unfinished, [_final_part(workspace, one, tidying) for one in unfinished])
    report(0)
    new = {one.article.id: one.added for one in unfinished}
    return [new.get(article.id, 0) for article in articles]


def record_source(pipeline: RecogniserSource) -> LoadedPipeline:
    """Return the record of a pipeline and of where it was loaded from. Raises NoPipeline when a file cannot be read."""
    return LoadedPipeline(pipeline.name, pipeline.version, pipeline.loaded_from, pipeline.digest)


def _unfinished(
    workspace: Workspace, articles: Sequence[Article], pipeline: RecogniserSource
) -> tuple[list[_Unfinished], list[tuple[_Unfinished, Span]]]:
    """Return the articles that the pipeline has not finished, and their chunks that it has not analysed."""
    unfinished, todo = [], []
    for article in articles:
        reading = workspace.run_progress(article.id, pipeline.name, pipeline.version)
        if not reading.finished:
            starts = [paragraph.start for paragraph in paragraphs(article.text)]
            one = _Unfinished(article, list(chunks(article.text)), starts, calibrated_as(pipeline))
            done = {part.start for part in reading.done}
            unfinished.append(one)
            todo += [(one, chunk) for chunk in one.chunks if chunk.start not in done]
    return unfinished, todo


def _take(
    todo: list[tuple[_Unfinished, Span]], focus: Callable[[], int] | None, most: int, *, alone: bool
) -> list[tuple[_Unfinished, Span]]:
    """Remove a batch from `todo` and return it: from the chunk at `focus` on, wrapping round; one chunk if `alone`."""
    if focus is None:
        first = 0
    else:
        place = bisect_left(todo, focus(), key=lambda each: each[1].end - 1)
        first, most = place % len(todo), 1 if alone else min(_BATCH, most)
    taken = todo[first : first + most]
    del todo[first : first + most]
    return taken


def _suggested(
    one: _Unfinished, piece: Span, found: Iterable[Suggestion], lexicon: LexiconMatcher
) -> list[StoredSuggestion]:
    """Return what is suggested in a piece of an article: what the pipeline found in it, and the lexicon."""
    suggestions = lexicon.combine(one.article.text, piece, found)
    one.probabilities.update((each.span, each.score) for each in suggestions if each.score is not None)
    return _anchored(one, _scored(one, suggestions))


def _scored(of: _Unfinished, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Return suggestions with how likely they are to be right instead of the parser's probability."""
    scores = confidences(of.article.text, suggestions, of.calibration)
    return [replace(one, score=score) for one, score in zip(suggestions, scores, strict=True)]


def _by_article(
    suggested: Sequence[tuple[_Unfinished, Span, list[StoredSuggestion]]],
) -> tuple[list[_Unfinished], list[AnalysedPart]]:
    """Return the articles of analysed chunks, which are adjacent by article, and the results for each."""
    of, reads = [], []
    for _, group in groupby(suggested, lambda each: each[0].article.id):
        (one, *_), parts, found = zip(*group, strict=True)
        of.append(one)
        reads.append(AnalysedPart(one.article.id, parts, list(chain.from_iterable(found))))
    return of, reads


def _final_part(workspace: Workspace, of: _Unfinished, tidying: Collection[str]) -> AnalysedPart:
    """Apply the rules that need the whole article, such as one label per name, and return what is to be stored."""
    text = of.article.text
    marked = workspace.ask(marked_spans, of.article.id)
    standing = {
        mark.span: Suggestion(mark.span, mark.label, of.probabilities.get(mark.span))
        for mark in marked
        if mark.label and not mark.rejected
    }
    relabelled: list[Suggestion] = []
    others: list[Suggestion] = []
    if ONE_LABEL in tidying:
        undecided = {mark.span for mark in marked if mark.untouched}
        relabelled = list(one_label(text, standing.values(), undecided))
        standing.update((one.span, one) for one in relabelled)
    if OTHER_MENTIONS in tidying:
        others = list(other_mentions(text, standing.values(), [mark.span for mark in marked]))
    standing.update((one.span, one) for one in others)
    # Only now are all mentions of a name known.
    scores = {one.span: one.score for one in _scored(of, list(standing.values()))}
    return AnalysedPart(
        of.article.id,
        [],
        _anchored(of, [replace(one, score=scores[one.span]) for one in others]),
        relabelled=_anchored(of, relabelled),
        rescored=[(mark.span, score) for mark in marked if mark.untouched and (score := scores.get(mark.span))],
        finished=True,
    )


def _anchored(of: _Unfinished, found: Iterable[Suggestion]) -> list[StoredSuggestion]:
    """Return the suggestions as they are stored; one that holds only white space is none."""
    kept = []
    for one in found:
        try:
            placed = anchor(of.article.text, one.span, of.paragraph_starts)
        except BadSpan:
            continue
        kept.append(StoredSuggestion(placed, one.label, one.score, one.origin))
    return kept
