"""Forms are matched at tokens, the longest first, and believed before the model."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from glossator.domain.annotation import Origin, Suggestion
from glossator.ner.lexicon_matcher import LexiconMatcher
from glossator.text.lexical import lexical_form
from glossator.text.span import Span, snap, trim
from glossator.text.tokens import tokens
from tests.text.strategies import texts, texts_with_spans


def matched(forms: Mapping[str, str | None], text: str) -> list[tuple[str, str]]:
    return [(one.span.of(text), one.label) for one in LexiconMatcher(forms).matches(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("Kabul", "Kabul, (Kabul) “Kabul” Kabul’s Kabul.", 5),
        ("Kabul", "Kabuli kabul KABUL preKabul Kabul-based Kabul’t", 0),
        ("Khawaja Asif", "Khawaja\nAsif; Khawaja  Asif", 2),
        ("Khawaja Asif", "Khawaja, Asif", 0),
        ("O'Brien", "O’Brien O'Brien’s", 2),
        ("Tehreek-e-Taliban Pakistan", "the Tehreek-e-Taliban Pakistan’s", 1),
        ("Taliban", "Tehreek-e-Taliban", 0),
        ("U.S.", "the U.S. said U.S.", 2),
        ("U.S", "the U.S. said", 0),
        ("A+", "an A+ and A+", 2),
        ("@noor", "cc @noor, @noora", 1),
        ("東京", "東京都と東京", 2),
        ("Renée", "Renée", 1),
        ("Rene\u0301e", "Rene\u0301e", 1),
        ("Ren", "Rene\u0301e Re\u0301n", 0),
        ("Re", "Re\u0301", 0),
        # A mark that stands on the space before it, and a sign that takes the space behind it.
        ("\u0301a", "x \u0301a", 0),
        ("\u0600", "x \u0600 y", 0),
        ("A+", "A + B", 0),
    ],
)
def test_a_form_is_matched_at_tokens(form: str, text: str, found: int) -> None:
    assert len(matched({form: "X"}, text)) == found


def test_the_longest_form_wins_and_a_shorter_one_where_it_does_not_fit() -> None:
    forms = {"Bank": "ORG", "Bank of Spain": "ORG", "Bank of Spain-on-Sea": "FAC", "Spain": "GPE"}
    text = "Bank of Spain. Bank of Spain-on-Sea. Bank of Spain-on-Land. Bank of Spaniards. Bank in Spain."
    assert matched(forms, text) == [
        ("Bank of Spain", "ORG"),
        ("Bank of Spain-on-Sea", "FAC"),
        ("Bank", "ORG"),
        ("Bank", "ORG"),
        ("Bank", "ORG"),
        ("Spain", "GPE"),
    ]


def test_offsets_count_from_the_start_of_the_text() -> None:
    text = "Kabul, Kabul, Kabul"
    assert [one.span for one in LexiconMatcher({"Kabul": "GPE"}).matches(text, Span(7, 13))] == [Span(7, 12)]


def test_what_is_never_an_entity_is_not_matched_but_known() -> None:
    lexicon = LexiconMatcher({"May": None, "Kabul": "GPE"})
    assert list(lexicon.matches("May in Kabul’s", Span(0, 3))) == []
    assert [lexicon.is_excluded(words) for words in ("May", "May’s", "Kabul", "may")] == [True, True, False, False]


def suggested(text: str, words: str, label: str) -> Suggestion:
    return Suggestion(Span(start := text.index(words), start + len(words)), label)


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("in Kabul now", "Kabul", ["Kabul/GPE"]),
        ("in Kabul now", "in Kabul", ["in Kabul/ORG"]),
        ("New Kabul Bank now", "New Kabul", ["New Kabul/ORG"]),
        ("Kabul Bank now", "Bank", ["Kabul/GPE", "Bank/ORG"]),
        ("Kabul’s Bank now", "Kabul’s Bank", ["Kabul/GPE"]),
        ("the May Bank", "May", []),
        ("the May Bank", "May Bank", ["May Bank/ORG"]),
        ("Khyber Pass road", "Pass road", ["Khyber Pass/LOC"]),
        ("the Khyber Pass", "the Khyber", ["Khyber Pass/LOC"]),
    ],
)
def test_forms_are_believed_before_the_model(text: str, words: str, left: list[str]) -> None:
    lexicon = LexiconMatcher({"Kabul": "GPE", "Khyber Pass": "LOC", "May": None})
    found = lexicon.combine(text, Span(0, len(text)), [suggested(text, words, "ORG")])
    assert [f"{one.span.of(text)}/{one.label}" for one in found] == left


def test_what_a_form_found_says_so() -> None:
    text = "Kabul and Doha"
    found = LexiconMatcher({"Kabul": "GPE"}).combine(text, Span(0, 14), [suggested(text, "Doha", "GPE")])
    assert [one.origin for one in found] == [Origin.LEXICON, Origin.MODEL]


@given(texts_with_spans(), texts)
@settings(max_examples=300)
def test_whatever_the_text_forms_are_found_at_tokens_only(text_and_span: tuple[str, Span], other: str) -> None:
    text, any_span = text_and_span
    inked = trim(text, any_span)
    if inked is None:
        return
    form = lexical_form(snap(text, inked).of(text))
    for read in (text, other + text, text + other):
        starts = {token.start for token in tokens(read.replace("’", "'"))}
        ends = {token.end for token in tokens(read.replace("’", "'"))}
        for one in LexiconMatcher({form: "X"}).matches(read, Span(0, len(read))):
            assert " ".join(one.span.of(read).replace("’", "'").split()) == form
            assert one.span.start in starts
            assert one.span.end in ends


def test_a_possessive_behind_a_longer_name_does_not_cut_a_form_out_of_it() -> None:
    text = "the University of Lumen’s hall; Lumen’s Red Crescent"
    longer = [Suggestion(Span(4, 23), "ORG"), Suggestion(Span(32, 52), "ORG")]
    found = LexiconMatcher({"Lumen": "GPE"}).combine(text, Span(0, len(text)), longer)
    assert [(one.span.of(text), one.label) for one in found] == [("University of Lumen", "ORG"), ("Lumen", "GPE")]
