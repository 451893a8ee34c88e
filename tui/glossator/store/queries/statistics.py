"""Statistics: a summary of the active articles, and each article."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossator.store.queries.visibility import is_active

_ARTICLES: Final = f"""
SELECT CASE WHEN total = 0 THEN 'no annotations' WHEN decided = 0 THEN 'nothing decided'
    WHEN decided < total THEN 'partly decided' ELSE 'all decided' END, count(*)
FROM (
    SELECT t.id, count(a.id) AS total, coalesce(sum(a.status <> 'suggested'), 0) AS decided
    FROM articles AS t LEFT JOIN annotations AS a ON a.article = t.id WHERE {is_active("t.id")} GROUP BY t.id
) GROUP BY 1
"""
_INACTIVE: Final = """
SELECT 'archived', count(*) FROM archived_articles
UNION ALL SELECT 'replaced', count(*) FROM article_versions
    WHERE supersedes NOT IN (SELECT article FROM archived_articles)
"""
_ORIGINS: Final = f"""
SELECT status, origin, count(*) FROM annotations WHERE {is_active("article")} GROUP BY status, origin
"""
_LABELS: Final = f"""
SELECT coalesce(label, '(none)'), count(*), sum(status <> 'suggested') FROM annotations
WHERE {is_active("article")} GROUP BY label ORDER BY count(*) DESC, label
"""
_TAGS: Final = f"""
SELECT path, sum(scope = 'annotation'), sum(scope = 'article') FROM (
    SELECT tag, 'annotation' AS scope FROM annotation_tags JOIN annotations ON id = annotation
    WHERE status <> 'rejected' AND {is_active("article")}
    UNION ALL SELECT tag, 'article' FROM article_tags WHERE {is_active("article")}
) JOIN tags ON id = tag GROUP BY tag ORDER BY count(*) DESC, path
"""
_ENTITIES: Final = f"""
SELECT e.name, count(*), count(DISTINCT article) FROM annotations AS a JOIN entities AS e ON e.id = a.entity
WHERE status <> 'rejected' AND {is_active("article")} GROUP BY e.id ORDER BY count(*) DESC, e.name
"""
_ANALYSTS: Final = f"""
SELECT analyst, sum(status = 'accepted'), sum(status = 'rejected') FROM annotations
WHERE status <> 'suggested' AND {is_active("article")} GROUP BY analyst ORDER BY count(*) DESC, analyst
"""
_EACH: Final = """
SELECT uid, (SELECT count(*) FROM annotations WHERE article = t.id AND status <> 'suggested'),
    (SELECT count(*) FROM annotations WHERE article = t.id), length, published_at, source,
    CASE WHEN id IN (SELECT article FROM archived_articles) THEN 'archived'
        WHEN id IN (SELECT supersedes FROM article_versions) THEN 'replaced' ELSE '' END, title
FROM articles AS t ORDER BY id
"""
STATES: Final = ("no annotations", "nothing decided", "partly decided", "all decided", "archived", "replaced")
"""The states of articles; each article has one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary in numbers; the lists have the most frequent first.

    Attributes:
        states: articles in each of `STATES`.
        origins: annotations by status and origin.
        labels: each with its annotations, and the decided ones.
        tags: each with its annotations that are not rejected, and its articles.
        entities: each with its mentions that are not rejected, and their articles.
        analysts: each with the annotations that they accepted, and rejected.
    """

    states: dict[str, int]
    origins: dict[tuple[str, str], int]
    labels: list[tuple[str, int, int]]
    tags: list[tuple[str, int, int]]
    entities: list[tuple[str, int, int]]
    analysts: list[tuple[str, int, int]]


def summary(connection: sqlite3.Connection, most: int) -> Summary:
    """Return the summary, with up to `most` labels, tags, entities and analysts."""

    def rows(question: str) -> list[tuple[str, int, int]]:
        return connection.execute(f"{question} LIMIT ?", (most,)).fetchall()

    connection.execute("BEGIN")
    try:
        counted = dict(connection.execute(_ARTICLES).fetchall() + connection.execute(_INACTIVE).fetchall())
        origins = {(status, origin): n for status, origin, n in connection.execute(_ORIGINS).fetchall()}
        return Summary(
            {state: counted.get(state, 0) for state in STATES},
            origins,
            *(rows(question) for question in (_LABELS, _TAGS, _ENTITIES, _ANALYSTS)),
        )
    finally:
        connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class ArticleStatistics:
    """The statistics of an article; `inactive` is archived, replaced, or empty."""

    uid: str
    decided: int
    annotations: int
    characters: int
    published_at: str
    source: str
    inactive: str
    title: str


def article_statistics(connection: sqlite3.Connection) -> Iterator[ArticleStatistics]:
    """Yield all articles in the order in which they were added."""
    for row in connection.execute(_EACH):
        yield ArticleStatistics(*row)
