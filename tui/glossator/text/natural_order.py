"""Natural sort order: digits compare as numbers, so that 2 comes before 10."""

import re
from typing import Final, TypeAlias

from glossator.text.folding import fold

_NUMBER: Final = re.compile(r"([0-9]+)")
# Text and numbers in turn, beginning with text; a number is its length without zeros in front, and its digits.
NaturalKey: TypeAlias = tuple[tuple[str | tuple[int, str], ...], str]


def natural_key(name: str) -> NaturalKey:
    """Return the key that sorts names in natural order, ignoring case and accents."""
    parts: list[str | tuple[int, str]] = list(_NUMBER.split(fold(name)))
    for place in range(1, len(parts), 2):
        digits = str(parts[place]).lstrip("0")
        parts[place] = (len(digits), digits)
    return tuple(parts), name


def natural_path_key(*names: str) -> tuple[NaturalKey, ...]:
    """Return the key that sorts paths, given as their parts, in natural order."""
    return tuple(map(natural_key, names))
