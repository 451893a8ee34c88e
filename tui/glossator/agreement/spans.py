"""Agreement of two analysts about spans of text: F1, and which labels they confuse.

Chance is not corrected for, because nobody can count the spans that neither of the two marked; where they are many,
kappa approaches F1 (Hripcsak and Rothschild 2005).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import heappop, heappush
from itertools import zip_longest
from typing import NamedTuple, Self

from glossator.agreement.measure import Undefined, Value


class Mark(NamedTuple):
    """The code points from `start` to `end`, exclusive, with a label."""

    start: int
    end: int
    label: str


class Match(StrEnum):
    """When two spans are the same."""

    EXACT = "exact"
    BOUNDARIES = "boundaries only"
    OVERLAP = "overlapping"


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """The spans of two analysts, and how many of them match one of the other, each at most once.

    Attributes:
        both: pairs of matching spans.
        first, second: all spans of the first analyst, and of the second.
    """

    both: int = 0
    first: int = 0
    second: int = 0

    def __add__(self, other: Self) -> "SpanCounts":
        return SpanCounts(self.both + other.both, self.first + other.first, self.second + other.second)

    @property
    def f1(self) -> Value:
        """The harmonic mean of the shares of spans that match; 0 if only one of the two has any."""
        return 2 * self.both / (self.first + self.second) if self.first + self.second else Undefined.NOTHING_IN_COMMON


def compare(first: Iterable[Mark], second: Iterable[Mark]) -> dict[Match, dict[str, SpanCounts]]:
    """Return the counts of two analysts' spans in one text by each way of matching, and by label.

    Equal spans of one analyst count once. `Match.BOUNDARIES` has no labels; all its counts are under the label “”.
    """
    one, other = set(first), set(second)
    both = one & other
    same = Counter(mark.label for mark in both)
    mine, theirs = Counter(mark.label for mark in one), Counter(mark.label for mark in other)
    exact = {
        label: SpanCounts(same[label], mine[label], theirs[label]) for label in sorted(mine.keys() | theirs.keys())
    }
    # Where all spans of one analyst have their equal, there cannot be more pairs.
    overlap = {
        label: counts
        if counts.both == min(counts.first, counts.second)
        else replace(counts, both=overlapping(_places(one, label), _places(other, label)))
        for label, counts in exact.items()
    }
    relabelled = Counter(mark[:2] for mark in one - both) & Counter(mark[:2] for mark in other - both)
    boundaries = SpanCounts(len(both) + relabelled.total(), len(one), len(other))
    return {
        Match.EXACT: exact,
        Match.BOUNDARIES: {"": boundaries} if one or other else {},
        Match.OVERLAP: overlap,
    }


def micro(counts: Mapping[str, SpanCounts]) -> Value:
    """Return F1 of all spans together, so that frequent labels weigh more."""
    return sum(counts.values(), SpanCounts()).f1


def macro(counts: Mapping[str, SpanCounts]) -> Value:
    """Return the mean of the F1 of the labels that at least one of the two used."""
    values = [value for one in counts.values() if not isinstance(value := one.f1, Undefined)]
    return sum(values) / len(values) if values else Undefined.NOTHING_IN_COMMON


def confusion(first: Iterable[Mark], second: Iterable[Mark]) -> Counter[tuple[str | None, str | None]]:
    """Return how often each label of the first analyst meets each label of the second at the same boundaries.

    None is for a span that only one of the two has. Where somebody gave several labels to one span, equal ones are
    paired first, the others in alphabetical order.
    """
    one, other = set(first), set(second)
    both = one & other
    found = Counter[tuple[str | None, str | None]]((mark.label, mark.label) for mark in both)
    mine, theirs = _by_place(one - both), _by_place(other - both)
    for place in mine.keys() | theirs.keys():
        found.update(zip_longest(sorted(mine[place]), sorted(theirs[place])))
    return found


def overlapping(first: Iterable[tuple[int, int]], second: Iterable[tuple[int, int]]) -> int:
    """Return the greatest number of pairs of overlapping spans in which each span is at most once.

    An empty span overlaps its equal, and what has text on both sides of it.
    """
    given = (Counter(first), Counter(second))
    equal = Counter({span: times for span, times in (given[0] & given[1]).items() if span[0] == span[1]})
    spans = sorted((end, start, side) for side in (0, 1) for start, end in (given[side] - equal).elements())
    coming = [
        sorted(
            (number for number, span in enumerate(spans) if span[2] == side), key=lambda n: spans[n][1], reverse=True
        )
        for side in (0, 1)
    ]
    # All spans that overlap the one that ends first contain its end; of them, the one that ends next overlaps the
    # fewest others, so pairing these two loses nothing. The heaps have numbers of spans, in the order of their ends.
    begun: tuple[list[int], list[int]] = ([], [])
    finished = bytearray(len(spans))
    found = equal.total()
    for number, (end, _, side) in enumerate(spans):
        if finished[number]:
            continue
        finished[number] = True
        others, heap = coming[1 - side], begun[1 - side]
        while others and spans[others[-1]][1] < end:
            heappush(heap, others.pop())
        while heap and finished[heap[0]]:
            heappop(heap)
        if heap:
            finished[heappop(heap)] = True
            found += 1
    return found


def _places(marks: Iterable[Mark], label: str) -> list[tuple[int, int]]:
    """Return the spans with a label."""
    return [(mark.start, mark.end) for mark in marks if mark.label == label]


def _by_place(marks: Iterable[Mark]) -> defaultdict[tuple[int, int], list[str]]:
    """Return the labels of each span."""
    found = defaultdict[tuple[int, int], list[str]](list)
    for mark in marks:
        found[mark.start, mark.end].append(mark.label)
    return found
