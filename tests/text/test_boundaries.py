from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.text.anchor import BadSpan
from glossator.text.boundaries import (
    BoundaryUnit,
    enclosing_span,
    exact_anchor,
    grow_left,
    grow_right,
    shrink_left,
    shrink_right,
    split_at,
)
from glossator.text.span import Span, is_boundary, snap, trim
from tests.text.strategies import texts, texts_with_spans

_TEXT: Final = "The “Tehreek-e-Taliban Pakistan”, says Pakistan’s army,\n\nbe 👨🏻‍🚒 no e\u0301mir."
_MOTIONS: Final = {"grow left": grow_left, "grow right": grow_right, "shrink left": shrink_left} | {
    "shrink right": shrink_right
}


def at(words: str) -> Span:
    return Span(start := _TEXT.index(words), start + len(words))


@pytest.mark.parametrize(
    ("motion", "words", "token", "character"),
    [
        (grow_right, "Tehreek", "Tehreek-e-Taliban", "Tehreek-"),
        (grow_right, "Tehreek-e-Taliban", "Tehreek-e-Taliban Pakistan", "Tehreek-e-Taliban P"),
        (grow_right, "says Pakistan", "says Pakistan’s", "says Pakistan’"),
        (grow_right, "army,", "army,\n\nbe", "army,\n\nb"),
        (grow_right, "be", "be 👨🏻‍🚒", "be 👨🏻‍🚒"),
        (grow_right, "no", "no e\u0301mir", "no e\u0301"),
        (grow_right, "mir.", "mir.", "mir."),
        (grow_left, "Taliban", "Tehreek-e-Taliban", "-Taliban"),
        (grow_left, "Pakistan”", "Tehreek-e-Taliban Pakistan”", "n Pakistan”"),
        (grow_left, "The", "The", "The"),
        (grow_left, "no", "👨🏻‍🚒 no", "👨🏻‍🚒 no"),
        (shrink_right, "Taliban Pakistan", "Taliban", "Taliban Pakista"),
        (shrink_right, "Pakistan’s army", "Pakistan’s", "Pakistan’s arm"),
        (shrink_right, "Pakistan’s a", "Pakistan’s", "Pakistan’s"),
        (shrink_right, "Pakistan’s", "Pakistan", "Pakistan’"),
        (shrink_right, "The", "The", "Th"),
        (shrink_right, "T", "T", "T"),
        (shrink_right, "be 👨🏻‍🚒", "be", "be"),
        (shrink_left, "Pakistan’s army", "’s army", "akistan’s army"),
        (shrink_left, "n Pakistan", "Pakistan", "Pakistan"),
        (shrink_left, "The “", "“", "he “"),
        (shrink_left, "👨🏻‍🚒 no", "no", "no"),
        (shrink_left, "👨🏻‍🚒", "👨🏻‍🚒", "👨🏻‍🚒"),
    ],
)
def test_a_boundary_moves_by_a_token_and_by_a_character(
    motion: Callable[[str, Span, BoundaryUnit], Span], words: str, token: str, character: str
) -> None:
    assert motion(_TEXT, at(words), BoundaryUnit.TOKEN).of(_TEXT) == token
    assert motion(_TEXT, at(words), BoundaryUnit.CHARACTER).of(_TEXT) == character


def test_a_count_moves_as_often_and_stops_where_nothing_is_left() -> None:
    assert grow_right(_TEXT, at("says"), BoundaryUnit.TOKEN, 3).of(_TEXT) == "says Pakistan’s army"
    assert grow_left(_TEXT, at("says"), BoundaryUnit.TOKEN, 99).of(_TEXT) == _TEXT[: at("says").end]
    assert shrink_right(_TEXT, at("says Pakistan’s army"), BoundaryUnit.TOKEN, 99).of(_TEXT) == "says"
    assert shrink_left(_TEXT, at("army"), BoundaryUnit.CHARACTER, 99).of(_TEXT) == "y"


@given(texts_with_spans(), st.sampled_from(sorted(_MOTIONS)), st.sampled_from(BoundaryUnit), st.integers(1, 3))
@settings(max_examples=400)
def test_no_motion_cuts_a_cluster_or_empties_a_span(
    text_and_span: tuple[str, Span], name: str, unit: BoundaryUnit, count: int
) -> None:
    text, any_span = text_and_span
    inked = trim(text, any_span)
    if inked is None:
        return
    span = snap(text, inked)
    moved = _MOTIONS[name](text, span, unit, count)
    assert moved.end <= len(text)
    assert is_boundary(text, moved.start)
    assert is_boundary(text, moved.end)
    assert moved.of(text).strip()
    inner, outer = (span, moved) if name.startswith("grow") else (moved, span)
    assert outer.start <= inner.start
    assert inner.end <= outer.end
    assert (moved.start == span.start) if name.endswith("right") else (moved.end == span.end)
    twice = span
    for _ in range(count):
        twice = _MOTIONS[name](text, twice, unit)
    assert moved == twice


@given(texts.filter(lambda text: bool(text.strip())))
@settings(max_examples=150)
def test_a_span_grows_to_the_whole_text_and_shrinks_to_one_unit_of_it(text: str) -> None:
    inked = trim(text, Span(0, len(text)))
    assert inked is not None
    whole = snap(text, inked)
    for unit in BoundaryUnit:
        seed = shrink_right(text, whole, unit, len(text))
        assert shrink_right(text, seed, unit) == seed
        assert grow_right(text, seed, unit, len(text)).end == whole.end
        assert shrink_left(text, whole, unit, len(text)).end == whole.end
        assert grow_left(text, shrink_left(text, whole, unit, len(text)), unit, len(text)).start == whole.start


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (5, 5, "at least one character"),
        (7, 5, "at least one character"),
        (-1, 5, "at least one character"),
        (0, 999, "The text ends at"),
        (at("be 👨").start, at("be 👨").end, "one character and cannot be split"),
        (at("no e").start, at("no e").end, "one character and cannot be split"),
        (at("\n\n").start, at("\n\n").end, "White space cannot be annotated"),
    ],
)
def test_a_bad_place_is_reported_in_a_sentence(start: int, end: int, why: str) -> None:
    with pytest.raises(BadSpan, match=why):
        exact_anchor(_TEXT, start, end, [0])


def test_an_exact_anchor_stands_where_it_was_put() -> None:
    span = at("no e\u0301mir")
    assert exact_anchor(_TEXT, span.start - 1, span.end, [0]).span == span


def test_a_span_is_cut_where_the_second_part_starts() -> None:
    span = at("Taliban Pakistan")
    first, second = split_at(_TEXT, span, at("Pakistan").start)
    assert (first.of(_TEXT), second.of(_TEXT)) == ("Taliban", "Pakistan")
    assert enclosing_span(second, first) == span


@pytest.mark.parametrize("offset", [at("be 👨🏻").start, at("be 👨🏻").end, at("be 👨🏻‍🚒").end, 0, 999])
def test_a_cut_that_leaves_nothing_or_half_a_character_is_refused(offset: int) -> None:
    with pytest.raises(BadSpan, match=r"can be split only between|would be empty"):
        split_at(_TEXT, at("be 👨🏻‍🚒"), offset)


@given(texts_with_spans(), st.integers(0, 40))
@settings(max_examples=200)
def test_the_parts_of_a_cut_hold_all_the_ink(text_and_span: tuple[str, Span], offset: int) -> None:
    text, span = text_and_span[0], snap(*text_and_span)
    try:
        first, second = split_at(text, span, offset)
    except BadSpan:
        return
    assert first.end <= second.start
    assert "".join((first.of(text) + second.of(text)).split()) == "".join(span.of(text).split())
