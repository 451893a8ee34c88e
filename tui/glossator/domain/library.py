"""The articles of a workspace as a list that can be filtered and sorted."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final

from glossator.domain.query import SCORE, ScoreBound, score_bound
from glossator.text.folding import fold
from glossator.text.natural_order import natural_key


class ReadingState(StrEnum):
    """How far an article is read; DECIDED if it has annotations and none is undecided."""

    UNREAD = "unread"
    BEGUN = "begun"
    READ = "read"
    DECIDED = "decided"


class LibraryColumn(StrEnum):
    """The columns that the list can be sorted by, and that a filter can name."""

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
    """An article in the list.

    Attributes:
        length: code points of its text.
        decided, annotations: the number of decided annotations, and of all.
        copies: the number of its near-duplicates.
        tags, note: those of the article itself.
        added_at: ISO 8601 in UTC.
        superseded: whether it has a newer version.
        assigned: the names of the analysts to whom it is assigned.
        orphans: the number of annotations of an older version that could not be re-anchored in it.
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
    assigned: tuple[str, ...] = ()
    state: ReadingState = ReadingState.UNREAD

    @property
    def inactive(self) -> bool:
        """Whether lists leave it out by default."""
        return self.archived or self.superseded

    @property
    def undecided(self) -> int:
        """The number of undecided annotations."""
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
    """All entries at one moment; folded texts and sort orders are cached, so that a filter answers each key at once."""

    def __init__(
        self,
        entries: Sequence[LibraryEntry],
        last_visit: str = "",
        analyst: str = "",
        by_score: Callable[[ScoreBound], Collection[int]] = lambda _: (),
    ) -> None:
        """Hold entries.

        Args:
            entries: the articles.
            last_visit: ISO 8601 in UTC; those that were added later are new.
            analyst: who looks at them.
            by_score: returns the ids of the articles with a suggestion whose score is within a bound.
        """
        self.entries = entries
        self._analyst = fold(analyst)
        self._last_visit = last_visit
        self._by_score = cache(by_score)
        self._sorted: dict[tuple[LibraryColumn, bool, bool], list[int]] = {}

    def prepare(self) -> None:
        """Fold the searched texts now, so that the first key does not wait for it."""
        _ = self._folded

    @cached_property
    def _folded(self) -> dict[LibraryColumn | None, list[str]]:
        """The searched texts: for each column, and for all together (None), a text for each entry."""
        columns: dict[LibraryColumn | None, list[str]] = {
            column: [fold(shown(entry)) for entry in self.entries] for column, shown in _SHOWN.items()
        }
        columns[None] = ["\n".join(texts) for texts in zip(*columns.values(), strict=True)] if self.entries else []
        return columns

    @cached_property
    def _shown(self) -> list[int]:
        """The indices of the entries that lists show by default."""
        return [place for place, entry in enumerate(self.entries) if not entry.inactive]

    def __len__(self) -> int:
        """Return the number of entries that lists show by default."""
        return len(self._shown)

    @cached_property
    def new(self) -> int:
        """The number of those that are new."""
        return sum(self._is_new(self.entries[place]) for place in self._shown)

    def _is_new(self, entry: LibraryEntry) -> bool:
        return entry.added_at > self._last_visit

    def _in_order(self, column: LibraryColumn, *, descending: bool, inactive: bool) -> list[int]:
        """Return the indices of the entries, stably sorted by a column; with `inactive` those of all entries."""
        wanted = (column, descending, inactive)
        if wanted not in self._sorted:
            places = range(len(self.entries)) if inactive else self._shown
            keys = {place: _ORDERS[column](self.entries[place]) for place in places}
            self._sorted[wanted] = sorted(places, key=keys.__getitem__, reverse=descending)
        return self._sorted[wanted]

    def filter(
        self, typed: str, by: LibraryColumn = LibraryColumn.ADDED, *, descending: bool = False
    ) -> list[LibraryEntry]:
        """Return the entries that contain each word of `typed`, ignoring case and accents, sorted by a column.

        A phrase in quotes is one word. `source:meridian` searches one column; the words of `_TESTS` and `is:new` test a
        property, and `score<0.6` finds articles with such a suggestion; other words with a colon are plain words.
        Inactive articles are left out, unless `is:archived`, `is:superseded` or `is:any` is among the words. `mine:`
        finds what is assigned to the analyst, and `assigned:ben` what is assigned to Ben.
        """
        words = _words(typed)
        inactive = any(word in _TESTS for word in words if word.startswith("is:"))
        kept = self._in_order(by, descending=descending, inactive=inactive)
        for word in words:
            if test := self._is_new if word == NEW else _TESTS.get(word):
                kept = [place for place in kept if test(self.entries[place])]
                continue
            if word.startswith(SCORE) and (bound := score_bound(word.removeprefix(SCORE))):
                scored = self._by_score(bound)
                kept = [place for place in kept if self.entries[place].id in scored]
                continue
            name, _, value = word.partition(":")
            if word == MINE or (name == ASSIGNED and value):
                wanted = self._analyst if word == MINE else value
                kept = [place for place in kept if wanted in map(fold, self.entries[place].assigned)]
                continue
            column, part = (_COLUMNS[name], value) if name in _COLUMNS and value else (None, word)
            texts = self._folded[column]
            kept = [place for place in kept if part in texts[place]]
        return [self.entries[place] for place in kept]


MINE: Final = "mine:"
"""The filter for the articles that are assigned to the analyst."""
ASSIGNED: Final = "assigned"
"""The field for the articles that are assigned to an analyst."""
NEW: Final = "is:new"
"""The filter for the articles added since the library was last opened."""
_TESTS: Final[Mapping[str, Callable[[LibraryEntry], bool]]] = {
    "has:note": lambda entry: bool(entry.note),
    "has:tag": lambda entry: bool(entry.tags),
    "has:copies": lambda entry: entry.copies > 0,
    "has:decided": lambda entry: entry.decided > 0,
    "has:undecided": lambda entry: entry.undecided > 0,
    "has:orphans": lambda entry: entry.orphans > 0,
    "is:archived": lambda entry: entry.archived,
    "is:superseded": lambda entry: entry.superseded,
    "is:any": lambda _: True,
}
_COLUMNS: Final = {column.value: column for column in _SHOWN}
_QUOTES: Final = '"“”„«»'
_WORD: Final = re.compile(rf"([^\W\d]+:)?[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|\S+")
_NAMED: Final = re.compile(r"([^\W\d]+):([^/].*)")


def _words(typed: str) -> list[str]:
    """Return the folded words of a filter, with each phrase in quotes as one."""
    found = _WORD.finditer(fold(typed))
    return [f"{match[1] or ''}{match[2]}" if match[2] else match[0] for match in found]


def explain_filter(typed: str) -> str:
    """Return the probable mistake in a filter without results, as a sentence; empty if there is none."""
    for word in _words(typed):
        if any(quote in word for quote in _QUOTES):
            return 'A quotation mark is not closed. Add “"” at the end of the phrase.'
        named = _NAMED.fullmatch(word)
        if named is None:
            continue
        name, value = named.groups()
        tests = [test for test in (NEW, *_TESTS) if test.startswith(f"{name}:")]
        if tests and word not in tests:
            return f"Unknown filter {word}. Available: {', '.join(tests)}."
        if name == LibraryColumn.STATE and not any(value in state for state in ReadingState):
            return f"Unknown state “{value}”. Available: {', '.join(ReadingState)}."
        if not tests and name not in (*_COLUMNS, ASSIGNED):
            return f"Unknown field “{name}”. Available: {', '.join((*_COLUMNS, ASSIGNED, 'has', 'is'))}."
    return ""


def with_states(entries: Sequence[LibraryEntry], kept: Mapping[str, ReadingState]) -> list[LibraryEntry]:
    """Return the entries with their reading state: DECIDED, or else that of `kept` by uid."""
    return [_with_state(entry, kept.get(entry.uid, ReadingState.UNREAD)) for entry in entries]


def _with_state(entry: LibraryEntry, kept: ReadingState) -> LibraryEntry:
    state = ReadingState.DECIDED if entry.annotations and not entry.undecided else kept
    return entry if entry.state is state else replace(entry, state=state)


def next_unread(entries: Sequence[LibraryEntry], uid: str) -> LibraryEntry | None:
    """Return the next unread entry after the article `uid`, wrapping round, or None."""
    return _next(entries, uid, lambda entry: entry.state is ReadingState.UNREAD)


def next_undecided(entries: Sequence[LibraryEntry], uid: str) -> LibraryEntry | None:
    """Return the next entry with undecided annotations after the article `uid`, wrapping round, or None."""
    return _next(entries, uid, lambda entry: entry.undecided > 0)


def _next(entries: Sequence[LibraryEntry], uid: str, wanted: Callable[[LibraryEntry], bool]) -> LibraryEntry | None:
    place = next((number for number, entry in enumerate(entries) if entry.uid == uid), -1)
    following = (*entries[place + 1 :], *entries[: max(place, 0)])
    return next((entry for entry in following if wanted(entry) and not entry.inactive), None)
