"""Looking for something in the article: runs on a worker's thread, and talks to the screen by messages alone."""

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
    """What came of a search.

    Attributes:
        finder: that looked, in one text.
        search: to go on with; None when nothing was typed or it cannot be.
        hit: the first from where one was.
        said: how many there are, or what is wrong; empty while it is being counted.
    """

    finder: Finder
    search: Search | None
    hit: Span | None
    said: str


def look(finder: Finder, typed: str, *, expression: bool, offset: int, cancelled: Callable[[], bool]) -> SearchFinished:
    """Return what comes of looking for `typed` from `offset` on."""
    try:
        search = finder.search(typed, expression=expression)
    except BadExpression as error:
        return SearchFinished(finder, None, None, str(error))
    if search is None or cancelled():
        return SearchFinished(finder, None, None, "")
    hit = search.after(offset)
    return SearchFinished(finder, search, hit, "" if hit else "nothing found")


def counted(search: Search) -> str:
    """Return how many hits there are, in words."""
    number = search.count(_MOST)
    return f"{_MOST:,} hits or more" if number == _MOST else pluralize.counted(number, "hit")
