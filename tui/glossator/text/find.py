"""Finding folded words or a regular expression in a text, and stepping through the hits.

No hit starts or ends inside a grapheme cluster.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from time import monotonic
from typing import Final, TypeAlias

import regex

from glossator.text.folding import Folded, fold, fold_with_offsets
from glossator.text.span import Span, snap

# Seconds that one search may take.
_TIMEOUT: Final = 2.0


class BadExpression(ValueError):
    """A regular expression that cannot be used; the message says why."""


class Hits:
    """Precomputed hits, such as those of a regular expression."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        """Keep those of `spans`, ordered and not overlapping, that cut no grapheme cluster."""
        self._spans = [span for span in spans if snap(text, span) == span]
        self._starts = [span.start for span in self._spans]
        self._ends = [span.end for span in self._spans]

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at or after `offset`, wrapping round to the first of the text."""
        place = bisect_left(self._starts, offset)
        return self._spans[place % len(self._spans)] if self._spans else None

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at or before `offset`, wrapping round to the last of the text."""
        return self._spans[bisect_right(self._ends, offset) - 1] if self._spans else None

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits between two offsets."""
        yield from self._spans[bisect_left(self._starts, start) : bisect_right(self._ends, end)]

    def count(self, most: int) -> int:
        """Return the number of hits, at most `most`."""
        return min(most, len(self._spans))


class WordSearch:
    """A search for consecutive words, separated by any white space, in the folded form of a text."""

    def __init__(self, text: str, folded: Folded, words: Sequence[str]) -> None:
        """Search for `words`, which are folded."""
        self._text = text
        self._folded = folded
        pattern = r"\s+".join(map(regex.escape, words))
        self._forward = regex.compile(pattern)
        self._backward = regex.compile(f"(?r){pattern}")

    def after(self, offset: int) -> Span | None:
        """Return the first hit that starts at or after `offset`, wrapping round to the first of the text."""
        for start in (offset, 0):
            if (hit := next(self.between(start, len(self._text)), None)) is not None:
                return hit
        return None

    def before(self, offset: int) -> Span | None:
        """Return the last hit that ends at or before `offset`, wrapping round to the last of the text."""
        return self._last(offset) or self._last(len(self._text))

    def between(self, start: int, end: int) -> Iterator[Span]:
        """Yield the hits between two offsets."""
        folded = self._folded.text
        place, stop = self._folded.place(start), self._folded.place(end)
        deadline = monotonic() + _TIMEOUT
        try:
            while (match := self._forward.search(folded, place, stop, timeout=_remaining(deadline))) is not None:
                hit = self._hit(match)
                place = match.start() + 1 if hit is None else match.end()
                if hit is not None and start <= hit.start and hit.end <= end:
                    yield hit
        except TimeoutError:
            return

    def count(self, most: int) -> int:
        """Return the number of hits, at most `most`."""
        return sum(1 for _ in islice(self.between(0, len(self._text)), most))

    def _last(self, end: int) -> Span | None:
        folded, stop = self._folded.text, self._folded.place(end)
        deadline = monotonic() + _TIMEOUT
        try:
            while (match := self._backward.search(folded, 0, stop, timeout=_remaining(deadline))) is not None:
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
        """Return the span of a match in the original text; None if it is empty or starts inside a cluster."""
        if match.start() == match.end() or (span := self._folded.span(*match.span())) is None:
            return None
        whole = snap(self._text, span)
        return whole if whole.start == span.start else None


def _remaining(deadline: float) -> float:
    return max(0.0, deadline - monotonic())


Search: TypeAlias = Hits | WordSearch


class Finder:
    """A text to search in; it is folded once, by the first search for words."""

    def __init__(self, text: str, find_expression: Callable[[str], Hits]) -> None:
        """Search in `text`; `find_expression` returns the hits of a regular expression, or raises BadExpression."""
        self.text = text
        self._find_expression = find_expression

    @cached_property
    def _folded(self) -> Folded:
        return fold_with_offsets(self.text)

    def search(self, typed: str, *, expression: bool = False) -> Search | None:
        """Return the search for `typed`, words or a regular expression; None if it is blank.

        Raises:
            BadExpression: when the regular expression cannot be used.
        """
        if expression:
            return self._find_expression(typed) if typed.strip() else None
        words = fold(typed).split()
        return WordSearch(self.text, self._folded, words) if words else None
