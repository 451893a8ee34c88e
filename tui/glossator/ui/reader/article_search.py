"""Finding text in the open article: the search and its hits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.message import Message

from glossator.text.span import Span

if TYPE_CHECKING:
    from glossator.text.find import Finder, Search

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

    finder: "Finder"
    search: "Search | None"
    hit: Span | None
    said: str


class ArticleSearch:
    """The search in one article."""

    def __init__(self, text: str) -> None:
        """Search `text`; nothing was searched yet."""
        from glossator.services.regex_worker import ExpressionFinder
        from glossator.text.find import Finder

        self.hits: Search | None = None
        self._finder = Finder(text, ExpressionFinder(text).find)

    def look(
        self,
        typed: str,
        start: int,
        *,
        expression: bool,
        cancelled: Callable[[], bool],
        post: Callable[[Message], object],
    ) -> None:
        """Search, and post the first hit from `start` on, then the number of hits; called on a worker's thread."""
        found = self._first(typed, start, expression=expression, cancelled=cancelled)
        if cancelled():
            return
        post(found)
        if found.hit is not None and found.search is not None:
            said = _count(found.search)
            if not cancelled():
                post(SearchFinished(self._finder, found.search, None, said))

    def _first(self, typed: str, start: int, *, expression: bool, cancelled: Callable[[], bool]) -> SearchFinished:
        from glossator.text.find import BadExpression

        try:
            search = self._finder.search(typed, expression=expression)
        except BadExpression as error:
            return SearchFinished(self._finder, None, None, str(error))
        if search is None or cancelled():
            return SearchFinished(self._finder, None, None, "")
        hit = search.after(start)
        return SearchFinished(self._finder, search, hit, "" if hit else "no hits")

    def is_of(self, event: SearchFinished) -> bool:
        """Return whether a result is of this article."""
        return event.finder is self._finder

    def neighbour(self, offset: int, *, forward: bool) -> Span | None:
        """Return the hit after or before an offset, if something was searched."""
        if self.hits is None:
            return None
        return self.hits.after(offset + 1) if forward else self.hits.before(offset)


def _count(search: "Search") -> str:
    """Return the number of hits, in words."""
    from glossator.text.pluralize import counted

    number = search.count(_MOST)
    return f"{_MOST:,} hits or more" if number == _MOST else counted(number, "hit")
