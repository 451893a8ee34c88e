"""Kappa, alpha and their relatives: what they refuse, and laws that hold for all ratings."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from glossator.agreement.measure import Undefined, Value
from glossator.agreement.ratings import Ratings, Row, common_items, ratings

Of = Callable[[Ratings], Value]
CORRECTED = (cohen_kappa, scott_pi, bennett_s, fleiss_kappa, gwet_ac1, krippendorff_alpha)
ALL = (percent, *CORRECTED)
OF_MANY = (percent, gwet_ac1, krippendorff_alpha)

two_coders = st.lists(st.tuples(*[st.sampled_from((1, 2, 3, None))] * 2), max_size=12)
three_coders = st.lists(st.tuples(*[st.sampled_from((1, 2, 4, None))] * 3), max_size=12)


def close(one: Value, other: Value) -> bool:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one is other
    return one == pytest.approx(other)


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize("rows", [[], [("x", None), (None, "x")], [(None, None)]])
def test_nothing_in_common_has_no_value(measure: Of, rows: list[Row]) -> None:
    assert measure(ratings(rows)) is Undefined.NOTHING_IN_COMMON


@pytest.mark.parametrize("measure", CORRECTED)
def test_one_category_has_no_value(measure: Of) -> None:
    assert measure(ratings([("x", "x")] * 5)) is Undefined.ONE_CATEGORY


@pytest.mark.parametrize("measure", [bennett_s, gwet_ac1])
def test_one_of_several_known_categories_was_used(measure: Callable[[Ratings, list[str]], Value]) -> None:
    assert measure(ratings([("x", "x")] * 5), ["x", "y"]) == 1.0


def test_a_coder_without_a_choice_is_no_agreement_beyond_chance() -> None:
    assert cohen_kappa(ratings([("x", "x"), ("x", "y")])) == 0.0


def test_fleiss_needs_equal_numbers_of_ratings() -> None:
    table = ratings([("x", "x", None), ("x", "y", "y")])
    assert fleiss_kappa(table) is Undefined.UNEQUAL_NUMBERS
    assert fleiss_kappa_by_category(table)["x"] is Undefined.UNEQUAL_NUMBERS
    assert fleiss_kappa_by_category(ratings([("x", "x")])) == {"x": Undefined.ONE_CATEGORY}


def test_a_rating_by_one_coder_is_no_item_in_common() -> None:
    assert common_items(ratings([("x", None, "x"), ("x", None, None), ("y", "y", "y")])) == 2


@pytest.mark.parametrize("measure", [cohen_kappa, scott_pi, bennett_s])
def test_measures_of_two_coders_refuse_three(measure: Of) -> None:
    with pytest.raises(ValueError, match="two coders"):
        measure(ratings([("x", "x", "y")]))


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="each coder"):
        ratings([("x", "x"), ("x",)])


@given(two_coders)
def test_the_order_of_two_coders_does_not_matter(rows: list[Row]) -> None:
    table, turned = ratings(rows), ratings(row[::-1] for row in rows)
    assert all(close(measure(table), measure(turned)) for measure in ALL)


@given(three_coders, st.permutations((0, 1, 2)))
def test_the_order_of_coders_does_not_matter(rows: list[Row], order: list[int]) -> None:
    table, turned = ratings(rows), ratings(tuple(row[place] for place in order) for row in rows)
    assert all(close(measure(table), measure(turned)) for measure in OF_MANY)
    assert all(close(krippendorff_alpha(table, level), krippendorff_alpha(turned, level)) for level in Level)


@given(two_coders, st.permutations((1, 2, 3)))
def test_the_names_of_categories_do_not_matter(rows: list[Row], names: list[int]) -> None:
    renamed: dict[object, object] = {None: None, **dict(zip((1, 2, 3), names, strict=True))}
    table, other = ratings(rows), ratings(tuple(renamed[one] for one in row) for row in rows)
    assert all(close(measure(table), measure(other)) for measure in ALL)


@given(three_coders)
def test_a_scale_may_be_shifted_or_stretched(rows: list[Row]) -> None:
    def changed(change: Callable[[float], float]) -> Counter[Row]:
        return ratings(tuple(one if one is None else change(float(str(one))) for one in row) for row in rows)

    table = ratings(rows)
    assert close(
        krippendorff_alpha(table, Level.INTERVAL), krippendorff_alpha(changed(lambda x: 3 * x + 7), Level.INTERVAL)
    )
    assert close(krippendorff_alpha(table, Level.RATIO), krippendorff_alpha(changed(lambda x: 3 * x), Level.RATIO))
    assert close(krippendorff_alpha(table, Level.ORDINAL), krippendorff_alpha(changed(lambda x: x**3), Level.ORDINAL))


@given(two_coders)
def test_values_are_within_their_bounds(rows: list[Row]) -> None:
    for measure in ALL:
        value = measure(ratings(rows))
        assert isinstance(value, Undefined) or -1 - 1e-9 <= value <= 1
    share = percent(ratings(rows))
    assert isinstance(share, Undefined) or share >= 0


@given(st.lists(st.sampled_from((1, 2, 3)), min_size=2).filter(lambda given: len(set(given)) > 1))
def test_full_agreement_is_one(categories: list[int]) -> None:
    table = ratings((one, one) for one in categories)
    assert [measure(table) for measure in ALL] == pytest.approx([1.0] * len(ALL))
    assert [krippendorff_alpha(table, level) for level in Level] == [1.0] * 4


@given(two_coders.filter(bool))
def test_alpha_of_two_coders_without_gaps_is_pi_of_small_samples(rows: list[Row]) -> None:
    table = ratings(rows)
    alpha, pi, items = krippendorff_alpha(table), scott_pi(table), common_items(table)
    if isinstance(alpha, Undefined) or isinstance(pi, Undefined):
        assert alpha is pi
    else:
        assert alpha == pytest.approx(pi + (1 - pi) / (2 * items))


@given(three_coders)
def test_gaps_of_all_but_one_change_nothing(rows: list[Row]) -> None:
    table, alone = ratings(rows), ratings([*rows, (1, None, None), (None, 4, None)])
    assert close(krippendorff_alpha(table), krippendorff_alpha(alone))
    assert close(percent(table), percent(alone))
