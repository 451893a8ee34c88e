"""Normalisation of article text, its fingerprint, and text made safe for a terminal."""

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
    """Return `raw` as it is stored; offsets count the code points of this text.

    All line ends become newlines (`\\r\\n` one newline), a tab becomes one space, other control characters are removed,
    and a lone surrogate, which no database can store, becomes U+FFFD. There is no composition and no trimming.
    """
    if _CHANGED.search(raw) is None:
        return raw
    return _SURROGATE.sub("\ufffd", raw.replace("\r\n", "\n").translate(_SINGLE))


def fingerprint(text: str) -> str:
    """Return the sha256 of the text's UTF-8 bytes in hexadecimal."""
    # Imported here because the first frame needs no fingerprint.
    import hashlib

    # File names may contain surrogates.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def flatten(text: str) -> str:
    """Return `text` on one line, with each run of white space as one space."""
    return " ".join(text.split())


def shorten(text: str, most: int) -> str:
    """Return `text` on one line, cut to `most` characters with an ellipsis."""
    line = flatten(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def printable(text: str) -> str:
    """Return `text` on one line, safe for a terminal: invisible and reordering characters become U+FFFD."""
    return printable_lines(flatten(text))


def printable_lines(text: str, shown: Callable[[str], str] = lambda _: "\ufffd") -> str:
    """Return `text` safe for a terminal, with its line feeds; `shown` replaces invisible and reordering characters."""
    return "".join(
        character if character.isprintable() or character == "\n" or category(character) == "Zs" else shown(character)
        for character in text
    )
