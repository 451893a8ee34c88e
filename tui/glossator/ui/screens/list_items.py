"""The items of a list page with their rows, and how a mention is shown in its context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from typing import Any, Final, Generic, TypeVar, overload

from rich.cells import cell_len
from textual.content import Content

from glossator.text.span import Span
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import ListRow

Thing = TypeVar("Thing")
CONTEXT_WIDTH: Final = 40
"""Cells before a mention in its cell; the column shows as many as it has room for."""


@dataclass(frozen=True, slots=True)
class ListItems(Generic[Thing]):
    """What a page lists.

    Attributes:
        things: each thing with its row.
        said: a sentence about them, for the status line.
        before, after: how many more there are before and after, which are not loaded yet.
    """

    things: Sequence[tuple[ListRow, Thing]] = ()
    said: str = ""
    before: int = 0
    after: int = 0


class Rows(Sequence[ListRow]):
    """The rows of list items as a sequence, without copying them: there may be very many."""

    def __init__(self, listed: ListItems[Any], columns: int) -> None:
        self._listed = listed
        self._unknown = ListRow("", (Content(),) * columns, tickable=False)

    def __len__(self) -> int:
        return self._listed.before + len(self._listed.things) + self._listed.after

    @overload
    def __getitem__(self, place: int) -> ListRow: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[ListRow]: ...

    def __getitem__(self, place: int | slice) -> ListRow | Sequence[ListRow]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        known = place - self._listed.before
        return self._listed.things[known][0] if 0 <= known < len(self._listed.things) else self._unknown

    def __iter__(self) -> Iterator[ListRow]:
        unknown, listed = self._unknown, self._listed
        known = (row for row, _ in listed.things)
        return chain(repeat(unknown, listed.before), known, repeat(unknown, listed.after))


def mention_cell(left: str, hit: str, right: str) -> Content:
    """Return a mention with its context on one line, `CONTEXT_WIDTH` cells from the start, so that mentions align."""
    left, hit, right = _visible_parts(left, hit, right)
    left = left[-CONTEXT_WIDTH:]
    while (over := cell_len(left) - CONTEXT_WIDTH) > 0:
        # A character takes two cells at most.
        left = left[(over + 1) // 2 :]
    return Content.assemble((" " * -over + left, "dim"), (hit, "bold"), (right, "dim"))


def mention_paragraph(left: str, hit: str, right: str) -> Content:
    """Return a mention in its context, as a paragraph."""
    left, hit, right = _visible_parts(left, hit, right)
    return Content.assemble(left, (hit, "bold reverse"), right)


def surroundings_paragraph(text: str, offset: int, hit: Span, others: Sequence[Span]) -> Content:
    """Return a part of a text, which begins at `offset`, with its line ends, a loud hit and other, quiet spans."""
    end = offset + len(text)
    edges = {edge for span in (hit, *others) for edge in (span.start, span.end) if offset < edge < end}
    parts: list[Content] = []
    for first, last in pairwise(sorted(edges | {offset, end})):
        quiet = any(first in span for span in others)
        style = "bold reverse" if first in hit else "underline" if quiet else ""
        lines = [_edged(line) for line in text[first - offset : last - offset].split("\n")]
        parts.append(Content("\n").join(Content.styled(line, style if line.strip() else "") for line in lines))
    return Content.assemble(*parts)


def _edged(text: str) -> str:
    """Return a text as it can be shown, with one space for those at each edge."""
    shown = visible(text)
    return f"{' ' * text[:1].isspace()}{shown}{' ' * text[-1:].isspace()}" if shown else " " * bool(text)


def _visible_parts(left: str, hit: str, right: str) -> tuple[str, str, str]:
    """Return the parts as they can be shown, with the spaces between them."""
    before = " " if left[-1:].isspace() else ""
    after = " " if right[:1].isspace() else ""
    return visible(left) + before, visible(hit), after + visible(right)
