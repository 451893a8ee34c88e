"""Undoing operations, and redoing them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from glossator.store import rows
from glossator.store.errors import Conflict, Missing, NothingToDo, Refused
from glossator.store.history.changeset import BulkChange, Change, Entry, Labels, UnknownLabel, parse_entry, subject_of
from glossator.store.history.dependencies import LaterOperation, last_dependent
from glossator.store.history.imports import remove_import
from glossator.store.history.operation import operation
from glossator.store.history.recorder import Recorder, apply_changes, last_operation
from glossator.store.merged_runs import delete_unused_runs, restore_runs
from glossator.store.operation import IMPORT, REDO, TRACE_ONLY, UNDO
from glossator.store.queries.history import history, title_in
from glossator.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class UndoResult:
    """An operation that was undone or redone.

    Attributes:
        batch: its number in the history.
        act: its title.
        subjects: the rows that it changed, but those of bulk changes, each as table and key.
        changes: the number of rows that it changed.
        quote: the text or title that it was about; empty if there is none.
        remark: a sentence about the undo of an import; else empty.
    """

    batch: int
    act: str
    subjects: tuple[str, ...]
    changes: int
    quote: str
    remark: str = ""

    @property
    def about(self) -> str:
        """The operation in words, such as "accept “Kabul”"."""
        if self.remark:
            return f"{self.act}. {self.remark}"
        return f"{self.act} “{self.quote}”" if self.quote else self.act


@operation("history.undo", "undo")
def undo(recorder: Recorder) -> UndoResult:
    """Undo the analyst's most recent operation that is not undone.

    Raises:
        NothingToDo: when there is none.
        Conflict: when a later operation depends on it.
    """
    batch = last_operation(recorder.db, recorder.analyst)
    if batch is None:
        raise NothingToDo("There is nothing to undo.")
    return _undo_or_redo(recorder, batch, back=True)


@operation("history.redo", "redo")
def redo(recorder: Recorder) -> UndoResult:
    """Redo the operation that the analyst undid last, unless another operation followed.

    Raises:
        NothingToDo: when there is none.
        Conflict: when a later operation depends on the undo.
    """
    (batch,) = recorder.db.execute(
        "SELECT min(batch) FROM history WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
        [recorder.analyst, last_operation(recorder.db, recorder.analyst) or 0],
    ).fetchone()
    if batch is None:
        raise NothingToDo("There is nothing to redo.")
    return _undo_or_redo(recorder, batch, back=False)


@operation("operation.undo", "undo operation")
def undo_operation(recorder: Recorder, batch: int) -> UndoResult:
    """Undo any operation of any analyst on which no later operation depends.

    The analyst's most recent operation is undone as by `undo`. Any other is undone by an operation of its own, which
    is in the history and can be undone.

    Raises:
        Missing: when the operation does not exist.
        Refused: when it is undone already, or cannot be undone.
        Conflict: when a later operation depends on it.
        BadEntry: when the history is damaged there.
    """
    entries = _entries(recorder.db, batch)
    if not entries:
        found = recorder.db.execute(
            "SELECT merged.batch FROM merged_history JOIN merged ON merged.id = merge WHERE merged_history.batch = ?",
            [batch],
        ).fetchone()
        if found is not None:
            raise Refused(f"Operation {batch} came with a merge; undo the merge, operation {found[0]}, instead.")
        raise Missing(f"There is no operation {batch}; “glossator history” lists them.")
    act = str(entries[0]["act"])
    if act in TRACE_ONLY:
        raise Refused(f"“{title_in(recorder.db.conn, batch)}” cannot be undone. Delete what it added instead.")
    _refuse_undone(recorder.db, entries)
    if batch == last_operation(recorder.db, recorder.analyst):
        return _undo_or_redo(recorder, batch, back=True)
    if act == IMPORT:
        return _undo_import(recorder, entries)
    if entries[0]["undoes"] is not None:
        # An undo of an import by `undo` becomes an operation like any other.
        recorder.db.execute("UPDATE history SET undone = NULL WHERE batch = ?", [entries[0]["undoes"]])
    kept = _restore(recorder, entries, back=True)
    recorder.act, recorder.undoes = REDO if act == UNDO else UNDO, batch
    recorder.log_reversed(kept)
    return _result(recorder.db, entries[0], kept)


def import_to_undo(connection: sqlite3.Connection, analyst: str) -> str:
    """Return a description of the import that the next undo would undo; empty where that is another operation."""
    batch = last_operation(connection, analyst)
    found = connection.execute("SELECT 1 FROM history WHERE batch = ? AND act = ? LIMIT 1", (batch, IMPORT)).fetchone()
    if batch is None or found is None:
        return ""
    (entry,) = history(connection, 1, batch + 1)
    return entry.quote


def _entries(db: "Database", batch: int) -> list[Row]:
    return list(db.query("SELECT * FROM history WHERE batch = ? ORDER BY id", [batch]))


def _refuse_undone(db: "Database", entries: Sequence[Row]) -> None:
    batch, undone = entries[0]["batch"], entries[0]["undone"]
    name = f"“{title_in(db.conn, batch)}” of {entries[0]['at']}"
    if undone is not None:
        raise Refused(f"{name} was undone already, at {undone}.")
    for (by,) in db.execute("SELECT batch FROM history WHERE undoes = ? AND undone IS NULL", [batch]).fetchall():
        raise Refused(f"{name} was undone already, by operation {by}; undo that operation to redo it.")


def _undo_or_redo(recorder: Recorder, batch: int, *, back: bool) -> UndoResult:
    """Undo (`back`) or redo an operation, and log the event."""
    entries = _entries(recorder.db, batch)
    if entries[0]["act"] == IMPORT:
        done = _undo_import(recorder, entries, in_turn=True) if back else _redo_import(recorder, entries)
    else:
        done = _result(recorder.db, entries[0], _restore(recorder, entries, back=back))
        _log_event(recorder, batch, back=back)
    recorder.db.execute("UPDATE history SET undone = ? WHERE batch = ?", [recorder.at if back else None, batch])
    return done


def _log_event(recorder: Recorder, batch: int, *, back: bool) -> None:
    recorder.db.execute(
        "INSERT INTO undo_events (event, batch, entry, at, analyst) SELECT ?, ?, max(id), ?, ? FROM history",
        ["undo" if back else "redo", batch, recorder.at, recorder.analyst],
    )


def _undo_import(recorder: Recorder, entries: Sequence[Row], *, in_turn: bool = False) -> UndoResult:
    """Undo an import by an operation of its own, which redo reverses where the import was undone `in_turn`."""
    db = recorder.db
    recorder.act, recorder.undoes, recorder.keeps_redo = UNDO, entries[0]["batch"], in_turn

    def put_back(kept: Sequence[Entry]) -> None:
        try:
            fits = _put_rows(db, kept[0].table, kept, back=True)
        except (sqlite3.IntegrityError, UnknownLabel) as error:
            raise _conflict(db, entries[0], None, back=True) from error
        if not fits:
            raise _conflict(db, entries[0], None, back=True)

    remark = remove_import(recorder, entries[0]["batch"], put_back)
    return replace(_result(db, entries[0], _parsed_entries(db, recorder.batch)), remark=remark)


def _redo_import(recorder: Recorder, entries: Sequence[Row]) -> UndoResult:
    """Redo an import by undoing its undo."""
    db = recorder.db
    (undoing,) = db.execute(
        "SELECT max(batch) FROM history WHERE undoes = ? AND undone IS NULL", [entries[0]["batch"]]
    ).fetchone()
    if undoing is None:
        raise _conflict(db, entries[0], None, back=False)
    kept = _restore(recorder, _entries(db, undoing), back=True, redone=entries[0])
    _log_event(recorder, undoing, back=True)
    db.execute("UPDATE history SET undone = ?, dropped = 1 WHERE batch = ?", [recorder.at, undoing])
    return _result(db, entries[0], kept)


def _parsed_entries(db: "Database", batch: int | None) -> list[Entry]:
    return [] if batch is None else [parse_entry(entry) for entry in _entries(db, batch)]


def _result(db: "Database", entry: Row, kept: Sequence[Entry]) -> UndoResult:
    return UndoResult(
        batch=entry["batch"],
        act=title_in(db.conn, entry["batch"]),
        subjects=tuple(subject_of(one.table, one.keys[0]) for one in kept if not one.is_bulk),
        changes=sum(len(one.keys) for one in kept),
        quote="" if entry["act"] == IMPORT else _quote(kept),
    )


def _quote(kept: Sequence[Entry]) -> str:
    """Return what an operation was about: the title of an article that was added or deleted, or a quote."""
    alone = [one for one in kept if not one.is_bulk]
    came_or_went = [one for one in alone if one.before is None or one.after is None]
    for name, entries in (("title", came_or_went), ("quote", alone)):
        for one in entries:
            if found := (one.after or one.before or {}).get(name):
                return str(found)
    return ""


def _restore(recorder: Recorder, entries: Sequence[Row], *, back: bool, redone: Row | None = None) -> list[Entry]:
    """Restore the rows to before (`back`) or after an operation, and return its entries in the order of doing so.

    Where that redoes another operation, `redone` is an entry of it, which the error names.

    Raises:
        Conflict: when a later operation depends on it, or the rows are not as expected.
        BadEntry: when the history is damaged.
    """
    db, batch = recorder.db, int(entries[0]["batch"])
    kept = [parse_entry(entry) for entry in entries]
    named, is_undo = (entries[0], back) if redone is None else (redone, False)
    if later := last_dependent(db, batch, kept, recorder.analyst, back=back):
        raise _conflict(db, named, later, back=is_undo)
    if back:
        kept.reverse()
    restore_runs(db)
    try:
        if not all(
            _put_rows(db, table, list(group), back=back) for table, group in groupby(kept, lambda one: one.table)
        ):
            raise _conflict(db, named, None, back=is_undo)
    except (sqlite3.IntegrityError, UnknownLabel) as error:
        raise _conflict(db, named, None, back=is_undo) from error
    delete_unused_runs(db)
    return kept


def _put_rows(db: "Database", table: str, kept: Sequence[Entry], *, back: bool) -> bool:
    """Restore rows of one table to before or after the entries; return False when one is not as expected.

    Raises:
        UnknownLabel: when a label has been deleted.
        BadEntry: when an entry has columns that the table does not have.
    """
    for one in kept:
        one.check_columns()
    # Read each time, because labels may just have been restored.
    labels = Labels(db)
    for is_bulk, group in groupby(kept, lambda one: one.is_bulk):
        if not is_bulk:
            changes = _changes(db, table, list(group), labels, back=back)
            if changes is None:
                return False
            apply_changes(db, changes)
            continue
        for one in group:
            sides = (labels.with_names(table, side) for side in (one.before, one.after))
            if not BulkChange(table, [key[0] for key in one.keys], *sides).apply(db, back=back):
                return False
    return True


def _changes(db: "Database", table: str, kept: Sequence[Entry], labels: Labels, *, back: bool) -> list[Change] | None:
    """Return the changes that restore rows of one table; None when one is not as expected."""
    now: dict[Key, Row] = rows.fetch(db, table, list({one.keys[0] for one in kept}))
    changes = []
    for one in kept:
        (key,), (expected, then) = one.keys, one.sides(back=back)
        there = now.pop(key, None)
        if not matches_entry(labels.with_ids(table, there), expected):
            return None
        wanted = labels.with_names(table, then)
        if wanted is not None:
            # A column that was added since stays as it is.
            now[key] = {**(there or {}), **wanted}
        changes.append(Change(table, key, there, now.get(key)))
    return changes


def matches_entry(row: Row | None, kept: Row | None) -> bool:
    """Return whether a row has the values of an entry; it may have columns that were added later."""
    if row is None or kept is None:
        return row is kept
    return all(name in row and row[name] == value for name, value in kept.items())


def _conflict(db: "Database", entry: Row, later: LaterOperation | None, *, back: bool) -> Conflict:
    """Return the error about an undo or redo that a later change prevents."""
    if later is None:
        by = "by an analysis, an import or another program"
    else:
        by = f"by “{f'{later.event} ' if later.event else ''}{title_in(db.conn, later.batch)}” of {later.analyst} "
        by += f"at {later.at} (operation {later.batch})"
    return Conflict(
        f"“{title_in(db.conn, entry['batch'])}” of {entry['at']} cannot be {'undone' if back else 'redone'}: "
        f"what it changed has been changed or used since, {by}."
    )
