"""Word documents (.docx): all text of the body in reading order, read from the XML of their parts.

Insertions and the new place of moved text are kept, deletions and the old place are left out. Footnotes, endnotes and
text boxes follow the paragraph that they belong to: a mark in the sentence would become part of a name. Headers,
footers and comments are left out and counted.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from glossator.domain.article import TextFormat
from glossator.formats import compound_file, xml, zip_archive
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
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.documents.symbol_fonts import symbol
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.file_properties import file_author, file_title
from glossator.formats.header import Header, make_header
from glossator.formats.spec import Evidence, Format, one_article
from glossator.text.normalise import flatten

_WHAT: Final = "Word document"
_MAIN_PART: Final = "word/document.xml"
_CONTENT_TYPES: Final = "[content_types].xml"
_DAMAGED: Final = "The document is damaged. Open it in Word and save it again, or as text."

# Namespaces end alike in the transitional and in the strict kind of documents.
_PREFIXES: Final = (
    (re.compile(r"\{.*/wordprocessingml(?:/2006)?/main\}"), "w:"),
    (re.compile(r"\{.*/officeDocument(?:/2006)?/math\}"), "m:"),
    (re.compile(r"\{.*/drawingml(?:/2006)?/main\}"), "a:"),
    (re.compile(r"\{.*/markup-compatibility/2006\}"), "mc:"),
    (re.compile(r"\{urn:schemas-microsoft-com:vml\}"), "v:"),
)
_WRITTEN: Final = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "a:br": "\n"}
_TEXTS: Final = frozenset({"w:t", "w:delText", "m:t", "a:t"})
# They have no text of the document, although some have elements that do elsewhere.
_SKIPPED: Final = frozenset(
    f"w:{name}"
    for name in (
        *("rPr", "pPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "smartTagPr"),
        *("customXmlPr", "rubyPr", "instrText", "delInstrText", "fldData"),
    )
)
_LEFT_OUT: Final = {
    "w:del": DELETED,
    "w:moveFrom": "text at the place that it was moved from",
    "w:rt": "pronunciation guides",
}
_COUNTED: Final = {"w:subDoc": "linked document", "a:blip": PICTURE, "v:imagedata": PICTURE}
# The roots of the parts whose text is left out, the kind of each, and the elements that are counted.
_SIDE_PARTS: Final = {
    "comments": (COMMENT, "comment"),
    "hdr": (HEADER, "hdr"),
    "ftr": (FOOTER, "ftr"),
    "chartSpace": ("chart", "chartSpace"),
    "dataModel": ("diagram", "dataModel"),
    "glossaryDocument": ("building blocks", ""),
}
_NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote"}
_SEPARATORS: Final = ("separator", "continuationSeparator", "continuationNotice")
_ROOT: Final = re.compile(rb"(?:[^<]|<[?!])*<(?:[\w.-]+:)?(\w+)")
_HEADING: Final = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_LIST: Final = re.compile(r"list (?:bullet|number)\b", re.IGNORECASE)
# The level of outlines that means body text.
_BODY_LEVEL: Final = 9


def read(data: bytes) -> Content:
    """Return the article in a Word document.

    Raises:
        Unreadable: when it is damaged, or locked with a password.
    """
    if reason := compound_file.refusal(data):
        raise Unreadable(reason)
    with zip_archive.open_zip(data) as archive:
        package = _Package(archive)
        return _Reader(package).content()


@cache
def _name(tag: str) -> str:
    """Return the name of an element with the prefix of `_PREFIXES`, or without one in any other namespace."""
    namespace, _, local = tag.rpartition("}")
    return next((prefix + local for pattern, prefix in _PREFIXES if pattern.fullmatch(namespace + "}")), local)


def _attribute(element: Element | None, name: str) -> str:
    """Return the value of an attribute, in whatever namespace; empty without one."""
    for key, value in element.attrib.items() if element is not None else ():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def _child(element: Element | None, name: str) -> Element | None:
    return next((one for one in element if _name(one.tag) == name), None) if element is not None else None


def _is_on(element: Element | None) -> bool:
    """Return whether a property that is on or off is there and on."""
    return element is not None and _attribute(element, "val") not in ("0", "false", "off")


def _joins_next(properties: Element | None) -> bool:
    """Return whether a paragraph is one with the next: its end is deleted, or it is a large first letter."""
    marks = _child(properties, "w:rPr")
    is_deleted = _child(marks, "w:del") is not None or _child(marks, "w:moveFrom") is not None
    return is_deleted or _attribute(_child(properties, "w:framePr"), "dropCap") in ("drop", "margin")


def _continues(cell: Element, properties: Element | None) -> bool:
    """Return whether a cell of a table is merged into the one above or before it."""
    merges = [_child(properties, name) for name in ("w:vMerge", "w:hMerge")]
    is_continued = any(one is not None and _attribute(one, "val") != "restart" for one in merges)
    return is_continued or "1" in (cell.get("vMerge"), cell.get("hMerge"))


class _Package:
    """The parts of a document by name; names are compared without regard to case, as Word does."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._infos: dict[str, ZipInfo] = {}
        for info in archive.infolist():
            self._infos.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), info)

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._infos)

    def data(self, name: str) -> bytes:
        """Return a part; empty where it is missing."""
        info = self._infos.get(name.lower())
        return b"" if info is None else zip_archive.read_member(self._archive, info)

    def root(self, name: str) -> Element | None:
        """Return the root of a part that the document can do without; None where it is missing or damaged."""
        data = self.data(name)
        try:
            return xml.parse(data, _WHAT) if data else None
        except Unreadable:
            return None

    def targets(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield the id, the last word of the type, and the target of each relationship of a part within the file."""
        folder, base = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", f"{base}.rels"))
        for one in root if root is not None else ():
            if one.get("TargetMode") != "External":
                target = unquote(one.get("Target", ""))
                place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], posixpath.normpath(place).lower()

    @property
    def main_part(self) -> str:
        """The name of the part with the body.

        Raises:
            Unreadable: when there is none.
        """
        stated = [target for _, kind, target in self.targets("") if kind == "officeDocument"]
        for name in (*stated, _MAIN_PART):
            if name in self._infos:
                return name
        raise Unreadable(_DAMAGED)


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: its name, the style that it is based on, and what it says itself (None where it says nothing)."""

    name: str
    base: str
    outline: int | None
    is_list: bool | None
    is_hidden: bool | None


class _Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        for one in root if root is not None else ():
            if _name(one.tag) == "w:style":
                self._styles[_attribute(one, "styleId")] = _style(one)

    def _chain(self, style_id: str) -> Iterator[_Style]:
        """Yield a style and those that it is based on."""
        seen: set[str] = set()
        while style_id and style_id not in seen:
            seen.add(style_id)
            style = self._styles.get(style_id) or _Style(style_id, "", None, None, None)
            yield style
            style_id = style.base

    def level(self, style_id: str) -> int:
        """Return the level of the headings in a style; 0 where it is not one of headings."""
        for style in self._chain(style_id):
            if style.outline is not None:
                return _level(style.outline)
            if heading := _HEADING.fullmatch(style.name):
                return int(heading[1])
            if self.is_title(style):
                return 1
        return 0

    @staticmethod
    def is_title(style: _Style) -> bool:
        """Return whether a style is that of a document’s title."""
        return style.name.lower() == "title"

    def has_title(self, style_id: str) -> bool:
        """Return whether a style is that of a document’s title, or based on it."""
        return any(map(self.is_title, self._chain(style_id)))

    def is_list(self, style_id: str) -> bool:
        """Return whether a style is one of list items."""
        for style in self._chain(style_id):
            if style.is_list is not None:
                return style.is_list
            if _LIST.match(style.name):
                return True
        return False

    def is_hidden(self, style_id: str) -> bool:
        """Return whether text in a style is hidden."""
        return next((style.is_hidden for style in self._chain(style_id) if style.is_hidden is not None), False)


def _style(element: Element) -> _Style:
    paragraph, run = _child(element, "w:pPr"), _child(element, "w:rPr")
    hidden = _child(run, "w:vanish")
    return _Style(
        _attribute(_child(element, "w:name"), "val"),
        _attribute(_child(element, "w:basedOn"), "val"),
        _outline(paragraph),
        _numbered(paragraph),
        None if hidden is None else _is_on(hidden),
    )


def _outline(properties: Element | None) -> int | None:
    stated = _attribute(_child(properties, "w:outlineLvl"), "val")
    return int(stated) if stated.isdecimal() else None


def _level(outline: int) -> int:
    return outline + 1 if outline < _BODY_LEVEL else 0


def _numbered(properties: Element | None) -> bool | None:
    """Return whether paragraph properties make an item of a list; None where they say nothing."""
    numbering = _child(properties, "w:numPr")
    return None if numbering is None else _attribute(_child(numbering, "w:numId"), "val") != "0"


@dataclass(frozen=True, slots=True)
class _Branch:
    """What was read of one of several alternatives: text, what is left out, open fields, and keys of notes."""

    flow: Flow
    left_out: LeftOutTexts
    fields: list[bool]
    notes: list[tuple[str, str]]


class _Reader:
    """Reads one document: walks through its elements, and writes text into flows or into what is left out."""

    def __init__(self, package: _Package) -> None:
        self._package = package
        self._main = package.main_part
        relations = list(package.targets(self._main))
        self._targets = {key: target for key, _, target in relations}
        self._parts = self._parts_by_root()
        stated = next((target for _, kind, target in relations if kind == "styles"), "")
        self._styles = _Styles(package.root(stated or posixpath.join(posixpath.dirname(self._main), "styles.xml")))
        self._left_out = LeftOutTexts()
        self._notes = self._notes_by_key()
        # The keys of the notes that were read, in this order.
        self._noted: dict[tuple[str, str], None] = {}
        # Of each open field, whether its instruction is being read, and not its result.
        self._fields: list[bool] = []
        self._title = ""
        self._handlers: Mapping[str, Callable[[Element, Flow], None]] = {
            **dict.fromkeys(_TEXTS, lambda element, flow: self._write(element.text or "", flow)),
            **dict.fromkeys(_WRITTEN, lambda element, flow: self._write(_WRITTEN[_name(element.tag)], flow)),
            **dict.fromkeys(_LEFT_OUT, self._leave_out),
            **dict.fromkeys(_COUNTED, self._count),
            "w:p": self._paragraph,
            "a:p": self._paragraph,
            "w:tbl": self._table,
            "a:tbl": self._table,
            "w:r": self._run,
            "w:sym": self._symbol,
            "w:fldChar": self._field,
            "w:sdt": self._control,
            "w:txbxContent": self._box,
            "w:footnoteReference": self._note,
            "w:endnoteReference": self._note,
            "w:altChunk": self._chunk,
            "w:object": self._object,
            "v:textpath": self._word_art,
            "mc:AlternateContent": self._alternatives,
            "m:f": lambda element, flow: self._equation(element, flow, {"m:den": "/"}),
            "m:sSup": lambda element, flow: self._equation(element, flow, {"m:sup": "^"}),
            "m:sSub": lambda element, flow: self._equation(element, flow, {"m:sub": "["}, {"m:sub": "]"}),
            "m:sSubSup": lambda element, flow: self._equation(
                element, flow, {"m:sub": "[", "m:sup": "^"}, {"m:sub": "]"}
            ),
            "m:d": lambda element, flow: self._equation(element, flow, {"m:e": "("}, {"m:e": ")"}),
            "m:rad": lambda element, flow: self._equation(element, flow, {"m:e": "√("}, {"m:e": ")"}),
        }

    def content(self) -> Content:
        """Return the article.

        Raises:
            Unreadable: when the body is damaged.
        """
        body = xml.parse(self._package.data(self._main), "document")
        flow = Flow()
        self._walk(body, flow)
        blocks = flow.finish()
        self._leave_out_parts()
        return Content(self._header(), markdown(blocks), TextFormat.MARKDOWN, left_out=self._left_out.entries)

    def _header(self) -> Header:
        stated = next((target for _, kind, target in self._package.targets("") if kind == "core-properties"), "")
        core = self._package.root(stated or "docprops/core.xml")
        found = {xml.local_name(one): xml.text_of(one) for one in core} if core is not None else {}
        return make_header(
            {
                "title": file_title(found.get("title", "")) or self._title,
                "author": file_author(found.get("creator", "")),
                "language": found.get("language", ""),
            },
            {name: found.get(name, "") for name in ("subject", "keywords", "category")},
        )

    # Parts other than the body

    def _parts_by_root(self) -> dict[str, list[str]]:
        """Return the names of the parts that have text, by the names of their roots."""
        found: dict[str, list[str]] = {}
        for name in self._package.names:
            is_glossary = "/glossary/" in name and not name.endswith("/document.xml")
            if name.endswith(".xml") and name != self._main and not is_glossary:
                root = _ROOT.match(self._package.data(name)[:4_096])
                kind = root[1].decode("ascii", "ignore") if root else ""
                if kind in _SIDE_PARTS or kind in _NOTES:
                    found.setdefault(kind, []).append(name)
        return found

    def _notes_by_key(self) -> dict[tuple[str, str], Element]:
        """Return the footnotes and endnotes by kind and id."""
        notes: dict[tuple[str, str], Element] = {}
        for root, kind in _NOTES.items():
            for note in chain.from_iterable(self._side_part(name) for name in self._parts.get(root, ())):
                if _name(note.tag) == f"w:{kind}":
                    notes[kind, _attribute(note, "id")] = note
        return notes

    def _side_part(self, name: str) -> Element:
        """Return the root of a part; one that is damaged is counted, and has no text."""
        root = self._package.root(name)
        if root is None:
            self._left_out.count("damaged part")
        return Element("none") if root is None else root

    def _leave_out_parts(self) -> None:
        """Count the text of all parts that is not in the article."""
        for root, (kind, counted) in _SIDE_PARTS.items():
            for name in self._parts.get(root, ()):
                found, all_left_out, self._left_out = self._side_part(name), self._left_out, LeftOutTexts()
                self._drop(found, kind)
                things = sum(one.tag.rpartition("}")[2] == counted for one in found.iter())
                # A header without text is there only to be empty.
                if things and (self._left_out.words or kind not in (HEADER, FOOTER)):
                    self._left_out.count(kind, things)
                all_left_out.merge(self._left_out)
                self._left_out = all_left_out
        for (kind, _), note in ((key, note) for key, note in self._notes.items() if key not in self._noted):
            is_separator = _attribute(note, "type") in _SEPARATORS
            self._drop(note, "note separators" if is_separator else f"{kind}s without a mark in the text")
        embedded = sum("/embeddings/" in name for name in self._package.names)
        if embedded:
            self._left_out.count(EMBEDDED, embedded)

    # Elements

    def _walk(self, element: Element, flow: Flow) -> None:
        """Read what is in an element; elements of unknown names are read through."""
        handlers = self._handlers
        for child in element:
            name = _name(child.tag)
            if handle := handlers.get(name):
                handle(child, flow)
            elif name not in _SKIPPED:
                self._walk(child, flow)

    def _write(self, text: str, flow: Flow) -> None:
        if self._left_out.kind:
            self._left_out.write(text)
        elif any(self._fields):
            with self._left_out.leaving_out("field instructions"):
                self._left_out.write(text)
        else:
            flow.write(text)

    def _drop(self, element: Element, kind: str) -> None:
        """Count what is in an element as left out."""
        with self._left_out.leaving_out(kind):
            self._walk(element, Flow())

    def _count(self, element: Element, _flow: Flow) -> None:
        self._left_out.count(_COUNTED[_name(element.tag)])

    def _leave_out(self, element: Element, _flow: Flow) -> None:
        self._drop(element, _LEFT_OUT[_name(element.tag)])

    def _paragraph(self, element: Element, flow: Flow) -> None:
        if flow.in_paragraph:
            self._box(element, flow, whole=True)
            return
        properties = _child(element, "w:pPr")
        flow.in_paragraph = True
        self._walk(element, flow)
        flow.in_paragraph = False
        # A field whose instruction does not end is damaged, and must not hide the rest of the document.
        self._fields = [False] * len(self._fields)
        if self._left_out.kind:
            self._left_out.write("\n")
        if _joins_next(properties):
            return
        style = _attribute(_child(properties, "w:pStyle"), "val")
        outline, numbered = _outline(properties), _numbered(properties)
        level = self._styles.level(style) if outline is None else _level(outline)
        if not self._title and self._styles.has_title(style):
            self._title = flatten(flow.paragraph)
        flow.end_paragraph(level, is_item=self._styles.is_list(style) if numbered is None else numbered)

    def _table(self, element: Element, flow: Flow) -> None:
        if flow.in_paragraph:
            self._box(element, flow, whole=True)
            return
        floating: list[Block] = []
        rows = [self._cells(row, floating) for row in self._grid(element, "tr")]
        flow.add(table_blocks(rows))
        flow.add(floating)

    def _grid(self, element: Element, local: str) -> Iterator[Element]:
        """Yield the rows of a table, or the cells of a row, also those in content controls and insertions."""
        for child in element:
            name = _name(child.tag)
            if name.rpartition(":")[2] == local or name in ("w:p", "w:r", "w:t"):
                yield child
            elif name in _LEFT_OUT:
                self._leave_out(child, Flow())
            elif name not in _SKIPPED:
                yield from self._grid(child, local)

    def _cells(self, row: Element, floating: list[Block]) -> list[list[Block] | None]:
        """Return the blocks of each cell of a row; None for a cell that is a continuation of another one.

        Args:
            row: the row.
            floating: where text boxes and notes in it are added.
        """
        if _is_on(_child(_child(row, "w:trPr"), "w:del")):
            self._drop(row, DELETED)
            return []
        cells: list[list[Block] | None] = []
        for cell in self._grid(row, "tc"):
            properties = _child(cell, "w:tcPr")
            if _is_on(_child(properties, "w:cellDel")):
                self._drop(cell, DELETED)
                continue
            inner = Flow(is_cell=True)
            self._walk(cell, inner)
            blocks, beside = inner.finish_cell()
            floating += beside
            cells.append(blocks if blocks or not _continues(cell, properties) else None)
        return cells

    def _run(self, element: Element, flow: Flow) -> None:
        properties = _child(element, "w:rPr")
        hidden = _child(properties, "w:vanish")
        style = _attribute(_child(properties, "w:rStyle"), "val")
        if _is_on(hidden) or (hidden is None and style and self._styles.is_hidden(style)):
            self._drop(element, HIDDEN)
        else:
            self._walk(element, flow)

    def _symbol(self, element: Element, flow: Flow) -> None:
        code, font = _attribute(element, "char"), _attribute(element, "font")
        character = symbol(int(code, 16), font) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else ""
        if character:
            self._write(character, flow)
        else:
            self._left_out.count("symbol")

    def _field(self, element: Element, _flow: Flow) -> None:
        kind = _attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _control(self, element: Element, flow: Flow) -> None:
        """Read a content control; what Word shows in an empty one is nobody’s text."""
        if _is_on(_child(_child(element, "w:sdtPr"), "w:showingPlcHdr")):
            self._drop(element, "placeholder text")
        else:
            self._walk(element, flow)

    def _box(self, element: Element, flow: Flow, *, whole: bool = False) -> None:
        """Read paragraphs that float beside the current one; `whole` reads the element itself."""
        inner = Flow()
        if whole:
            self._paragraph(element, inner)
        else:
            self._walk(element, inner)
        flow.floating += inner.finish()

    def _word_art(self, element: Element, flow: Flow) -> None:
        if text := element.get("string", "").strip():
            inner = Flow()
            self._write(text, inner)
            flow.floating += inner.finish()

    def _object(self, element: Element, flow: Flow) -> None:
        """Read an embedded object without its picture, because its file is counted."""
        inner, before = LeftOutTexts(self._left_out.kind), self._left_out
        self._left_out = inner
        self._walk(element, flow)
        self._left_out = before
        inner.forget(PICTURE)
        before.merge(inner)

    def _note(self, element: Element, flow: Flow) -> None:
        kind = _name(element.tag).removeprefix("w:").removesuffix("Reference")
        key = (kind, _attribute(element, "id"))
        note = self._notes.get(key)
        if note is not None and key not in self._noted:
            self._noted[key] = None
            fields, self._fields = self._fields, []
            self._box(note, flow)
            self._fields = fields

    def _chunk(self, element: Element, flow: Flow) -> None:
        """Read a file that Word shows as part of the body: a page or text; any other one is counted."""
        name = self._targets.get(_attribute(element, "id"), "")
        if name.endswith((".htm", ".html", ".xhtml", ".txt")) and not self._left_out.kind:
            text = decode(self._package.data(name))[0]
            flow.add(
                Block(text.strip()) for text in [text if name.endswith(".txt") else reading_text(text)] if text.strip()
            )
        else:
            self._left_out.count("inserted document")

    def _alternatives(self, element: Element, flow: Flow) -> None:
        """Read one of several ways in which the same is written: that with most words, the first of equal ones."""
        outer, fields, noted = self._left_out, self._fields, len(self._noted)
        read: list[_Branch] = []
        for branch in element:
            inner = Flow(in_paragraph=flow.in_paragraph)
            self._left_out, self._fields = LeftOutTexts(outer.kind), [*fields]
            self._walk(branch, inner)
            notes = [self._noted.popitem()[0] for _ in range(len(self._noted) - noted)]
            read.append(_Branch(inner, self._left_out, self._fields, notes))
        self._left_out = outer
        if read:
            best = max(read, key=lambda one: one.flow.words + one.left_out.words)
            flow.merge(best.flow)
            outer.merge(best.left_out)
            self._fields = best.fields
            self._noted.update(dict.fromkeys(best.notes))

    def _equation(
        self, element: Element, flow: Flow, before: Mapping[str, str], after: Mapping[str, str] | None = None
    ) -> None:
        """Read a part of an equation, with signs before and after its parts."""
        for child in element:
            name = _name(child.tag)
            self._write(before.get(name, ""), flow)
            self._walk(child, flow)
            self._write((after or {}).get(name, ""), flow)


def _is_word_document(head: FileHead) -> Evidence:
    """Recognise Word documents by their body, under its usual name or as the part that the file starts with."""
    names = {name.replace("\\", "/").lstrip("/").lower() for name in head.members}
    has_body = any(name.startswith("word/document") and name.endswith(".xml") for name in names)
    return Evidence.CONTENT if has_body and (_MAIN_PART in names or _CONTENT_TYPES in names) else Evidence.NONE


FORMAT: Final = Format(
    name="docx",
    title="Word document",
    suffixes=(".docx", ".docm", ".dotx", ".dotm"),
    sniff=_is_word_document,
    read_articles=one_article(read),
)
