"""Names that are written with hyphens."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span
from glossator.text.tokens import token_at

_HYPHENS: Final = regex.compile("[-‐‑]")
# What joins the parts of one name, in the tongues that write it with hyphens.
_PARTICLES: Final = frozenset(
    {"e", "i", "o", "al", "as", "ash", "at", "az", "an", "ar", "ad", "ed", "el", "ul", "ur", "un", "us", "ud", "uz"}
    | {"tul", "tur", "ut", "wal", "wa", "de", "la", "le", "les", "du", "des", "sur", "sous", "en", "von", "zu", "upon"}
)
_ARABIC_ARTICLES: Final = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ul"})


def hyphenated_whole(text: str, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Have a suggestion that stops inside a hyphenated name take all of it.

    What is joined is one name where particles join it (Tehreek-e-Taliban, Zia-ul-Haq, al-Qaida), or where a name of
    several words reaches into it (the Baptiste Roux of Jean-Baptiste Roux). An organisation of the first kind takes the
    country behind it too: Tehreek-e-Taliban Pakistan. US-led and India-Pakistan stay as they are. Two persons side by
    side are one, whose name a model has cut in two.
    """
    tidied: list[Suggestion] = []
    for one in sorted(suggestions, key=lambda one: one.span):
        grown = _grown(text, one)
        before = tidied[-1] if tidied else None
        if before is not None and before.span.overlaps(grown.span):
            label = before.label if "ORG" not in (before.label, grown.label) else "ORG"
            tidied[-1] = replace(before, span=enclosing_span(before.span, grown.span), label=label)
        elif before is not None and (_goes_on(text, before, grown) or _has_country_behind(text, before, grown)):
            tidied[-1] = replace(before, span=enclosing_span(before.span, grown.span))
        else:
            tidied.append(grown)
    return tidied


def _grown(text: str, one: Suggestion) -> Suggestion:
    start, end = one.span.start, one.span.end
    # Only where a hyphen is at an edge can a token go on over it.
    before, after = _HYPHENS.match(text, start - 1) if start else None, _HYPHENS.match(text, end)
    first = token_at(text, start) if before else None
    last = token_at(text, end - 1) if after else None
    several = len(one.span.of(text).split()) > 1 and one.label in ("PERSON", "ORG", "FAC")
    if first is not None and first.start < start and _is_one_name(first.of(text), several=several):
        start = first.start
    if last is not None and end < last.end and _is_one_name(last.of(text), several=several):
        end = last.end
    return one if (start, end) == (one.span.start, one.span.end) else replace(one, span=Span(start, end))


def _is_one_name(token: str, *, several: bool) -> bool:
    """Say whether a token is one name: one with particles, or, at the edge of `several` words, any with capitals."""
    parts = _HYPHENS.split(token)
    names = [part for part in parts if part.casefold() not in _PARTICLES]
    if len(parts) < 2 or not names or not all(part[:1].isupper() for part in names):
        return False
    if parts[0].casefold() in _ARABIC_ARTICLES:
        return True
    return several or any(part.casefold() in _PARTICLES for part in parts[1:-1])


def _goes_on(text: str, name: Suggestion, more: Suggestion) -> bool:
    return name.label == more.label == "PERSON" and text[name.span.end : more.span.start] == " "


def _has_country_behind(text: str, name: Suggestion, country: Suggestion) -> bool:
    if name.label != "ORG" or country.label != "GPE" or text[name.span.end : country.span.start] != " ":
        return False
    last = token_at(text, name.span.end - 1)
    return last is not None and _is_one_name(last.of(text), several=False)
