"""Offsets as other programs count them, and as they are counted in an article's stored text."""

import re
from bisect import bisect_left
from enum import Enum
from typing import Final

from tui.model.span import Span
from tui.model.text import normalise

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
# What makes a normalised text shorter: the first of a pair of line ends, and controls that go.
_SHORTENS: Final = re.compile("\r(?=\n)|[\x00-\x0c\x0e-\x1f\x7f-\x9f]")


class Unit(Enum):
    """What an offset counts."""

    CODE_POINT = "code points"
    UTF_16 = "UTF-16 units"


class Offsets:
    """Between the offsets in a text as a file has it, in a unit, and those in its normalised form, in code points."""

    def __init__(self, raw: str, unit: Unit = Unit.CODE_POINT) -> None:
        """Take in `raw`, the text as the file has it."""
        self.text = normalise(raw)
        """The normalised text."""
        self._length = len(raw)
        self._pairs = [match.start() for match in _ASTRAL.finditer(raw)] if unit is Unit.UTF_16 else []
        # Where the second units of pairs stand, counted in units.
        self._seconds = [place + number + 1 for number, place in enumerate(self._pairs)]
        self._gone = _gone(raw) if len(self.text) != len(raw) else []

    def inwards(self, start: int, end: int) -> Span | None:
        """Return the span of the normalised text that the file's offsets mean; None where there is no such text."""
        first, last = self._code_point(start), self._code_point(end)
        if first is None or last is None or not first < last <= self._length:
            return None
        start, end = first - bisect_left(self._gone, first), last - bisect_left(self._gone, last)
        return Span(start, end) if start < end else None

    def outwards(self, span: Span) -> tuple[int, int]:
        """Return the offsets of a span in a text that was normalised already, counted in the unit."""
        return (
            span.start + bisect_left(self._pairs, span.start),
            span.end + bisect_left(self._pairs, span.end),
        )

    def _code_point(self, offset: int) -> int | None:
        """Return how many code points lie before `offset`; None inside a character and before the text."""
        before = bisect_left(self._seconds, offset)
        inside = before < len(self._seconds) and self._seconds[before] == offset
        return None if offset < 0 or inside else offset - before


def _gone(raw: str) -> list[int]:
    """Return where the characters of `raw` stand that normalising takes away."""
    return [match.start() for match in _SHORTENS.finditer(raw) if match[0] == "\r" or not normalise(match[0])]
