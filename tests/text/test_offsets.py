"""Offsets of other programs, and through the normalisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.normalise import normalise
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span
from tests.text.strategies import texts_with_spans


@pytest.mark.parametrize(
    ("text", "words", "code_points", "utf_16", "utf_8"),
    [
        ("👨🏻‍🚒 firemen drive firetrucks", "firetrucks", (19, 29), (22, 32), (30, 40)),
        ("🇺🇦 Kyiv said", "Kyiv", (3, 7), (5, 9), (9, 13)),
        ("Département de Médecine", "Médecine", (15, 23), (15, 23), (16, 25)),
        ("De\u0301partement de Me\u0301decine", "Me\u0301decine", (16, 25), (16, 25), (17, 27)),
        ("東京都の小池百合子知事", "小池百合子", (4, 9), (4, 9), (12, 27)),
        ("𝒛𝒂𝒑𝒊𝒐𝒍𝒂 Ltd", "Ltd", (8, 11), (15, 18), (29, 32)),
        ("a\u00a0b\u2066Karl\u2069 x", "Karl", (4, 8), (4, 8), (7, 11)),
    ],
)
def test_offsets_in_each_unit(
    text: str, words: str, code_points: tuple[int, int], utf_16: tuple[int, int], utf_8: tuple[int, int]
) -> None:
    start = text.index(words)
    span = Span(start, start + len(words))
    for unit, expected in (
        (OffsetUnit.CODE_POINT, code_points),
        (OffsetUnit.UTF_16, utf_16),
        (OffsetUnit.UTF_8, utf_8),
    ):
        offsets = Offsets(text, unit)
        assert offsets.to_source(span) == expected
        assert offsets.to_normalised(*expected) == span


@given(texts_with_spans(), st.sampled_from(OffsetUnit))
def test_out_and_in_again_is_the_same_span(given_text: tuple[str, Span], unit: OffsetUnit) -> None:
    text, span = given_text
    offsets = Offsets(text, unit)
    assert offsets.to_normalised(*offsets.to_source(span)) == span
    start, end = offsets.to_source(span)
    if unit is OffsetUnit.UTF_8:
        assert text.encode()[start:end].decode() == span.of(text)
    if unit is OffsetUnit.UTF_16:
        assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == span.of(text)


@given(
    st.lists(st.sampled_from(["\r\n", "\r", "\n", "\t", "\x00", "\x1f", "\x7f", "\x85", "\u2028", "a", "😀", "é"])),
    st.data(),
)
def test_offsets_go_through_the_normalisation(pieces: list[str], data: st.DataObject) -> None:
    raw = "".join(pieces)
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    span = Offsets(raw).to_normalised(start, end)
    # A pair of line ends is one character, and belongs to where its newline is.
    quote = normalise(raw[start:end].removesuffix("\r") if raw[end : end + 1] == "\n" else raw[start:end])
    assert (span.of(normalise(raw)) if span else "") == quote


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (2, 1), (0, 6), (5, 6), (0, 2), (2, 4)])
def test_what_is_no_text_is_none(start: int, end: int) -> None:
    assert Offsets("a😀b", OffsetUnit.UTF_16).to_normalised(start, end) is None
    assert Offsets("a😀b", OffsetUnit.UTF_16).to_normalised(1, 3) == Span(1, 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 2), (2, 5), (1, 7), (4, 5)])
def test_what_cuts_a_character_is_none(start: int, end: int) -> None:
    assert Offsets("a😀b", OffsetUnit.UTF_8).to_normalised(start, end) is None
    assert Offsets("a😀b", OffsetUnit.UTF_8).to_normalised(1, 5) == Span(1, 2)
