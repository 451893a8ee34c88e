"""Later operations that prevent an undo or redo because they depend on the operation.

The values of rows do not show that, because they may have returned to the same values.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from glossator.store import rows
from glossator.store.history.changeset import Entry, Labels, bulk_subject, parse_entry, subject_of
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded, references_to

if TYPE_CHECKING:
    from sqlite_utils import Database

_Place: TypeAlias = tuple[object, ...]
"""The values of columns that are unique."""


@dataclass(frozen=True, slots=True)
class LaterOperation:
    """A later operation, or the undo or redo of one (`event`)."""

    batch: int
    at: str
    analyst: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class _Since:
    """The point from which on operations count as later: an entry of the history, and an undo event if there is one."""

    entry: int
    event: int | None


def last_event_of(db: "Database", batch: int) -> _Since:
    """Return when an operation was last undone or redone, or done where it never was."""
    found = db.execute("SELECT entry, id FROM undo_events WHERE batch = ? ORDER BY id DESC LIMIT 1", [batch]).fetchone()
    if found is not None:
        return _Since(*found)
    (entry,) = db.execute("SELECT min(id) FROM history WHERE batch = ?", [batch]).fetchone()
    return _Since(entry, None)


def last_dependent(
    db: "Database", batch: int, entries: Sequence[Entry], analyst: str, *, back: bool = True
) -> LaterOperation | None:
    """Return the last operation, undo or redo since an operation that depends on it; None where there is none.

    It depends on the operation when it changed the same row; when one of its rows refers to a row that the undo would
    delete; when it deleted a row that a row to restore refers to; when it inserted a row with the same unique values as
    one to restore; or when another analyst changed an annotation or article whose tags the undo would change.

    Args:
        db: the database.
        batch: the number of the operation.
        entries: its entries.
        analyst: who undoes or redoes it.
        back: whether to undo it, or else to redo it.

    Raises:
        BadEntry: when the history is damaged.
    """
    since = last_event_of(db, batch)
    if not _anything_since(db, since, batch):
        return None
    footprint = _Footprint(db, entries, since, analyst, back=back)
    for row, later in _candidates(db, since, batch, footprint):
        if footprint.meets(parse_entry(row), later):
            return later
    return None


def _anything_since(db: "Database", since: _Since, batch: int) -> bool:
    condition, given = _after(since, batch)
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM history WHERE id > ? AND batch <> ?) "
            f"OR EXISTS (SELECT 1 FROM undo_events WHERE {condition})",
            [since.entry, batch, *given],
        ).fetchone()[0]
    )


def _after(since: _Since, batch: int) -> tuple[str, tuple[int, ...]]:
    """Return the condition, and its values, for an event after a point that concerns an operation before it."""
    if since.event is not None:
        return "id > ? AND batch <> ?", (since.event, batch)
    return "entry >= ? AND batch < ?", (since.entry, batch)


def _candidates(
    db: "Database", since: _Since, batch: int, footprint: "_Footprint"
) -> Iterator[tuple[Row, LaterOperation]]:
    """Yield the rows of the history that may depend on the operation, the newest first, with their operation."""
    subjects = "subject IN (SELECT value FROM json_each(:subjects))"
    # The plus keeps SQLite from using the index on subjects: few entries are later, and many are of these tables.
    tables = "substr(+subject, 1, instr(subject, ':') - 1) IN (SELECT value FROM json_each(:tables))"
    columns = "id, batch, at, analyst, subject, before, after"
    given = {
        "entry": since.entry,
        "batch": batch,
        "subjects": json.dumps(footprint.subjects),
        "tables": json.dumps(sorted(footprint.tables)),
    }
    # An import that was undone, and whose undo was redone, has left nothing behind.
    done = (
        "id > :entry AND batch <> :batch AND undone IS NULL AND coalesce((SELECT min(u.id) FROM history AS u "
        "WHERE u.batch = history.undoes AND u.undone IS NOT NULL), 0) <= :entry"
    )
    question = f"SELECT {columns} FROM history WHERE {done} AND {subjects}"
    if footprint.tables:
        question += f" UNION SELECT {columns} FROM history WHERE {done} AND {tables}"
    for row in list(db.query(f"{question} ORDER BY id DESC", given)):
        yield row, LaterOperation(row["batch"], row["at"], row["analyst"])
    condition, moment = _after(since, batch)
    # An even number of undos and redos of an operation has no effect.
    turned = db.execute(
        f"SELECT batch, event, at, analyst, max(id) FROM undo_events WHERE {condition} "
        "GROUP BY batch HAVING count(*) % 2 = 1 ORDER BY max(id) DESC",
        moment,
    ).fetchall()
    for number, event, at, analyst, _ in turned:
        for row in list(
            db.query(
                f"SELECT {columns} FROM history WHERE batch = :number AND id <= :entry AND ({subjects} OR {tables})",
                {**given, "number": number},
            )
        ):
            yield row, LaterOperation(number, at, analyst, event)


class _Footprint:
    """The rows that an undo or redo would change, and those that they depend on.

    Attributes:
        subjects: of the entries that may concern one of the rows.
        tables: the tables of which all later entries have to be checked.
    """

    def __init__(self, db: "Database", entries: Sequence[Entry], since: _Since, analyst: str, *, back: bool) -> None:
        self._analyst = analyst
        # The entry by which each row was first changed; earlier ones do not depend on it.
        self._first: dict[tuple[str, Key], int] = {}
        self._owners: set[tuple[str, Key]] = set()
        self._removed: set[tuple[str, Key]] = set()
        self._needed: set[tuple[str, Key]] = set()
        self._places: defaultdict[tuple[str, tuple[str, ...]], set[_Place]] = defaultdict(set)
        for one in entries:
            if not one.is_trace:
                self._add(one, one.id if since.event is None else since.entry, back=back)
        in_bulk = {one.table for one in entries if one.is_bulk}
        self.tables = in_bulk | {table.name for removed, _ in self._removed for table, _ in references_to(removed)}
        self._in_place = {
            row for (table, names), places in self._places.items() for row in _rows_at(db, table, names, places)
        }
        self._in_place -= self._first.keys()
        touched = {
            row for row in (*self._first, *self._owners, *self._needed, *self._in_place) if row[0] not in in_bulk
        }
        self.subjects = [subject_of(*row) for row in sorted(touched)]
        self.subjects += [bulk_subject(table) for table in sorted({table for table, _ in touched})]

    def _add(self, one: Entry, entry: int, *, back: bool) -> None:
        now, then = one.sides(back=back)
        table = recorded()[one.table]
        for key in one.keys:
            self._first.setdefault((one.table, key), entry)
            if then is None and len(key) == 1:
                self._removed.add((one.table, key))
            if table.is_link:
                self._owners.add((table.keyed_by, key[:1]))
            self._needed.update(_referred(one.table, one.row_at(key, then)))
        for names in table.unique:
            if not one.is_bulk and (place := _place(names, then)) is not None and place != _place(names, now):
                self._places[one.table, names].add(place)

    def meets(self, later: Entry, what: LaterOperation) -> bool:
        """Return whether a later entry depends on one of the rows."""
        if later.is_trace:
            return False
        for key in later.keys:
            row = (later.table, key)
            if self._first.get(row, later.id) < later.id or (what.event and row in self._first):
                return True
            if row in self._owners and what.analyst != self._analyst:
                return True
            if later.after is None and row in self._needed:
                return True
            if row in self._in_place and _takes_place(later):
                return True
        if not self._removed:
            return False
        return any(
            referred in self._removed
            for key in later.keys
            for side in (later.before, later.after)
            for referred in _referred(later.table, later.row_at(key, side))
        )


def _referred(table: str, row: Mapping[str, Any] | None) -> Iterator[tuple[str, Key]]:
    """Yield the table and key of each row that a row refers to."""
    for column, other in recorded()[table].references.items():
        if row is not None and isinstance(number := row.get(column), int):
            yield other, (number,)


def _place(names: Sequence[str], row: Mapping[str, Any] | None) -> _Place | None:
    """Return the values of unique columns, to be compared without regard to case."""
    if row is None:
        return None
    return tuple(value.casefold() if isinstance(value, str) else value for value in map(row.get, names))


def _takes_place(later: Entry) -> bool:
    """Return whether a change gave rows new values in unique columns."""
    if later.after is None or later.before is None:
        return later.after is not None
    unique = recorded()[later.table].unique
    return any(later.before.get(name) != later.after.get(name) for names in unique for name in names)


def _rows_at(db: "Database", table: str, names: Sequence[str], places: Set[_Place]) -> Iterator[tuple[str, Key]]:
    """Yield the rows of a table that have one of the unique values in the columns `names`."""
    labels, known = Labels(db), recorded()[table]
    # The index on the numbers finds candidates among many rows; texts are compared here, without regard to case.
    numbers = [name for name in names if known.columns[name] == "INTEGER"]
    where = " AND ".join(f'"{name}" = ?' for name in numbers) or "true"
    question = f"SELECT {rows.column_list((*known.key, *names))} FROM {table} WHERE {where}"
    for values in {tuple(place[names.index(name)] for name in numbers) for place in places}:
        for row in list(db.query(question, values)):
            if _place(names, labels.with_ids(table, row)) in places:
                yield table, rows.key_of(table, row)
