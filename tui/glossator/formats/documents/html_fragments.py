"""Fragments of HTML, as in e-mails, feeds and e-books, as reading text; all of it, unlike web pages (`html`)."""

import re
from html.parser import HTMLParser
from typing import Final

from glossator.formats.errors import Unreadable

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    )
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_UNSEEN: Final = frozenset(("script", "style", "head", "template", "noscript", "svg", "math"))
_MOST: Final = 20_000_000
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_SPACES: Final = re.compile(r"[^\S\n]+")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);")


def reading_text(markup: str) -> str:
    """Return the visible text of `markup`: blank lines between paragraphs, headings with #, list items with -.

    Raises:
        Unreadable: when it is larger than 20 MB.
    """
    if len(markup) > _MOST:
        raise Unreadable("Its markup is larger than 20 MB. Save the article as plain text (.txt).")
    reader = _Reader()
    reader.feed(_without_comments(markup))
    reader.close()
    reader.end_block()
    return "\n\n".join(reader.blocks)


def _without_comments(markup: str) -> str:
    """Return `markup` without comments and truncated tags, whose end the parser would search for repeatedly."""
    shown = _COMMENT.sub("", markup)
    end = shown.rfind(">") + 1
    return shown[:end] + shown[end:].replace("<", "&lt;")


def is_markup(text: str) -> bool:
    """Return whether `text` has tags or character references in it."""
    return _MARKUP.search(text) is not None


class _Reader(HTMLParser):
    """Collects blocks; each tag is looked at by itself, so wrong nesting does no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._parts: list[str] = []
        self._mark = ""
        self._unseen = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base names it
        if self._unseen:
            self._depth += tag == self._unseen
        elif tag in _UNSEEN:
            self._unseen, self._depth = tag, 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag in ("td", "th"):
            self._parts.append(" ")
        elif tag in _BLOCKS:
            self.end_block()
            self._mark = f"{'#' * _HEADINGS[tag]} " if tag in _HEADINGS else "- " if tag == "li" else ""

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            self._unseen = self._unseen if self._depth else ""
        elif tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(data.replace("\n", " ").replace("\r", " "))

    def end_block(self) -> None:
        lines = [line.strip() for line in _SPACES.sub(" ", "".join(self._parts)).split("\n")]
        text = "\n".join(lines).strip()
        if text:
            # A heading is one line.
            self.blocks.append(self._mark + (text.replace("\n", " ") if self._mark else text))
            self._mark = ""
        self._parts.clear()
