"""How well offsets without quotes fit a text: people annotate whole words."""

from collections.abc import Iterable

from glossator.text.offsets import Offsets, OffsetUnit
from glossator.text.tokens import token_at


def whole_words(text: str, places: Iterable[tuple[int, int]], unit: OffsetUnit) -> int:
    """Return how many spans of a text begin and end with a word if their offsets count `unit`."""
    offsets, number = Offsets(text, unit), 0
    for place in places:
        if span := offsets.to_normalised(*place):
            first, last = token_at(offsets.text, span.start), token_at(offsets.text, span.end - 1)
            number += bool(first and last and (first.start, last.end) == (span.start, span.end))
    return number
