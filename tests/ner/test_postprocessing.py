"""What an analyst would have marked: each rule by itself, and all in a row."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossator.domain.annotation import Origin, Suggestion
from glossator.ner.postprocessing import LOCAL, RULES, one_label, other_mentions, postprocess
from glossator.text.span import Span
from tests.text.strategies import texts_with_spans


def marked(written: str) -> tuple[str, list[Suggestion]]:
    """Return the text and the suggestions that are written in it as [words|LABEL]."""
    text, found = "", []
    for part in written.split("["):
        inside, bracket, rest = part.partition("]")
        if not bracket:
            text += part
            continue
        words, _, label = inside.partition("|")
        found.append(Suggestion(Span(len(text), len(text) + len(words)), label))
        text += words + rest
    return text, found


def written(text: str, found: Sequence[Suggestion]) -> str:
    """Return the text with the suggestions written in it."""
    for one in sorted(found, key=lambda one: one.span, reverse=True):
        text = f"{text[: one.span.start]}[{one.span.of(text)}|{one.label}]{text[one.span.end :]}"
    return text


def by(rule: str, before: str) -> str:
    text, found = marked(before)
    return written(text, LOCAL[rule](text, Span(0, len(text)), found))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("said [the Taliban|ORG]", "said the [Taliban|ORG]"),
        ("[The Taliban|ORG] said", "The [Taliban|ORG] said"),
        ("so. [The\nTaliban|ORG] said", "so. The\n[Taliban|ORG] said"),
        ("SO [THE TALIBAN|ORG] SAID", "SO THE [TALIBAN|ORG] SAID"),
        ("he is [an Afghan|NORP]", "he is an [Afghan|NORP]"),
        ("[the first two weeks of May|DATE]", "the [first two weeks of May|DATE]"),
        # Part of the name.
        ("in [The Hague|GPE]", "in [The Hague|GPE]"),
        ("[The Hague|GPE] said", "[The Hague|GPE] said"),
        ("wrote [The Meridian|ORG]", "wrote [The Meridian|ORG]"),
        ("[The Meridian|ORG] wrote; so did The Meridian", "[The Meridian|ORG] wrote; so did The Meridian"),
        ("[The Meridian’s|ORG] man; so The Meridian", "[The Meridian’s|ORG] man; so The Meridian"),
        ("[The Meridian|ORG] wrote; so did the Meridian", "The [Meridian|ORG] wrote; so did the Meridian"),
        ("read “[The Long Road|WORK_OF_ART]”", "read “[The Long Road|WORK_OF_ART]”"),
        ("near [An Najaf|GPE]", "near [An Najaf|GPE]"),
        # How much, or when.
        ("[a week|DATE]", "[a week|DATE]"),
        ("[an hour|TIME]", "[an hour|TIME]"),
        ("[A third|CARDINAL]", "[A third|CARDINAL]"),
        # No article at all.
        (
            "[Theresa May|PERSON] [Another|ORG] [A.Q. Khan|PERSON]",
            "[Theresa May|PERSON] [Another|ORG] [A.Q. Khan|PERSON]",
        ),
        ("[the|ORG] [a|CARDINAL]", "[the|ORG] [a|CARDINAL]"),
    ],
)
def test_a_leading_article_goes_unless_it_is_part_of_the_name(before: str, after: str) -> None:
    assert by("leading_article", before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[Pakistan’s|GPE] army", "[Pakistan|GPE]’s army"),
        ("[Pakistan's|GPE] army", "[Pakistan|GPE]'s army"),
        ("[PAKISTAN’S|GPE] ARMY", "[PAKISTAN|GPE]’S ARMY"),
        ("[last month's|DATE] deal", "[last month|DATE]'s deal"),
        ("[two weeks’|DATE] rest", "[two weeks|DATE]’ rest"),
        ("[Moody’s|ORG] and [Lloyd's|ORG]", "[Moody’s|ORG] and [Lloyd's|ORG]"),
        ("[the Growers’ Union|ORG]", "[the Growers’ Union|ORG]"),
        ("[James|PERSON] [’s|ORG]", "[James|PERSON] [’s|ORG]"),
        ("[Rock ’n’|WORK_OF_ART]", "[Rock ’n’|WORK_OF_ART]"),
    ],
)
def test_a_trailing_possessive_goes_unless_it_is_part_of_the_name(before: str, after: str) -> None:
    assert by("trailing_possessive", before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[Tehreek|ORG]-e-Taliban [Pakistan|GPE] said", "[Tehreek-e-Taliban Pakistan|ORG] said"),
        ("[Tehreek|PERSON]-e-[Taliban|ORG] [Pakistan|GPE]", "[Tehreek-e-Taliban Pakistan|ORG]"),
        ("Tehreek-e-[Taliban Pakistan|ORG]", "[Tehreek-e-Taliban Pakistan|ORG]"),
        ("[Tehreek-e-Taliban|ORG] [Pakistan|GPE]", "[Tehreek-e-Taliban Pakistan|ORG]"),
        ("[Fitna|ORG]-tul-Hindustan", "[Fitna-tul-Hindustan|ORG]"),
        ("Zia-ul-[Haq|PERSON] [Pakistan|GPE]", "[Zia-ul-Haq|PERSON] [Pakistan|GPE]"),
        ("al-[Qaida|ORG] and Al‑[Shabaab|ORG]", "[al-Qaida|ORG] and [Al‑Shabaab|ORG]"),
        ("[Tehreek|ORG]-e-Taliban, [Pakistan|GPE]", "[Tehreek-e-Taliban|ORG], [Pakistan|GPE]"),
        ("[Jamiat|ORG]-ul-Ulema-e-Islam’s", "[Jamiat-ul-Ulema-e-Islam|ORG]’s"),
        ("Jean-[Baptiste Roux|PERSON]-Delmas", "[Jean-Baptiste Roux-Delmas|PERSON]"),
        # Not one name.
        ("a [US|GPE]-led force", "a [US|GPE]-led force"),
        ("[India|GPE]-Pakistan ties", "[India|GPE]-Pakistan ties"),
        ("[India|GPE]-[Pakistan|GPE] ties", "[India|GPE]-[Pakistan|GPE] ties"),
        ("[Afghan|NORP]-made", "[Afghan|NORP]-made"),
        ("[Editor|PERSON]-in-Chief", "[Editor|PERSON]-in-Chief"),
        ("[Foreign Office|ORG] [Pakistan|GPE]", "[Foreign Office|ORG] [Pakistan|GPE]"),
        ("[2,600|QUANTITY]-kilometer", "[2,600|QUANTITY]-kilometer"),
    ],
)
def test_a_hyphenated_name_is_whole(before: str, after: str) -> None:
    assert by("hyphenated_names", before) == after


def test_the_rules_work_one_after_the_other() -> None:
    text, found = marked("said [the Gulf Ledger’s|ORG] man")
    assert written(text, postprocess(text, Span(0, len(text)), found)) == "said the [Gulf Ledger|ORG]’s man"


def test_each_rule_can_be_switched_off() -> None:
    text, found = marked("[the Gulf Ledger|ORG] on [Pakistan’s|GPE] [Tehreek|ORG]-e-Taliban")
    piece = Span(0, len(text))
    assert postprocess(text, piece, found, ()) == found
    for name in ("leading_article", "trailing_possessive", "hyphenated_names"):
        without = postprocess(text, piece, found, [other for other in RULES if other != name])
        assert len([one for one in without if one not in postprocess(text, piece, found)]) == 1
        assert postprocess(text, piece, found, [name]) == LOCAL[name](text, piece, found)


def test_score_and_origin_stay() -> None:
    one = Suggestion(Span(0, 11), "ORG", 0.5, Origin.LEXICON)
    (after,) = postprocess("the Taliban", Span(0, 11), [one])
    assert after == Suggestion(Span(4, 11), "ORG", 0.5, Origin.LEXICON)


@given(texts_with_spans(), st.sampled_from(["ORG", "GPE", "PERSON", "DATE", "WORK_OF_ART", "CARDINAL"]))
@settings(max_examples=200)
def test_whatever_the_text_suggestions_stay_inside_it_and_beside_each_other(
    text_and_span: tuple[str, Span], label: str
) -> None:
    text, span = text_and_span
    found = postprocess(text, Span(0, len(text)), [Suggestion(span, label)])
    assert all(one.span.end <= len(text) for one in found)
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))


def others(before: str) -> str:
    text, found = marked(before)
    more = list(other_mentions(text, found, [one.span for one in found]))
    return written(text, [*found, *more])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[Asif|PERSON] and Asif’s, Asif", "[Asif|PERSON] and [Asif|PERSON]’s, [Asif|PERSON]"),
        ("[Khawaja\nAsif|PERSON]; Khawaja Asif", "[Khawaja\nAsif|PERSON]; [Khawaja Asif|PERSON]"),
        ("[Pakistan’s|GPE] or Pakistan", "[Pakistan’s|GPE] or [Pakistan|GPE]"),
        (
            "[Taliban|ORG], [Afghan Taliban|ORG]: Afghan Taliban",
            "[Taliban|ORG], [Afghan Taliban|ORG]: [Afghan Taliban|ORG]",
        ),
        ("[Kabul Bank|ORG], [Kabul|GPE]", "[Kabul Bank|ORG], [Kabul|GPE]"),
        # In two ways: most often counts, and none when it is even.
        ("[Kohat|GPE] [Kohat|GPE] [Kohat|ORG], Kohat", "[Kohat|GPE] [Kohat|GPE] [Kohat|ORG], [Kohat|GPE]"),
        ("[Kohat|GPE] [Kohat|ORG] Kohat", "[Kohat|GPE] [Kohat|ORG] Kohat"),
        # What means another thing elsewhere.
        ("[one|CARDINAL] of one; [May|DATE], May", "[one|CARDINAL] of one; [May|DATE], May"),
        ("[commerce|ORG] commerce", "[commerce|ORG] commerce"),
        ("[X|ORG] X", "[X|ORG] X"),
        ("[US|GPE] us; [Asif|PERSON] Asifs", "[US|GPE] us; [Asif|PERSON] Asifs"),
    ],
)
def test_a_name_that_was_found_once_is_suggested_at_its_other_mentions(before: str, after: str) -> None:
    assert others(before) == after


def test_what_is_taken_is_not_suggested_over() -> None:
    text = "Asif, Asif, Asif Khan told Asif, and Asif"
    taken = [Span(0, 4), Span(6, 10), Span(12, 31), Span(17, 21)]
    found = list(other_mentions(text, [Suggestion(taken[0], "PERSON")], taken))
    assert [one.span.start for one in found] == [37]
    assert {one.origin for one in found} == {Origin.MODEL}


def relabelled(before: str, decided: Sequence[str] = ()) -> str:
    text, found = marked(before)
    undecided = {one.span for one in found if one.span.of(text) not in decided}
    after = {one.span: one for one in found} | {one.span: one for one in one_label(text, found, undecided)}
    return written(text, list(after.values()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[Rosa|GPE], [Rosa|PERSON] and [Rosa|PERSON]", "[Rosa|PERSON], [Rosa|PERSON] and [Rosa|PERSON]"),
        (
            "[Selby|ORG], [Selby|ORG]; Selby district, [Selby|GPE]",
            "[Selby|GPE], [Selby|GPE]; Selby district, [Selby|GPE]",
        ),
        ("[Ilan Brody|PERSON] came. [Brody|GPE] spoke.", "[Ilan Brody|PERSON] came. [Brody|PERSON] spoke."),
        # Not enough to tell.
        ("[Rosa|GPE] and [Rosa|PERSON]", "[Rosa|GPE] and [Rosa|PERSON]"),
        ("[May|DATE], [May|DATE] and [May|PERSON]", "[May|DATE], [May|DATE] and [May|PERSON]"),
        # A people has provinces too.
        ("[Lumian|GPE], [Lumian|NORP], [Lumian|NORP] provinces like Tamm", None),
        # A place of the name of a person.
        ("[Peter Jordan|PERSON] in [Jordan|GPE]", "[Peter Jordan|PERSON] in [Jordan|GPE]"),
        ("[Ann Selby|PERSON] flew to Selby: [Selby|GPE]", "[Ann Selby|PERSON] flew to Selby: [Selby|GPE]"),
    ],
)
def test_a_name_has_one_label_in_an_article(before: str, after: str | None) -> None:
    expected = "[Lumian|NORP], [Lumian|NORP], [Lumian|NORP] provinces like Tamm" if after is None else after
    assert relabelled(before) == expected


def test_what_is_decided_keeps_its_label() -> None:
    text = "[Rosa|GPE], [Rosa|PERSON] and [Rosa|PERSON]"
    assert relabelled(text, decided=["Rosa"]) == text
