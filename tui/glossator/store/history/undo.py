"""Undoing operations, and redoing them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from glossator.store import rows
from glossator.store.errors import Conflict, Missing, NothingThere, Refused
from glossator.store.history.changeset import BulkChange, Change, Kept, Labels, UnknownLabel, parsed, subject_of
from glossator.store.history.dependencies import Later, last_dependent
from glossator.store.history.imports import remove_import
from glossator.store.history.recorder import Recorder, last_done, put
from glossator.store.operation import IMPORT, REDO, TRACE_ONLY, UNDO, operation
from glossator.store.queries.operation_title import title_in
from glossator.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Undone:
    """An act that was undone or done again.

    Attributes:
        batch: its number in the history.
        act: its title.
        subjects: the rows that it had changed, each as a table and a key; those that it changed all alike are left out.
        changes: how many rows it had changed.
        quote: the words that it was about, if it was about any.
        remark: a sentence that says more than the name of the act does; empty where there is nothing more to say.
    """

    batch: int
    act: str
    subjects: tuple[str, ...]
    changes: int
    quote: str
    remark: str = ""

    @property
    def about(self) -> str:
        """Return the act with what it was about, such as "accept “Kabul”"."""
        if self.remark:
            return f"{self.act}. {self.remark}"
        return f"{self.act} “{self.quote}”" if self.quote else self.act


@operation("history.undo", "undo")
def undo(recorder: Recorder) -> Undone:
    """Take back the analyst's last act that is not taken back yet.

    Raises:
        Missing: when there is none.
        Conflict: when something has changed since what the act changed.
    """
    batch = last_done(recorder.db, recorder.analyst)
    if batch is None:
        raise NothingThere("There is nothing to undo.")
    return _turn(recorder, batch, back=True)


@operation("history.redo", "redo")
def redo(recorder: Recorder) -> Undone:
    """Do again the act that the analyst took back last, unless another act came after.

    Raises:
        Missing: when there is none.
        Conflict: when something has changed since what the act would change.
    """
    (batch,) = recorder.db.execute(
        "SELECT min(batch) FROM history WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
        [recorder.analyst, last_done(recorder.db, recorder.analyst) or 0],
    ).fetchone()
    if batch is None:
        raise NothingThere("There is nothing to redo.")
    return _turn(recorder, batch, back=False)


@operation("operation.undo", "undo operation")
def undo_act(recorder: Recorder, batch: int) -> Undone:
    """Take back one act, whoever did it and whatever came after, where nothing later depends on it.

    The analyst's own last act is undone as `undo` does it. Any other is taken back by an act of its own, which stands
    in the history and can itself be undone.

    Raises:
        Missing: when there is no such act.
        Refused: when it was taken back already, or cannot be.
        Conflict: when something later depends on it, or has changed what it changed.
        BadEntry: when the history is damaged there.
    """
    entries = _entries(recorder.db, batch)
    if not entries:
        raise Missing(f"There is no act {batch}; “glossator history” lists those that there are.")
    act = str(entries[0]["act"])
    if act in TRACE_ONLY:
        raise Refused(f"“{title_in(recorder.db.conn, batch)}” cannot be undone. Delete what it brought in instead.")
    _refuse_twice(recorder.db, entries)
    if batch == last_done(recorder.db, recorder.analyst):
        return _turn(recorder, batch, back=True)
    if act == IMPORT:
        return _removed(recorder, entries)
    if entries[0]["undoes"] is not None:
        # From here on, an import that was undone in its turn is undone by an operation like any other.
        recorder.db.execute("UPDATE history SET undone = NULL WHERE batch = ?", [entries[0]["undoes"]])
    kept = _turned(recorder, entries, back=True)
    recorder.act, recorder.undoes = REDO if act == UNDO else UNDO, batch
    recorder.note_opposites(kept)
    return _told(recorder.db, entries[0], kept)


def import_to_undo(connection: sqlite3.Connection, analyst: str) -> str:
    """Return in words the import that the analyst's next undo would undo; empty where that is another operation."""
    batch = last_done(connection, analyst)
    found = connection.execute("SELECT 1 FROM history WHERE batch = ? AND act = ? LIMIT 1", (batch, IMPORT)).fetchone()
    if batch is None or found is None:
        return ""
    # Only an import needs the words of the history; other undos do not wait for them.
    from glossator.store.queries.history import history

    (entry,) = history(connection, 1, batch + 1)
    return entry.quote


def _entries(db: "Database", batch: int) -> list[Row]:
    return list(db.query("SELECT * FROM history WHERE batch = ? ORDER BY id", [batch]))


def _refuse_twice(db: "Database", entries: Sequence[Row]) -> None:
    batch, undone = entries[0]["batch"], entries[0]["undone"]
    name = f"“{title_in(db.conn, batch)}” of {entries[0]['at']}"
    if undone is not None:
        raise Refused(f"{name} was taken back already, at {undone}.")
    for (by,) in db.execute("SELECT batch FROM history WHERE undoes = ? AND undone IS NULL", [batch]).fetchall():
        raise Refused(f"{name} was taken back already, by act {by}; undo that one to have it again.")


def _turn(recorder: Recorder, batch: int, *, back: bool) -> Undone:
    """Undo (`back`) or redo an operation, and keep when that was."""
    entries = _entries(recorder.db, batch)
    if entries[0]["act"] == IMPORT:
        done = _removed(recorder, entries, in_turn=True) if back else _brought_back(recorder, entries)
    else:
        done = _told(recorder.db, entries[0], _turned(recorder, entries, back=back))
        _keep_event(recorder, batch, back=back)
    recorder.db.execute("UPDATE history SET undone = ? WHERE batch = ?", [recorder.at if back else None, batch])
    return done


def _keep_event(recorder: Recorder, batch: int, *, back: bool) -> None:
    recorder.db.execute(
        "INSERT INTO undo_events (event, batch, entry, at, analyst) SELECT ?, ?, max(id), ?, ? FROM history",
        ["undo" if back else "redo", batch, recorder.at, recorder.analyst],
    )


def _removed(recorder: Recorder, entries: Sequence[Row], *, in_turn: bool = False) -> Undone:
    """Undo an import by an operation of its own, which redo takes back where the import was undone `in_turn`."""
    db = recorder.db
    recorder.act, recorder.undoes, recorder.keeps_redo = UNDO, entries[0]["batch"], in_turn

    def put_back(kept: Sequence[Kept]) -> None:
        try:
            fits = _put(db, kept[0].table, kept, back=True)
        except (sqlite3.IntegrityError, UnknownLabel) as error:
            raise _conflict(db, entries[0], None, back=True) from error
        if not fits:
            raise _conflict(db, entries[0], None, back=True)

    remark = remove_import(recorder, entries[0]["batch"], put_back)
    return replace(_told(db, entries[0], _kept_of(db, recorder.batch)), remark=remark)


def _brought_back(recorder: Recorder, entries: Sequence[Row]) -> Undone:
    """Redo an import, by undoing what undid it."""
    db = recorder.db
    (undoing,) = db.execute(
        "SELECT max(batch) FROM history WHERE undoes = ? AND undone IS NULL", [entries[0]["batch"]]
    ).fetchone()
    if undoing is None:
        raise _conflict(db, entries[0], None, back=False)
    kept = _turned(recorder, _entries(db, undoing), back=True, redone=entries[0])
    _keep_event(recorder, undoing, back=True)
    db.execute("UPDATE history SET undone = ?, dropped = 1 WHERE batch = ?", [recorder.at, undoing])
    return _told(db, entries[0], kept)


def _kept_of(db: "Database", batch: int | None) -> list[Kept]:
    return [] if batch is None else [parsed(entry) for entry in _entries(db, batch)]


def _told(db: "Database", entry: Row, kept: Sequence[Kept]) -> Undone:
    return Undone(
        batch=entry["batch"],
        act=title_in(db.conn, entry["batch"]),
        subjects=tuple(subject_of(one.table, one.keys[0]) for one in kept if not one.is_sweep),
        changes=sum(len(one.keys) for one in kept),
        quote="" if entry["act"] == IMPORT else _quote(kept),
    )


def _quote(kept: Sequence[Kept]) -> str:
    """Return the words that an operation was about: the title of an article that came or went, or of an annotation."""
    alone = [one for one in kept if not one.is_sweep]
    came_or_went = [one for one in alone if one.before is None or one.after is None]
    for name, entries in (("title", came_or_went), ("quote", alone)):
        for one in entries:
            if found := (one.after or one.before or {}).get(name):
                return str(found)
    return ""


def _turned(recorder: Recorder, entries: Sequence[Row], *, back: bool, redone: Row | None = None) -> list[Kept]:
    """Put rows to what they were before (`back`) or after an operation, and return its entries in the order of that.

    Where that redoes another operation, `redone` is an entry of it, which a refusal names.

    Raises:
        Conflict: when something since depends on it, or the rows are not what the operation left, or found.
        BadEntry: when the history is damaged.
    """
    db, batch = recorder.db, int(entries[0]["batch"])
    kept = [parsed(entry) for entry in entries]
    named, is_undo = (entries[0], back) if redone is None else (redone, False)
    if later := last_dependent(db, batch, kept, recorder.analyst, back=back):
        raise _conflict(db, named, later, back=is_undo)
    if back:
        kept.reverse()
    try:
        if not all(_put(db, table, list(group), back=back) for table, group in groupby(kept, lambda one: one.table)):
            raise _conflict(db, named, None, back=is_undo)
    except (sqlite3.IntegrityError, UnknownLabel) as error:
        raise _conflict(db, named, None, back=is_undo) from error
    return kept


def _put(db: "Database", table: str, kept: Sequence[Kept], *, back: bool) -> bool:
    """Put rows of one table to what they were or became; False when one of them is not what it should be now.

    Raises:
        UnknownLabel: when one of them had a label that is gone.
        BadEntry: when one of them has columns that the table has not.
    """
    for one in kept:
        one.check()
    # Each time anew: what was put back just now may be a label.
    labels = Labels(db)
    for is_sweep, group in groupby(kept, lambda one: one.is_sweep):
        if not is_sweep:
            changes = _changes(db, table, list(group), labels, back=back)
            if changes is None:
                return False
            put(db, changes)
            continue
        for one in group:
            sides = (labels.named(table, side) for side in (one.before, one.after))
            if not BulkChange(table, [key[0] for key in one.keys], *sides).apply(db, back=back):
                return False
    return True


def _changes(db: "Database", table: str, kept: Sequence[Kept], labels: Labels, *, back: bool) -> list[Change] | None:
    """Return the changes that put rows of one table back; None when one of them is not what it should be now."""
    now: dict[Key, Row] = rows.fetch(db, table, list({one.keys[0] for one in kept}))
    changes = []
    for one in kept:
        (key,), (expected, then) = one.keys, one.sides(back=back)
        there = now.pop(key, None)
        if not agrees(labels.numbered(table, there), expected):
            return None
        wanted = labels.named(table, then)
        if wanted is not None:
            # A column that the table did not have then stays as it is.
            now[key] = {**(there or {}), **wanted}
        changes.append(Change(table, key, there, now.get(key)))
    return changes


def agrees(row: Row | None, kept: Row | None) -> bool:
    """Say whether a row has the values that the history has of it; it may have columns that came later."""
    if row is None or kept is None:
        return row is kept
    return all(name in row and row[name] == value for name, value in kept.items())


def _conflict(db: "Database", entry: Row, later: Later | None, *, back: bool) -> Conflict:
    """Return the refusal to undo or redo an operation, which names what is in the way."""
    if later is None:
        by = "by an analysis, an import or another program"
    else:
        by = f"by “{f'{later.event} ' if later.event else ''}{title_in(db.conn, later.batch)}” of {later.analyst} "
        by += f"at {later.at} (act {later.batch})"
    return Conflict(
        f"“{title_in(db.conn, entry['batch'])}” of {entry['at']} cannot be {'undone' if back else 'redone'}: "
        f"what it changed has been changed or used since, {by}."
    )
