"""The history: every act with what it changed, row by row. It is the undo, the redo and the audit trail."""

import json
import random
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tui.model.uid import new_uid
from tui.store import rows
from tui.store.errors import Conflict, Missing
from tui.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database

# Who changed a row last and when: not what an analyst would call a change.
_STAMPS: Final = {"articles": ("updated_by", "updated_at"), "annotations": ("analyst", "updated_at")}
TRACE_ONLY: Final = ("add_article", "add_articles")
"""Acts that the history tells of and undo passes over."""


@dataclass(slots=True)
class Recorder:
    """Changes rows for one act, and writes down what each was before and after.

    Attributes:
        db: inside a transaction that the caller began.
        analyst: who does it.
        at: when, ISO 8601 in UTC.
        act: its name.
        chance: where new uids come from.
        batch: what the rows of this act have in common; None until the first change.
    """

    db: "Database"
    analyst: str
    at: str
    act: str
    chance: random.Random
    batch: int | None = None
    _changed: bool = field(default=False, init=False)

    def new_uid(self, table: str) -> str:
        """Return a new uid for a row of `table`."""
        return new_uid(table, self.chance)

    def row(self, table: str, *key: int) -> Row:
        """Return the row of `table` at `key`.

        Raises:
            Missing: when another window or program has deleted it.
        """
        return self.rows(table, [key])[key]

    def rows(self, table: str, keys: Sequence[Key]) -> dict[Key, Row]:
        """Return the rows of `table` at `keys`, which are all different.

        Raises:
            Missing: when another window or program has deleted one of them.
        """
        found = rows.fetch(self.db, table, keys)
        if len(found) < len(keys):
            raise Missing("That is no longer there; another window or program has deleted it.")
        return found

    def insert(self, table: str, row: Row) -> int:
        """Add `row` and return its id, or 0 where the table has a key of several columns."""
        last = self.db.table(table).insert(row).last_pk
        key = tuple(int(row.get(name, last) or 0) for name in rows.KEYS[table])
        self._note(table, key, None, self.row(table, *key))
        return key[0] if len(key) == 1 else 0

    def insert_all(self, table: str, added: Sequence[Row]) -> list[int]:
        """Add rows with new ids, or with keys of several columns that are in them, and return the ids, if there are."""
        with_ids = rows.KEYS[table] == ("id",)
        if with_ids:
            # A batch of inserts does not tell the ids that it gave.
            added = [{"id": number, **row} for number, row in enumerate(added, start=rows.next_id(self.db, table))]
        rows.insert(self.db, table, added)
        keys = [rows.key_of(table, row) for row in added]
        after = self.rows(table, keys)
        self._note_all(table, [(key, None, after[key]) for key in keys])
        return [key[0] for key in keys] if with_ids else []

    def update(self, table: str, *key: int, **values: Any) -> None:
        """Set `values` in the row at `key`; nothing is noted when they are there already.

        Raises:
            Missing: when there is no such row.
        """
        before = self.row(table, *key)
        if all(before[name] == value for name, value in values.items()):
            return
        self.db.table(table).update(key[0] if len(key) == 1 else key, values)
        self._note(table, key, before, self.row(table, *key))

    def update_all(self, table: str, changes: Mapping[int, Row]) -> int:
        """Set in the row with each of these ids the values for it, and return how many were not so already.

        Raises:
            Missing: when one of the rows is not there.
        """
        before = self.rows(table, [(key,) for key in changes])
        changed = [
            ((key,), values)
            for key, values in changes.items()
            if any(before[key,][name] != value for name, value in values.items())
        ]
        rows.update(self.db, table, changed)
        after = self.rows(table, [key for key, _ in changed])
        self._note_all(table, [(key, before[key], after[key]) for key, _ in changed])
        return len(changed)

    def delete(self, table: str, *key: int) -> None:
        """Remove the row at `key`.

        Raises:
            Missing: when there is no such row.
        """
        before = self.row(table, *key)
        self.db.table(table).delete(key[0] if len(key) == 1 else key)
        self._note(table, key, before, None)

    def continue_from(self, batch: int | None) -> None:
        """Make this act part of `batch`, where that is still the analyst's last act and of the same kind."""
        if batch is None or batch != _last_done(self.db, self.analyst):
            return
        acts = {row["act"] for row in self.db.query("SELECT act FROM history WHERE batch = ?", [batch])}
        if acts == {self.act}:
            self.batch = batch

    def trace(self, subject: str, after: Row) -> None:
        """Write down a change that the history tells of and undo passes over."""
        self._write({subject: (None, after)})

    def _note(self, table: str, key: Key, before: Row | None, after: Row | None) -> None:
        """Write down a change to a row; a second one in the same batch joins the first, or takes it back."""
        self._note_all(table, [(key, before, after)])

    def _note_all(self, table: str, changes: Sequence[tuple[Key, Row | None, Row | None]]) -> None:
        """Write down changes to rows of one table, each row once."""
        if not changes:
            return
        self._drop_undone()
        subjects = {f"{table}:{','.join(map(str, key))}": (key, before, after) for key, before, after in changes}
        earlier = {
            row["subject"]: row
            for row in self.db.query(
                "SELECT id, subject, before FROM history "
                "WHERE batch = ? AND subject IN (SELECT value FROM json_each(?))",
                [self.batch, json.dumps(list(subjects))],
            )
        }
        self._write({name: change[1:] for name, change in subjects.items() if name not in earlier})
        for name, row in earlier.items():
            key, _, after = subjects[name]
            self._join(row, table, key, after)

    def _join(self, earlier: Row, table: str, key: Key, after: Row | None) -> None:
        """Make the row of the history that is there already tell of a further change, or of none."""
        first = _read(earlier["before"])
        if _stampless(table, first) != _stampless(table, after):
            self.db.table("history").update(earlier["id"], {"after": _written(after), "at": self.at})
            return
        if after is not None:
            _put(self.db, table, [(key, after, first)])
        self.db.table("history").delete(earlier["id"])

    def _drop_undone(self) -> None:
        """Make sure that nothing that was taken back before this act is done again after it."""
        if not self._changed:
            self.db.execute(
                "UPDATE history SET dropped = 1 WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
                [self.analyst, _last_done(self.db, self.analyst) or 0],
            )
            self._changed = True

    def _write(self, changes: Mapping[str, tuple[Row | None, Row | None]]) -> None:
        """Write down for each subject what it was before and after."""
        if self.batch is None and changes:
            (newest,) = self.db.query("SELECT coalesce(max(batch), 0) AS batch FROM history")
            self.batch = int(newest["batch"]) + 1
        self.db.conn.executemany(
            "INSERT INTO history (batch, at, analyst, act, subject, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (self.batch, self.at, self.analyst, self.act, subject, _written(before), _written(after))
                for subject, (before, after) in changes.items()
            ],
        )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An act that was undone or done again: its name, how many rows it had changed, and which."""

    batch: int
    act: str
    subjects: tuple[str, ...]
    quote: str


def undo(recorder: Recorder) -> TakenBack:
    """Take back the analyst's last act that is not taken back yet.

    Raises:
        Missing: when there is none.
        Conflict: when something has changed since what the act changed.
    """
    batch = _last_done(recorder.db, recorder.analyst)
    if batch is None:
        raise Missing("There is nothing to undo.")
    return _turn(recorder, batch, back=True)


def redo(recorder: Recorder) -> TakenBack:
    """Do again the act that the analyst took back last, unless another act came after.

    Raises:
        Missing: when there is none.
        Conflict: when something has changed since what the act would change.
    """
    found = list(
        recorder.db.query(
            "SELECT min(batch) AS batch FROM history "
            "WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
            [recorder.analyst, _last_done(recorder.db, recorder.analyst) or 0],
        )
    )
    if found[0]["batch"] is None:
        raise Missing("There is nothing to redo.")
    return _turn(recorder, found[0]["batch"], back=False)


def _last_done(db: "Database", analyst: str) -> int | None:
    marks = ",".join("?" for _ in TRACE_ONLY)
    found = list(
        db.query(
            f"SELECT max(batch) AS batch FROM history WHERE analyst = ? AND undone IS NULL AND act NOT IN ({marks})",
            [analyst, *TRACE_ONLY],
        )
    )
    batch: int | None = found[0]["batch"]
    return batch


def _turn(recorder: Recorder, batch: int, *, back: bool) -> TakenBack:
    """Put the rows of `batch` to what they were before it (`back`), or after it."""
    db = recorder.db
    changes = list(db.query(f"SELECT * FROM history WHERE batch = ? ORDER BY id {'DESC' if back else 'ASC'}", [batch]))
    conflict = Conflict(
        f"“{_spoken(changes[0]['act'])}” of {changes[-1 if back else 0]['at']} cannot be "
        f"{'undone' if back else 'redone'}: what it changed has been changed or used since."
    )
    for table, group in groupby(changes, lambda change: str(change["subject"].partition(":")[0])):
        wanted = {_key(change["subject"]): (change["before"], change["after"]) for change in group}
        now = rows.fetch(db, table, list(wanted))
        turned = []
        for key, (before, after) in wanted.items():
            expected, then = (after, before) if back else (before, after)
            if _written(now.get(key)) != expected:
                raise conflict
            turned.append((key, now.get(key), _read(then)))
        try:
            _put(db, table, turned)
        except sqlite3.IntegrityError as error:
            raise conflict from error
    db.execute("UPDATE history SET undone = ? WHERE batch = ?", [recorder.at if back else None, batch])
    quotes = [json.loads(row["after"] or row["before"]).get("quote") for row in changes]
    return TakenBack(
        batch=batch,
        act=_spoken(changes[0]["act"]),
        subjects=tuple(row["subject"] for row in changes),
        quote=next((quote for quote in quotes if quote), ""),
    )


def _put(db: "Database", table: str, changes: Sequence[tuple[Key, Row | None, Row | None]]) -> None:
    """Make each row, at its key and as it is now, into what is wanted; only columns that differ are written."""
    for kind, group in groupby(changes, lambda change: (change[1] is None, change[2] is None)):
        turned = list(group)
        if kind == (False, True):
            rows.delete(db, table, [key for key, _, _ in turned])
        elif kind == (True, False):
            rows.insert(db, table, [wanted for _, _, wanted in turned if wanted is not None])
        else:
            rows.update(
                db,
                table,
                [
                    (key, {name: value for name, value in wanted.items() if value != now[name]})
                    for key, now, wanted in turned
                    if now is not None and wanted is not None
                ],
            )


def _key(subject: str) -> Key:
    return tuple(int(part) for part in subject.partition(":")[2].split(","))


def _written(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False)


def _read(written: str | None) -> Row | None:
    row: Row | None = None if written is None else json.loads(written)
    return row


def _stampless(table: str, row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in row if name not in _STAMPS.get(table, ())}


def _spoken(act: str) -> str:
    return act.replace("_", " ")
