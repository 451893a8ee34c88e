"""Names for what leaves the workspace: short, stable, and never read as a number by a spreadsheet."""

import random
import re
from collections.abc import Iterator
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH: Final = 12
"""What follows the underscore of a uid: so many of these letters."""
_MANY: Final = len(ALPHABET) ** LENGTH
# Two letters at a time take half the divisions, of which an import does millions.
_PAIRS: Final = [first + second for second in ALPHABET for first in ALPHABET]
LETTERS: Final = {"articles": "t", "annotations": "a", "tags": "c", "entities": "e", "labels": "l"}
"""What a uid begins with, by the table of what it names."""
_UIDS: Final = {table: re.compile(rf"{letter}_[{ALPHABET}]{{{LENGTH}}}") for table, letter in LETTERS.items()}


def is_uid(written: str, table: str) -> bool:
    """Say whether `written` is what a row of `table` can be called."""
    return _UIDS[table].fullmatch(written) is not None


def new_uid(table: str, source: random.Random) -> str:
    """Return a new uid for a row of `table`: a letter for the table, an underscore, and 58 random bits.

    Args:
        table: one of the tables whose rows leave the workspace.
        source: where the chance comes from; `random.SystemRandom()` unless the result is to be the same each time.
    """
    number = source.randrange(_MANY)
    letters = []
    for _ in range(LENGTH // 2):
        number, pair = divmod(number, len(_PAIRS))
        letters.append(_PAIRS[pair])
    return f"{LETTERS[table]}_{''.join(letters)}"


def new_uids(table: str, source: random.Random) -> Iterator[str]:
    """Yield new uids for rows of `table` that are added together: runs of neighbours, each from where chance has it.

    An index takes in neighbours at one place, where uids that are each by chance would have it change all over.
    """
    while True:
        begun = new_uid(table, source)[:-2]
        for pair in sorted(_PAIRS):
            yield begun + pair
