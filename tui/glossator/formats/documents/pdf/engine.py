"""The pages of a PDF document, read with pdfium.

Calls of pdfium take a microsecond or two each, so lines are asked for their boxes, and characters only where a line has
a wide space.
"""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import pi
from typing import Any, Final

import pypdfium2.raw as pdfium

from glossator.formats.documents.pdf.page import Gap, Line, Page
from glossator.formats.errors import Unreadable

# What pdfium puts for a hyphen at the end of a line, followed by the next line without a break.
_BROKEN: Final = "\ufffe"
_LINE: Final = re.compile(rf"[^\r\n{_BROKEN}]+{_BROKEN}?|{_BROKEN}")
# Ligatures, the hyphen, and signs of the fonts Symbol and Wingdings, which have them in the private area of Unicode.
_CHARACTERS: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", _BROKEN: "-", "\x02": "-"}
    | {chr(0xF000 + ord(sign)): sign for sign in " !#%&()+,./0123456789:;<=>?[]_{|}"}
    | {"\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf076": "❖"}
    | {"\uf02d": "−", "\uf0b3": "≥", "\uf0a3": "≤", "\uf0b1": "±", "\uf0b4": "×"}
)
# A space this wide, in heights of the font, may be between columns.
_WIDE: Final = 0.8
# How much lower than its glyphs a font is in a line that is turned, and how much higher a font is that is not sound.
_SLANTED: Final = 0.6
_HUGE: Final = 4.0
# How far, in points, a word may start before its box.
_NEAR: Final = 0.5
_WORD: Final = re.compile(r"\S+")
# The share of the width of a page that a line fills that may be of several columns.
_ACROSS: Final = 0.45
# Characters of a page that are asked whether they are mapped to Unicode; all are asked if any of these is not.
_ASKED: Final = 48
# Words below which a page is asked for its pictures.
_FEW_WORDS: Final = 20
# Objects of a page that are looked at for pictures, and how deep in groups of objects.
_MOST_OBJECTS: Final = 300
_DEEPEST: Final = 4
# The share of a page that a drawing fills at least; rules and frames of a line fill less, or nothing is in them.
_DRAWING: Final = 0.04
# Characters of a page that are asked how they are turned.
_ANGLES: Final = 8
_PASSWORD: Final = 4
_COMMENTS: Final = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
    }
)


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An open PDF document.

    Attributes:
        handle: of pdfium.
        page_count: as the document states it.
        attachments: the number of attached files.
    """

    handle: Any
    page_count: int
    attachments: int

    def property(self, name: str) -> str:
        """Return what the document says of itself under `name`, such as "Title"; empty without it."""
        return _utf16(lambda buffer, size: pdfium.FPDF_GetMetaText(self.handle, name.encode(), buffer, size))

    def page(self, number: int) -> Page | None:
        """Return a page, counted from 0; None if it cannot be read."""
        page = pdfium.FPDF_LoadPage(self.handle, number)
        if not page:
            return None
        try:
            text_page = pdfium.FPDFText_LoadPage(page)
            if not text_page:
                return None
            try:
                lines, unmapped = _lines(text_page, pdfium.FPDF_GetPageWidthF(page))
            finally:
                pdfium.FPDFText_ClosePage(text_page)
            comments, fields = _annotations(page)
            few = sum(line.text.count(" ") + 1 for line in lines) < _FEW_WORDS
            picture, texts = _shown(page) if few else (False, 0)
            hidden = texts > sum(len(line.text) for line in (*lines, *unmapped))
            return Page(lines, unmapped, picture, hidden, comments, fields)
        finally:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfFile]:
    """Open a PDF document in memory.

    Raises:
        Unreadable: when it is damaged, or locked with a password.
    """
    pdfium.FPDF_InitLibrary()
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        if pdfium.FPDF_GetLastError() == _PASSWORD:
            raise Unreadable("The document is locked with a password. Save it without one.")
        raise Unreadable("The PDF document is damaged or not supported. Save it as text first.")
    try:
        yield PdfFile(handle, pdfium.FPDF_GetPageCount(handle), max(0, pdfium.FPDFDoc_GetAttachmentCount(handle)))
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _lines(text_page: Any, page_width: float) -> tuple[list[Line], list[Line]]:
    """Return the lines of a page in the order of the file, and apart from them those of unmapped glyphs."""
    count = pdfium.FPDFText_CountChars(text_page)
    text = _text(text_page, count)
    maps = _unmapped_characters(text_page, count)
    # pdfium leaves out characters without a glyph, so a place in the text is not always that of the character.
    shifted = len(text) != count
    boxes = _Boxes(text_page, page_width)
    readable: list[Line] = []
    unmapped: list[Line] = []
    for match in _LINE.finditer(text):
        shown = match[0]
        trimmed = shown.strip()
        if not trimmed:
            continue
        start, length = match.start() + len(shown) - len(shown.lstrip()), len(trimmed)
        if shifted:
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, start)
            last = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, start + length - 1)
            if 0 <= first <= last:
                start, length = first, last - first + 1
        line = boxes.line(trimmed, start, length)
        bad = len(maps.intersection(range(start, start + length))) if maps else 0
        (unmapped if bad > length / 2 else readable).append(line)
    return _upright(text_page, count, readable), unmapped


def _text(text_page: Any, count: int) -> str:
    if count <= 0:
        return ""
    # UTF-16: two units for a character outside the basic plane, and one for the end.
    buffer = ctypes.create_string_buffer((count * 2 + 1) * 2)
    units = pdfium.FPDFText_GetText(text_page, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    return buffer.raw[: max(0, units - 1) * 2].decode("utf-16-le", "replace")


def _unmapped_characters(text_page: Any, count: int) -> frozenset[int]:
    """Return the places of the characters that have no known Unicode value; none where a sample has none."""
    asked = pdfium.FPDFText_HasUnicodeMapError
    if not any(asked(text_page, at) == 1 for at in range(0, count, max(1, count // _ASKED))):
        return frozenset()
    return frozenset(at for at in range(count) if asked(text_page, at) == 1)


class _Boxes:
    """Asks pdfium for the boxes of lines, always with the same buffers."""

    def __init__(self, text_page: Any, page_width: float) -> None:
        self._page = text_page
        self._wide = page_width * _ACROSS
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._font = pdfium.FS_RECTF()

    def line(self, text: str, start: int, length: int) -> Line:
        """Return the line of `text`, which is a number of characters of the page from `start` on."""
        page, font = self._page, self._font
        x_left, y_top, x_right, y_bottom = self._box
        # The first words of a line may be set in another font; most of it is in that of the middle.
        middle = length // 2
        middle += middle + 1 < len(text) and text[middle] == " "
        pdfium.FPDFText_GetLooseCharBox(page, start + middle, font)
        size = abs(font.top - font.bottom)
        shown = text if text.isascii() else text.translate(_CHARACTERS)
        boxes = pdfium.FPDFText_CountRects(page, start, length)
        if boxes < 1:
            return Line(shown, font.left, font.bottom, font.right, font.top, size)
        pdfium.FPDFText_GetRect(page, 0, x_left, y_top, x_right, y_bottom)
        left, top, right, bottom = x_left.value, y_top.value, x_right.value, y_bottom.value
        if boxes == 1:
            return self._placed(shown, left, bottom, right, top, size)
        first_right = right
        pdfium.FPDFText_GetRect(page, boxes - 1, x_left, y_top, x_right, y_bottom)
        left, top = min(left, x_left.value), max(top, y_top.value)
        right, bottom = max(right, x_right.value), min(bottom, y_bottom.value)
        wide = right - left > self._wide and len(text) == length == len(shown)
        gaps = self._gaps(text, start, boxes, first_right, size) if wide else ()
        return self._placed(shown, left, bottom, right, top, size, gaps)

    def _placed(
        self, text: str, left: float, bottom: float, right: float, top: float, size: float, gaps: tuple[Gap, ...] = ()
    ) -> Line:
        """Return a line with the bottom and top of its font, which its letters do not change, where they are sound."""
        if size < _SLANTED * (top - bottom) or size > _HUGE * (top - bottom):
            return Line(text, left, bottom, right, top, size or top - bottom, gaps)
        return Line(
            text,
            left,
            min(self._font.bottom, self._font.top),
            right,
            max(self._font.bottom, self._font.top),
            size,
            gaps,
        )

    def _gaps(self, text: str, start: int, boxes: int, before: float, size: float) -> tuple[Gap, ...]:
        """Return the wide spaces of the line asked about last, whose first box ends at `before`."""
        x_left, y_top, x_right, y_bottom = self._box
        words = [match.start() for match in _WORD.finditer(text)]
        found: list[Gap] = []
        for number in range(1, boxes):
            pdfium.FPDFText_GetRect(self._page, number, x_left, y_top, x_right, y_bottom)
            after, end = x_left.value, x_right.value
            if after - before > _WIDE * size:
                # In a table the next word is it; otherwise it is searched for.
                next_word = bisect_right(words, found[-1].offset) if found else 1
                word = next_word
                if next_word < len(words) and self._left(start + words[next_word]) < after - _NEAR:
                    word = bisect_left(words, after - _NEAR, next_word + 1, key=lambda at: self._left(start + at))
                if 0 < word < len(words) and (not found or found[-1].offset < words[word]):
                    found.append(Gap(words[word], before, after))
            before = end
        return tuple(found)

    def _left(self, at: int) -> float:
        x_left, y_top, x_right, y_bottom = self._box
        pdfium.FPDFText_GetCharBox(self._page, at, x_left, x_right, y_bottom, y_top)
        return x_left.value


def _upright(text_page: Any, count: int, lines: list[Line]) -> list[Line]:
    """Return the lines turned as most of the text is read, in quarter turns."""
    places = range(0, count, max(1, count // _ANGLES))
    angles = Counter(round(pdfium.FPDFText_GetCharAngle(text_page, at) / (pi / 2)) % 4 for at in places)
    turns = max(angles, key=lambda turn: angles[turn], default=0)
    return [_turned(line, turns) for line in lines] if turns else lines


def _turned(line: Line, turns: int) -> Line:
    left, bottom, right, top = line[1:5]
    for _ in range(turns):
        left, bottom, right, top = bottom, -right, top, -left
    return Line(line.text, left, bottom, right, top, line.size)


def _annotations(page: Any) -> tuple[list[str], list[str]]:
    """Return the texts of the comments on a page, and of its form fields."""
    comments, fields = [], []
    for number in range(max(0, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind in _COMMENTS:
            if text := _annotation_text(annotation, b"Contents"):
                comments.append(text)
        elif kind == pdfium.FPDF_ANNOT_WIDGET and (text := _annotation_text(annotation, b"V")):
            fields.append(text)
        pdfium.FPDFPage_CloseAnnot(annotation)
    return comments, fields


def _annotation_text(annotation: Any, key: bytes) -> str:
    return _utf16(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size)).strip()


def _utf16(fill: Any) -> str:
    """Return the text that a function of pdfium writes into a buffer, whose size in bytes it returns."""
    size = fill(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fill(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _shown(page: Any) -> tuple[bool, int]:
    """Return whether a page shows a picture, or a drawing that fills a part of it; and the number of pieces of text."""
    area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    picture, texts = False, 0
    for found, kind in _objects(pdfium.FPDFPage_GetObject, page, pdfium.FPDFPage_CountObjects(page), 0):
        texts += kind == pdfium.FPDF_PAGEOBJ_TEXT
        picture = (
            picture
            or kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
            or (kind == pdfium.FPDF_PAGEOBJ_PATH and _area(found) > _DRAWING * area)
        )
    return picture, texts


def _objects(get: Any, holder: Any, count: int, depth: int) -> Iterator[tuple[Any, int]]:
    """Yield the objects on a page, and in groups of objects, with their kinds."""
    for number in range(min(count, _MOST_OBJECTS)):
        found = get(holder, number)
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _objects(pdfium.FPDFFormObj_GetObject, found, pdfium.FPDFFormObj_CountObjects(found), depth + 1)
        else:
            yield found, kind


def _area(found: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(found, left, bottom, right, top)
    return (right.value - left.value) * (top.value - bottom.value)
