"""Words as they are looked for: whatever their case and accents."""

import unicodedata
from functools import lru_cache

from tui.model.text import flatten


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return `text` on one line, without case and accents. It may have another length."""
    if text.isascii():
        return flatten(text).casefold()
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter) != "Mn")
    return flatten(unicodedata.normalize("NFKC", bare)).casefold()
