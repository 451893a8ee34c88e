"""Changes of rows, and the entries of the history that they are stored as.

An entry has a subject (table and key) and the row before and after as JSON. Labels are stored by id, so that renaming
one does not matter.

A bulk change is one entry for many rows of a table that get the same values, are inserted or deleted: its subject is
the table and a star, its ids are written as ranges, and its values are those of the columns that change.
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
# A larger number of rows in a bulk change is taken for damage, as it would fill the memory.
_MOST_IN_BULK: Final = 50_000_000
_SCALARS: Final = (str, int, float)


class BadEntry(StoreError):
    """An entry of the history that is damaged; `entry` is its id."""

    def __init__(self, entry: int, batch: int) -> None:
        super().__init__(
            f"The history of operation {batch} is damaged (row {entry} of the history); “glossator doctor --replay” "
            "says what is wrong."
        )
        self.entry = entry


class UnknownLabel(Exception):
    """A label in an entry that has been deleted since."""


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one row of `table`; `before` or `after` is None where the row is inserted or deleted."""

    table: str
    key: Key
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class BulkChange:
    """The same change of many rows of `table`.

    Attributes:
        ids: ascending values of the first column of the key.
        before, after: the values of the columns that change and of the rest of the key; None where the rows are
            inserted or deleted. Deleted annotations may differ in other columns, which `removed_rows` keeps.
    """

    table: str
    ids: Sequence[int]
    before: Row | None
    after: Row | None

    def apply(self, db: "Database", *, back: bool = False) -> bool:
        """Make the change, or undo it; return False, with nothing changed, when the rows are not as expected."""
        now, then = (self.after, self.before) if back else (self.before, self.after)
        values = now or then or {}
        listed = json.dumps(self.ids)
        key = recorded()[self.table].key
        # Where no rows are expected, only the key says whether there are.
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
class WrittenEntry:
    """An entry as it is stored."""

    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed entry of the history, with labels by id.

    Attributes:
        keys: of the rows that changed; one, unless this is a bulk change.
        before, after: the values of all columns, or in a bulk change, of the columns that changed and of the rest of
            the key; None where the rows were inserted or deleted.
    """

    id: int
    batch: int
    table: str
    keys: tuple[Key, ...]
    is_bulk: bool
    before: Row | None
    after: Row | None

    @property
    def is_trace(self) -> bool:
        """Whether this only logs that something was imported; then `after` is not a complete row."""
        return not self.is_bulk and self.before is None and not set(recorded()[self.table].key) <= set(self.after or ())

    def sides(self, *, back: bool) -> tuple[Row | None, Row | None]:
        """Return the expected and the new values for doing this again, or undoing it (`back`)."""
        return (self.after, self.before) if back else (self.before, self.after)

    def row_at(self, key: Key, side: Row | None) -> Row | None:
        """Return the values in `side` with those of the key."""
        return None if side is None else {**side, **dict(zip(recorded()[self.table].key, key, strict=True))}

    def check_columns(self) -> None:
        """Raise BadEntry when the table does not have all columns of the entry."""
        if not {*(self.before or ()), *(self.after or ())} <= recorded()[self.table].columns.keys():
            raise BadEntry(self.id, self.batch)

    def reversed(self) -> WrittenEntry:
        """Return the entry of the reverse change."""
        before, after = (
            None if side is None else json.dumps(side, ensure_ascii=False) for side in (self.after, self.before)
        )
        if self.is_bulk:
            return WrittenEntry(f"{self.table}{_MANY}", *_bulk_json([key[0] for key in self.keys], before, after))
        return WrittenEntry(subject_of(self.table, self.keys[0]), before, after)


class Labels:
    """The current labels by name and by id."""

    def __init__(self, db: "Database | sqlite3.Connection") -> None:
        pairs = db.execute("SELECT id, name FROM labels").fetchall()
        self._names: Mapping[int, str] = dict(pairs)
        self._ids: Mapping[str, int] = {name: number for number, name in pairs}

    def with_ids(self, table: str, row: Row | None) -> Row | None:
        """Return a row with labels by id."""
        return row if row is None else row | {name: self._ids.get(row[name], row[name]) for name in _labels(table, row)}

    def with_names(self, table: str, row: Row | None) -> Row | None:
        """Return a row with labels by name.

        Raises:
            UnknownLabel: when one of its labels has been deleted.
        """
        try:
            return row if row is None else row | {name: self._names[row[name]] for name in _labels(table, row)}
        except KeyError as error:
            raise UnknownLabel from error

    def to_json(self, table: str, row: Row | None) -> str | None:
        """Return the JSON of a row, with labels by id."""
        return None if row is None else json.dumps(self.with_ids(table, row), ensure_ascii=False)

    def entry(self, change: Change | BulkChange) -> WrittenEntry:
        """Return the entry of a change."""
        before, after = (self.to_json(change.table, row) for row in (change.before, change.after))
        if isinstance(change, Change):
            return WrittenEntry(subject_of(change.table, change.key), before, after)
        return WrittenEntry(f"{change.table}{_MANY}", *_bulk_json(change.ids, before, after))


def _labels(table: str, row: Row) -> Iterator[str]:
    """Yield the columns of a row that have a label."""
    return (name for name in recorded()[table].labelled if row.get(name) is not None)


def subject_of(table: str, key: Key) -> str:
    """Return the subject of a row."""
    return f"{table}:{','.join(map(str, key))}"


def bulk_subject(table: str) -> str:
    """Return the subject of all bulk changes of a table."""
    return f"{table}{_MANY}"


def parse_entry(row: Mapping[str, Any]) -> Entry:
    """Parse a row of the history with the columns id, batch, subject, before and after.

    Raises:
        BadEntry: when it is damaged.
    """
    try:
        return _parsed((row["id"], row["batch"]), row["subject"], row["before"], row["after"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise BadEntry(row["id"], row["batch"]) from error


def _parsed(of: tuple[int, int], subject: str, *written: str | None) -> Entry:
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
        keys = tuple((one, *fixed) for one in _parse_ids(first))
    else:
        keys = (tuple(int(part) for part in rest.split(",")),)
    if any(len(key) != len(names) or not 0 <= min(key) <= max(key) < 2**63 for key in keys):
        raise ValueError(subject)
    return Entry(*of, table, keys, many, *values)


def _parse_ids(kept: Mapping[str, Any]) -> list[int]:
    """Return the ids of a bulk change; a ValueError says that their number is wrong or impossible."""
    ranges = []
    for part in kept["ids"].split():
        first, _, last = part.partition("-")
        ranges.append(range(int(first), int(last or first) + 1))
    if not 0 < sum(map(len, ranges)) == kept["count"] <= _MOST_IN_BULK:
        raise ValueError(kept["count"])
    return [number for one in ranges for number in one]


def _bulk_json(ids: Sequence[int], before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return both sides of a bulk change as JSON; the first that is not None has the ids."""
    counted = {"count": len(ids), "ids": " ".join(_ranges(ids))}
    first = before or after or "{}"
    kept = json.dumps({**counted, "values": json.loads(first)}, ensure_ascii=False)
    if before is None:
        return None, kept
    return kept, None if after is None else json.dumps({"values": json.loads(after)}, ensure_ascii=False)


def _ranges(ids: Iterable[int]) -> Iterator[str]:
    """Yield ascending ids as ranges such as 7 and 9-12."""
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
