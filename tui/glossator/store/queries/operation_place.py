"""What an operation was about, and its place in the articles, which undo shows."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from glossator.store.queries.history import links_last_order, row_name
from glossator.store.schema.catalogue import recorded


@dataclass(frozen=True, slots=True)
class OperationPlace:
    """The place of an operation.

    Attributes:
        article, title: the uid and title of the article.
        annotation: the id of the annotation; None where it was deleted, or for the whole article.
        offset: the start of the annotation; None for the whole article.
    """

    article: str
    title: str
    annotation: int | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class OperationReport:
    """What an operation was about.

    Attributes:
        about: the name of the first row that it changed, such as a quote or title.
        number: the number of annotations that it changed, or else of articles.
        place: None where it has no place in an article.
    """

    about: str
    number: int
    place: OperationPlace | None


def operation_report(connection: sqlite3.Connection, batch: int, article: int, offset: int) -> OperationReport:
    """Return what the operation `batch` was about.

    Of several places, this is the nearest to `offset` in the article with the id `article`, or else the first. Several
    whole articles have no place, unless `article` is one of them.
    """
    entries = connection.execute(
        f"SELECT subject, before, after FROM history WHERE batch = ? ORDER BY {links_last_order()}", (batch,)
    ).fetchall()
    about, without_place = "", False
    annotations, articles, removed = set[int](), set[int](), list[tuple[int, int]]()
    for subject, before, after in entries:
        name, _, key = subject.partition(":")
        table = recorded()[name]
        row: dict[str, Any] = json.loads(after or before)
        about = about or row_name(subject, row)
        # A change of the codebook has no place, wherever that is used.
        without_place |= not table.is_in_articles and before is not None
        numbers = _ids_in(json.loads(before or after)["ids"]) if key == "*" else (int(key.split(",")[0]),)
        if table.keyed_by == "annotations":
            annotations.update(numbers)
            if name == "annotations" and row.get("start") is not None:
                removed.append((row["article"], row["start"]))
        elif table.keyed_by == "articles":
            articles.update(numbers)
    number = len(annotations) or len(articles)
    if without_place:
        return OperationReport(about, number, None)
    place = (
        _of_annotation(connection, annotations, article, offset)
        or _of_removed(connection, removed, article, offset)
        or _of_article(connection, articles, article)
    )
    return OperationReport(about, number, place)


def _ids_in(ranges: str) -> Iterable[int]:
    """Yield the ids of a bulk change, given as ranges such as 7 and 9-12."""
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _of_annotation(
    connection: sqlite3.Connection, annotations: Iterable[int], article: int, offset: int
) -> OperationPlace | None:
    row = connection.execute(
        "SELECT t.uid, t.title, a.id, a.start FROM json_each(?) AS wanted JOIN annotations AS a ON a.id = wanted.value "
        "JOIN articles AS t ON t.id = a.article WHERE a.start IS NOT NULL ORDER BY a.article <> ?, a.article, "
        "CASE a.article WHEN ? THEN abs(a.start - ?) ELSE a.start END, a.id LIMIT 1",
        (json.dumps(sorted(annotations)), article, article, offset),
    ).fetchone()
    return None if row is None else OperationPlace(*row)


def _of_removed(
    connection: sqlite3.Connection, removed: Iterable[tuple[int, int]], article: int, offset: int
) -> OperationPlace | None:
    """Return the place of a deleted annotation, according to the history."""

    def order(place: tuple[int, int]) -> tuple[bool, int, int]:
        return place[0] != article, place[0], abs(place[1] - offset) if place[0] == article else place[1]

    for number, start in sorted(removed, key=order)[:1]:
        row = connection.execute("SELECT uid, title FROM articles WHERE id = ?", (number,)).fetchone()
        return None if row is None else OperationPlace(row[0], row[1], None, start)
    return None


def _of_article(connection: sqlite3.Connection, articles: set[int], article: int) -> OperationPlace | None:
    if article in articles:
        number = article
    elif len(articles) == 1:
        (number,) = articles
    else:
        return None
    row = connection.execute("SELECT uid, title FROM articles WHERE id = ?", (number,)).fetchone()
    return None if row is None else OperationPlace(row[0], row[1], None, None)
