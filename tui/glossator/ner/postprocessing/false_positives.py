"""Rules that drop false suggestions."""

from collections.abc import Sequence
from typing import Final

import regex

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.edges import occurs_mid_sentence
from glossator.ner.postprocessing.rule import AROUND, NAMES
from glossator.text.span import Span

_KEYCAP: Final = regex.compile(r"[0-9#*]\ufe0f?\u20e3")
_INK: Final = regex.compile(r"[\p{L}\p{N}]")
_CAPITAL: Final = regex.compile(r"[\p{Lu}\p{Lt}]")
_SMALL: Final = regex.compile(r"\p{Ll}")
_OTHERWISE_A_NAME: Final = regex.compile(r"[\p{Lu}\p{Lt}\p{N}@._]")
_NUMBER_OF_A_LIST: Final = regex.compile(r"\(?\d{1,3}[.)]\s")
_LINE_BEFORE: Final = regex.compile(r"(?r)(?:\A|[.!?:;…][”’\"')\]]*[^\S\n]*\n|\n[^\S\n]*\n)[^\S\n]*\(?")
_WORD: Final = regex.compile(r"\p{Lu}\p{Ll}{4,}")
_STARTS_A_SENTENCE: Final = regex.compile(r"(?r)(?:\A|\n|[.!?:…][”’\"')\]]*\s+|[“‘\"(])\s*[“‘\"(]?")
_SPEAKS: Final = regex.compile(
    r"\s(?:said|says|told|tells|adds|added|asked|asks|wrote|writes|replied|has|had|is|was)\b"
)


def without_letters(text: str, one: Suggestion) -> Suggestion | None:
    """Drop suggestions without letters and digits: #, flags and other emoji, key caps."""
    if text[one.span.start].isalpha():
        return one
    return one if _INK.search(_KEYCAP.sub("", one.span.of(text))) else None


def without_list_number(text: str, one: Suggestion) -> Suggestion | None:
    """Drop the number of a list item: at the start of a line, followed by a full stop or bracket."""
    if one.label not in ("CARDINAL", "ORDINAL") or not _NUMBER_OF_A_LIST.match(text, one.span.start):
        return one
    return None if _LINE_BEFORE.match(text, max(0, one.span.start - 20), one.span.start) else one


def without_small_letters(text: str, piece: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Drop persons, organisations and places without a capital (the commerce ministry), in texts that have capitals."""
    small = [one for one in suggestions if one.label in NAMES and _is_small(one.span.of(text))]
    if not small or not _CAPITAL.search(text, piece.start, piece.end):
        return list(suggestions)
    return [one for one in suggestions if one not in small]


def _is_small(words: str) -> bool:
    return not words[0].isupper() and _SMALL.search(words) is not None and _OTHERWISE_A_NAME.search(words) is None


def without_sentence_start(text: str, one: Suggestion) -> Suggestion | None:
    """Drop a word whose capital comes from the start of a sentence: nearby it occurs in lower case only.

    Not a person who speaks: Frank said.
    """
    words = one.span.of(text)
    is_common = (
        one.label in ("PERSON", "ORG", "FAC", "PRODUCT", "WORK_OF_ART")
        and _WORD.fullmatch(words)
        and _STARTS_A_SENTENCE.match(text, max(0, one.span.start - 10), one.span.start)
        and not (one.label == "PERSON" and _SPEAKS.match(text, one.span.end))
        and _occurs(text, words.lower(), one.span)
        and not occurs_mid_sentence(text, one.span)
    )
    return None if is_common else one


def _occurs(text: str, word: str, near: Span) -> bool:
    """Return whether a word occurs, in the same case, near a span."""
    end = near.end + AROUND
    place = text.find(word, max(0, near.start - AROUND), end)
    while place >= 0:
        if not (text[place - 1 : place].isalnum() or text[place + len(word) : place + len(word) + 1].isalnum()):
            return True
        place = text.find(word, place + 1, end)
    return False
