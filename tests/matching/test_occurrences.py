from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.matching.occurrences import OccurrenceFinder, OccurrenceKind
from glossator.text.lexical import lexical_form
from glossator.text.span import Span, is_boundary, snap, trim
from glossator.text.tokens import tokens
from tests.text.strategies import texts_with_spans


def found(quote: str, text: str, label: str | None = None) -> list[tuple[str, OccurrenceKind, bool]]:
    return [(one.span.of(text), one.kind, one.ticked) for one in OccurrenceFinder(quote, label).occurrences(text)]


_MARKS: Final = {
    "exact": OccurrenceKind.EXACT,
    "possessive": OccurrenceKind.POSSESSIVE,
    "case": OccurrenceKind.CASE,
    "part": OccurrenceKind.PART,
}


@pytest.mark.parametrize(
    ("quote", "text", "kinds"),
    [
        ("Pakistan", "Pakistan, Pakistan’s and Pakistan's", "exact possessive possessive"),
        ("Pakistan’s", "Pakistan, Pakistan's", "exact possessive"),
        ("Officers", "the Officers’ mess; Officers'", "possessive possessive"),
        ("Khawaja Asif", "Khawaja\nAsif and Khawaja  Asif", "exact exact"),
        ("Khawaja Asif", "Khawaja\n\nAsif", ""),
        ("Taliban", "Tehreek-e-Taliban, Talibans, preTaliban, (Taliban)", "exact"),
        ("O’Brien", "O'Brien and O’Brien’s", "exact possessive"),
        ("U.S.", "The U.S. said, U.S.-led", "exact exact"),
        ("東京", "東京都と東京", "exact exact"),
        ("e\u0301mir", "emir e\u0301mir", "exact"),
        ("ha", "ha ha ha", "exact exact exact"),
        ("ha ha", "ha ha ha", "exact"),
        ("a.b", "axb a.b", "exact"),
    ],
)
def test_the_words_are_found_at_tokens(quote: str, text: str, kinds: str) -> None:
    assert [kind for _, kind, _ in found(quote, text)] == [_MARKS[kind] for kind in kinds.split()]
    assert all(ticked for _, _, ticked in found(quote, text))


@pytest.mark.parametrize(
    ("quote", "text", "ticked"),
    [
        ("Istanbul", "ISTANBUL", True),
        ("ISTANBUL", "Istanbul", True),
        ("Turkey", "turkey", False),
        ("US", "us", False),
        ("Us", "US", False),
        ("State Bank of Pakistan", "STATE BANK OF PAKISTAN", True),
        ("State Bank of Pakistan", "State bank of Pakistan", False),
        ("al-Qaida", "Al-Qaida", True),
    ],
)
def test_other_case_is_ticked_where_it_is_no_other_word(quote: str, text: str, ticked: bool) -> None:
    assert found(quote, text) == [(text, OccurrenceKind.CASE, ticked)]


def test_parts_of_a_persons_name_are_weak_and_never_in_the_whole() -> None:
    text = "Khawaja Muhammad Asif spoke. Asif’s aides; Khawaja left. Asif Ali Zardari stayed. asif ASIF Muhammad"
    assert found("Khawaja Muhammad Asif", text, "PERSON") == [
        ("Khawaja Muhammad Asif", OccurrenceKind.EXACT, True),
        ("Asif", OccurrenceKind.PART, False),
        ("Khawaja", OccurrenceKind.PART, False),
    ]
    assert [kind for _, kind, _ in found("Khawaja Muhammad Asif", text, "ORG")] == [OccurrenceKind.EXACT]


@pytest.mark.parametrize(
    ("quote", "parts"),
    [
        ("Asif", []),
        ("Gen. Asim Munir", ["Asim", "Munir"]),
        ("Hamdullah Mohib Jr.", ["Hamdullah", "Mohib"]),
        ("Dr. No", []),
        ("ibn Saud", ["Saud"]),
        ("mr smith", []),
    ],
)
def test_titles_particles_and_initials_are_no_part(quote: str, parts: list[str]) -> None:
    text = " ".join(f"{word}, " for word in quote.split())
    assert [words for words, kind, _ in found(quote, text, "PERSON") if kind is OccurrenceKind.PART] == parts


def test_only_the_stretch_is_looked_at() -> None:
    text = "Lumen, Lumen, Lumen"
    spans = [one.span.start for one in OccurrenceFinder("Lumen", None).occurrences(text, 3, 12)]
    assert spans == [7]


@pytest.mark.parametrize(
    ("quote", "form"),
    [("Khawaja\n Asif’s", "Khawaja Asif"), ("Officers'", "Officers"), ("O’Brien", "O'Brien"), ("’s", "'s"), ("s", "s")],
)
def test_the_form_of_a_quote(quote: str, form: str) -> None:
    assert lexical_form(quote) == form


@given(texts_with_spans(), st.sampled_from(["PERSON", None]))
@settings(max_examples=300)
def test_a_quote_is_found_where_it_stands_and_nothing_cuts_a_token(
    text_and_span: tuple[str, Span], label: str | None
) -> None:
    text, any_span = text_and_span
    inked = trim(text, any_span)
    if inked is None or "\n\n" in inked.of(text):
        return
    span = snap(text, inked)
    starts = {token.start for token in tokens(text)}
    ends = {token.end for token in tokens(text)}
    recurrences = OccurrenceFinder(span.of(text), label).occurrences(text)
    for before, after in pairwise(recurrences):
        assert before.span.end <= after.span.start
    for one in recurrences:
        assert one.span.start in starts
        assert one.span.end in ends
        assert is_boundary(text, one.span.start)
        assert is_boundary(text, one.span.end)
    alone = lexical_form(span.of(text)) == span.of(text) and span.of(text).split(" ") == span.of(text).split()
    if alone and span.start in starts and span.end in ends:
        assert any(one.span.overlaps(span) for one in recurrences)
