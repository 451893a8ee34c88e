"""Changing rows for an operation, and recording each change in the history."""

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

from glossator.domain.uid import new_uid, new_uids, random_name
from glossator.store import removed_rows, rows
from glossator.store.errors import Missing
from glossator.store.history.changeset import (
    BulkChange,
    Change,
    Entry,
    Labels,
    WrittenEntry,
    bulk_subject,
    parse_entry,
    subject_of,
)
from glossator.store.operation import TRACE_ONLY
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import recorded

if TYPE_CHECKING:
    from sqlite_utils import Database

# An operation that gives this many rows the same values logs those that were equal before in bulk, if they are as many.
_MANY: Final = 200
_ALIKE: Final = 5
_CHANGED: Final = "Another window or program has changed that in the meantime; check it and try again."
# The first letter of the uid of an operation.
_OPERATION: Final = "o"
_GONE: Final = "That is no longer there; another window or program has deleted it."


@dataclass(slots=True)
class Recorder:
    """Changes rows for one operation, and records each row before and after.

    Attributes:
        db: the database, in a transaction of the caller.
        analyst: who does it.
        at: the time, ISO 8601 in UTC.
        act: the id of the operation.
        chance: the source of new uids.
        batch: the number of the operation in the history; None until the first change.
        undoes: the batch of the operation that this one undoes.
        keeps_redo: whether operations that were undone before can still be redone.
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
        """Yield new uids for rows of `table` that are inserted together."""
        return new_uids(table, self.chance)

    def row(self, table: str, *key: int) -> Row:
        """Return the row of `table` with `key`.

        Raises:
            Missing: when it has been deleted.
        """
        return self.rows(table, [key])[key]

    def rows(self, table: str, keys: Sequence[Key]) -> dict[Key, Row]:
        """Return the rows of `table` with `keys`, which are all different.

        Raises:
            Missing: when one has been deleted.
        """
        found = rows.fetch(self.db, table, keys)
        if len(found) < len(keys):
            raise Missing(_GONE)
        return found

    def insert(self, table: str, row: Row) -> int:
        """Insert `row` and return its id, or 0 where the key has several columns.

        Raises:
            Missing: when a row that it refers to has been deleted.
        """
        with _referring():
            last = self.db.table(table).insert(row).last_pk
        key = tuple(int(row.get(name, last) or 0) for name in recorded()[table].key)
        self.log([Change(table, key, None, self.row(table, *key))])
        return key[0] if len(key) == 1 else 0

    def insert_all(self, table: str, added: Sequence[Row]) -> list[int]:
        """Insert rows with new ids, and return these, or none where the key has several columns.

        Raises:
            Missing: when a row that they refer to has been deleted.
        """
        with_ids = recorded()[table].key == ("id",)
        if with_ids:
            # Inserting many rows does not return their ids.
            added = [{"id": number, **row} for number, row in enumerate(added, start=rows.next_id(self.db, table))]
        with _referring():
            rows.insert(self.db, table, added)
        keys = [rows.key_of(table, row) for row in added]
        after = self.rows(table, keys)
        self.log([Change(table, key, None, after[key]) for key in keys])
        return [key[0] for key in keys] if with_ids else []

    def update(self, table: str, *key: int, **values: Any) -> None:
        """Set `values` in the row with `key`, unless only the columns of analyst and time would change.

        Raises:
            Missing: when it has been deleted.
        """
        before = self.row(table, *key)
        if not _is_change(table, before, values):
            return
        self.db.table(table).update(key[0] if len(key) == 1 else key, values)
        self.log([Change(table, key, before, self.row(table, *key))])

    def update_all(self, table: str, changes: Mapping[int, Row]) -> int:
        """Set values in rows, given by id, and return how many have changed.

        Raises:
            Missing: when one has been deleted.
        """
        before = self.rows(table, [(key,) for key in changes])
        changed = [((key,), values) for key, values in changes.items() if _is_change(table, before[key,], values)]
        rows.update(self.db, table, changed)
        after = self.rows(table, [key for key, _ in changed])
        self.log([Change(table, key, before[key], after[key]) for key, _ in changed])
        return len(changed)

    def set_all(self, table: str, ids: Iterable[int], values: Row) -> int:
        """Set the same values in rows, given by id, and return how many have changed.

        Many that were equal before are a bulk change; the operation must not change them again.

        Raises:
            Missing: when one has been deleted.
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
            if _is_change(table, was, values)
        ]
        count = sum(len(numbers) for _, numbers in changed)
        few = []
        for was, numbers in changed:
            if count >= _MANY and len(numbers) >= _ALIKE:
                self.change_in_bulk(table, numbers, was, values)
            else:
                few += numbers
        self.update_all(table, dict.fromkeys(sorted(few), values))
        return count

    def delete(self, table: str, *key: int) -> None:
        """Delete the row with `key`.

        Raises:
            Missing: when it has been deleted already.
        """
        before = self.row(table, *key)
        self.db.table(table).delete(key[0] if len(key) == 1 else key)
        self.log([Change(table, key, before, None)])

    def apply(self, changes: Sequence[Change | BulkChange]) -> None:
        """Make and record given changes in their order.

        Raises:
            Missing: when rows are not as the changes expect.
        """
        for single, group in groupby(changes, lambda change: isinstance(change, Change)):
            if single:
                apply_changes(self.db, [change for change in group if isinstance(change, Change)])
            elif not all(change.apply(self.db) for change in group if isinstance(change, BulkChange)):
                raise Missing(_CHANGED)
        self.log(changes)

    def change_in_bulk(self, table: str, ids: Sequence[int], before: Row | None, after: Row | None) -> None:
        """Make and record a `BulkChange`; the operation must not change its rows again.

        Raises:
            Missing: when the rows are not as `before` says.
        """
        if ids:
            self.apply([BulkChange(table, ids, before, after)])

    def continue_from(self, batch: int | None, table: str = "", *key: int) -> None:
        """Join this operation to `batch`, if that is the analyst's last one and of the same kind.

        Where a row is given, it must not have been changed by others since, so that each change can be undone.
        """
        if batch is None or batch != last_operation(self.db, self.analyst):
            return
        kinds = {row["act"] for row in self.db.query("SELECT DISTINCT act FROM history WHERE batch = ?", [batch])}
        if kinds == {self.act} and (not table or self._last_entries(table, [key], batch)):
            self.batch = batch

    def log(self, changes: Sequence[Change | BulkChange]) -> None:
        """Record changes; a second change of a row joins its entry, unless others changed the row in between."""
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

    def log_reversed(self, kept: Iterable[Entry]) -> None:
        """Record the reverse of entries."""
        self._drop_undone()
        self._write([one.reversed() for one in kept])

    def _last_entries(self, table: str, keys: Sequence[Key], batch: int) -> dict[str, Row]:
        """Return, by subject, the newest entry of each row, where that is one of `batch`."""
        (newest_bulk,) = self.db.execute(
            "SELECT max(id) FROM history WHERE subject = ?", [bulk_subject(table)]
        ).fetchone()
        found = self.db.query(
            "SELECT subject, max(id) AS id, batch, before FROM history "
            "WHERE subject IN (SELECT value FROM json_each(?)) GROUP BY subject",
            [json.dumps([subject_of(table, key) for key in keys])],
        )
        return {row["subject"]: row for row in found if row["batch"] == batch and row["id"] > (newest_bulk or 0)}

    def _join(self, earlier: Row, entry: WrittenEntry, change: Change) -> None:
        """Extend an entry by a further change of its row, or delete it where the row is as it was at first."""
        if _without_stamps(change.table, earlier["before"]) != _without_stamps(change.table, entry.after):
            self.db.table("history").update(earlier["id"], {"after": entry.after, "at": self.at})
            return
        if change.after is not None:
            first = Labels(self.db).with_names(change.table, json.loads(earlier["before"]))
            apply_changes(self.db, [Change(change.table, change.key, change.after, first)])
        self.db.table("history").delete(earlier["id"])

    def _drop_undone(self) -> None:
        """Drop the operations that could still be redone, as this one follows them."""
        if not self._changed and not self.keeps_redo and self.act not in TRACE_ONLY:
            self.db.execute(
                "UPDATE history SET dropped = 1 WHERE analyst = ? AND batch > ? AND undone IS NOT NULL AND dropped = 0",
                [self.analyst, last_operation(self.db, self.analyst) or 0],
            )
            self._changed = True

    def _write(self, entries: Sequence[WrittenEntry]) -> None:
        if not entries:
            return
        if self.batch is None:
            self.batch = next_batch(self.db)
            uid = random_name(_OPERATION, self.chance)
            self.db.execute(
                "INSERT INTO workspaces SELECT ? WHERE NOT EXISTS (SELECT 1 FROM workspaces)", [f"w_{uid[2:]}"]
            )
        else:
            of_batch = "SELECT max(uid) FROM history WHERE batch = ?"
            uid = self.db.execute(of_batch, [self.batch]).fetchone()[0] or random_name(_OPERATION, self.chance)
        rows.insert_values(
            self.db,
            "history",
            ("batch", "at", "analyst", "act", "subject", "before", "after", "undoes", "uid"),
            [
                (
                    *(self.batch, self.at, self.analyst, self.act),
                    *(entry.subject, entry.before, entry.after),
                    self.undoes,
                    uid,
                )
                for entry in entries
            ],
        )


@contextmanager
def _referring() -> Iterator[None]:
    """Raise Missing in place of the error of a row that refers to a deleted one."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "FOREIGN KEY" in str(error):
            raise Missing(_GONE) from error
        raise


def next_batch(db: "Database") -> int:
    """Return the number of the next operation, also of those that came with a merge."""
    tables = ("history", "merged_history")
    return 1 + max(int(db.execute(f"SELECT coalesce(max(batch), 0) FROM {name}").fetchone()[0]) for name in tables)


def last_operation(db: "Database | sqlite3.Connection", analyst: str) -> int | None:
    """Return the batch of the analyst's last operation that is not undone; None when there is none.

    The undo of an import, which is an operation by itself, does not count: redo reverses it.
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


def rows_with_entries(db: "Database", table: str, ids: Collection[int]) -> set[int]:
    """Return those of the rows of a table that have entries in the history."""
    found = db.execute(
        "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM history WHERE subject = ? || ':' || value)",
        [json.dumps(list(ids)), table],
    )
    known = {int(number) for (number,) in found.fetchall()}
    # Most bulk changes only have smaller ids, and need not be parsed.
    for row in db.query(
        "SELECT *, iif(json_valid(coalesce(before, after)), json_extract(coalesce(before, after), '$.ids'), '') AS ids "
        "FROM history WHERE subject = ?",
        [bulk_subject(table)],
    ):
        if int(re.split("[ -]", row["ids"])[-1] or 0) >= min(ids):
            known.update(key[0] for key in parse_entry(row).keys if key[0] in ids)
    return known


def apply_changes(db: "Database", changes: Iterable[Change]) -> None:
    """Make changes whose rows are as expected; only columns that differ are written."""
    for kind, group in groupby(changes, lambda change: (change.table, change.before is None, change.after is None)):
        table, those = kind[0], list(group)
        if kind[1:] == (False, True):
            removed_rows.delete(db, table, [change.key for change in those])
        elif kind[1:] == (True, False):
            removed_rows.insert(db, table, [change.after for change in those if change.after is not None])
        else:
            rows.update(
                db,
                table,
                [
                    (change.key, {name: value for name, value in change.after.items() if value != change.before[name]})
                    for change in those
                    if change.before is not None and change.after is not None
                ],
            )


def _is_change(table: str, row: Row, values: Row) -> bool:
    """Return whether `values` change a row; stamps (analyst, time) only count where nothing else is set."""
    stamps = recorded()[table].info.stamps
    decisive = [name for name in values if name not in stamps] or values
    return any(row[name] != values[name] for name in decisive)


def _without_stamps(table: str, written: str | None) -> Row | None:
    row: Row | None = None if written is None else json.loads(written)
    return None if row is None else {name: row[name] for name in row if name not in recorded()[table].info.stamps}
