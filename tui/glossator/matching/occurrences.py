"""Where a text has the words of an annotation again: as they are, in other case, possessive, or part of a name.

A recurrence starts and ends where tokens do, and holds no possessive ’s. A part of a name is one only where the whole
name is not. Which are ticked at the start follows from the words alone:

- as they are, possessive or not: ticked;
- in other case: ticked where the words have four letters or more, and none that has a capital in the quote lacks it;
- part of a person's name: not ticked, since others may share it.
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
# Words of a name go on over the end of a line, but not into another paragraph.
_BETWEEN_WORDS: Final = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
_CAPITALISED_NEXT: Final = regex.compile(r"[^\S\n]\p{Lu}")
_FEWEST_LETTERS: Final = 4
_NO_NAMES: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "gen", "col", "maj", "capt", "lt", "sgt", "sir", "lord", "lady", "jr", "sr"}
    | {"mullah", "maulana", "sheikh", "imam", "president", "minister", "senator", "king", "queen", "prince", "pope"}
)


class OccurrenceKind(StrEnum):
    """How a recurrence is like the quote."""

    EXACT = "exact"
    POSSESSIVE = "possessive"
    CASE = "case"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place that has the words again; `ticked` says whether it is one, as far as the words tell."""

    span: Span
    kind: OccurrenceKind
    ticked: bool


class OccurrenceFinder:
    """The words of a quote, ready to be looked for in many texts."""

    def __init__(self, quote: str, label: str | None) -> None:
        """Look for the words of `quote`, and for parts of it where `label` says that it is a person's name."""
        self._form = lexical_form(quote)
        words = self._form.split()
        self._whole = regex.compile(_BETWEEN_WORDS.join(map(_pattern, words)), regex.IGNORECASE)
        names = _names(words) if label == "PERSON" else []
        self._part = regex.compile("|".join(map(_pattern, names))) if names else None
        # A text that has none of these need not be looked at more closely; apostrophes are written in several ways.
        self._needed = [max(word.casefold().split("'"), key=len) for word in names or [max(words, key=len)]]

    def occurrences(self, text: str, start: int = 0, end: int | None = None) -> list[Occurrence]:
        """Return the places in `text` from `start` up to `end` that have the words, in their order."""
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
    """Return those words of a person's name that stand for the person: the first and the last, without titles."""
    names = [word for word in words if word[0].isupper() and word.rstrip(".").casefold() not in _NO_NAMES]
    names = [word for word in names if sum(map(str.isalpha, word)) > 2]
    return list(dict.fromkeys((names[0], names[-1]))) if len(words) > 1 and names else []


def _as_capital(form: str, words: str) -> bool:
    """Say whether `words`, which differ from `form` in case only, have a capital wherever it has one."""
    if sum(map(str.isalpha, form)) < _FEWEST_LETTERS:
        return False
    return all(
        found[:1].isupper() or not wanted[:1].isupper()
        for wanted, found in zip(form.split(), words.split(), strict=False)
    )


def _pattern(word: str) -> str:
    return "".join(f"[{APOSTROPHES}]" if letter == "'" else regex.escape(letter) for letter in word)


def _at_tokens(pattern: "regex.Pattern[str]", text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the matches that start and end where tokens do, none of which overlaps the one before."""
    reached = start
    for match in pattern.finditer(text, start, end, overlapped=True):
        span = Span(match.start(), match.end())
        if span.start < reached:
            continue
        first, last = token_at(text, span.start), token_at(text, span.end - 1)
        if first is not None and first.start == span.start and last is not None and last.end == span.end:
            reached = span.end
            yield span
