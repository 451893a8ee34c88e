"""Further occurrences of a quote: exact, possessive, in another case, or part of a person's name.

An occurrence starts and ends at token boundaries, without a possessive ’s. Parts of a name count only outside the whole
name. Which occurrences are ticked initially depends on the words alone:

- exact and possessive: ticked;
- another case: ticked if the quote has at least four letters and every capitalised word is capitalised;
- part of a person's name: not ticked, because others may share it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import regex

from glossator.text.lexical import APOSTROPHES, lexical_form
from glossator.text.span import Span
from glossator.text.tokens import token_at

_POSSESSIVE_FOLLOWS: Final = regex.compile(rf"[{APOSTROPHES}][sS](?!\w)|(?<=[sS])[{APOSTROPHES}](?!\w)")
# A name may continue on the next line, but not in the next paragraph.
_BETWEEN_WORDS: Final = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
_CAPITALISED_NEXT: Final = regex.compile(r"[^\S\n]\p{Lu}")
_FEWEST_LETTERS: Final = 4
_NO_NAMES: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "gen", "col", "maj", "capt", "lt", "sgt", "sir", "lord", "lady", "jr", "sr"}
    | {"mullah", "maulana", "sheikh", "imam", "president", "minister", "senator", "king", "queen", "prince", "pope"}
)


class OccurrenceKind(StrEnum):
    """How an occurrence resembles the quote."""

    EXACT = "exact"
    POSSESSIVE = "possessive"
    CASE = "case"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occurrence of a quote; `ticked` if it is probably meant."""

    span: Span
    kind: OccurrenceKind
    ticked: bool


class OccurrenceFinder:
    """A search for a quote, compiled for use in many texts."""

    def __init__(self, quote: str, label: str | None) -> None:
        """Search for `quote`, and for parts of it if `label` is that of persons."""
        self._form = lexical_form(quote)
        words = self._form.split()
        self._whole = regex.compile(_BETWEEN_WORDS.join(map(_pattern, words)), regex.IGNORECASE)
        names = _names(words) if label == "PERSON" else []
        self._part = regex.compile("|".join(map(_pattern, names))) if names else None
        # Texts without any of these are skipped; apostrophes are left out, because they have several forms.
        self._needed = [max(word.casefold().split("'"), key=len) for word in names or [max(words, key=len)]]

    def occurrences(self, text: str, start: int = 0, end: int | None = None) -> list[Occurrence]:
        """Return the occurrences in `text` between `start` and `end`, in order."""
        end = len(text) if end is None else end
        folded = text[start:end].casefold()
        if not any(word in folded for word in self._needed):
            return []
        found = [self._of_all_words(text, span) for span in _at_tokens(self._whole, text, start, end)]
        if self._part is not None:
            taken = [one.span for one in found]
            found += [
                Occurrence(span, OccurrenceKind.PART, ticked=False)
                for span in _at_tokens(self._part, text, start, end)
                if not any(span.overlaps(whole) for whole in taken) and not _CAPITALISED_NEXT.match(text, span.end)
            ]
        return sorted(found, key=lambda one: one.span)

    def _of_all_words(self, text: str, span: Span) -> Occurrence:
        words = lexical_form(span.of(text))
        if words != self._form:
            return Occurrence(span, OccurrenceKind.CASE, ticked=_as_capital(self._form, words))
        follows = _POSSESSIVE_FOLLOWS.match(text, span.end) is not None
        return Occurrence(span, OccurrenceKind.POSSESSIVE if follows else OccurrenceKind.EXACT, ticked=True)


def _names(words: list[str]) -> list[str]:
    """Return the parts of a personal name that occur alone: the first and the last word, without titles."""
    names = [word for word in words if word[0].isupper() and word.rstrip(".").casefold() not in _NO_NAMES]
    names = [word for word in names if sum(map(str.isalpha, word)) > 2]
    return list(dict.fromkeys((names[0], names[-1]))) if len(words) > 1 and names else []


def _as_capital(form: str, words: str) -> bool:
    """Return whether `words`, which differ from `form` only in case, are capitalised wherever `form` is."""
    if sum(map(str.isalpha, form)) < _FEWEST_LETTERS:
        return False
    return all(
        found[:1].isupper() or not wanted[:1].isupper()
        for wanted, found in zip(form.split(), words.split(), strict=False)
    )


def _pattern(word: str) -> str:
    return "".join(f"[{APOSTROPHES}]" if letter == "'" else regex.escape(letter) for letter in word)


def _at_tokens(pattern: "regex.Pattern[str]", text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the matches at token boundaries that do not overlap the one before."""
    reached = start
    for match in pattern.finditer(text, start, end, overlapped=True):
        span = Span(match.start(), match.end())
        if span.start < reached:
            continue
        first, last = token_at(text, span.start), token_at(text, span.end - 1)
        if first is not None and first.start == span.start and last is not None and last.end == span.end:
            reached = span.end
            yield span
