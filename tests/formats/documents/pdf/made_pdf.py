"""PDF documents with words at chosen places."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.formats.documents.pdf.page import Line

_PADDING: Final = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
PICTURE: Final = b"0.5 g 50 50 400 600 re f"
"""A page that a drawing fills."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words at a place on a page, in points from the left and from the bottom."""

    text: str
    left: float = 50
    bottom: float = 700
    size: float = 11
    font: str = "F1"


def shown(words: Iterable[Placed]) -> bytes:
    """Return the content of a page that shows words."""
    parts = []
    for each in words:
        escaped = each.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        parts.append(
            b"BT /%s %g Tf %g %g Td (%s) Tj ET" % (each.font.encode(), each.size, each.left, each.bottom, escaped)
        )
    return b"\n".join(parts)


def column(lines: Sequence[str], *, left: float = 50, top: float = 700, size: float = 11) -> list[Placed]:
    """Return lines below each other."""
    return [Placed(text, left, top - 1.25 * size * number, size) for number, text in enumerate(lines)]


def made_pdf(
    contents: Sequence[bytes],
    *,
    info: str = "",
    page_extra: str = "",
    catalog_extra: str = "",
    extra: Sequence[bytes] = (),
    password: str | None = None,
    count: int | None = None,
) -> bytes:
    """Return a PDF document.

    Args:
        contents: of its pages.
        info: the entries of its information dictionary, object 4.
        page_extra: entries of each page.
        catalog_extra: entries of the catalogue.
        extra: more objects, from 10 on.
        password: that opens it; None without encryption.
        count: the number of pages that it states.
    """
    first = 10 + len(extra)
    numbers = [first + 2 * number for number in range(len(contents))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog_extra.encode(),
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(contents) if count is None else count, b" ".join(b"%d 0 R" % number for number in numbers)),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        # A font that does not state the characters of its glyphs.
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Odd /DW 500 /FontDescriptor 7 0 R /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: b"<< /Type /FontDescriptor /FontName /Odd /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>",
    }
    if password is None:
        objects[4] = b"<< %s >>" % info.encode("latin-1")
    objects |= dict(enumerate(extra, start=10))
    owner = _rc4(hashlib.md5(_padded(password or "")).digest()[:5], _padded(password or ""))
    key = hashlib.md5(_padded(password or "") + owner + b"\xfc\xff\xff\xff" + b"id").digest()[:5]
    for number, content in zip(numbers, contents, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 5 0 R >> >> %s >>" % (number + 1, page_extra.encode())
        )
        stored = content if password is None else _rc4(_object_key(key, number + 1), content)
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stored), stored)
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in sorted(objects.items()))
    locked = (
        b""
        if password is None
        else (
            b"/ID [<6964> <6964>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
            % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode())
        )
    )
    return out + b"trailer << /Root 1 0 R %s %s >>\n%%%%EOF" % (b"/Info 4 0 R" if password is None else b"", locked)


def line(text: str, left: float = 50, bottom: float = 700, right: float = 0, size: float = 12) -> Line:
    """Return a line; without its right end, of letters half as wide as high."""
    return Line(text, left, bottom, right or left + 0.5 * size * len(text), bottom + size, size)


def lines_below(texts: Iterable[str], *, left: float = 50, top: float = 700, size: float = 12) -> list[Line]:
    """Return lines below each other."""
    return [line(text, left, top - 1.2 * size * number, size=size) for number, text in enumerate(texts)]


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    swap = 0
    for at in range(256):
        swap = (swap + state[at] + key[at % len(key)]) % 256
        state[at], state[swap] = state[swap], state[at]
    out = bytearray()
    at = swap = 0
    for byte in data:
        at = (at + 1) % 256
        swap = (swap + state[at]) % 256
        state[at], state[swap] = state[swap], state[at]
        out.append(byte ^ state[(state[at] + state[swap]) % 256])
    return bytes(out)
