"""The one normalisation of article text, and its fingerprint."""

import re
from collections.abc import Callable
from typing import Final
from unicodedata import category

_LINE_ENDS: Final = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _LINE_ENDS + "\t\n"]
_SINGLE: Final[dict[int, str | None]] = {
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
    **dict.fromkeys(_CONTROLS),
    ord("\t"): " ",
}
_CHANGED: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def normalise(raw: str) -> str:
    """Return `raw` as it is stored, and as every offset will count it.

    All line ends become newlines (`\\r\\n` one newline), a tab becomes one space, other control characters go, and a
    lone surrogate, which no database can store, becomes U+FFFD. Nothing else changes: no composition, no trimming.
    """
    if _CHANGED.search(raw) is None:
        return raw
    return _SURROGATE.sub("\ufffd", raw.replace("\r\n", "\n").translate(_SINGLE))


def fingerprint(text: str) -> str:
    """Return the sha256 of the text's UTF-8 bytes in hexadecimal."""
    # Reading an article needs no fingerprint, and loading what makes one takes as long as a query.
    import hashlib

    # A name of a file may hold what no text does.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def flatten(text: str) -> str:
    """Return `text` on one line, each run of white space as a single space."""
    return " ".join(text.split())


def printable(text: str) -> str:
    """Return `text` on one line for a terminal: what is invisible or would reorder the line becomes U+FFFD."""
    return printable_lines(flatten(text))


def printable_lines(text: str, shown: Callable[[str], str] = lambda _: "\ufffd") -> str:
    """Return `text` for a terminal with its line feeds, what is invisible or would reorder a line as `shown` has it."""
    return "".join(
        character if character.isprintable() or character == "\n" or category(character) == "Zs" else shown(character)
        for character in text
    )
