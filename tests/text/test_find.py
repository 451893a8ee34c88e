import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.services import regex_worker
from glossator.text.find import BadExpression, Finder, Hits, Search
from glossator.text.span import Span
from tests.text.strategies import texts


def search(text: str, typed: str, *, expression: bool = False) -> Search:
    found = Finder(text, lambda expression: found_in(text, expression)).search(typed, expression=expression)
    assert found is not None
    return found


def found_in(text: str, expression: str) -> Hits:
    """Find an expression without a process of its own."""
    answer = regex_worker.hits(text, expression)
    if "wrong" in answer:
        raise BadExpression(answer["wrong"])
    return Hits(text, [Span(*hit) for hit in answer["hits"]])


def hits(text: str, typed: str, *, expression: bool = False) -> list[str]:
    return [hit.of(text) for hit in search(text, typed, expression=expression).between(0, len(text))]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Café CAFE cafe\u0301 cave", "café", ["Café", "CAFE", "cafe\u0301"]),
        ("Café CAFE cafe\u0301 cave", "cafe", ["Café", "CAFE", "cafe\u0301"]),
        ("Port  Selby, port\nselby, Portselby", "port selby", ["Port  Selby", "port\nselby"]),
        ("a.b axb a*b", "a.b", ["a.b"]),
        ("👩🏻\u200d✈️ Aurora 東京", "東京", ["東京"]),
        ("aaa", "aa", ["aa"]),
        ("nothing", "here", []),
        ("The ﬁnance of Łódź", "finance", ["ﬁnance"]),
        ("The ﬁnance of Łódź", "lodz", ["Łódź"]),
        ("in Đà\nNẵng, Da Nang", "da nang", ["Đà\nNẵng", "Da Nang"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("Straße, Strasse", "Straße", ["Straße", "Strasse"]),
        ("Straße", "stras", ["Straß"]),
        ("ßs ﬁ", "s", ["ß", "s"]),
        ("ﬁnd inside", "in", ["in"]),
        ("a co\u00adopera\u00adtion, b", "cooperation", ["co\u00adopera\u00adtion"]),
        ("a\u00ad b\u200b c", "a b c", ["a\u00ad b\u200b c"]),
        ("zero\u200bwidth", "ZEROWIDTH", ["zero\u200bwidth"]),
        ("مُحَمَّد", "محمد", ["مُحَمَّد"]),
        ("👨\u200d👩\u200d👧 👩", "👩", ["👩"]),
        ("\u1112\u1161\u11ab", "한", ["\u1112\u1161\u11ab"]),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_space(text: str, typed: str, expected: list[str]) -> None:
    assert hits(text, typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
@pytest.mark.parametrize("expression", [True, False])
def test_nothing_typed_is_no_search(typed: str, expression: bool) -> None:
    assert Finder("some text", lambda _: Hits("", [])).search(typed, expression=expression) is None


def test_an_expression_is_one_and_looks_at_accents() -> None:
    assert hits("2:30 and 14:05\nat 7", r"\d+:\d\d", expression=True) == ["2:30", "14:05"]
    assert hits("one\nTwo", "^t", expression=True) == ["T"]
    assert hits("Café cafe", "café", expression=True) == ["Café"]


def test_an_expression_that_finds_nothing_but_places_finds_nothing() -> None:
    assert hits("some text", r"\b", expression=True) == []
    assert search("some text", r"z*", expression=True).after(0) is None


def test_an_expression_that_cannot_be_is_reported() -> None:
    with pytest.raises(BadExpression, match="Invalid regular expression: "):
        search("text", "(", expression=True)


def test_searching_goes_round_the_ends() -> None:
    found = search("ab -- ab -- ab", "ab")
    assert [found.after(offset) for offset in (0, 1, 6, 13)] == [Span(0, 2), Span(6, 8), Span(6, 8), Span(0, 2)]
    assert [found.before(offset) for offset in (14, 13, 8, 1)] == [Span(12, 14), Span(6, 8), Span(6, 8), Span(12, 14)]
    assert search("ab", "c").after(0) is None
    assert search("ab", "c").before(2) is None


def test_searching_goes_round_the_ends_where_folding_changes_lengths() -> None:
    text = "ﬁn Straße ﬁn Straße ﬁn"
    found = search(text, "fin")
    assert [found.after(offset) for offset in (0, 1, 10, 11)] == [Span(0, 2), Span(10, 12), Span(10, 12), Span(20, 22)]
    assert [found.before(offset) for offset in (22, 21, 12, 1)] == [
        *(Span(20, 22), Span(10, 12), Span(10, 12), Span(20, 22)),
    ]
    assert list(found.between(1, 21)) == [Span(10, 12)]
    assert found.count(5) == 3


def test_hits_of_an_expression_go_round_the_ends_too() -> None:
    found = search("ab -- ab -- ab", "a.", expression=True)
    assert [found.after(offset) for offset in (0, 1, 6, 13)] == [Span(0, 2), Span(6, 8), Span(6, 8), Span(0, 2)]
    assert [found.before(offset) for offset in (14, 13, 8, 1)] == [Span(12, 14), Span(6, 8), Span(6, 8), Span(12, 14)]
    assert list(found.between(1, 13)) == [Span(6, 8)]
    assert [found.count(most) for most in (2, 5)] == [2, 3]


def test_no_hit_of_an_expression_cuts_a_character_as_people_see_it() -> None:
    assert hits("e\u0301 e", "e", expression=True) == ["e"]
    assert hits("e\u0301 e", "\u0301", expression=True) == []


def test_counting_stops_where_it_is_reported_to() -> None:
    assert [search("a a a", "a").count(most) for most in (2, 3, 4)] == [2, 3, 3]
    assert search("b", "a").count(5) == 0


@given(texts, st.integers(0, 40), st.integers(1, 6))
def test_every_stretch_that_starts_and_ends_with_a_letter_is_found_where_it_stands(
    text: str, start: int, length: int
) -> None:
    typed = text[start : start + length]
    if not typed or not all(one.isascii() and one.isalnum() for one in (typed[0], typed[-1])):
        return
    if unicodedata.category(text[start + length : start + length + 1] or "a") == "Mn":
        return
    found = search(text, typed).between(0, len(text))
    assert any(hit.of(text).casefold() == typed.casefold() for hit in found)
