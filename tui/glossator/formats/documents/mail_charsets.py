"""The text of e-mails and their headers, decoded as mail programs do whatever the e-mail declares."""

import base64
import binascii
import codecs
import re
from typing import Final

from glossator.formats.encoding_detection import guess_encodings

# What mail programs take a declared name for, as browsers do: the extension that is really meant.
_MEANT: Final = {
    label: codec
    for codec, labels in {
        "cp1252": "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819 windows-1252",
        "cp1254": "iso-8859-9 iso8859-9 latin5 windows-1254",
        "cp874": "iso-8859-11 iso8859-11 tis-620 windows-874",
        "iso8859_8": "iso-8859-8-i iso-8859-8-e logical visual",
        "gb18030": "gb2312 gb_2312-80 gb2312-80 gbk euc-cn x-gbk cn-gb csgb2312 chinese gb_2312 cp936 windows-936",
        "cp949": "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 ksc5601-1987 euc-kr korean windows-949",
        "cp950": "big5 big5-eten cn-big5 x-x-big5 csbig5",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j windows-932",
        "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2",
        "koi8_u": "koi8-u koi8-ru",
        "cp866": "ibm866 cp-866 dos-866",
        "cp850": "cp-850 ibm850 dos-850",
        "mac_roman": "macintosh x-mac-roman mac",
        "utf-8": "unicode-1-1-utf-8 utf8 utf8mb4 utf-8n x-utf-8",
        "utf-7": "unicode-1-1-utf-7 x-unicode-2-0-utf-7",
    }.items()
    for label in labels.split()
}
# Names that declare nothing.
_UNDECLARED: Final = frozenset(("", "us-ascii", "ascii", "ansi_x3.4-1968", "default", "default_charset", "unknown"))
# Encodings whose bytes are all ASCII.
_SEVEN_BITS: Final = ("utf-7", "hz")
_WIDE: Final = ("utf-16", "utf-32")
# Encodings of several bytes, in which few texts of another encoding are valid.
_STRICT: Final = ("gb18030", "cp949", "cp950", "cp932", "iso2022", "euc", "big5", "johab")
_ENCODED_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[BbQq]\?)")
_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
_QUOTED_BYTE: Final = re.compile(rb"=([0-9A-Fa-f]{2})")


def decode_text(data: bytes, declared: str = "") -> str:
    """Return `data` as text; bytes that cannot be decoded become U+FFFD.

    Args:
        data: the bytes of a part or a header.
        declared: the charset that the e-mail declares, which may be wrong or unknown.
    """
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace").removeprefix("\ufeff")
    codec = _codec(declared)
    if data.isascii() and not codec.startswith((*_SEVEN_BITS, *_WIDE)):
        is_japanese = b"\x1b$" in data or b"\x1b(" in data
        return (_strictly(data, "iso2022_jp_ext") if is_japanese else None) or data.decode("ascii")
    # A text that is valid UTF-8 by chance does not exist; those that declare something else are common.
    first, second = (codec, "utf-8") if codec.startswith((*_STRICT, *_SEVEN_BITS, *_WIDE)) else ("utf-8", codec)
    for each in (first, second):
        text = _strictly(data, each) if each else None
        if text is not None:
            return text
    text = data.decode(codec or "utf-8", "replace")
    if 2 * text.count("\ufffd") < sum(character > "\x7f" for character in text):
        return text
    guessed = next(iter(guess_encodings(data)), "")
    return (_strictly(data, guessed) if guessed else None) or data.decode("cp1252", "replace")


def decode_header(value: str) -> str:
    """Return the text of a header: unfolded, its encoded words decoded, and bytes beyond ASCII as their encoding.

    Args:
        value: the header as the parser has it, with undecoded bytes as surrogates.
    """
    written = _FOLD.sub(" ", value).strip()
    if not written.isascii():
        written = decode_text(written.encode("utf-8", "surrogateescape"))
    if "=?" not in written:
        return written
    parts: list[str] = []
    # Bytes of neighbouring words, which may share a character.
    data, charset, end = b"", "", 0
    joined = _BETWEEN.sub(r"\1", written)
    for word in _ENCODED_WORD.finditer(joined):
        name = word[1].partition("*")[0].lower()
        if data and (word.start() > end or name != charset):
            parts.append(decode_text(data, charset))
            data = b""
        parts.append(joined[end : word.start()])
        data, charset, end = data + _word_bytes(word[2], word[3]), name, word.end()
    return "".join((*parts, decode_text(data, charset), joined[end:]))


def _codec(declared: str) -> str:
    """Return the Python name of a declared charset; empty where it is none, or unknown."""
    label = declared.strip(" \t\"';").lower()
    if label in _UNDECLARED:
        return ""
    name = _MEANT.get(label, label)
    try:
        # Some codecs of Python are not of texts.
        return codecs.lookup(name).name if isinstance(b"".decode(name), str) else ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _word_bytes(kind: str, written: str) -> bytes:
    """Return the bytes of an encoded word; what is not valid in it is skipped."""
    data = written.encode("utf-8")
    if kind in "Qq":
        return _QUOTED_BYTE.sub(lambda each: bytes.fromhex(each[1].decode()), data.replace(b"_", b" "))
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data
