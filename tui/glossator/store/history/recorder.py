"""Writing down what an act changes, while it changes it."""

import json
import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.uid import new_uid, new_uids
from glossator.store import removed_rows, rows
from glossator.store.errors import Missing
from glossator.store.history.changeset import BulkChange, Change, Kept, Labels, RowChange, parsed, subject_of, sweeps_of
from glossator.store.operation import TRACE_ONLY
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

# Where an act gives so many rows the same values, those that were alike are written down together: so many at least.
_MANY: Final = 200
_ALIKE: Final = 5
_CHANGED: Final = "Another window or program has changed that in the meantime; look again."
_GONE: Final = "That is no longer there; another window or program has deleted it."


@dataclass(slots=True)
class Recorder:
    """Changes rows for one act, and writes down what each was before and after.

    Attributes:
        db: inside a transaction that the caller began.
        analyst: who does it.
        at: when, ISO 8601 in UTC.
        act: the id of the operation.
        chance: where new uids come from.
        batch: what the rows of this act have in common; None until the first change.
        undoes: the batch of the operation that this one undoes.
        keeps_redo: whether what was undone before this operation can still be redone after it.
    """

    db: "Database"
    analyst: str
    at: str
    act: str
    chance: random.Random
    batch: int | None = None
    undoes: int | None = None
    keeps_redo: bool = False
    _changed: bool = field(default=False, init=False)

    def new_uid(self, table: str) -> str:
        """Return a new uid for a row of `table`."""
        return new_uid(table, self.chance)

    def new_uids(self, table: str) -> Iterator[str]:
        """Yield new uids for rows of `table` that are added together."""
        return new_uids(table, self.chance)

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
            raise Missing(_GONE)
        return found

    def insert(self, table: str, row: Row) -> int:
        """Add `row` and return its id, or 0 where the table has a key of several columns.

        Raises:
            Missing: when another window or program has deleted what it refers to.
        """
        with _referring():
            last = self.db.table(table).insert(row).last_pk
        key = tuple(int(row.get(name, last) or 0) for name in recorded()[table].key)
        self._note(table, key, None, self.row(table, *key))
        return key[0] if len(key) == 1 else 0

    def insert_all(self, table: str, added: Sequence[Row]) -> list[int]:
        """Add rows with new ids, or with keys of several columns that are in them, and return the ids, if there are.

        Raises:
            Missing: when another window or program has deleted what they refer to.
        """
        with_ids = recorded()[table].key == ("id",)
        if with_ids:
            # A batch of inserts does not tell the ids that it gave.
            added = [{"id": number, **row} for number, row in enumerate(added, start=rows.next_id(self.db, table))]
        with _referring():
            rows.insert(self.db, table, added)
        keys = [rows.key_of(table, row) for row in added]
        after = self.rows(table, keys)
        self.note([Change(table, key, None, after[key]) for key in keys])
        return [key[0] for key in keys] if with_ids else []

    def update(self, table: str, *key: int, **values: Any) -> None:
        """Set `values` in the row at `key`; nothing is done when they are there already, but for who it was and when.

        Raises:
            Missing: when there is no such row.
        """
        before = self.row(table, *key)
        if not _changes(table, before, values):
            return
        self.db.table(table).update(key[0] if len(key) == 1 else key, values)
        self._note(table, key, before, self.row(table, *key))

    def update_all(self, table: str, changes: Mapping[int, Row]) -> int:
        """Set in the row with each of these ids the values for it, and return how many were not so already.

        Raises:
            Missing: when one of the rows is not there.
        """
        before = self.rows(table, [(key,) for key in changes])
        changed = [((key,), values) for key, values in changes.items() if _changes(table, before[key,], values)]
        rows.update(self.db, table, changed)
        after = self.rows(table, [key for key, _ in changed])
        self.note([Change(table, key, before[key], after[key]) for key, _ in changed])
        return len(changed)

    def set_all(self, table: str, ids: Iterable[int], values: Row) -> int:
        """Set the same values in the rows with these ids, and return how many were not so already.

        Many that were alike are one entry of the history; no row may be changed again in the same act.

        Raises:
            Missing: when one of the rows is not there.
        """
        wanted = list(dict.fromkeys(ids))
        found = rows.fetch_columns(self.db, table, wanted, list(values))
        if len(found) < len(wanted):
            raise Missing(_GONE)
        alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number, *before in found:
            alike[tuple(before)].append(number)
        changed = [
            (was, sorted(numbers))
            for was, numbers in ((dict(zip(values, was, strict=True)), numbers) for was, numbers in alike.items())
            if _changes(table, was, values)
        ]
        count = sum(len(numbers) for _, numbers in changed)
        few = []
        for was, numbers in changed:
            if count >= _MANY and len(numbers) >= _ALIKE:
                self.sweep(table, numbers, was, values)
            else:
                few += numbers
        self.update_all(table, dict.fromkeys(sorted(few), values))
        return count

    def delete(self, table: str, *key: int) -> None:
        """Remove the row at `key`.

        Raises:
            Missing: when there is no such row.
        """
        before = self.row(table, *key)
        self.db.table(table).delete(key[0] if len(key) == 1 else key)
        self._note(table, key, before, None)

    def apply(self, changes: Sequence[Change | BulkChange]) -> None:
        """Make changes that were worked out beforehand, in their order, and write them down.

        Raises:
            Missing: when the rows are not what the changes say they are before.
        """
        for single, group in groupby(changes, lambda change: isinstance(change, Change)):
            if single:
                put(self.db, [change for change in group if isinstance(change, Change)])
            elif not all(change.apply(self.db) for change in group if isinstance(change, BulkChange)):
                raise Missing(_CHANGED)
        self.note(changes)

    def sweep(self, table: str, ids: Sequence[int], before: Row | None, after: Row | None) -> None:
        """Give many rows the same values, make them or remove them, in one statement and one entry of the history.

        No row of it may be changed again in the same act.

        Args:
            table: where the rows are.
            ids: of the first column of its key, ascending.
            before: the values, the same in each row, of the columns that change, and of the rest of the key; None where
                there are no rows.
            after: the values that the rows get; None to remove them.

        Raises:
            Missing: when they are not what `before` says.
        """
        if not ids:
            return
        change = BulkChange(table, ids, before, after)
        if not change.apply(self.db):
            raise Missing(_CHANGED)
        self.note([change])

    def continue_from(self, batch: int | None, table: str = "", *key: int) -> None:
        """Make this operation part of `batch`, where that is still the analyst's last one and of the same kind.

        With a row, it is not where somebody else has changed that row in between: what each did can then be undone.
        """
        if batch is None or batch != last_done(self.db, self.analyst):
            return
        kinds = {row["act"] for row in self.db.query("SELECT DISTINCT act FROM history WHERE batch = ?", [batch])}
        if kinds == {self.act} and (not table or self._last_entries(table, [key], batch)):
            self.batch = batch

    def note(self, changes: Sequence[Change | BulkChange]) -> None:
        """Write down what was changed; a further change to a row joins the one before, if nobody came in between."""
        if not changes:
            return
        self._drop_undone()
        labels = Labels(self.db)
        entries = {labels.entry(change): change for change in changes}
        earlier: dict[str, Row] = {}
        if self.batch is not None:
            keys: defaultdict[str, list[Key]] = defaultdict(list)
            for change in changes:
                if isinstance(change, Change):
                    keys[change.table].append(change.key)
            for table in keys:
                earlier |= self._last_entries(table, keys[table], self.batch)
        self._write([entry for entry in entries if entry.subject not in earlier])
        for entry, change in entries.items():
            if entry.subject in earlier and isinstance(change, Change):
                self._join(earlier[entry.subject], entry, change)

    def note_opposites(self, kept: Iterable[Kept]) -> None:
        """Write down that the opposite of these entries was done."""
        self._drop_undone()
        self._write([one.reversed() for one in kept])

    def _last_entries(self, table: str, keys: Sequence[Key], batch: int) -> dict[str, Row]:
        """Return, by subject, the newest entry of each row in the history, where that is one of `batch`."""
        (swept,) = self.db.execute("SELECT max(id) FROM history WHERE subject = ?", [sweeps_of(table)]).fetchone()
        found = self.db.query(
            "SELECT subject, max(id) AS id, batch, before FROM history "
            "WHERE subject IN (SELECT value FROM json_each(?)) GROUP BY subject",
            [json.dumps([subject_of(table, key) for key in keys])],
        )
        return {row["subject"]: row for row in found if row["batch"] == batch and row["id"] > (swept or 0)}

    def _note(self, table: str, key: Key, before: Row | None, after: Row | None) -> None:
        self.note([Change(table, key, before, after)])

    def _join(self, earlier: Row, entry: RowChange, change: Change) -> None:
        """Make the row of the history that is there already tell of a further change, or of none."""
        if _stampless(change.table, earlier["before"]) != _stampless(change.table, entry.after):
            self.db.table("history").update(earlier["id"], {"after": entry.after, "at": self.at})
            return
        if change.after is not None:
            first = Labels(self.db).named(change.table, json.loads(earlier["before"]))
            put(self.db, [Change(change.table, change.key, change.after, first)])
        self.db.table("history").delete(earlier["id"])

    def _drop_undone(self) -> None:
        """Make sure that nothing that was taken back before this act is done again after it."""
        if not self._changed and not self.keeps_redo and self.act not in TRACE_ONLY:
            self.db.execute(
                "UPDATE history SET dropped = 1 WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
                [self.analyst, last_done(self.db, self.analyst) or 0],
            )
            self._changed = True

    def _write(self, entries: Sequence[RowChange]) -> None:
        if self.batch is None and entries:
            (newest,) = self.db.query("SELECT coalesce(max(batch), 0) AS batch FROM history")
            self.batch = int(newest["batch"]) + 1
        rows.insert_values(
            self.db,
            "history",
            ("batch", "at", "analyst", "act", "subject", "before", "after", "undoes"),
            [
                (self.batch, self.at, self.analyst, self.act, entry.subject, entry.before, entry.after, self.undoes)
                for entry in entries
            ],
        )


@contextmanager
def _referring() -> Iterator[None]:
    """Say of rows that cannot be added because they refer to what is not there that it was deleted.

    Raises:
        Missing: then.
    """
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise Missing(_GONE) from error
        raise


def last_done(db: "Database | sqlite3.Connection", analyst: str) -> int | None:
    """Return the batch of the analyst's last operation that stands; None when there is none.

    What undid an import in its turn is no operation of the analyst's own: redo takes it back.
    """
    marks = ",".join("?" for _ in TRACE_ONLY)
    found = db.execute(
        f"SELECT batch FROM history AS h WHERE analyst = ? AND undone IS NULL AND act NOT IN ({marks}) "
        "AND NOT EXISTS (SELECT 1 FROM history WHERE undoes = h.batch AND undone IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM history AS u WHERE u.batch = h.undoes AND u.undone IS NOT NULL) "
        "ORDER BY batch DESC LIMIT 1",
        [analyst, *TRACE_ONLY],
    ).fetchone()
    return None if found is None else int(found[0])


def told_of(db: "Database", table: str, ids: Collection[int]) -> set[int]:
    """Return those of the rows of a table that the history tells of."""
    found = db.execute(
        "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM history WHERE subject = ? || ':' || value)",
        [json.dumps(list(ids)), table],
    )
    known = {int(number) for (number,) in found.fetchall()}
    # Most sweeps are older than what is asked about, and their ids need not be read one by one.
    for row in db.query(
        "SELECT *, iif(json_valid(coalesce(before, after)), json_extract(coalesce(before, after), '$.ids'), '') AS ids "
        "FROM history WHERE subject = ?",
        [sweeps_of(table)],
    ):
        if int(re.split("[ -]", row["ids"])[-1] or 0) >= min(ids):
            known.update(key[0] for key in parsed(row).keys if key[0] in ids)
    return known


def put(db: "Database", changes: Iterable[Change]) -> None:
    """Make each row, which is as it is before the change, into what it is after; only differences are written."""
    for kind, group in groupby(changes, lambda change: (change.table, change.before is None, change.after is None)):
        table, turned = kind[0], list(group)
        if kind[1:] == (False, True):
            removed_rows.delete(db, table, [change.key for change in turned])
        elif kind[1:] == (True, False):
            removed_rows.insert(db, table, [change.after for change in turned if change.after is not None])
        else:
            rows.update(
                db,
                table,
                [
                    (change.key, {name: value for name, value in change.after.items() if value != change.before[name]})
                    for change in turned
                    if change.before is not None and change.after is not None
                ],
            )


def _changes(table: str, row: Row, values: Row) -> bool:
    """Say whether `values` are a change of a row; stamps are one only by themselves."""
    stamps = recorded()[table].info.stamps
    meant = [name for name in values if name not in stamps] or values
    return any(row[name] != values[name] for name in meant)


def _stampless(table: str, written: str | None) -> Row | None:
    row: Row | None = None if written is None else json.loads(written)
    return None if row is None else {name: row[name] for name in row if name not in recorded()[table].info.stamps}
