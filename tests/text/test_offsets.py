"""Offsets of other programs, and through the normalisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.text.normalise import normalise
from glossator.text.offsets import Counting, Offsets, OffsetUnit, QuotedText, best_counting, fitting, same_quote
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


PIECES = st.sampled_from(["\r\n", "\n", "🚢", "é", "e\u0301", "東京", "Ann", " ", "Ove ", "\u200d", "👨🏻\u200d🚒"])
COUNTINGS = st.builds(Counting, st.sampled_from(OffsetUnit), st.booleans(), st.sampled_from([0, 1]))


@given(st.lists(PIECES, min_size=4, max_size=24).map("".join), COUNTINGS, st.data())
def test_the_counting_under_which_quotes_hold_is_found(raw: str, counting: Counting, data: st.DataObject) -> None:
    """The offsets of other programs lead to their quotes, whatever they count, also where some quotes are wrong."""
    counted = raw.replace("\r\n", "\n") if counting.joins_line_ends else raw
    mark = "\ufeff" if counting.mark else ""

    def place(end: int) -> int:
        before = mark + counted[:end]
        lengths = {
            OffsetUnit.CODE_POINT: len(before),
            OffsetUnit.UTF_16: len(before.encode("utf-16-le")) // 2,
            OffsetUnit.UTF_8: len(before.encode()),
        }
        return lengths[counting.unit]

    starts = data.draw(st.lists(st.integers(0, len(counted) - 1), min_size=1, max_size=6))
    spans = [(start, data.draw(st.integers(start + 1, len(counted)))) for start in starts]
    spans = [(start, end) for start, end in spans if counted[start:end].strip()]
    # A line end that is cut in half has no place in the normalised text.
    spans = [(a, b) for a, b in spans if "\r\n" not in (counted[a - 1 : a + 1], counted[b - 1 : b + 1])]
    places = [(place(start), place(end), normalise(counted[start:end])) for start, end in spans]
    wrong = [(0, 1, "nowhere")] * data.draw(st.integers(0, 2))
    asked = QuotedText(raw, [*places, *wrong], had_mark=bool(mark))
    found = best_counting([asked])
    offsets = Offsets(raw, fitting(found, raw, had_mark=bool(mark)))
    for start, end, quote in places:
        span = offsets.to_normalised(start, end)
        assert span is not None
        assert same_quote(span.of(offsets.text), quote)


@given(st.lists(PIECES, min_size=1, max_size=20).map("".join), COUNTINGS, st.data())
def test_each_counting_goes_out_and_in_again(raw: str, counting: Counting, data: st.DataObject) -> None:
    text = normalise(raw)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    offsets = Offsets(text, counting)
    assert offsets.to_normalised(*offsets.to_source(span)) == span


def test_a_mark_at_the_start_that_is_not_counted() -> None:
    asked = QuotedText("\ufeffé Ann", [(2, 5, "Ann")])
    assert best_counting([asked]) == Counting(mark=-1)
    assert best_counting([QuotedText("\ufeffé Ann", [(3, 6, "Ann")])]) == Counting()


def test_quotes_that_teach_nothing_leave_the_preferred_counting() -> None:
    preferred = Counting(OffsetUnit.UTF_16)
    assert best_counting([], preferred) == preferred
    assert best_counting([QuotedText("Ann left", [(0, 3, "Ove")])], preferred) == preferred
    assert best_counting([QuotedText("🚢 Ann", [(0, 1, "Ove")])], preferred) == preferred


def test_all_texts_of_a_file_decide_together() -> None:
    first = QuotedText("é 🚢 Ann", [(2, 4, "🚢"), (0, 1, "é")])
    second = QuotedText("🚢🚢 Ann", [(5, 8, "Ann")])
    assert best_counting([first, second]) == Counting(OffsetUnit.UTF_16)


@pytest.mark.parametrize(
    ("there", "quote", "same"),
    [
        ("Port\nSelby", "Port Selby", True),
        ("Port  Selby", "Port Selby", True),
        ("Port\u00a0Selby", "Port Selby", True),
        ("end.\nNext", "end.Next", True),
        ("Me\u0301decine", "Médecine", True),
        ("co\u00adoperation", "cooperation", True),
        ("Ann", "ann", False),
        ("Ann", "Anna", False),
    ],
)
def test_quotes_are_the_same_up_to_white_space(there: str, quote: str, same: bool) -> None:
    assert same_quote(there, quote) is same
