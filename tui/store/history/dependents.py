"""Which later act depends on an act, so that it cannot be taken back before that one."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tui.store.history.keeping import Entry, is_sweep, key_of, swept_ids, table_of
from tui.store.rows import KEYS

if TYPE_CHECKING:
    from sqlite_utils import Database

# What columns of each table refer to.
_REFERENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "annotations": {"article": "articles", "label": "labels", "entity": "entities"},
    "annotation_tags": {"annotation": "annotations", "tag": "tags"},
    "article_tags": {"article": "articles", "tag": "tags"},
    "entities": {"label": "labels"},
    "aliases": {"entity": "entities"},
    "lexicon": {"label": "labels"},
    "former_labels": {"label": "labels"},
    "article_versions": {"article": "articles", "supersedes": "articles"},
    "archived_articles": {"article": "articles"},
    "carried_over": {"annotation": "annotations"},
    "orphans": {"article": "articles", "annotation": "annotations"},
}
# What no two rows of each table may have the same of.
_ALONE: Final[Mapping[str, Sequence[str]]] = {
    "annotations": ("article", "start", "end", "label"),
    "tags": ("path",),
    "labels": ("name",),
    "former_labels": ("name",),
    "aliases": ("entity", "alias"),
    "lexicon": ("form",),
    "article_versions": ("supersedes",),
    "orphans": ("article", "annotation"),
    "saved_searches": ("name",),
}


@dataclass(frozen=True, slots=True)
class Later:
    """An act of the history: its number, name, moment and analyst."""

    batch: int
    act: str
    at: str
    analyst: str


def last_dependent(db: "Database", batch: int) -> Later | None:
    """Return the last act after `batch` that stands and depends on it; None when there is none.

    An act depends on one before it when it changed the same row, when a row of its refers to one that the other made,
    when it removed what a row that the other changed referred to, or when it made what takes the place of such a row.
    """
    mine = _Footprint(_touched(db, "batch = ?", batch))
    for later in _touched(db, "batch > ? AND undone IS NULL", batch):
        if mine.meets(later):
            return later.act
    return None


@dataclass(frozen=True, slots=True)
class _Touched:
    """What one entry of the history is about; rows as they are kept, with labels by id."""

    act: Later
    table: str
    key: tuple[int, ...]
    swept: Sequence[int]
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def rows(self, sides: Sequence[dict[str, Any] | None]) -> Iterator[dict[str, Any]]:
        """Yield what refers to something on these sides, of a sweep each row."""
        for side in sides:
            if side is not None:
                yield from ({KEYS[self.table][0]: number, **side} for number in self.swept) if self.swept else (side,)

    def referred(self, *sides: dict[str, Any] | None) -> Iterator[tuple[str, int]]:
        """Yield the table and id of each row that is referred to."""
        for row in self.rows(sides):
            for column, table in _REFERENCES.get(self.table, {}).items():
                if row.get(column) is not None:
                    yield table, int(row[column])

    def alone(self, side: dict[str, Any] | None) -> tuple[object, ...] | None:
        """Return what no other row may have the same of."""
        columns = _ALONE.get(self.table, ())
        if side is None or not columns or self.swept:
            return None
        return tuple(
            value.casefold() if isinstance(value, str) else value for value in (side.get(name) for name in columns)
        )


class _Footprint:
    """All that one act touched."""

    def __init__(self, touched: Iterator[_Touched]) -> None:
        self._keys: set[tuple[str, tuple[int, ...]]] = set()
        self._sweeps: list[_Touched] = []
        self._made: set[tuple[str, int]] = set()
        self._needed: set[tuple[str, int]] = set()
        self._places: set[tuple[str, tuple[object, ...]]] = set()
        for one in touched:
            if one.swept:
                self._sweeps.append(one)
            else:
                self._keys.add((one.table, one.key))
                if one.before is None and len(one.key) == 1:
                    self._made.add((one.table, one.key[0]))
            self._needed.update(one.referred(one.before))
            place = one.alone(one.before)
            if place is not None:
                self._places.add((one.table, place))

    def meets(self, later: _Touched) -> bool:
        """Say whether a later change depends on what this act did."""
        if later.swept:
            if any(key in self._keys for key in _keys_of(later)) or any(_overlap(one, later) for one in self._sweeps):
                return True
        elif (later.table, later.key) in self._keys or any(_covers(one, later) for one in self._sweeps):
            return True
        if later.after is None and len(later.key) == 1 and (later.table, later.key[0]) in self._needed:
            return True
        place = later.alone(later.after)
        if place is not None and (later.table, place) in self._places:
            return True
        return bool(self._made) and any(one in self._made for one in later.referred(later.before, later.after))


def _touched(db: "Database", condition: str, batch: int) -> Iterator[_Touched]:
    """Yield what the entries that fulfil `condition` are about, the newest first."""
    for row in db.query(f"SELECT * FROM history WHERE {condition} ORDER BY batch DESC, id", [batch]):
        subject, many = row["subject"], is_sweep(row["subject"])
        sides = [None if row[name] is None else json.loads(row[name]) for name in ("before", "after")]
        yield _Touched(
            Later(row["batch"], row["act"], row["at"], row["analyst"]),
            table_of(subject),
            () if many else key_of(subject),
            tuple(swept_ids(Entry(subject, row["before"], row["after"]))) if many else (),
            *([side and side["values"] for side in sides] if many else sides),
        )


def _rest(one: _Touched) -> tuple[int, ...]:
    """Return what is the same in the keys of all rows of a sweep."""
    values = one.before or one.after or {}
    return tuple(values[name] for name in KEYS[one.table][1:])


def _keys_of(sweep: _Touched) -> Iterator[tuple[str, tuple[int, ...]]]:
    rest = _rest(sweep)
    return ((sweep.table, (number, *rest)) for number in sweep.swept)


def _covers(sweep: _Touched, one: _Touched) -> bool:
    """Say whether the row of `one` is in a sweep."""
    if sweep.table != one.table or _rest(sweep) != one.key[1:]:
        return False
    place = bisect_left(sweep.swept, one.key[0])
    return place < len(sweep.swept) and sweep.swept[place] == one.key[0]


def _overlap(one: _Touched, other: _Touched) -> bool:
    return one.table == other.table and _rest(one) == _rest(other) and not set(one.swept).isdisjoint(other.swept)
