"""The encoding of a web page, read as browsers do: no byte refuses a page, and bytes that are no text are counted."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.encoding_detection import guess_encodings
from glossator.formats.encodings import mostly_utf8, refuse_other_kinds
from glossator.formats.errors import Unreadable

HEAD_LENGTH: Final = 4_096
"""The number of bytes at the start in which a web page declares its encoding."""
_DECLARATION: Final = rb"""<(?:meta\b[^>]*\bcharset|\?xml\b[^>]*\bencoding)\s*=\s*["']?\s*([\w.:-]+)"""
_CHARSET: Final = re.compile(_DECLARATION, re.IGNORECASE)
_EXTENDS_ASCII: Final = re.compile(r"(?:cp(?:125\d|8\d\d|9\d\d)|iso8859|koi8|mac|euc|gb|big5|shift_jis|tis)")
_SUPERSETS: Final = {
    # Browsers decode these as their supersets, and pages are written for browsers.
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "ansi"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
}
_MARKS: Final = (
    # The mark of UTF-32 begins with that of UTF-16, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # Without a mark, the first character of a page shows it.
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_CONTROL: Final = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A page with more of them is no text at all.
_MOST_BAD: Final = 0.05


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """The text of a page, the Python name of its encoding, and the bytes and characters that are no text."""

    text: str
    encoding: str
    left_out: tuple[LeftOut, ...]


def charset(name: str) -> str:
    """Return the encoding that browsers use for a declared one, as Python calls it, or "".

    Unicode encodings are ignored, because a byte order mark or the bytes show them more reliably.
    """
    stated = name.strip("\"' ").lower()
    try:
        known = codecs.lookup(_SUPERSETS.get(stated, stated)).name
    except (LookupError, ValueError):
        return ""
    return known if _EXTENDS_ASCII.match(known) else ""


def declared_charset(data: bytes) -> str:
    """Return the encoding that a page declares at its start, as Python calls it, or ""; as for `charset`."""
    match = _CHARSET.search(data[:HEAD_LENGTH])
    return charset(match[1].decode("ascii", "replace")) if match else ""


def decode_page(data: bytes, stated: str = "") -> DecodedPage:
    """Return the text of a page.

    A byte order mark decides, then whether the bytes are UTF-8, or nearly so, then what the server and the page state,
    then the likeliest encoding. What cannot be decoded, and the character NUL, becomes U+FFFD and is counted.

    Args:
        data: the page.
        stated: the charset that a server states for it.

    Raises:
        Unreadable: when it is not text at all.
    """
    refuse_other_kinds(data)
    text, encoding = _decoded(data, charset(stated) or declared_charset(data))
    text = text.replace("\0", "\ufffd")
    bad, controls = text.count("\ufffd"), len(_CONTROL.findall(text))
    if bad + controls > _MOST_BAD * len(text) + 1:
        raise Unreadable("This is binary data, not a web page. Save the page again as HTML.")
    found = (LeftOut("byte that is no text", bad, 0, "bytes that are no text"), LeftOut("control character", controls))
    return DecodedPage(text, encoding, tuple(one for one in found if one.number))


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    # ISO-2022-JP consists of ASCII bytes; only its escapes distinguish it from UTF-8.
    if b"\x1b$" in data:
        declared = "iso2022_jp"
    elif mostly_utf8(data) or data.isascii():
        return data.decode("utf-8", "replace"), "utf-8"
    for encoding in (declared,) if declared else guess_encodings(data):
        text = _strictly(data, encoding)
        if text is not None and (declared or _CONTROL.search(text) is None):
            return text, encoding
    # What browsers take a page for that states nothing.
    encoding = declared or "cp1252"
    return data.decode(encoding, "replace"), encoding


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
