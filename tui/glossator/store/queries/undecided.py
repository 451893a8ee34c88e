"""What nobody has decided on yet, to decide on at once."""

import sqlite3

from glossator.text.span import Span


def undecided(
    connection: sqlite3.Connection, article_id: int, *, label: str | None = None, within: Span | None = None
) -> list[int]:
    """Return the ids of the suggestions in an article, by start, the longer first.

    Args:
        connection: to the workspace.
        article_id: the article.
        label: only those with this label, where one is given.
        within: only those that lie in this stretch, where one is given; one that reaches out of it does not count.
    """
    conditions, values = ["article = ?", "status = 'suggested'"], list[str | int]([article_id])
    if label is not None:
        conditions.append("label = ?")
        values.append(label)
    if within is not None:
        conditions.append('start >= ? AND start < ? AND "end" <= ?')
        values += [within.start, within.end, within.end]
    rows = connection.execute(
        f'SELECT id FROM annotations WHERE {" AND ".join(conditions)} ORDER BY start, "end" DESC, id', values
    ).fetchall()
    return [row[0] for row in rows]


def undecided_by_label(connection: sqlite3.Connection, article_id: int) -> list[tuple[str, int]]:
    """Return the labels of the suggestions in an article with how many have each, the most frequent first."""
    return connection.execute(
        "SELECT coalesce(label, ''), count(*) AS number FROM annotations WHERE article = ? AND status = 'suggested' "
        "GROUP BY label ORDER BY number DESC, label",
        (article_id,),
    ).fetchall()
