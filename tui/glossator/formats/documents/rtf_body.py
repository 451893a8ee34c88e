"""The bodies of Outlook messages in RTF: decompressed, and as the HTML or plain text that they were made of."""

import re
from dataclasses import dataclass, replace
from typing import Final

from glossator.formats.errors import Unreadable

# Outlook's compression begins with this dictionary (MS-OXRTFCP).
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW: Final = 4_096
_HEADER: Final = 16
_COMPRESSED: Final = b"LZFu"
_UNCOMPRESSED: Final = b"MELA"
_MOST: Final = 10_000_000
_TOKEN: Final = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9A-Fa-f]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)")
# What a control word or symbol stands for.
_SHOWN: Final = {
    **dict.fromkeys(("par", "line", "sect", "page", "row", "\r", "\n"), "\n"),
    **dict.fromkeys(("tab", "cell"), "\t"),
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
    "emspace": " ",
    "enspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "~": "\u00a0",
    "_": "\u2011",
    **{symbol: symbol for symbol in "\\{}"},
}
# Groups without text of the body.
_SKIPPED: Final = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable", "rsidtbl"),
        *("generator", "header", "footer", "headerl", "headerr", "headerf", "footerl", "footerr", "footerf"),
    )
)
_CODEPAGES: Final = {
    0: 1252,
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    255: 850,
}


def decompressed(data: bytes) -> bytes:
    """Return the RTF in a compressed body.

    Raises:
        Unreadable: when it is damaged, or larger than 10 MB.
    """
    kind, size = data[8:12], int.from_bytes(data[4:8], "little")
    if kind not in (_COMPRESSED, _UNCOMPRESSED):
        raise Unreadable("Its text is damaged. Save it from Outlook again.")
    if size > _MOST:
        raise Unreadable("Its text is larger than 10 MB. Save it as plain text (.txt).")
    if kind == _UNCOMPRESSED:
        return data[_HEADER : _HEADER + size]
    # All that was written so far: a reference is to one of the last 4,096 bytes, counted in a ring.
    written = bytearray(_DICTIONARY)
    begin, place = len(written), _HEADER
    while place < len(data) and len(written) - begin < size:
        flags = data[place]
        place += 1
        for bit in range(8):
            if not flags >> bit & 1:
                written += data[place : place + 1]
                place += 1
                continue
            reference = int.from_bytes(data[place : place + 2], "big")
            place += 2
            back = (len(written) - (reference >> 4)) % _WINDOW
            if not back or place > len(data):
                return bytes(written[begin : begin + size])
            for _ in range((reference & 15) + 2):
                # One at a time, because it may reach into what it writes. Nothing is before the dictionary.
                written.append(written[-back] if back <= len(written) else 0)
    return bytes(written[begin : begin + size])


def body_of(rtf: bytes) -> tuple[str, bool]:
    """Return the text that RTF was made of, and whether that is HTML."""
    is_html = b"\\fromhtml" in rtf[:2_000]
    return _Reader(is_html=is_html).read(rtf), is_html


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the end of a group.

    Attributes:
        skipped: whether it has no text of the body.
        in_rtf: whether it is only for programs that show RTF, where the body is HTML.
        font: the number of its font.
        unicode_bytes: how many bytes after a Unicode character stand for the same.
    """

    skipped: bool = False
    in_rtf: bool = False
    font: int = -1
    unicode_bytes: int = 1


class _Reader:
    """Reads RTF to its text."""

    def __init__(self, *, is_html: bool) -> None:
        self._skipped_groups = _SKIPPED | {"pntext", "mhtmltag"} if is_html else _SKIPPED
        self._parts: list[str] = []
        self._bytes = bytearray()
        self._codepage = "cp1252"
        self._fonts: dict[int, str] = {}
        self._group = _Group()
        self._to_skip = 0
        self._is_starred = False

    def read(self, rtf: bytes) -> str:
        """Return the text of `rtf`."""
        outer: list[_Group] = []
        for token in _TOKEN.finditer(rtf):
            word, number, code, symbol, brace, plain = token.groups()
            if word is not None:
                self._control(word.decode("ascii"), None if number is None else int(number))
            elif plain is not None or code is not None:
                self._add_bytes(plain if plain is not None else bytes((int(code, 16),)))
            elif symbol == b"*":
                self._is_starred = True
            elif symbol is not None:
                self._add(_SHOWN.get(symbol.decode("latin-1"), ""))
            else:
                self._flush()
                self._to_skip = 0
                if brace == b"{":
                    outer.append(self._group)
                elif outer:
                    self._group = outer.pop()
        self._flush()
        # Characters beyond U+FFFF are written in two halves.
        return "".join(self._parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _control(self, word: str, number: int | None) -> None:
        group = self._group
        if word in self._skipped_groups or (self._is_starred and word != "htmltag"):
            self._group = replace(group, skipped=True)
        self._is_starred = False
        if word == "htmlrtf":
            self._flush()
            self._group = replace(group, in_rtf=number != 0)
        elif word == "f" and number is not None:
            self._flush()
            self._group = replace(group, font=number)
        elif word == "fcharset" and number in _CODEPAGES:
            self._fonts[group.font] = f"cp{_CODEPAGES[number]}"
        elif word == "ansicpg" and number:
            self._codepage = f"cp{number}"
        elif word == "uc" and number is not None:
            self._group = replace(group, unicode_bytes=number)
        elif word == "u" and number is not None:
            self._add(chr(number % 65_536))
            self._to_skip = group.unicode_bytes
        else:
            self._add(_SHOWN.get(word, ""))

    def _add_bytes(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if self._is_seen():
            self._bytes += data[skipped:]

    def _add(self, text: str) -> None:
        if text and self._is_seen():
            self._flush()
            self._parts.append(text)

    def _is_seen(self) -> bool:
        return not self._group.skipped and not self._group.in_rtf

    def _flush(self) -> None:
        """Decode the bytes so far, in the code page of their font."""
        if self._bytes:
            try:
                self._parts.append(self._bytes.decode(self._fonts.get(self._group.font, self._codepage), "replace"))
            except LookupError:
                self._parts.append(self._bytes.decode("cp1252", "replace"))
            self._bytes.clear()
