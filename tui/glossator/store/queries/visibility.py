"""Conditions on rows: articles that are active (neither archived nor superseded), annotations that are disputed."""

import sqlite3


def is_active(article: str) -> str:
    """Return the SQL condition that an article is active; `article` is the expression of its id."""
    return f"{article} NOT IN (SELECT article FROM inactive_articles)"


def annotation_is_active(annotation: str) -> str:
    """Return the SQL condition that the article of an annotation, given by its id, is active."""
    return f"{annotation} NOT IN (SELECT id FROM annotations WHERE article IN (SELECT article FROM inactive_articles))"


def indexed_by(connection: sqlite3.Connection, index: str) -> str:
    """Return the hint to use an index of annotations; empty where they are a view (`store/blind_coding`)."""
    found = connection.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'annotations'").fetchone()
    return "" if found else f"INDEXED BY {index}"


def is_disputed(annotation: str) -> str:
    """Return the SQL condition that an annotation, given by its id, is disputed, as in the view `disputes`.

    It looks up the verdicts of one annotation, where the view reads all of them.
    """
    given = f"FROM verdicts WHERE annotation = {annotation}"
    return (
        f"((SELECT count(DISTINCT CASE status WHEN 'accepted' THEN coalesce(start, '') || ' ' || coalesce(\"end\", '') "
        f"|| ' ' || coalesce(label, '') ELSE status END) > 1 {given}) "
        f"AND NOT EXISTS (SELECT 1 FROM adjudications WHERE annotation = {annotation}))"
    )


def newest_version(connection: sqlite3.Connection, uid: str) -> str:
    """Return the uid of the newest version of an article, which may be its own."""
    row = connection.execute(
        "WITH RECURSIVE line (id, step) AS (SELECT id, 0 FROM articles WHERE uid = ? "
        "UNION ALL SELECT v.article, step + 1 FROM article_versions AS v JOIN line ON v.supersedes = line.id) "
        "SELECT uid FROM articles JOIN line USING (id) ORDER BY step DESC LIMIT 1",
        (uid,),
    ).fetchone()
    return uid if row is None else str(row[0])
