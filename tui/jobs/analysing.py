"""Having the machine read articles, and keeping what it suggests as it goes."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from tui.model.anchor import BadSpan, anchor
from tui.model.annotation import Suggestion
from tui.model.article import Article
from tui.model.lexicon import forms
from tui.model.paragraphs import paragraphs, pieces
from tui.model.span import Span
from tui.recognition.lexicon import Lexicon
from tui.recognition.recogniser import Suggests
from tui.recognition.tidying import ONE_LABEL, OTHER_MENTIONS, RULES, one_label, other_mentions, tidied
from tui.store.runs import Suggested
from tui.store.workspace import Workspace

# Pieces that the pipeline is given at a time, and how many of them are stored at once where somebody looks: an act of
# the analyst waits for no more than what is being stored.
_AT_A_TIME: Final = 16
_STORED_AT_ONCE: Final = 4
_UNWRITTEN: Final = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of an article has come.

    Attributes:
        done, total: pieces of its text.
        added: suggestions that are new.
    """

    done: int
    total: int
    added: int


def analyse(
    workspace: Workspace,
    article: Article,
    recogniser: Suggests,
    *,
    lexicon: Lexicon | None = None,
    tidying: Collection[str] = RULES,
    focus: Callable[[], int] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], object] = lambda _: None,
) -> Progress:
    """Read what `recogniser`'s pipeline has not read of `article` yet, and store what it suggests.

    What was read is stored as it goes, so a cancelled or killed reading goes on where it stopped.

    Args:
        workspace: where the article is.
        article: what to read.
        recogniser: with what.
        lexicon: the forms that are matched first; those of the workspace as they are now, where none is given.
        tidying: the names of the rules by which suggestions are tidied before they are stored.
        focus: the offset that the reader is at; the text from there on is read first, and one piece by itself, so that
            it is seen at once. None where nobody looks.
        cancelled: asked between pieces.
        progress: told after each few pieces, when their suggestions are stored.

    Raises:
        StoreError: when the workspace cannot be written.
    """
    text = article.text
    pipeline = recogniser.pipeline
    whole = list(pieces(text))
    reading = workspace.reading_of(article.id, pipeline.name, pipeline.version)
    if reading.finished:
        return Progress(len(whole), len(whole), 0)
    read = {part.start for part in reading.done}
    todo = [piece for piece in whole if piece.start not in read]
    starts = [paragraph.start for paragraph in paragraphs(text)]
    lexicon = Lexicon(forms(workspace.lexicon())) if lexicon is None else lexicon
    added = 0
    waiting: deque[Future[int]] = deque()
    stored_at_once = _AT_A_TIME if focus is None else _STORED_AT_ONCE
    while todo:
        at_once = 1 if focus is not None and len(todo) == len(whole) else _AT_A_TIME
        batch = _take(todo, 0 if focus is None else focus(), at_once)
        suggested = [
            (piece, _anchored(text, lexicon.over(text, piece, tidied(text, piece, found, tidying)), starts))
            for piece, found in recogniser.suggest(text, batch)
        ]
        if cancelled():
            return Progress(len(whole) - len(todo) - len(batch), len(whole), added)
        for first in range(0, len(suggested), stored_at_once):
            some = suggested[first : first + stored_at_once]
            waiting.append(
                workspace.keep_reading(
                    pipeline.name,
                    pipeline.version,
                    article.id,
                    [piece for piece, _ in some],
                    [one for _, found in some for one in found],
                )
            )
        while waiting and (len(waiting) > _UNWRITTEN or not todo or waiting[0].done()):
            added += waiting.popleft().result()
        progress(Progress(len(whole) - len(todo), len(whole), added))
    relabelled, others = _of_the_whole(workspace, article, tidying)
    added += workspace.keep_reading(
        pipeline.name,
        pipeline.version,
        article.id,
        [],
        _anchored(text, others, starts),
        relabelled=_anchored(text, relabelled, starts),
        finished=True,
    ).result()
    progress(Progress(len(whole), len(whole), added))
    return Progress(len(whole), len(whole), added)


def _of_the_whole(
    workspace: Workspace, article: Article, tidying: Collection[str]
) -> tuple[list[Suggestion], list[Suggestion]]:
    """Return suggestions that should have another label, and those to add, by what names are in the whole article."""
    marked = workspace.marked(article.id)
    standing = {mark.span: Suggestion(mark.span, mark.label) for mark in marked if mark.label and not mark.rejected}
    relabelled: list[Suggestion] = []
    if ONE_LABEL in tidying:
        undecided = {mark.span for mark in marked if mark.untouched}
        relabelled = list(one_label(article.text, standing.values(), undecided))
        standing.update((one.span, one) for one in relabelled)
    if OTHER_MENTIONS not in tidying:
        return relabelled, []
    return relabelled, list(other_mentions(article.text, standing.values(), [mark.span for mark in marked]))


def _take(todo: list[Span], focus: int, most: int) -> list[Span]:
    """Take up to `most` pieces out of `todo`, from the one that `focus` is in, or from the top past the last."""
    if not todo:
        return []
    first = bisect_left(todo, focus, key=lambda piece: piece.end - 1)
    if first == len(todo):
        first = 0
    taken = todo[first : first + most]
    del todo[first : first + most]
    return taken


def _anchored(text: str, found: Iterable[Suggestion], starts: Sequence[int]) -> list[Suggested]:
    """Return the suggestions as they are stored; one that holds only white space is none."""
    kept = []
    for suggestion in found:
        try:
            kept.append(
                Suggested(anchor(text, suggestion.span, starts), suggestion.label, suggestion.score, suggestion.origin)
            )
        except BadSpan:
            continue
    return kept
