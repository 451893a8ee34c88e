"""By what articles can be recognised in other programs: their address, title, file, and words."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from glossator.store.queries.visibility import is_active


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An active article, with its web address and its title."""

    uid: str
    url: str
    title: str


def article_names(connection: sqlite3.Connection) -> list[NamedArticle]:
    """Return the names of all active articles, in the order in which they were added."""
    asked = f"SELECT uid, url, title FROM articles WHERE {is_active('id')} ORDER BY id"
    return [NamedArticle(*row) for row in connection.execute(asked).fetchall()]


def articles_of_files(connection: sqlite3.Connection, paths: Sequence[str]) -> list[str]:
    """Return the uids of the active articles that came from files; `paths` are the fingerprints of their paths."""
    asked = (
        "SELECT uid FROM articles JOIN article_files ON article = id "
        f"WHERE path_sha256 IN (SELECT value FROM json_each(?)) AND {is_active('id')} ORDER BY id"
    )
    return [uid for (uid,) in connection.execute(asked, [json.dumps(list(paths))]).fetchall()]


def articles_with_words(connection: sqlite3.Connection, words: str, most: int) -> list[str]:
    """Return the uids of the active articles with these words in this order in their text, up to `most`."""
    asked = (
        f"SELECT uid FROM articles WHERE {is_active('id')} AND id IN "
        "(SELECT rowid FROM search_texts WHERE search_texts MATCH ?) ORDER BY id LIMIT ?"
    )
    phrase = words.replace('"', " ")
    return [uid for (uid,) in connection.execute(asked, [f'text : "{phrase}"', most]).fetchall()]
