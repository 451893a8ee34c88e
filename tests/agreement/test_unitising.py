"""Alpha for unitising: what has no value, and laws that hold for all units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.agreement.measure import Undefined, Value
from glossator.agreement.unitising import Unit, alpha_u, alpha_u_of_all, continuum, joined

LENGTH = 30
units = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda one: (min(one), max(one))), max_size=4
)
coders = st.lists(units, min_size=2, max_size=3)


def close(one: Value, other: Value) -> bool:
    return one is other if isinstance(one, Undefined) else one == pytest.approx(other)


def test_no_units_have_no_value() -> None:
    assert alpha_u(continuum([[], []], LENGTH)) is Undefined.NOTHING_IN_COMMON
    assert alpha_u(continuum([[(3, 3)], [(5, 5)]], LENGTH)) is Undefined.NOTHING_IN_COMMON
    assert alpha_u_of_all({}) is Undefined.NOTHING_IN_COMMON


def test_a_text_that_is_one_unit_for_all_has_no_value() -> None:
    assert alpha_u(continuum([[(0, 1)], [(0, 1)]], 1)) is Undefined.ONE_CATEGORY


def test_the_same_units_agree_fully_and_distant_ones_do_not() -> None:
    assert alpha_u(continuum([[(2, 9)], [(2, 9)]], LENGTH)) == 1.0
    near, far = (alpha_u(continuum([[(2, 9)], [unit]], LENGTH)) for unit in ((3, 10), (20, 27)))
    assert isinstance(near, float)
    assert isinstance(far, float)
    assert far < 0 < near < 1


def test_a_unit_beyond_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not in a text of 30"):
        continuum([[(25, 31)], []], LENGTH)


@given(coders)
def test_the_order_of_coders_and_units_does_not_matter(given_units: list[list[Unit]]) -> None:
    turned = [one[::-1] for one in given_units[::-1]]
    assert continuum(given_units, LENGTH) == continuum(turned, LENGTH)


@given(coders)
def test_empty_and_overlapping_units_of_a_coder_change_nothing(given_units: list[list[Unit]]) -> None:
    more = [[*one, (4, 4), *((start, start + (end - start) // 2) for start, end in one)] for one in given_units]
    assert continuum(given_units, LENGTH) == continuum(more, LENGTH)


@given(coders)
def test_alpha_is_at_most_one(given_units: list[list[Unit]]) -> None:
    value = alpha_u(continuum(given_units, LENGTH))
    assert isinstance(value, Undefined) or value <= 1


@given(st.lists(st.tuples(units, units), max_size=3))
def test_texts_are_one_continuum_in_any_order(texts: list[tuple[list[Unit], list[Unit]]]) -> None:
    parts = [continuum(text, LENGTH) for text in texts]
    assert joined(parts) == joined(parts[::-1])
    assert joined(parts).length == LENGTH * len(texts)
    assert close(alpha_u(joined(parts[:1])), alpha_u(parts[0]) if parts else Undefined.NOTHING_IN_COMMON)


def test_a_text_without_units_makes_chance_agreement_rarer() -> None:
    text = continuum([[(2, 9)], [(4, 9)]], LENGTH)
    longer = alpha_u(joined([text, continuum([[], []], LENGTH)]))
    alone = alpha_u(text)
    assert isinstance(longer, float)
    assert isinstance(alone, float)
    assert longer > alone


@given(units, units)
def test_observed_is_the_sum_over_all_pairs_of_sections(first: list[Unit], second: list[Unit]) -> None:
    """The same by the definition, section by section."""
    whole = continuum([first, second], LENGTH)
    assert whole.observed == 2 * sum(_difference(one, other) for one in _sections(first) for other in _sections(second))


def _sections(given_units: list[Unit]) -> list[tuple[int, int, bool]]:
    """Return the units and gaps of a text, each with whether it is a unit."""
    marked = [any(start <= place < end for start, end in given_units) for place in range(LENGTH)]
    # Units that touch without overlapping are two.
    cuts = {start for start, end in given_units if start < end and not any(a < start < b for a, b in given_units)}
    found: list[tuple[int, int, bool]] = []
    for place, unit in enumerate(marked):
        if found and found[-1][2] == unit and place not in cuts:
            found[-1] = (found[-1][0], place + 1, unit)
        else:
            found.append((place, place + 1, unit))
    return found


def _difference(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> int:
    (start, end, unit), (begin, stop, counterpart) = one, other
    if unit and counterpart and start < stop and begin < end:
        return (start - begin) ** 2 + (end - stop) ** 2
    if unit and not counterpart and begin <= start and end <= stop:
        return (end - start) ** 2
    if counterpart and not unit and start <= begin and stop <= end:
        return (stop - begin) ** 2
    return 0
