"""Decoding bytes to text: byte order marks, UTF-8, declared and detected encodings; binary data is refused."""

import codecs
import re
from typing import Final

from glossator.formats.encoding_detection import guess_encodings
from glossator.formats.errors import Unreadable

_ADVICE: Final = "Save its text as UTF-8 plain text, Markdown or HTML first."
_BEGINNING: Final = 1_024
_MARKS: Final = (
    # The mark of UTF-32 begins with that of UTF-16, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (Word, OpenDocument and e-book files are too)"),
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
# Control characters that texts do not hold; tabs, line ends and the escape of terminal colours may be in one.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS: Final = 0.02
_HIGH: Final = bytes(range(0x80, 0x100))


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text of `data`, and the Python name of its encoding.

    A byte order mark decides; without one UTF-8 is tried, then the declared encoding, then the likeliest.

    Args:
        data: a file's content.
        declared: the encoding that a web page declares; empty or unknown names are ignored.

    Raises:
        Unreadable: when the data are not text, are damaged, or their encoding cannot be detected.
    """
    refuse_other_kinds(data)
    text, encoding = _marked(data) or _unmarked(data, declared)
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise Unreadable(f"This is binary data, not a text. {_ADVICE}")
    return text, encoding


def refuse_other_kinds(data: bytes) -> None:
    """Raise `Unreadable`, with its name, where `data` start as a document, picture or archive that is no text."""
    beginning = data[:_BEGINNING].removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    for start, kind in _KINDS:
        if beginning.startswith(start):
            raise Unreadable(f"This is {kind}, not a text. {_ADVICE}")


def _marked(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise Unreadable(
                    f"The byte order mark says {encoding.removesuffix('-sig').upper()}, but byte {error.start + 1:,} "
                    "cannot be decoded. Repair it, or save the file as UTF-8 again."
                ) from error
    return None


def _unmarked(data: bytes, declared: str) -> tuple[str, str]:
    if b"\0" in data:
        raise Unreadable(f"This is binary data, not a text. {_ADVICE}")
    # ISO-2022-JP consists of ASCII bytes; only its escapes distinguish it from UTF-8.
    if b"\x1b$" in data and (text := _strictly(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                f"The file is UTF-8, but line {line:,} has an invalid byte. Repair it, or save the file as UTF-8 again."
            ) from error
    for encoding in (declared, *guess_encodings(data)):
        text = _strictly(data, encoding) if encoding else None
        if text is not None and _CONTROL.search(text) is None:
            return text, encoding
    raise Unreadable("Could not detect the encoding. Save the file as UTF-8.")


def mostly_utf8(data: bytes) -> bool:
    """Return whether `data` hold more valid characters beyond ASCII than invalid bytes."""
    kept = data.decode("utf-8", "ignore")
    ascii_size = len(data.translate(None, _HIGH))
    return len(kept) - ascii_size > len(data) - len(kept.encode("utf-8"))


def _strictly(data: bytes, encoding: str) -> str | None:
    """Return `data` decoded; None when that fails, or Python has no such text encoding."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
