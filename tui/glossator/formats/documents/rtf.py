"""RTF documents (.rtf): all text of the body in reading order.

Footnotes, endnotes and text boxes follow the paragraph that they belong to. Deletions, hidden text, comments, headers
and footers are left out and counted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.documents.document_text import (
    COMMENT,
    DELETED,
    EMBEDDED,
    FOOTER,
    HEADER,
    HIDDEN,
    PICTURE,
    Block,
    Flow,
    LeftOutTexts,
    markdown,
    table_blocks,
)
from glossator.formats.documents.symbol_fonts import symbol
from glossator.formats.errors import Unreadable
from glossator.formats.file_properties import file_author, file_title
from glossator.formats.header import Header, make_header
from glossator.formats.spec import Evidence, Format, one_article
from glossator.text.normalise import flatten

_SIGNATURE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")
_TOKEN: Final = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    rb"|(?P<brace>[{}])|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)|\\",
    re.DOTALL,
)
# Groups in a group.
_DEEPEST: Final = 10_000
_CHARACTERS: Final = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
_SIGNS: Final = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
_PARAGRAPH_ENDS: Final = frozenset({"par", "sect", "page", "column", "nestcell"})
_CHARSETS: Final = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp850",
}
_SYMBOLS: Final = 2
_CODEPAGES: Final = {708: "iso8859_6", 936: "gb18030", 950: "big5hkscs", 10_000: "mac_roman", 65_001: "utf-8"}
_HEADERS: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
# Groups without text of the document, besides those that start with \* and a word that is not known here.
_IGNORED: Final = frozenset(
    {
        *("colortbl", "filetbl", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "template"),
        *("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "fldinst", "sp", "shprslt", "nonshppict"),
        *(
            "nonesttables",
            "bkmkstart",
            "bkmkend",
            "objclass",
            "objname",
            "objdata",
            "private",
            "panose",
            "falt",
            "fname",
        ),
        *(
            "pntxta",
            "pntxtb",
            "mmathPict",
            "atnid",
            "atnauthor",
            "atnref",
            "atndate",
            "userprops",
            "docvar",
            "datafield",
        ),
        *("formfield", "themedata", "colorschememapping", "datastore", "latentstyles", "creatim", "revtim", "printim"),
        *("buptim", "blipuid", "picprop", "xmlnstbl", "wgrffmtfilter", "pnseclvl", "listpicture", "mmathPr"),
        *(
            "fname",
            "datafield",
            "pgdsctbl",
            "list",
            "listlevel",
            "listname",
            "leveltext",
            "levelnumbers",
            "liststylename",
        ),
    }
)
# Groups that hold others with text, and whose own characters are none.
_FRAMES: Final = frozenset({"shp", "shpinst", "do", "object", "upr", "nesttableprops", "fonttbl", "stylesheet", "info"})
# Groups whose text is that of the document, also in a group of `_FRAMES` or behind \*.
_TEXTS: Final = frozenset({"result", "ud", "fldrslt", "moMath", "moMathPara", "mmath", "shppict"})
# Groups with paragraphs of their own, which follow the paragraph that they are in.
_BOXES: Final = frozenset({"footnote", "shptxt", "dptxbxtext"})
_LEFT_OUT: Final = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), FOOTER),
    "annotation": COMMENT,
    **dict.fromkeys(("xe", "rxe", "txe", "tc", "tcn"), "index entries"),
}
_COUNTED: Final = (HEADER, FOOTER, COMMENT)
_MARKS: Final = frozenset({"listtext", "pntext"})
_PROPERTIES: Final = frozenset({"title", "subject", "author", "operator", "keywords", "category", "doccomm", "company"})
_DESTINATIONS: Final = _IGNORED | _FRAMES | _TEXTS | _BOXES | _LEFT_OUT.keys() | _MARKS
_ROWS: Final = frozenset({"cell", "row", "trowd", "cellx", "clvmrg", "clmrg"})
_EQUATION_PROPERTIES: Final = re.compile(r"m\w+Pr")
_HEADING: Final = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_WORD: Final = re.compile(r"\w")
_BODY_LEVEL: Final = 9


def read(data: bytes) -> Content:
    """Return the article in an RTF document.

    Raises:
        Unreadable: when it is not one, or nests too deeply.
    """
    if not _SIGNATURE.match(data):
        raise Unreadable("This is not an RTF document. If it is plain text, name --format plain.")
    return _Reader(data).content()


class _Story:
    """Text that is read from beginning to end, with its tables: that of the body, a text box or a note."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._blocks: list[Block] = []
        self._cells: list[list[Block] | None] = []
        self._rows: list[list[list[Block] | None]] = []
        self._beside: list[Block] = []
        # Whether each cell of the row is a continuation of another one, as far as they are defined.
        self.merged: list[bool] = []

    def end_paragraph(self, level: int, *, is_item: bool, in_table: bool) -> None:
        """End a paragraph, of a cell or of the text."""
        self.flow.is_cell = in_table
        self.flow.end_paragraph(level, is_item=is_item)
        if not in_table and not self._cells:
            self._end_table()
            self._blocks += self.flow.finish()
            self.flow = Flow()

    def end_cell(self) -> None:
        """End a cell of a table."""
        blocks, beside = self.flow.finish_cell()
        self._beside += beside
        self._cells.append(blocks)
        self.flow = Flow()

    def end_row(self) -> None:
        """End a row of a table."""
        if self.flow.words:
            self.end_cell()
        for number, is_merged in enumerate(self.merged[: len(self._cells)]):
            if is_merged and not self._cells[number]:
                self._cells[number] = None
        self._rows.append(self._cells)
        self._cells = []

    def _end_table(self) -> None:
        self._blocks += table_blocks(self._rows)
        self._blocks += self._beside
        self._rows, self._beside = [], []

    def finish(self) -> list[Block]:
        """End the last paragraph, and return all blocks."""
        if self._cells:
            self.end_row()
        self._end_table()
        return self._blocks + self.flow.finish()


@dataclass(frozen=True, slots=True)
class _Font:
    """A font: the codec of its bytes (empty for that of the document), and its name where it is one of symbols."""

    codec: str = ""
    symbols: str = ""


@dataclass(slots=True)
class _Group:
    """What holds until the end of a group.

    Attributes:
        story: where text goes.
        destination: the word that says what the group is, such as "footnote"; empty for one of formatting.
        replaced: the destination outside of the group that has the same text twice, without and with Unicode.
        kind: what is left out in it, such as "page header".
        is_ignored: whether nothing in it is read, and nothing in the groups in it.
        is_frame: whether only groups in it have text.
        fallback: how many characters after a Unicode one stand for it.
        level: of headings, or None where the style decides.
    """

    story: _Story
    destination: str = ""
    replaced: str = ""
    kind: str = ""
    is_ignored: bool = False
    is_frame: bool = False
    in_object: bool = False
    fallback: int = 1
    font: _Font = field(default_factory=_Font)
    is_deleted: bool = False
    is_hidden: bool = False
    in_table: bool = False
    is_item: bool = False
    level: int | None = None
    style: int = 0


@dataclass(slots=True)
class _Style:
    """A style of paragraphs: its name, and the level of headings that it states."""

    name: str = ""
    level: int | None = None


class _Reader:
    """Reads one document, token by token."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._body = _Story()
        self._group = _Group(self._body)
        self._outer: list[_Group] = []
        self._left_out = LeftOutTexts()
        self._codec = "cp1252"
        self._default_font = 0
        self._fonts: dict[int, _Font] = {}
        self._styles: dict[int, _Style] = {}
        self._properties: dict[str, str] = {}
        self._title = ""
        # Bytes that are not decoded yet, and whether all of them are written as they are.
        self._bytes = bytearray()
        self._are_raw = True
        # Characters still to be dropped because a Unicode one stands for them, and the first half of such a one.
        self._dropped = 0
        self._half = 0
        # What is being defined: a font, the mark of a list item (None without one, else whether it is a sign), a cell.
        self._font_number = 0
        self._mark = ""
        self._is_marked: bool | None = None
        self._is_merged = False
        self._after_star = False
        self._written = 0
        self._words: Mapping[str, Callable[[int | None], None]] = {
            "u": self._unicode,
            "uc": lambda number: setattr(self._group, "fallback", max(0, number or 0)),
            "f": self._use_font,
            "deff": lambda number: setattr(self, "_default_font", number or 0),
            "fcharset": self._charset,
            "cpg": self._codepage,
            "ansicpg": self._document_codepage,
            "plain": self._plain,
            "pard": self._pard,
            "s": self._use_style,
            "outlinelevel": self._outline,
            "intbl": lambda number: setattr(self._group, "in_table", number != 0),
            "deleted": self._deleted,
            "v": lambda number: setattr(self._group, "is_hidden", number != 0),
            "ls": lambda number: setattr(self._group, "is_item", number != 0),
            "cell": lambda _: self._group.story.end_cell(),
            "row": lambda _: self._group.story.end_row(),
            "trowd": lambda _: self._group.story.merged.clear(),
            "clvmrg": lambda _: setattr(self, "_is_merged", True),
            "clmrg": lambda _: setattr(self, "_is_merged", True),
            "cellx": self._cell_defined,
            "pict": self._picture,
            "NeXTGraphic": self._picture,
        }

    def content(self) -> Content:
        """Return the article.

        Raises:
            Unreadable: when groups are nested too deeply.
        """
        data, place = self._data, self._data.index(b"{")
        while token := _TOKEN.match(data, place):
            place = token.end()
            kind = token.lastgroup
            if kind == "text":
                self._bytes_of(token["text"], is_raw=True)
            elif kind == "hex":
                self._bytes_of(bytes.fromhex(token["hex"].decode()), is_raw=False)
            elif kind in ("word", "number"):
                number = None if token["number"] is None else int(token["number"])
                word = token["word"].decode()
                if word == "bin":
                    place += max(0, number or 0)
                else:
                    self._word(word, number)
            elif kind == "sign":
                self._sign(token["sign"].decode("latin-1"))
            elif kind == "brace":
                self._brace(token["brace"])
        self._flush()
        cut = (LeftOut("the end of the file, which is cut off"),) if self._outer else ()
        while self._outer:
            self._close()
        blocks = self._body.finish()
        return Content(self._header(), markdown(blocks), TextFormat.MARKDOWN, left_out=(*self._left_out.entries, *cut))

    def _header(self) -> Header:
        stated = self._properties
        return make_header(
            {
                "title": file_title(stated.get("title", "")) or self._title,
                "author": file_author(stated.get("author", "")),
            },
            {name: stated.get(name, "") for name in ("subject", "keywords", "category")},
        )

    # Groups

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._dropped = 0
        if brace == b"}":
            if self._outer:
                self._close()
            if not self._outer:
                self._group.kind = "text behind the end of the document"
            return
        if len(self._outer) >= _DEEPEST:
            raise Unreadable(f"The document nests groups more than {_DEEPEST:,} deep. Save it as plain text (.txt).")
        self._outer.append(self._group)
        self._group = replace(self._group)
        self._after_star = False

    def _close(self) -> None:
        group, outer = self._group, self._outer.pop()
        self._group = outer
        if group.kind != outer.kind:
            self._left_out.kind = group.kind
            self._left_out.write("\n")
            if group.kind in _COUNTED and self._written:
                self._left_out.count(group.kind)
        if group.story is not outer.story:
            outer.story.flow.floating += group.story.finish()
        if group.destination in _MARKS and outer.destination not in _MARKS:
            self._end_mark()

    def _end_mark(self) -> None:
        """Use the mark of a list item that the program has written before it: a number, or a sign for any item."""
        mark, self._mark = self._mark.strip(), ""
        self._is_marked = not _WORD.search(mark)
        if not self._is_marked:
            self._write(f"{mark} ")

    def _begin(self, destination: str) -> None:
        """Make the current group one of text, of something left out, or of nothing."""
        group = self._group
        if destination == "upr":
            group.replaced = group.destination
        group.destination = destination = group.replaced if destination == "ud" else destination
        group.is_ignored = group.is_ignored or destination in _IGNORED
        group.is_frame = destination in _FRAMES or destination in _PROPERTIES
        if destination == "object" and not group.in_object and not group.is_ignored:
            group.in_object = True
            self._left_out.count(EMBEDDED)
        if destination in _BOXES:
            group.story = _Story()
            self._pard(None)
        if destination in _LEFT_OUT:
            group.story = _Story()
            if not group.kind:
                group.kind, self._written = _LEFT_OUT[destination], 0

    # Tokens

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        after_star, self._after_star = self._after_star, False
        if self._group.is_ignored:
            return
        if word in _CHARACTERS:
            self._character(_CHARACTERS[word])
            return
        self._dropped = 0
        if word in _DESTINATIONS or (word in _PROPERTIES and self._group.destination == "info"):
            self._begin(word)
        elif _EQUATION_PROPERTIES.fullmatch(word):
            self._group.is_ignored = True
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in _HEADERS:
            self._codec = _HEADERS[word]
        elif word in _ROWS and self._group.is_frame:
            # The row of a table in a table, whose cells are paragraphs of a cell.
            return
        elif use := self._words.get(word):
            use(number)
        elif after_star:
            self._group.is_ignored = True

    def _sign(self, sign: str) -> None:
        self._flush()
        if sign == "*":
            self._after_star = True
        elif self._group.is_ignored:
            return
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in _SIGNS:
            self._character(_SIGNS[sign])

    def _bytes_of(self, data: bytes, *, is_raw: bool) -> None:
        if self._group.is_ignored:
            return
        if self._dropped:
            taken = min(self._dropped, len(data))
            self._dropped -= taken
            data = data[taken:]
        self._bytes += data
        self._are_raw = self._are_raw and is_raw

    def _flush(self) -> None:
        """Decode and write the bytes since the last token of another kind."""
        if not self._bytes:
            return
        data, are_raw = bytes(self._bytes), self._are_raw
        self._bytes.clear()
        self._are_raw = True
        font = self._group.font
        if font.symbols:
            self._write("".join(symbol(code, font.symbols) for code in data))
            return
        if are_raw and not data.isascii():
            # It should not be there; programs that write it write UTF-8.
            try:
                self._write(data.decode())
            except UnicodeDecodeError:
                pass
            else:
                return
        self._write(data.decode(font.codec or self._codec, "replace"))

    def _character(self, character: str) -> None:
        if self._dropped:
            self._dropped -= 1
        else:
            self._write(character)

    def _unicode(self, number: int | None) -> None:
        code = (number or 0) % 0x1_0000 if -0x1_0000 < (number or 0) < 0x1_0000 else min(number or 0, 0x10FFFF)
        self._dropped = self._group.fallback
        if 0xD800 <= code < 0xDC00:
            self._half = code
            return
        if 0xDC00 <= code < 0xE000 and self._half:
            code = 0x1_0000 + ((self._half - 0xD800) << 10) + code - 0xDC00
        self._half = 0
        is_private = 0xF000 <= code < 0xF100
        self._write(symbol(code, self._group.font.symbols) if is_private else chr(code))

    def _write(self, text: str) -> None:
        group = self._group
        if group.destination == "fonttbl":
            self._name_font(text)
        elif group.destination == "stylesheet":
            self._styles.setdefault(group.style, _Style()).name += text
        elif group.destination in _PROPERTIES:
            self._properties[group.destination] = self._properties.get(group.destination, "") + text
        elif group.is_frame:
            return
        elif group.destination in _MARKS:
            self._mark += text
        elif kind := group.kind or (group.is_deleted and DELETED) or (group.is_hidden and HIDDEN):
            self._left_out.kind = kind
            self._left_out.write(text)
            self._written += bool(text.strip())
        else:
            group.story.flow.write(text)

    # Properties of text and paragraphs

    def _end_paragraph(self) -> None:
        group = self._group
        if group.kind:
            self._left_out.kind = group.kind
            self._left_out.write("\n")
        if group.is_deleted or group.is_frame:
            return
        style = self._styles.get(group.style, _Style())
        level = group.level
        if level is None:
            heading = _HEADING.fullmatch(style.name.strip().rstrip(";"))
            level = int(heading[1]) if heading else style.level or 0
        if style.name.strip().rstrip(";").lower() == "title":
            level = level or 1
            self._title = self._title or flatten(group.story.flow.paragraph)
        is_item, self._is_marked = group.is_item if self._is_marked is None else self._is_marked, None
        group.story.end_paragraph(level, is_item=is_item, in_table=group.in_table)

    def _pard(self, _: int | None) -> None:
        group = self._group
        group.in_table, group.is_item, group.level, group.style = False, False, None, 0

    def _plain(self, _: int | None) -> None:
        group = self._group
        group.is_deleted, group.is_hidden = False, False
        group.font = self._fonts.get(self._default_font, _Font())

    def _deleted(self, number: int | None) -> None:
        self._left_out.kind = DELETED
        self._left_out.write("\n")
        self._group.is_deleted = number != 0

    def _use_style(self, number: int | None) -> None:
        self._group.style = number or 0

    def _outline(self, number: int | None) -> None:
        level = 0 if number is None or not 0 <= number < _BODY_LEVEL else number + 1
        if self._group.destination == "stylesheet":
            self._styles.setdefault(self._group.style, _Style()).level = level
        else:
            self._group.level = level

    def _cell_defined(self, _: int | None) -> None:
        self._group.story.merged.append(self._is_merged)
        self._is_merged = False

    def _picture(self, _: int | None) -> None:
        if not self._group.in_object:
            self._left_out.count(PICTURE)
        self._group.is_ignored = True

    # Fonts

    def _use_font(self, number: int | None) -> None:
        self._font_number = number or 0
        self._group.font = self._fonts.get(self._font_number, _Font())

    def _charset(self, number: int | None) -> None:
        known = _Font(symbols="symbol") if number == _SYMBOLS else _Font(_CHARSETS.get(number or 0, ""))
        self._fonts[self._font_number] = known

    def _codepage(self, number: int | None) -> None:
        font = self._fonts.get(self._font_number, _Font())
        self._fonts[self._font_number] = replace(font, codec=_codec(number) or font.codec)

    def _document_codepage(self, number: int | None) -> None:
        self._codec = _codec(number) or self._codec

    def _name_font(self, text: str) -> None:
        font = self._fonts.get(self._font_number, _Font())
        if "wingdings" in text.lower() or text.lower().startswith("symbol"):
            self._fonts[self._font_number] = replace(font, symbols=text.rstrip("; "))
        elif font.symbols == "symbol":
            # Other fonts of symbols have no table here: their bytes are those of Windows.
            self._fonts[self._font_number] = replace(font, symbols=text.rstrip("; "))


def _codec(number: int | None) -> str:
    """Return the codec of a code page of Windows; empty where it is not known."""
    name = _CODEPAGES.get(number or 0, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return ""
    return name


FORMAT: Final = Format(
    name="rtf",
    title="RTF document",
    suffixes=(".rtf",),
    sniff=lambda head: Evidence.CONTENT if _SIGNATURE.match(head.data) else Evidence.NONE,
    read_articles=one_article(read),
)
