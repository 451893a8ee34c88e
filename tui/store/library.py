"""The articles of a workspace as a list, without their texts."""

import sqlite3
from collections import defaultdict

from tui.model.library import Entry


def put_away(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the uids of the articles that lists and searches leave out: archived, or with a newer version."""
    rows = connection.execute("SELECT uid FROM articles WHERE id IN (SELECT article FROM put_away)").fetchall()
    return frozenset(uid for (uid,) in rows)


def library(connection: sqlite3.Connection) -> list[Entry]:
    """Return every article with what the list shows of it, in the order they came in."""
    connection.execute("BEGIN")
    try:
        rows = connection.execute(
            "SELECT t.id, t.uid, t.title, t.source, t.author, t.published_at, t.added_at, t.length, "
            "coalesce(c.decided, 0), coalesce(c.total, 0), coalesce(n.copies, 0), t.note, "
            "t.id IN (SELECT article FROM archived_articles), t.id IN (SELECT supersedes FROM article_versions), "
            "coalesce(o.waiting, 0) "
            "FROM articles AS t LEFT JOIN (SELECT article, count(*) AS total, sum(status <> 'suggested') AS decided "
            "FROM annotations GROUP BY article) AS c ON c.article = t.id "
            "LEFT JOIN (SELECT article, count(*) AS copies FROM near_duplicates "
            "WHERE other NOT IN (SELECT article FROM put_away) GROUP BY article) AS n ON n.article = t.id "
            "LEFT JOIN (SELECT article, count(*) AS waiting FROM orphans GROUP BY article) AS o ON o.article = t.id "
            "ORDER BY t.id"
        ).fetchall()
        tagged = connection.execute(
            "SELECT article, path FROM article_tags JOIN tags ON tags.id = tag ORDER BY path"
        ).fetchall()
    finally:
        connection.execute("COMMIT")
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for article, path in tagged:
        tags[article].append(path)
    return [
        Entry(*(*row[:11], tuple(tags.get(row[0], ())), row[11], bool(row[12]), bool(row[13]), row[14])) for row in rows
    ]
