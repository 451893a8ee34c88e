"""Markdown as reading text: the marks of headings, lists and quotations stay, those of emphasis and links go."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Final

from glossator.formats.errors import Unreadable
from glossator.formats.front_matter import split_front_matter
from glossator.formats.header import Header
from glossator.text.normalise import flatten

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_DEEPEST: Final = 100
_BREAK_TAG: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A piece of reading text between blank lines.

    Attributes:
        text: with the marks of headings, lists and quotations.
        words: the text without the mark of a heading.
        level: 1 to 6 for a heading, else 0.
    """

    text: str
    words: str
    level: int = 0


def read(text: str) -> tuple[Header, str]:
    """Return the header of a normalised text, and its reading text without the title.

    Raises:
        Unreadable: when its quotations and lists are nested too deep.
    """
    front = split_front_matter(text)
    title, rest = take_title(parse_blocks(front.text), front.header.title)
    return replace(front.header, title=title), join_blocks(rest)


def parse_blocks(source: str) -> list[MarkdownBlock]:
    """Return the blocks of a CommonMark text, tables included, in reading form.

    Raises:
        Unreadable: when its quotations and lists are nested too deep.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    try:
        tokens = parser.parse(source)
        if any(token.level >= _DEEPEST - 1 for token in tokens):
            raise RecursionError
        found = [_block(node) for node in SyntaxTreeNode(tokens).children]
    except RecursionError as error:
        raise Unreadable("The text nests quotations or lists too deep. Save it as plain text (.txt).") from error
    return [block for block in found if block.text.strip()]


def take_title(found: list[MarkdownBlock], title: str) -> tuple[str, list[MarkdownBlock]]:
    """Return the title and the blocks without it, because it is shown above the text.

    Args:
        found: the blocks of a document.
        title: the known title; if empty, the heading that the document starts with, else its first of level 1.
    """
    headings = [block for block in found if block.level]
    if not title:
        leading = [block for block in found[:1] if block.level] or [block for block in headings if block.level == 1]
        if not leading:
            return "", found
        title = flatten(leading[0].words)
    for block in (*found[:1], *headings[:1], *(block for block in headings if block.level == 1)):
        if flatten(block.words).casefold() == title.casefold():
            rest = [other for other in found if other is not block]
            # A document that is only its title stays.
            return title, rest or found
    return title, found


def join_blocks(found: list[MarkdownBlock]) -> str:
    """Return the reading text of blocks."""
    return "\n\n".join(block.text for block in found)


def _block(node: "SyntaxTreeNode") -> MarkdownBlock:
    if node.type == "heading":
        level = int(node.tag[1:])
        words = flatten(_inline(node))
        return MarkdownBlock(f"{'#' * level} {words}" if words else "", words, level)
    text = _text(node)
    return MarkdownBlock(text, text)


def _text(node: "SyntaxTreeNode") -> str:
    write = _WRITERS.get(node.type)
    return write(node) if write else "\n\n".join(_texts(node))


def _texts(node: "SyntaxTreeNode") -> list[str]:
    """Return the reading texts of the blocks in `node` that are not empty."""
    return [text for text in map(_text, node.children) if text.strip()]


def _paragraph(node: "SyntaxTreeNode") -> str:
    """Return a paragraph, or the rows of a table without a head, where each line stands between bars."""
    source = node.children[0].content.split("\n") if node.children else []
    if all(line.startswith("|") and line.rstrip().endswith("|") and len(line) > 2 for line in source):
        rows = _inline(node, line_end="\n").split("\n")
        return "\n".join(" | ".join(map(str.strip, row.strip("| ").split("|"))) for row in rows)
    return "\n".join(line.strip() for line in _inline(node).split("\n")).strip("\n")


def _quotation(node: "SyntaxTreeNode") -> str:
    return "\n".join(f"> {line}" if line else line for line in "\n\n".join(_texts(node)).split("\n"))


def _list(node: "SyntaxTreeNode") -> str:
    """Return a list, one item a line, with blank lines between items where the source has them."""
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    loose = any(child.type == "paragraph" and not child.hidden for item in node.children for child in item.children)
    gap = "\n\n" if loose else "\n"
    items = []
    for place, item in enumerate(node.children):
        mark = "-" if number is None else f"{number + place}."
        lines = gap.join(_texts(item)).split("\n")
        items.append("\n".join((f"{mark} {lines[0]}", *(f"  {line}" if line else line for line in lines[1:]))))
    return gap.join(items)


def _table(node: "SyntaxTreeNode") -> str:
    rows = (row for part in node.children for row in part.children)
    lines = (" | ".join(flatten(_inline(cell)) for cell in row.children) for row in rows)
    return "\n".join(line.rstrip() for line in lines if line.strip(" |"))


def _html(node: "SyntaxTreeNode") -> str:
    """Return the text of a block of HTML without its tags, line by line."""
    bare = _TAG.sub("", _UNSEEN.sub("", _BREAK_TAG.sub("\n", node.content)))
    return "\n".join(line for line in map(flatten, unescape(bare).split("\n")) if line)


def _inline(node: "SyntaxTreeNode", line_end: str = " ") -> str:
    """Return the words in `node`, with `line_end` where the source wraps its line."""
    return "".join(_words(node, line_end))


def _words(node: "SyntaxTreeNode", line_end: str) -> Iterator[str]:
    """Yield the words in `node`: the text of links, the descriptions of pictures, no marks of emphasis."""
    for child in node.children:
        if child.type == "softbreak":
            yield line_end
        elif child.type == "hardbreak" or (child.type == "html_inline" and _BREAK_TAG.fullmatch(child.content)):
            yield "\n"
        elif child.type in ("text", "code_inline"):
            yield child.content
        elif child.type != "html_inline":
            yield from _words(child, line_end)


_WRITERS: Final[dict[str, Callable[["SyntaxTreeNode"], str]]] = {
    "paragraph": _paragraph,
    "heading": lambda node: flatten(_inline(node)),
    "blockquote": _quotation,
    "bullet_list": _list,
    "ordered_list": _list,
    **dict.fromkeys(("fence", "code_block"), lambda node: node.content.strip("\n")),
    "hr": lambda _: "* * *",
    "table": _table,
    "html_block": _html,
}
