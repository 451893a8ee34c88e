"""Intervals of confidence by resampling articles, because the annotations of one article are not independent.

Below `ENOUGH` articles the jackknife is used, which leaves out one article at a time, and for few articles is better
than the bootstrap. From there on, the bootstrap draws `SAMPLES` samples of as many articles, with the seed `SEED`. More
than `BUCKETS` articles are first put into that many buckets at random, and buckets are drawn: their variance is the
same, and the time no longer grows with the articles.
"""

import random
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist, stdev
from sys import byteorder
from typing import Final

from glossator.agreement.measure import LEVEL, Interval, Key, Measure, Method, Undefined

ENOUGH: Final = 100
SAMPLES: Final = 1_000
BUCKETS: Final = 1_000
SEED: Final = 20
# The share of samples that may have no value.
_UNDEFINED: Final = 0.05
_TAIL: Final = (1 + LEVEL) / 2
# Quantiles of the t distribution at _TAIL for as many degrees of freedom, where the expansion is not good enough.
_STUDENT: Final = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776}


def intervals(articles: Sequence[Mapping[Key, int]], measures: Sequence[Measure[Key]]) -> list[Interval | None]:
    """Return an interval for each measure of the sum of the articles' counts.

    It is None for fewer than two articles, and where too many samples have no value.
    """
    if len(articles) < 2:
        return [None] * len(measures)
    if len(articles) < ENOUGH:
        return [_jackknife(articles, measure) for measure in measures]
    values: list[list[float]] = [[] for _ in measures]
    for sample in _samples(articles):
        for number, measure in enumerate(measures):
            value = measure.of(sample)
            if not isinstance(value, Undefined):
                values[number].append(value)
    return [_percentiles(found, len(articles)) for found in values]


def _jackknife(articles: Sequence[Mapping[Key, int]], measure: Measure[Key]) -> Interval | None:
    """Return the interval around the mean of the pseudo-values, by the t distribution."""
    total, count = Counter[Key](), len(articles)
    for one in articles:
        total.update(one)
    whole = measure.of(total)
    without = [measure.of(_without(total, one)) for one in articles]
    kept = [value for value in without if not isinstance(value, Undefined)]
    if isinstance(whole, Undefined) or len(kept) < count:
        return None
    pseudo = [count * whole - (count - 1) * value for value in kept]
    reach = _student(count - 1) * stdev(pseudo) / count**0.5
    return Interval(max(measure.least, whole - reach), min(1.0, whole + reach), Method.JACKKNIFE, count)


def _without(total: Counter[Key], article: Mapping[Key, int]) -> Counter[Key]:
    """Return the counts of all articles but one."""
    rest = total.copy()
    rest.subtract(article)
    return rest


def _student(degrees: int) -> float:
    """Return the quantile of the t distribution at the tail, by the expansion of Cornish and Fisher."""
    z = NormalDist().inv_cdf(_TAIL)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return _STUDENT.get(degrees, z + first / degrees + second / degrees**2 + third / degrees**3)


def _samples(articles: Sequence[Mapping[Key, int]]) -> Iterator[dict[Key, int]]:
    """Yield the counts of each sample.

    All counts of a bucket are one integer, 64 bits each, so that a sample takes one addition a bucket.
    """
    chance = random.Random(SEED)
    buckets: list[defaultdict[Key, int]] = [defaultdict(int) for _ in range(min(len(articles), BUCKETS))]
    for number, article in enumerate(chance.sample(articles, len(articles))):
        bucket = buckets[number % len(buckets)]
        for key, count in article.items():
            bucket[key] += count
    keys = list(dict.fromkeys(key for bucket in buckets for key in bucket))
    packed = [int.from_bytes(array("Q", [bucket[key] for key in keys]).tobytes(), byteorder) for bucket in buckets]
    for _ in range(SAMPLES):
        drawn = sum(chance.choices(packed, k=len(packed)))
        counts = array("Q")
        counts.frombytes(drawn.to_bytes(8 * len(keys), byteorder))
        yield {key: count for key, count in zip(keys, counts, strict=True) if count}


def _percentiles(values: list[float], articles: int) -> Interval | None:
    """Return the interval between the percentiles of the samples' values."""
    if len(values) < SAMPLES * (1 - _UNDEFINED):
        return None
    ordered = sorted(values)
    low, high = round((1 - _TAIL) * (len(ordered) - 1)), round(_TAIL * (len(ordered) - 1))
    return Interval(ordered[low], ordered[high], Method.BOOTSTRAP, articles)
