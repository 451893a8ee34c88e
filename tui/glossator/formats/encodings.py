"""Bytes to text: which encoding they are in, and whether they are text at all."""

import codecs
import re
from typing import Final

from glossator.formats.detection import guess
from glossator.formats.unreadable import Unreadable

_WAY_OUT: Final = "save its text as UTF-8 plain text, Markdown or HTML first"
_BEGINNING: Final = 1_024
_MARKS: Final = (
    # The mark of UTF-32 begins with that of UTF-16, so it is looked for first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive, as Word, OpenDocument and e-book files are too"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"bplist00", "a web archive or another binary property list"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
)
# What text does not hold; tabs, line ends and the escape of coloured terminal output are left out.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS: Final = 0.02
_HIGH: Final = bytes(range(0x80, 0x100))


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of `data`, and the name of the encoding that it was read as.

    A byte order mark decides; without one it is UTF-8 if it can be, then what the document declares, then a guess.

    Args:
        data: a file's content.
        declared: the encoding that the document says it is in, as a web page does; an unknown name counts as none.

    Raises:
        Unreadable: when the data are not text, are damaged, or are in an encoding that nobody can tell.
    """
    beginning = data[:_BEGINNING].removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    for start, kind in _KINDS:
        if beginning.startswith(start):
            raise Unreadable(f"This is {kind}, which cannot be read; {_WAY_OUT}.")
    text, encoding = _marked(data) or _unmarked(data, declared)
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise Unreadable(f"This is not text but binary data; {_WAY_OUT}.")
    return text, encoding


def _marked(data: bytes) -> tuple[str, str] | None:
    """Return the text and encoding of data that start with a byte order mark, or None without one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"The file is marked as {encoding.removesuffix('-sig').upper()} but is damaged at byte "
                    f"{error.start + 1}; repair it there, or save it as UTF-8 again."
                ) from error
    return None


def _unmarked(data: bytes, declared: str) -> tuple[str, str]:
    """Return the text and encoding of data without a byte order mark."""
    if b"\0" in data:
        raise Unreadable(f"This is not text but binary data; {_WAY_OUT}.")
    # ISO-2022-JP is made of ASCII bytes: only these escapes tell it from UTF-8.
    if b"\x1b$" in data and (text := _strictly(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                f"The file is UTF-8 but damaged: line {line} holds a byte that is no character; "
                "repair it there, or save it as UTF-8 again."
            ) from error
    for encoding in (declared, *guess(data)):
        text = _strictly(data, encoding) if encoding else None
        if text is not None and _CONTROL.search(text) is None:
            return text, encoding
    raise Unreadable("Nobody can tell the encoding of this file; save it as UTF-8 and try again.")


def _mostly_utf8(data: bytes) -> bool:
    """Say whether `data` hold more sound characters of UTF-8 beyond ASCII than bytes that are in none."""
    kept = data.decode("utf-8", "ignore")
    ascii_size = len(data.translate(None, _HIGH))
    return len(kept) - ascii_size > len(data) - len(kept.encode("utf-8"))


def _strictly(data: bytes, encoding: str) -> str | None:
    """Return `data` in `encoding`, or None when not all of it can be, or Python knows no such encoding of text."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
