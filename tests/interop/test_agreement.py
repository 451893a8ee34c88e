"""Our measures of agreement against those of other programs, on random data.

Two of these are under the GPL; they are used here and never distributed with the program.
"""

import random
from collections.abc import Iterator

import pytest

from glossator.agreement.alpha import Level, krippendorff_alpha
from glossator.agreement.kappa import bennett_s, cohen_kappa, fleiss_kappa, scott_pi
from glossator.agreement.measure import Undefined, Value
from glossator.agreement.ratings import Row, ratings
from glossator.agreement.spans import Mark, Match, compare, macro, micro

SEEDS = range(30)


def coded(seed: int, coders: int, gaps: float) -> list[Row]:
    """Categories from 1 to 4 that agree more often than not."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for _ in range(chance.randint(4, 40)):
        true = chance.randint(1, 4)
        given = [true if chance.random() < 0.6 else chance.randint(1, 4) for _ in range(coders)]
        rows.append(tuple(None if chance.random() < gaps else one for one in given))
    return rows


def number(value: Value) -> float:
    assert not isinstance(value, Undefined)
    return value


@pytest.mark.parametrize("level", Level)
def test_alpha_with_gaps_as_krippendorff(level: Level) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    import numpy as np

    for seed in SEEDS:
        rows = coded(seed, coders=3, gaps=0.2)
        data = np.array([[np.nan if one is None else one for one in row] for row in rows], dtype=float).T
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level.value)
        assert number(krippendorff_alpha(ratings(rows), level)) == pytest.approx(theirs)


def test_kappa_and_its_relatives_as_nltk() -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement")
    for seed in SEEDS:
        rows = coded(seed, coders=2, gaps=0)
        data = [(coder, item, label) for item, row in enumerate(rows) for coder, label in enumerate(row)]
        task, table = agreement.AnnotationTask(data=data), ratings(rows)
        assert number(cohen_kappa(table)) == pytest.approx(task.kappa())
        assert number(scott_pi(table)) == pytest.approx(task.pi())
        assert number(bennett_s(table)) == pytest.approx(task.S())
        assert number(krippendorff_alpha(table)) == pytest.approx(task.alpha())


def test_fleiss_kappa_as_nltk() -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement")
    for seed in SEEDS:
        rows = coded(seed, coders=4, gaps=0)
        data = [(coder, item, label) for item, row in enumerate(rows) for coder, label in enumerate(row)]
        # What nltk calls pi of many coders is Fleiss' kappa.
        assert number(fleiss_kappa(ratings(rows))) == pytest.approx(agreement.AnnotationTask(data=data).pi())


def test_cohen_kappa_as_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    for seed in SEEDS:
        first, second = zip(*coded(seed, coders=2, gaps=0), strict=True)
        table = ratings(zip(first, second, strict=True))
        assert number(cohen_kappa(table)) == pytest.approx(metrics.cohen_kappa_score(first, second))


def marked(seed: int) -> Iterator[list[Mark]]:
    """The spans of two analysts, without overlaps in those of one, as nervaluate wants them."""
    chance = random.Random(seed)
    true = [Mark(start, start + 10, chance.choice("ABC")) for start in range(0, 400, 20)]
    for _ in range(2):
        yield [
            Mark(
                mark.start + chance.choice((0, 0, 0, 2)),
                mark.end - chance.choice((0, 0, 0, 3)),
                mark.label if chance.random() < 0.8 else chance.choice("ABC"),
            )
            for mark in true
            if chance.random() < 0.9
        ]


def test_f1_as_nervaluate() -> None:
    nervaluate = pytest.importorskip("nervaluate")
    for seed in SEEDS:
        first, second = marked(seed)
        # Its ends are inclusive.
        as_dicts = [
            [[{"label": mark.label, "start": mark.start, "end": mark.end - 1} for mark in side]]
            for side in (first, second)
        ]
        theirs = nervaluate.Evaluator(*as_dicts, tags=["A", "B", "C"]).evaluate()["overall"]
        ours = compare(first, second)
        assert number(micro(ours[Match.EXACT])) == pytest.approx(theirs["strict"].f1)
        assert number(micro(ours[Match.BOUNDARIES])) == pytest.approx(theirs["exact"].f1)


def test_the_mean_of_labels_as_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    for seed in SEEDS:
        first, second = marked(seed)
        places = sorted({mark[:2] for mark in [*first, *second]})
        one, other = ({mark[:2]: mark.label for mark in side} for side in (first, second))
        theirs = metrics.f1_score(
            [one.get(place, "") for place in places],
            [other.get(place, "") for place in places],
            labels=sorted({mark.label for mark in [*first, *second]}),
            average="macro",
            zero_division=0,
        )
        assert number(macro(compare(first, second)[Match.EXACT])) == pytest.approx(theirs)
