"""Searching: mentions in context."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
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
)
from glossator.domain.query import Query, fields, positive_words
from glossator.store.queries.library import inactive_articles
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
from glossator.text.normalise import flatten
from glossator.text.span import Span

SORTED_AT_MOST: Final = 20_000
"""The number of most relevant mentions that are sorted by their left or right context."""
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


def search(connection: sqlite3.Connection, query: Query, order: Order) -> Iterator[Mention]:
    """Yield the mentions that a query finds, a few articles at a time.

    A query of words and fields of articles finds the words in texts, titles, notes, tags and entities, or without
    words, the articles. A query with a field of annotations finds annotations, and articles by their note and tags;
    further words must be in the text of the article, or in the note, tags or entity.

    Inactive articles are left out, unless the query has an `is` field. No statement stays open between two mentions, so
    concurrent changes may or may not be found. Sorting by left or right context takes the `SORTED_AT_MOST` most
    relevant mentions.
    """
    add_functions(connection)
    query = with_spellings(connection, query)
    if order in (Order.LEFT, Order.RIGHT):
        found = islice(_search(connection, query, by_date=False), SORTED_AT_MOST)
        yield from sorted(found, key=left_context_key if order is Order.LEFT else right_context_key)
    else:
        yield from _search(connection, query, by_date=order is Order.DATE)


def _search(connection: sqlite3.Connection, query: Query, *, by_date: bool) -> Iterator[Mention]:
    inactive = frozenset[str]() if any(field.name == "is" for field in fields(query)) else inactive_articles(connection)
    found = _everywhere(connection, query, by_date=by_date)
    return (mention for mention in found if mention.article.uid not in inactive) if inactive else found


def _everywhere(connection: sqlite3.Connection, query: Query, *, by_date: bool) -> Iterator[Mention]:
    if any(field.name not in OF_ARTICLES for field in fields(query)):
        yield from _by_date(_annotations(connection, query), _articles_with_remarks(connection, query))
        return
    words = positive_words(query)
    if not words:
        yield from _as_articles(connection, condition(query, Side.ARTICLE))
        return
    expression, rest = split(query)
    wanted = expression or any_of(words)
    streams = [
        _remarks(connection, f"note : ({wanted})", rest, by_date=by_date),
        _texts(connection, wanted, rest, by_date=by_date),
        _remarks(connection, f"{{tags entity}} : ({wanted})", rest, by_date=by_date),
    ]
    if expression is None:
        wordless = condition(query, Side.ARTICLE)
        without = "t.id NOT IN (SELECT rowid FROM search_texts WHERE search_texts MATCH ?)"
        streams.append(_as_articles(connection, Condition(f"{wordless.sql} AND {without}", (*wordless.values, wanted))))
    if by_date:
        yield from _by_date(*streams)
    else:
        for stream in streams:
            yield from stream


def _by_date(*streams: Iterable[Mention]) -> Iterator[Mention]:
    """Merge streams of mentions that are each sorted by date."""
    return merge(*streams, key=lambda mention: mention.article.published_at, reverse=True)


def _texts(connection: sqlite3.Connection, expression: str, rest: Query | None, *, by_date: bool) -> Iterator[Mention]:
    """Yield the mentions in titles and texts."""
    restriction = condition(rest, Side.ARTICLE) if rest else Condition("1")
    only = f"SELECT t.id FROM articles AS t WHERE {restriction.sql}" if rest else ""
    for rows in _matches(connection, "search_texts", _TEXTS, (expression, only, restriction.values), by_date=by_date):
        articles = _heads(connection, [row[0] for row in rows])
        for number, title, text in rows:
            if number in articles:
                yield from _in_text(articles[number], FoundIn.TITLE, title)
                yield from _in_text(articles[number], FoundIn.TEXT, text)


def _in_text(article: ArticleHit, place: FoundIn, marked: str) -> Iterator[Mention]:
    text, spans = split_marks(marked)
    for span in spans:
        yield Mention(article, place, span if place is FoundIn.TEXT else None, *in_context(text, span))


def _remarks(
    connection: sqlite3.Connection, expression: str, rest: Query | None, *, by_date: bool
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
    for rows in _matches(connection, "search_remarks", _REMARKS, (expression, only, values), by_date=by_date):
        marks = {row[0]: row for row in _annotation_rows(connection, [row[0] for row in rows if row[0] > 0])}
        articles = _heads(connection, [-row[0] for row in rows if row[0] < 0] + [mark[1] for mark in marks.values()])
        for number, *remarks in rows:
            mark = marks.get(number)
            article = articles.get(mark[1] if mark else -number)
            if article is None:
                continue
            for place, marked in zip(_REMARK_PLACES, remarks, strict=True):
                yield from _in_remark(article, place, marked, mark)


def _in_remark(article: ArticleHit, place: FoundIn, marked: str, mark: tuple[Any, ...] | None) -> Iterator[Mention]:
    """Yield the mentions in a note, the tags or the entity of an annotation, or of an article."""
    text, spans = split_marks(marked)
    for hit in spans:
        if mark is None:
            yield Mention(article, place, None, *in_context(text, hit))
        else:
            _, _, uid, start, end, _, _, _, label, status = mark
            span = None if start is None else Span(start, end)
            yield Mention(article, place, span, *in_context(text, hit), uid, label or "", status)


def _matches(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    asked: tuple[str, str, tuple[str, ...]],
    *,
    by_date: bool,
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield pages of matching rows of an index.

    Args:
        table: the index.
        columns: the rowid, and further columns.
        asked: a full-text expression; a SELECT of the possible rowids, empty for all; its values.
        by_date: whether to sort by date, the newest first, instead of by relevance.
    """
    expression, only, values = asked
    # The plus keeps SQLite from looking up each of these rowids in the index.
    restricted = f" AND +rowid IN ({only})" if only else ""
    matching = f"FROM {table} WHERE {table} MATCH ?{restricted}"
    if by_date:
        article = (
            "t.id = m.rowid"
            if table == "search_texts"
            else "t.id = coalesce((SELECT article FROM annotations WHERE id = m.rowid), -m.rowid)"
        )
        ids = connection.execute(
            f"SELECT m.rowid FROM (SELECT rowid {matching}) AS m JOIN articles AS t ON {article} "
            "ORDER BY t.published_at DESC, t.id, m.rowid",
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


def _as_articles(connection: sqlite3.Connection, wanted: Condition) -> Iterator[Mention]:
    """Yield articles, the newest first, with title and opening."""
    ids = connection.execute(
        f"SELECT t.id FROM articles AS t WHERE {wanted.sql} ORDER BY t.published_at DESC, t.id", wanted.values
    ).fetchall()
    for numbers in _pages([number for (number,) in ids]):
        articles = _heads(connection, numbers)
        openings = dict(
            connection.execute(
                "SELECT id, substr(text, 1, ?) FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (_OPENING, json.dumps(numbers)),
            ).fetchall()
        )
        for number in numbers:
            if number in articles:
                yield Mention(articles[number], FoundIn.ARTICLE, None, "", articles[number].title, openings[number])


def _annotations(connection: sqlite3.Connection, query: Query) -> Iterator[Mention]:
    """Yield the annotations that match a query, by article, the newest first."""
    wanted = condition(query, Side.ANNOTATION)
    matching = f"FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {wanted.sql}"
    few = connection.execute(f"SELECT a.id {matching} LIMIT ?", (*wanted.values, _FEW + 1)).fetchall()
    if len(few) <= _FEW:
        numbers = json.dumps([number for (number,) in few])
        yield from _annotations_where(connection, "a.id IN (SELECT value FROM json_each(?))", (numbers,))
        return
    # Sorting all would delay the first, so a few articles are searched at a time.
    articles = connection.execute("SELECT id FROM articles ORDER BY published_at DESC, id").fetchall()
    for page in _pages([number for (number,) in articles]):
        here = f"a.article IN (SELECT value FROM json_each(?)) AND {wanted.sql}"
        yield from _annotations_where(connection, here, (json.dumps(page), *wanted.values))


def _annotations_where(connection: sqlite3.Connection, where: str, values: Sequence[str]) -> Iterator[Mention]:
    """Yield the annotations that fulfil a condition, by article, the newest first."""
    ids = connection.execute(
        f"SELECT a.id FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE {where} "
        'ORDER BY t.published_at DESC, t.id, a.start, a."end" DESC, a.id',
        values,
    ).fetchall()
    for numbers in _pages([number for (number,) in ids]):
        marks = {row[0]: row for row in _annotation_rows(connection, numbers)}
        articles = _heads(connection, [mark[1] for mark in marks.values()])
        for number in numbers:
            if number in marks:
                _, article, uid, start, end, left, hit, right, label, status = marks[number]
                span = None if start is None else Span(start, end)
                yield Mention(articles[article], FoundIn.ANNOTATION, span, left, hit, right, uid, label or "", status)


def _articles_with_remarks(connection: sqlite3.Connection, query: Query) -> Iterator[Mention]:
    """Yield the articles with a note or tags that match a query, the newest first."""
    wanted = condition(query, Side.REMARK)
    yield from _as_articles(connection, Condition(f"{_HAS_REMARK} AND {wanted.sql}", wanted.values))


def _annotation_rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return annotations as id, article, uid, start, end, prefix, quote, suffix, label, status."""
    return connection.execute(
        'SELECT id, article, uid, start, "end", prefix, quote, suffix, label, status FROM annotations '
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchall()


def _heads(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, ArticleHit]:
    """Return the heads of articles, by id."""
    rows = connection.execute(
        "SELECT id, uid, title, source, published_at FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ).fetchall()
    return {
        number: ArticleHit(uid, flatten(title), source, published) for number, uid, title, source, published in rows
    }


def _pages(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(numbers), _PAGE):
        yield numbers[first : first + _PAGE]
