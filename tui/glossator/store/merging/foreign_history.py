"""The operations that come with a merge, under the names and times of those who did them, with rows spelt by uid."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.uid import LETTERS
from glossator.store import rows
from glossator.store.history.changeset import Entry, parse_entry
from glossator.store.history.recorder import next_batch
from glossator.store.merging.timeline import stands
from glossator.store.rows import Row
from glossator.store.schema.catalogue import catalogue, recorded

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS: Final = ("merge", "batch", "uid", "at", "analyst", "act", "subject", "before", "after", "undone")
_ENTRY: Final = ("uid", "at", "analyst", "act", "subject", "before", "after", "undone")
_ANALYSTS: Final = ("analyst", "updated_by", "added_by")
_UNDONE: Final = (
    "coalesce(undone, (SELECT max(u.at) FROM history AS u WHERE u.undoes = history.batch AND u.undone IS NULL))"
)


def take_operations(
    db: "Database",
    there: sqlite3.Connection,
    merge: int,
    after: int,
    renamed: Mapping[str, str],
    parsed: Mapping[int, Entry],
) -> int:
    """Store the operations there that are not known here, and return how many these are.

    Args:
        db: this workspace.
        there: the other one.
        merge: the id of the row of `merged`.
        after: the last entry of the history there that both have.
        renamed: names of analysts there, and what they are to be called here.
        parsed: entries of the history there that are parsed already, by id.
    """
    known = _known(db)
    found = _own_operations(there, after)
    found |= {uid: rows for uid, rows in _merged_operations(there).items() if uid not in found}
    fresh = {uid: entries for uid, entries in found.items() if known.get(uid, -1) != len(entries)}
    own = {uid for (uid,) in db.execute("SELECT DISTINCT uid FROM history").fetchall()}
    fresh = {uid: entries for uid, entries in fresh.items() if uid not in own}
    if not fresh:
        return 0
    replaced = json.dumps([uid for uid in fresh if uid in known])
    db.execute("DELETE FROM merged_history WHERE uid IN (SELECT value FROM json_each(?))", [replaced])
    # What was undone here comes again.
    db.execute(
        f"DELETE FROM merged_history WHERE uid IN (SELECT value FROM json_each(?)) AND merge IN "
        f"(SELECT id FROM merged WHERE NOT ({stands('merged')}))",
        [json.dumps([*fresh])],
    )
    spelling = _Spelling(there, parsed)
    batch = next_batch(db)
    values: list[tuple[Any, ...]] = []
    for number, entries in enumerate(fresh.values(), start=batch):
        for entry in entries:
            written = entry if "spelt" in entry else spelling.entry(entry)
            given = {**written, "analyst": renamed.get(entry["analyst"], entry["analyst"])}
            values.append((merge, number, *(given[name] for name in _ENTRY)))
    rows.insert_values(db, "merged_history", _COLUMNS, values)
    return len(fresh)


def _known(db: "Database") -> dict[str, int]:
    """Return the operations that came with merges that are not undone, with the numbers of their rows."""
    question = (
        "SELECT m.uid, count(*) FROM merged_history AS m JOIN merged ON merged.id = m.merge "
        f"WHERE {stands('merged')} GROUP BY m.uid"
    )
    return dict(db.execute(question).fetchall())


def _own_operations(there: sqlite3.Connection, after: int) -> dict[str, list[Row]]:
    """Return the entries of the history there behind an entry, by the uids of their operations."""
    names = ("id", "batch", *_ENTRY)
    listed = ", ".join(_UNDONE if name == "undone" else name for name in names)
    found: dict[str, list[Row]] = {}
    for values in there.execute(f"SELECT {listed} FROM history WHERE id > ? ORDER BY batch, id", (after,)):
        row = dict(zip(names, values, strict=True))
        found.setdefault(row["uid"], []).append(row)
    return found


def _merged_operations(there: sqlite3.Connection) -> dict[str, list[Row]]:
    """Return the operations that came to the other workspace with merges that are not undone."""
    found: dict[str, list[Row]] = {}
    question = (
        f"SELECT {', '.join(f'm.{name}' for name in _ENTRY)} FROM merged_history AS m "
        f"JOIN merged ON merged.id = m.merge WHERE {stands('merged')} ORDER BY m.batch, m.id"
    )
    for values in there.execute(question):
        row = {**dict(zip(_ENTRY, values, strict=True)), "spelt": True}
        found.setdefault(row["uid"], []).append(row)
    return found


class _Spelling:
    """Spells the rows of entries by uid."""

    def __init__(self, connection: sqlite3.Connection, parsed: Mapping[int, Entry]) -> None:
        self._connection = connection
        self._parsed = parsed
        self._uids: dict[tuple[str, int], str] = {}
        self._labels: dict[int, str] = dict(connection.execute("SELECT id, name FROM labels").fetchall())
        self._runs: dict[int, str] = {}
        numbers: defaultdict[str, set[int]] = defaultdict(set)
        for entry in parsed.values():
            for name, other in recorded()[entry.table].references.items():
                values = {side.get(name) for side in (entry.before, entry.after) if side is not None}
                numbers[other].update(value for value in values if isinstance(value, int))
            numbers[recorded()[entry.table].keyed_by].update(key[0] for key in entry.keys)
        for table, those in numbers.items():
            if "uid" in catalogue()[table].columns and table != "labels":
                self._learn(table, sorted(those))

    def entry(self, row: Row) -> Row:
        """Return an entry with its rows spelt by uid."""
        entry = self._parsed.get(row["id"]) or parse_entry(row)
        if entry.is_bulk:
            self._learn(entry.table, [key[0] for key in entry.keys])
            ids = " ".join(self._of(entry.table, key) for key in entry.keys)
            sides = (
                None if side is None else {"count": len(entry.keys), "ids": ids, "values": self._row(entry.table, side)}
                for side in (entry.before, entry.after)
            )
            subject = f"{entry.table}:*"
        else:
            sides = (None if side is None else self._row(entry.table, side) for side in (entry.before, entry.after))
            subject = f"{entry.table}:{self._name(entry)}"
        before, after = (None if side is None else json.dumps(side, ensure_ascii=False) for side in sides)
        return {**row, "subject": subject, "before": before, "after": after}

    def _name(self, entry: Entry) -> str:
        table = recorded()[entry.table]
        side = entry.after or entry.before or {}
        if "uid" in table.columns and entry.table in LETTERS:
            return str(side.get("uid") or self._of(entry.table, entry.keys[0]))
        if len(table.key) > 1:
            return ",".join(
                self._uid(table.references[column], number)
                for column, number in zip(table.key, entry.keys[0], strict=True)
            )
        other = table.references.get(table.key[0])
        return self._uid(other, entry.keys[0][0]) if other else f"{self._known_by(table.name, side)}"

    def _known_by(self, table: str, side: Row) -> str:
        names = recorded()[table].info.name
        return " ".join(str(side[name]) for name in names if side.get(name)) or "row"

    def _of(self, table: str, key: tuple[int, ...]) -> str:
        known = recorded()[table]
        return self._uid(known.keyed_by, key[0])

    def _row(self, table: str, side: Row) -> Row:
        known = recorded()[table]
        made: Row = {}
        for name, value in side.items():
            other = known.references.get(name)
            if value is None or other is None:
                if name != "id":
                    made[name] = value
            elif name in known.labelled:
                made[name] = self._labels.get(value, value)
            elif other == "runs":
                made[name] = self._run(value)
            else:
                made[name] = self._uid(other, value)
        return made

    def _uid(self, table: str | None, number: int) -> str:
        if table is None:
            return str(number)
        if (table, number) not in self._uids:
            self._learn(table, [number])
        return self._uids[table, number]

    def _learn(self, table: str, numbers: Sequence[int]) -> None:
        table = recorded()[table].keyed_by
        missing = [number for number in dict.fromkeys(numbers) if (table, number) not in self._uids]
        listed = json.dumps(missing)
        among = "IN (SELECT value FROM json_each(?))"
        if "uid" in recorded()[table].columns:
            for number, uid in self._connection.execute(f"SELECT id, uid FROM {table} WHERE id {among}", (listed,)):
                self._uids[table, number] = uid
        if table == "annotations":
            question = f"SELECT id, uid FROM removed_annotations WHERE id {among}"
            self._uids |= {(table, number): uid for number, uid in self._connection.execute(question, (listed,))}
        for number in missing:
            if (table, number) not in self._uids:
                self._uids[table, number] = self._deleted(table, number)

    def _deleted(self, table: str, number: int) -> str:
        """Return the uid of a deleted row, from its last entry."""
        row = self._connection.execute(
            "SELECT coalesce(after, before) FROM history WHERE subject = ? ORDER BY id DESC LIMIT 1",
            (f"{table}:{number}",),
        ).fetchone()
        try:
            return str(json.loads(row[0])["uid"]) if row else f"#{number}"
        except (ValueError, KeyError, TypeError):
            return f"#{number}"

    def _run(self, number: int) -> str:
        if number not in self._runs:
            row = self._connection.execute("SELECT pipeline, version FROM runs WHERE id = ?", (number,)).fetchone()
            self._runs[number] = " ".join(row) if row else ""
        return self._runs[number]


def analysts_of(there: sqlite3.Connection, after: int, acts: Iterable[str]) -> Iterator[str]:
    """Yield who did something there behind an entry of the history, in alphabetical order, but not by some acts."""
    left_out = json.dumps(list(acts))
    question = (
        "SELECT DISTINCT analyst FROM history WHERE id > ? AND analyst <> '' "
        "AND act NOT IN (SELECT value FROM json_each(?)) ORDER BY analyst"
    )
    return (name for (name,) in there.execute(question, (after, left_out)))
