"""The text of a page as people read it, and the places in it that a labelling program in a browser gives.

Such programs count over all text nodes of the page, a `br` as one character, or name a text node by its path, such as
`/div[1]/p[2]/text()[1]`, and count in it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# Browsers do not keep these where a page is put into another.
_NOT_KEPT: Final = frozenset(("html", "head", "body"))
_UNSEEN: Final = frozenset(("script", "style", "title", "template"))
_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"),
        *("pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
_BETWEEN: Final = "\n\n"


def has_markup(text: str) -> bool:
    """Return whether a text has tags of HTML."""
    return _MARKUP.search(text) is not None


class Hypertext:
    """A page as text.

    Attributes:
        text: as people read it: white space as one space, blocks as paragraphs.
        content: all text nodes in one, over which a browser counts.
        nodes: the offset of each text node in `content`, by its path.
    """

    def __init__(self, page: str, *, counts_breaks: bool = True) -> None:
        """Read a page; `counts_breaks` says whether a `br` is a character of its content."""
        parser = _Parser(counts_breaks=counts_breaks)
        parser.feed(page.replace("\r\n", "\n").replace("\r", "\n"))
        parser.close()
        self.text = "".join(parser.shown)
        self.content = "".join(parser.content)
        self.nodes: Mapping[str, int] = parser.nodes
        self._starts, self._ends = parser.starts, parser.ends

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the start and end in `text` of offsets in `content`, all in code points; None outside of it."""
        if not 0 <= start < end <= len(self._starts):
            return None
        first, last = self._starts[start], self._ends[end - 1]
        return (first, last) if first < last else None


class _Parser(HTMLParser):
    """Collects the text nodes, and what is shown of them."""

    def __init__(self, *, counts_breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._line_break = "\n" if counts_breaks else ""
        self.content: list[str] = []
        self.shown: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.nodes: dict[str, int] = {}
        # The open elements with their paths, and how many children of each name they have.
        self._open: list[tuple[str, str, Counter[str]]] = [("", "", Counter())]
        self._break = ""
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (of the base)
        """Open an element; a paragraph ends the one before."""
        if tag in _NOT_KEPT:
            return
        if tag == "p" and self._open[-1][0] == "p":
            self._open.pop()
        if tag in _BLOCKS:
            self._break = _BETWEEN
        if tag == "br":
            self._add(self._line_break, "\n")
        _, path, children = self._open[-1]
        children[tag] += 1
        if tag not in _VOID:
            self._open.append((tag, f"{path}/{tag}[{children[tag]}]", Counter()))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that name, and those in it."""
        place = next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place][0] == tag), None)
        if place is not None:
            del self._open[place:]
        if tag in _BLOCKS:
            self._break = _BETWEEN

    def handle_data(self, data: str) -> None:
        """Take a text node."""
        tag, path, children = self._open[-1]
        children["text()"] += 1
        self.nodes[f"{path}/text()[{children['text()']}]"] = len(self.starts)
        for character in data:
            if tag in _UNSEEN:
                self._add(character, "")
            elif not character.isspace() or character == "\u00a0":
                self._add(character, character)
            else:
                after_space = not self.shown or self._break or self.shown[-1] in (" ", "\n", _BETWEEN)
                self._add(character, "" if after_space else " ")

    def _add(self, character: str, shown: str) -> None:
        """Add a character of the content, and what is shown of it, after the break that is due."""
        if shown and self._break:
            if self.shown and shown != "\n":
                self.shown.append(self._break)
                self._length += len(self._break)
            self._break = "" if shown != "\n" else self._break
            shown = "" if shown == "\n" else shown
        start = self._length
        if shown:
            self.shown.append(shown)
            self._length += len(shown)
        if character:
            self.content.append(character)
            self.starts.append(start)
            self.ends.append(self._length)
