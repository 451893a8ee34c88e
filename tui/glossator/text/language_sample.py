"""The parts of a text from which its language is detected, and a test for English that needs no model."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from glossator.text.span import Span

_PART: Final = 800
_MOST_PARTS: Final = 3
# Code points below which a text is not split.
_WHOLE: Final = 400
# Without words that are frequent in other languages too, such as a, in, is and on.
_FUNCTION_WORDS: Final = frozenset(
    (
        *("the", "of", "and", "to", "that", "with", "was", "were", "from", "by", "this", "which", "have", "has"),
        *("had", "been", "are", "not", "but", "they", "their", "his", "she", "her", "it", "its", "be", "who"),
        *("would", "said", "after", "at", "or", "will"),
    )
)
# English news has more in 95 % of all pieces of 1,000 code points, Spanish, French and German at most 4 %
# (benchmarks/README.md).
_ENGLISH_SHARE: Final = 0.15
_WORD: Final = re.compile(r"[^\W\d_]+")
# Fewer words say nothing.
_FEWEST_WORDS: Final = 20


def sample_spans(length: int) -> Sequence[Span]:
    """Return the parts of a text of `length` code points that are looked at: all of a short one, else three parts.

    The parts are at the beginning, in the middle and at the end, so that a text in two languages has parts in both.
    """
    if length <= _WHOLE:
        return [Span(0, length)] if length else []
    parts = min(_MOST_PARTS, length // _WHOLE)
    if parts < 2:
        return [Span(0, length)]
    size = min(_PART, length // parts)
    starts = [(length - size) * number // (parts - 1) for number in range(parts)]
    return [Span(start, start + size) for start in starts]


def text_sample(text: str) -> list[str]:
    """Return the parts of a text that are looked at."""
    return [span.of(text) for span in sample_spans(len(text))]


def is_plainly_english(parts: Iterable[str]) -> bool:
    """Return whether a sample certainly is English: each part has as many English function words as English has.

    Tables and lists of names in English have fewer; they need the model.
    """
    words = [_WORD.findall(part.casefold()) for part in parts]
    return bool(words) and all(
        len(some) >= _FEWEST_WORDS and sum(word in _FUNCTION_WORDS for word in some) >= _ENGLISH_SHARE * len(some)
        for some in words
    )
