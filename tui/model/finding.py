"""Finding words in a text, which are folded, or what fits a regular expression."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from time import monotonic
from typing import Final

import regex

from tui.model.folding import Folded, fold, fold_with_offsets
from tui.model.span import Span, snap

# Seconds that one search may take; an expression can be made to take for ever.
_PATIENCE: Final = 2.0


class BadExpression(ValueError):
    """A regular expression that cannot be; the message says why."""


class Finder:
    """One text to find in; its folded form is kept, so that the next search is quick."""

    def __init__(self, text: str) -> None:
        self.text = text

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
            if not typed.strip():
                return None
            try:
                return Search(self.text, Folded(self.text), typed, regex.IGNORECASE | regex.MULTILINE)
            except regex.error as error:
                raise BadExpression(f"That is no regular expression: {error}.") from error
        words = fold(typed).split()
        return Search(self.text, self._folded, r"\s+".join(map(regex.escape, words))) if words else None


class Search:
    """What is looked for in a text. No hit starts or ends inside a grapheme cluster."""

    def __init__(self, text: str, folded: Folded, pattern: str, flags: int = 0) -> None:
        """Look for `pattern` in the folded form of `text`.

        Raises:
            regex.error: when it is no pattern.
        """
        self._text = text
        self._folded = folded
        self._forward = regex.compile(pattern, flags)
        self._backward = regex.compile(f"(?r){pattern}", flags)

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
