"""How often codes occur together: labels or tags with labels or tags, in passages, paragraphs or articles."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from glossator.domain.code import CodeKind
from glossator.domain.code_colours import tree_order
from glossator.domain.codebook import SEPARATOR, folded_name
from glossator.domain.query import QueryField, Unit
from glossator.store.queries.visibility import indexed_by, is_active


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
    above = _at_or_above(known[CodeKind.TAG])

    @cache
    def expanded(codes: str, kind: CodeKind) -> frozenset[int]:
        """Return the ids of the codes of a kind in a set, with the tags above them."""
        numbers: list[int] = json.loads(codes)
        if kind is CodeKind.LABEL:
            return frozenset(-number for number in numbers if number < 0)
        return frozenset(tag for number in numbers if number > 0 for tag in above[number])

    counts: Counter[tuple[int, int]] = Counter()
    kinds = {rows, columns}
    for one, two, alone, number in (
        _pairs_of_sets(connection, kinds) if unit is Unit.PASSAGE else _sets(connection, kinds, unit)
    ):
        pairs = [(one, two)] if alone else [(one, two), (two, one)]
        for first, second in pairs:
            for row, column in product(expanded(first, rows), expanded(second, columns)):
                # A code with itself: its passages, but not the pairs of them.
                if alone or rows is not columns or row != column:
                    counts[row, column] += number
    used_rows, used_columns = ({pair[side] for pair in counts} for side in (0, 1))
    return CodeMatrix(
        [code for code in known[rows] if code.id in used_rows],
        [code for code in known[columns] if code.id in used_columns],
        counts,
    )


# Annotations and articles are counted by the sets of their codes, as JSON: tags by id, labels by the negative id. There
# are few such sets. Each join has an index of a table, because SQLite may make none for what it has computed.
_COUNTED: Final = "{0}.status <> 'rejected' AND {0}.article NOT IN (SELECT article FROM inactive_articles)"
_CODED: Final[Mapping[CodeKind, str]] = {
    CodeKind.LABEL: "SELECT a.article, a.paragraph, -l.id AS code FROM annotations AS a "
    f"CROSS JOIN labels AS l ON l.name = a.label WHERE {_COUNTED.format('a')}",
    CodeKind.TAG: "SELECT a.article, a.paragraph, g.tag AS code FROM annotation_tags AS g "
    f"CROSS JOIN annotations AS a ON a.id = g.annotation WHERE {_COUNTED.format('a')}",
}
_TAGGED_ARTICLES: Final = f"SELECT article, NULL, tag FROM article_tags WHERE {is_active('article')}"
_CODES_OF: Final[Mapping[CodeKind, str]] = {
    CodeKind.LABEL: "SELECT -id AS code FROM labels WHERE name = {0}.label",
    CodeKind.TAG: "SELECT tag AS code FROM annotation_tags WHERE annotation = {0}.id",
}


def _sets(
    connection: sqlite3.Connection, kinds: Collection[CodeKind], unit: Unit
) -> Iterator[tuple[str, str, bool, int]]:
    """Yield the sets of codes that paragraphs or articles have, twice, and how many have each."""
    coded = [_CODED[kind] for kind in kinds]
    if unit is Unit.ARTICLE:
        key, known = "article", "1"
        coded += [_TAGGED_ARTICLES] if CodeKind.TAG in kinds else []
    else:
        key, known = "article, paragraph", "paragraph IS NOT NULL"
    rows = connection.execute(
        f"SELECT codes, count(*) FROM (SELECT json_group_array(code) AS codes FROM (SELECT DISTINCT {key}, code "
        f"FROM ({' UNION ALL '.join(coded)}) WHERE {known} ORDER BY {key}, code) GROUP BY {key}) GROUP BY codes"
    ).fetchall()
    return ((codes, codes, True, number) for codes, number in rows)


def _pairs_of_sets(connection: sqlite3.Connection, kinds: Collection[CodeKind]) -> Iterator[tuple[str, str, bool, int]]:
    """Yield the sets of codes that two overlapping annotations have, whether both are the same one, and how many do."""
    one, two = (
        f"(SELECT json_group_array(code) FROM ({' UNION ALL '.join(_CODES_OF[kind].format(name) for kind in kinds)}))"
        for name in ("one", "two")
    )
    # The later of two overlapping spans begins in the other one.
    rows = connection.execute(
        f'SELECT codes, {two}, one = two.id, count(*) FROM (SELECT one.id AS one, one.article, one.start, one."end", '
        f"{one} AS codes FROM annotations AS one WHERE one.start IS NOT NULL AND {_COUNTED.format('one')}) AS first "
        f"CROSS JOIN annotations AS two {indexed_by(connection, 'annotations_place')} ON two.article = first.article "
        'AND two.start >= first.start AND two.start < first."end" AND (two.start > first.start OR two.id >= one) '
        f"WHERE codes <> '[]' AND {_COUNTED.format('two')} GROUP BY 1, 2, 3"
    ).fetchall()
    return ((codes, others, bool(alone), number) for codes, others, alone, number in rows)


def _labels(connection: sqlite3.Connection) -> list[MatrixCode]:
    rows = connection.execute("SELECT id, name FROM labels ORDER BY id").fetchall()
    return [MatrixCode(CodeKind.LABEL, *row) for row in rows]


def _tags(connection: sqlite3.Connection) -> list[MatrixCode]:
    rows = connection.execute("SELECT id, path FROM tags").fetchall()
    return [MatrixCode(CodeKind.TAG, *row) for row in sorted(rows, key=lambda row: tree_order(row[1]))]


def _at_or_above(tags: Sequence[MatrixCode]) -> dict[int, list[int]]:
    """Return the ids of the tags that are each tag, by id, or above it."""
    by_name = {folded_name(tag.name): tag.id for tag in tags}
    found = {}
    for tag in tags:
        parts = folded_name(tag.name).split(SEPARATOR)
        names = (SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1))
        found[tag.id] = [by_name[name] for name in names if name in by_name]
    return found
