"""What belongs to annotations that are known by id or uid: their entity, and their words in context."""

import json
import sqlite3
from collections.abc import Sequence

from glossator.domain.mention import ArticleHit, FoundIn, Mention
from glossator.text.normalise import flatten
from glossator.text.span import Span


def entity_of(connection: sqlite3.Connection, annotation: int) -> int | None:
    """Return the id of the entity that an annotation is linked to; None when it is linked to none, or is gone."""
    row = connection.execute("SELECT entity FROM annotations WHERE id = ?", (annotation,)).fetchone()
    return None if row is None else row[0]


def ids_of(connection: sqlite3.Connection, uids: Sequence[str]) -> list[int]:
    """Return the ids of the annotations with these uids, in their order; those that are gone are left out."""
    rows = connection.execute(
        "SELECT a.id FROM json_each(?) AS wanted JOIN annotations AS a ON a.uid = wanted.value ORDER BY wanted.key",
        (json.dumps(list(uids)),),
    ).fetchall()
    return [number for (number,) in rows]


def uids_among(connection: sqlite3.Connection, uids: Sequence[str]) -> set[str]:
    """Return those of the uids that annotations have."""
    rows = connection.execute(
        "SELECT a.uid FROM json_each(?) AS wanted JOIN annotations AS a ON a.uid = wanted.value",
        (json.dumps(list(uids)),),
    ).fetchall()
    return {uid for (uid,) in rows}


def mentions_with(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Mention]:
    """Return annotations with those ids in their context; those that are gone or about a whole article are left out."""
    rows = connection.execute(
        'SELECT a.id, t.uid, t.title, t.source, t.published_at, a.start, a."end", a.prefix, a.quote, a.suffix, a.uid, '
        "a.label, a.status FROM json_each(?) AS wanted JOIN annotations AS a ON a.id = wanted.value "
        "JOIN articles AS t ON t.id = a.article WHERE a.start IS NOT NULL",
        (json.dumps(list(ids)),),
    ).fetchall()
    return {
        number: Mention(
            ArticleHit(uid, flatten(title), source, published_at),
            FoundIn.ANNOTATION,
            Span(start, end),
            left,
            hit,
            right,
            annotation,
            label or "",
            status,
        )
        for number, uid, title, source, published_at, start, end, left, hit, right, annotation, label, status in rows
    }
