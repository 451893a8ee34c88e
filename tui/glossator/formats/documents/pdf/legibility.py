"""Whether text is text: fonts that do not say what their glyphs mean yield signs at random."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

from glossator.formats.documents.pdf.known_words import known_words

_LATIN: Final = re.compile(r"[a-z]")
_FREQUENT: Final = "aeinorst"
# Letters from which on their frequencies say something, and the least share of the frequent ones: 55 to 70 % in the
# languages of Europe, Turkish and Vietnamese, 20 to 40 % where the letters are others than they seem.
_ENOUGH: Final = 150
_LEAST_FREQUENT: Final = 0.42
# The share of characters that are none which makes text unreadable.
_MOST_BAD: Final = 0.25
_NO_CHARACTER: Final = frozenset({"Cc", "Cn", "Co", "Cs"})


_TOKEN: Final = re.compile(r"[^\W\d_]{4,}")
# The share of known words that makes text of an unknown font text.
_KNOWN: Final = 0.3


def has_known_words(lines: Iterable[str]) -> bool:
    """Whether many of the words of lines are known ones; false for most languages other than English."""
    tokens = [token.lower() for line in lines for token in _TOKEN.findall(line)]
    return bool(tokens) and sum(token in known_words() for token in tokens) >= _KNOWN * len(tokens)


def is_legible(lines: Iterable[str]) -> bool:
    """Whether lines are text in some language, as far as their characters and the frequencies of letters tell."""
    counts = Counter("".join(lines))
    total = sum(number for character, number in counts.items() if not character.isspace())
    bad = sum(number for character, number in counts.items() if _is_none(character))
    if bad > _MOST_BAD * total:
        return False
    letters: Counter[str] = Counter()
    for character, number in counts.items():
        for part in character.lower() if character.isascii() else unicodedata.normalize("NFD", character.lower()):
            if _LATIN.fullmatch(part):
                letters[part] += number
    latin = sum(letters.values())
    return latin < _ENOUGH or latin < total / 2 or sum(letters[one] for one in _FREQUENT) >= _LEAST_FREQUENT * latin


def _is_none(character: str) -> bool:
    if character.isascii():
        return character < " " and not character.isspace()
    return character == "\ufffd" or unicodedata.category(character) in _NO_CHARACTER
