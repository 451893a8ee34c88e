from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from glossator.matching.candidates import REACH, MarkedSpans, next_unmarked, previous_unmarked
from glossator.text.span import Span
from tests.text.strategies import texts_with_spans


def marked(*spans: Span) -> MarkedSpans:
    return lambda start, end: [span for span in spans if span.start < end and start < span.end]


def forward(text: str, taken: MarkedSpans) -> list[str]:
    found, place = [], next_unmarked(text, 0, taken)
    while place is not None:
        found.append(place.of(text))
        place = next_unmarked(text, place.start, taken)
    return found


def backward(text: str, taken: MarkedSpans) -> list[str]:
    found, place = [], previous_unmarked(text, len(text), taken)
    while place is not None and place.start > 0:
        found.append(place.of(text))
        place = previous_unmarked(text, place.start, taken)
    return found[::-1]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("saw Rosa Mendel and Ilan Brody-Kahn’s boat", ["Rosa Mendel and Ilan Brody-Kahn"]),
        ("so, Rosa Mendel of Port Selby, came", ["Rosa Mendel of Port Selby"]),
        ("the Bank of England. Faculty of Law", ["Bank of England", "Faculty of Law"]),
        ("on 3,180 boats, 17% and $5.50 or two", ["3,180", "17%", "$5.50", "two"]),
        ("wrote @ice_desk in Đặng Thu Hà’s", ["@ice_desk", "Đặng Thu Hà"]),
        ("said 東京 and الدوحة بدأت to us", ["東京", "الدوحة بدأت"]),
        ("it ended. When Lumen fell, Boats left boats.", ["Lumen", "Boats"]),
        ("a. Herring is scarce, no herring. Oslo is far.", ["Oslo"]),
        ("“The Lumenists won”, said Mr. Brody", ["Lumenists", "Brody"]),
        ("## What is next\n- Where I am", []),
        ("no names here, noone, at anyone's", []),
        ("هذه جملة طويلة من سبع كلمات هنا", []),
    ],
)
def test_names_and_numbers_are_gone_through_in_both_directions(text: str, names: Sequence[str]) -> None:
    text = f". {text}"
    assert forward(text, marked()) == names
    assert backward(text, marked()) == names


def test_what_is_marked_is_passed_over_whole() -> None:
    text = ". Rosa met Ilan Brody in Lumen"
    taken = marked(Span(15, 20), Span(0, 2))
    assert forward(text, taken) == backward(text, taken) == ["Rosa", "Lumen"]


def test_inside_a_name_the_next_one_follows() -> None:
    text = "Port Selby Harbour; Lumen"
    assert next_unmarked(text, 5, marked()) == Span(20, 25)
    assert previous_unmarked(text, 5, marked()) == Span(0, 18)


def test_a_name_over_the_end_of_a_line_is_one() -> None:
    assert forward(". so Port\nSelby fell", marked()) == ["Port\nSelby"]


def test_no_look_goes_over_more_than_a_stretch_of_a_long_article() -> None:
    asked: list[int] = []

    def taken(start: int, end: int) -> list[Span]:
        asked.append(end - start)
        return [Span(start, end)]

    text = "word Lumen lower. " * 100_000
    assert next_unmarked(text, 900_000, taken) is None
    assert previous_unmarked(text, 900_000, taken) is None
    assert sum(asked) < 3 * REACH


def test_far_away_it_is_found_within_the_stretch() -> None:
    text = "word " * 5_000 + "Lumen " + "word " * 5_000
    assert next_unmarked(text, 3, marked()) == Span(25_000, 25_005)
    assert previous_unmarked(text, len(text) - 3, marked()) == Span(25_000, 25_005)


@given(texts_with_spans())
@settings(max_examples=200)
def test_whatever_the_text_it_moves_on_and_stays_inside(text_and_span: tuple[str, Span]) -> None:
    text, span = text_and_span
    after, before = next_unmarked(text, span.start, marked()), previous_unmarked(text, span.start, marked())
    assert after is None or span.start < after.start < after.end <= len(text)
    assert before is None or before.start < span.start


def test_numbers_can_be_left_out() -> None:
    text = "He saw 17 ships and Port Selby, then three of 3,000 boats and Lumen."
    found = next_unmarked(text, 3, marked(), numbers=False)
    assert found is not None
    assert found.of(text) == "Port Selby"
    after = next_unmarked(text, found.start, marked(), numbers=False)
    assert after is not None
    assert after.of(text) == "Lumen"
    assert previous_unmarked(text, after.start, marked(), numbers=False) == found
