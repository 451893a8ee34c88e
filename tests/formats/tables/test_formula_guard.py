"""What a spreadsheet would run, or take for a number or a date, and taking the apostrophe off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.tables.formula_guard import Danger, danger, find_suspects, guard, unguard
from glossator.formats.tables.profiles import PROFILES

GUARDS = sorted({profile.guarded for profile in PROFILES.values() if profile.guarded}, key=len)

PARTS = (
    *("'", "=", "＋", "-", " ", "\u00a0", "\n", "\r", "\t", "1", "0", "٣", "$", "€", "/", ".", ",", ":", "(", ")", "%"),
    *("e", "E", "T", "Z", "am", "p.m.", "Oct", "may", "December", "true", "FALSE", "#N/A", "x", "é", "😀", "−"),
)
texts = st.lists(st.sampled_from(PARTS) | st.characters(exclude_categories=["Cs"]), max_size=6).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        *("1-2", "00123", "0", "1e5", "12E45", "1.e-5", "1,200.50", "1 000", "1’000", "12.", ".5", "(5)", "−5", "١٢"),
        *("50%", "% 5", "$5", "5 €", "₹ 5,00", "￥5"),
        *("2025-10-01", "9/11", "24/7", "1/2", "1 1/2", "3.8.0", "10:30", "1:23:45.6", "2026-01-02T12:00:00Z"),
        *("October 2025", "oct 5, 2025", "5 May", "5-Oct-25", "5Oct", "Sept 11", "Oct. 5", "Oct 5 3 PM"),
        *("Monday, October 5, 2025", "Thurs 5 May"),
        *("10 a.m.", "10:30pm", "3 p", "TRUE", "false", "#N/A", "#div/0!", " 007 ", "12\n"),
    ],
)
def test_numbers_amounts_dates_and_times_of_all_kinds_are_taken_for_such(text: str) -> None:
    assert danger(text) is Danger.CONVERTED
    assert danger(text, is_date=True) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", "$", "()", "a_12", "Q4", "B-52", "e5", "1e", "0x1F", "5th", "mid-2025", "Boeing 737", "½"),
        *(
            "May",
            "Mayor 5",
            "Pam 5",
            "Marching 5",
            "Sunny 5",
            "true north",
            "#1",
            "2019–2025",
            "10 am and",
            "12 people",
            "“5”",
            "'5",
            "’25",
        ),
    ],
)
def test_other_texts_are_in_no_danger(text: str) -> None:
    assert danger(text) is None


@given(texts, st.sampled_from(GUARDS), st.booleans())
def test_unguard_returns_what_was_guarded_without_knowing_against_what(
    text: str, against: frozenset[Danger], is_date: bool
) -> None:
    guarded = guard(text, against, is_date=is_date)
    assert unguard(guarded, is_date=is_date) == text
    assert danger(guarded, is_date=is_date) not in against
    assert guarded.lstrip("'") == text.lstrip("'")


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'007", "007"), ("'-5", "-5"), ("'=1", "=1"), ("''007", "'007"), ("'tis", "'tis"), ("-5", "-5"), ("007", "007")],
)
def test_cells_of_earlier_versions_are_unguarded(cell: str, text: str) -> None:
    assert unguard(cell) == text


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1,000"])
def test_a_number_with_a_sign_is_no_formula(text: str) -> None:
    for is_date in (False, True):
        assert danger(text, is_date=is_date) is Danger.CONVERTED
    assert guard(text) == text


@given(st.lists(st.none() | texts, max_size=4), st.sampled_from(GUARDS), st.booleans())
def test_no_text_that_is_in_danger_is_passed_over(
    column: list[str | None], against: frozenset[Danger], is_date: bool
) -> None:
    found = find_suspects(column, against, is_date=is_date)
    for place, text in enumerate(column):
        if text and guard(text, against, is_date=is_date) != text:
            assert place in found
