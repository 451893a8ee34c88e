"""The lines of a delivery, from a text, a web page, a Word or an RTF document, so that one reader suits all of them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.documents import docx, html, rtf
from glossator.formats.documents.html_encoding import declared_charset
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.text.normalise import flatten, normalise

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav"),
        *("ol", "p", "pre", "section", "table", "text", "tr", "ul"),
    )
)
_UNSEEN: Final = frozenset(("script", "style", "head", "template", "noscript", "svg", "math", "select"))
_DOCUMENTS: Final[Mapping[bytes, Callable[[bytes], Content]]] = {b"PK\x03\x04": docx.read, b"{\\rtf": rtf.read}
"""Readers of documents, by how their files start."""
_MOST: Final = 50_000_000
_LONGEST_LABEL: Final = 40
_MARKS: Final = re.compile(r"\A(?:#{1,6}\s+|\*\*(?=\S)|__(?=\S))|(?<=\S)(?:\*\*|__)\Z")


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph of a page, with line feeds where it breaks lines.

    Attributes:
        text: its words; a row of a table starts with the text of its first cell and a tab, if that is short.
        role: what it is, by its class; empty for anything else.
    """

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryText:
    """The text of a delivery.

    Attributes:
        lines: blank ones between paragraphs.
        encoding: of the file; empty where its format defines it.
        left_out: what the reader of a Word or RTF document left out.
    """

    lines: Sequence[str]
    encoding: str = ""
    left_out: tuple[LeftOut, ...] = ()


def delivery_lines(data: bytes) -> DeliveryText:
    """Return the text of a delivery.

    Raises:
        Unreadable: when it cannot be read.
    """
    read = next((read for start, read in _DOCUMENTS.items() if data.startswith(start)), None)
    if read is not None:
        found = read(data)
        return DeliveryText(normalise(found.text).split("\n"), "", found.left_out)
    text, encoding = decode(data, declared_charset(data))
    if html.is_document(text):
        return DeliveryText([line for block in page_blocks(text) for line in (*block.text.split("\n"), "")], encoding)
    # A page break between articles is a line of its own.
    lines = text.replace("\r\n", "\n").replace("\f", "\n\n").split("\n")
    return DeliveryText([line.replace("\xa0", " ").rstrip() for line in lines], encoding)


def bare(line: str) -> str:
    """Return a line without white space and Markdown marks at its ends."""
    return _MARKS.sub("", line.strip()).strip()


def paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines between blank lines, in groups."""
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        if not line.strip():
            is_open = False
        elif is_open:
            found[-1].append(line.strip())
        else:
            found.append([line.strip()])
            is_open = True
    return found


def rejoined(groups: Sequence[Sequence[str]]) -> str:
    """Return paragraphs as a text, with those lines joined that were broken because the next word did not fit.

    The width is that of the longest line. Where lines are longer than 120 characters, nothing was broken.
    """
    width = max((len(line) for group in groups for line in group), default=0)
    if width > _WIDEST:
        return "\n\n".join("\n".join(group) for group in groups)
    texts = []
    for group in groups:
        text = group[0]
        last = group[0]
        for line in group[1:]:
            fits = len(last) + 1 + len(line.split(" ", 1)[0]) <= width
            text, last = f"{text}{chr(10) if fits else ' '}{line}", line
        texts.append(text)
    return "\n\n".join(texts)


_WIDEST: Final = 120


def page_blocks(text: str, roles: Mapping[str, str] | None = None) -> list[PageBlock]:
    """Return the paragraphs of a web page, all of them.

    Args:
        text: the page.
        roles: the roles of elements by class, in lower case.

    Raises:
        Unreadable: when it is larger than 50 MB or cannot be parsed.
    """
    from lxml import etree
    from lxml import html as lxml_html

    if len(text) > _MOST:
        raise Unreadable("The page is larger than 50 MB. Export fewer articles in a file.")
    try:
        # Bytes, because lxml refuses texts that declare an encoding.
        page = lxml_html.document_fromstring(
            normalise(text).encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
        )
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("The page cannot be parsed. Export it again, or as text.") from error
    reader = _PageReader(roles or {})
    walk = etree.iterwalk(page, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            reader.start(element)
        else:
            reader.end(element, event)
    reader.end_block()
    return reader.blocks


class _PageReader:
    """Collects the blocks of a page."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        self.blocks: list[PageBlock] = []
        self._roles = roles
        self._parts: list[str] = []
        self._role = ""
        self._label = ""
        # For each open row, the number of blocks and of cells before this place.
        self._rows: list[list[int]] = []

    def start(self, element: Any) -> None:
        tag = element.tag
        role = next((self._roles[each] for each in _classes(element) if each in self._roles), "")
        if tag in _BLOCKS or (role and role != self._role):
            self.end_block()
        if tag == "tr":
            self._rows.append([len(self.blocks), 0])
        elif tag in ("td", "th") and self._rows:
            self._start_cell()
        elif tag == "br":
            if self._role:
                self.end_block()
            else:
                self._parts.append("\n")
        self._role = role or self._role
        if tag not in _UNSEEN:
            self._add(element.text)

    def end(self, element: Any, event: str) -> None:
        if event == "end" and element.tag in _BLOCKS:
            self.end_block()
        if event == "end" and element.tag == "tr" and self._rows:
            self._rows.pop()
            self._emit_label()
        self._add(element.tail)

    def _start_cell(self) -> None:
        row = self._rows[-1]
        self.end_block()
        if row[1] == 1 and len(self.blocks) == row[0] + 1 and len(self.blocks[-1].text) <= _LONGEST_LABEL:
            self._label = self.blocks.pop().text
        row[1] += 1

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text.replace("\n", " "))

    def _emit_label(self) -> None:
        if self._label:
            self.blocks.append(PageBlock(self._label))
            self._label = ""

    def end_block(self) -> None:
        for text in re.split(r"\n(?:[^\S\n]*\n)+", "".join(self._parts)):
            if words := "\n".join(filter(None, map(flatten, text.split("\n")))):
                self.blocks.append(PageBlock(f"{self._label}\t{words}" if self._label else words, self._role))
                self._label = ""
        self._parts.clear()
        self._role = ""


def _classes(element: Any) -> Iterator[str]:
    return iter((element.get("class") or "").lower().split())
