"""What a page lists: things with their rows, which may be very many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Generic, TypeVar, overload

from textual.content import Content

from glossator.ui.widgets.row_list import ListRow

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class ListItems(Generic[Thing]):
    """What a page lists: each thing with its row, and a sentence about them.

    Attributes:
        before, after: how many more there are, whose rows are not known yet.
    """

    things: Sequence[tuple[ListRow, Thing]] = ()
    said: str = ""
    before: int = 0
    after: int = 0


class Rows(Sequence[ListRow]):
    """The rows of what is listed, which are not gone through for it: there may be very many."""

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
