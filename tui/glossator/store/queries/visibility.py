"""What counts in a workspace: articles that were not put away. A newer version stands for the one that it replaced."""

import sqlite3


def stands(article: str) -> str:
    """Return the condition that an article was not put away; `article` is what its id is called in the question."""
    return f"{article} NOT IN (SELECT article FROM put_away)"


def counts(annotation: str) -> str:
    """Return the condition that an annotation is in an article that was not put away; `annotation` is its id there."""
    return f"{annotation} NOT IN (SELECT id FROM annotations WHERE article IN (SELECT article FROM put_away))"


def newest_version(connection: sqlite3.Connection, uid: str) -> str:
    """Return the uid of the newest version of an article, which is its own where none has taken its place."""
    row = connection.execute(
        "WITH RECURSIVE line (id, step) AS (SELECT id, 0 FROM articles WHERE uid = ? "
        "UNION ALL SELECT v.article, step + 1 FROM article_versions AS v JOIN line ON v.supersedes = line.id) "
        "SELECT uid FROM articles JOIN line USING (id) ORDER BY step DESC LIMIT 1",
        (uid,),
    ).fetchone()
    return uid if row is None else str(row[0])
