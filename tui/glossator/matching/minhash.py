"""Articles that are nearly the same, such as one wire story in several papers.

A text is known by its sketch: the smallest of the hashes of all its runs of four words. Texts that have much in common
have much of their sketches in common too, in the same measure, so two sketches tell how alike two texts are.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeAlias
from zlib import crc32

Sketch: TypeAlias = tuple[int, ...]
"""Ascending 32-bit numbers; none for a text that is too short to tell."""

ALIKE: Final = 0.4
"""The likeness from which on two articles count as near-duplicates."""
KEYS: Final = 8
"""How many numbers of a sketch an index holds: of two near-duplicates, nearly all have one of those in common."""
_SIZE: Final = 64
_RUN: Final = 4
_FEWEST: Final = 20
_WORD: Final = re.compile(r"\w+")


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; case, punctuation and white space do not count."""
    words = _WORD.findall(text.casefold())
    if len(words) < _FEWEST + _RUN:
        return ()
    said = " ".join(words).encode().split(b" ")
    sums = set(map(crc32, map(b" ".join, zip(*(said[place:] for place in range(_RUN)), strict=False))))
    # The multiplication spreads what the checksum leaves close together, and maps no two numbers to one.
    return tuple(sorted([checksum * 0x9E3779B1 & 0xFFFFFFFF for checksum in sums])[:_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return about which share of all the runs of words of two texts both have, from their sketches; from 0 to 1."""
    if not one or not other:
        return 0.0
    mine = set(one)
    only_theirs = [number for number in other if number not in mine]
    # Both are ascending, and sorting merges what is.
    smallest = sorted([*one, *only_theirs])[:_SIZE]
    both = bisect_right(other, smallest[-1]) - bisect_right(only_theirs, smallest[-1])
    return both / len(smallest)


def index_keys(of: Sketch) -> Sketch:
    """Return the numbers by which an index finds the near-duplicates of a text."""
    return of[:KEYS]
