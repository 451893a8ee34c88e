"""Conversion of offsets between other programs' units and the code points of a normalised text."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate
from typing import Final
from unicodedata import category, normalize

from glossator.text.normalise import normalise
from glossator.text.span import Span

# What normalisation removes: the first of a pair of line ends, and control characters.
_SHORTENS: Final = re.compile("\r(?=\n)|[\x00-\x0c\x0e-\x1f\x7f-\x9f]")


class OffsetUnit(Enum):
    """What an offset counts."""

    CODE_POINT = "code points"
    UTF_16 = "UTF-16 units"
    UTF_8 = "bytes of UTF-8"


@dataclass(frozen=True, slots=True)
class Counting:
    """How a file counts its offsets.

    Attributes:
        unit: what they count.
        joins_line_ends: whether a carriage return before a line feed is not counted.
        mark: 1 if they count a byte order mark before the text as it is given here, -1 if they do not count the one
            with which that begins.
    """

    unit: OffsetUnit = OffsetUnit.CODE_POINT
    joins_line_ends: bool = False
    mark: int = 0


@dataclass(frozen=True, slots=True)
class QuotedText:
    """A text as a file has it, with the offsets and quotes of its annotations.

    Attributes:
        places: start, end and quote of each, in the order of the file.
        had_mark: whether a byte order mark stood before the text.
    """

    raw: str
    places: Sequence[tuple[int, int, str]]
    had_mark: bool = False


BYTE_ORDER_MARK: Final = "\ufeff"
"""What may stand before a text in a file."""
# The characters that count more than one in a unit.
_WIDE: Final[Mapping[OffsetUnit, "re.Pattern[str]"]] = {
    OffsetUnit.UTF_16: re.compile("[\U00010000-\U0010ffff]"),
    OffsetUnit.UTF_8: re.compile("[^\x00-\x7f]"),
}


class Offsets:
    """The offsets of one text: in a file, in some unit, and in its normalised form, in code points."""

    def __init__(self, raw: str, counting: OffsetUnit | Counting = OffsetUnit.CODE_POINT) -> None:
        """Index `raw`, the text as the file has it."""
        self.text = normalise(raw)
        """The normalised text."""
        joins, mark, unit = False, 0, counting
        if isinstance(unit, Counting):
            joins, mark, unit = unit.joins_line_ends, unit.mark, unit.unit
        raw = raw.replace("\r\n", "\n") if joins else raw
        # What an offset counts more than it does in `raw`.
        self._shift = mark * (len(BYTE_ORDER_MARK.encode()) if unit is OffsetUnit.UTF_8 else 1)
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
        if self._shift:
            start, end = start - self._shift, end - self._shift
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
            span.start + self._more[bisect_left(self._wide, span.start)] + self._shift,
            span.end + self._more[bisect_left(self._wide, span.end)] + self._shift,
        )

    def _code_point(self, offset: int) -> int | None:
        """Return the number of code points before `offset`; None inside a character and before the text."""
        passed = bisect_left(self._starts, offset)
        place = offset - self._more[passed]
        inside = passed > 0 and place <= self._wide[passed - 1]
        return None if offset < 0 or inside else place


def same_quote(there: str, quote: str) -> bool:
    """Return whether two texts differ at most in white space, invisible characters and Unicode composition."""
    return there == quote or _visible(there) == _visible(quote)


def best_counting(
    texts: Sequence[QuotedText],
    preferred: Counting = Counting(),
    same: Callable[[str, str], bool] = same_quote,
) -> Counting:
    """Return the way of counting under which most quotes of a file stand at their offsets.

    Args:
        texts: those of the file, or some of them.
        preferred: the one to take where no other is better.
        same: returns whether the text at the offsets, normalised, is the quote.
    """
    # Where all ways of counting come to the same, nothing can be learnt.
    telling = [one for one in texts if one.places and (not one.raw.isascii() or "\r\n" in one.raw or one.had_mark)]
    most, best = -1, preferred
    for counting in _countings(telling, preferred):
        held = sum(_held(one, counting, same) for one in telling)
        if held > most:
            most, best = held, counting
        if held == sum(len(one.places) for one in telling):
            break
    return best


def _countings(texts: Sequence[QuotedText], preferred: Counting) -> Iterator[Counting]:
    """Yield the preferred way of counting, then the others that make a difference in the texts."""
    yield preferred
    wide = any(not one.raw.isascii() for one in texts)
    pairs = any("\r\n" in one.raw for one in texts)
    marks = [0]
    marks += [1] if any(one.had_mark for one in texts) else []
    marks += [-1] if any(one.raw.startswith(BYTE_ORDER_MARK) for one in texts) else []
    for mark in marks:
        for joins in (False, True) if pairs else (False,):
            for unit in OffsetUnit if wide else (preferred.unit,):
                if (counting := Counting(unit, joins, mark)) != preferred:
                    yield counting


def _held(one: QuotedText, counting: Counting, same: Callable[[str, str], bool]) -> int:
    """Return how many quotes of a text stand at their offsets."""
    offsets = Offsets(one.raw, fitting(counting, one.raw, had_mark=one.had_mark))
    spans = ((offsets.to_normalised(start, end), quote) for start, end, quote in one.places)
    return sum(span is not None and same(span.of(offsets.text), quote) for span, quote in spans)


def fitting(counting: Counting, raw: str, *, had_mark: bool = False) -> Counting:
    """Return the counting of a file for one of its texts, which may have no byte order mark."""
    has_it = had_mark if counting.mark > 0 else raw.startswith(BYTE_ORDER_MARK)
    return counting if has_it or not counting.mark else replace(counting, mark=0)


def _visible(text: str) -> str:
    """Return a text in NFC without white space and invisible characters."""
    return "".join(
        character for character in normalize("NFC", text) if not character.isspace() and category(character) != "Cf"
    )


def _units(character: str, unit: OffsetUnit) -> int:
    return 2 if unit is OffsetUnit.UTF_16 else len(character.encode("utf-8", "surrogatepass"))


def _removed(raw: str) -> list[int]:
    """Return the offsets of the characters of `raw` that normalisation removes."""
    return [match.start() for match in _SHORTENS.finditer(raw) if match[0] == "\r" or not normalise(match[0])]
