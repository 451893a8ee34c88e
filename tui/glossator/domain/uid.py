"""Uids: short, permanent names that spreadsheets do not take for numbers."""

import random
import re
from collections.abc import Iterator
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH: Final = 12
"""A uid ends in so many of these letters, after the underscore."""
_MANY: Final = len(ALPHABET) ** LENGTH
# Two letters at a time halve the divisions, of which an import makes millions.
_PAIRS: Final = [first + second for second in ALPHABET for first in ALPHABET]
LETTERS: Final = {"articles": "t", "annotations": "a", "tags": "c", "entities": "e", "labels": "l"}
"""The first letter of a uid, by table."""
_UIDS: Final = {table: re.compile(rf"{letter}_[{ALPHABET}]{{{LENGTH}}}") for table, letter in LETTERS.items()}


def is_uid(written: str, table: str) -> bool:
    """Return whether `written` has the form of a uid of `table`."""
    return _UIDS[table].fullmatch(written) is not None


def new_uid(table: str, source: random.Random) -> str:
    """Return a new uid for a row of `table`, one of `LETTERS`: a letter, an underscore, and 58 bits from `source`."""
    return random_name(LETTERS[table], source)


def random_name(letter: str, source: random.Random) -> str:
    """Return a letter, an underscore, and 58 bits from `source`, in the form of a uid."""
    number = source.randrange(_MANY)
    letters = []
    for _ in range(LENGTH // 2):
        number, pair = divmod(number, len(_PAIRS))
        letters.append(_PAIRS[pair])
    return f"{letter}_{''.join(letters)}"


def new_uids(table: str, source: random.Random) -> Iterator[str]:
    """Yield new uids for rows of `table` that are added together, in runs of neighbours.

    An index stores a run on few pages, where unrelated uids would touch pages all over it.
    """
    while True:
        begun = new_uid(table, source)[:-2]
        for pair in sorted(_PAIRS):
            yield begun + pair
