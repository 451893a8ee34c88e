"""Finding quotes in a text: passages that another program gives in words, with some of the text around them.

Quotes are compared without white space and invisible characters, and with any form of quotation marks and dashes,
because programs take the text of a page in different ways. Where a quote stands at several places, the text around it
decides as in `reanchor`; a place that is not sure is not taken.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Final

from glossator.matching.reanchor import FLOOR, FLOOR_ALONE, MARGIN, is_whole_words, likeness
from glossator.text.anchor import TextQuote
from glossator.text.normalise import normalise
from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.span import Span

# White space, and what no reader sees: soft hyphens, marks of zero width and of direction.
_INVISIBLE: Final = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_FORMS: Final = str.maketrans("‘’‚‛′“”„‟″«»‐‑‒–—―−", "'''''" + '"' * 7 + "-" * 7)
# The weights of the words, and of the text on each side where the quote has it.
_QUOTE, _SIDE = 50, 20
# Visible characters on each side that are compared.
_REACH: Final = 48
# A quote of so many visible characters in one place only is there, whatever is around it.
_LONG: Final = 40
# A quote at more places than this is not compared place by place.
_MOST_PLACES: Final = 200


class NotFound(StrEnum):
    """Why a quote has no place."""

    ABSENT = "not in the text"
    SEVERAL = "in several places"
    ELSEWHERE = "among other words"


class QuoteFinder:
    """The quotes of one text."""

    def __init__(self, text: str) -> None:
        """Prepare to find quotes in `text`, which is normalised."""
        self._text = text
        # For each run of invisible characters, where it is in the visible text, and the characters removed up to there.
        self._runs: list[int] = []
        self._removed: list[int] = []
        removed = 0
        for run in _INVISIBLE.finditer(text):
            self._runs.append(run.start() - removed)
            removed += run.end() - run.start()
            self._removed.append(removed)
        self._visible = _visible(text)

    def find(self, quote: TextQuote) -> Span | NotFound:
        """Return the place of a quote, without white space around it, or why it has none that is sure."""
        exact = _visible(normalise(quote.exact))
        if not exact:
            return NotFound.ABSENT
        places = self._places(exact)
        if not places:
            return NotFound.ABSENT
        before, after = _visible(normalise(quote.prefix)), _visible(normalise(quote.suffix))
        if len(places) <= _MOST_PLACES and (place := self._best(places, exact, before, after)) is not None:
            return place
        stated = self._stated(quote)
        if stated is not None:
            return stated
        return NotFound.SEVERAL if len(places) > 1 else NotFound.ELSEWHERE

    def _places(self, exact: str) -> list[Span]:
        """Return the places of a quote, those between other letters only if there are no others."""
        forms = dict.fromkeys((exact, unicodedata.normalize("NFC", exact), unicodedata.normalize("NFD", exact)))
        found = next((spans for form in forms if (spans := list(self._occurrences(form)))), [])
        return [span for span in found if is_whole_words(self._text, span)] or found

    def _occurrences(self, exact: str) -> Iterator[Span]:
        """Yield the places of visible characters, up to one more than are compared."""
        start, count = self._visible.find(exact), 0
        while start >= 0 and count <= _MOST_PLACES:
            yield Span(self._original(start), self._original(start + len(exact) - 1) + 1)
            start, count = self._visible.find(exact, start + 1), count + 1

    def _original(self, place: int) -> int:
        """Return the offset in the text of the visible character at `place`."""
        passed = bisect_right(self._runs, place)
        return place + (self._removed[passed - 1] if passed else 0)

    def _best(self, places: list[Span], exact: str, before: str, after: str) -> Span | None:
        """Return the place that the text around it shows; None where none is sure."""
        alone = len(places) == 1
        if alone and (len(exact) >= _LONG or not (before or after)):
            return places[0]
        if not (before or after):
            return None
        scores = sorted(((self._score(place, before, after), place) for place in places), reverse=True)
        best, place = scores[0]
        is_sure = best >= (FLOOR_ALONE if alone else FLOOR) and (alone or best - scores[1][0] >= MARGIN)
        return place if is_sure else None

    def _score(self, place: Span, before: str, after: str) -> float:
        """Return how alike the text around a place is to that around the quote."""
        score, total = float(_QUOTE), _QUOTE
        # The visible text on each side, from a stretch that has enough of it in most texts.
        if before:
            there = _visible(self._text[max(0, place.start - 2 * _REACH) : place.start])
            score, total = score + _SIDE * likeness(before[::-1], there[::-1]), total + _SIDE
        if after:
            there = _visible(self._text[place.end : place.end + 2 * _REACH])
            score, total = score + _SIDE * likeness(after, there), total + _SIDE
        return score / total

    def _stated(self, quote: TextQuote) -> Span | None:
        """Return the place at which the quote is said to be, if it is there, in code points or UTF-16 units."""
        if quote.position is None:
            return None
        start, end = quote.position
        wanted = _visible(normalise(quote.exact))
        for span in (Span(start, end) if 0 <= start < end <= len(self._text) else None, self._from_utf16(start, end)):
            if span is not None and _visible(span.of(self._text)) == wanted:
                words = span.of(self._text)
                start = span.start + len(words) - len(words.lstrip())
                return Span(start, start + len(words.strip()))
        return None

    def _from_utf16(self, start: int, end: int) -> Span | None:
        return self._utf16.to_normalised(start, end)

    @cached_property
    def _utf16(self) -> Offsets:
        return Offsets(self._text, OffsetUnit.UTF_16)


def _visible(text: str) -> str:
    """Return the visible characters of a text, with one form of quotation marks and dashes."""
    return _INVISIBLE.sub("", text).translate(_FORMS)
