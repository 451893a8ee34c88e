"""Whether a workspace is sound. Looking changes nothing, not even a workspace of an older schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui.model.text import fingerprint, flatten
from tui.store.connecting import REFUSALS, SCHEMA_VERSION, connect_reading, sentences, version_of, words_of
from tui.store.schema.search import SAID

# Its own tables, and those of the indexes of search.
_KEPT_BY_SQLITE: Final = ("sqlite_", "search_")


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
    with closing(connect_reading(path, untouched=True)) as connection, sentences(path):
        version = version_of(connection)[1]
        if not version:
            return Examined(0, 0, 0, ())
        found = tuple(problems(connection))
        return Examined(version, _count(connection, "articles"), _count(connection, "annotations"), found)


def _count(connection: sqlite3.Connection, table: str) -> int:
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table} NOT INDEXED").fetchone()[0])
    except REFUSALS:
        return 0


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the workspace; nothing when it is sound.

    The file itself, whether each table can be read to its end, the references between the tables, the fingerprints of
    the texts, and the quote of each annotation against the text at its offsets are looked at, and whether search knows
    of all of it.
    """
    for look in (_file, _tables, _references, _texts, _search):
        try:
            yield from look(connection)
        except REFUSALS as error:
            yield f"The file is damaged: {words_of(error)}."


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield f"The file is damaged: {flatten(said)}."


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


def _search(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the indexes of search with what they are of; an older schema has none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_remarks'").fetchone():
        return
    way_out = "“glossator doctor --salvage NEW.db” writes a workspace in which it does"
    kept = "SELECT rowid, note, tags, entity FROM search_remarks"
    (remarks,) = connection.execute(
        "SELECT (SELECT count(*) FROM (SELECT * FROM "
        f"({SAID}) EXCEPT {kept})) + (SELECT count(*) FROM ({kept} EXCEPT SELECT * FROM ({SAID})))"
    ).fetchone()
    if remarks:
        yield f"Search does not know of {remarks} notes, tags or entities as they are; {way_out}."
    (texts,) = connection.execute(
        "SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM search_texts_docsize)"
    ).fetchone()
    if texts:
        yield f"Search does not know of {texts} articles; {way_out}."
