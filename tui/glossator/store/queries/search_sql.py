"""Queries compiled to SQL: full-text expressions with all words quoted, and conditions."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, product
from typing import Final

from glossator.domain.query import DISPUTED, And, Not, Or, Query, QueryField, Together, Unit, Words, fields, score_bound
from glossator.text.folding import fold
from glossator.text.spellings import folded_words, matching_prefix


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in SQL, with the values of its parameters."""

    sql: str
    values: tuple[str, ...] = ()


class Side(Enum):
    """What a condition is about: articles `t`, annotations `a` of articles `t`, or notes and tags of articles `t`."""

    ARTICLE = "article"
    ANNOTATION = "annotation"
    REMARK = "remark"


def add_functions(connection: sqlite3.Connection) -> None:
    """Add the SQL functions that conditions use."""
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.create_function("says", 2, _says, deterministic=True)


def _says(text: str, wanted: str) -> bool:
    """Return whether a text has the words, the last as a prefix, without regard to case and accents."""
    return f" {' '.join(folded_words(wanted))}" in f" {' '.join(folded_words(text))}"


def quoted(wanted: Words) -> str:
    """Return words as a quoted full-text expression."""
    text = wanted.text.replace('"', '""')
    return f'"{text}"{" *" if wanted.prefix else ""}'


def any_of(wanted: Sequence[Words]) -> str:
    """Return the full-text expression for any of `wanted`."""
    return " OR ".join(map(quoted, wanted))


def full_text(query: Query) -> str | None:
    """Return a query as a full-text expression; None where it has fields, or only negations."""
    match query:
        case Words():
            return quoted(query)
        case Or(parts):
            either = [full_text(part) for part in parts]
            return None if None in either else f"({' OR '.join(filter(None, either))})"
        case And(parts):
            wanted = [full_text(part) for part in parts if not isinstance(part, Not)]
            unwanted = [full_text(part.part) for part in parts if isinstance(part, Not)]
            if not wanted or None in wanted or None in unwanted:
                return None
            all_of = " AND ".join(filter(None, wanted))
            return f"(({all_of}) NOT ({' OR '.join(filter(None, unwanted))}))" if unwanted else f"({all_of})"
        case Not() | QueryField() | Together():
            return None


def split(query: Query) -> tuple[str | None, Query | None]:
    """Split a query into a full-text expression and the rest; both must match."""
    if (whole := full_text(query)) is not None:
        return whole, None
    if not isinstance(query, And):
        return None, query
    worded = [part for part in query.parts if full_text(part.part if isinstance(part, Not) else part) is not None]
    rest = tuple(part for part in query.parts if part not in worded)
    together = full_text(And(tuple(worded))) if worded else None
    if together is None:
        return None, query
    return together, rest[0] if len(rest) == 1 else And(rest)


def condition(query: Query, side: Side) -> Condition:
    """Return the condition of a query for rows of `side`."""
    if (expression := full_text(query)) is not None:
        return _worded(expression, side)
    match query:
        case And(parts) | Or(parts):
            found = [condition(part, side) for part in parts]
            sign = " AND " if isinstance(query, And) else " OR "
            return Condition(
                f"({sign.join(one.sql for one in found)})", tuple(value for one in found for value in one.values)
            )
        case Not(part):
            found_part = condition(part, side)
            return Condition(f"NOT {found_part.sql}", found_part.values)
        case QueryField(name, value):
            return _FIELDS[name](value, side)
        case Together():
            return _together(query, side)
        case Words():
            raise AssertionError("words are full text")


def _worded(expression: str, side: Side) -> Condition:
    texts = "t.id IN (SELECT rowid FROM search_texts WHERE search_texts MATCH ?)"
    if side is Side.ARTICLE:
        return Condition(texts, (expression,))
    row = "a.id" if side is Side.ANNOTATION else "-t.id"
    remarks = (
        f"({row} IN (SELECT rowid FROM search_remarks WHERE search_remarks MATCH ?) "
        f"AND {row} NOT IN (SELECT id FROM hidden_remarks))"
    )
    return Condition(f"({texts} OR {remarks})", (expression, expression))


def _label(value: str, side: Side) -> Condition:
    if side is not Side.ANNOTATION:
        return _FALSE
    # Not coalesce, which would keep SQLite from using the index.
    return Condition(
        "(a.label IS NOT NULL AND a.label IN (SELECT name FROM labels WHERE fold(name) = ?))", (fold(value),)
    )


def _quote(value: str, side: Side) -> Condition:
    if side is not Side.ANNOTATION:
        return _FALSE
    # The index finds the articles that have the words.
    expression = f"text : ({quoted(Words(value, prefix=True))})"
    return Condition(
        "(t.id IN (SELECT rowid FROM search_texts WHERE search_texts MATCH ?) AND says(a.quote, ?))",
        (expression, value),
    )


def _tag(value: str, side: Side) -> Condition:
    tags = "SELECT id FROM tags WHERE fold(path) = ? OR instr(fold(path), ? || '/') = 1"
    given = (
        f"a.id IN (SELECT annotation FROM annotation_tags WHERE tag IN ({tags}))"
        if side is Side.ANNOTATION
        else f"t.id IN (SELECT article FROM article_tags WHERE tag IN ({tags}))"
    )
    return Condition(given, (fold(value), fold(value)))


def _entity(value: str, side: Side) -> Condition:
    if side is not Side.ANNOTATION:
        return _FALSE
    return Condition(
        "(a.entity IS NOT NULL AND a.entity IN (SELECT id FROM entities WHERE uid = ? OR fold(name) = ? "
        "UNION SELECT entity FROM aliases WHERE fold(alias) = ?))",
        (value, fold(value), fold(value)),
    )


def _source(value: str, _: Side) -> Condition:
    return Condition("instr(fold(t.source), ?) > 0", (fold(value),))


def _author(value: str, _: Side) -> Condition:
    return Condition("instr(fold(t.author), ?) > 0", (fold(value),))


def _metadata(value: str, _: Side) -> Condition:
    name, is_named, wanted = value.partition("=")
    found = "SELECT article FROM article_metadata WHERE"
    if not is_named:
        return Condition(f"t.id IN ({found} instr(fold(value), ?) > 0)", (fold(value),))
    return Condition(
        f"t.id IN ({found} fold(name) = ? AND instr(fold(value), ?) > 0)", (fold(name.strip()), fold(wanted.strip()))
    )


def _after(value: str, _: Side) -> Condition:
    return Condition("t.published_at >= ?", (value,))


def _added(value: str, _: Side) -> Condition:
    return Condition("t.added_at >= ?", (value,))


def _is(value: str, _: Side) -> Condition:
    return Condition(_STANDINGS[value])


def _before(value: str, _: Side) -> Condition:
    return Condition("(t.published_at <> '' AND t.published_at < ?)", (value,))


def _status(value: str, side: Side) -> Condition:
    return Condition("a.status = ?", (value,)) if side is Side.ANNOTATION else _FALSE


def _score(value: str, side: Side) -> Condition:
    if side is not Side.ANNOTATION:
        return _FALSE
    bound = score_bound(value)
    assert bound is not None
    return Condition(f"(a.score IS NOT NULL AND a.score {bound.sign} CAST(? AS REAL))", (str(bound.number),))


def _analyst(value: str, side: Side) -> Condition:
    return Condition(f"fold({'a.analyst' if side is Side.ANNOTATION else 't.updated_by'}) = ?", (fold(value),))


def _together(pair: Together, side: Side) -> Condition:
    if side is not Side.ANNOTATION and pair.unit is not Unit.ARTICLE:
        return _FALSE
    coded = [condition(code, Side.ANNOTATION) for code in (pair.first, pair.second)]
    tagged = [condition(code, Side.REMARK) for code in (pair.first, pair.second)]
    tables = ", ".join(
        f'{name} AS (SELECT a.id, a.article, a.start, a."end", a.paragraph FROM annotations AS a '
        f"WHERE {code.sql} AND a.status <> 'rejected')"
        for name, code in zip(("one", "two"), coded, strict=True)
    )
    values = [value for code in coded for value in code.values]
    of_articles = [value for code in tagged for value in code.values]
    match pair.unit:
        case Unit.PASSAGE:
            tables += f", both(one, two) AS ({_OVERLAPPING})"
            found = "SELECT one FROM both UNION SELECT two FROM both"
        case Unit.PARAGRAPH:
            tables += ", both AS (SELECT article, paragraph FROM one INTERSECT SELECT article, paragraph FROM two)"
            found = _IN_BOTH.format("(article, paragraph)")
        case Unit.ARTICLE:
            one, two = (
                f"SELECT * FROM (SELECT article FROM {name} UNION SELECT t.id FROM articles AS t WHERE {code.sql})"
                for name, code in zip(("one", "two"), tagged, strict=True)
            )
            tables += f", both AS ({one} INTERSECT {two})"
            values += of_articles
            found = _IN_BOTH.format("article")
    if side is Side.ANNOTATION:
        return Condition(f"a.id IN (WITH {tables} {found})", tuple(values))
    either = " OR ".join(code.sql for code in tagged)
    return Condition(f"(({either}) AND t.id IN (WITH {tables} SELECT article FROM both))", (*of_articles, *values))


# The later of two overlapping spans begins in the other one.
_OVERLAPPING: Final = " UNION ALL ".join(
    f"SELECT {one}.id, later.id FROM {one} CROSS JOIN main.annotations AS later INDEXED BY annotations_place "
    f'ON later.article = {one}.article AND later.start >= {one}.start AND later.start < {one}."end" '
    f"WHERE +later.id IN (SELECT id FROM {two})"
    for one, two in (("one", "two"), ("two", "one"))
)
_IN_BOTH: Final = (
    "SELECT id FROM one WHERE {0} IN (SELECT * FROM both) UNION SELECT id FROM two WHERE {0} IN (SELECT * FROM both)"
)


def _has(value: str, side: Side) -> Condition:
    return Condition((_HAD_BY_ANNOTATION if side is Side.ANNOTATION else _HAD_BY_ARTICLE)[value])


def _verdict(value: str, side: Side) -> Condition:
    if side is not Side.ANNOTATION:
        return _FALSE
    if value == DISPUTED:
        return Condition("a.id IN (SELECT annotation FROM disputes)")
    name, sign, status = value.rpartition("=")
    name = fold(name if sign else value)
    given = (name, status) if sign else (name,)
    row, own = (" AND v.status = ?", " AND a.status = ?") if sign else ("", " AND a.status <> 'suggested'")
    of = "FROM verdicts AS v WHERE v.annotation = a.id"
    return Condition(
        f"(EXISTS (SELECT 1 {of} AND fold(v.analyst) = ?{row}) "
        f"OR (fold(a.analyst) = ?{own} AND NOT EXISTS (SELECT 1 {of})))",
        (*given, *given),
    )


_FALSE: Final = Condition("0")
_STANDINGS: Final = {
    "archived": "t.id IN (SELECT article FROM archived_articles)",
    "superseded": "t.id IN (SELECT supersedes FROM article_versions)",
    "any": "1",
}
_HAD_BY_ANNOTATION: Final = {
    "note": "a.note <> ''",
    "tag": "EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id)",
    "entity": "a.entity IS NOT NULL",
}
_HAD_BY_ARTICLE: Final = {
    "note": "t.note <> ''",
    "tag": "EXISTS (SELECT 1 FROM article_tags WHERE article = t.id)",
    "entity": "0",
}
_FIELDS: Final[dict[str, Callable[[str, Side], Condition]]] = {
    "label": _label,
    "quote": _quote,
    "tag": _tag,
    "entity": _entity,
    "source": _source,
    "author": _author,
    "meta": _metadata,
    "after": _after,
    "before": _before,
    "status": _status,
    "has": _has,
    "analyst": _analyst,
    "score": _score,
    "added": _added,
    "is": _is,
    "verdict": _verdict,
}
OF_ARTICLES: Final = ("source", "author", "meta", "after", "before", "added", "is")
"""The fields of articles; a query with any other searches annotations, and notes and tags of articles."""


# Spellings of a phrase that are searched at most, the one in plain letters first.
_MOST_SPELLINGS: Final = 200


def with_spellings(connection: sqlite3.Connection, query: Query) -> Query:
    """Replace the words of a query, and of its quotes, by all their spellings in the workspace."""
    match query:
        case Words(text, prefix):
            return _either([Words(spelled, prefix) for spelled in _spelled(connection, text, prefix=prefix)], query)
        case QueryField("quote", value):
            return _either(
                [QueryField("quote", spelled) for spelled in _spelled(connection, value, prefix=True)], query
            )
        case QueryField() | Together():
            return query
        case Not(part):
            return Not(with_spellings(connection, part))
        case And(parts):
            return And(tuple(with_spellings(connection, part) for part in parts))
        case Or(parts):
            return Or(tuple(with_spellings(connection, part) for part in parts))


def _either(ways: list[Words] | list[QueryField], query: Query) -> Query:
    return ways[0] if len(ways) == 1 else Or(tuple(ways)) if ways else query


def _spelled(connection: sqlite3.Connection, text: str, *, prefix: bool) -> list[str]:
    """Return the spellings of a text, the one in plain letters first."""
    wanted = folded_words(text)
    ways = [[word, *_spellings(connection, word)] for word in wanted]
    if prefix and wanted:
        ways[-1] = [wanted[-1], *_beginnings(connection, wanted[-1])]
    return [" ".join(way) for way in islice(product(*ways), _MOST_SPELLINGS)] if wanted else []


def _spellings(connection: sqlite3.Connection, word: str) -> list[str]:
    found = connection.execute("SELECT spelling FROM search_word_spellings WHERE folded = ? ORDER BY 1", (word,))
    return _distinct((spelling for (spelling,) in found.fetchall()), word)


def _beginnings(connection: sqlite3.Connection, word: str) -> list[str]:
    found = connection.execute(
        "SELECT spelling FROM search_word_spellings WHERE folded >= ? AND folded < ? ORDER BY 1",
        (word, f"{word}\U0010ffff"),
    )
    return _distinct((matching_prefix(spelling, word) for (spelling,) in found.fetchall()), word)


def _distinct(spellings: Iterable[str], word: str) -> list[str]:
    """Return the spellings that differ from `word` and each other in more than case."""
    return [spelled for spelled in dict.fromkeys(map(str.lower, spellings)) if spelled != word]


_THERE_IS: Final[Mapping[str, str]] = {
    "label": "SELECT 1 FROM labels WHERE fold(name) = ?1",
    "tag": "SELECT 1 FROM tags WHERE fold(path) = ?1 OR instr(fold(path), ?1 || '/') = 1",
    "entity": "SELECT 1 FROM entities WHERE fold(name) = ?1 UNION ALL SELECT 1 FROM aliases WHERE fold(alias) = ?1",
    "source": "SELECT 1 FROM articles WHERE instr(fold(source), ?1) > 0",
    "author": "SELECT 1 FROM articles WHERE instr(fold(author), ?1) > 0",
}


def _is_in_metadata(connection: sqlite3.Connection, value: str) -> bool:
    """Return whether an article has what a field `meta` asks for."""
    wanted = _metadata(value, Side.ARTICLE)
    found = connection.execute(f"SELECT 1 FROM articles AS t WHERE {wanted.sql} LIMIT 1", wanted.values)
    return found.fetchone() is not None


def unknown_terms(connection: sqlite3.Connection, query: Query) -> str:
    """Return a phrase about the labels, tags, entities and metadata of a query that do not exist, if any."""
    connection.create_function("fold", 1, fold, deterministic=True)
    missing = [
        f"no {field.name} “{field.value}”"
        for field in dict.fromkeys(fields(query))
        if field.name in _THERE_IS
        and connection.execute(f"{_THERE_IS[field.name]} LIMIT 1", (fold(field.value),)).fetchone() is None
    ]
    missing += [
        f"no metadata “{field.value}”"
        for field in dict.fromkeys(fields(query))
        if field.name == "meta" and not _is_in_metadata(connection, field.value)
    ]
    return f"there is {' and '.join(missing)}" if missing else ""
