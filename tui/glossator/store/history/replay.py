"""Replay of the history, which checks that it leads to the rows that are in the tables.

A row starts as its first entry has it, because analyses and imports add rows without entries. Each further entry, in
the order in which operations were done, undone and redone, must find the row as the entry before left it. At the end
the tables must have the same rows.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any, Final, TypeAlias

from glossator.store import rows
from glossator.store.connection import connect_reading, translate_errors, version_of
from glossator.store.errors import Missing
from glossator.store.history.changeset import BadEntry, Entry, Labels, parse_entry, subject_of
from glossator.store.queries.history import title_in
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded

_SCHEMA: Final = 6
"""The first schema with the order of undos."""
# Entries between two reports of progress.
_AT_ONCE: Final = 1_000
# Characters of a value that are shown.
_LONGEST: Final = 80
_COLUMNS: Final = ("id", "batch", "subject", "before", "after")

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first entry that does not fit.

    Attributes:
        entry: its id.
        row: the subject of the row.
        expected: what the entry needs or leaves there, in words.
        found: what earlier entries or the table have instead.
    """

    entry: int
    row: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class ReplayedOperation:
    """The operation of an entry."""

    batch: int
    title: str
    at: str
    analyst: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """The result of a replay.

    Attributes:
        entries: the number of entries replayed.
        unknown: the number of older entries, which cannot be replayed because the order of undos is unknown.
        misfit: the first entry that does not fit; None when all do.
        operation: the operation of that entry.
    """

    entries: int
    unknown: int
    misfit: Misfit | None = None
    operation: ReplayedOperation | None = None


@dataclass(slots=True)
class _State:
    """The state of a row (without columns: deleted) and its last entry."""

    columns: tuple[str, ...] | None
    values: tuple[Any, ...]
    entry: int

    def row(self) -> Row | None:
        """Return the row."""
        return None if self.columns is None else dict(zip(self.columns, self.values, strict=True))


class Replay:
    """The rows according to the entries applied so far."""

    def __init__(self) -> None:
        self._states: dict[str, dict[Key, _State]] = {}
        # Shared by all rows with the same columns, to save memory.
        self._columns: dict[tuple[str, ...], tuple[str, ...]] = {}

    def apply(self, one: Entry, *, back: bool = False) -> Misfit | None:
        """Apply an entry, or its reverse, and return what does not fit."""
        if one.is_trace:
            return None
        states = self._states.setdefault(one.table, {})
        needed, left = one.sides(back=back)
        for key in one.keys:
            expected, becomes = one.row_at(key, needed), one.row_at(key, left)
            state = states.get(key)
            now = expected if state is None else state.row()
            if differs(now, expected):
                return Misfit(one.id, subject_of(one.table, key), *describe_difference(expected, now))
            # A column that the entry does not have stays as it is.
            merged = None if becomes is None else {**(now or {}), **becomes}
            states[key] = self._kept(merged, one.id)
        return None

    def _kept(self, row: Row | None, entry: int) -> _State:
        if row is None:
            return _State(None, (), entry)
        names = tuple(row)
        return _State(self._columns.setdefault(names, names), tuple(row.values()), entry)

    def tables(self) -> Iterable[str]:
        """Return the tables of the entries."""
        return self._states

    def compare(self, table: str, found: Iterable[tuple[Key, Row]]) -> Misfit | None:
        """Compare the rows of a table with those of the history, and return the first misfit."""
        left = dict(self._states[table])
        misfits = []
        for key, row in found:
            state = left.pop(key, None)
            if state is not None and differs(row, state.row()):
                misfits.append(Misfit(state.entry, subject_of(table, key), *describe_difference(state.row(), row)))
        misfits += [
            Misfit(state.entry, subject_of(table, key), *describe_difference(state.row(), None))
            for key, state in left.items()
            if state.columns is not None
        ]
        return min(misfits, key=lambda misfit: misfit.entry, default=None)


def differs(row: Row | None, kept: Row | None) -> bool:
    """Return whether two rows differ in the columns that both have."""
    if row is None or kept is None:
        return row is not kept
    return any(name in row and row[name] != value for name, value in kept.items())


def describe_difference(expected: Row | None, found: Row | None) -> tuple[str, str]:
    """Return the differences of two rows in words, for each row."""
    if expected is None or found is None:
        return "a row" if expected else "no row", "a row" if found else "no row"
    names = [name for name, value in expected.items() if name in found and found[name] != value]
    return _values_of(names, expected), _values_of(names, found)


def _values_of(names: Iterable[str], row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {shorten(repr(row[name]), _LONGEST)}" for name in names)


def replay(path: Path, progress: Progress | None = None) -> Replayed:
    """Replay the history of the workspace at `path`, which is only read.

    Args:
        path: the workspace.
        progress: called now and then with the number of entries done and of all.

    Raises:
        StoreError: when the file cannot be read.
        Missing: when its schema does not have the order of undos.
    """
    with closing(connect_reading(path)) as connection, translate_errors(path):
        if version_of(connection)[1] < _SCHEMA:
            raise Missing(f"The history of {path} cannot be replayed until this version has opened the workspace.")
        # One snapshot, while others may write.
        connection.execute("BEGIN")
        return replay_of(connection, progress)


def replay_of(connection: sqlite3.Connection, progress: Progress | None = None) -> Replayed:
    """Do as `replay` with an open connection."""
    (start,) = connection.execute("SELECT coalesce(max(entry), 0) FROM undo_events WHERE event = 'start'").fetchone()
    (total,) = connection.execute("SELECT count(*) FROM history WHERE id > ?", (start,)).fetchone()
    (unknown,) = connection.execute("SELECT count(*) FROM history WHERE id <= ?", (start,)).fetchone()
    state, done, misfit = Replay(), 0, None
    try:
        for one, back, is_new in _events(connection, start):
            misfit = state.apply(one, back=back)
            if misfit is not None:
                break
            done += is_new
            if progress is not None and done % _AT_ONCE == 0:
                progress(done, total)
    except BadEntry as error:
        misfit = Misfit(error.entry, "the entry itself", "what this program writes", "something else")
    if misfit is None:
        compared = (state.compare(table, _rows(connection, table)) for table in state.tables())
        misfit = min((one for one in compared if one), key=lambda one: one.entry, default=None)
    return Replayed(done, unknown, misfit, None if misfit is None else _operation(connection, misfit.entry))


def _events(connection: sqlite3.Connection, start: int) -> Iterator[tuple[Entry, bool, bool]]:
    """Yield the entries after `start` in the order in which they were done, undone and redone.

    Each is yielded with whether it was undone, and whether it was done for the first time.

    Raises:
        BadEntry: when the history is damaged.
    """
    position = start
    events = connection.execute(
        "SELECT event, batch, entry FROM undo_events WHERE event <> 'start' ORDER BY id"
    ).fetchall()
    for event, batch, entry in [*events, ("", 0, 2**62)]:
        for one in _entries(connection, "id > ? AND id <= ? ORDER BY id", position, entry):
            yield one, False, True
        position = max(position, entry)
        back = event == "undo"
        for one in _entries(connection, f"batch = ? AND id <= ? ORDER BY id{' DESC' * back}", batch, entry):
            yield one, back, False


def _entries(connection: sqlite3.Connection, which: str, *values: int) -> Iterator[Entry]:
    found = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM history WHERE {which}", values)
    return (parse_entry(dict(zip(_COLUMNS, row, strict=True))) for row in found)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Key, Row]]:
    """Yield the rows of a table as the history stores them, with their keys."""
    labels = Labels(connection)
    names = recorded()[table].columns
    for values in connection.execute(f"SELECT {rows.column_list(names)} FROM {table}"):
        row = labels.with_ids(table, dict(zip(names, values, strict=True))) or {}
        yield rows.key_of(table, row), row


def _operation(connection: sqlite3.Connection, entry: int) -> ReplayedOperation:
    batch, at, analyst = connection.execute("SELECT batch, at, analyst FROM history WHERE id = ?", (entry,)).fetchone()
    return ReplayedOperation(batch, title_in(connection, batch), at, analyst)
