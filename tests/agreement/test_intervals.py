"""Intervals by jackknife and bootstrap."""

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from glossator.agreement.intervals import BUCKETS, ENOUGH, intervals
from glossator.agreement.kappa import cohen_kappa
from glossator.agreement.measure import Interval, Measure, Method, Undefined, Value, figure
from glossator.agreement.ratings import ratings

KAPPA = Measure("kappa", cohen_kappa)


def _share(counts: Mapping[str, int]) -> Value:
    total = counts.get("yes", 0) + counts.get("no", 0)
    return counts.get("yes", 0) / total if total else Undefined.NOTHING_IN_COMMON


SHARE = Measure("share", _share, least=0.0)


def shares(count: int, seed: int = 1, size: int = 10) -> list[Counter[str]]:
    chance = random.Random(seed)
    return [Counter(chance.choices(("yes", "no"), (7, 3), k=size)) for _ in range(count)]


def test_the_jackknife_of_a_mean_is_the_interval_of_students_t() -> None:
    # For 2, 4 and 6 of 10: mean 0.4, standard error 0.2 / sqrt(3), and the quantile for two degrees of freedom.
    (found,) = intervals([Counter(yes=yes, no=10 - yes) for yes in (2, 4, 6)], [SHARE])
    assert found is not None
    reach = 4.303 * 0.2 / 3**0.5
    assert (found.low, found.high) == pytest.approx((max(0, 0.4 - reach), 0.4 + reach))
    assert (found.method, found.articles) == (Method.JACKKNIFE, 3)


@pytest.mark.parametrize(("count", "quantile"), [(6, 2.571), (11, 2.228), (31, 2.042), (99, 1.984)])
def test_the_quantiles_of_students_t(count: int, quantile: float) -> None:
    articles = shares(count)
    (found,) = intervals(articles, [SHARE])
    values = [article["yes"] / 10 for article in articles]
    mean = sum(values) / count
    error = (sum((one - mean) ** 2 for one in values) / (count - 1) / count) ** 0.5
    assert found is not None
    assert (found.high - mean) / error == pytest.approx(quantile, abs=0.005)


@pytest.mark.parametrize("count", [ENOUGH, 3 * BUCKETS])
def test_the_bootstrap_has_the_width_of_the_standard_error(count: int) -> None:
    (found,) = intervals(shares(count), [SHARE])
    assert found is not None
    assert (found.method, found.articles) == (Method.BOOTSTRAP, count)
    assert found.low < 0.7 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * (0.21 / (10 * count)) ** 0.5, rel=0.2)


def test_the_bootstrap_repeats() -> None:
    assert intervals(shares(ENOUGH), [SHARE]) == intervals(shares(ENOUGH), [SHARE])


def test_measures_share_the_samples() -> None:
    one, other = intervals(shares(ENOUGH), [SHARE, SHARE])
    assert one == other


def test_one_article_has_no_interval() -> None:
    assert intervals(shares(1), [SHARE]) == [None]
    assert intervals([], [SHARE]) == [None]


def test_where_one_article_decides_there_is_no_interval() -> None:
    # Without the second article, only one category is left.
    assert intervals([ratings([("x", "x")]), ratings([("y", "y"), ("x", "y")])], [KAPPA]) == [None]


def test_where_most_samples_have_no_value_there_is_no_interval() -> None:
    articles = [ratings([("x", "x")]) for _ in range(ENOUGH)]
    assert intervals([*articles, ratings([("x", "y")])], [KAPPA]) == [None]


def test_most_intervals_contain_the_true_value() -> None:
    """At 95 %, of 100 intervals; the seeds are fixed, so the number is the same each time."""
    hits = 0
    for seed in range(100):
        (found,) = intervals(shares(20, seed), [SHARE])
        hits += found is not None and found.low <= 0.7 <= found.high
    assert hits >= 90


def test_a_figure_without_a_value_says_why() -> None:
    interval = Interval(0.0, 1.0, Method.JACKKNIFE, 2)
    assert figure("kappa", "suggestions", 3, Undefined.ONE_CATEGORY, interval).interval is None
    assert figure("kappa", "suggestions", 3, Undefined.ONE_CATEGORY).reason == "one category only"
    assert figure("kappa", "suggestions", 3, 0.5, interval).value == 0.5
