"""Telling what was done: the acts, newest first, and what each of them changed."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from glossator.store.operation import IMPORT, UNDO
from glossator.store.queries.operation_title import title_of
from glossator.text.pluralize import counted

# What is shown of a row by its own name; of links, the row at their other end is.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "annotations": ("quote",),
    "articles": ("title",),
    "tags": ("path",),
    "labels": ("name",),
    "former_labels": ("name",),
    "entities": ("name",),
    "aliases": ("alias",),
    "lexicon": ("form",),
    "runs": ("pipeline", "version"),
    "saved_searches": ("name",),
}
_KINDS: Final[Mapping[str, str]] = {
    "annotations": "annotation",
    "articles": "article",
    "tags": "tag",
    "labels": "label",
    "former_labels": "former label",
    "entities": "entity",
    "aliases": "alias",
    "lexicon": "lexicon",
    "annotation_tags": "annotation",
    "article_tags": "article",
    "article_versions": "version",
    "archived_articles": "archived article",
    "orphans": "orphan",
    "carried_over": "origin",
    "saved_searches": "saved search",
}
_REFERENCES: Final[Mapping[str, str]] = {
    "annotation": "annotations",
    "article": "articles",
    "supersedes": "articles",
    "tag": "tags",
    "entity": "entities",
    "run": "runs",
    "label": "labels",
}
# What follows from the rest, or says only who changed a row and when, which the act says too.
_UNTOLD: Final = frozenset(
    ("id", "uid", "quote", "prefix", "suffix", "paragraph", "analyst", "at", "created_at", "updated_at", "updated_by")
)

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
        "(SELECT coalesce(after, before) FROM history AS h WHERE h.batch = history.batch "
        "ORDER BY subject LIKE '%_tags:%', id LIMIT 1), imports.articles, imports.annotations, imports.source "
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
    row: str | None,
    articles: int | None,
    annotations: int,
    source: str,
) -> HistoryEntry:
    title, about = title_of(connection, act, undoes), words_of(_parsed(row))
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


def words_of(row: Mapping[str, Any]) -> str:
    """Return the words by which an analyst recognises a row of the history; empty where it has none."""
    for name in ("quote", "title", "path", "name", "alias", "form"):
        if row.get(name):
            return str(row[name])
    return ""


def _parsed(written: str | None) -> Mapping[str, Any]:
    """Return a row as the history keeps it; where that is not what this program writes, words that say so."""
    with suppress(ValueError, RecursionError):
        row = json.loads(written or "")
        if isinstance(row, dict):
            return row
    return {"quote": _DAMAGED}


def _told(names: "_Names", number: int, subject: str, before: str | None, after: str | None) -> ChangeView:
    try:
        return _understood(names, subject, *({} if side is None else json.loads(side) for side in (before, after)))
    except (ValueError, TypeError, KeyError, AttributeError, sqlite3.ProgrammingError, RecursionError):
        way_out = "“glossator doctor --replay” says what is wrong with the history"
        return ChangeView("damaged", f"row {number} of the history cannot be understood; {way_out}", 1, ())


def _understood(names: "_Names", subject: str, old: dict[str, Any], new: dict[str, Any]) -> ChangeView:
    table = subject.partition(":")[0]
    kind = _KINDS.get(table, table)
    if subject.endswith(":*"):
        rows = int((old or new)["count"])
        return ChangeView(kind, "", rows, tuple(_fields(names, old.get("values", {}), new.get("values", {}))))
    if kind in (new or old) and table.endswith("_tags"):
        name = names.of(_REFERENCES[kind], (new or old)[kind])
        old.pop(kind, None)
        new.pop(kind, None)
    else:
        name = " ".join(str((new or old).get(part, "")) for part in _NAMES.get(table, ()))
    return ChangeView(kind, name, 1, tuple(_fields(names, old, new)))


def _fields(names: "_Names", old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
    for name in new or old:
        was, became = (_readable(names, name, side.get(name)) for side in (old, new))
        if was != became and (name not in _UNTOLD or (name == "quote" and old and new)):
            yield FieldChange(name, was, became)


def _readable(names: "_Names", column: str, value: object) -> str:
    if value is None:
        return ""
    if column in _REFERENCES and isinstance(value, int):
        return names.of(_REFERENCES[column], value)
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
        columns = _NAMES[table]
        row = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (number,)).fetchone()
        if row is not None:
            return " ".join(row)
        kept = self._connection.execute(
            "SELECT coalesce(after, before) FROM history WHERE subject = ? ORDER BY id DESC LIMIT 1",
            (f"{table}:{number}",),
        ).fetchone()
        return (words_of(_parsed(kept[0])) if kept else "") or f"{table} {number}"
