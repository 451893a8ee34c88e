"""Telling what was done: the acts, newest first, and what each of them changed."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from glossator.store.operation import IMPORT, UNDO
from glossator.store.queries.operation_title import title_of
from glossator.store.schema.catalogue import TableSchema, catalogue, recorded
from glossator.text.pluralize import counted

# What every row has, and nobody reads.
_UNSHOWN: Final = frozenset(("id", "uid"))
_DAMAGED: Final = "damaged; “glossator doctor --replay” says more"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation of the history.

    Attributes:
        batch: its number.
        act: its id.
        title: its title, such as "accept" or "undo accept".
        changes: how many rows it changed.
        quote: the words that it was about, of the first row that has any.
        undone: when it was taken back; empty while it stands.
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
    """What a column of a row was and became; empty where there was or is nothing."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What an act did to one row, or to many all alike.

    Attributes:
        kind: what it is, such as annotation.
        name: the words that tell it apart; empty where there are many.
        rows: how many there are.
        fields: what changed; of a new row or one that is gone, all that is worth telling.
    """

    kind: str
    name: str
    rows: int
    fields: tuple[FieldChange, ...]


def history(connection: sqlite3.Connection, most: int, before: int | None = None) -> list[HistoryEntry]:
    """Return the last `most` acts, newest first; with `before`, those before that one."""
    # What is no JSON is left to `changes`, which says so.
    count = (
        "CASE WHEN subject NOT LIKE '%:*' THEN 1 WHEN json_valid(coalesce(before, after)) "
        "THEN json_extract(coalesce(before, after), '$.count') END"
    )
    found = connection.execute(
        f"SELECT history.batch, max(at), analyst, act, undoes, total({count}), "
        "coalesce(max(undone), "
        "(SELECT at FROM history AS u WHERE u.undoes = history.batch AND u.undone IS NULL LIMIT 1), ''), "
        "(SELECT subject || ' ' || coalesce(after, before) FROM history AS h WHERE h.batch = history.batch "
        f"ORDER BY {links_last()} LIMIT 1), imports.articles, imports.annotations, imports.source "
        f"FROM history LEFT JOIN imports ON imports.batch = iif(act = '{UNDO}', undoes, history.batch) "
        "WHERE history.batch < ? GROUP BY history.batch ORDER BY history.batch DESC LIMIT ?",
        (before or 2**62, most),
    ).fetchall()
    return [_entry(connection, *row) for row in found]


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
    title, about = title_of(connection, act, undoes), words_of(subject, _parsed(row))
    if articles is not None and about != _DAMAGED:
        about = _imported(articles, annotations, source)
        if act == IMPORT:
            # What came with new articles has no entries of its own.
            changes = max(changes, articles + annotations)
    return HistoryEntry(batch, at, analyst, act, title, int(changes), about, undone)


def changes(connection: sqlite3.Connection, batch: int, first: int = 0, most: int = 100) -> list[ChangeView]:
    """Return up to `most` of the changes of an act, from the `first` on, in the order in which they were made."""
    found = connection.execute(
        "SELECT id, subject, before, after FROM history WHERE batch = ? ORDER BY id LIMIT ? OFFSET ?",
        (batch, most, first),
    ).fetchall()
    names = _Names(connection)
    return [_told(names, *row) for row in found]


def _imported(articles: int, annotations: int, source: str) -> str:
    """Return what an import brought, in words."""
    parts = [counted(articles, "article")] if articles or not annotations else []
    parts += [counted(annotations, "annotation")] if annotations else []
    return f"{', '.join(parts)}{f' from {source}' if source else ''}"


def links_last() -> str:
    """Return the SQL by which entries of the history are in their order, but for those of links, which come last."""
    links = ", ".join(f"'{name}'" for name, table in recorded().items() if table.is_link)
    return f"substr(subject, 1, instr(subject, ':') - 1) IN ({links}), id"


def words_of(subject: str, row: Mapping[str, Any] | None) -> str:
    """Return the words by which an analyst recognises a row of the history; empty where it has none.

    Args:
        subject: of the row in the history.
        row: as it is kept; None where that is not what this program writes, which the words then say.
    """
    if row is None:
        return _DAMAGED
    table = recorded().get(subject.partition(":")[0])
    return "" if table is None else " ".join(str(row[name]) for name in table.info.name if row.get(name))


def _parsed(written: str | None) -> Mapping[str, Any] | None:
    """Return a row as the history keeps it; None where that is not what this program writes."""
    with suppress(ValueError, RecursionError):
        row = json.loads(written or "")
        if isinstance(row, dict):
            return row
    return None


def _told(names: "_Names", number: int, subject: str, before: str | None, after: str | None) -> ChangeView:
    try:
        return _understood(names, subject, *({} if side is None else json.loads(side) for side in (before, after)))
    except (ValueError, TypeError, KeyError, AttributeError, sqlite3.ProgrammingError, RecursionError):
        way_out = "“glossator doctor --replay” says what is wrong with the history"
        return ChangeView("damaged", f"row {number} of the history cannot be understood; {way_out}", 1, ())


def _understood(names: "_Names", subject: str, old: dict[str, Any], new: dict[str, Any]) -> ChangeView:
    table = recorded()[subject.partition(":")[0]]
    if subject.endswith(":*"):
        rows = int((old or new)["count"])
        return ChangeView(
            table.noun, "", rows, tuple(_fields(names, table, old.get("values", {}), new.get("values", {})))
        )
    name = words_of(subject, new or old)
    if table.is_link:
        owner = table.key[0]
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
    return str(value)


class _Names:
    """What rows are called now, or were called when the history last knew them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, int], str] = {}

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
        return (words_of(subject, _parsed(kept[0])) if kept else "") or f"{table} {number}"
