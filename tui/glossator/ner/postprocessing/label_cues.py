"""Rules for names with a cue to their label: the town of, provinces such as, University of, a dateline."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.rule import overlay, words_in
from glossator.text.lexical import lexical_form
from glossator.text.span import Span

# Possessive quantifiers, so that a text that is not a list fails fast.
_WORD: Final = r"\p{Lu}[\p{L}\p{M}]*+(?:[-‐‑]\p{L}[\p{L}\p{M}]*+)*+"
_NAME: Final = rf"{_WORD}(?:[ \n](?:{_WORD}|al-{_WORD})){{0,3}}+"
_ONE: Final = r"province|district|governorate|county|municipality|township|city|town|village|hamlet|suburb"
_MANY: Final = (
    r"provinces|districts|governorates|counties|municipalities|townships|cities|towns|villages|hamlets|suburbs"
)
_OF_A_PLACE: Final = "port|capital|residents|inhabitants|outskirts|streets|mayor|governor"
_CROSSING: Final = r"(?:border[ ])?crossings?"
_LIST: Final = rf"{_NAME}(?:,[ \n]{_NAME}){{0,40}}+(?:,?[ \n](?:and|or)[ \n]{_NAME})?+"
_NAMES: Final = regex.compile(_NAME)
_BY_KIND: Final = (
    # the town of Kama; districts of Behsud, Kama and Batikot; the port of Karachi
    regex.compile(rf"\b(?i:{_ONE}|{_MANY}|{_OF_A_PLACE})[ \n]of[ \n]({_LIST})"),
    # five provinces: Helmand, Khost and Kunar; districts of Khyber: Kama, Batikot
    regex.compile(
        rf"\b(?i:{_MANY})(?:[ \n]of[ \n]{_NAME})?(?::|[ \n]such[ \n]as|[ \n]like|,?[ \n]including)[ \n]({_LIST})"
    ),
    # Khyber district; the Torkham and Chaman crossings
    regex.compile(rf"(?<![\p{{L}}\p{{M}}-])({_LIST})[ \n](?:{_ONE.replace('|city|town', '')}|{_CROSSING})s?\b"),
)
_ANY_KIND: Final = frozenset(f"{_ONE}|{_MANY}|{_OF_A_PLACE}|crossing|crossings".split("|"))
_WRONG: Final = frozenset({"PERSON", "ORG", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"})
FIRST_WORD: Final = regex.compile(
    r"(?:The|This|That|These|Those|A|An|In|At|On|From|Near|To|For|By|Each|Every|Some|All|Many|Most|Both|Other|Another|One"
    r"|Two|Three|Four|Five|Six|Its|His|Her|Their|Our|My|No|And|But|Or|As|If|When|While|After|Before|Since|Local|Border)"
    r"(?:[ \n]|\Z)"
)
"""Matches a word at the start of a sentence that is not part of a name."""
_NO_PLACE: Final = regex.compile(
    r"\b(?:University|Council|Court|Institute|Association|Party|Ministry|Police|Army|Club|Union)\b"
)


def places_by_kind(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Label names as places where a word says so: the town of, provinces such as, Khyber district."""
    found = []
    for span in _places(text, piece):
        over = [one for one in suggestions if one.span.overlaps(span)]
        if all(one.label in _WRONG for one in over):
            found.append(Suggestion(span, "GPE"))
    return overlay(text, suggestions, found)


def find_places(text: str) -> set[str]:
    """Return the normalised names that a word anywhere in a text says are places."""
    return {lexical_form(span.of(text)) for span in _places(text, Span(0, len(text)))}


def _places(text: str, piece: Span) -> Iterator[Span]:
    for pattern in _BY_KIND if not _ANY_KIND.isdisjoint(words_in(text, piece)) else ():
        for match in pattern.finditer(text, piece.start, piece.end):
            for span in _listed(text, *match.span(1)):
                if not _NO_PLACE.search(text, span.start, span.end):
                    yield span


def _listed(text: str, start: int, end: int) -> Iterator[Span]:
    for name in _NAMES.finditer(text, start, end):
        start = _without_first(text, name.start(), name.end())
        if start < name.end():
            yield Span(start, name.end())


def _without_first(text: str, start: int, end: int) -> int:
    while (word := FIRST_WORD.match(text, start, end)) is not None:
        start = word.end()
    return start


_JOINED: Final = regex.compile(
    rf"\b(?i:in|near|outside)[ \n]({_NAME}(?:,[ \n]{_NAME}){{0,40}}+,?[ \n](?:and|or)[ \n]{_NAME})(?=[,.;:)])"
)


def joined_places(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Label all names of a list after “in” or “near” as places if one of them is: in Lahore and Quetta.

    Only where the list ends with a punctuation mark: in “in Gaza and Hamas said” a new clause begins.
    """
    found = []
    for match in _JOINED.finditer(text, piece.start, piece.end):
        spans = list(_listed(text, *match.span(1)))
        labels = {one.span: one.label for one in suggestions if one.span in spans}
        if "GPE" in labels.values() and all(labels.get(span, "LOC") in (*_WRONG, "GPE") for span in spans):
            free = [span for span in spans if span in labels or not any(one.span.overlaps(span) for one in suggestions)]
            found += [Suggestion(span, "GPE") for span in free if labels.get(span) not in ("GPE", "LOC")]
    return overlay(text, suggestions, found)


_INSTITUTION_OF: Final = (
    r"(?:University|Institute|Faculty|College|Academy|Ministry|Department|Organi[sz]ation|Bank|Embassy|Association"
    r"|Federation)[ \n](?:of|for)[ \n]"
)
_ANY_INSTITUTION: Final = re.compile(_INSTITUTION_OF)
_INSTITUTION: Final = regex.compile(rf"\b(?:{_WORD}[ \n]){{0,4}}?{_INSTITUTION_OF}(?:the[ \n])?{_NAME}")


def institutions(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Label names with a word such as University or Ministry as organisations: University of Kabul."""
    found = []
    if not _ANY_INSTITUTION.search(text, piece.start, piece.end):
        return list(suggestions)
    for match in _INSTITUTION.finditer(text, piece.start, piece.end):
        span = Span(_without_first(text, match.start(), match.end()), match.end())
        over = [one for one in suggestions if one.span.overlaps(span)]
        inside = all(span.start <= one.span.start and one.span.end <= span.end for one in over)
        if inside and not any(one.span == span and one.label == "ORG" for one in over):
            found.append(Suggestion(span, "ORG"))
    return overlay(text, suggestions, found)


_DATELINE: Final = regex.compile(
    r"""(?x)
    (?P<place>\p{Lu}[\p{Lu}\p{M}.’'-]+(?:[ ][\p{Lu}][\p{Lu}\p{M}.’'-]*){0,3})
    (?:,[ ](?P<region>\p{Lu}[\p{L}\p{M}.’'-]*(?:[ ]\p{Lu}[\p{L}\p{M}.’'-]*){0,2}?))?
    (?:,[ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Ll}*\.?[ ]\d{1,2})?
    (?:[ ]\((?P<agency>\p{Lu}[\p{L}\p{N} .&’'-]{1,28}\p{L})\))?
    [ ](?:[—–-]|--)[ ]
    """
)
_NO_DATELINE: Final = frozenset(
    {"BREAKING", "UPDATE", "UPDATED", "ANALYSIS", "EXCLUSIVE", "OPINION", "WATCH", "LIVE", "NOTE", "EXPLAINER", "VIDEO"}
    | {"PHOTOS", "CORRECTION", "CLARIFICATION", "FACTBOX", "TIMELINE", "URGENT", "BREAKING NEWS", "EDITORIAL", "REVIEW"}
)


def datelines(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Label the place and the agency of a dateline: PESHAWAR —, ISLAMABAD, Oct. 15 (Corvane) —.

    Before a line in capitals is no place: it is a headline with its subject (ROWING - LUMEN WINS AGAIN).
    """
    match = _DATELINE.match(text, piece.start, piece.end)
    if match is None or match["place"] in _NO_DATELINE:
        return list(suggestions)
    line_end = text.find("\n", match.end(), piece.end)
    if text[match.end() : line_end if line_end >= 0 else piece.end].isupper():
        return list(suggestions)
    labels = {"place": "GPE", "region": "GPE", "agency": "ORG"}
    found = [Suggestion(Span(*match.span(part)), label) for part, label in labels.items() if match[part]]
    return overlay(text, suggestions, found)
