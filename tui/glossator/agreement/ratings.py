"""Ratings of items by several coders, as a table of how often each row occurs."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Row: TypeAlias = tuple[Hashable, ...]
"""The categories that the coders gave to an item, in the order of the coders; None for a coder who gave none."""
Ratings: TypeAlias = Mapping[Row, int]
"""How many items have each row."""


def ratings(rows: Iterable[Iterable[Hashable]]) -> Counter[Row]:
    """Return the table of rows that name the category of each coder, with None for a gap.

    Raises:
        ValueError: when the rows differ in length.
    """
    table = Counter(tuple(row) for row in rows)
    if len({len(row) for row in table}) > 1:
        raise ValueError("each row needs a category, or None, for each coder")
    return table


def rated(table: Ratings, least: int = 1) -> Iterator[tuple[Counter[Any], int]]:
    """Yield the categories of each row that has at least `least`, with their numbers, and how many items have it.

    The categories are not to be changed.
    """
    for row, items in table.items():
        if items and len(row) - row.count(None) >= least:
            yield _categories(row), items


# An interval asks for the same rows a thousand times.
@lru_cache(maxsize=10_000)
def _categories(row: Row) -> Counter[Any]:
    return Counter(category for category in row if category is not None)


def pairs(table: Ratings) -> Counter[Row]:
    """Return the rows that both of two coders rated.

    Raises:
        ValueError: when there are not two coders.
    """
    if any(len(row) != 2 for row in table):
        raise ValueError("this measure is for two coders")
    return Counter({row: items for row, items in table.items() if items and None not in row})


def common_items(table: Ratings) -> int:
    """Return how many items at least two coders rated."""
    return sum(items for _, items in rated(table, 2))
