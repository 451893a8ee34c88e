"""The annotations and articles that match a query, for export."""

import json
import sqlite3
from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from glossator.domain.query import fields, parse
from glossator.store.queries.search_sql import OF_ARTICLES, Condition, Side, add_functions, condition, with_spellings


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What matches a query, by the uids of articles.

    Attributes:
        annotations: ids of annotations, in arrays, as there may be hundreds of thousands.
        remarks: the articles of which the note or tags match.
        articles: the articles that match by themselves; none where the query has a field of annotations.
        includes_inactive: whether the query has an `is` field, by which inactive articles are included.
    """

    annotations: Mapping[str, "array[int]"]
    remarks: frozenset[str]
    articles: frozenset[str]
    includes_inactive: bool

    def includes(self, uid: str) -> bool:
        """Return whether the article, or something in it, matches."""
        return uid in self.articles or uid in self.annotations or uid in self.remarks

    def rows_of(self, uid: str) -> Condition:
        """Return the condition for the rows of the flat view of an article that match."""
        ids = json.dumps(self.annotations.get(uid, array("q")).tolist())
        own = uid if uid in self.remarks else ""
        return Condition(
            "(annotation_id = ? OR annotation_id IN "
            "(SELECT uid FROM annotations WHERE id IN (SELECT value FROM json_each(?))))",
            (own, ids),
        )


def run_query(connection: sqlite3.Connection, typed: str) -> QueryResult:
    """Return what matches a query; its words are in the text of the article, or in the note, tags or entity.

    Raises:
        BadQuery: when it is not valid.
    """
    query = with_spellings(connection, parse(typed))
    add_functions(connection)
    on_annotation = condition(query, Side.ANNOTATION)
    annotations: dict[str, array[int]] = {}
    for uid, number in connection.execute(
        f"SELECT t.uid, a.id FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {on_annotation.sql}",
        on_annotation.values,
    ):
        annotations.setdefault(uid, array("q")).append(number)
    names = {field.name for field in fields(query)}
    return QueryResult(
        annotations,
        _articles(connection, condition(query, Side.REMARK)),
        _articles(connection, condition(query, Side.ARTICLE)) if names <= set(OF_ARTICLES) else frozenset(),
        "is" in names,
    )


def _articles(connection: sqlite3.Connection, wanted: Condition) -> frozenset[str]:
    rows = connection.execute(f"SELECT t.uid FROM articles AS t WHERE {wanted.sql}", wanted.values).fetchall()
    return frozenset(uid for (uid,) in rows)
