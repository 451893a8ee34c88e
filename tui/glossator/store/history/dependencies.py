"""Which later operation is in the way of an undo or a redo.

An operation can be undone only where nobody has built on it since it was done, and redone only where nobody has built
on its absence since it was undone. What the rows hold does not tell: they may have come back to the same values.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from glossator.store import rows
from glossator.store.history.changeset import Kept, Labels, parsed, subject_of, sweeps_of
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded, references_to

if TYPE_CHECKING:
    from sqlite_utils import Database

_Place: TypeAlias = tuple[object, ...]
"""What no two rows have the same of: the values of some columns."""


@dataclass(frozen=True, slots=True)
class Later:
    """What happened later: an operation, or its undo or redo.

    Attributes:
        batch: the number of the operation.
        event: undo or redo; empty for the operation itself.
    """

    batch: int
    at: str
    analyst: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class _Since:
    """The moment from which on others count: a row of the history, and where there is one, an event after it."""

    entry: int
    event: int | None


def standing_since(db: "Database", batch: int) -> _Since:
    """Return when an operation was last undone or redone, or else, when it was done."""
    found = db.execute("SELECT entry, id FROM undo_events WHERE batch = ? ORDER BY id DESC LIMIT 1", [batch]).fetchone()
    if found is not None:
        return _Since(*found)
    (entry,) = db.execute("SELECT min(id) FROM history WHERE batch = ?", [batch]).fetchone()
    return _Since(entry, None)


def last_dependent(
    db: "Database", batch: int, kept: Sequence[Kept], analyst: str, *, back: bool = True
) -> Later | None:
    """Return what was done, undone or redone last since an operation and depends on it; None where nothing is.

    It depends on the operation when it changed the same row; when a row of it refers to one that the undo would remove;
    when it removed what a row that the undo would change refers to; when it made what takes the place of such a row; or
    when it is another analyst's and changed an annotation or article whose tags the undo would change.

    Args:
        db: to be asked.
        batch: the number of the operation.
        kept: what it changed.
        analyst: who is about to undo or redo it.
        back: whether to undo it, or else, to redo it.

    Raises:
        BadEntry: when it cannot be told, since the history is damaged.
    """
    since = standing_since(db, batch)
    if not _anything_since(db, since, batch):
        return None
    footprint = _Footprint(db, kept, since, analyst, back=back)
    for row, later in _candidates(db, since, batch, footprint):
        if footprint.meets(parsed(row), later):
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
    """Return the condition for an event to be after a moment, and of something done before it; and its values."""
    if since.event is not None:
        return "id > ? AND batch <> ?", (since.event, batch)
    return "entry >= ? AND batch < ?", (since.entry, batch)


def _candidates(db: "Database", since: _Since, batch: int, footprint: "_Footprint") -> Iterator[tuple[Row, Later]]:
    """Yield the rows of the history that may depend on the operation, the newest first, with what did them."""
    subjects = "subject IN (SELECT value FROM json_each(:subjects))"
    # By the plus, what is later is read, which is little, rather than all that was ever done to these tables.
    tables = "substr(+subject, 1, instr(subject, ':') - 1) IN (SELECT value FROM json_each(:tables))"
    columns = "id, batch, at, analyst, subject, before, after"
    given = {
        "entry": since.entry,
        "batch": batch,
        "subjects": json.dumps(footprint.subjects),
        "tables": json.dumps(sorted(footprint.tables)),
    }
    # Where an import was both done and undone in its turn, it left things as they were, but for what stayed of it.
    done = (
        "id > :entry AND batch <> :batch AND undone IS NULL AND coalesce((SELECT min(u.id) FROM history AS u "
        "WHERE u.batch = history.undoes AND u.undone IS NOT NULL), 0) <= :entry"
    )
    question = f"SELECT {columns} FROM history WHERE {done} AND {subjects}"
    if footprint.tables:
        question += f" UNION SELECT {columns} FROM history WHERE {done} AND {tables}"
    for row in list(db.query(f"{question} ORDER BY id DESC", given)):
        yield row, Later(row["batch"], row["at"], row["analyst"])
    condition, moment = _after(since, batch)
    # Two turns of the same operation leave things as they were.
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
            yield row, Later(number, at, analyst, event)


class _Footprint:
    """All that an undo or redo would change, and what depends on that.

    Attributes:
        subjects: of rows of the history that may tell of one of the rows.
        tables: of which all later rows of the history have to be looked at.
    """

    def __init__(self, db: "Database", kept: Sequence[Kept], since: _Since, analyst: str, *, back: bool) -> None:
        self._analyst = analyst
        # Where each row was first changed; who was there before that did not depend on it.
        self._first: dict[tuple[str, Key], int] = {}
        self._owners: set[tuple[str, Key]] = set()
        self._removed: set[tuple[str, Key]] = set()
        self._needed: set[tuple[str, Key]] = set()
        self._places: defaultdict[tuple[str, tuple[str, ...]], set[_Place]] = defaultdict(set)
        self.tables: set[str] = set()
        for one in kept:
            if not one.is_trace:
                self._add(one, one.id if since.event is None else since.entry, back=back)
        if any(one.is_sweep for one in kept):
            self.tables |= {one.table for one in kept if one.is_sweep}
        self.tables |= {table.name for removed, _ in self._removed for table, _ in references_to(removed)}
        swept = {one.table for one in kept if one.is_sweep}
        self._in_place = {
            row for (table, names), places in self._places.items() for row in _rows_at(db, table, names, places)
        }
        self._in_place -= self._first.keys()
        touched = {row for row in (*self._first, *self._owners, *self._needed, *self._in_place) if row[0] not in swept}
        self.subjects = [subject_of(*row) for row in sorted(touched)]
        self.subjects += [sweeps_of(table) for table in sorted({table for table, _ in touched})]

    def _add(self, one: Kept, entry: int, *, back: bool) -> None:
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
            if not one.is_sweep and (place := _place(names, then)) is not None and place != _place(names, now):
                self._places[one.table, names].add(place)

    def meets(self, later: Kept, what: Later) -> bool:
        """Say whether a later change depends on one of these."""
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
    """Return the values of columns of which no other row may have the same."""
    if row is None:
        return None
    return tuple(value.casefold() if isinstance(value, str) else value for value in map(row.get, names))


def _takes_place(later: Kept) -> bool:
    """Say whether a change gave rows what no two may have the same of."""
    if later.after is None or later.before is None:
        return later.after is not None
    unique = recorded()[later.table].unique
    return any(later.before.get(name) != later.after.get(name) for names in unique for name in names)


def _rows_at(db: "Database", table: str, names: Sequence[str], places: Set[_Place]) -> Iterator[tuple[str, Key]]:
    """Yield the rows of a table that have one of the places in the columns `names`."""
    labels, known = Labels(db), recorded()[table]
    # There may be a million rows, and an index finds those with these numbers. Texts are the same whatever their case.
    numbers = [name for name in names if known.columns[name] == "INTEGER"]
    where = " AND ".join(f'"{name}" = ?' for name in numbers) or "true"
    question = f"SELECT {rows.listed((*known.key, *names))} FROM {table} WHERE {where}"
    for values in {tuple(place[names.index(name)] for name in numbers) for place in places}:
        for row in list(db.query(question, values)):
            if _place(names, labels.numbered(table, row)) in places:
                yield table, rows.key_of(table, row)
