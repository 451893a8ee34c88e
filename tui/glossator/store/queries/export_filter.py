"""What a query of the search language chooses for an export: annotations, notes and tags of articles, and articles."""

import json
import sqlite3
from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from glossator.domain.query import fields, parse
from glossator.store.queries.search_spellings import with_spellings
from glossator.store.queries.search_sql import OF_ARTICLES, Condition, Side, add_functions, condition


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a query is true of, by the uids of articles.

    Attributes:
        annotations: their ids, packed, for an export may choose hundreds of thousands.
        remarks: the articles whose own note and tags it is true of.
        articles: those that it is true of as such; none where it asks for something that only annotations have.
        says_what_is: whether it says what was put away is to be; otherwise that is left out.
    """

    annotations: Mapping[str, "array[int]"]
    remarks: frozenset[str]
    articles: frozenset[str]
    says_what_is: bool

    def has_of(self, uid: str) -> bool:
        """Say whether the article, or something in it, is chosen."""
        return uid in self.articles or uid in self.annotations or uid in self.remarks

    def rows_of(self, uid: str) -> Condition:
        """Return the condition that the rows of the flat view fulfil which are chosen of an article."""
        ids = json.dumps(self.annotations.get(uid, array("q")).tolist())
        own = uid if uid in self.remarks else ""
        return Condition(
            "(annotation_id = ? OR annotation_id IN "
            "(SELECT uid FROM annotations WHERE id IN (SELECT value FROM json_each(?))))",
            (own, ids),
        )


def chosen(connection: sqlite3.Connection, typed: str) -> Chosen:
    """Return what a query is true of; words in it are in an article’s text, or said of the annotation itself.

    Raises:
        BadQuery: when it cannot be understood.
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
    return Chosen(
        annotations,
        _articles(connection, condition(query, Side.REMARK)),
        _articles(connection, condition(query, Side.ARTICLE)) if names <= set(OF_ARTICLES) else frozenset(),
        "is" in names,
    )


def _articles(connection: sqlite3.Connection, wanted: Condition) -> frozenset[str]:
    rows = connection.execute(f"SELECT t.uid FROM articles AS t WHERE {wanted.sql}", wanted.values).fetchall()
    return frozenset(uid for (uid,) in rows)
