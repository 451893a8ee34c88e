"""The history: every act with what it changed, row by row. It is the undo, the redo and the audit trail."""

import json
import random
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tui.model.uid import new_uid
from tui.store.errors import Conflict, Missing

if TYPE_CHECKING:
    from sqlite_utils import Database

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[int, ...]

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ("id",),
    "annotations": ("id",),
    "tags": ("id",),
    "annotation_tags": ("annotation", "tag"),
    "article_tags": ("article", "tag"),
}
# Who changed a row last and when: not what an analyst would call a change.
_STAMPS: Final = {"articles": ("updated_by", "updated_at"), "annotations": ("analyst", "updated_at")}
# The text of an article never changes, so no history row carries it.
_LEFT_OUT: Final = {"articles": ("text",)}
TRACE_ONLY: Final = ("add_article",)
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
        found = _fetch(self.db, table, key)
        if found is None:
            raise Missing("That is no longer there; another window or program has deleted it.")
        return found

    def insert(self, table: str, row: Row) -> int:
        """Add `row` and return its id, or 0 where the table has a key of several columns."""
        last = self.db.table(table).insert(row).last_pk
        key = tuple(int(row.get(name, last) or 0) for name in _KEYS[table])
        self._note(table, key, None, self.row(table, *key))
        return key[0] if len(key) == 1 else 0

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
        self._write(subject, None, after)

    def _note(self, table: str, key: Key, before: Row | None, after: Row | None) -> None:
        """Write down a change to a row; a second one in the same batch joins the first, or takes it back."""
        self._drop_undone()
        subject = f"{table}:{','.join(map(str, key))}"
        earlier = list(
            self.db.query("SELECT id, before FROM history WHERE batch = ? AND subject = ?", [self.batch, subject])
        )
        if not earlier:
            self._write(subject, before, after)
        elif _stampless(table, first := _read(earlier[0]["before"])) == _stampless(table, after):
            if after is not None:
                _put(self.db, table, key, after, first)
            self.db.table("history").delete(earlier[0]["id"])
        else:
            self.db.table("history").update(earlier[0]["id"], {"after": _written(after), "at": self.at})

    def _drop_undone(self) -> None:
        """Make sure that nothing that was taken back before this act is done again after it."""
        if not self._changed:
            self.db.execute(
                "UPDATE history SET dropped = 1 WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
                [self.analyst, _last_done(self.db, self.analyst) or 0],
            )
            self._changed = True

    def _write(self, subject: str, before: Row | None, after: Row | None) -> None:
        if self.batch is None:
            (newest,) = self.db.query("SELECT coalesce(max(batch), 0) AS batch FROM history")
            self.batch = int(newest["batch"]) + 1
        self.db.table("history").insert(
            {
                "batch": self.batch,
                "at": self.at,
                "analyst": self.analyst,
                "act": self.act,
                "subject": subject,
                "before": _written(before),
                "after": _written(after),
            }
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
    rows = list(
        recorder.db.query(
            "SELECT min(batch) AS batch FROM history "
            "WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
            [recorder.analyst, _last_done(recorder.db, recorder.analyst) or 0],
        )
    )
    if rows[0]["batch"] is None:
        raise Missing("There is nothing to redo.")
    return _turn(recorder, rows[0]["batch"], back=False)


def _last_done(db: "Database", analyst: str) -> int | None:
    marks = ",".join("?" for _ in TRACE_ONLY)
    rows = list(
        db.query(
            f"SELECT max(batch) AS batch FROM history WHERE analyst = ? AND undone IS NULL AND act NOT IN ({marks})",
            [analyst, *TRACE_ONLY],
        )
    )
    batch: int | None = rows[0]["batch"]
    return batch


def _turn(recorder: Recorder, batch: int, *, back: bool) -> TakenBack:
    """Put the rows of `batch` to what they were before it (`back`), or after it."""
    db = recorder.db
    rows = list(db.query(f"SELECT * FROM history WHERE batch = ? ORDER BY id {'DESC' if back else 'ASC'}", [batch]))
    for row in rows:
        table, _, written_key = row["subject"].partition(":")
        key = tuple(int(part) for part in written_key.split(","))
        expected, wanted = (row["after"], row["before"]) if back else (row["before"], row["after"])
        conflict = Conflict(
            f"“{_spoken(row['act'])}” of {row['at']} cannot be {'undone' if back else 'redone'}: "
            "what it changed has been changed or used since."
        )
        now = _fetch(db, table, key)
        if _written(now) != expected:
            raise conflict
        try:
            _put(db, table, key, now, _read(wanted))
        except sqlite3.IntegrityError as error:
            raise conflict from error
    db.execute("UPDATE history SET undone = ? WHERE batch = ?", [recorder.at if back else None, batch])
    quotes = [json.loads(row["after"] or row["before"]).get("quote") for row in rows]
    return TakenBack(
        batch=batch,
        act=_spoken(rows[0]["act"]),
        subjects=tuple(row["subject"] for row in rows),
        quote=next((quote for quote in quotes if quote), ""),
    )


def _put(db: "Database", table: str, key: Key, now: Row | None, wanted: Row | None) -> None:
    """Make the row at `key`, which is `now`, into what is `wanted`; only columns that differ are written."""
    place = key[0] if len(key) == 1 else key
    if wanted is None:
        db.table(table).delete(place)
    elif now is None:
        db.table(table).insert(wanted)
    else:
        db.table(table).update(place, {name: value for name, value in wanted.items() if value != now[name]})


def _fetch(db: "Database", table: str, key: Key) -> Row | None:
    where = " AND ".join(f"{name} = ?" for name in _KEYS[table])
    found: Row | None = next(iter(list(db.query(f"SELECT * FROM {table} WHERE {where}", list(key)))), None)
    for name in _LEFT_OUT.get(table, ()):
        if found is not None:
            found.pop(name)
    return found


def _written(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False)


def _read(written: str | None) -> Row | None:
    row: Row | None = None if written is None else json.loads(written)
    return row


def _stampless(table: str, row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in row if name not in _STAMPS.get(table, ())}


def _spoken(act: str) -> str:
    return act.replace("_", " ")
