"""How often codes occur together: labels or tags with labels or tags, in passages, paragraphs or articles."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.code import CodeKind
from glossator.domain.code_colours import tree_order
from glossator.domain.codebook import SEPARATOR, folded_name
from glossator.domain.query import QueryField, Unit
from glossator.store.queries.visibility import is_active


@dataclass(frozen=True, slots=True)
class MatrixCode:
    """A label, or a tag with those below it; `id` is that of its row."""

    kind: CodeKind
    id: int
    name: str

    @property
    def field(self) -> QueryField:
        """The query that finds its passages."""
        return QueryField(self.kind.value, self.name)


@dataclass(frozen=True, slots=True)
class CodeMatrix:
    """How often codes occur together.

    Attributes:
        rows, columns: the codes that are used, labels in the order of their creation, tags in that of the tree.
        counts: by the ids of row and column, where not 0. In passages: pairs of a passage with the one code and a
            passage with the other that are the same or overlap; in paragraphs or articles: those with both. Of a code
            with itself: its passages, paragraphs or articles.
    """

    rows: Sequence[MatrixCode]
    columns: Sequence[MatrixCode]
    counts: Mapping[tuple[int, int], int]


def code_matrix(connection: sqlite3.Connection, rows: CodeKind, columns: CodeKind, unit: Unit) -> CodeMatrix:
    """Return how often codes of two kinds occur together in a unit.

    Rejected annotations and inactive articles do not count. A tag includes the tags below it. Articles that have a tag
    themselves count only with articles as the unit.
    """
    known = {CodeKind.LABEL: _labels(connection), CodeKind.TAG: _tags(connection)}
    within = _within(known[CodeKind.TAG])
    alike = rows is columns
    tables = (
        "within AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS code, json_extract(value, '$[1]') AS tag "
        f"FROM json_each(:within)), one AS ({_CODED[rows]}), two AS ({_CODED[columns]})"
    )
    values = {"within": json.dumps(within)}
    if unit is Unit.PASSAGE:
        # A code with itself: each passage with itself only.
        only = "AND (one.code < two.code OR (one.code = two.code AND one.id = two.id))" if alike else ""
        pairs = f"{_LATER.format('one', 'two', '=', only)} UNION ALL {_LATER.format('two', 'one', '', only)}"
        question = f"WITH {tables} SELECT one, two, count(*) FROM ({pairs}) GROUP BY one, two"
    else:
        key = "article" if unit is Unit.ARTICLE else "article, paragraph"
        of_one, of_two = (
            f"SELECT code, {key} FROM {name}"
            + (f" UNION {_TAGGED_ARTICLES}" if unit is Unit.ARTICLE and kind is CodeKind.TAG else "")
            for name, kind in (("one", rows), ("two", columns))
        )
        only = "WHERE x.code <= y.code" if alike else ""
        question = (
            f"WITH {tables}, x AS MATERIALIZED (SELECT DISTINCT * FROM ({of_one})), "
            f"y AS MATERIALIZED (SELECT DISTINCT * FROM ({of_two})) "
            f"SELECT x.code, y.code, count(*) FROM x JOIN y USING ({key}) {only} GROUP BY x.code, y.code"
        )
    counts = {(one, two): number for one, two, number in connection.execute(question, values).fetchall()}
    if alike:
        counts |= {(two, one): number for (one, two), number in counts.items()}
    used_rows, used_columns = ({pair[side] for pair in counts} for side in (0, 1))
    return CodeMatrix(
        [code for code in known[rows] if code.id in used_rows],
        [code for code in known[columns] if code.id in used_columns],
        counts,
    )


_COUNTED: Final = f"a.status <> 'rejected' AND {is_active('a.article')}"
_CODED: Final[Mapping[CodeKind, str]] = {
    CodeKind.LABEL: (
        'SELECT l.id AS code, a.id, a.article, a.start, a."end", a.paragraph FROM annotations AS a '
        f"JOIN labels AS l ON l.name = a.label WHERE {_COUNTED}"
    ),
    CodeKind.TAG: (
        'SELECT DISTINCT w.code, a.id, a.article, a.start, a."end", a.paragraph FROM within AS w '
        f"JOIN annotation_tags AS g ON g.tag = w.tag JOIN annotations AS a ON a.id = g.annotation WHERE {_COUNTED}"
    ),
}
_TAGGED_ARTICLES: Final = (
    f"SELECT w.code, g.article FROM within AS w JOIN article_tags AS g ON g.tag = w.tag WHERE {is_active('g.article')}"
)
# The later of two overlapping spans begins in the other one; of two that begin alike, each may be the later, but counts
# only once.
_LATER: Final = (
    "SELECT one.code AS one, two.code AS two FROM {0} JOIN annotations AS later ON later.article = {0}.article "
    'AND later.start >{2} {0}.start AND later.start < {0}."end" JOIN {1} ON {1}.id = later.id WHERE 1 {3}'
)


def _labels(connection: sqlite3.Connection) -> list[MatrixCode]:
    rows = connection.execute("SELECT id, name FROM labels ORDER BY id").fetchall()
    return [MatrixCode(CodeKind.LABEL, *row) for row in rows]


def _tags(connection: sqlite3.Connection) -> list[MatrixCode]:
    rows = connection.execute("SELECT id, path FROM tags").fetchall()
    return [MatrixCode(CodeKind.TAG, *row) for row in sorted(rows, key=lambda row: tree_order(row[1]))]


def _within(tags: Sequence[MatrixCode]) -> list[tuple[int, int]]:
    """Return each tag by id with itself, and with each tag below it."""
    by_name = {folded_name(tag.name): tag.id for tag in tags}
    found = []
    for tag in tags:
        parts = folded_name(tag.name).split(SEPARATOR)
        above = (SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1))
        found += [(by_name[name], tag.id) for name in above if name in by_name]
    return found
