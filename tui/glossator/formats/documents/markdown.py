"""Markdown as calm reading text: the marks that say something to a reader stay, those that only style go."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING, Final

from glossator.formats.header import Header, split_front_matter
from glossator.formats.unreadable import Unreadable
from glossator.text.normalise import flatten

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_DEEPEST: Final = 100
_BREAK_TAG: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A piece of reading text that stands between blank lines.

    Attributes:
        text: as it is read, with the marks of headings, lists and quotations.
        words: the text without the mark of a heading.
        level: 1 to 6 for a heading, else 0.
    """

    text: str
    words: str
    level: int = 0


def read(text: str) -> tuple[Header, str]:
    """Return what `text`, which is normalised, says about itself, and its reading text without the title.

    Raises:
        Unreadable: when its quotations and lists are nested too deep.
    """
    front, body = split_front_matter(text)
    title, rest = take_title(blocks(body), front.title)
    return replace(front, title=title), joined(rest)


def blocks(source: str) -> list[MarkdownBlock]:
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
        raise Unreadable(
            "The text nests quotations or lists too deep to be read; save it as plain text (.txt)."
        ) from error
    return [block for block in found if block.text.strip()]


def take_title(found: list[MarkdownBlock], title: str) -> tuple[str, list[MarkdownBlock]]:
    """Return the title and the blocks without it, since it is shown above the text.

    Args:
        found: the blocks of a document.
        title: the title, as far as it is known already; else the heading that the document starts with is it, or else
            its first heading of level 1.
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
            # A document of nothing but its title is not made empty.
            return title, rest or found
    return title, found


def joined(found: list[MarkdownBlock]) -> str:
    """Return the reading text that `found` make."""
    return "\n\n".join(block.text for block in found)


def _block(node: "SyntaxTreeNode") -> MarkdownBlock:
    """Return a node at the top of the document as a block."""
    if node.type == "heading":
        level = int(node.tag[1:])
        words = flatten(_inline(node))
        return MarkdownBlock(f"{'#' * level} {words}" if words else "", words, level)
    text = _text(node)
    return MarkdownBlock(text, text)


def _text(node: "SyntaxTreeNode") -> str:
    """Return the reading text of a node that is a block."""
    write = _WRITERS.get(node.type)
    return write(node) if write else "\n\n".join(_texts(node))


def _texts(node: "SyntaxTreeNode") -> list[str]:
    """Return the reading texts of the blocks in `node`, without empty ones."""
    return [text for text in map(_text, node.children) if text.strip()]


def _paragraph(node: "SyntaxTreeNode") -> str:
    """Return a paragraph, or, where each of its lines stands between bars, the rows of a table without a head."""
    source = node.children[0].content.split("\n") if node.children else []
    if all(line.startswith("|") and line.rstrip().endswith("|") and len(line) > 2 for line in source):
        rows = _inline(node, line_end="\n").split("\n")
        return "\n".join(" | ".join(map(str.strip, row.strip("| ").split("|"))) for row in rows)
    return "\n".join(line.strip() for line in _inline(node).split("\n")).strip("\n")


def _quotation(node: "SyntaxTreeNode") -> str:
    """Return a quotation, each line of it marked."""
    return "\n".join(f"> {line}" if line else line for line in "\n\n".join(_texts(node)).split("\n"))


def _list(node: "SyntaxTreeNode") -> str:
    """Return a list, one item a line, or between blank lines where the source has them there."""
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
    """Return a table, one row a line."""
    rows = (row for part in node.children for row in part.children)
    lines = (" | ".join(flatten(_inline(cell)) for cell in row.children) for row in rows)
    return "\n".join(line.rstrip() for line in lines if line.strip(" |"))


def _html(node: "SyntaxTreeNode") -> str:
    """Return the words of a block of HTML, without its tags, one line a line of the source."""
    bare = _TAG.sub("", _UNSEEN.sub("", _BREAK_TAG.sub("\n", node.content)))
    return "\n".join(line for line in map(flatten, unescape(bare).split("\n")) if line)


def _code(node: "SyntaxTreeNode") -> str:
    """Return code as it is."""
    return node.content.strip("\n")


def _inline(node: "SyntaxTreeNode", line_end: str = " ") -> str:
    """Return the words in `node`, and `line_end` where the source only wraps its line."""
    return "".join(_words(node, line_end))


def _words(node: "SyntaxTreeNode", line_end: str) -> Iterator[str]:
    """Yield the words in `node`: of links their text, of pictures what they show, of emphasis nothing but the words."""
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
    "fence": _code,
    "code_block": _code,
    "hr": lambda _: "* * *",
    "table": _table,
    "html_block": _html,
}
