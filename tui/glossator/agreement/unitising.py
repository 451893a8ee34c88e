"""Krippendorff's alpha for unitising (2004): agreement about where stretches of text begin and end.

A *unit* is what a coder marked with a category, a *gap* what lies between two units, or between a unit and an edge of
the text. Two units that overlap differ by the squares of the distances of their beginnings and of their ends; a unit
inside another coder's gap differs by the square of its length. Several texts are compared as one continuum in which
gaps end where a text does.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from typing import TypeAlias

from glossator.agreement.measure import Undefined, Value

Unit: TypeAlias = tuple[int, int]
"""The code points from the first number to the second, exclusive."""


@dataclass(frozen=True, slots=True)
class Continuum:
    """What alpha needs to know of one category in one or more texts.

    Attributes:
        coders: how many coders there are.
        length: code points of the texts.
        observed: the sum of the differences of all ordered pairs of coders.
        units: how many units of all coders have each length.
        gaps: how many gaps of all coders have each length.
    """

    coders: int
    length: int = 0
    observed: int = 0
    units: Counter[int] = field(default_factory=Counter)
    gaps: Counter[int] = field(default_factory=Counter)

    @property
    def observed_disagreement(self) -> float:
        """The mean difference of two coders, per square of the length."""
        pairs = self.coders * (self.coders - 1)
        return self.observed / (pairs * self.length**2) if pairs and self.length else 0.0

    @property
    def expected_disagreement(self) -> float:
        """The mean difference if the same units and gaps lay anywhere."""
        number = self.units.total()
        lengths = sorted(self.gaps)
        # How many gaps are at least as long as the one at that place in `lengths`, and their lengths together.
        many = [*accumulate((self.gaps[length] for length in reversed(lengths)), initial=0)][::-1]
        long = [*accumulate((self.gaps[length] * length for length in reversed(lengths)), initial=0)][::-1]
        total = 0.0
        for length, times in self.units.items():
            place = bisect_left(lengths, length)
            inside_gaps = length**2 * (long[place] - many[place] * (length - 1))
            total += times * ((number - 1) / 3 * (2 * length**3 - 3 * length**2 + length) + inside_gaps)
        whole = self.coders * self.length
        own = sum(times * length * (length - 1) for length, times in self.units.items())
        possible = whole * (whole - 1) - own
        return 2 / self.length * total / possible if total else 0.0


def continuum(units: Sequence[Iterable[Unit]], length: int) -> Continuum:
    """Return what alpha needs to know of one category in a text.

    Args:
        units: those of each coder; units of one coder that overlap are one, and empty ones do not count.
        length: code points of the text.

    Raises:
        ValueError: when a unit reaches past the text.
    """
    merged = [_merged(one, length) for one in units]
    gaps = [_gaps(one, length) for one in merged]
    observed = 2 * sum(
        _overlap_differences(merged[one], merged[other])
        + _units_in_gaps(merged[one], gaps[other])
        + _units_in_gaps(merged[other], gaps[one])
        for one, other in combinations(range(len(merged)), 2)
        if merged[one] != merged[other]
    )
    return Continuum(
        len(merged),
        length,
        observed,
        Counter(end - start for one in merged for start, end in one),
        Counter(end - start for one in gaps for start, end in one),
    )


def joined(texts: Iterable[Continuum]) -> Continuum:
    """Return the continuum of several texts with the same coders; without texts, one without length."""
    coders = length = observed = 0
    units, gaps = Counter[int](), Counter[int]()
    for one in texts:
        coders = one.coders
        length += one.length
        observed += one.observed
        units.update(one.units)
        gaps.update(one.gaps)
    return Continuum(coders, length, observed, units, gaps)


def alpha_u(category: Continuum) -> Value:
    """Return alpha of one category."""
    return alpha_u_of_all({"": category})


def alpha_u_of_all(categories: Mapping[str, Continuum]) -> Value:
    """Return alpha of all categories together."""
    if not any(one.units for one in categories.values()):
        return Undefined.NOTHING_IN_COMMON
    expected = sum(one.expected_disagreement for one in categories.values())
    # Where the only unit of each coder is the whole text, no other arrangement is possible.
    if not expected:
        return Undefined.ONE_CATEGORY
    return 1 - sum(one.observed_disagreement for one in categories.values()) / expected


def _merged(units: Iterable[Unit], length: int) -> list[Unit]:
    """Return units by their beginning, those that overlap as one, without empty ones."""
    found: list[Unit] = []
    for start, end in sorted(units):
        if not 0 <= start <= end <= length:
            raise ValueError(f"the unit from {start} to {end} is not in a text of {length}")
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def _gaps(units: Sequence[Unit], length: int) -> list[Unit]:
    """Return what lies between the units, and between them and the edges of the text."""
    edges = [0, *(edge for unit in units for edge in unit), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _overlap_differences(first: Sequence[Unit], second: Sequence[Unit]) -> int:
    """Return the sum of the differences of all units of two coders that overlap."""
    total, place = 0, 0
    for start, end in first:
        while place < len(second) and second[place][1] <= start:
            place += 1
        at = place
        while at < len(second) and second[at][0] < end:
            total += (start - second[at][0]) ** 2 + (end - second[at][1]) ** 2
            at += 1
    return total


def _units_in_gaps(units: Sequence[Unit], gaps: Sequence[Unit]) -> int:
    """Return the sum of the squared lengths of the units that lie in a gap."""
    total, place = 0, 0
    for start, end in units:
        while place < len(gaps) and gaps[place][1] < end:
            place += 1
        if place < len(gaps) and gaps[place][0] <= start:
            total += (end - start) ** 2
    return total
