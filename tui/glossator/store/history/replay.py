"""The history replayed from its beginning: whether it leads to what is in the tables.

A row that the history tells of starts as its first entry has it, wherever it came from: what an analysis or an import
has stored is not in the history row by row. From there on each entry has to find the row as the one before left it, in
the order in which operations were done, undone and redone. At the end the tables have to hold just that.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any, Final, TypeAlias

from glossator.store import rows
from glossator.store.connection import connect_reading, sentences, version_of
from glossator.store.errors import Missing
from glossator.store.history.changeset import BadEntry, Kept, Labels, parsed, subject_of
from glossator.store.queries.operation_title import title_in
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded

_SCHEMA: Final = 6
"""The first schema that says when operations were undone."""
# How many entries are replayed between two reports of progress.
_AT_ONCE: Final = 1_000
# How much of a value is shown.
_LONGEST: Final = 80
_COLUMNS: Final = ("id", "batch", "subject", "before", "after")

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first entry of the history that does not fit.

    Attributes:
        entry: its number in the history.
        row: the table and key of the row.
        expected: what the entry needs or leaves there.
        found: what the entries before, or the table, have instead.
    """

    entry: int
    row: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class ReplayedOperation:
    """The operation that an entry of the history belongs to."""

    batch: int
    title: str
    at: str
    analyst: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay.

    Attributes:
        entries: how many were replayed.
        unknown: how many are older than the first from which it is known when operations were undone.
        misfit: the first entry that does not fit; None when all do.
        operation: what that entry belongs to.
    """

    entries: int
    unknown: int
    misfit: Misfit | None = None
    operation: ReplayedOperation | None = None


@dataclass(slots=True)
class _State:
    """What is known of a row: its columns, or that it is not there; and the entry that said so last."""

    columns: tuple[str, ...] | None
    values: tuple[Any, ...]
    entry: int

    def row(self) -> Row | None:
        """Return the row."""
        return None if self.columns is None else dict(zip(self.columns, self.values, strict=True))


class Replay:
    """Rows as the history has them, entry by entry."""

    def __init__(self) -> None:
        self._states: dict[str, dict[Key, _State]] = {}
        # One for all rows that have the same columns.
        self._columns: dict[tuple[str, ...], tuple[str, ...]] = {}

    def apply(self, one: Kept, *, back: bool = False) -> Misfit | None:
        """Do what an entry says, or its opposite; return what does not fit."""
        if one.is_trace:
            return None
        states = self._states.setdefault(one.table, {})
        needed, left = one.sides(back=back)
        for key in one.keys:
            expected, becomes = one.row_at(key, needed), one.row_at(key, left)
            state = states.get(key)
            now = expected if state is None else state.row()
            if differ(now, expected):
                return Misfit(one.id, subject_of(one.table, key), *told_apart(expected, now))
            # A column that an entry says nothing of stays as it is.
            merged = None if becomes is None else {**(now or {}), **becomes}
            states[key] = self._kept(merged, one.id)
        return None

    def _kept(self, row: Row | None, entry: int) -> _State:
        if row is None:
            return _State(None, (), entry)
        names = tuple(row)
        return _State(self._columns.setdefault(names, names), tuple(row.values()), entry)

    def tables(self) -> Iterable[str]:
        """Return the tables of which rows were seen."""
        return self._states

    def compare(self, table: str, found: Iterable[tuple[Key, Row]]) -> Misfit | None:
        """Compare the rows of a table that the history tells of with those that are in it; return the first misfit."""
        left = dict(self._states[table])
        misfits = []
        for key, row in found:
            state = left.pop(key, None)
            if state is not None and differ(row, state.row()):
                misfits.append(Misfit(state.entry, subject_of(table, key), *told_apart(state.row(), row)))
        misfits += [
            Misfit(state.entry, subject_of(table, key), *told_apart(state.row(), None))
            for key, state in left.items()
            if state.columns is not None
        ]
        return min(misfits, key=lambda misfit: misfit.entry, default=None)


def differ(row: Row | None, kept: Row | None) -> bool:
    """Say whether two rows are not the same in the columns that both have."""
    if row is None or kept is None:
        return row is not kept
    return any(name in row and row[name] != value for name, value in kept.items())


def told_apart(expected: Row | None, found: Row | None) -> tuple[str, str]:
    """Return two rows in words, as far as they differ."""
    if expected is None or found is None:
        return "a row" if expected else "no row", "a row" if found else "no row"
    names = [name for name, value in expected.items() if name in found and found[name] != value]
    return _said(names, expected), _said(names, found)


def _said(names: Iterable[str], row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {shorten(repr(row[name]), _LONGEST)}" for name in names)


def replay(path: Path, progress: Progress | None = None) -> Replayed:
    """Replay the history of the workspace at `path`; nothing is changed.

    Args:
        path: the workspace.
        progress: told now and then how many entries are done, of how many.

    Raises:
        StoreError: when the file cannot be read.
        Missing: when its schema is too old to say when operations were undone.
    """
    with closing(connect_reading(path)) as connection, sentences(path):
        if version_of(connection)[1] < _SCHEMA:
            raise Missing(f"The history of {path} can be replayed once the workspace has been opened by this version.")
        # All of it is of one moment, whoever writes meanwhile.
        connection.execute("BEGIN")
        return replay_of(connection, progress)


def replay_of(connection: sqlite3.Connection, progress: Progress | None = None) -> Replayed:
    """Replay the history that a connection has, as `replay` does."""
    (start,) = connection.execute("SELECT coalesce(max(entry), 0) FROM undo_events WHERE event = 'start'").fetchone()
    (total,) = connection.execute("SELECT count(*) FROM history WHERE id > ?", (start,)).fetchone()
    (unknown,) = connection.execute("SELECT count(*) FROM history WHERE id <= ?", (start,)).fetchone()
    state, done, misfit = Replay(), 0, None
    try:
        for one, back, is_new in _happenings(connection, start):
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


def _happenings(connection: sqlite3.Connection, start: int) -> Iterator[tuple[Kept, bool, bool]]:
    """Yield the entries after `start` in the order in which they were done, undone and redone.

    With each come whether it was undone, and whether it was done for the first time.

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


def _entries(connection: sqlite3.Connection, which: str, *values: int) -> Iterator[Kept]:
    found = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM history WHERE {which}", values)
    return (parsed(dict(zip(_COLUMNS, row, strict=True))) for row in found)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Key, Row]]:
    """Yield the rows of a table as the history keeps them, with their keys."""
    labels = Labels(connection)
    names = recorded()[table].columns
    for values in connection.execute(f"SELECT {rows.listed(names)} FROM {table}"):
        row = labels.numbered(table, dict(zip(names, values, strict=True))) or {}
        yield rows.key_of(table, row), row


def _operation(connection: sqlite3.Connection, entry: int) -> ReplayedOperation:
    batch, at, analyst = connection.execute("SELECT batch, at, analyst FROM history WHERE id = ?", (entry,)).fetchone()
    return ReplayedOperation(batch, title_in(connection, batch), at, analyst)
