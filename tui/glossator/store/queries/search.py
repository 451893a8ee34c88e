"""Searching: mentions in context."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Any, Final

from glossator.domain.mention import (
    HIT_END,
    HIT_START,
    ArticleHit,
    FoundIn,
    Mention,
    Order,
    in_context,
    left_context_key,
    right_context_key,
    split_marks,
    title_key,
)
from glossator.domain.query import Query, fields, has_pair, positive_words
from glossator.store.queries.library import inactive_articles
from glossator.store.queries.mentions import article_hits, mentions_by_id
from glossator.store.queries.search_sql import (
    OF_ARTICLES,
    Condition,
    Side,
    add_functions,
    any_of,
    condition,
    split,
    with_spellings,
)
from glossator.store.queries.visibility import is_active
from glossator.text.paragraphs import paragraph_number, paragraphs

SORTED_AT_MOST: Final = 20_000
"""The number of most relevant mentions that are sorted by title or context, or reversed."""
# Rows per query; enough for a screen, because each further page ranks all matches again.
_PAGE: Final = 64
# The number of annotations up to which all are sorted at once.
_FEW: Final = 5_000
_OPENING: Final = 80
_HAS_REMARK: Final = "(t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))"
_HIGHLIGHT: Final = f"highlight({{}}, {{}}, '{HIT_START}', '{HIT_END}')"
_TEXTS: Final = f"rowid, {_HIGHLIGHT.format('search_texts', 0)}, {_HIGHLIGHT.format('search_texts', 1)}"
_REMARKS: Final = "rowid, " + ", ".join(_HIGHLIGHT.format("search_remarks", column) for column in range(3))
_REMARK_PLACES: Final = (FoundIn.NOTE, FoundIn.TAGS, FoundIn.ENTITY)


class _Dates(StrEnum):
    """The direction in which mentions are sorted by the date of their article; those without a date come last."""

    NEWEST = "DESC"
    OLDEST = "ASC"

    @property
    def order(self) -> str:
        """The terms of ORDER BY; mentions of an article are together."""
        return f"t.published_at = '', t.published_at {self.value}, t.id"

    def key(self, mention: Mention) -> tuple[bool, str, int]:
        """Return the key that sorts mentions in this direction, for OLDEST ascending and for NEWEST descending."""
        date, number = mention.article.published_at, mention.article.id
        return (not date, date, number) if self is _Dates.OLDEST else (bool(date), date, -number)


_KEYS: Final[dict[Order, Callable[[Mention], Any]]] = {
    Order.TITLE: title_key,
    Order.LEFT: left_context_key,
    Order.RIGHT: right_context_key,
}


def search(connection: sqlite3.Connection, query: Query, order: Order, *, reverse: bool = False) -> Iterator[Mention]:
    """Yield the mentions that a query finds, a few articles at a time.

    A query of words and fields of articles finds the words in texts, titles, notes, tags and entities, or without
    words, the articles. A query with a field of annotations finds annotations, and articles by their note and tags;
    further words must be in the text of the article, or in the note, tags or entity.

    Inactive articles are left out, unless the query has an `is` field. No statement stays open between two mentions, so
    concurrent changes may or may not be found. Sorting by title, score, or left or right context, takes the
    `SORTED_AT_MOST` most relevant mentions, and so does reversing the order, except by date.
    """
    add_functions(connection)
    query = with_spellings(connection, query)
    if order is Order.DATE:
        yield from _search(connection, query, _Dates.OLDEST if reverse else _Dates.NEWEST)
    elif order is Order.RELEVANCE and not reverse:
        yield from _search(connection, query, None)
    else:
        found = list(islice(_search(connection, query, None), SORTED_AT_MOST))
        if order is Order.SCORE:
            scored = sorted((one for one in found if one.score is not None), key=_score, reverse=reverse)
            yield from scored
            yield from (one for one in found if one.score is None)
            return
        if order in _KEYS:
            found.sort(key=_KEYS[order])
        yield from reversed(found) if reverse else found


def _score(mention: Mention) -> float:
    return mention.score or 0.0


def is_about_annotations(query: Query) -> bool:
    """Return whether a query finds annotations, because of a field of theirs."""
    return any(field.name not in OF_ARTICLES for field in fields(query))


def passages_by_month(connection: sqlite3.Connection, query: Query) -> dict[str, tuple[int, int]]:
    """Return the numbers of annotations that a query about annotations finds, and of their articles.

    By the year and month of publication (2025-10), as far as they are known, in order.
    """
    add_functions(connection)
    wanted = condition(with_spellings(connection, query), Side.ANNOTATION)
    active = "1" if _includes_inactive(query) else is_active("t.id")
    rows = connection.execute(
        "SELECT substr(t.published_at, 1, 7), count(*), count(DISTINCT t.id) FROM annotations AS a "
        f"JOIN articles AS t ON t.id = a.article WHERE {wanted.sql} AND {active} GROUP BY 1 ORDER BY 1",
        wanted.values,
    ).fetchall()
    return {month: (passages, articles) for month, passages, articles in rows}


def _includes_inactive(query: Query) -> bool:
    return any(field.name == "is" for field in fields(query))


def _search(connection: sqlite3.Connection, query: Query, dates: _Dates | None) -> Iterator[Mention]:
    inactive = frozenset[str]() if _includes_inactive(query) else inactive_articles(connection)
    found = _everywhere(connection, query, dates)
    return (mention for mention in found if mention.article.uid not in inactive) if inactive else found


def _everywhere(connection: sqlite3.Connection, query: Query, dates: _Dates | None) -> Iterator[Mention]:
    if is_about_annotations(query):
        way = dates or _Dates.NEWEST
        yield from _by_date(way, _articles_with_remarks(connection, query, way), _annotations(connection, query, way))
        return
    words = positive_words(query)
    if not words:
        yield from _as_articles(connection, condition(query, Side.ARTICLE), dates or _Dates.NEWEST)
        return
    expression, rest = split(query)
    wanted = expression or any_of(words)
    streams = [
        _remarks(connection, f"note : ({wanted})", rest, dates),
        _texts(connection, wanted, rest, dates),
        _remarks(connection, f"{{tags entity}} : ({wanted})", rest, dates),
    ]
    if expression is None:
        wordless = condition(query, Side.ARTICLE)
        without = "t.id NOT IN (SELECT rowid FROM search_texts WHERE search_texts MATCH ?)"
        rest_of_them = Condition(f"{wordless.sql} AND {without}", (*wordless.values, wanted))
        streams.append(_as_articles(connection, rest_of_them, dates or _Dates.NEWEST))
    if dates:
        yield from _by_date(dates, *streams)
    else:
        for stream in streams:
            yield from stream


def _by_date(dates: _Dates, *streams: Iterable[Mention]) -> Iterator[Mention]:
    """Merge streams of mentions that are each sorted by date."""
    return merge(*streams, key=dates.key, reverse=dates is _Dates.NEWEST)


def _texts(
    connection: sqlite3.Connection, expression: str, rest: Query | None, dates: _Dates | None
) -> Iterator[Mention]:
    """Yield the mentions in titles and texts."""
    restriction = condition(rest, Side.ARTICLE) if rest else Condition("1")
    only = f"SELECT t.id FROM articles AS t WHERE {restriction.sql}" if rest else ""
    for rows in _matches(connection, "search_texts", _TEXTS, (expression, only, restriction.values), dates):
        articles = article_hits(connection, [row[0] for row in rows])
        for number, title, text in rows:
            if number in articles:
                yield from _in_text(articles[number], FoundIn.TITLE, title)
                yield from _in_text(articles[number], FoundIn.TEXT, text)


def _in_text(article: ArticleHit, place: FoundIn, marked: str) -> Iterator[Mention]:
    text, spans = split_marks(marked)
    if place is FoundIn.TITLE:
        yield from (Mention(article, place, None, *in_context(text, span)) for span in spans)
    elif spans:
        starts = [paragraph.start for paragraph in paragraphs(text)]
        for span in spans:
            number = paragraph_number(starts, span.start)
            yield Mention(article, place, span, *in_context(text, span), paragraph=number)


def _remarks(
    connection: sqlite3.Connection, expression: str, rest: Query | None, dates: _Dates | None
) -> Iterator[Mention]:
    """Yield the mentions in notes, tags and entities."""
    only, values = "", tuple[str, ...]()
    if rest:
        on_annotation, on_article = condition(rest, Side.ANNOTATION), condition(rest, Side.REMARK)
        only = (
            f"SELECT a.id FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {on_annotation.sql} "
            f"UNION ALL SELECT -t.id FROM articles AS t WHERE {on_article.sql}"
        )
        values = (*on_annotation.values, *on_article.values)
    for rows in _matches(connection, "search_remarks", _REMARKS, (expression, only, values), dates):
        of_annotations = mentions_by_id(connection, [row[0] for row in rows if row[0] > 0])
        articles = article_hits(connection, [-row[0] for row in rows if row[0] < 0])
        of_articles = {-number: Mention(hit, FoundIn.ARTICLE, None, "", "", "") for number, hit in articles.items()}
        found = of_annotations | of_articles
        for number, *remarks in rows:
            for place, marked in zip(_REMARK_PLACES, remarks, strict=True) if number in found else ():
                text, spans = split_marks(marked)
                for left, hit, right in (in_context(text, span) for span in spans):
                    yield replace(found[number], place=place, left=left, hit=hit, right=right)


def _matches(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    asked: tuple[str, str, tuple[str, ...]],
    dates: _Dates | None,
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield pages of matching rows of an index.

    Args:
        table: the index.
        columns: the rowid, and further columns.
        asked: a full-text expression; a SELECT of the possible rowids, empty for all; its values.
        dates: how to sort by date; None for by relevance.
    """
    expression, only, values = asked
    # The plus keeps SQLite from looking up each of these rowids in the index.
    restricted = f" AND +rowid IN ({only})" if only else ""
    visible = " AND +rowid NOT IN (SELECT id FROM hidden_remarks)" if table == "search_remarks" else ""
    matching = f"FROM {table} WHERE {table} MATCH ?{restricted}{visible}"
    if dates:
        article = (
            "t.id = m.rowid"
            if table == "search_texts"
            else "t.id = coalesce((SELECT article FROM annotations WHERE id = m.rowid), -m.rowid)"
        )
        ids = connection.execute(
            f"SELECT m.rowid FROM (SELECT rowid {matching}) AS m JOIN articles AS t ON {article} "
            f"ORDER BY {dates.order}, m.rowid",
            (expression, *values),
        ).fetchall()
        for first in range(0, len(ids), _PAGE):
            wanted = [number for (number,) in ids[first : first + _PAGE]]
            marks = ",".join("?" for _ in wanted)
            rows = connection.execute(
                f"SELECT {columns} FROM {table} WHERE {table} MATCH ? AND rowid IN ({marks})", (expression, *wanted)
            ).fetchall()
            places = {number: place for place, number in enumerate(wanted)}
            yield sorted(rows, key=lambda row: places[row[0]])
        return
    offset = 0
    while True:
        rows = connection.execute(
            f"SELECT {columns} {matching} ORDER BY rank LIMIT ? OFFSET ?", (expression, *values, _PAGE, offset)
        ).fetchall()
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        offset += _PAGE


def _as_articles(connection: sqlite3.Connection, wanted: Condition, dates: _Dates) -> Iterator[Mention]:
    """Yield articles by date, with title and opening."""
    ids = connection.execute(
        f"SELECT t.id FROM articles AS t WHERE {wanted.sql} ORDER BY {dates.order}", wanted.values
    ).fetchall()
    for numbers in _pages([number for (number,) in ids]):
        articles = article_hits(connection, numbers)
        openings = dict(
            connection.execute(
                "SELECT id, substr(text, 1, ?) FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (_OPENING, json.dumps(numbers)),
            ).fetchall()
        )
        for number in numbers:
            if number in articles:
                title, opening = articles[number].title, f" {openings[number]}"
                yield Mention(articles[number], FoundIn.ARTICLE, None, "", title, opening)


def _annotations(connection: sqlite3.Connection, query: Query, dates: _Dates) -> Iterator[Mention]:
    """Yield the annotations that match a query, by article and date."""
    wanted = condition(query, Side.ANNOTATION)
    matching = f"FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {wanted.sql}"
    # What the codes of a pair have in common is looked up once: it takes too long for a few articles at a time.
    at_once = has_pair(query)
    most = () if at_once else (_FEW + 1,)
    few = connection.execute(f"SELECT a.id {matching}{' LIMIT ?' * len(most)}", (*wanted.values, *most)).fetchall()
    if at_once or len(few) <= _FEW:
        numbers = json.dumps([number for (number,) in few])
        yield from _annotations_where(
            connection, Condition("a.id IN (SELECT value FROM json_each(?))", (numbers,)), dates
        )
        return
    # Sorting all would delay the first, so a few articles are searched at a time.
    articles = connection.execute(f"SELECT t.id FROM articles AS t ORDER BY {dates.order}").fetchall()
    for page in _pages([number for (number,) in articles]):
        here = f"a.article IN (SELECT value FROM json_each(?)) AND {wanted.sql}"
        yield from _annotations_where(connection, Condition(here, (json.dumps(page), *wanted.values)), dates)


def _annotations_where(connection: sqlite3.Connection, wanted: Condition, dates: _Dates) -> Iterator[Mention]:
    """Yield the annotations that fulfil a condition, by article and date."""
    ids = connection.execute(
        f"SELECT a.id FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {wanted.sql} "
        f'ORDER BY {dates.order}, a.start, a."end" DESC, a.id',
        wanted.values,
    ).fetchall()
    for numbers in _pages([number for (number,) in ids]):
        found = mentions_by_id(connection, numbers)
        yield from (found[number] for number in numbers if number in found)


def _articles_with_remarks(connection: sqlite3.Connection, query: Query, dates: _Dates) -> Iterator[Mention]:
    """Yield the articles with a note or tags that match a query, by date."""
    wanted = condition(query, Side.REMARK)
    yield from _as_articles(connection, Condition(f"{_HAS_REMARK} AND {wanted.sql}", wanted.values), dates)


def _pages(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), _PAGE):
        yield numbers[first : first + _PAGE]
