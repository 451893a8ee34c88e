"""MinHash sketches, by which near-duplicates are found, such as one wire story in several papers.

A sketch holds the smallest hashes of a text's runs of four words. The share of these runs that two texts have in common
is estimated by what their sketches have in common.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeAlias
from zlib import crc32

Sketch: TypeAlias = tuple[int, ...]
"""Ascending 32-bit numbers; empty for a text that is too short."""

ALIKE: Final = 0.4
"""The least likeness of near-duplicates."""
KEYS: Final = 8
"""The numbers of a sketch that an index holds; nearly all near-duplicates have one of them in common."""
_SIZE: Final = 64
_RUN: Final = 4
_FEWEST: Final = 20
_WORD: Final = re.compile(r"\w+")


def sketch(text: str) -> Sketch:
    """Return the sketch of a text, ignoring case, punctuation and white space."""
    words = _WORD.findall(text.casefold())
    if len(words) < _FEWEST + _RUN:
        return ()
    encoded = " ".join(words).encode().split(b" ")
    sums = set(map(crc32, map(b" ".join, zip(*(encoded[place:] for place in range(_RUN)), strict=False))))
    # The multiplication is a bijection that spreads neighbouring checksums.
    return tuple(sorted([checksum * 0x9E3779B1 & 0xFFFFFFFF for checksum in sums])[:_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share, from 0 to 1, of runs of words that two texts have in common."""
    if not one or not other:
        return 0.0
    mine = set(one)
    only_theirs = [number for number in other if number not in mine]
    # Both are ascending, so sorting merges them in linear time.
    smallest = sorted([*one, *only_theirs])[:_SIZE]
    both = bisect_right(other, smallest[-1]) - bisect_right(only_theirs, smallest[-1])
    return both / len(smallest)


def index_keys(of: Sketch) -> Sketch:
    """Return the numbers of a sketch that an index holds."""
    return of[:KEYS]
