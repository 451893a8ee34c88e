"""Folding: the form in which texts are compared by search, find, filters and name fields.

Texts that differ only in case, accents, ligatures, strokes, width or invisible characters have the same folded form:
`ﬁnance` and `Finance`, `Łódź` and `lodz`, `Straße` and `STRASSE`, `cooperation` with and without a soft hyphen.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from glossator.text.normalise import flatten
from glossator.text.span import Span

# Letters that Unicode does not decompose, with what is commonly typed for them.
_LETTERS: Final = {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ȷ": "j", "ŋ": "n", "ĸ": "q"}
# Letters whose Unicode name contains the base letter, such as LATIN SMALL LETTER L WITH STROKE.
_VARIANT: Final = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH ")
_TATWEEL: Final = "\u0640"
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
# Characters that may compose to one: a letter and its marks, or the parts of a Korean syllable.
_CLUSTER: Final = r"[^\p{M}\s]\p{M}+|[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]*"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with its white space, and the mapping between its offsets and those of the original.

    Attributes:
        text: the folded text.
        starts, ends: the offsets in `text` of each part that is not one character in both texts.
        of: the offsets of these parts in the original.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    of: Sequence[tuple[int, int]] = ()

    def place(self, offset: int) -> int:
        """Return the offset in the folded text of the character at `offset` of the original."""
        before = bisect_right(self.of, offset, key=lambda part: part[1])
        if before < len(self.of) and self.of[before][0] <= offset:
            return self.starts[before]
        return self.ends[before - 1] + offset - self.of[before - 1][1] if before else offset

    def span(self, start: int, end: int) -> Span | None:
        """Return the span of the original whose folded form lies between `start` and `end`.

        Return None if `start` is inside the folded form of one character, such as at the i of a folded `ﬁ`. An `end`
        inside one extends to the end of that character.
        """
        first = bisect_right(self.starts, start) - 1
        if first >= 0 and self.starts[first] < start < self.ends[first]:
            return None
        if first < 0:
            begins = start
        elif start < self.ends[first]:
            begins = self.of[first][0]
        else:
            begins = self.of[first][1] + start - self.ends[first]
        last = bisect_left(self.starts, end) - 1
        stops = end if last < 0 else self.of[last][1] + max(0, end - self.ends[last])
        return Span(begins, stops)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return the folded form of `text`, on one line."""
    if text.isascii():
        return flatten(text).lower()
    return flatten(_folded(unicodedata.normalize("NFC", text)))


def fold_with_offsets(text: str) -> Folded:
    """Return the folded form of `text` with its offsets; memory grows only with the parts whose length changes."""
    if text.isascii():
        return Folded(text.lower())
    changing = [character for character in set(text) if len(_FORMS[ord(character)]) != 1]
    patterns = [regex.escape(character) for character in changing]
    if not unicodedata.is_normalized("NFC", text) or any(map(unicodedata.combining, changing)):
        patterns.insert(0, _CLUSTER)
    if not patterns:
        return Folded(_folded(text))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    of: list[tuple[int, int]] = []
    done = length = 0
    for match in regex.finditer("|".join(patterns), text):
        between, part = _folded(text[done : match.start()]), _part(match.group())
        done = match.end()
        pieces += (between, part)
        length += len(between)
        if (len(part), len(match.group())) != (1, 1):
            starts.append(length)
            ends.append(length + len(part))
            of.append(match.span())
        length += len(part)
    pieces.append(_folded(text[done:]))
    return Folded("".join(pieces), starts, ends, of)


@lru_cache(maxsize=1 << 12)
def _part(text: str) -> str:
    return _folded(unicodedata.normalize("NFC", text))


def _folded(text: str) -> str:
    """Return the folded form of composed text, with its white space."""
    return _NOT_ASCII.sub(lambda match: match.group().translate(_FORMS), text).lower()


class _Forms(dict[int, str]):
    """The folded form of each character; empty for those that are ignored."""

    def __missing__(self, code: int) -> str:
        form = self[code] = _form(chr(code))
        return form


_FORMS: Final = _Forms()


def _form(character: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = "".join(_bare(part) for part in parts if not _is_dropped(part))
    return unicodedata.normalize("NFC", kept)


def _bare(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    variant = _VARIANT.match(unicodedata.name(letter, ""))
    return variant[1].lower() if variant else letter


def _is_dropped(character: str) -> bool:
    """Return whether folding drops a character: an invisible one, or a mark such as an accent or a vowel point.

    Vowel signs of Indic scripts and the marks that make other Japanese syllables are kept.
    """
    category = unicodedata.category(character)
    if category == "Cf" or character == _TATWEEL:
        return True
    order = unicodedata.combining(character)
    return category in ("Mn", "Me") and (order == 1 or 10 <= order <= 36 or order >= 200 or _is_invisible(character))


def _is_invisible(character: str) -> bool:
    """Return whether a mark is a variation selector or a grapheme joiner."""
    return "\ufe00" <= character <= "\ufe0f" or character == "\u034f" or "\U000e0100" <= character <= "\U000e01ef"
