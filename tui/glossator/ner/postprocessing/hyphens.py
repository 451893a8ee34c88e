"""The rule for names with hyphens."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span
from glossator.text.tokens import token_at

_HYPHENS: Final = regex.compile("[-‐‑]")
# The particles that join the parts of a name, in languages that write it with hyphens.
_PARTICLES: Final = frozenset(
    {"e", "i", "o", "al", "as", "ash", "at", "az", "an", "ar", "ad", "ed", "el", "ul", "ur", "un", "us", "ud", "uz"}
    | {"tul", "tur", "ut", "wal", "wa", "de", "la", "le", "les", "du", "des", "sur", "sous", "en", "von", "zu", "upon"}
)
_ARABIC_ARTICLES: Final = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ul"})


def complete_hyphenated_names(text: str, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Extend a suggestion that ends inside a hyphenated name to all of it.

    A hyphenated word is one name if particles join it (Tehreek-e-Taliban, Zia-ul-Haq, al-Qaida), or if a name of
    several words overlaps it (the Baptiste Roux of Jean-Baptiste Roux); not US-led and India-Pakistan. An organisation
    with particles is extended to a country after it: Tehreek-e-Taliban Pakistan. Two adjacent persons are joined.
    """
    extended: list[Suggestion] = []
    for one in sorted(suggestions, key=lambda one: one.span):
        grown = _grown(text, one)
        before = extended[-1] if extended else None
        if before is not None and before.span.overlaps(grown.span):
            label = before.label if "ORG" not in (before.label, grown.label) else "ORG"
            extended[-1] = replace(before, span=enclosing_span(before.span, grown.span), label=label)
        elif before is not None and (_continues(text, before, grown) or _has_country_behind(text, before, grown)):
            extended[-1] = replace(before, span=enclosing_span(before.span, grown.span))
        else:
            extended.append(grown)
    return extended


def _grown(text: str, one: Suggestion) -> Suggestion:
    start, end = one.span.start, one.span.end
    # A token can only continue beyond an end with a hyphen.
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
    """Return whether a token is one name: with particles, or, at the end of `several` words, with capitals."""
    parts = _HYPHENS.split(token)
    names = [part for part in parts if part.casefold() not in _PARTICLES]
    if len(parts) < 2 or not names or not all(part[:1].isupper() for part in names):
        return False
    if parts[0].casefold() in _ARABIC_ARTICLES:
        return True
    return several or any(part.casefold() in _PARTICLES for part in parts[1:-1])


def _continues(text: str, name: Suggestion, more: Suggestion) -> bool:
    return name.label == more.label == "PERSON" and text[name.span.end : more.span.start] == " "


def _has_country_behind(text: str, name: Suggestion, country: Suggestion) -> bool:
    if name.label != "ORG" or country.label != "GPE" or text[name.span.end : country.span.start] != " ":
        return False
    last = token_at(text, name.span.end - 1)
    return last is not None and _is_one_name(last.of(text), several=False)
