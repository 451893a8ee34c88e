"""Articles that are nearly the same, and articles that have not been compared yet."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from glossator.store.queries.visibility import is_active


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A near-duplicate of an article; both by uid, `likeness` from 0 to 1."""

    article: str
    other: str
    title: str
    source: str
    likeness: float


def articles_without_sketch(connection: sqlite3.Connection, most: int, after: int = 0) -> list[tuple[int, str]]:
    """Return up to `most` articles, as id and text, that have no sketch yet and an id greater than `after`."""
    return connection.execute(
        "SELECT id, text FROM articles WHERE id > ? AND id NOT IN (SELECT article FROM sketches) ORDER BY id LIMIT ?",
        (after, most),
    ).fetchall()


def near_duplicates(connection: sqlite3.Connection, articles: Sequence[str]) -> list[NearDuplicate]:
    """Return the active near-duplicates of articles, given by uid, the most similar first."""
    rows = connection.execute(
        "SELECT t.uid, o.uid, o.title, o.source, n.likeness FROM articles AS t "
        "JOIN near_duplicates AS n ON n.article = t.id JOIN articles AS o ON o.id = n.other "
        f"WHERE t.uid IN (SELECT value FROM json_each(?)) AND {is_active('n.other')} "
        "ORDER BY t.id, n.likeness DESC, o.id",
        (json.dumps(articles),),
    ).fetchall()
    return [NearDuplicate(*row) for row in rows]
