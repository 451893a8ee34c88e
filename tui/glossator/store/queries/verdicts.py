"""Verdicts of analysts on annotations, and the annotations and forms of the lexicon on which they disagree."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence

from glossator.domain.annotation import Status
from glossator.domain.lexicon import Ruling
from glossator.domain.verdict import Adjudication, Dispute, Judgement, LexiconDispute, LexiconVerdict, Verdict
from glossator.store.queries.records import annotations_with
from glossator.store.queries.visibility import is_active
from glossator.text.span import Span


def verdicts(connection: sqlite3.Connection, annotations: Sequence[int]) -> dict[int, tuple[Verdict, ...]]:
    """Return the verdicts on annotations, by their ids, each by analyst; annotations without one are left out."""
    found: defaultdict[int, list[Verdict]] = defaultdict(list)
    for number, *row in connection.execute(
        'SELECT annotation, analyst, status, label, start, "end", at FROM every_verdict '
        "WHERE annotation IN (SELECT value FROM json_each(?)) ORDER BY annotation, analyst",
        (json.dumps(list(annotations)),),
    ):
        found[number].append(_verdict(*row))
    return {number: tuple(given) for number, given in found.items()}


def every_verdict(connection: sqlite3.Connection) -> Iterator[tuple[int, Verdict]]:
    """Yield each verdict on annotations of active articles with the id of its annotation, by article and start."""
    question = (
        'SELECT v.annotation, v.analyst, v.status, v.label, v.start, v."end", v.at FROM every_verdict AS v '
        f"JOIN annotations AS a ON a.id = v.annotation WHERE {is_active('a.article')} "
        'ORDER BY a.article, a.start, a."end" DESC, a.id, v.analyst'
    )
    return ((number, _verdict(*row)) for number, *row in connection.execute(question))


def deciding_analysts(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the analysts who decided on annotations, in alphabetical order."""
    return [name for (name,) in connection.execute("SELECT DISTINCT analyst FROM every_verdict ORDER BY analyst")]


def disputes(connection: sqlite3.Connection, article: int | None = None) -> list[Dispute]:
    """Return the disputes in active articles, or in one article, by article and start."""
    only = is_active("a.article") if article is None else "a.article = ?"
    rows = connection.execute(
        f"SELECT a.id, t.uid, t.title FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {only} "
        'AND a.id IN (SELECT annotation FROM disputes) ORDER BY t.id, a.start, a."end" DESC, a.id',
        () if article is None else (article,),
    ).fetchall()
    ids = [number for number, *_ in rows]
    found = {one.id: one for one in annotations_with(connection, ids)}
    given = verdicts(connection, ids)
    return [Dispute(found[number], uid, title, given[number]) for number, uid, title in rows]


def count_disputes(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the numbers of disputes and of adjudicated annotations in active articles."""
    active = f"annotation IN (SELECT id FROM annotations WHERE {is_active('article')})"
    (open_,) = connection.execute(f"SELECT count(*) FROM disputes WHERE {active}").fetchone()
    (settled,) = connection.execute(f"SELECT count(*) FROM adjudications WHERE {active}").fetchone()
    return int(open_), int(settled)


def count_agreed(connection: sqlite3.Connection) -> int:
    """Return the number of annotations in active articles on which at least two analysts decided alike."""
    (decided,) = connection.execute(
        "SELECT count(DISTINCT annotation) FROM verdicts "
        f"WHERE annotation IN (SELECT id FROM annotations WHERE {is_active('article')})"
    ).fetchone()
    return int(decided) - sum(count_disputes(connection))


def has_several_verdicts(connection: sqlite3.Connection) -> bool:
    """Return whether there is an annotation on which several analysts have decided."""
    return connection.execute("SELECT 1 FROM verdicts LIMIT 1").fetchone() is not None


def judgement(connection: sqlite3.Connection, annotation: int) -> Judgement | None:
    """Return what analysts decided about an annotation; None where it was one at most."""
    rows = connection.execute(
        'SELECT analyst, status, label, start, "end", at FROM verdicts WHERE annotation = ? ORDER BY analyst',
        (annotation,),
    ).fetchall()
    if not rows:
        return None
    return Judgement(tuple(_verdict(*row) for row in rows), adjudication(connection, annotation))


def next_dispute(connection: sqlite3.Connection, article: int, start: int, annotation: int) -> tuple[str, int] | None:
    """Return the uid of the article and the id of the next dispute in active articles, from the first on at the end.

    Args:
        connection: the workspace.
        article: the id of the article to start from.
        start: the offset in it.
        annotation: the id of the annotation there; 0 for none.
    """
    found = connection.execute(
        "SELECT a.article, coalesce(a.start, -1), a.id, t.uid FROM annotations AS a JOIN articles AS t "
        f"ON t.id = a.article WHERE {is_active('a.article')} AND a.id IN (SELECT annotation FROM disputes) "
        "ORDER BY a.article, a.start, a.id"
    ).fetchall()
    following = [row for row in found if tuple(row[:3]) > (article, start, annotation)]
    return next(((uid, number) for _, _, number, uid in (*following, *found)), None)


def adjudication(connection: sqlite3.Connection, annotation: int) -> Adjudication | None:
    """Return what was decided about an annotation on which analysts disagreed; None where nothing was."""
    row = connection.execute(
        'SELECT analyst, status, label, start, "end", note, decided_at FROM adjudications WHERE annotation = ?',
        (annotation,),
    ).fetchone()
    if row is None:
        return None
    analyst, status, label, start, end, note, at = row
    return Adjudication(analyst, Status(status), label, None if start is None else Span(start, end), note, at)


def lexicon_disputes(connection: sqlite3.Connection) -> list[LexiconDispute]:
    """Return the forms of the lexicon for which analysts entered different things, in alphabetical order."""
    found: defaultdict[str, list[LexiconVerdict]] = defaultdict(list)
    for form, analyst, ruling, label, at in connection.execute(
        "SELECT form, analyst, ruling, label, at FROM lexicon_verdicts ORDER BY form, analyst"
    ):
        found[form].append(LexiconVerdict(analyst, Ruling(ruling), label, at))
    return [LexiconDispute(form, tuple(given)) for form, given in found.items()]


def _verdict(analyst: str, status: str, label: str | None, start: int | None, end: int, at: str) -> Verdict:
    return Verdict(analyst, Status(status), label, None if start is None else Span(start, end), at)
