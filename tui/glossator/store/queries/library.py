"""The articles of a workspace as a list, without their texts: all of them, or at first those around one."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glossator.domain.library import LibraryEntry, ReadingState
from glossator.store.queries.visibility import stands


def put_away(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the uids of the articles that lists and searches leave out: archived, or with a newer version."""
    rows = connection.execute("SELECT uid FROM articles WHERE id IN (SELECT article FROM put_away)").fetchall()
    return frozenset(uid for (uid,) in rows)


def library(connection: sqlite3.Connection, only: Sequence[int] | None = None) -> list[LibraryEntry]:
    """Return every article with what the list shows of it, in the order they came in; or `only` those with these ids.

    Those of which all is decided are so; how far the others are read is not for the workspace to say.
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
            f"WHERE {stands('other')} AND {of('article')} GROUP BY article) AS n ON n.article = t.id "
            "LEFT JOIN (SELECT article, count(*) AS waiting FROM orphans GROUP BY article) AS o ON o.article = t.id "
            f"WHERE {of('t.id')} ORDER BY t.id",
            given,
        ).fetchall()
        tagged = connection.execute(
            f"SELECT article, path FROM article_tags JOIN tags ON tags.id = tag WHERE {of('article')} ORDER BY path",
            given,
        ).fetchall()
    finally:
        connection.execute("COMMIT")

    def state(row: tuple[Any, ...]) -> ReadingState:
        return ReadingState.DECIDED if row[9] and row[8] == row[9] else ReadingState.UNREAD

    tags: defaultdict[int, list[str]] = defaultdict(list)
    for article, path in tagged:
        tags[article].append(path)
    return [
        LibraryEntry(
            *(*row[:11], tuple(tags.get(row[0], ())), row[11], bool(row[12]), bool(row[13]), row[14], state(row)),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The part of the list around one article.

    Attributes:
        entries: that part, in the order they came in.
        before, after: how many more there are that were not put away.
        away: how many were.
    """

    entries: Sequence[LibraryEntry]
    before: int
    after: int
    away: int


def around(connection: sqlite3.Connection, uid: str, most: int) -> Glimpse:
    """Return an article with up to `most` before it and behind it, in the order they came in, but for what is put away.

    One that was put away itself is the place where it would be.
    """
    known = connection.execute(
        f"SELECT id, uid = ?, {stands('id')} FROM articles ORDER BY added_at, id", (uid,)
    ).fetchall()
    ids = [number for number, _, standing in known if standing]
    here = next((place for place, (_, is_it, _) in enumerate(known) if is_it), 0)
    before = sum(standing for *_, standing in known[:here])
    first, end = max(0, before - most), before + most + 1
    entries = {entry.id: entry for entry in library(connection, ids[first:end])}
    # One may be gone that was there a moment ago.
    seen = [entries[number] for number in ids[first:end] if number in entries]
    return Glimpse(seen, first, max(0, len(ids) - end), len(known) - len(ids))
