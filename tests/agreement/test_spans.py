"""F1 of spans and the confusion of labels."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.agreement.measure import Undefined
from glossator.agreement.spans import Mark, Match, SpanCounts, compare, confusion, macro, micro, overlapping

places = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda one: (one[0], one[0] + one[1]))
marks = st.lists(
    st.builds(lambda place, label: Mark(place[0], place[1], label), places, st.sampled_from("AB")), max_size=7
)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one == other or (one[0] < other[1] and other[0] < one[1])


def greatest_matching(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> int:
    few, many = sorted((first, second), key=len)
    return max(sum(map(overlap, few, order)) for order in permutations(many, len(few)))


@given(st.lists(places, max_size=5), st.lists(places, max_size=5))
def test_as_many_spans_are_paired_as_possible(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    assert overlapping(first, second) == greatest_matching(first, second)


def test_a_long_span_is_paired_once() -> None:
    assert compare([Mark(0, 9, "ORG")], [Mark(0, 4, "ORG"), Mark(5, 9, "ORG")])[Match.OVERLAP] == {
        "ORG": SpanCounts(both=1, first=1, second=2)
    }


def test_the_kinds_of_match() -> None:
    first = [Mark(0, 5, "ORG"), Mark(10, 15, "ORG"), Mark(20, 25, "GPE")]
    second = [Mark(0, 5, "ORG"), Mark(10, 15, "GPE"), Mark(21, 25, "GPE")]
    assert compare(first, second)[Match.EXACT] == {"GPE": SpanCounts(0, 1, 2), "ORG": SpanCounts(1, 2, 1)}
    assert compare(first, second)[Match.BOUNDARIES] == {"": SpanCounts(2, 3, 3)}
    assert compare(first, second)[Match.OVERLAP] == {"GPE": SpanCounts(1, 1, 2), "ORG": SpanCounts(1, 2, 1)}


def test_a_label_of_one_side_only_counts_as_nothing_found() -> None:
    counts = compare([Mark(0, 5, "ORG"), Mark(6, 9, "GPE")], [Mark(0, 5, "ORG")])[Match.EXACT]
    assert counts["GPE"] == SpanCounts(0, 1, 0)
    assert counts["GPE"].f1 == 0
    assert micro(counts) == pytest.approx(2 / 3)
    assert macro(counts) == pytest.approx(1 / 2)


def test_no_spans_have_no_value() -> None:
    assert micro(compare([], [])[Match.EXACT]) is Undefined.NOTHING_IN_COMMON
    assert macro(compare([], [])[Match.EXACT]) is Undefined.NOTHING_IN_COMMON
    assert SpanCounts().f1 is Undefined.NOTHING_IN_COMMON


def test_an_empty_span_overlaps_its_equal_and_what_lies_around_it() -> None:
    assert overlapping([(5, 5)], [(5, 5)]) == 1
    assert overlapping([(5, 5)], [(3, 8)]) == 1
    assert overlapping([(5, 5)], [(5, 8)]) == 0
    assert overlapping([(5, 5)], [(2, 5)]) == 0


@given(marks, marks)
def test_the_order_of_analysts_does_not_matter(first: list[Mark], second: list[Mark]) -> None:
    for match in Match:
        turned = compare(second, first)[match]
        straight = compare(first, second)[match]
        assert {label: SpanCounts(one.both, one.second, one.first) for label, one in turned.items()} == straight
    assert confusion(second, first) == {(b, a): number for (a, b), number in confusion(first, second).items()}


@given(marks, marks)
def test_exact_is_never_above_overlapping_or_boundaries(first: list[Mark], second: list[Mark]) -> None:
    exact, boundaries, overlap = compare(first, second).values()
    assert all(counts.both <= overlap[label].both for label, counts in exact.items())
    assert sum(counts.both for counts in exact.values()) <= sum(counts.both for counts in boundaries.values())
    for loose in (boundaries, overlap):
        assert float(f"{_number(exact):.9f}") <= float(f"{_number(loose):.9f}")


def _number(counts: dict[str, SpanCounts]) -> float:
    value = micro(counts)
    return 0.0 if isinstance(value, Undefined) else value


@given(marks)
def test_the_same_spans_agree_fully(spans: list[Mark]) -> None:
    for match in Match:
        value = micro(compare(spans, spans[::-1])[match])
        assert value == 1.0 or (value is Undefined.NOTHING_IN_COMMON and not spans)


@given(marks, marks)
def test_the_confusion_has_each_span_once(first: list[Mark], second: list[Mark]) -> None:
    found = confusion(first, second)
    assert sum(number for (one, _), number in found.items() if one is not None) == len(set(first))
    assert sum(number for (_, one), number in found.items() if one is not None) == len(set(second))
    same = compare(first, second)[Match.EXACT]
    assert {label: counts.both for label, counts in same.items() if counts.both} == {
        one: number for (one, other), number in found.items() if one == other
    }


def test_labels_at_the_same_boundaries_are_confused() -> None:
    first = [Mark(0, 5, "ORG"), Mark(0, 5, "GPE"), Mark(7, 9, "ORG")]
    assert confusion(first, [Mark(0, 5, "GPE"), Mark(0, 5, "PERSON"), Mark(8, 9, "ORG")]) == {
        ("GPE", "GPE"): 1,
        ("ORG", "PERSON"): 1,
        ("ORG", None): 1,
        (None, "ORG"): 1,
    }
