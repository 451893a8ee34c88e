"""Which analyst is to work on which article."""

import sqlite3

from glossator.domain.assignment import Assignment
from glossator.store.queries.visibility import is_active


def assignments(connection: sqlite3.Connection) -> list[Assignment]:
    """Return the assignments of active articles, by article and analyst."""
    rows = connection.execute(
        "SELECT t.uid, t.title, g.analyst, g.blind FROM assignments AS g JOIN articles AS t ON t.id = g.article "
        f"WHERE {is_active('g.article')} ORDER BY g.article, g.analyst"
    ).fetchall()
    return [Assignment(uid, title, analyst, bool(blind)) for uid, title, analyst, blind in rows]


def articles_to_assign(connection: sqlite3.Connection, where: str = "") -> list[tuple[int, str, bool]]:
    """Return the ids and uids of active articles that match a query, and whether they are assigned already.

    Raises:
        BadQuery: when the query is not valid.
    """
    # Not needed for the first frame, which asks whether the article is blind.
    from glossator.store.queries.export_filter import run_query

    chosen = run_query(connection, where) if where else None
    rows = connection.execute(
        f"SELECT id, uid, id IN (SELECT article FROM assignments) FROM articles WHERE {is_active('id')} ORDER BY id"
    ).fetchall()
    return [(number, uid, bool(known)) for number, uid, known in rows if chosen is None or chosen.includes(uid)]


def blind_articles(connection: sqlite3.Connection, analyst: str) -> int:
    """Return the number of active articles that are assigned to an analyst blind."""
    (number,) = connection.execute(
        f"SELECT count(*) FROM assignments WHERE blind AND analyst = ? AND {is_active('article')}", (analyst,)
    ).fetchone()
    return int(number)
