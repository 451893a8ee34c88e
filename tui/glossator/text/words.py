"""Words, as they are counted in messages about texts."""

import re
from typing import Final

_WORD: Final = re.compile(r"\w+")


def word_count(text: str) -> int:
    """Return the number of words in `text`: runs of letters, digits and underscores."""
    return sum(1 for _ in _WORD.finditer(text))


def words(text: str) -> list[str]:
    """Return the words in `text`, as `word_count` counts them, in order."""
    return _WORD.findall(text)
