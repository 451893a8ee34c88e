"""How the history writes rows down.

A row is kept as JSON under a subject, its table and key. Labels are kept by their ids, so that a label that got another
name since is still known to be the same.

A sweep is many rows of one table that get the same values, appear or go, kept in one entry: its subject is the table
and a star, its ids are written as ranges, and of each row only what changes is there. That is sound because all of them
have those values before, and all of them have those after.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from glossator.store import removed_rows
from glossator.store.errors import StoreError
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

_MANY: Final = ":*"
# More rows than any workspace has; what says so makes no sense, and would fill the memory.
_MOST_SWEPT: Final = 50_000_000
_SCALARS: Final = (str, int, float)


class BadEntry(StoreError):
    """A row of the history is not what this program writes.

    Attributes:
        entry: its number.
    """

    def __init__(self, entry: int, batch: int) -> None:
        super().__init__(
            f"The history of operation {batch} cannot be understood (row {entry} of the history); “glossator doctor "
            "--replay” says what is wrong with the history."
        )
        self.entry = entry


class UnknownLabel(Exception):
    """A row in the history has a label that is no longer there."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one row: None where there is no row. `key` is its key in `table`."""

    table: str
    key: Key
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What became of many rows of `table`, the same of each.

    Attributes:
        ids: of the first column of the table's key, ascending.
        before, after: the values of columns, those of the rest of the key among them; None where there are no rows.
            Annotations that appear or go need not be alike in the other columns, which
            `glossator.store.removed_rows` keeps.
    """

    table: str
    ids: Sequence[int]
    before: Row | None
    after: Row | None

    def apply(self, db: "Database", *, back: bool = False) -> bool:
        """Make the rows what they are to be; False, with nothing changed, when they are not what they were."""
        now, then = (self.after, self.before) if back else (self.before, self.after)
        values = now or then or {}
        listed = json.dumps(self.ids)
        key = recorded()[self.table].key
        # Where there are to be none, only the key tells whether there are.
        named = list(values) if now else list(key[1:])
        there = f"{key[0]} IN (SELECT value FROM json_each(?))" + "".join(f' AND "{name}" IS ?' for name in named)
        given = [listed, *(values[name] for name in named)]
        (found,) = db.execute(f"SELECT count(*) FROM {self.table} WHERE {there}", given).fetchone()
        if found != (len(self.ids) if now else 0):
            return False
        if now is None and self.table in removed_rows.IN_BULK:
            removed_rows.insert_in_bulk(db, self.ids)
        elif now is None:
            names = ", ".join(f'"{name}"' for name in values)
            db.execute(
                f"INSERT INTO {self.table} ({key[0]}, {names}) SELECT value{', ?' * len(values)} FROM json_each(?)",
                [*values.values(), listed],
            )
        elif then is None and self.table in removed_rows.IN_BULK:
            removed_rows.delete_in_bulk(db, self.ids)
        elif then is None:
            db.execute(f"DELETE FROM {self.table} WHERE {there}", given)
        else:
            new = ", ".join(f'"{name}" = ?' for name in then)
            db.execute(f"UPDATE {self.table} SET {new} WHERE {there}", [*then.values(), *given])
        return True


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of the history, as it is written."""

    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the history, parsed. Labels are given by id, as they are stored.

    Attributes:
        id, batch: of the row in the history.
        table: of the rows that changed.
        keys: of the rows that changed, one unless this is a sweep.
        is_sweep: whether many rows got the same values.
        before, after: the values of the columns; None where there was no row, or is none. Of a sweep, the columns that
            changed and those of the rest of the key; else all columns.
    """

    id: int
    batch: int
    table: str
    keys: tuple[Key, ...]
    is_sweep: bool
    before: Row | None
    after: Row | None

    @property
    def is_trace(self) -> bool:
        """Whether this only says that something came in; then `after` is not a whole row."""
        return (
            not self.is_sweep and self.before is None and not set(recorded()[self.table].key) <= set(self.after or ())
        )

    def sides(self, *, back: bool) -> tuple[Row | None, Row | None]:
        """Return what the rows have to be, and what they become: forwards, or `back`."""
        return (self.after, self.before) if back else (self.before, self.after)

    def row_at(self, key: Key, side: Row | None) -> Row | None:
        """Return the columns that `side` has of the row at `key`, those of the key among them."""
        return None if side is None else {**side, **dict(zip(recorded()[self.table].key, key, strict=True))}

    def check(self) -> None:
        """Make sure that the table has all columns that this tells of.

        Raises:
            BadEntry: when it has not.
        """
        if not {*(self.before or ()), *(self.after or ())} <= recorded()[self.table].columns.keys():
            raise BadEntry(self.id, self.batch)

    def reversed(self) -> RowChange:
        """Return the entry that says the opposite."""
        before, after = (
            None if side is None else json.dumps(side, ensure_ascii=False) for side in (self.after, self.before)
        )
        if self.is_sweep:
            return RowChange(f"{self.table}{_MANY}", *_swept([key[0] for key in self.keys], before, after))
        return RowChange(subject_of(self.table, self.keys[0]), before, after)


class Labels:
    """The labels by name and by id, as they are at one moment."""

    def __init__(self, db: "Database | sqlite3.Connection") -> None:
        pairs = db.execute("SELECT id, name FROM labels").fetchall()
        self._names: Mapping[int, str] = dict(pairs)
        self._ids: Mapping[str, int] = {name: number for number, name in pairs}

    def numbered(self, table: str, row: Row | None) -> Row | None:
        """Return a row with its labels by id."""
        return row if row is None else row | {name: self._ids.get(row[name], row[name]) for name in _labels(table, row)}

    def named(self, table: str, row: Row | None) -> Row | None:
        """Return a row that has its labels by id with the labels' names.

        Raises:
            UnknownLabel: when one of its labels is gone.
        """
        try:
            return row if row is None else row | {name: self._names[row[name]] for name in _labels(table, row)}
        except KeyError as error:
            raise UnknownLabel from error

    def written(self, table: str, row: Row | None) -> str | None:
        """Return the JSON that a row is kept as."""
        return None if row is None else json.dumps(self.numbered(table, row), ensure_ascii=False)

    def entry(self, change: Change | BulkChange) -> RowChange:
        """Return how a change is kept."""
        before, after = (self.written(change.table, row) for row in (change.before, change.after))
        if isinstance(change, Change):
            return RowChange(subject_of(change.table, change.key), before, after)
        return RowChange(f"{change.table}{_MANY}", *_swept(change.ids, before, after))


def _labels(table: str, row: Row) -> Iterator[str]:
    """Yield the columns in which a row has a label."""
    return (name for name in recorded()[table].labelled if row.get(name) is not None)


def subject_of(table: str, key: Key) -> str:
    """Return the subject of one row."""
    return f"{table}:{','.join(map(str, key))}"


def sweeps_of(table: str) -> str:
    """Return the subject of all sweeps of a table."""
    return f"{table}{_MANY}"


def parsed(row: Mapping[str, Any]) -> Kept:
    """Return a row of the history, of which the columns id, batch, subject, before and after are needed, parsed.

    Raises:
        BadEntry: when it is not what this program writes.
    """
    try:
        return _parsed((row["id"], row["batch"]), row["subject"], row["before"], row["after"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise BadEntry(row["id"], row["batch"]) from error


def _parsed(of: tuple[int, int], subject: str, *written: str | None) -> Kept:
    table, _, rest = subject.partition(":")
    names = recorded()[table].key
    sides = [None if side is None else json.loads(side) for side in written]
    if sides == [None, None]:
        raise ValueError(written)
    many = f":{rest}" == _MANY
    values = [side and side["values"] for side in sides] if many else sides
    for side in values:
        if side is not None and not all(value is None or isinstance(value, _SCALARS) for value in side.values()):
            raise TypeError(side)
    if many:
        first = next(side for side in sides if side is not None)
        fixed = tuple(int(next(side for side in values if side is not None)[name]) for name in names[1:])
        keys = tuple((one, *fixed) for one in _ids_of(first))
    else:
        keys = (tuple(int(part) for part in rest.split(",")),)
    if any(len(key) != len(names) or not 0 <= min(key) <= max(key) < 2**63 for key in keys):
        raise ValueError(subject)
    return Kept(*of, table, keys, many, *values)


def _ids_of(kept: Mapping[str, Any]) -> list[int]:
    """Return the ids of the rows of a sweep.

    Raises:
        ValueError: when they are not as many as it says, or too many to be true.
    """
    ranges = []
    for part in kept["ids"].split():
        first, _, last = part.partition("-")
        ranges.append(range(int(first), int(last or first) + 1))
    if not 0 < sum(map(len, ranges)) == kept["count"] <= _MOST_SWEPT:
        raise ValueError(kept["count"])
    return [number for one in ranges for number in one]


def _swept(ids: Sequence[int], before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return the two sides of a sweep as they are kept; the ids are with the first that there is."""
    counted = {"count": len(ids), "ids": " ".join(_ranges(ids))}
    first = before or after or "{}"
    kept = json.dumps({**counted, "values": json.loads(first)}, ensure_ascii=False)
    if before is None:
        return None, kept
    return kept, None if after is None else json.dumps({"values": json.loads(after)}, ensure_ascii=False)


def _ranges(ids: Iterable[int]) -> Iterator[str]:
    """Yield ascending ids as 7 and 9-12."""
    first = last = -1
    for number in ids:
        if number != last + 1 or first < 0:
            if first >= 0:
                yield _range(first, last)
            first = number
        last = number
    if first >= 0:
        yield _range(first, last)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
