"""The history for people: operations with titles, and what each has changed."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from glossator.store.operation import IMPORT, MERGE, REDO, UNDO, title_of
from glossator.store.schema.catalogue import TableSchema, catalogue, recorded
from glossator.text.pluralize import counted

# Columns that are never shown.
_UNSHOWN: Final = frozenset(("id", "uid"))
_DAMAGED: Final = "damaged; “glossator doctor --replay” says more"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation of the history.

    Attributes:
        batch: its number.
        act: its id.
        title: its title, such as "accept" or "undo accept".
        changes: the number of rows that it changed.
        quote: what it was about, such as a quote or title.
        undone: when it was undone; empty if it is not.
    """

    batch: int
    at: str
    analyst: str
    act: str
    title: str
    changes: int
    quote: str
    undone: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The old and new value of a column; empty where there is none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """The change of one row, or the same change of many.

    Attributes:
        kind: the noun of the row, such as annotation.
        name: its name, such as the quote; empty for many rows.
        rows: the number of rows.
        fields: the columns that changed, or all interesting ones of a new or deleted row.
    """

    kind: str
    name: str
    rows: int
    fields: tuple[FieldChange, ...]


def history(connection: sqlite3.Connection, most: int, before: int | None = None) -> list[HistoryEntry]:
    """Return the last `most` operations, newest first, or those before the batch `before`."""
    # Damaged JSON is reported by `changes`.
    count = (
        "CASE WHEN subject NOT LIKE '%:*' THEN 1 WHEN json_valid(coalesce(before, after)) "
        "THEN json_extract(coalesce(before, after), '$.count') END"
    )
    found = connection.execute(
        f"SELECT history.batch, max(at), analyst, act, undoes, total({count}), "
        "coalesce(max(undone), "
        "(SELECT at FROM history AS u WHERE u.undoes = history.batch AND u.undone IS NULL LIMIT 1), ''), "
        "(SELECT subject || ' ' || coalesce(after, before) FROM history AS h WHERE h.batch = history.batch "
        f"ORDER BY {links_last_order()} LIMIT 1), imports.articles, imports.annotations, imports.source "
        f"FROM history LEFT JOIN imports ON imports.batch = iif(act = '{UNDO}', undoes, history.batch) "
        "WHERE history.batch < ? GROUP BY history.batch ORDER BY history.batch DESC LIMIT ?",
        (before or 2**62, most),
    ).fetchall()
    entries = [_entry(connection, *row) for row in found] + _merged(connection, count, most, before or 2**62)
    return sorted(entries, key=lambda entry: -entry.batch)[:most]


def _merge_source(connection: sqlite3.Connection, batch: int) -> str:
    """Return whose operations came with a merge, in words."""
    found = connection.execute(
        "SELECT DISTINCT analyst FROM merged_history WHERE merge IN (SELECT id FROM merged WHERE batch = ?) ORDER BY 1",
        (batch,),
    ).fetchall()
    return f"from {', '.join(name for (name,) in found)}" if found else ""


def _merged(connection: sqlite3.Connection, count: str, most: int, before: int) -> list[HistoryEntry]:
    """Return the last operations that came with merges; they are undone together with the merge."""
    found = connection.execute(
        f"SELECT m.batch, max(m.at), m.analyst, m.act, total({count}), "
        "coalesce(max(m.undone), (SELECT max(undone) FROM history WHERE batch = merged.batch), "
        "(SELECT at FROM history AS u WHERE u.undoes = merged.batch AND u.undone IS NULL LIMIT 1), ''), "
        "(SELECT subject || ' ' || coalesce(after, before) FROM merged_history AS h WHERE h.batch = m.batch "
        f"ORDER BY {links_last_order()} LIMIT 1) FROM merged_history AS m JOIN merged ON merged.id = m.merge "
        "WHERE m.batch < ? GROUP BY m.batch ORDER BY m.batch DESC LIMIT ?",
        (before, most),
    ).fetchall()
    return [
        HistoryEntry(
            *(batch, at, analyst, act, title_of(act), int(changes)),
            quote=row_name((first or "").partition(" ")[0], _parsed((first or "").partition(" ")[2])),
            undone=undone,
        )
        for batch, at, analyst, act, changes, undone, first in found
    ]


def _entry(
    connection: sqlite3.Connection,
    batch: int,
    at: str,
    analyst: str,
    act: str,
    undoes: int | None,
    changes: float,
    undone: str,
    first: str | None,
    articles: int | None,
    annotations: int,
    source: str,
) -> HistoryEntry:
    subject, _, row = (first or "").partition(" ")
    title, about = _title(connection, act, undoes), row_name(subject, parsed := _parsed(row))
    table = recorded().get(subject.partition(":")[0])
    if table is not None and table.info.named_by and parsed is not None:
        about = _readable(_Names(connection), table, table.info.named_by, parsed.get(table.info.named_by))
    if act == MERGE:
        about = _merge_source(connection, batch) or about
    if articles is not None and about != _DAMAGED:
        about = _imported(articles, annotations, source)
        if act == IMPORT:
            # Annotations of new articles have no entries.
            changes = max(changes, articles + annotations)
    return HistoryEntry(batch, at, analyst, act, title, int(changes), about, undone)


def changes(connection: sqlite3.Connection, batch: int, first: int = 0, most: int = 100) -> list[ChangeView]:
    """Return up to `most` changes of an operation from the `first` on, in their order."""
    found = connection.execute(
        "SELECT id, subject, before, after FROM history WHERE batch = ? ORDER BY id LIMIT ? OFFSET ?",
        (batch, most, first),
    ).fetchall()
    if not found:
        found = connection.execute(
            "SELECT id, subject, before, after FROM merged_history WHERE batch = ? ORDER BY id LIMIT ? OFFSET ?",
            (batch, most, first),
        ).fetchall()
    names = _Names(connection)
    return [_change_view(names, *row) for row in found]


def _imported(articles: int, annotations: int, source: str) -> str:
    """Return what an import added, in words."""
    parts = [counted(articles, "article")] if articles or not annotations else []
    parts += [counted(annotations, "annotation")] if annotations else []
    return f"{', '.join(parts)}{f' from {source}' if source else ''}"


def links_last_order() -> str:
    """Return the SQL terms that order entries by id, but those of links, and of rows named by others, last."""
    links = ", ".join(f"'{name}'" for name, table in recorded().items() if table.is_link or table.info.named_by)
    return f"substr(subject, 1, instr(subject, ':') - 1) IN ({links}), id"


def row_name(subject: str, row: Mapping[str, Any] | None) -> str:
    """Return the name of a row of the history, such as a quote; empty without one, and a notice for a damaged row."""
    if row is None:
        return _DAMAGED
    table = recorded().get(subject.partition(":")[0])
    return "" if table is None else " ".join(str(row[name]) for name in table.info.name if row.get(name))


def _parsed(written: str | None) -> Mapping[str, Any] | None:
    """Return a row of the history; None where it is damaged."""
    with suppress(ValueError, RecursionError):
        row = json.loads(written or "")
        if isinstance(row, dict):
            return row
    return None


def _change_view(names: "_Names", number: int, subject: str, before: str | None, after: str | None) -> ChangeView:
    try:
        return _parsed_view(names, subject, *({} if side is None else json.loads(side) for side in (before, after)))
    except (ValueError, TypeError, KeyError, AttributeError, sqlite3.ProgrammingError, RecursionError):
        return ChangeView("damaged", f"row {number} of the history; “glossator doctor --replay” says more", 1, ())


def _parsed_view(names: "_Names", subject: str, old: dict[str, Any], new: dict[str, Any]) -> ChangeView:
    table = recorded()[subject.partition(":")[0]]
    if subject.endswith(":*"):
        rows = int((old or new)["count"])
        return ChangeView(
            table.noun, "", rows, tuple(_fields(names, table, old.get("values", {}), new.get("values", {})))
        )
    name = row_name(subject, new or old)
    if table.is_link or table.info.named_by:
        owner = table.info.named_by or table.key[0]
        name = _readable(names, table, owner, (new or old)[owner])
        old.pop(owner, None)
        new.pop(owner, None)
    return ChangeView(table.noun, name, 1, tuple(_fields(names, table, old, new)))


def _fields(names: "_Names", table: TableSchema, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
    unshown = {*_UNSHOWN, *table.info.unshown, *table.info.stamps}
    if old and new:
        unshown -= {*table.info.name}
    for name in new or old:
        was, became = (_readable(names, table, name, side.get(name)) for side in (old, new))
        if was != became and name not in unshown:
            yield FieldChange(name, was, became)


def _readable(names: "_Names", table: TableSchema, column: str, value: object) -> str:
    if value is None:
        return ""
    if column in table.references and isinstance(value, int):
        return names.of(table.references[column], value)
    if column in table.references and column not in table.labelled:
        return names.of_uid(table.references[column], str(value))
    return str(value)


class _Names:
    """The current names of rows, or the last ones in the history."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, int], str] = {}

    def of_uid(self, table: str, uid: str) -> str:
        """Return the name of a row by its uid, also in another workspace; the uid where there is none."""
        if "uid" not in catalogue()[table].columns:
            return uid
        found = self._connection.execute(
            f"SELECT id FROM {table} "
            "WHERE uid = coalesce((SELECT local_uid FROM uid_aliases WHERE foreign_uid = ?1), ?1)",
            (uid,),
        ).fetchone()
        return uid if found is None else self.of(table, found[0])

    def of(self, table: str, number: int) -> str:
        if (table, number) not in self._known:
            self._known[table, number] = self._find(table, number)
        return self._known[table, number]

    def _find(self, table: str, number: int) -> str:
        subject, known = f"{table}:{number}", catalogue()[table]
        columns = ", ".join(known.info.name) or "NULL"
        question = f"SELECT {columns} FROM {table} WHERE {known.key[0]} = ?"
        if words := " ".join(filter(None, self._connection.execute(question, (number,)).fetchone() or ())):
            return words
        kept = self._connection.execute(
            "SELECT coalesce(after, before) FROM history WHERE subject = ? ORDER BY id DESC LIMIT 1", (subject,)
        ).fetchone()
        return (row_name(subject, _parsed(kept[0])) if kept else "") or f"{table} {number}"


def _title(connection: sqlite3.Connection, act: str, undoes: int | None) -> str:
    """Return the title of an operation by its id, for an undo or redo with that of what it undoes: "undo accept"."""
    turn = {UNDO: "undo", REDO: "redo"}.get(act)
    if turn is None:
        return title_of(act)
    while act in (UNDO, REDO):
        found = connection.execute("SELECT act, undoes FROM history WHERE batch = ? LIMIT 1", (undoes,)).fetchone()
        # A later one is damage.
        if found is None or (found[1] or 0) >= (undoes or 0):
            return turn
        act, undoes = found
    return f"{turn} {title_of(act)}"


def title_in(connection: sqlite3.Connection, batch: int) -> str:
    """Return the title of the operation with a number."""
    return _title(
        connection, *connection.execute("SELECT act, undoes FROM history WHERE batch = ? LIMIT 1", (batch,)).fetchone()
    )
