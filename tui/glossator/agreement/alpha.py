"""Krippendorff's alpha (2011) for any number of coders, with gaps, at four levels of measurement."""

from collections import Counter, defaultdict
from collections.abc import Callable
from enum import StrEnum
from itertools import accumulate
from typing import Any, TypeAlias

from glossator.agreement.measure import Undefined, Value
from glossator.agreement.ratings import Ratings, rated


class Level(StrEnum):
    """What the categories are: names, ranks, numbers with equal steps, or amounts from zero."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


_Difference: TypeAlias = Callable[[Any, Any], float]


def krippendorff_alpha(table: Ratings, level: Level = Level.NOMINAL) -> Value:
    """Return alpha: 1 for full agreement, 0 for agreement by chance, less for systematic disagreement.

    Args:
        table: the ratings; beyond the nominal level, categories are numbers.
        level: what the categories are.
    """
    coincidences, totals = defaultdict[tuple[Any, Any], float](float), Counter[Any]()
    for given, items in rated(table, 2):
        others = given.total() - 1
        for one, times in given.items():
            totals[one] += times * items
            for other, more in given.items():
                coincidences[one, other] += items * times * (more - (one == other)) / others
    if len(totals) < 2:
        return Undefined.ONE_CATEGORY if totals else Undefined.NOTHING_IN_COMMON
    differ = _difference(level, totals)
    observed = sum(number * differ(one, other) for (one, other), number in coincidences.items())
    expected = sum(totals[one] * totals[other] * differ(one, other) for one in totals for other in totals)
    return 1 - (totals.total() - 1) * observed / expected


def _difference(level: Level, totals: Counter[Any]) -> _Difference:
    """Return the function that gives the squared difference of two categories."""
    match level:
        case Level.NOMINAL:
            return lambda one, other: float(one != other)
        case Level.INTERVAL:
            return lambda one, other: float((one - other) ** 2)
        case Level.RATIO:
            return lambda one, other: ((one - other) / (one + other)) ** 2 if one != other else 0.0
        case Level.ORDINAL:
            return _ordinal(totals)


def _ordinal(totals: Counter[Any]) -> _Difference:
    """Return the squared difference of ranks, which depends on how often each category was given."""
    ordered = sorted(totals)
    up_to = dict(zip(ordered, accumulate(totals[category] for category in ordered), strict=True))
    # The mean rank of a category: all lower ones, and half of its own.
    rank = {category: up_to[category] - totals[category] / 2 for category in ordered}
    return lambda one, other: float((rank[one] - rank[other]) ** 2)
