import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.context import CONTEXT, after, before, window
from glossator.text.span import Span
from tests.text.strategies import texts_with_spans

_TEXT = "alpha beta gamma delta epsilon"


@pytest.mark.parametrize(
    ("width", "expected"),
    [(0, ""), (1, " "), (3, ""), (5, "beta "), (6, " beta "), (8, "beta "), (11, "alpha beta "), (80, "alpha beta ")],
)
def test_what_stands_before_begins_with_a_whole_word(width: int, expected: str) -> None:
    assert before(_TEXT, Span(11, 16), width) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (0, ""),
        (1, " "),
        (5, ""),
        (6, " delta"),
        (9, " delta"),
        (13, " delta"),
        (14, " delta epsilon"),
        (80, " delta epsilon"),
    ],
)
def test_what_stands_after_ends_with_a_whole_word(width: int, expected: str) -> None:
    assert after(_TEXT, Span(11, 16), width) == expected


def test_a_text_without_spaces_is_quoted_all_the_same() -> None:
    text = "東" * 100 + "京" + "都" * 100
    assert before(text, Span(100, 101)) == "東" * CONTEXT
    assert after(text, Span(100, 101)) == "都" * CONTEXT


def test_nothing_stands_around_the_whole_text() -> None:
    assert before("all", Span(0, 3)) == ""
    assert after("all", Span(0, 3)) == ""


@given(texts_with_spans(), st.integers(0, 12))
def test_contexts_touch_the_span_and_are_no_longer_than_asked_for(case: tuple[str, Span], width: int) -> None:
    text, span = case
    assert text[: span.start].endswith(before(text, span, width))
    assert text[span.end :].startswith(after(text, span, width))
    assert len(before(text, span, width)) <= width
    assert len(after(text, span, width)) <= width


@given(st.text(alphabet="ab \n\u2003東", min_size=3, max_size=24), st.data(), st.integers(0, 8))
def test_a_word_that_is_cut_goes_with_the_one_space_beside_it(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    first, last = max(0, span.start - width), min(len(text), span.end + width)
    taken, following = text[first : span.start], text[span.end : last]
    cut_first = first > 0 and not text[first - 1].isspace()
    cut_last = last < len(text) and not text[last].isspace()
    assert before(text, span, width) == (re.sub(r"\A\S+\s", "", taken) if cut_first else taken)
    assert after(text, span, width) == (re.sub(r"\s\S+\Z", "", following) if cut_last else following)


@given(texts_with_spans(), st.integers(0, 12))
def test_the_context_is_the_same_from_a_window_as_from_the_whole_text(case: tuple[str, Span], width: int) -> None:
    text, span = case
    around, begins = window(text, span.start, span.end, width)
    inside = Span(span.start - begins, span.end - begins)
    assert inside.of(around) == span.of(text)
    assert before(around, inside, width) == before(text, span, width)
    assert after(around, inside, width) == after(text, span, width)
