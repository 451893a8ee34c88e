"""Asking the full-text indexes for all spellings of a word."""

import sqlite3
from collections.abc import Iterable
from itertools import islice, product
from typing import Final

from glossator.domain.query import And, Not, Or, Query, QueryField, Words
from glossator.text.spellings import folded_words, matching_prefix

# Ways to write a phrase that are asked for at most, the one in plain letters first.
_MOST: Final = 200


def with_spellings(connection: sqlite3.Connection, query: Query) -> Query:
    """Return `query` asking for all spellings in the workspace of each of its words, and of those of quotes."""
    match query:
        case Words(text, prefix):
            return _either([Words(spelled, prefix) for spelled in _spelled(connection, text, prefix=prefix)], query)
        case QueryField("quote", value):
            return _either(
                [QueryField("quote", spelled) for spelled in _spelled(connection, value, prefix=True)], query
            )
        case QueryField():
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
    """Return the ways in which the words of `text` are written, in plain letters first."""
    wanted = folded_words(text)
    ways = [[word, *_spellings(connection, word)] for word in wanted]
    if prefix and wanted:
        ways[-1] = [wanted[-1], *_beginnings(connection, wanted[-1])]
    return [" ".join(way) for way in islice(product(*ways), _MOST)] if wanted else []


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
    """Return those of `spellings` that differ from `word` and from each other in more than case, as for the index."""
    return [spelled for spelled in dict.fromkeys(map(str.lower, spellings)) if spelled != word]
