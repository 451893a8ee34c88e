"""Finding words in a text, which are folded, and stepping through hits of words or of a regular expression."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from time import monotonic
from typing import Final, Protocol

import regex

from glossator.text.folding import Folded, fold, fold_with_offsets
from glossator.text.span import Span, snap

# Seconds that one search may take.
_PATIENCE: Final = 2.0


class BadExpression(ValueError):
    """A regular expression that cannot be used; the message says why."""


class Search(Protocol):
    """What is looked for in a text. No hit starts or ends inside a grapheme cluster."""

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at `offset` or later, or else the first of the text."""
        ...

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at `offset` or earlier, or else the last of the text."""
        ...

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits from `start` up to `end`."""
        ...

    def count(self, most: int) -> int:
        """Return how many hits there are, but no more than `most`."""
        ...


class Finder:
    """One text to find in; its folded form is kept, so that the next search is quick."""

    def __init__(self, text: str, expressions: Callable[[str], "Hits"]) -> None:
        """Find in `text`; `expressions` returns the hits of a regular expression in it, or raises BadExpression."""
        self.text = text
        self._expressions = expressions

    @cached_property
    def _folded(self) -> Folded:
        return fold_with_offsets(self.text)

    def search(self, typed: str, *, expression: bool = False) -> "Search | None":
        """Return the search for what was typed, or None when nothing was.

        Args:
            typed: words, which are folded as the text is; or a regular expression, which is not.
            expression: which of the two it is.

        Raises:
            BadExpression: when it is an expression that cannot be.
        """
        if expression:
            return self._expressions(typed) if typed.strip() else None
        words = fold(typed).split()
        return WordSearch(self.text, self._folded, words) if words else None


class Hits:
    """Hits that were found before, as those of a regular expression are."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        """Keep `spans`, which are in order and do not overlap, but for those that cut a grapheme cluster."""
        self._spans = [span for span in spans if snap(text, span) == span]
        self._starts = [span.start for span in self._spans]
        self._ends = [span.end for span in self._spans]

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at `offset` or later, or else the first of the text."""
        place = bisect_left(self._starts, offset)
        return self._spans[place % len(self._spans)] if self._spans else None

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at `offset` or earlier, or else the last of the text."""
        return self._spans[bisect_right(self._ends, offset) - 1] if self._spans else None

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits from `start` up to `end`."""
        yield from self._spans[bisect_left(self._starts, start) : bisect_right(self._ends, end)]

    def count(self, most: int) -> int:
        """Return how many hits there are, but no more than `most`."""
        return min(most, len(self._spans))


class WordSearch:
    """Looks for words in the folded form of a text."""

    def __init__(self, text: str, folded: Folded, words: Sequence[str]) -> None:
        """Look for folded `words`, with any white space between them."""
        self._text = text
        self._folded = folded
        pattern = r"\s+".join(map(regex.escape, words))
        self._forward = regex.compile(pattern)
        self._backward = regex.compile(f"(?r){pattern}")

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at `offset` or later, or else the first of the text."""
        for start in (offset, 0):
            if (hit := next(self.between(start, len(self._text)), None)) is not None:
                return hit
        return None

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at `offset` or earlier, or else the last of the text."""
        return self._last(offset) or self._last(len(self._text))

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits from `start` up to `end`."""
        folded = self._folded.text
        place, stop = self._folded.place(start), self._folded.place(end)
        until = monotonic() + _PATIENCE
        try:
            while (match := self._forward.search(folded, place, stop, timeout=_left(until))) is not None:
                hit = self._hit(match)
                place = match.start() + 1 if hit is None else match.end()
                if hit is not None and start <= hit.start and hit.end <= end:
                    yield hit
        except TimeoutError:
            return

    def count(self, most: int) -> int:
        """Return how many hits there are, but no more than `most`."""
        return sum(1 for _ in islice(self.between(0, len(self._text)), most))

    def _last(self, end: int) -> Span | None:
        stop = self._folded.place(end)
        until = monotonic() + _PATIENCE
        try:
            while (match := self._backward.search(self._folded.text, 0, stop, timeout=_left(until))) is not None:
                hit = self._hit(match)
                if hit is not None and hit.end <= end:
                    return hit
                stop = match.end() - 1
                if stop < 0:
                    return None
        except TimeoutError:
            pass
        return None

    def _hit(self, match: "regex.Match[str]") -> Span | None:
        """Return the span of a match in the text itself; None where it is empty, or starts inside a cluster."""
        if match.start() == match.end():
            return None
        span = self._folded.span(*match.span())
        if span is None:
            return None
        whole = snap(self._text, span)
        return whole if whole.start == span.start else None


def _left(until: float) -> float:
    """Return the seconds that are left until then; a search without any ends at once."""
    return max(0.0, until - monotonic())
