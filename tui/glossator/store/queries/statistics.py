"""A workspace in figures: a summary of fixed length without archived articles, and the articles one by one."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossator.store.queries.visibility import stands

_ARTICLES: Final = f"""
SELECT CASE WHEN total = 0 THEN 'no annotations' WHEN decided = 0 THEN 'nothing decided'
    WHEN decided < total THEN 'partly decided' ELSE 'all decided' END, count(*)
FROM (
    SELECT t.id, count(a.id) AS total, coalesce(sum(a.status <> 'suggested'), 0) AS decided
    FROM articles AS t LEFT JOIN annotations AS a ON a.article = t.id WHERE {stands("t.id")} GROUP BY t.id
) GROUP BY 1
"""
_PUT_AWAY: Final = """
SELECT 'archived', count(*) FROM archived_articles
UNION ALL SELECT 'replaced', count(*) FROM article_versions
    WHERE supersedes NOT IN (SELECT article FROM archived_articles)
"""
_ORIGINS: Final = f"""
SELECT status, origin, count(*) FROM annotations WHERE {stands("article")} GROUP BY status, origin
"""
_LABELS: Final = f"""
SELECT coalesce(label, '(none)'), count(*), sum(status <> 'suggested') FROM annotations
WHERE {stands("article")} GROUP BY label ORDER BY count(*) DESC, label
"""
_TAGS: Final = f"""
SELECT path, sum(scope = 'annotation'), sum(scope = 'article') FROM (
    SELECT tag, 'annotation' AS scope FROM annotation_tags JOIN annotations ON id = annotation
    WHERE status <> 'rejected' AND {stands("article")}
    UNION ALL SELECT tag, 'article' FROM article_tags WHERE {stands("article")}
) JOIN tags ON id = tag GROUP BY tag ORDER BY count(*) DESC, path
"""
_ENTITIES: Final = f"""
SELECT e.name, count(*), count(DISTINCT article) FROM annotations AS a JOIN entities AS e ON e.id = a.entity
WHERE status <> 'rejected' AND {stands("article")} GROUP BY e.id ORDER BY count(*) DESC, e.name
"""
_ANALYSTS: Final = f"""
SELECT analyst, sum(status = 'accepted'), sum(status = 'rejected') FROM annotations
WHERE status <> 'suggested' AND {stands("article")} GROUP BY analyst ORDER BY count(*) DESC, analyst
"""
_EACH: Final = """
SELECT uid, (SELECT count(*) FROM annotations WHERE article = t.id AND status <> 'suggested'),
    (SELECT count(*) FROM annotations WHERE article = t.id), length, published_at, source,
    CASE WHEN id IN (SELECT article FROM archived_articles) THEN 'archived'
        WHEN id IN (SELECT supersedes FROM article_versions) THEN 'replaced' ELSE '' END, title
FROM articles AS t ORDER BY id
"""
STATES: Final = ("no annotations", "nothing decided", "partly decided", "all decided", "archived", "replaced")
"""What an article can be; each is one of these."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A workspace in figures.

    Attributes:
        states: how many articles are in each of `STATES`.
        origins: how many annotations have a status and an origin.
        labels: each label with its annotations and the decided ones of these, the most used first, as in all below.
        tags: each tag with the annotations that have it and are not rejected, and the articles that have it themselves.
        entities: each entity with its mentions that are not rejected, and their articles.
        analysts: each analyst with the annotations that they accepted or rejected last.
    """

    states: dict[str, int]
    origins: dict[tuple[str, str], int]
    labels: list[tuple[str, int, int]]
    tags: list[tuple[str, int, int]]
    entities: list[tuple[str, int, int]]
    analysts: list[tuple[str, int, int]]


def summary(connection: sqlite3.Connection, most: int) -> Summary:
    """Return the workspace in figures, with at most so many labels, tags, entities and analysts."""

    def rows(question: str) -> list[tuple[str, int, int]]:
        return connection.execute(f"{question} LIMIT ?", (most,)).fetchall()

    connection.execute("BEGIN")
    try:
        counted = dict(connection.execute(_ARTICLES).fetchall() + connection.execute(_PUT_AWAY).fetchall())
        origins = {(status, origin): n for status, origin, n in connection.execute(_ORIGINS).fetchall()}
        return Summary(
            {state: counted.get(state, 0) for state in STATES},
            origins,
            *(rows(question) for question in (_LABELS, _TAGS, _ENTITIES, _ANALYSTS)),
        )
    finally:
        connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class ArticleInFigures:
    """An article with how many of its annotations are decided; `put_away` is archived, replaced, or empty."""

    uid: str
    decided: int
    annotations: int
    characters: int
    published_at: str
    source: str
    put_away: str
    title: str


def articles_in_figures(connection: sqlite3.Connection) -> Iterator[ArticleInFigures]:
    """Yield every article in the order they came in."""
    for row in connection.execute(_EACH):
        yield ArticleInFigures(*row)
