"""Checks of a workspace, which is only read, and not migrated."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossator.domain.article import TextFormat
from glossator.store.connection import (
    READ_ERRORS,
    connect_reading,
    error_text,
    translate_errors,
    version_of,
    waits_for_writers,
)
from glossator.store.files.file_names import second_name_problem
from glossator.store.schema import SCHEMA_VERSION, expected
from glossator.store.schema.catalogue import recorded
from glossator.store.schema.search import SAID
from glossator.text.normalise import fingerprint, flatten

_SEARCH: Final = "search_"
_REBUILD: Final = "run “glossator doctor --rebuild-search” to rebuild it"
_SALVAGE: Final = "“glossator doctor --salvage NEW.db” copies the rows into a new workspace"
# Rows with invalid values that are listed.
_MOST_LISTED: Final = 20
# Tables of SQLite, and of the search index.
_KEPT_BY_SQLITE: Final = ("sqlite_", _SEARCH)
# Damaged rows of the history that are listed.
_MOST_ENTRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Examination:
    """The result of checking a workspace.

    Attributes:
        version: the version of the schema; 0 for an empty file.
        articles, annotations: their numbers, as far as they can be counted.
        problems: a sentence for each problem.
    """

    version: int
    articles: int
    annotations: int
    problems: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The content of the workspace, in words."""
        if not self.version:
            return "an empty file, which becomes a workspace when it is opened"
        older = "" if self.version == SCHEMA_VERSION else f", schema {self.version}, migrated when opened"
        return f"{self.articles} articles, {self.annotations} annotations{older}"


def examine(path: Path) -> Examination:
    """Check the workspace at `path`; raise StoreError when it cannot be opened."""
    with closing(connect_reading(path, untouched=True, trusted=True)) as connection, translate_errors(path):
        version = version_of(connection)[1]
        if not version:
            return Examination(0, 0, 0, ())
        found = tuple(problems(connection, path))
        return Examination(version, _count(connection, "articles"), _count(connection, "annotations"), found)


def _count(connection: sqlite3.Connection, table: str) -> int:
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table} NOT INDEXED").fetchone()[0])
    except READ_ERRORS:
        return 0


def problems(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    """Yield a sentence for each problem of the workspace at `path`.

    Checked are: hard links, the pages of the file, the definitions of tables, views and triggers, reading each table to
    its end, foreign keys, invalid values, the hashes of texts (also of deleted articles), the quotes of annotations
    against the text, the form of the history, and the search indexes.
    """
    # Not needed for the first frame.
    from glossator.store.recovery import search_index

    if said := second_name_problem(path, has_log=not waits_for_writers(connection)):
        yield said
    for check in (_file, _definitions, _tables, _references, _values, _texts, _removed, _history, _search):
        try:
            yield from check(connection)
        except READ_ERRORS as error:
            yield f"The file is damaged: {error_text(error)}."
    try:
        yield from search_index.problems(path)
    except READ_ERRORS as error:
        yield f"The file is damaged: {error_text(error)}."


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield f"The file is damaged: {flatten(said)}."


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    version = version_of(connection)[1]
    wanted = expected.current() if version == SCHEMA_VERSION else expected.at_version(version)
    found = expected.objects_in(connection)
    for name in expected.altered(found, wanted):
        way_out = _REBUILD if name.split()[1].startswith(_SEARCH) else _SALVAGE
        yield f"The {name} is missing, or not as this program made it; {way_out}."
    for name in expected.foreign_triggers(found, wanted):
        yield f"The trigger {name} is not this program’s and would run with each change; drop it, or {_SALVAGE}."


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Read every table, because SQLite does not check that texts are UTF-8."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in found:
        if table.startswith(_KEPT_BY_SQLITE):
            continue
        try:
            for _ in connection.execute(f'SELECT * FROM "{table}" NOT INDEXED'):
                pass
        except READ_ERRORS as error:
            yield f"Table {table} cannot be read to its end: {error_text(error)}."


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"Row {row} of {table} refers to a row of {parent} that does not exist."


def _values(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for values that this program never stores, but a file from elsewhere may have."""
    formats = ", ".join(f"'{each}'" for each in TextFormat)
    asked = f"SELECT uid, text_format FROM articles WHERE text_format NOT IN ({formats}) LIMIT ?"
    for uid, written in connection.execute(asked, (_MOST_LISTED,)).fetchall():
        yield f"Article {uid} has the unknown text format “{written}”; it is shown as plain text."
    # In the first schemas, labels have no uids.
    of_uids = "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE c.name = 'uid'"
    for table in sorted(recorded().keys() & {name for (name,) in connection.execute(of_uids).fetchall()}):
        asked = f"SELECT uid FROM {table} WHERE uid GLOB '*[^A-Za-z0-9_-]*' OR length(uid) NOT BETWEEN 1 AND 64 LIMIT ?"
        for (uid,) in connection.execute(asked, (_MOST_LISTED,)).fetchall():
            yield f"The uid “{uid}” in {table} is not valid; {_SALVAGE}."


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
    """Compare the texts of deleted articles with their hashes in the history; older schemas have none."""
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
            yield f"What is kept of deleted article {number} is damaged; deleting it cannot be undone."
        if not isinstance(text, str) or fingerprints.get(f"articles:{number}") != fingerprint(text):
            yield f"The text of deleted article {number} is not the one that was stored; undo would restore another."


def _history(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for damaged rows of the history."""
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
        yield f"Row {number} of the history, of operation {batch}, is damaged; the operation cannot be undone."


def _search(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the search indexes with the tables; older schemas have none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_remarks'").fetchone():
        return
    kept = "SELECT rowid, note, tags, entity FROM search_remarks"
    (remarks,) = connection.execute(
        "SELECT (SELECT count(*) FROM (SELECT * FROM "
        f"({SAID}) EXCEPT {kept})) + (SELECT count(*) FROM ({kept} EXCEPT SELECT * FROM ({SAID})))"
    ).fetchone()
    if remarks:
        yield f"The search index lacks {remarks} current notes, tags or entities; {_REBUILD}."
    (texts,) = connection.execute(
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM search_texts_docsize)"
    ).fetchone()
    if texts:
        yield f"The search index lacks {texts} articles; {_REBUILD}."
