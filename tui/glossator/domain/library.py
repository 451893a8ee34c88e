"""The articles of a workspace as a list: what is shown of each, what of them fits as one types, and in which order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from glossator.text.folding import fold
from glossator.text.natural_order import natural_key


class ReadingState(StrEnum):
    """How far an article is read; decided is one of whose annotations none is left to decide on."""

    UNREAD = "unread"
    BEGUN = "begun"
    READ = "read"
    DECIDED = "decided"


class LibraryColumn(StrEnum):
    """What the list can be sorted by, and a filter confined to."""

    TITLE = "title"
    SOURCE = "source"
    AUTHOR = "author"
    DATE = "date"
    ADDED = "added"
    LENGTH = "length"
    UNDECIDED = "undecided"
    TAGS = "tag"
    NOTE = "note"
    COPIES = "copies"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One article in the list.

    Attributes:
        length: code points of its text.
        decided, annotations: how many are decided, of how many.
        copies: how many near-duplicates there are of it.
        tags, note: those of the article itself.
        added_at: ISO 8601 in UTC.
        archived: whether it was put away.
        superseded: whether a newer version has taken its place.
        orphans: annotations of an older version that wait for a place in it.
    """

    id: int
    uid: str
    title: str
    source: str
    author: str
    published_at: str
    added_at: str
    length: int
    decided: int
    annotations: int
    copies: int
    tags: tuple[str, ...]
    note: str
    archived: bool = False
    superseded: bool = False
    orphans: int = 0
    state: ReadingState = ReadingState.UNREAD

    @property
    def put_away(self) -> bool:
        """Whether lists leave it out unless they are asked for it."""
        return self.archived or self.superseded

    @property
    def undecided(self) -> int:
        """How many annotations are left to decide on."""
        return self.annotations - self.decided


_SHOWN: Final[Mapping[LibraryColumn, Callable[[LibraryEntry], str]]] = {
    LibraryColumn.TITLE: lambda entry: entry.title,
    LibraryColumn.SOURCE: lambda entry: entry.source,
    LibraryColumn.AUTHOR: lambda entry: entry.author,
    LibraryColumn.DATE: lambda entry: entry.published_at,
    LibraryColumn.ADDED: lambda entry: entry.added_at,
    LibraryColumn.TAGS: lambda entry: "\n".join(entry.tags),
    LibraryColumn.NOTE: lambda entry: entry.note,
    LibraryColumn.STATE: lambda entry: entry.state.value,
}
_ORDERS: Final[Mapping[LibraryColumn, Callable[[LibraryEntry], Any]]] = {
    LibraryColumn.TITLE: lambda entry: natural_key(entry.title),
    LibraryColumn.SOURCE: lambda entry: entry.source.casefold(),
    LibraryColumn.AUTHOR: lambda entry: entry.author.casefold(),
    LibraryColumn.DATE: lambda entry: entry.published_at,
    LibraryColumn.ADDED: lambda entry: (entry.added_at, entry.id),
    LibraryColumn.LENGTH: lambda entry: entry.length,
    LibraryColumn.UNDECIDED: lambda entry: entry.undecided,
    LibraryColumn.TAGS: lambda entry: tuple(tag.casefold() for tag in entry.tags),
    LibraryColumn.NOTE: lambda entry: entry.note.casefold(),
    LibraryColumn.COPIES: lambda entry: entry.copies,
    LibraryColumn.STATE: lambda entry: tuple(ReadingState).index(entry.state),
}


class Library:
    """All entries at one moment; what was folded and sorted of them is kept, so each next key is answered at once."""

    def __init__(self, entries: Sequence[LibraryEntry], looked: str = "") -> None:
        """Keep `entries`; those are new that came in after `looked`, ISO 8601 in UTC: all where it is empty."""
        self.entries = entries
        self._looked = looked
        self._sorted: dict[tuple[LibraryColumn, bool, bool], list[int]] = {}

    def prepare(self) -> None:
        """Fold what a filter looks in, so that the first key need not wait for it."""
        _ = self._folded

    @cached_property
    def _folded(self) -> dict[LibraryColumn | None, list[str]]:
        """What a filter looks in: for each column, and for all together, a text for each entry."""
        columns: dict[LibraryColumn | None, list[str]] = {
            column: [fold(shown(entry)) for entry in self.entries] for column, shown in _SHOWN.items()
        }
        columns[None] = ["\n".join(texts) for texts in zip(*columns.values(), strict=True)] if self.entries else []
        return columns

    @cached_property
    def _shown(self) -> list[int]:
        """The places of what was not put away."""
        return [place for place, entry in enumerate(self.entries) if not entry.put_away]

    def __len__(self) -> int:
        """Return how many there are that were not put away."""
        return len(self._shown)

    @cached_property
    def new(self) -> int:
        """How many of those came in since one looked last."""
        return sum(self.entries[place].added_at > self._looked for place in self._shown)

    def _in_order(self, column: LibraryColumn, *, descending: bool, away: bool) -> list[int]:
        """Return the places of the entries sorted by a column, those put away only if asked for; equal ones stay."""
        asked = (column, descending, away)
        if asked not in self._sorted:
            places = range(len(self.entries)) if away else self._shown
            keys = {place: _ORDERS[column](self.entries[place]) for place in places}
            self._sorted[asked] = sorted(places, key=keys.__getitem__, reverse=descending)
        return self._sorted[asked]

    def filter(
        self, typed: str, by: LibraryColumn = LibraryColumn.ADDED, *, descending: bool = False
    ) -> list[LibraryEntry]:
        """Return the entries in which each word typed is found, whatever the case, sorted by a column.

        What stands in quotes is one word.
        A word such as `source:meridian` is looked for in that column alone, `has:note`, `has:tag`, `has:copies`,
        `has:decided`, `has:undecided` and `has:orphans` ask whether there is any, `is:new` what came in since one
        looked last; whatever else has a colon is a word like others.
        What was put away is left out, unless `is:archived`, `is:superseded` or `is:any` asks for it.
        """
        words = _words(typed)
        away = any(word.partition(":")[2] in _IS for word in words if word.startswith("is:"))
        kept = self._in_order(by, descending=descending, away=away)
        for word in words:
            name, _, value = word.partition(":")
            if word == NEW:
                kept = [place for place in kept if self.entries[place].added_at > self._looked]
                continue
            if name == "is" and value in _IS:
                wanted = _IS[value]
                kept = [place for place in kept if wanted(self.entries[place])]
                continue
            if name == "has" and value in _HAS:
                has = _HAS[value]
                kept = [place for place in kept if has(self.entries[place])]
                continue
            confined = name in _CONFINED and value
            texts = self._folded[_CONFINED[name] if confined else None]
            part = value if confined else word
            kept = [place for place in kept if part in texts[place]]
        return [self.entries[place] for place in kept]


NEW: Final = "is:new"
"""The word of a filter that asks for what came in since one looked last."""
_HAS: Final[Mapping[str, Callable[[LibraryEntry], bool]]] = {
    "note": lambda entry: bool(entry.note),
    "tag": lambda entry: bool(entry.tags),
    "copies": lambda entry: entry.copies > 0,
    "decided": lambda entry: entry.decided > 0,
    "undecided": lambda entry: entry.undecided > 0,
    "orphans": lambda entry: entry.orphans > 0,
}
_IS: Final[Mapping[str, Callable[[LibraryEntry], bool]]] = {
    "archived": lambda entry: entry.archived,
    "superseded": lambda entry: entry.superseded,
    "any": lambda _: True,
}
_CONFINED: Final = {column.value: column for column in _SHOWN}
_QUOTES: Final = '"“”„«»'
_WORD: Final = re.compile(rf"([^\W\d]+:)?[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|\S+")
_NAMED: Final = re.compile(r"([^\W\d]+):([^/].*)")


def _words(typed: str) -> list[str]:
    """Return the words of a filter, folded, what stands in quotes as one."""
    found = _WORD.finditer(fold(typed))
    return [f"{match[1] or ''}{match[2]}" if match[2] else match[0] for match in found]


def explain_filter(typed: str) -> str:
    """Return what is probably wrong with a filter that nothing fits, one sentence; empty where nothing is seen."""
    for word in _words(typed):
        if any(quote in word for quote in _QUOTES):
            return 'This quotation has no end; close it with “"”.'
        named = _NAMED.fullmatch(word)
        if named is None:
            continue
        name, value = named.groups()
        if name == "is" and word != NEW and value not in _IS:
            return f"Nothing can be “{value}”; there are {NEW}, {', '.join(f'is:{one}' for one in _IS)}."
        if name == "has" and value not in _HAS:
            return f"Nothing can be told of “{value}”; there are {', '.join(f'has:{one}' for one in _HAS)}."
        if name == LibraryColumn.STATE and not any(value in state for state in ReadingState):
            return f"There is no state “{value}”; there are {', '.join(ReadingState)}."
        if name not in (*_CONFINED, "is", "has"):
            return f"There is no field “{name}”; there are {', '.join((*_CONFINED, 'has', 'is'))}."
    return ""


def with_states(entries: Sequence[LibraryEntry], kept: Mapping[str, ReadingState]) -> list[LibraryEntry]:
    """Return the entries with how far each is read: as `kept` by uid, or decided where nothing is left to decide on."""
    return [_with_state(entry, kept.get(entry.uid, ReadingState.UNREAD)) for entry in entries]


def _with_state(entry: LibraryEntry, kept: ReadingState) -> LibraryEntry:
    state = ReadingState.DECIDED if entry.annotations and not entry.undecided else kept
    return entry if entry.state is state else replace(entry, state=state)


def next_unread(entries: Sequence[LibraryEntry], uid: str) -> LibraryEntry | None:
    """Return the next entry after the article `uid` that nobody has begun to read, round the end; None for none."""
    return _next(entries, uid, lambda entry: entry.state is ReadingState.UNREAD)


def next_undecided(entries: Sequence[LibraryEntry], uid: str) -> LibraryEntry | None:
    """Return the next entry after the article `uid` with something to decide on, round the end; None for none."""
    return _next(entries, uid, lambda entry: entry.undecided > 0)


def _next(entries: Sequence[LibraryEntry], uid: str, wanted: Callable[[LibraryEntry], bool]) -> LibraryEntry | None:
    place = next((number for number, entry in enumerate(entries) if entry.uid == uid), -1)
    following = (*entries[place + 1 :], *entries[: max(place, 0)])
    return next((entry for entry in following if wanted(entry) and not entry.put_away), None)
