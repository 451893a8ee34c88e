"""The full-text indexes of search: whether they hold what the tables do, and making them again.

A damaged index often answers "nothing" instead of an error, so what it says is compared with the texts.
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
    NO_ROOM,
    REFUSALS,
    SCHEMA_VERSION,
    bring_up_to_date,
    connect_reading,
    connect_writing,
    obstacle,
    sentences,
    told,
    version_of,
)
from glossator.store.errors import Damaged, ReadOnly, SearchDamaged, StoreError
from glossator.store.queries.search_sql import quoted
from glossator.store.schema import expected
from glossator.store.schema.search import filling
from glossator.text.normalise import flatten

INDEXES: Final = ("search_texts", "search_remarks")
WAY_OUT: Final = "“glossator doctor --rebuild-search” makes the index again"
_PARTS: Final = ("data", "idx", "content", "docsize", "config")
_OF_AN_INDEX: Final = ("tokenizer", "vtable constructor failed", "fts5")
_CONTENT: Final = re.compile(r"content\s*=\s*'(\w+)'")
# A word that every release of SQLite takes for one: letters of old alphabets between white space.
_WORD: Final = re.compile(r"(?<!\S)[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿء-ي]{3,}(?!\S)")
# Articles that the index is asked for, a few words each; and the newest, in which a word is sought that was not found.
_ASKED: Final = 1_000
_WORDS_EACH: Final = 3
_LOOKED_AT: Final = 200
_SOUGHT: Final = 2_000
_CANDIDATES: Final = 3
# Seconds that making the indexes again waits for another program.
_PATIENCE: Final = 10.0


def problems(path: Path) -> Iterator[str]:
    """Yield a sentence for each index of the workspace at `path` that is damaged or does not hold the words it should.

    FTS5 checks an index only where it may write to it, so copies are checked, and the file stays as it is.
    """
    with closing(connect_reading(path, untouched=True, trusted=True)) as connection:
        # The copies are in the temporary database of the connection.
        connection.execute("PRAGMA query_only = OFF")
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, False)
        for index in INDEXES:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
                try:
                    _check_copy(connection, index)
                    wrong = index == INDEXES[0] and _lacks_words(connection)
                except REFUSALS as error:
                    said = flatten(str(error))
                    if any(words in said for words in NO_ROOM):
                        yield f"The index of search ({index}) was not checked ({said}); make room for temporary files."
                        continue
                    yield f"The index of search ({index}) is damaged, or of other words: {said}; {WAY_OUT}."
                else:
                    if wrong:
                        yield f"The index of search ({index}) does not find words that are in the texts; {WAY_OUT}."


def _check_copy(connection: sqlite3.Connection, index: str) -> None:
    """Have FTS5 compare a copy of an index with what it is of.

    Raises:
        sqlite3.DatabaseError: when the index is damaged, or does not hold the words that it should.
    """
    # What a broken tokenizer says is said of the index itself.
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
    """Say whether words of some of the articles are not found in them."""
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
    """Say whether the index finds `word` in the text of an article."""
    asked = "SELECT 1 FROM main.search_texts WHERE search_texts MATCH ? AND rowid = ?"
    return connection.execute(asked, (quoted(Words(word)), article)).fetchone() is not None


def misses(connection: sqlite3.Connection, words: Iterable[Words]) -> bool:
    """Say whether one of the newest articles has one of `words`, and the index does not find it there."""
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
def search_sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the indexes of the workspace at `path` into a sentence for the analyst.

    Raises:
        SearchDamaged: in place of an error that says that something cannot be read.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = flatten(str(error))
        if isinstance(told(error, path), Damaged) or any(words in said for words in _OF_AN_INDEX):
            raise SearchDamaged(f"The index of search in {path} cannot be read ({said}); {WAY_OUT}.") from error
        raise


def rebuild(path: Path) -> None:
    """Make the indexes of the workspace at `path` again, from its texts, notes, tags and entities.

    Raises:
        StoreError: with one sentence for the analyst; then nothing has changed.
    """
    with sentences(path), closing(connect_reading(path, trusted=True)) as connection:
        if said := obstacle(connection, path):
            raise ReadOnly(said)
        older = version_of(connection)[1] < SCHEMA_VERSION
    if older:
        # The indexes are made on the way.
        bring_up_to_date(path)
        return
    with sentences(path), closing(connect_writing(path, _PATIENCE)) as db:
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
            if isinstance(error, sqlite3.DatabaseError) and isinstance(told(error, path), Damaged):
                raise StoreError(
                    f"The index of search in {path} cannot be made again, as more than the index is damaged "
                    f"({flatten(str(error))}); “glossator doctor --salvage NEW.db” takes out what can be read."
                ) from error
            raise


def _drop(connection: sqlite3.Connection, index: str) -> None:
    """Take out an index with the tables that it is kept in."""
    try:
        connection.execute(f"DROP TABLE IF EXISTS {index}")
    except sqlite3.DatabaseError:
        # FTS5 has to open an index to drop it, and cannot open one that is damaged or has an unknown tokenizer.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE type = 'table' AND name = ?", (index,))
        connection.execute("PRAGMA writable_schema = RESET")
    for part in _PARTS:
        connection.execute(f"DROP TABLE IF EXISTS {index}_{part}")
