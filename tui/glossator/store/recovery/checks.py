"""Whether a workspace is sound. Looking changes nothing, not even a workspace of an older schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossator.domain.article import TextFormat
from glossator.store.connection import (
    REFUSALS,
    SCHEMA_VERSION,
    connect_reading,
    sentences,
    version_of,
    waits_for_writers,
    words_of,
)
from glossator.store.recovery.file_names import second_name
from glossator.store.schema import expected
from glossator.store.schema.catalogue import recorded
from glossator.store.schema.search import SAID
from glossator.text.normalise import fingerprint, flatten

_SEARCH: Final = "search_"
_REBUILD: Final = "“glossator doctor --rebuild-search” makes the index again"
_TAKE_OUT: Final = "“glossator doctor --salvage NEW.db” takes the rows into a new workspace"
# Rows with a wrong value that are listed.
_MOST_LISTED: Final = 20
# Its own tables, and those of the indexes of search.
_KEPT_BY_SQLITE: Final = ("sqlite_", _SEARCH)
# How many damaged rows of the history are named.
_MOST_ENTRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at a workspace has shown.

    Attributes:
        version: of its schema.
        articles, annotations: how many could be counted.
        problems: a sentence for each thing that is wrong.
    """

    version: int
    articles: int
    annotations: int
    problems: tuple[str, ...]

    @property
    def summary(self) -> str:
        """Return what is in the workspace, in words."""
        if not self.version:
            return "an empty file, which becomes a workspace when it is opened"
        older = "" if self.version == SCHEMA_VERSION else f", schema {self.version}, brought up to date when opened"
        return f"{self.articles} articles, {self.annotations} annotations{older}"


def examine(path: Path) -> Examined:
    """Look at all of the workspace at `path`.

    Raises:
        StoreError: when it cannot be opened at all.
    """
    with closing(connect_reading(path, untouched=True, trusted=True)) as connection, sentences(path):
        version = version_of(connection)[1]
        if not version:
            return Examined(0, 0, 0, ())
        found = tuple(problems(connection, path))
        return Examined(version, _count(connection, "articles"), _count(connection, "annotations"), found)


def _count(connection: sqlite3.Connection, table: str) -> int:
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table} NOT INDEXED").fetchone()[0])
    except REFUSALS:
        return 0


def problems(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the workspace at `path`; nothing when it is sound.

    These are looked at: the names of the file, the file itself, the definitions of tables, views and triggers, whether
    each table can be read to its end, the references between the tables, values that no column may hold, the
    fingerprints of the texts, also of removed ones, the quote of each annotation against the text at its offsets, the
    form of the history, and the indexes of search.
    """
    # Only what looks needs it.
    from glossator.store.recovery import search_index

    if said := second_name(path, has_log=not waits_for_writers(connection)):
        yield said
    for look in (_file, _definitions, _tables, _references, _values, _texts, _removed, _history, _search):
        try:
            yield from look(connection)
        except REFUSALS as error:
            yield f"The file is damaged: {words_of(error)}."
    try:
        yield from search_index.problems(path)
    except REFUSALS as error:
        yield f"The file is damaged: {words_of(error)}."


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield f"The file is damaged: {flatten(said)}."


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    version = version_of(connection)[1]
    wanted = expected.current() if version == SCHEMA_VERSION else expected.at_version(version)
    found = expected.objects_in(connection)
    for name in expected.altered(found, wanted):
        way_out = _REBUILD if name.split()[1].startswith(_SEARCH) else _TAKE_OUT
        yield f"The {name} is missing, or not as this program made it; {way_out}."
    for name in expected.foreign_triggers(found, wanted):
        yield f"The trigger {name} is not this program’s and would run with each change; drop it, or {_TAKE_OUT}."


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Read every table; SQLite finds nothing wrong with texts that are no UTF-8."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in found:
        if table.startswith(_KEPT_BY_SQLITE):
            continue
        try:
            for _ in connection.execute(f'SELECT * FROM "{table}" NOT INDEXED'):
                pass
        except REFUSALS as error:
            yield f"Table {table} cannot be read to its end: {words_of(error)}."


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"Row {row} of {table} refers to something in {parent} that is not there."


def _values(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for what the program never stores, and what a file from elsewhere may hold nevertheless."""
    formats = ", ".join(f"'{each}'" for each in TextFormat)
    asked = f"SELECT uid, text_format FROM articles WHERE text_format NOT IN ({formats}) LIMIT ?"
    for uid, written in connection.execute(asked, (_MOST_LISTED,)).fetchall():
        yield f"Article {uid} has the unknown text format “{written}”; it is shown as plain text."
    # In the first schemas, labels have none.
    of_uids = "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE c.name = 'uid'"
    for table in sorted(recorded().keys() & {name for (name,) in connection.execute(of_uids).fetchall()}):
        asked = f"SELECT uid FROM {table} WHERE uid GLOB '*[^A-Za-z0-9_-]*' OR length(uid) NOT BETWEEN 1 AND 64 LIMIT ?"
        for (uid,) in connection.execute(asked, (_MOST_LISTED,)).fetchall():
            yield f"The uid “{uid}” in {table} is not one that this program gives; {_TAKE_OUT}."


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    for number, uid in connection.execute("SELECT id, uid FROM articles ORDER BY id").fetchall():
        found = connection.execute("SELECT text, text_sha256 FROM articles WHERE id = ?", (number,)).fetchone()
        text, text_sha256 = found or (None, "")
        if not isinstance(text, str):
            yield f"The text of article {uid} cannot be read."
            continue
        if fingerprint(text) != text_sha256:
            yield f"The text of article {uid} is not the one that was stored."
        for mark, start, end, quote in connection.execute(
            'SELECT uid, start, "end", quote FROM annotations WHERE article = ? AND start IS NOT NULL', (number,)
        ).fetchall():
            if text[start:end] != quote:
                there = text[start:end]
                yield f"Annotation {mark} of article {uid} quotes “{quote}”, but the text has “{there}” there."


def _removed(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the kept texts of removed articles with their fingerprints in the history; an older schema has none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'removed_articles'").fetchone():
        return
    fingerprints = dict(
        connection.execute(
            "SELECT subject, iif(json_valid(coalesce(after, before)), "
            "json_extract(coalesce(after, before), '$.text_sha256'), NULL) FROM history "
            "WHERE subject GLOB 'articles:*' AND EXISTS (SELECT 1 FROM removed_articles) ORDER BY id"
        ).fetchall()
    )
    question = "SELECT article, text, json_valid(rest) FROM removed_articles ORDER BY article"
    for number, text, is_valid in connection.execute(question):
        if not is_valid:
            yield f"What is kept of removed article {number} cannot be understood; its removal cannot be undone."
        if not isinstance(text, str) or fingerprints.get(f"articles:{number}") != fingerprint(text):
            yield f"The text of removed article {number} is not the one that was stored; undo would restore another."


def _history(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for rows of the history that this program has not written; undo and the history page pass over them."""
    kept = ", ".join(f"'{table}'" for table in recorded())
    sides = ("before", "after")
    unread = " OR ".join(
        f"({side} IS NOT NULL AND iif(json_valid({side}), json_type({side}), '') <> 'object')" for side in sides
    )
    found = connection.execute(
        "SELECT id, batch FROM history WHERE substr(subject, 1, instr(subject, ':') - 1) "
        f"NOT IN ({kept}) OR coalesce(before, after) IS NULL OR {unread} ORDER BY id LIMIT {_MOST_ENTRIES}"
    ).fetchall()
    for number, batch in found:
        yield f"Row {number} of the history, of operation {batch}, cannot be understood; it cannot be undone."


def _search(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the indexes of search with what they are of; an older schema has none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_remarks'").fetchone():
        return
    kept = "SELECT rowid, note, tags, entity FROM search_remarks"
    (remarks,) = connection.execute(
        "SELECT (SELECT count(*) FROM (SELECT * FROM "
        f"({SAID}) EXCEPT {kept})) + (SELECT count(*) FROM ({kept} EXCEPT SELECT * FROM ({SAID})))"
    ).fetchone()
    if remarks:
        yield f"Search does not know of {remarks} notes, tags or entities as they are; {_REBUILD}."
    (texts,) = connection.execute(
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM search_texts_docsize)"
    ).fetchone()
    if texts:
        yield f"Search does not know of {texts} articles; {_REBUILD}."
