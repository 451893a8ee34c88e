"""Having the machine read articles, and keeping what it suggests as it goes."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.domain.article import Article
from glossator.domain.lexicon import active_forms
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.ner.pipelines import Pipeline, pipeline_digest
from glossator.ner.postprocessing import ONE_LABEL, OTHER_MENTIONS, RULES, one_label, other_mentions, postprocess
from glossator.ner.recogniser import EntityFinder, FoundEntity
from glossator.store.pipeline_runs import AnalysedPart, LoadedPipeline, Suggested
from glossator.store.workspace import Workspace
from glossator.text.anchor import BadSpan, anchor
from glossator.text.paragraphs import chunks, paragraphs
from glossator.text.span import Span

# Pieces that the pipeline is given at a time, where somebody looks and where nobody does. Where somebody does, few are
# stored at once: an act of the analyst waits for no more than what is being stored.
_AT_A_TIME: Final = 16
_STORED_AT_ONCE: Final = 4
_UNSEEN_AT_A_TIME: Final = 128
_UNWRITTEN: Final = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading has come.

    Attributes:
        done, total: pieces of the texts.
        added: suggestions that are new.
    """

    done: int
    total: int
    added: int


@dataclass(slots=True)
class _Unfinished:
    """An article that is being read: all its pieces, where its paragraphs start, and how many suggestions are new."""

    article: Article
    pieces: Sequence[Span]
    paragraph_starts: Sequence[int]
    added: int = 0


def analyse(
    workspace: Workspace,
    articles: Sequence[Article],
    recogniser: EntityFinder,
    *,
    lexicon: LexiconMatcher | None = None,
    tidying: Collection[str] = RULES,
    focus: Callable[[], int] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], object] = lambda _: None,
) -> list[int] | None:
    """Read what `recogniser`'s pipeline has not read of some articles yet, and store what it suggests.

    What was read is stored as it goes, so a cancelled or killed reading goes on where it stopped.

    Args:
        workspace: where the articles are.
        articles: what to read; short ones are read several together.
        recogniser: with what.
        lexicon: the forms that are matched first; those of the workspace as they are now, where none is given.
        tidying: the names of the rules by which suggestions are tidied before they are stored.
        focus: the offset that the reader of the one article is at; the text from there on is read first, and one piece
            by itself, so that it is seen at once. None where nobody looks.
        cancelled: asked between every few pieces.
        progress: told after every few pieces, when their suggestions are stored.

    Returns:
        How many suggestions are new in each article, or None when it was cancelled.

    Raises:
        NoPipeline: when the files of the pipeline cannot be read.
        StoreError: when the workspace cannot be written.
    """
    pipeline = recogniser.pipeline
    unfinished, todo = _unread(workspace, articles, pipeline)
    if not unfinished:
        return [0 for _ in articles]
    # Before its first suggestion, so that none is ever stored without it.
    workspace.record_pipeline(_loaded(pipeline))
    lexicon = LexiconMatcher(active_forms(workspace.lexicon())) if lexicon is None else lexicon
    total = sum(len(one.pieces) for one in unfinished)
    waiting: deque[tuple[list[_Unfinished], Future[list[int]]]] = deque()

    def store(of: list[_Unfinished], reads: Sequence[AnalysedPart]) -> None:
        waiting.append((of, workspace.keep_reading(pipeline.name, pipeline.version, reads)))

    def tell(most: int) -> None:
        """Wait until no more than `most` stores are not done yet, and tell of the progress."""
        while waiting and (len(waiting) > most or waiting[0][1].done()):
            of, stored = waiting.popleft()
            for one, added in zip(of, stored.result(), strict=True):
                one.added += added
        progress(Progress(total - len(todo), total, sum(one.added for one in unfinished)))

    while todo:
        batch = _take(todo, focus, alone=focus is not None and len(todo) == total)
        found = recogniser.suggest([piece.of(one.article.text) for one, piece in batch])
        suggested = [
            (one, piece, _suggested(one, piece, some, lexicon, tidying))
            for (one, piece), some in zip(batch, found, strict=True)
        ]
        if cancelled():
            return None
        at_once = len(batch) if focus is None else _STORED_AT_ONCE
        for first in range(0, len(batch), at_once):
            store(*_gathered(suggested[first : first + at_once]))
        tell(_UNWRITTEN if todo else 0)
    # What is marked in the whole of each article by now says what a name is in the rest of it.
    store(unfinished, [_last(workspace, one, tidying) for one in unfinished])
    tell(0)
    new = {one.article.id: one.added for one in unfinished}
    return [new.get(article.id, 0) for article in articles]


def _loaded(pipeline: Pipeline) -> LoadedPipeline:
    """Return what is stored of where a pipeline was loaded from."""
    loaded_from = f"package {pipeline.module}" if pipeline.is_package else pipeline.module
    return LoadedPipeline(pipeline.name, pipeline.version, loaded_from, pipeline_digest(pipeline.folder))


def _unread(
    workspace: Workspace, articles: Sequence[Article], pipeline: Pipeline
) -> tuple[list[_Unfinished], list[tuple[_Unfinished, Span]]]:
    """Return the articles that the pipeline has not read to the end, and the pieces of them that it has not read."""
    unfinished, todo = [], []
    for article in articles:
        reading = workspace.reading_of(article.id, pipeline.name, pipeline.version)
        if not reading.finished:
            starts = [paragraph.start for paragraph in paragraphs(article.text)]
            one = _Unfinished(article, list(chunks(article.text)), starts)
            read = {part.start for part in reading.done}
            unfinished.append(one)
            todo += [(one, piece) for piece in one.pieces if piece.start not in read]
    return unfinished, todo


def _take(
    todo: list[tuple[_Unfinished, Span]], focus: Callable[[], int] | None, *, alone: bool
) -> list[tuple[_Unfinished, Span]]:
    """Take some pieces out of `todo`, from the one that `focus` is in, or from the top where that is past the last.

    One is taken by itself where it is to be read `alone`.
    """
    if focus is None:
        first, most = 0, _UNSEEN_AT_A_TIME
    else:
        place = bisect_left(todo, focus(), key=lambda each: each[1].end - 1)
        first, most = place % len(todo), 1 if alone else _AT_A_TIME
    taken = todo[first : first + most]
    del todo[first : first + most]
    return taken


def _suggested(
    one: _Unfinished, piece: Span, found: Iterable[FoundEntity], lexicon: LexiconMatcher, tidying: Collection[str]
) -> list[Suggested]:
    """Return what is suggested in a piece of an article, of what the pipeline finds in it."""
    text = one.article.text
    raw = [Suggestion(Span(piece.start + start, piece.start + end), label) for start, end, label in found]
    return _anchored(one, lexicon.combine(text, piece, postprocess(text, piece, raw, tidying)))


def _gathered(
    suggested: Sequence[tuple[_Unfinished, Span, list[Suggested]]],
) -> tuple[list[_Unfinished], list[AnalysedPart]]:
    """Return the articles of which pieces were read, those of one behind each other, and what was read of each."""
    of, reads = [], []
    for _, group in groupby(suggested, lambda each: each[0].article.id):
        (one, *_), parts, found = zip(*group, strict=True)
        of.append(one)
        reads.append(AnalysedPart(one.article.id, parts, list(chain.from_iterable(found))))
    return of, reads


def _last(workspace: Workspace, of: _Unfinished, tidying: Collection[str]) -> AnalysedPart:
    """Return what there is to store when all of an article was read: what is to be in it by what names are in it."""
    text = of.article.text
    marked = workspace.marked(of.article.id)
    standing = {mark.span: Suggestion(mark.span, mark.label) for mark in marked if mark.label and not mark.rejected}
    relabelled: list[Suggestion] = []
    others: list[Suggestion] = []
    if ONE_LABEL in tidying:
        undecided = {mark.span for mark in marked if mark.untouched}
        relabelled = list(one_label(text, standing.values(), undecided))
        standing.update((one.span, one) for one in relabelled)
    if OTHER_MENTIONS in tidying:
        others = list(other_mentions(text, standing.values(), [mark.span for mark in marked]))
    return AnalysedPart(of.article.id, [], _anchored(of, others), relabelled=_anchored(of, relabelled), finished=True)


def _anchored(of: _Unfinished, found: Iterable[Suggestion]) -> list[Suggested]:
    """Return the suggestions as they are stored; one that holds only white space is none."""
    kept = []
    for one in found:
        try:
            placed = anchor(of.article.text, one.span, of.paragraph_starts)
        except BadSpan:
            continue
        kept.append(Suggested(placed, one.label, one.score, one.origin))
    return kept
