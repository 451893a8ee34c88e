"""Checking and rebuilding the full-text indexes.

A damaged index often finds nothing instead of raising an error, so its results are compared with the texts.
"""

import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from glossator.domain.query import Words
from glossator.store.connection import (
    DISK_FULL,
    READ_ERRORS,
    connect_reading,
    connect_writing,
    create_or_migrate,
    store_error,
    translate_errors,
    version_of,
    write_obstacle,
)
from glossator.store.errors import Damaged, ReadOnly, SearchDamaged, StoreError
from glossator.store.queries.search_sql import quoted
from glossator.store.schema import SCHEMA_VERSION, expected
from glossator.store.schema.search import filling
from glossator.text.normalise import flatten

INDEXES: Final = ("search_texts", "search_remarks")
REBUILD_HINT: Final = "run “glossator doctor --rebuild-search” to rebuild it"
_PARTS: Final = ("data", "idx", "content", "docsize", "config")
_OF_AN_INDEX: Final = ("tokenizer", "vtable constructor failed", "fts5")
_CONTENT: Final = re.compile(r"content\s*=\s*'(\w+)'")
# A word for every version of SQLite: letters of old alphabets between white space.
_WORD: Final = re.compile(r"(?<!\S)[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿء-ي]{3,}(?!\S)")
# Articles that are checked, a few words each; and the newest articles, in which words are sought that search misses.
_ASKED: Final = 1_000
_WORDS_EACH: Final = 3
_LOOKED_AT: Final = 200
_SOUGHT: Final = 2_000
_CANDIDATES: Final = 3
# Seconds that rebuilding waits for another program.
_PATIENCE: Final = 10.0


def problems(path: Path) -> Iterator[str]:
    """Yield a sentence for each damaged or incomplete index of the workspace at `path`.

    FTS5 checks an index only where it can write to it, so copies are checked.
    """
    with closing(connect_reading(path, untouched=True, trusted=True)) as connection:
        # The copies are in the temporary database.
        connection.execute("PRAGMA query_only = OFF")
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)
        for index in INDEXES:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
                try:
                    _check_copy(connection, index)
                    wrong = index == INDEXES[0] and _lacks_words(connection)
                except READ_ERRORS as error:
                    said = flatten(str(error))
                    if any(words in said for words in DISK_FULL):
                        yield f"The search index ({index}) was not checked ({said}); make room for temporary files."
                        continue
                    yield f"The search index ({index}) is damaged or incomplete: {said}; {REBUILD_HINT}."
                else:
                    if wrong:
                        yield f"The search index ({index}) does not find words of the texts; {REBUILD_HINT}."


def _check_copy(connection: sqlite3.Connection, index: str) -> None:
    """Let FTS5 compare a copy of an index with its content; raise sqlite3.DatabaseError when it is damaged."""
    # Raises the error of a broken tokenizer.
    connection.execute(f"SELECT 1 FROM {index} WHERE {index} MATCH 'x' LIMIT 1").fetchall()
    definition = expected.current()[f"table {index}"]
    if content := _CONTENT.search(definition):
        connection.execute(f"CREATE TEMP VIEW {content[1]} AS SELECT * FROM main.{content[1]}")
    connection.execute(definition.replace(index, f"temp.{index}", 1))
    for part in _PARTS:
        if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (f"{index}_{part}",)).fetchone():
            connection.execute(f"DELETE FROM temp.{index}_{part}")
            connection.execute(f"INSERT INTO temp.{index}_{part} SELECT * FROM main.{index}_{part}")
    connection.execute(f"INSERT INTO temp.{index} ({index}, rank) VALUES ('integrity-check', 1)")


def _lacks_words(connection: sqlite3.Connection) -> bool:
    """Return whether the index does not find words of some articles."""
    articles = connection.execute(
        "SELECT id, text FROM main.articles WHERE id % (SELECT count(*) / ? + 1 FROM main.articles) = 0", (_ASKED,)
    )
    for number, text in articles:
        words = [match[0] for match in islice(_WORD.finditer(text), _LOOKED_AT)]
        step = max(1, len(words) // _WORDS_EACH)
        if not all(_finds(connection, word, number) for word in words[::step][:_WORDS_EACH]):
            return True
    return False


def _finds(connection: sqlite3.Connection, word: str, article: int) -> bool:
    """Return whether the index finds `word` in the text of an article."""
    asked = "SELECT 1 FROM main.search_texts WHERE search_texts MATCH ? AND rowid = ?"
    return connection.execute(asked, (quoted(Words(word)), article)).fetchone() is not None


def misses_words(connection: sqlite3.Connection, words: Iterable[Words]) -> bool:
    """Return whether one of the newest articles has one of `words` that the index does not find."""
    newest = "SELECT id, text FROM articles ORDER BY id DESC LIMIT ?"
    for word in {word for each in words for word in _WORD.findall(each.text)}:
        whole = re.compile(rf"(?<!\S){re.escape(word)}(?!\S)", re.IGNORECASE)
        candidates = connection.execute(
            f"SELECT id, text FROM ({newest}) WHERE text LIKE ? LIMIT ?", (_SOUGHT, f"%{word}%", _CANDIDATES)
        ).fetchall()
        if any(whole.search(text) and not _finds(connection, word, number) for number, text in candidates):
            return True
    return False


@contextmanager
def translate_search_errors(path: Path) -> Iterator[None]:
    """Raise SearchDamaged in place of an error of reading the indexes of the workspace at `path`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = flatten(str(error))
        if isinstance(store_error(error, path), Damaged) or any(words in said for words in _OF_AN_INDEX):
            raise SearchDamaged(f"The search index of {path} cannot be read ({said}); {REBUILD_HINT}.") from error
        raise


def rebuild(path: Path) -> None:
    """Rebuild the indexes of the workspace at `path`.

    Raises:
        StoreError: when that fails; then nothing has changed.
    """
    with translate_errors(path), closing(connect_reading(path, trusted=True)) as connection:
        if said := write_obstacle(connection, path):
            raise ReadOnly(said)
        older = version_of(connection)[1] < SCHEMA_VERSION
    if older:
        # Migration builds the indexes.
        create_or_migrate(path)
        return
    with translate_errors(path), closing(connect_writing(path, _PATIENCE)) as db:
        if sys.version_info >= (3, 12):
            db.conn.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)
        db.execute("BEGIN IMMEDIATE")
        try:
            for index in INDEXES:
                _drop(db.conn, index)
                db.execute(expected.current()[f"table {index}"])
            for statement in filling():
                db.execute(statement)
            db.execute("COMMIT")
        except BaseException as error:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and isinstance(store_error(error, path), Damaged):
                raise StoreError(
                    f"The search index of {path} cannot be rebuilt, because more than the index is damaged "
                    f"({flatten(str(error))}); “glossator doctor --salvage NEW.db” extracts what can be read."
                ) from error
            raise


def _drop(connection: sqlite3.Connection, index: str) -> None:
    """Drop an index with its shadow tables."""
    try:
        connection.execute(f"DROP TABLE IF EXISTS {index}")
    except sqlite3.DatabaseError:
        # FTS5 must open an index to drop it, which fails when it is damaged or has an unknown tokenizer.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE type = 'table' AND name = ?", (index,))
        connection.execute("PRAGMA writable_schema = RESET")
    for part in _PARTS:
        connection.execute(f"DROP TABLE IF EXISTS {index}_{part}")
