"""The annotations of an article as a list: those that fit what was typed, as many as are looked at."""

import json
import sqlite3
from bisect import bisect_left

from glossator.domain.annotation import AnnotationPage
from glossator.store.queries.records import annotations_with
from glossator.text.folding import fold


def listing(connection: sqlite3.Connection, article_id: int, typed: str, near: int, most: int) -> AnnotationPage:
    """Return up to `most` annotations that fit, those around the offset `near`.

    An annotation fits when each word typed is in its quote, note, label, status or one of its tags, whatever the case.
    """
    words = fold(typed).split()
    (total,) = connection.execute(
        "SELECT count(*) FROM annotations WHERE article = ? AND start IS NOT NULL", (article_id,)
    ).fetchone()
    connection.create_function("fold", 1, fold, deterministic=True)
    rows = connection.execute(
        "SELECT id, start FROM annotations AS a WHERE article = :article AND start IS NOT NULL"
        + (
            " AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(fold("
            "a.quote || char(10) || a.note || char(10) || coalesce(a.label, '') || char(10) || a.status || coalesce("
            "(SELECT char(10) || group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag "
            "WHERE annotation = a.id), '')), value) = 0)"
            if words
            else ""
        )
        + ' ORDER BY start, "end" DESC, id',
        {"article": article_id, "words": json.dumps(words)},
    ).fetchall()
    first = bisect_left(rows, near, key=lambda row: int(row[1])) - most // 2
    first = max(0, min(first, len(rows) - most))
    chosen = [row[0] for row in rows[first : first + most]]
    return AnnotationPage(annotations_with(connection, chosen), before=first, fitting=len(rows), total=total)
