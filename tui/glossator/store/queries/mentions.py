"""Articles and annotations as mentions: with the text before and after, and what an analyst wants to know of them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.domain.mention import ArticleHit, FoundIn, Mention
from glossator.store.queries.records import annotations_between
from glossator.text.normalise import flatten
from glossator.text.span import Span

_ARTICLE: Final = "t.id, t.uid, t.title, t.source, t.published_at"
# Divides the tags of an annotation; no tag has it.
_BETWEEN: Final = ";"


def article_hit(article: int, uid: str, title: str, source: str, published_at: str) -> ArticleHit:
    """Return an article as lists show it."""
    return ArticleHit(article, uid, flatten(title), source, published_at)


def article_hits(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, ArticleHit]:
    """Return articles by id; deleted ones are left out."""
    rows = connection.execute(
        f"SELECT {_ARTICLE} FROM json_each(?) AS wanted JOIN articles AS t ON t.id = wanted.value",
        (json.dumps(list(numbers)),),
    ).fetchall()
    return {row[0]: article_hit(*row) for row in rows}


def mentions_by_id(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Mention]:
    """Return annotations in context, by id; deleted ones are left out."""
    rows = connection.execute(
        f'SELECT a.id, a.start, a."end", a.prefix, a.quote, a.suffix, a.uid, a.label, a.status, '
        f"(SELECT group_concat(path, '{_BETWEEN}') FROM (SELECT path FROM annotation_tags JOIN tags ON tags.id = tag "
        "WHERE annotation = a.id ORDER BY path)), e.name, a.note, a.analyst, a.updated_at, a.paragraph, a.score, "
        f"{_ARTICLE} FROM json_each(?) AS wanted JOIN annotations AS a ON a.id = wanted.value "
        "JOIN articles AS t ON t.id = a.article LEFT JOIN entities AS e ON e.id = a.entity",
        (json.dumps(list(numbers)),),
    ).fetchall()
    articles: dict[int, ArticleHit] = {}
    found = {}
    for number, start, end, left, hit, right, *about in rows:
        uid, label, status, tags, entity, note, analyst, updated_at, paragraph, score, *article = about
        found[number] = Mention(
            articles.get(article[0]) or articles.setdefault(article[0], article_hit(*article)),
            *(FoundIn.ANNOTATION, None if start is None else Span(start, end), left, hit, right),
            annotation=uid,
            label=label or "",
            status=status,
            tags=tuple(tags.split(_BETWEEN)) if tags else (),
            entity=entity or "",
            note=note,
            analyst=analyst,
            updated_at=updated_at,
            paragraph=paragraph,
            score=score,
        )
    return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A part of a text around a span.

    Attributes:
        text: the part.
        offset: where it begins in the text of the article.
        annotations: those that overlap it.
    """

    text: str
    offset: int
    annotations: Sequence[Annotation]


def surroundings(connection: sqlite3.Connection, article: int, span: Span, width: int) -> Surroundings:
    """Return `span` with up to `width` code points of the article on each side; empty where it was deleted."""
    start, end = max(0, span.start - width), span.end + width
    row = connection.execute(
        "SELECT substr(text, ?, ?) FROM articles WHERE id = ?", (start + 1, end - start, article)
    ).fetchone()
    return Surroundings(row[0] if row else "", start, annotations_between(connection, article, start, end))
