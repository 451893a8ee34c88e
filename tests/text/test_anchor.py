import pytest
from hypothesis import given

from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span, is_boundary
from tests.text.strategies import texts_with_spans

_TEXT = "Port Selby.\n\n The ferry  Aurora left."


def test_an_anchor_holds_the_words_what_is_around_them_and_their_paragraph() -> None:
    assert anchor(_TEXT, Span(25, 31), [0, 14]) == Anchor(
        span=Span(25, 31), quote="Aurora", prefix="Port Selby.\n\n The ferry  ", suffix=" left.", paragraph=2
    )


def test_white_space_at_the_ends_is_left_out() -> None:
    made = anchor(_TEXT, Span(11, 25), [0, 14])
    assert (made.span, made.quote, made.paragraph) == (Span(14, 23), "The ferry", 2)


def test_a_touched_cluster_is_taken_whole() -> None:
    text = "the 👨🏻\u200d🚒 e\u0301"
    assert anchor(text, Span(5, 6), [0]).quote == "👨🏻\u200d🚒"
    assert anchor(text, Span(10, 11), [0]).quote == "e\u0301"


@pytest.mark.parametrize("span", [Span(11, 14), Span(4, 5)])
def test_white_space_alone_is_refused(span: Span) -> None:
    with pytest.raises(BadSpan, match="White space cannot"):
        anchor(_TEXT, span, [0, 14])


def test_the_end_of_the_text_can_be_marked_and_nothing_past_it() -> None:
    assert anchor(_TEXT, Span(32, len(_TEXT)), [0, 14]).quote == "left."
    with pytest.raises(BadSpan, match=f"ends at {len(_TEXT)}"):
        anchor(_TEXT, Span(32, len(_TEXT) + 1), [0, 14])


@given(texts_with_spans())
def test_the_quote_is_what_stands_at_the_span_in_every_text(case: tuple[str, Span]) -> None:
    text, span = case
    starts = [paragraph.start for paragraph in paragraphs(text)]
    if span.of(text).isspace():
        with pytest.raises(BadSpan):
            anchor(text, span, starts)
        return
    made = anchor(text, span, starts)
    assert made.quote == text[made.span.start : made.span.end]
    assert is_boundary(text, made.span.start)
    assert is_boundary(text, made.span.end)
    assert text[: made.span.start].endswith(made.prefix)
    assert text[made.span.end :].startswith(made.suffix)
    assert 1 <= made.paragraph <= len(starts)
