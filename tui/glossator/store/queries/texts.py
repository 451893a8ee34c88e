"""The texts of articles."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from glossator.store.queries.fetch_json import fetch_json
from glossator.store.queries.visibility import is_active
from glossator.text.span import Span

# Code points that are read at once; a longer text is read alone.
_AT_ONCE: Final = 200_000


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article with its names."""

    id: int
    uid: str
    title: str
    text: str


def texts(connection: sqlite3.Connection) -> Iterator[ArticleText]:
    """Yield the texts of active articles in order; only a few are in memory, and no lock is held."""
    known = connection.execute(f"SELECT id, length FROM articles WHERE {is_active('id')} ORDER BY id").fetchall()
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


def annotated_spans(connection: sqlite3.Connection, article_id: int) -> list[Span]:
    """Return the spans of all annotations of an article, with overlapping ones merged."""
    joined: list[Span] = []
    for start, end in fetch_json(
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
    """Return the text of an article, or None when it has been deleted."""
    row = connection.execute("SELECT id, uid, title, text FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else ArticleText(*row)
