"""The values that are in print for the data in `published`."""

import pytest

from glossator.agreement.alpha import Level, krippendorff_alpha
from glossator.agreement.kappa import (
    bennett_s,
    cohen_kappa,
    fleiss_kappa,
    fleiss_kappa_by_category,
    gwet_ac1,
    percent,
    scott_pi,
)
from glossator.agreement.ratings import Row, ratings
from glossator.agreement.unitising import alpha_u, alpha_u_of_all, continuum
from tests.agreement import published


@pytest.mark.parametrize(
    ("rows", "level", "printed"),
    [
        (published.KRIPPENDORFF_2011, Level.NOMINAL, 0.743),
        (published.KRIPPENDORFF_2011, Level.ORDINAL, 0.815),
        (published.KRIPPENDORFF_2011, Level.INTERVAL, 0.849),
        (published.KRIPPENDORFF_2011, Level.RATIO, 0.797),
        (published.HAYES_KRIPPENDORFF_2007, Level.ORDINAL, 0.7598),
        (published.KRIPPENDORFF_1980_TWO, Level.NOMINAL, 0.095),
        (published.KRIPPENDORFF_1980_THREE, Level.NOMINAL, 0.642),
        (published.KRIPPENDORFF_1980_THREE, Level.INTERVAL, 0.547),
        (published.KRIPPENDORFF_1980_THREE, Level.RATIO, 0.483),
        (published.WIKIPEDIA, Level.NOMINAL, 0.691),
        (published.WIKIPEDIA, Level.INTERVAL, 0.811),
    ],
)
def test_krippendorff_alpha(rows: list[Row], level: Level, printed: float) -> None:
    assert krippendorff_alpha(ratings(rows), level) == pytest.approx(printed, abs=0.0006)


def test_percent_of_three_coders() -> None:
    assert percent(ratings(published.KRIPPENDORFF_1980_THREE)) == pytest.approx(0.740, abs=0.001)


def test_artstein_and_poesio() -> None:
    two, three = published.ARTSTEIN_POESIO_TWO, published.ARTSTEIN_POESIO_THREE
    assert percent(two) == pytest.approx(0.70)
    assert bennett_s(two) == pytest.approx(0.40)
    assert scott_pi(two) == pytest.approx(0.341, abs=0.0005)
    assert cohen_kappa(two) == pytest.approx(0.348, abs=0.0005)
    assert cohen_kappa(three) == pytest.approx(0.8013, abs=0.00005)
    assert scott_pi(three) == pytest.approx(0.7995, abs=0.00005)
    assert krippendorff_alpha(three) == pytest.approx(0.800, abs=0.0006)


def test_cohen_kappa() -> None:
    assert cohen_kappa(published.COHEN_1960) == pytest.approx(0.492, abs=0.0006)


def test_fleiss_kappa() -> None:
    table = ratings(published.FLEISS_1971)
    assert fleiss_kappa(table) == pytest.approx(0.430, abs=0.0005)
    by_category = fleiss_kappa_by_category(table)
    assert [by_category[one] for one in range(5)] == pytest.approx([0.248, 0.248, 0.517, 0.470, 0.565], abs=0.004)


def test_gwet_ac1() -> None:
    assert gwet_ac1(published.GWET_2008) == pytest.approx(0.8658, abs=0.00005)
    assert scott_pi(published.GWET_2008) == pytest.approx(0.6078, abs=0.00005)


def test_alpha_u() -> None:
    # Krippendorff, Measuring the reliability of qualitative text analysis data (2004), figure 2, on 150 to 450.
    first, second, both = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)], [(30, 90), (150, 200)]
    c, k = continuum([first, second], 300), continuum([both, both], 300)
    assert c.observed_disagreement == pytest.approx(0.0144, abs=0.00005)
    assert c.expected_disagreement == pytest.approx(0.0532, abs=0.00005)
    assert alpha_u(c) == pytest.approx(0.7286, abs=0.0005)
    assert alpha_u(k) == 1.0
    assert alpha_u_of_all({"c": c, "k": k}) == pytest.approx(0.8591, abs=0.0005)
