"""The list of articles, without their texts: all of them, or those around one."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glossator.domain.library import LibraryEntry, ReadingState
from glossator.store.queries.visibility import is_active


def article_beginning(connection: sqlite3.Connection, article: int, most: int) -> str:
    """Return the first characters of an article's text, `most` at most, without reading all of a long text."""
    with connection.blobopen("articles", "text", article, readonly=True) as text:
        # A character has four bytes at most.
        return text.read(4 * most).decode("utf-8", "ignore")[:most]


def inactive_articles(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the uids of the inactive articles: archived, or with a newer version."""
    rows = connection.execute("SELECT uid FROM articles WHERE id IN (SELECT article FROM inactive_articles)").fetchall()
    return frozenset(uid for (uid,) in rows)


def library(connection: sqlite3.Connection, only: Sequence[int] | None = None) -> list[LibraryEntry]:
    """Return all articles as list entries, or `only` those with these ids, in the order in which they were added.

    The state is decided or unread, because the workspace does not have reading positions.
    """
    given = {"only": None if only is None else json.dumps(only)}

    def of(article: str) -> str:
        return "1" if only is None else f"{article} IN (SELECT value FROM json_each(:only))"

    connection.execute("BEGIN")
    try:
        rows = connection.execute(
            "SELECT t.id, t.uid, t.title, t.source, t.author, t.published_at, t.added_at, t.length, "
            "coalesce(c.decided, 0), coalesce(c.total, 0), coalesce(n.copies, 0), t.note, "
            "t.id IN (SELECT article FROM archived_articles), t.id IN (SELECT supersedes FROM article_versions), "
            "coalesce(o.waiting, 0) "
            "FROM articles AS t LEFT JOIN (SELECT article, count(*) AS total, sum(status <> 'suggested') AS decided "
            f"FROM annotations WHERE {of('article')} GROUP BY article) AS c ON c.article = t.id "
            "LEFT JOIN (SELECT article, count(*) AS copies FROM near_duplicates "
            f"WHERE {is_active('other')} AND {of('article')} GROUP BY article) AS n ON n.article = t.id "
            "LEFT JOIN (SELECT article, count(*) AS waiting FROM orphans GROUP BY article) AS o ON o.article = t.id "
            f"WHERE {of('t.id')} ORDER BY t.id",
            given,
        ).fetchall()
        tagged = connection.execute(
            f"SELECT article, path FROM article_tags JOIN tags ON tags.id = tag WHERE {of('article')} ORDER BY path",
            given,
        ).fetchall()
        given_to = connection.execute("SELECT article, analyst FROM assignments ORDER BY analyst").fetchall()
    finally:
        connection.execute("COMMIT")

    def state(row: tuple[Any, ...]) -> ReadingState:
        return ReadingState.DECIDED if row[9] and row[8] == row[9] else ReadingState.UNREAD

    tags: defaultdict[int, list[str]] = defaultdict(list)
    for article, path in tagged:
        tags[article].append(path)
    assigned: defaultdict[int, list[str]] = defaultdict(list)
    for article, analyst in given_to:
        assigned[article].append(analyst)
    return [
        LibraryEntry(
            *(
                *row[:11],
                tuple(tags.get(row[0], ())),
                row[11],
                bool(row[12]),
                bool(row[13]),
                row[14],
                tuple(assigned.get(row[0], ())),
                state(row),
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class LibrarySection:
    """A section of the list.

    Attributes:
        entries: in the order in which they were added.
        before, after: the numbers of other active articles.
        away: the number of inactive articles.
    """

    entries: Sequence[LibraryEntry]
    before: int
    after: int
    away: int


def library_section(connection: sqlite3.Connection, uid: str, most: int) -> LibrarySection:
    """Return the active articles around the article `uid`, up to `most` before and after it."""
    known = connection.execute(
        f"SELECT id, uid = ?, {is_active('id')} FROM articles ORDER BY added_at, id", (uid,)
    ).fetchall()
    ids = [number for number, _, standing in known if standing]
    here = next((place for place, (_, is_it, _) in enumerate(known) if is_it), 0)
    before = sum(standing for *_, standing in known[:here])
    first, end = max(0, before - most), before + most + 1
    entries = {entry.id: entry for entry in library(connection, ids[first:end])}
    # One may have been deleted in the meantime.
    seen = [entries[number] for number in ids[first:end] if number in entries]
    return LibrarySection(seen, first, max(0, len(ids) - end), len(known) - len(ids))
