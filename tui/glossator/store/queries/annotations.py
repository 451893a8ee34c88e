"""Annotations: by uid or id, as a filtered list, and the undecided ones of an article."""

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Sequence

from glossator.domain.annotation import DOUBTFUL, AnnotationPage
from glossator.domain.query import SCORE, ScoreBound, score_bound
from glossator.store.queries.records import annotations_with
from glossator.text.folding import fold
from glossator.text.span import Span


def entity_of(connection: sqlite3.Connection, annotation: int) -> int | None:
    """Return the id of the entity of an annotation; None without an entity or annotation."""
    row = connection.execute("SELECT entity FROM annotations WHERE id = ?", (annotation,)).fetchone()
    return None if row is None else row[0]


def annotation_ids(connection: sqlite3.Connection, uids: Sequence[str]) -> list[int]:
    """Return the ids of the annotations with these uids, in this order; deleted ones are left out."""
    rows = connection.execute(
        "SELECT a.id FROM json_each(?) AS wanted JOIN annotations AS a ON a.uid = wanted.value ORDER BY wanted.key",
        (json.dumps(list(uids)),),
    ).fetchall()
    return [number for (number,) in rows]


def existing_uids(connection: sqlite3.Connection, uids: Sequence[str]) -> set[str]:
    """Return those of the uids that exist."""
    rows = connection.execute(
        "SELECT a.uid FROM json_each(?) AS wanted JOIN annotations AS a ON a.uid = wanted.value",
        (json.dumps(list(uids)),),
    ).fetchall()
    return {uid for (uid,) in rows}


def filtered_annotations(
    connection: sqlite3.Connection, article_id: int, typed: str, near: int, most: int
) -> AnnotationPage:
    """Return up to `most` annotations around the offset `near` that match the words typed.

    Each word must be in the quote, note, label, status or tags, without regard to case; words such as score<0.6 compare
    the score.
    """
    typed_words = fold(typed).split()
    bounds = {word: bound for word in typed_words if (bound := score_bound(word.removeprefix(SCORE)))}
    words = [word for word in typed_words if word not in bounds]
    scores = "".join(f" AND a.score {bound.sign} {bound.number}" for bound in bounds.values())
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
        + f'{scores} ORDER BY start, "end" DESC, id',
        {"article": article_id, "words": json.dumps(words)},
    ).fetchall()
    first = bisect_left(rows, near, key=lambda row: int(row[1])) - most // 2
    first = max(0, min(first, len(rows) - most))
    chosen = [row[0] for row in rows[first : first + most]]
    return AnnotationPage(annotations_with(connection, chosen), before=first, fitting=len(rows), total=total)


def articles_by_score(connection: sqlite3.Connection, bound: ScoreBound) -> frozenset[int]:
    """Return the ids of the articles with an undecided suggestion whose score is within a bound."""
    rows = connection.execute(
        f"SELECT DISTINCT article FROM annotations WHERE status = 'suggested' AND score {bound.sign} ?", (bound.number,)
    ).fetchall()
    return frozenset(article for (article,) in rows)


def undecided(
    connection: sqlite3.Connection,
    article_id: int,
    *,
    label: str | None = None,
    within: Span | None = None,
    likely: bool = False,
) -> list[int]:
    """Return the ids of the undecided suggestions in an article, by start, the longer first.

    Where given, they have the `label`, and are completely in the span `within`; `likely` leaves out doubtful ones.
    """
    conditions, values = ["article = ?", "status = 'suggested'"], list[str | int]([article_id])
    if label is not None:
        conditions.append("label = ?")
        values.append(label)
    if likely:
        conditions.append(f"(score IS NULL OR score >= {DOUBTFUL})")
    if within is not None:
        conditions.append('start >= ? AND start < ? AND "end" <= ?')
        values += [within.start, within.end, within.end]
    rows = connection.execute(
        f'SELECT id FROM annotations WHERE {" AND ".join(conditions)} ORDER BY start, "end" DESC, id', values
    ).fetchall()
    return [row[0] for row in rows]


def undecided_by_label(
    connection: sqlite3.Connection, article_id: int, *, likely: bool = False
) -> list[tuple[str, int]]:
    """Return the labels of the undecided suggestions in an article with their counts, the most frequent first.

    `likely` leaves out doubtful ones.
    """
    only = f"AND (score IS NULL OR score >= {DOUBTFUL}) " if likely else ""
    return connection.execute(
        "SELECT coalesce(label, ''), count(*) AS number FROM annotations WHERE article = ? AND status = 'suggested' "
        f"{only}GROUP BY label ORDER BY number DESC, label",
        (article_id,),
    ).fetchall()
