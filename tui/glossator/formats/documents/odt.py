"""OpenDocument texts (.odt, .ott, .fodt): all text of the body in reading order.

Notes, text boxes and shapes follow the paragraph that they belong to. Deletions, comments, headers and footers are left
out and counted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from glossator.domain.article import TextFormat
from glossator.formats import xml, zip_archive
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
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.file_properties import file_author, file_title
from glossator.formats.header import Header, make_header
from glossator.formats.spec import Evidence, Format, one_article
from glossator.text.normalise import flatten

_WHAT: Final = "document"
_TYPE: Final = "application/vnd.oasis.opendocument.text"
_LOCKED: Final = "The document is locked with a password. Open it in its program and save a copy without one."
_DAMAGED: Final = "The document is damaged. Open it in LibreOffice and save it again, or as text."

_PREFIXES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text:",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw:",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style:",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg:",
    "http://www.w3.org/1998/Math/MathML": "math:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
_SPACE: Final = re.compile(r"[ \t\r\n]+")
# They have no text of the document.
_SKIPPED: Final = frozenset(
    {
        *("office:scripts", "office:forms", "office:event-listeners", "office:binary-data", "office:annotation-end"),
        *("dc:creator", "dc:date", "meta:creator-initials", "text:sequence-decls", "text:variable-decls"),
        *("text:user-field-decls", "math:annotation", "math:annotation-xml", "creator-initials", "date-string"),
    }
)
_LEFT_OUT: Final = {
    "office:annotation": COMMENT,
    "text:deletion": DELETED,
    "text:note-citation": "note marks",
    "text:ruby-text": "pronunciation guides",
    "svg:title": "descriptions of pictures",
    "svg:desc": "descriptions of pictures",
    "table:title": "descriptions of tables",
    "table:desc": "descriptions of tables",
}
_HEADERS: Final = ("style:header", "style:header-left", "style:header-first")
_FOOTERS: Final = ("style:footer", "style:footer-left", "style:footer-first")
_SHAPES: Final = frozenset(
    f"draw:{name}"
    for name in (
        *("text-box", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "regular-polygon"),
        *("path", "connector", "caption", "measure"),
    )
)
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
# How often a cell or row that is repeated is written at most, and the longest text that is.
_MOST_REPEATED: Final = 100
_LONGEST_REPEATED: Final = 200


def read(data: bytes) -> Content:
    """Return the article in an OpenDocument text, packed or in one XML file.

    Raises:
        Unreadable: when it is damaged, or locked with a password.
    """
    if not data.startswith(zip_archive.SIGNATURE):
        root = xml.parse(data, _WHAT)
        return _Reader([root], {}, 0).content()
    with zip_archive.open_zip(data) as archive:
        names = set(archive.namelist())
        if "encrypted-package" in names or b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise Unreadable(_LOCKED)
        body = _part(archive, "content.xml")
        if not body:
            raise Unreadable(_DAMAGED)
        roots = [xml.parse(body, _WHAT)]
        for name in ("styles.xml", "meta.xml"):
            roots += _roots(_part(archive, name))
        objects = {name.rpartition("/")[0]: _part(archive, name) for name in names if name.endswith("/content.xml")}
        others = sum(name.startswith("Object ") and "/" not in name for name in names)
        return _Reader(roots, objects, others).content()


def _part(archive: ZipFile, name: str) -> bytes:
    try:
        return zip_archive.read_member(archive, archive.getinfo(name))
    except KeyError:
        return b""


def _roots(data: bytes) -> list[Element]:
    """Return the root of a part that the document can do without; none where it is missing or damaged."""
    try:
        return [xml.parse(data, _WHAT)] if data else []
    except Unreadable:
        return []


@cache
def _name(tag: str) -> str:
    """Return the name of an element with its usual prefix, or without one in a namespace of no interest."""
    namespace, _, local = tag.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + local


def _attribute(element: Element, name: str) -> str:
    """Return the value of an attribute, in whatever namespace; empty without one."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _number(element: Element, name: str) -> int:
    """Return the number in an attribute; 1 without one."""
    stated = _attribute(element, name)
    return int(stated) if stated.isdecimal() and len(stated) < 10 else 1


class _Reader:
    """Reads one document: walks through its elements, and writes text into flows or into what is left out."""

    def __init__(self, roots: Iterable[Element], objects: Mapping[str, bytes], others: int) -> None:
        """Prepare to read a document.

        Args:
            roots: of its parts.
            objects: the embedded documents by name.
            others: the number of embedded files of other programs.
        """
        self._top = list(chain.from_iterable(roots))
        self._objects = dict(objects)
        self._left_out = LeftOutTexts()
        if others:
            self._left_out.count(EMBEDDED, others)
        self._parents = self._parents_of_styles()
        self._title = ""
        # Whether the next paragraph begins an item of a list.
        self._is_item = False
        self._handlers: Mapping[str, Callable[[Element, Flow], None]] = {
            **dict.fromkeys(_LEFT_OUT, self._leave_out),
            **dict.fromkeys(_SHAPES, self._box),
            "text:h": self._paragraph,
            "text:p": self._paragraph,
            "text:s": lambda element, flow: self._write(" " * min(_number(element, "c"), _LONGEST_REPEATED), flow),
            "text:tab": lambda _, flow: self._write("\t", flow),
            "text:line-break": lambda _, flow: self._write("\n", flow),
            "text:list-item": self._item,
            "text:numbered-paragraph": self._item,
            "text:section": self._section,
            "text:note": self._note,
            "table:table": self._table,
            "draw:frame": self._frame,
            "draw:image": lambda *_: self._left_out.count(PICTURE),
            "draw:object": self._object,
            "math:mfrac": lambda element, flow: self._joined(element, flow, "/"),
            "math:msup": lambda element, flow: self._joined(element, flow, "^"),
            "math:msub": lambda element, flow: self._joined(element, flow, "[", "]"),
        }

    def content(self) -> Content:
        """Return the article.

        Raises:
            Unreadable: when there is no body.
        """
        body = next((child for one in self._top if _name(one.tag) == "office:body" for child in one), None)
        if body is None:
            raise Unreadable(_DAMAGED)
        flow = Flow()
        self._walk(body, flow)
        blocks = flow.finish()
        self._leave_out_margins()
        for data in self._objects.values():
            self._leave_out_object(data)
        return Content(self._header(), markdown(blocks), TextFormat.MARKDOWN, left_out=self._left_out.entries)

    def _header(self) -> Header:
        meta = chain.from_iterable(part for part in self._top if _name(part.tag) == "office:meta")
        found: dict[str, str] = {}
        for one in meta:
            found.setdefault(xml.local_name(one), xml.text_of(one))
        return make_header(
            {
                "title": file_title(found.get("title", "")) or self._title,
                "author": file_author(found.get("initial-creator", "")) or file_author(found.get("creator", "")),
                "language": found.get("language", ""),
            },
            {name: found.get(name, "") for name in ("subject", "keyword")},
        )

    def _parents_of_styles(self) -> dict[str, str]:
        """Return the name of the style that each style of paragraphs is based on."""
        styles = (
            style
            for part in self._top
            if _name(part.tag) in ("office:styles", "office:automatic-styles")
            for style in part
            if _name(style.tag) == "style:style" and _attribute(style, "family") == "paragraph"
        )
        found: dict[str, str] = {}
        for style in styles:
            found.setdefault(_attribute(style, "name"), _attribute(style, "parent-style-name"))
        return found

    def _has_title(self, style: str) -> bool:
        """Return whether a style is that of a document’s title, or based on it."""
        seen: set[str] = set()
        while style and style not in seen:
            if style == "Title":
                return True
            seen.add(style)
            style = self._parents.get(style, "")
        return False

    def _leave_out_margins(self) -> None:
        """Count the text of headers and footers."""
        for part in self._top:
            if _name(part.tag) == "office:master-styles":
                for one in part.iter():
                    name = _name(one.tag)
                    kind = HEADER if name in _HEADERS else FOOTER if name in _FOOTERS else ""
                    if kind and "".join(one.itertext()).strip():
                        self._left_out.count(kind)
                        self._drop(one, kind)

    def _leave_out_object(self, data: bytes) -> None:
        """Count the text of an embedded document, such as a chart."""
        for root in _roots(data):
            for part in root if _name(root.tag) == "office:document-content" else ():
                if _name(part.tag) == "office:body":
                    self._drop(part, EMBEDDED)
            self._left_out.count(EMBEDDED)

    # Elements

    def _walk(self, element: Element, flow: Flow) -> None:
        """Read what is in an element; elements of unknown names are read through."""
        self._text(element.text, flow)
        handlers = self._handlers
        for child in element:
            name = _name(child.tag)
            if handle := handlers.get(name):
                handle(child, flow)
            elif name not in _SKIPPED and not name.endswith("-source"):
                self._walk(child, flow)
            self._text(child.tail, flow)

    def _text(self, text: str | None, flow: Flow) -> None:
        """Read text, in which a run of white space is one space, and none between paragraphs."""
        if text and (flow.in_paragraph or not text.isspace()):
            self._write(_SPACE.sub(" ", text), flow)

    def _write(self, text: str, flow: Flow) -> None:
        if self._left_out.kind:
            self._left_out.write(text)
        else:
            flow.write(text)

    def _drop(self, element: Element, kind: str) -> None:
        """Count what is in an element as left out."""
        with self._left_out.leaving_out(kind):
            self._walk(element, Flow())

    def _leave_out(self, element: Element, _flow: Flow) -> None:
        kind = _LEFT_OUT[_name(element.tag)]
        if kind == COMMENT:
            self._left_out.count(kind)
        self._drop(element, kind)

    def _paragraph(self, element: Element, flow: Flow) -> None:
        if flow.in_paragraph:
            self._box(element, flow)
            return
        is_item, self._is_item = self._is_item, False
        flow.in_paragraph = True
        self._walk(element, flow)
        flow.in_paragraph = False
        if self._left_out.kind:
            self._left_out.write("\n")
        is_title = self._has_title(_attribute(element, "style-name"))
        if is_title and not self._title:
            self._title = flatten(flow.paragraph)
        level = max(1, _number(element, "outline-level")) if _name(element.tag) == "text:h" else int(is_title)
        flow.end_paragraph(level, is_item=is_item)

    def _item(self, element: Element, flow: Flow) -> None:
        self._is_item = True
        self._walk(element, flow)
        self._is_item = False

    def _section(self, element: Element, flow: Flow) -> None:
        if _attribute(element, "display") == "none":
            self._drop(element, HIDDEN)
        else:
            self._walk(element, flow)

    def _note(self, element: Element, flow: Flow) -> None:
        for child in element:
            if _name(child.tag) == "text:note-citation":
                self._leave_out(child, flow)
            else:
                self._box(child, flow)

    def _box(self, element: Element, flow: Flow) -> None:
        """Read paragraphs that float beside the current one."""
        is_item, self._is_item = self._is_item, False
        inner = Flow()
        self._walk(element, inner)
        flow.floating += inner.finish()
        self._is_item = is_item

    def _frame(self, element: Element, flow: Flow) -> None:
        """Read a frame, whose first content counts: further ones show the same in other ways."""
        contents = [one for one in element if _name(one.tag).startswith("draw:")]
        for one in element:
            if one in contents[1:] and _name(one.tag) in ("draw:image", "draw:object-ole", "draw:object"):
                continue
            if handle := self._handlers.get(_name(one.tag)):
                handle(one, flow)
            else:
                self._walk(one, flow)

    def _object(self, element: Element, flow: Flow) -> None:
        """Read an embedded equation; any other object is counted at the end."""
        name = _attribute(element, "href").removeprefix("./").rstrip("/")
        inside = [one for one in element if _name(one.tag).startswith("math:")]
        for root in inside or _roots(self._objects.get(name, b"")):
            if _name(root.tag).startswith("math:"):
                self._objects.pop(name, None)
                self._equation(root, flow)

    def _equation(self, root: Element, flow: Flow) -> None:
        inner = Flow()
        self._walk(root, inner)
        self._write(flatten(inner.paragraph), flow)

    def _joined(self, element: Element, flow: Flow, sign: str, end: str = "") -> None:
        """Read a part of an equation, with a sign between its parts."""
        for number, child in enumerate(element):
            self._write(sign if number else "", flow)
            handle = self._handlers.get(_name(child.tag), self._walk)
            handle(child, flow)
        self._write(end, flow)

    def _table(self, element: Element, flow: Flow) -> None:
        if flow.in_paragraph:
            self._box(element, flow)
            return
        is_item, self._is_item = self._is_item, False
        floating: list[Block] = []
        rows: list[list[list[Block] | None]] = []
        for row in self._grid(element, ("table:table-row",)):
            cells = self._cells(row, floating)
            blocks = chain.from_iterable(cell for cell in cells if cell)
            rows += [cells] * _times(_number(row, "number-rows-repeated"), blocks)
        flow.add(table_blocks(rows))
        flow.add(floating)
        self._is_item = is_item

    def _grid(self, element: Element, names: tuple[str, ...]) -> Iterator[Element]:
        """Yield the rows of a table, or the cells of a row, also those in groups."""
        for child in element:
            name = _name(child.tag)
            if name in names:
                yield child
            elif name in _LEFT_OUT:
                self._leave_out(child, Flow())
            else:
                yield from self._grid(child, names)

    def _cells(self, row: Element, floating: list[Block]) -> list[list[Block] | None]:
        """Return the blocks of each cell of a row; None for a cell that another one covers.

        Args:
            row: the row.
            floating: where text boxes and notes in it are added.
        """
        cells: list[list[Block] | None] = []
        for cell in self._grid(row, _CELLS):
            inner = Flow(is_cell=True)
            self._walk(cell, inner)
            blocks, beside = inner.finish_cell()
            floating += beside
            is_covered = not blocks and _name(cell.tag) == "table:covered-table-cell"
            times = _times(_number(cell, "number-columns-repeated"), blocks)
            cells += [None] if is_covered else [blocks] * times
        return cells


def _times(stated: int, blocks: Iterable[Block]) -> int:
    """Return how often a cell or row is written: as often as stated, but once without text or where it is too much."""
    length = sum(len(block.text) for block in blocks)
    return stated if 0 < length <= _LONGEST_REPEATED and stated <= _MOST_REPEATED else 1


def _sniff(head: FileHead) -> Evidence:
    """Recognise OpenDocument texts by the type that they state."""
    if "content.xml" not in head.members:
        start = head.data[:4_096]
        is_flat = b"office:document" in start and f'"{_TYPE}'.encode() in start
        return Evidence.CONTENT if is_flat else Evidence.NONE
    try:
        with zip_archive.open_zip(head.data) as archive:
            stated = _part(archive, "mimetype") or _part(archive, "META-INF/manifest.xml")
    except Unreadable:
        return Evidence.NONE
    return Evidence.CONTENT if _TYPE.encode() in stated else Evidence.NONE


FORMAT: Final = Format(
    name="odt",
    title="OpenDocument text",
    suffixes=(".odt", ".ott", ".fodt"),
    sniff=_sniff,
    read_articles=one_article(read),
)
