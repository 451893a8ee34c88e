"""What each analyst decided on the annotations of each article, to compare analysts."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from glossator.domain.annotation import Origin, Status
from glossator.store.queries.export_filter import run_query
from glossator.store.queries.visibility import is_active

# The label that a pipeline gave is in its finds; that of the annotation may be a later one. Labels are asked for only
# where it matters, because most annotations keep theirs.
_DECISIONS: Final = f"""
SELECT a.article, a.id, a.origin, coalesce(
        CASE WHEN v.label IS NOT a.label OR a.id IN (SELECT annotation FROM verdicts) THEN (
            SELECT CASE WHEN max(f.label = a.label) THEN a.label ELSE min(f.label) END
            FROM finds AS f WHERE f.run = a.run AND f.start = a.start AND f."end" = a."end"
        ) END, a.label, ''),
    v.analyst, v.status = '{Status.ACCEPTED}', coalesce(v.label, ''), v.start, v."end"
FROM every_verdict AS v JOIN annotations AS a ON a.id = v.annotation
WHERE v.start IS NOT NULL AND {is_active("a.article")} ORDER BY a.article, a.id, v.analyst
"""
_ARTICLES: Final = f"""
SELECT id, uid, title, length FROM articles AS t
WHERE {is_active("id")} AND id IN (SELECT article FROM annotations WHERE status <> '{Status.SUGGESTED}') ORDER BY id
"""
_UNDECIDED: Final = f"""
SELECT article, count(*) FROM annotations WHERE status = '{Status.SUGGESTED}' GROUP BY article
"""

# The tags that an article has now do not say who gave them, but the history does. A merge has the operations of the
# other workspace apart, with their own analysts, and rows spelt by uid.
_TAGGING: Final = """
SELECT analyst, substr(subject, length('article_tags:') + 1), after IS NOT NULL, id, 1 FROM history
WHERE subject LIKE 'article_tags:%' AND undone IS NULL AND batch NOT IN (SELECT batch FROM merged)
UNION ALL
SELECT analyst, substr(subject, length('article_tags:') + 1), after IS NOT NULL, id, 0 FROM merged_history
WHERE subject LIKE 'article_tags:%' AND undone IS NULL
ORDER BY 5, 4
"""


class Decision(NamedTuple):
    """What one analyst decided on an annotation; the label is empty for a highlight."""

    analyst: str
    accepted: bool
    label: str
    start: int
    end: int


class Judged(NamedTuple):
    """An annotation of a span with the decisions on it.

    Attributes:
        origin: who or what made it.
        proposed: its label before anybody decided, as far as is known.
        decisions: at least one, of different analysts.
    """

    origin: Origin
    proposed: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """An article with all annotations on which somebody decided.

    Attributes:
        length: code points.
        undecided: how many suggestions nobody has decided on.
        tags: the tags that each analyst gave the article, by analyst.
    """

    uid: str
    title: str
    length: int
    undecided: int
    annotations: tuple[Judged, ...]
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)


def judged_articles(connection: sqlite3.Connection, where: str = "") -> Iterator[JudgedArticle]:
    """Yield the active articles on which somebody decided, in the order in which they were added.

    Args:
        connection: the database.
        where: a query; only articles that match it, or in which something matches.

    Raises:
        BadQuery: when the query is not valid.
    """
    wanted = run_query(connection, where) if where.strip() else None
    articles = {number: rest for number, *rest in connection.execute(_ARTICLES)}
    undecided = dict(connection.execute(_UNDECIDED).fetchall())
    tags = _tags_by_analyst(connection)
    for number, rows in groupby(connection.execute(_DECISIONS), key=lambda row: row[0]):
        uid, title, length = articles[number]
        if wanted is None or wanted.includes(uid):
            yield JudgedArticle(
                uid, title, length, undecided.get(number, 0), tuple(_judged(rows)), tags.get(number, {})
            )


def _judged(rows: Iterator[tuple[int, int, str, str, str, int, str, int, int]]) -> Iterator[Judged]:
    for (_, origin, proposed), given in groupby(rows, key=lambda row: row[1:4]):
        yield Judged(Origin(origin), proposed, tuple(Decision(row[4], bool(row[5]), *row[6:]) for row in given))


def _tags_by_analyst(connection: sqlite3.Connection) -> dict[int, dict[str, frozenset[str]]]:
    """Return the paths of the tags that each analyst gave an article and did not remove, by article and analyst.

    Nobody has any in a workspace without a merge: there an article has a tag once, so that an analyst cannot give one
    that another has given. What was done with a deleted tag or article is left out.
    """
    if connection.execute("SELECT 1 FROM merged LIMIT 1").fetchone() is None:
        return {}
    articles = _numbers(connection, "articles")
    names = _numbers(connection, "tags")
    paths = dict(connection.execute("SELECT id, path FROM tags").fetchall())
    given: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for analyst, key, added, *_ in connection.execute(_TAGGING):
        article, _, tag = key.partition(",")
        if article not in articles or tag not in names:
            continue
        own = given[articles[article]][analyst]
        if added:
            own.add(paths[names[tag]])
        else:
            own.discard(paths[names[tag]])
    return {article: {name: frozenset(own) for name, own in by.items()} for article, by in given.items()}


def _numbers(connection: sqlite3.Connection, table: str) -> dict[str, int]:
    """Return the ids of the rows of a table by how the histories spell them: by id, by uid, or by a former uid."""
    found = dict(connection.execute(f"SELECT uid, id FROM {table}").fetchall())
    former = connection.execute(
        f"SELECT foreign_uid, t.id FROM uid_aliases JOIN {table} AS t ON t.uid = local_uid"
    ).fetchall()
    return {str(number): number for number in found.values()} | dict(former) | found
