"""Taking acts back, and doing them again."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from tui.store import rows
from tui.store.errors import Conflict, Missing, NothingThere, Refused
from tui.store.history.dependents import Later, last_dependent
from tui.store.history.keeping import (
    Change,
    Entry,
    Labels,
    Sweep,
    UnknownLabel,
    changed_rows,
    is_sweep,
    key_of,
    table_of,
)
from tui.store.history.recording import TRACE_ONLY, Recorder, last_done, put
from tui.store.rows import Row

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An act that was undone or done again.

    Attributes:
        batch: its number in the history.
        act: its name, as it is spoken.
        subjects: the rows that it had changed, each as a table and a key; those that it changed all alike are left out.
        changes: how many rows it had changed.
        quote: the words that it was about, if it was about any.
    """

    batch: int
    act: str
    subjects: tuple[str, ...]
    changes: int
    quote: str


def undo(recorder: Recorder) -> TakenBack:
    """Take back the analyst's last act that is not taken back yet.

    Raises:
        Missing: when there is none.
        Conflict: when something has changed since what the act changed.
    """
    batch = last_done(recorder.db, recorder.analyst)
    if batch is None:
        raise NothingThere("There is nothing to undo.")
    return _turn(recorder, batch, back=True)


def redo(recorder: Recorder) -> TakenBack:
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


def undo_act(recorder: Recorder, batch: int) -> TakenBack:
    """Take back one act, whoever did it and whatever came after, where nothing later depends on it.

    The analyst's own last act is undone as `undo` does it. Any other is taken back by an act of its own, which stands
    in the history and can itself be undone.

    Raises:
        Missing: when there is no such act.
        Refused: when it was taken back already, or cannot be.
        Conflict: when something later depends on it, or has changed what it changed.
    """
    entries = _entries(recorder.db, batch)
    if not entries:
        raise Missing(f"There is no act {batch}; “glossator history” lists those that there are.")
    act = str(entries[0]["act"])
    if act in TRACE_ONLY:
        raise Refused(f"“{spoken(act)}” cannot be undone, it is kept for the record; archive what it brought in.")
    _refuse_twice(recorder.db, entries)
    if batch == last_done(recorder.db, recorder.analyst):
        return _turn(recorder, batch, back=True)
    if later := last_dependent(recorder.db, batch):
        _conflict(entries, later, back=True)
    recorder.act = act.replace("undo_", "redo_", 1) if act.startswith("undo_") else f"undo_{act.removeprefix('redo_')}"
    recorder.undoes = batch
    recorder.note(_put_back(recorder.db, entries, back=True))
    return _told(entries[::-1])


# Acts whose names alone do not say what was done.
_CLEARER: Final = {
    "always": "always in the lexicon",
    "apply_ruling": "lexicon to undecided",
    "never": "never an entity",
    "tag_found": "tag what was found",
}


def spoken(act: str) -> str:
    """Return the name of an act as it is spoken."""
    for turn in ("undo_", "redo_"):
        if act.startswith(turn):
            return f"{turn[:-1]} {spoken(act.removeprefix(turn))}"
    return _CLEARER.get(act, act.replace("_", " "))


def _entries(db: "Database", batch: int) -> list[Row]:
    return list(db.query("SELECT * FROM history WHERE batch = ? ORDER BY id", [batch]))


def _refuse_twice(db: "Database", entries: Sequence[Row]) -> None:
    batch, undone = entries[0]["batch"], entries[0]["undone"]
    name = f"“{spoken(entries[0]['act'])}” of {entries[0]['at']}"
    if undone is not None:
        raise Refused(f"{name} was taken back already, at {undone}.")
    for (by,) in db.execute("SELECT batch FROM history WHERE undoes = ? AND undone IS NULL", [batch]).fetchall():
        raise Refused(f"{name} was taken back already, by act {by}; undo that one to have it again.")


def _turn(recorder: Recorder, batch: int, *, back: bool) -> TakenBack:
    """Put the rows of `batch` to what they were before it (`back`), or after it."""
    entries = _entries(recorder.db, batch)
    _put_back(recorder.db, entries, back=back)
    recorder.db.execute("UPDATE history SET undone = ? WHERE batch = ?", [recorder.at if back else None, batch])
    return _told(entries[::-1] if back else entries)


def _told(entries: Sequence[Row]) -> TakenBack:
    quotes = [json.loads(row["after"] or row["before"]).get("quote") for row in entries]
    return TakenBack(
        batch=entries[0]["batch"],
        act=spoken(entries[0]["act"]),
        subjects=tuple(row["subject"] for row in entries if not is_sweep(row["subject"])),
        changes=sum(changed_rows(Entry(row["subject"], row["before"], row["after"])) for row in entries),
        quote=next((quote for quote in quotes if quote), ""),
    )


def _put_back(db: "Database", entries: Sequence[Row], *, back: bool) -> list[Change | Sweep]:
    """Put rows to what they were before (`back`) or after the entries of one act, and return what that changed.

    Raises:
        Conflict: when they are not what the act left, or what it found.
    """
    done: list[Change | Sweep] = []
    ordered = reversed(entries) if back else entries
    try:
        for (table, many), group in groupby(ordered, lambda one: (table_of(one["subject"]), is_sweep(one["subject"]))):
            kept = [Entry(one["subject"], one["before"], one["after"]) for one in group]
            # Each time anew: what was put back just now may be a label.
            labels = Labels(db)
            if many:
                for sweep in map(labels.sweep, kept):
                    if not sweep.apply(db, back=back):
                        _conflict(entries, last_dependent(db, entries[0]["batch"]), back=back)
                    done.append(Sweep(table, sweep.ids, *_sides(sweep.before, sweep.after, back=back)))
                continue
            changes = _turned(db, table, kept, labels, back=back)
            if changes is None:
                _conflict(entries, last_dependent(db, entries[0]["batch"]), back=back)
            put(db, changes)
            done.extend(changes)
    except (sqlite3.IntegrityError, UnknownLabel) as error:
        _conflict(entries, last_dependent(db, entries[0]["batch"]), back=back, cause=error)
    return done


def _turned(db: "Database", table: str, kept: Sequence[Entry], labels: Labels, *, back: bool) -> list[Change] | None:
    """Return the changes that put rows of one table back; None when one of them is not what it should be now."""
    now = rows.fetch(db, table, [key_of(entry.subject) for entry in kept])
    changes = []
    for entry in kept:
        expected, then = _sides(entry.before, entry.after, back=back)
        key = key_of(entry.subject)
        if labels.written(table, now.get(key)) != expected:
            return None
        changes.append(Change(table, key, now.get(key), labels.read(table, then)))
    return changes


def _sides(before: T, after: T, *, back: bool) -> tuple[T, T]:
    return (after, before) if back else (before, after)


def _conflict(entries: Sequence[Row], later: Later | None, *, back: bool, cause: Exception | None = None) -> NoReturn:
    """Say that an act cannot be taken back or done again, and which later act is the reason."""
    by = f", by “{spoken(later.act)}” of {later.analyst} at {later.at} (act {later.batch})" if later else ""
    raise Conflict(
        f"“{spoken(entries[0]['act'])}” of {entries[0]['at']} cannot be "
        f"{'undone' if back else 'redone'}: what it changed has been changed or used since{by}."
    ) from cause
