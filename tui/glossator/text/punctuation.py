"""Stripping the punctuation at the ends of a selection, which belongs to the sentence and not to the name."""

from typing import Final

import regex

from glossator.text.span import Span, cluster_at

# Sentence punctuation, dashes and ellipses. Signs such as %, $, # and & are part of names.
_MARK: Final = regex.compile(r"[\p{Terminal_Punctuation}\p{Dash_Punctuation}…·•]")
_QUOTE: Final = regex.compile(r"\p{Quotation_Mark}")
_APOSTROPHES: Final = frozenset("'’")
_BRACKETS: Final = {
    ")": "(",
    "]": "[",
    "}": "{",
    "）": "（",
    "］": "［",
    "｝": "｛",
    "〕": "〔",
    "】": "【",
    "〉": "〈",
    "》": "《",
}
# Closing quotation marks whose opening form differs.
_OPENING: Final = {
    "”": "“„",
    "’": "‘‚",
    "»": "«",
    "›": "‹",
    "」": "「",
    "』": "『",
    "“": "„",
    "‘": "‚",
    "«": "»",
    "‹": "›",
}
_LONGEST_ABBREVIATION: Final = 20
# A full stop is kept after these, and after letters separated by stops (U.S., p.m.).
_ABBREVIATED: Final = regex.compile(
    r"""(?:\b\p{L}\.)+\p{L}\.\Z
      | \b(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|Esq|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|Pvt|Gov|Sen|Rep
        |St|Mt|Ft|Ave|Blvd|Vol|vs|etc|Dept|Univ|Assn|Intl|Govt
        |Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\Z""",
    regex.VERBOSE,
)


def strip_punctuation(text: str, span: Span) -> Span:
    """Return `span` of `text` without punctuation and white space at its ends, or unchanged if it holds nothing else.

    Brackets and quotation marks are dropped if their counterpart is not inside, and quotation marks also if the pair
    encloses all of it. The full stop of an abbreviation (U.S., Inc.) and the apostrophe of a possessive (the workers’)
    are kept, and so is a mark that shares its grapheme cluster with a combining sign.
    """
    start, end = span.start, span.end
    while start < end:
        if _is_loose_at_start(text, start, end):
            start += 1
        elif _is_loose_at_end(text, start, end):
            end -= 1
        else:
            return Span(start, end)
    return span


def _is_loose_at_start(text: str, start: int, end: int) -> bool:
    first = text[start]
    if not (first.isspace() or _is_alone(text, start)):
        return False
    if first in _BRACKETS.values():
        return all(closing not in text[start + 1 : end] for closing, opening in _BRACKETS.items() if opening == first)
    if _QUOTE.match(first):
        closing = {first, *(mark for mark, opening in _OPENING.items() if first in opening)}
        inside = [place for place in range(start + 1, end) if text[place] in closing and _is_quote(text, place)]
        # A pair is dropped only if it encloses everything.
        return not inside or inside == [end - 1]
    return first.isspace() or first in _BRACKETS or _MARK.match(first) is not None


def _is_loose_at_end(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if not (last.isspace() or _is_alone(text, end - 1)):
        return False
    if last in _BRACKETS:
        return _BRACKETS[last] not in text[start : end - 1]
    if _QUOTE.match(last):
        opening = {last, *_OPENING.get(last, "")}
        return _is_quote(text, end - 1) and not any(mark in opening for mark in text[start : end - 1])
    if last == "." and _ABBREVIATED.search(text, max(start, end - _LONGEST_ABBREVIATION), end):
        return False
    return last.isspace() or last in _BRACKETS.values() or _MARK.match(last) is not None


def _is_quote(text: str, place: int) -> bool:
    """Return whether a mark is a quotation mark, not an apostrophe inside a word or of a plural possessive."""
    if text[place] not in _APOSTROPHES:
        return True
    return not text[place + 1 : place + 2].isalpha() and text[max(0, place - 1) : place] not in ("s", "S")


def _is_alone(text: str, place: int) -> bool:
    """Return whether the code point at `place` is a grapheme cluster by itself."""
    return len(cluster_at(text, place)) == 1
