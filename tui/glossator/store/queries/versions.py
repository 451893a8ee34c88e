"""Versions of articles, and orphans."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from glossator.domain.article import ArticleDraft
from glossator.domain.web_address import strip_secrets
from glossator.matching.minhash import ALIKE, likeness, sketch
from glossator.text.normalise import flatten
from glossator.text.span import Span

# The minimal similarity of two texts with the same file and title for one to be a version of the other.
_RELATED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Orphan:
    """An annotation of an older version that could not be re-anchored.

    Attributes:
        annotation: its uid.
        article, uid, title: the newer version.
        older: the uid of its own version.
        prefix, quote, suffix: its context there.
        entity: the name; empty without one.
        reason: why it could not be re-anchored.
        likely: its likely span in the newer version.
    """

    id: int
    annotation: str
    article: int
    uid: str
    title: str
    older: str
    prefix: str
    quote: str
    suffix: str
    label: str | None
    status: str
    note: str
    entity: str
    analyst: str
    tags: tuple[str, ...]
    reason: str
    likely: Span | None


def orphans(connection: sqlite3.Connection, article: int | None = None) -> list[Orphan]:
    """Return the orphans of one article or of all, in the order of the older texts."""
    where = "WHERE o.article = ?1" if article is not None else "WHERE ?1 IS NULL"
    rows = connection.execute(
        "SELECT o.id, a.uid, t.id, t.uid, t.title, b.uid, a.prefix, a.quote, a.suffix, a.label, a.status, a.note, "
        "coalesce(e.name, ''), a.analyst, coalesce((SELECT group_concat(path, char(10)) FROM (SELECT path "
        "FROM annotation_tags JOIN tags ON tags.id = tag WHERE annotation = a.id ORDER BY path)), ''), o.reason, "
        'o.start, o."end" FROM orphans AS o JOIN annotations AS a ON a.id = o.annotation '
        "JOIN articles AS t ON t.id = o.article JOIN articles AS b ON b.id = a.article "
        f'LEFT JOIN entities AS e ON e.id = a.entity {where} ORDER BY t.id, a.start, a."end" DESC, o.id',
        (article,),
    ).fetchall()
    return [
        Orphan(*(*row[:14], tuple(row[14].split("\n")) if row[14] else (), row[15], _span(*row[16:]))) for row in rows
    ]


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def versions(connection: sqlite3.Connection, article: int) -> tuple[str | None, str | None]:
    """Return the uids of the older and newer version of an article; None where there is none."""
    older, newer = connection.execute(
        "SELECT (SELECT o.uid FROM articles AS o JOIN article_versions AS v ON v.supersedes = o.id "
        "WHERE v.article = ?1), (SELECT n.uid FROM articles AS n JOIN article_versions AS v ON v.article = n.id "
        "WHERE v.supersedes = ?1)",
        (article,),
    ).fetchone()
    return older, newer


@dataclass(frozen=True, slots=True)
class CarriedAnnotation:
    """An annotation of an older version, and what became of it.

    Attributes:
        place: its span in the older version.
        orphan: whether it could not be re-anchored in the newer version.
    """

    place: Span
    quote: str
    label: str | None
    orphan: bool


def carried_annotations(connection: sqlite3.Connection, older: int, newer: int) -> list[CarriedAnnotation]:
    """Return the annotations of an older version that are in the newer one, or are orphans, by their place."""
    rows = connection.execute(
        'SELECT a.start, a."end", a.quote, a.label, 0 FROM annotations AS n '
        "JOIN carried_over AS c ON c.annotation = n.id JOIN annotations AS a ON a.uid = c.was "
        "WHERE n.article = ?2 AND a.article = ?1 AND a.start IS NOT NULL "
        'UNION ALL SELECT a.start, a."end", a.quote, a.label, 1 FROM orphans AS o '
        "JOIN annotations AS a ON a.id = o.annotation "
        "WHERE o.article = ?2 AND a.article = ?1 AND a.start IS NOT NULL ORDER BY 1, 2 DESC",
        (older, newer),
    ).fetchall()
    return [
        CarriedAnnotation(Span(start, end), quote, label, bool(orphan)) for start, end, quote, label, orphan in rows
    ]


def version_before(connection: sqlite3.Connection, new: int, draft: ArticleDraft, path_sha256: str) -> int | None:
    """Return the id of the article that a new one is certainly a newer version of, or None.

    It has the same file and title, and a similar text, or the same address or file and nearly the same text. Its date
    is not later, and it is the only such article.
    """
    found = connection.execute(
        "SELECT t.id, t.title, t.published_at, f.article IS NOT NULL FROM articles AS t "
        "LEFT JOIN article_files AS f ON f.article = t.id AND f.path_sha256 = ?1 AND ?1 <> '' "
        "WHERE t.id IN (SELECT id FROM articles WHERE url = ?2 AND url <> '' UNION SELECT article FROM article_files "
        "WHERE path_sha256 = ?1 AND ?1 <> '') AND t.id < ?3 "
        "AND t.id NOT IN (SELECT supersedes FROM article_versions) ORDER BY t.id",
        (path_sha256, strip_secrets(draft.url), new),
    ).fetchall()
    certain = []
    for number, title, published_at, same_file in found:
        later = bool(draft.published_at) and published_at[:10] > draft.published_at[:10]
        same_title = flatten(title) == flatten(draft.title)
        least = _RELATED if same_file and same_title else ALIKE
        if not later and _likeness(connection, number, draft.text, or_else=1.0 if same_title else 0.0) >= least:
            certain.append(int(number))
    return certain[0] if len(certain) == 1 else None


def _likeness(connection: sqlite3.Connection, article: int, text: str, *, or_else: float) -> float:
    """Return the similarity of a text and an article; `or_else` where one is too short."""
    (other,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article,)).fetchone()
    one, two = sketch(other), sketch(text)
    return likeness(one, two) if one and two else or_else
