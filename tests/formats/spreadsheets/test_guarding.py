"""What a spreadsheet would run, or take for a number or a date, and taking the apostrophe off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.formats.spreadsheets.guarding import Danger, danger, guard, suspects, unguard

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
    assert danger(text) is Danger.TAKEN
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


@given(texts)
def test_unguard_takes_back_guard(text: str) -> None:
    for is_date in (False, True):
        guarded = guard(text, is_date=is_date)
        assert unguard(guarded, is_date=is_date) == text
        assert danger(guarded, is_date=is_date) is None
        assert guarded.lstrip("'") == text.lstrip("'")


@given(st.lists(st.none() | texts, max_size=4))
def test_no_text_that_is_in_danger_is_passed_over(column: list[str | None]) -> None:
    for is_date in (False, True):
        found = suspects(column, is_date=is_date)
        for place, text in enumerate(column):
            if text and guard(text, is_date=is_date) != text:
                assert place in found
