"""The texts of a workspace, a few at a time."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossator.store.queries.fetch_json import whole
from glossator.store.queries.visibility import stands
from glossator.text.span import Span

# Code points that are read together; a longer text comes alone.
_AT_ONCE: Final = 200_000


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article, with what one needs to speak of it."""

    id: int
    uid: str
    title: str
    text: str


def texts(connection: sqlite3.Connection) -> Iterator[ArticleText]:
    """Yield each text but of what was put away, in the order they came in; only a few are held, and no lock is."""
    known = connection.execute(f"SELECT id, length FROM articles WHERE {stands('id')} ORDER BY id").fetchall()
    first = 0
    while first < len(known):
        last, length = first + 1, known[first][1]
        while last < len(known) and length + known[last][1] <= _AT_ONCE:
            length += known[last][1]
            last += 1
        rows = connection.execute(
            "SELECT id, uid, title, text FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps([number for number, _ in known[first:last]]),),
        ).fetchall()
        for row in rows:
            yield ArticleText(*row)
        first = last


def covered(connection: sqlite3.Connection, article_id: int) -> list[Span]:
    """Return the stretches of an article that annotations stand at, decided or not, those that overlap as one."""
    joined: list[Span] = []
    for start, end in whole(
        connection,
        'SELECT start, "end" FROM annotations WHERE article = ? AND start IS NOT NULL ORDER BY start',
        'start, "end"',
        (article_id,),
    ):
        if joined and start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    return joined


def text_of(connection: sqlite3.Connection, article_id: int) -> ArticleText | None:
    """Return the text of one article, or None when there is none."""
    row = connection.execute("SELECT id, uid, title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else ArticleText(*row)
