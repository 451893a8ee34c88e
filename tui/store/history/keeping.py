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
from typing import TYPE_CHECKING, Final

from tui.store import rows
from tui.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database

_LABELLED: Final = ("annotations", "entities", "lexicon", "former_labels")
_MANY: Final = ":*"


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
class Sweep:
    """What became of many rows of `table`, the same of each.

    Attributes:
        ids: of the first column of the table's key, ascending.
        before, after: the values of columns, those of the rest of the key among them; None where there are no rows.
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
        key = rows.KEYS[self.table]
        # Where there are to be none, only the key tells whether there are.
        named = list(values) if now else list(key[1:])
        there = f"{key[0]} IN (SELECT value FROM json_each(?))" + "".join(f' AND "{name}" IS ?' for name in named)
        given = [listed, *(values[name] for name in named)]
        (found,) = db.execute(f"SELECT count(*) FROM {self.table} WHERE {there}", given).fetchone()
        if found != (len(self.ids) if now else 0):
            return False
        if now is None:
            names = ", ".join(f'"{name}"' for name in values)
            db.execute(
                f"INSERT INTO {self.table} ({key[0]}, {names}) SELECT value{', ?' * len(values)} FROM json_each(?)",
                [*values.values(), listed],
            )
        elif then is None:
            db.execute(f"DELETE FROM {self.table} WHERE {there}", given)
        else:
            new = ", ".join(f'"{name}" = ?' for name in then)
            db.execute(f"UPDATE {self.table} SET {new} WHERE {there}", [*then.values(), *given])
        return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history, as it is written."""

    subject: str
    before: str | None
    after: str | None


class Labels:
    """The labels by name and by id, as they are at one moment."""

    def __init__(self, db: "Database") -> None:
        pairs = db.execute("SELECT id, name FROM labels").fetchall()
        self._names: Mapping[int, str] = dict(pairs)
        self._ids: Mapping[str, int] = {name: number for number, name in pairs}

    def written(self, table: str, row: Row | None) -> str | None:
        """Return the JSON that a row is kept as."""
        if row is not None and table in _LABELLED and row.get("label") is not None:
            row = {**row, "label": self._ids[row["label"]]}
        return None if row is None else json.dumps(row, ensure_ascii=False)

    def read(self, table: str, written: str | None) -> Row | None:
        """Return the row that was kept as `written`.

        Raises:
            UnknownLabel: when its label is gone.
        """
        row: Row | None = None if written is None else json.loads(written)
        if row is not None and table in _LABELLED and row.get("label") is not None:
            if row["label"] not in self._names:
                raise UnknownLabel
            row["label"] = self._names[row["label"]]
        return row

    def entry(self, change: Change | Sweep) -> Entry:
        """Return how a change is kept."""
        before, after = (self.written(change.table, row) for row in (change.before, change.after))
        if isinstance(change, Change):
            return Entry(f"{change.table}:{','.join(map(str, change.key))}", before, after)
        return Entry(f"{change.table}{_MANY}", *_swept(change.ids, before, after))

    def sweep(self, entry: Entry) -> Sweep:
        """Return the sweep that was kept as `entry`.

        Raises:
            UnknownLabel: when a label of it is gone.
        """
        values: list[Row | None] = []
        for written in (entry.before, entry.after):
            kept = None if written is None else json.dumps(json.loads(written)["values"], ensure_ascii=False)
            values.append(self.read(table_of(entry.subject), kept))
        return Sweep(table_of(entry.subject), list(swept_ids(entry)), *values)


def is_sweep(subject: str) -> bool:
    """Say whether a subject stands for many rows."""
    return subject.endswith(_MANY)


def table_of(subject: str) -> str:
    """Return the table of a subject."""
    return subject.partition(":")[0]


def key_of(subject: str) -> Key:
    """Return the key of the one row that a subject stands for."""
    return tuple(int(part) for part in subject.partition(":")[2].split(","))


def swept_ids(entry: Entry) -> Iterator[int]:
    """Yield the ids of the rows of a sweep."""
    for part in json.loads(entry.before or entry.after or "{}")["ids"].split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def changed_rows(entry: Entry) -> int:
    """Return how many rows an entry tells of."""
    return int(json.loads(entry.before or entry.after or "{}")["count"]) if is_sweep(entry.subject) else 1


def _swept(ids: Sequence[int], before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Return the two sides of a sweep as they are kept; the ids are with the first that there is."""
    told = {"count": len(ids), "ids": " ".join(_ranges(ids))}
    first = before or after or "{}"
    kept = json.dumps({**told, "values": json.loads(first)}, ensure_ascii=False)
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
