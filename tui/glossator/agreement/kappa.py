"""Agreement of decisions, corrected by the agreement that is expected by chance: kappa and its relatives.

All take the table of `ratings.ratings`, and count only items that at least two coders rated. They differ in what they
expect by chance: `cohen_kappa` from the categories of each of the two coders, `scott_pi` and `fleiss_kappa` from those
of all coders together, `bennett_s` from equally frequent categories, `gwet_ac1` from how hard the items are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable

from glossator.agreement.measure import Undefined, Value
from glossator.agreement.ratings import Ratings, pairs, rated


def percent(table: Ratings) -> Value:
    """Return the share of pairs of ratings of the same item that agree, as a mean over the items, from 0 to 1."""
    agreeing, items = 0.0, 0
    for given, number in rated(table, 2):
        size = given.total()
        agreeing += number * sum(times * (times - 1) for times in given.values()) / (size * (size - 1))
        items += number
    return agreeing / items if items else Undefined.NOTHING_IN_COMMON


def cohen_kappa(table: Ratings) -> Value:
    """Return Cohen's kappa (1960) of two coders.

    Raises:
        ValueError: when there are not two coders.
    """
    both = pairs(table)
    first, second = Counter[Hashable](), Counter[Hashable]()
    for (one, other), number in both.items():
        first[one] += number
        second[other] += number
    alike = sum(number * second[category] for category, number in first.items())
    return _corrected(percent(both), alike / both.total() ** 2 if both else 0)


def scott_pi(table: Ratings) -> Value:
    """Return Scott's pi (1955) of two coders.

    Raises:
        ValueError: when there are not two coders.
    """
    return fleiss_kappa(pairs(table))


def bennett_s(table: Ratings, categories: Collection[Hashable] = ()) -> Value:
    """Return S of Bennett, Alpert and Goldstein (1954) of two coders.

    Args:
        table: the ratings.
        categories: those of the codebook; without them, those that were used.

    Raises:
        ValueError: when there are not two coders.
    """
    both = pairs(table)
    known = {category for pair in both for category in pair}.union(categories)
    return _corrected(percent(both), 1 / len(known) if known else 0)


def fleiss_kappa(table: Ratings) -> Value:
    """Return Fleiss' kappa (1971) of any number of coders; each item needs the same number of ratings."""
    totals, sizes = _totals(table)
    if len(sizes) > 1:
        return Undefined.UNEQUAL_NUMBERS
    alike = sum(number**2 for number in totals.values())
    return _corrected(percent(table), alike / totals.total() ** 2 if totals else 0)


def fleiss_kappa_by_category(table: Ratings) -> dict[Hashable, Value]:
    """Return Fleiss' kappa of each category that was used, against all others together."""
    totals, sizes = _totals(table)
    found: dict[Hashable, Value] = {}
    for category, number in totals.items():
        if len(sizes) > 1:
            found[category] = Undefined.UNEQUAL_NUMBERS
        elif number == totals.total():
            found[category] = Undefined.ONE_CATEGORY
        else:
            size = next(iter(sizes))
            split = sum(items * given[category] * (size - given[category]) for given, items in rated(table, 2))
            found[category] = 1 - split / ((size - 1) * number * (1 - number / totals.total()))
    return found


def gwet_ac1(table: Ratings, categories: Collection[Hashable] = ()) -> Value:
    """Return AC1 of Gwet (2008), of any number of coders, with gaps.

    Args:
        table: the ratings.
        categories: those of the codebook; without them, those that were used.
    """
    shares, items = defaultdict[Hashable, float](float), 0
    for given, number in rated(table):
        items += number
        for category, times in given.items():
            shares[category] += number * times / given.total()
    observed = percent(table)
    others = len(shares.keys() | set(categories)) - 1
    if isinstance(observed, Undefined) or others < 1:
        return observed if isinstance(observed, Undefined) else Undefined.ONE_CATEGORY
    expected = sum(share / items * (1 - share / items) for share in shares.values()) / others
    return _corrected(observed, expected)


def _totals(table: Ratings) -> tuple[Counter[Hashable], set[int]]:
    """Return how often each category was given to items that can be compared, and the numbers of ratings of an item."""
    totals, sizes = Counter[Hashable](), set[int]()
    for given, items in rated(table, 2):
        sizes.add(given.total())
        for category, times in given.items():
            totals[category] += times * items
    return totals, sizes


def _corrected(observed: Value, expected: float) -> Value:
    """Return the agreement beyond chance, as a share of what is possible beyond chance."""
    if isinstance(observed, Undefined):
        return observed
    # The quotient of two equal integers is exactly 1.
    return (observed - expected) / (1 - expected) if expected < 1 else Undefined.ONE_CATEGORY
