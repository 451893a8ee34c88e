from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.language_sample import is_plainly_english, sample_spans, text_sample

_ENGLISH = (
    "The mayor said on Tuesday that the ferry would not sail before the inquiry had ended, and that the families of "
    "the crew were to be paid from a fund which the council has set up for them. "
)
_DUTCH = (
    "De burgemeester zei dinsdag dat de veerboot niet zou varen voordat het onderzoek was afgerond, en dat de families "
    "van de bemanning worden betaald uit een fonds dat de gemeente voor hen in het leven heeft geroepen. "
)


@given(st.integers(0, 100_000))
def test_the_parts_of_a_sample_are_in_the_text_and_apart(length: int) -> None:
    spans = sample_spans(length)
    assert bool(spans) is bool(length)
    assert all(0 <= span.start < span.end <= length and span.end - span.start <= 800 for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    if spans:
        assert (spans[0].start, spans[-1].end) == (0, length)


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (400, 1), (799, 1), (800, 2), (1_200, 3), (1_000_000, 3)])
def test_long_texts_have_three_parts(length: int, parts: int) -> None:
    assert len(sample_spans(length)) == parts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (_ENGLISH, True),
        (_ENGLISH * 30, True),
        (_DUTCH * 5, False),
        (_ENGLISH * 10 + _DUTCH * 10, False),
        ("Arsenal 2 Chelsea 1, Leeds 0 Everton 0, " * 20, False),
        ("The end of it.", False),
        ("12:30 – 14:00", False),
        ("", False),
    ],
)
def test_plain_english_is_known_by_its_function_words(text: str, plain: bool) -> None:
    assert is_plainly_english(text_sample(text)) is plain
