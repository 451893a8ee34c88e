"""Names for what leaves the workspace: short, stable, and never read as a number by a spreadsheet."""

import random
from typing import Final

_ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
_LENGTH: Final = 12
_PREFIX: Final = {"articles": "t", "annotations": "a", "tags": "c", "entities": "e", "labels": "l"}


def new_uid(table: str, source: random.Random) -> str:
    """Return a new uid for a row of `table`: a letter for the table, an underscore, and 58 random bits.

    Args:
        table: one of the tables whose rows leave the workspace.
        source: where the chance comes from; `random.SystemRandom()` unless the result is to be the same each time.
    """
    number = source.randrange(len(_ALPHABET) ** _LENGTH)
    letters = []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return f"{_PREFIX[table]}_{''.join(letters)}"
