"""Conversion of offsets between other programs' units and the code points of a normalised text."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from enum import Enum
from itertools import accumulate
from typing import Final

from glossator.text.normalise import normalise
from glossator.text.span import Span

# What normalisation removes: the first of a pair of line ends, and control characters.
_SHORTENS: Final = re.compile("\r(?=\n)|[\x00-\x0c\x0e-\x1f\x7f-\x9f]")


class OffsetUnit(Enum):
    """What an offset counts."""

    CODE_POINT = "code points"
    UTF_16 = "UTF-16 units"
    UTF_8 = "bytes of UTF-8"


# The characters that count more than one in a unit.
_WIDE: Final[Mapping[OffsetUnit, "re.Pattern[str]"]] = {
    OffsetUnit.UTF_16: re.compile("[\U00010000-\U0010ffff]"),
    OffsetUnit.UTF_8: re.compile("[^\x00-\x7f]"),
}


class Offsets:
    """The offsets of one text: in a file, in some unit, and in its normalised form, in code points."""

    def __init__(self, raw: str, unit: OffsetUnit = OffsetUnit.CODE_POINT) -> None:
        """Index `raw`, the text as the file has it."""
        self.text = normalise(raw)
        """The normalised text."""
        self._length = len(raw)
        wide = [match.start() for match in _WIDE[unit].finditer(raw)] if unit in _WIDE else []
        # The surplus units of the wide characters, accumulated before each and after the last.
        self._more = [0, *accumulate(_units(raw[place], unit) - 1 for place in wide)]
        self._wide = wide
        # Their offsets in the unit.
        self._starts = [place + more for place, more in zip(wide, self._more, strict=False)]
        self._removed = _removed(raw) if len(self.text) != len(raw) else []
        self._same = not self._wide and not self._removed

    def to_normalised(self, start: int, end: int) -> Span | None:
        """Return the span of the normalised text at the file's offsets; None if they are outside the text."""
        if self._same:
            return Span(start, end) if 0 <= start < end <= self._length else None
        first, last = self._code_point(start), self._code_point(end)
        if first is None or last is None or not first < last <= self._length:
            return None
        start, end = first - bisect_left(self._removed, first), last - bisect_left(self._removed, last)
        return Span(start, end) if start < end else None

    def to_source(self, span: Span) -> tuple[int, int]:
        """Return the offsets, in the unit, of a span of a text that was normalised already."""
        return (
            span.start + self._more[bisect_left(self._wide, span.start)],
            span.end + self._more[bisect_left(self._wide, span.end)],
        )

    def _code_point(self, offset: int) -> int | None:
        """Return the number of code points before `offset`; None inside a character and before the text."""
        passed = bisect_left(self._starts, offset)
        place = offset - self._more[passed]
        inside = passed > 0 and place <= self._wide[passed - 1]
        return None if offset < 0 or inside else place


def _units(character: str, unit: OffsetUnit) -> int:
    return 2 if unit is OffsetUnit.UTF_16 else len(character.encode("utf-8", "surrogatepass"))


def _removed(raw: str) -> list[int]:
    """Return the offsets of the characters of `raw` that normalisation removes."""
    return [match.start() for match in _SHORTENS.finditer(raw) if match[0] == "\r" or not normalise(match[0])]
