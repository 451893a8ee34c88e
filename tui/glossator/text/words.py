"""Words, as they are counted in messages about texts."""

import re
from typing import Final

_WORD: Final = re.compile(r"\w+")


def word_count(text: str) -> int:
    """Return the number of words in `text`: runs of letters, digits and underscores."""
    return sum(1 for _ in _WORD.finditer(text))
