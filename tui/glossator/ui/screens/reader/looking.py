"""Searching the article, on the thread of a worker that posts messages to the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual.message import Message

from glossator.text import pluralize
from glossator.text.find import BadExpression, Finder, Search
from glossator.text.span import Span

_MOST: Final = 100_000


@dataclass
class SearchFinished(Message):
    """The result of a search.

    Attributes:
        finder: the finder of the text.
        search: the search, to continue with; None if nothing was typed or the expression is invalid.
        hit: the first hit from the cursor on.
        said: the number of hits or the error; empty while hits are being counted.
    """

    finder: Finder
    search: Search | None
    hit: Span | None
    said: str


def look(finder: Finder, typed: str, *, expression: bool, offset: int, cancelled: Callable[[], bool]) -> SearchFinished:
    """Return the result of searching for `typed` from `offset` on."""
    try:
        search = finder.search(typed, expression=expression)
    except BadExpression as error:
        return SearchFinished(finder, None, None, str(error))
    if search is None or cancelled():
        return SearchFinished(finder, None, None, "")
    hit = search.after(offset)
    return SearchFinished(finder, search, hit, "" if hit else "no hits")


def counted(search: Search) -> str:
    """Return the number of hits, in words."""
    number = search.count(_MOST)
    return f"{_MOST:,} hits or more" if number == _MOST else pluralize.counted(number, "hit")
