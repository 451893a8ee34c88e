"""Articles that are nearly the same, such as one wire story in several papers.

A text is known by its sketch: the smallest of the hashes of all its runs of four words. Texts that have much in common
have much of their sketches in common too, in the same measure, so two sketches tell how alike two texts are.
"""

import re
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
    runs = {" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}
    # The multiplication spreads what the checksum leaves close together, and maps no two numbers to one.
    return tuple(sorted({crc32(run.encode()) * 0x9E3779B1 & 0xFFFFFFFF for run in runs})[:_SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return about which share of all the runs of words of two texts both have, from their sketches; from 0 to 1."""
    if not one or not other:
        return 0.0
    mine, theirs = set(one), set(other)
    smallest = sorted(mine | theirs)[:_SIZE]
    return len(mine & theirs & set(smallest)) / len(smallest)


def keys(of: Sketch) -> Sketch:
    """Return the numbers by which an index finds the near-duplicates of a text."""
    return of[:KEYS]
