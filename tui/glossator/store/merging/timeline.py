"""The history of a workspace from a point on, and its rows at that point."""

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from glossator.store.history.changeset import Entry, parse_entry
from glossator.store.rows import Key, Row, column_list
from glossator.store.schema.catalogue import catalogue, recorded

_COLUMNS: Final = ("id", "batch", "at", "analyst", "act", "subject", "before", "after", "uid")
# Entries of which the content is compared, because the newest ones may be extended after they were written.
_EXTENDED: Final = 200


@dataclass(frozen=True, slots=True)
class Point:
    """A point in a history: the last entry, and the last undo or redo.

    Attributes:
        articles, annotations: the highest ids at that point, where they are known.
    """

    entry: int = 0
    event: int = 0
    articles: int = 0
    annotations: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """An entry that was done or redone, or undone (`back`)."""

    entry: Entry
    back: bool

    @property
    def was(self) -> Row | None:
        """The values that the entry expected to find."""
        return self.entry.sides(back=self.back)[0]


def common_point(here: sqlite3.Connection, there: sqlite3.Connection) -> Point:
    """Return the last point that two histories have in common; the beginning where they have none."""
    entry = _last_common(here, there, "SELECT id, uid, at FROM history")
    # The last ones may have been extended since.
    entry = _last_common(here, there, f"SELECT {', '.join(_COLUMNS)} FROM history", entry)
    event = _last_common(here, there, "SELECT id, event, batch, entry, at, analyst FROM undo_events")
    return Point(entry, event) if entry else Point()


def _last_common(here: sqlite3.Connection, there: sqlite3.Connection, question: str, last: int | None = None) -> int:
    """Return the last id, up to `last`, at which the rows of a question are the same; 0 where none are."""
    last = min(_last_id(one, question) for one in (here, there)) if last is None else last
    while last > 0:
        first = max(0, last - _EXTENDED)
        where = f"{question} WHERE id > ? AND id <= ?"
        mine, theirs = ({row[0]: row for row in one.execute(where, (first, last))} for one in (here, there))
        for number in range(last, first, -1):
            if number in mine and mine[number] == theirs.get(number):
                return number
        last = first
    return 0


def _last_id(connection: sqlite3.Connection, question: str) -> int:
    table = question.rpartition(" ")[2]
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def end_of(connection: sqlite3.Connection) -> Point:
    """Return the last point of a history."""
    tables = ("history", "undo_events", "articles", "annotations")
    return Point(*(_last_id(connection, f"FROM {table}") for table in tables))


def digest_at(connection: sqlite3.Connection, point: Point) -> str:
    """Return a hash by which a point of a history is recognised; entries that were extended since change it."""
    entries = connection.execute(
        "SELECT id, uid, at, analyst FROM history WHERE id > ? AND id <= ? ORDER BY id",
        (point.entry - _EXTENDED, point.entry),
    ).fetchall()
    event = connection.execute("SELECT event, batch, at FROM undo_events WHERE id = ?", (point.event,)).fetchone()
    return hashlib.sha256(json.dumps([entries, event]).encode()).hexdigest()


def merged_point(here: sqlite3.Connection, there: sqlite3.Connection, start: Point) -> Point:
    """Return the last point of the history there up to which it was merged here, or `start` where that is later."""
    last = _last_id(there, "FROM history")
    for entry, event, digest, articles, annotations in here.execute(
        f"SELECT up_to, event, digest, articles, annotations FROM merged WHERE {stands('merged')} "
        "AND up_to >= ? AND up_to <= ? ORDER BY up_to DESC, event DESC, id DESC",
        (start.entry, last),
    ):
        point = Point(entry, event, articles, annotations)
        if digest == digest_at(there, point):
            return point
    return start


def stands(table: str) -> str:
    """Return the SQL condition that a merge, a row of `merged` by the name `table`, is not undone."""
    return (
        f"NOT EXISTS (SELECT 1 FROM history AS h WHERE h.batch = {table}.batch AND h.undone IS NOT NULL) AND "
        f"NOT EXISTS (SELECT 1 FROM history AS h WHERE h.undoes = {table}.batch AND h.undone IS NULL)"
    )


def events_since(connection: sqlite3.Connection, point: Point) -> Iterator[Event]:
    """Yield what was done, undone and redone after a point.

    Raises:
        BadEntry: when the history is damaged.
    """
    position = point.entry
    turns = connection.execute(
        "SELECT event, batch, entry FROM undo_events WHERE id > ? AND event <> 'start' ORDER BY id", (point.event,)
    ).fetchall()
    for event, batch, entry in [*turns, ("", 0, 2**62)]:
        yield from _events(connection, "id > ? AND id <= ? ORDER BY id", (position, entry), back=False)
        position = max(position, entry)
        back = event == "undo"
        order = f"batch = ? AND id <= ? ORDER BY id{' DESC' * back}"
        yield from _events(connection, order, (batch, entry), back=back)


def extensions(here: sqlite3.Connection, there: sqlite3.Connection, point: Point) -> Iterator[Event]:
    """Yield what was added there to entries before a point, which a session of writing a note extends."""
    question = f"SELECT {', '.join(_COLUMNS)} FROM history WHERE id > ? AND id <= ?"
    given = (point.entry - _EXTENDED, point.entry)
    mine = {row[0]: _named(row) for row in here.execute(question, given)}
    for row in map(_named, there.execute(question, given).fetchall()):
        own = mine.get(row["id"])
        if own and own["subject"] == row["subject"] and own["after"] != row["after"] and row["at"] > own["at"]:
            before, after = parse_entry(own), parse_entry(row)
            if not after.is_trace and not after.is_bulk:
                yield Event(replace(after, before=before.after), back=False)


def _named(row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(_COLUMNS, row, strict=True))


def _events(connection: sqlite3.Connection, which: str, values: tuple[int, int], *, back: bool) -> Iterator[Event]:
    found = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM history WHERE {which}", values)
    entries = (parse_entry(_named(row)) for row in found)
    return (Event(entry, back) for entry in entries if not entry.is_trace)


class Timeline:
    """The rows of the other workspace that changed after a point: as they are, and as they were at that point.

    Attributes:
        changed: the rows that changed, as they were, by table and key.
    """

    def __init__(self, connection: sqlite3.Connection, events: Sequence[Event], *, whole: bool) -> None:
        """Read the rows.

        Args:
            connection: the other workspace.
            events: what happened after the point, in order.
            whole: whether there is no common ancestor, so that all rows are new.
        """
        self._connection = connection
        self._labels: Mapping[int, str] = _label_names(connection, events)
        self._now: dict[str, dict[Key, Row]] = {}
        self._base: dict[str, dict[Key, Row | None]] = {}
        self._whole: dict[tuple[str, Key], Row] = {}
        if whole:
            for table in recorded():
                self._now[table] = self._fetch(table, None)
                self._base[table] = dict.fromkeys(self._now[table])
        else:
            keys: defaultdict[str, dict[Key, None]] = defaultdict(dict)
            for event in events:
                keys[event.entry.table].update(dict.fromkeys(event.entry.keys))
            for table, those in keys.items():
                self._now[table] = self._fetch(table, list(those))
                self._base[table] = {key: self._now[table].get(key) for key in those}
            for event in reversed(events):
                self._take_back(event)
        self.changed: Mapping[str, Mapping[Key, Row | None]] = {
            table: {key: row for key, row in base.items() if row is None or row != self._now[table].get(key)}
            for table, base in self._base.items()
        }

    def keys(self, table: str) -> Collection[Key]:
        """Return the keys of the rows of a table that changed."""
        return self.changed.get(table, {}).keys()

    def now(self, table: str, key: Key) -> Row | None:
        """Return a row that changed, as it is; None where it is deleted."""
        return self._now.get(table, {}).get(key)

    def base(self, table: str, key: Key) -> Row | None:
        """Return a row as it was at the point; None where it was not there."""
        return self._base.get(table, {}).get(key)

    def rows(self, table: str, column: str, values: Iterable[int]) -> list[Row]:
        """Return the rows of a table, as they are, that have one of some numbers in a column."""
        return self._query(table, f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(list(values))])

    def has_deletions(self) -> bool:
        """Return whether a row was deleted."""
        return any(
            row is not None and self._now[table].get(key) is None
            for table, base in self._base.items()
            for key, row in base.items()
        )

    def differing(self) -> set[tuple[str, Key]]:
        """Return the rows that are not as they were, by table and key; who changed a row last is no difference."""
        return {
            (table, key)
            for table, base in self._base.items()
            for key, row in base.items()
            if _without_stamps(table, row) != _without_stamps(table, self._now[table].get(key))
        }

    def _fetch(self, table: str, keys: Sequence[Key] | None) -> dict[Key, Row]:
        names = recorded()[table].key
        if keys is None:
            found = self._query(table, "true", [])
        else:
            parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(names)))
            where = f"({column_list(names)}) IN (SELECT {parts} FROM json_each(?))"
            found = self._query(table, where, [json.dumps(keys)])
        return {tuple(row[name] for name in names): row for row in found}

    def _query(self, table: str, where: str, values: Sequence[Any]) -> list[Row]:
        names = list(recorded()[table].columns)
        found = self._connection.execute(f"SELECT {column_list(names)} FROM {table} WHERE {where}", values)
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _take_back(self, event: Event) -> None:
        """Give the rows of an event the values that they had before it."""
        entry, base = event.entry, self._base[event.entry.table]
        was = self._with_names(entry.table, event.was)
        lost = self._removed(entry) if was is not None and entry.is_bulk and entry.table == "annotations" else {}
        for key in entry.keys:
            row = entry.row_at(key, was)
            # A bulk change only has the columns that it changed.
            whole = base[key] or lost.get(key) or self._whole.get((entry.table, key)) or {}
            if base[key] is not None:
                self._whole[entry.table, key] = whole
            base[key] = None if row is None else {**whole, **row}

    def _removed(self, entry: Entry) -> dict[Key, Row]:
        """Return annotations that were deleted in bulk and that only the file keeps."""
        names = list(catalogue()["annotations"].columns)
        question = f"SELECT {column_list(names)} FROM removed_annotations WHERE id IN (SELECT value FROM json_each(?))"
        ids = [key[0] for key in entry.keys]
        rows = [dict(zip(names, row, strict=True)) for row in self._connection.execute(question, (json.dumps(ids),))]
        return {(row["id"],): {**row, "label": self._labels.get(row["label"])} for row in rows}

    def _with_names(self, table: str, row: Row | None) -> Row | None:
        """Return a row with labels by the names that they have now."""
        if row is None:
            return None
        labelled = [name for name in recorded()[table].labelled if row.get(name) is not None]
        return {**row, **{name: self._labels.get(row[name], row[name]) for name in labelled}}


def _without_stamps(table: str, row: Row | None) -> Row | None:
    stamps = recorded()[table].info.stamps
    return None if row is None else {name: value for name, value in row.items() if name not in stamps}


def _label_names(connection: sqlite3.Connection, events: Sequence[Event]) -> dict[int, str]:
    """Return the names of labels by their ids, also of those that were deleted."""
    names: dict[int, str] = {}
    for event in events:
        if event.entry.table == "labels":
            for side in (event.entry.before, event.entry.after):
                if side is not None and "name" in side:
                    names |= {key[0]: side["name"] for key in event.entry.keys}
    return names | dict(connection.execute("SELECT id, name FROM labels").fetchall())
