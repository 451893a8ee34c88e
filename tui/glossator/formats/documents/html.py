"""Web pages: the article in them, without menus, comments and footers."""

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.article import TextFormat
from glossator.formats.content import Content
from glossator.formats.documents.html_blocks import PageWords, visible_blocks
from glossator.formats.documents.html_encoding import HEAD_LENGTH, decode_page
from glossator.formats.documents.html_metadata import known_author, published
from glossator.formats.documents.markdown import MarkdownBlock, join_blocks, parse_blocks, take_title
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header

if TYPE_CHECKING:
    from trafilatura.settings import Document

_NOTHING: Final = "No article text was found in the page. Save its article as plain text (.txt)."
# Characters that no page has in a row; printable, because the extraction drops others.
_QUOTED: Final = "⸨⸩⸨"
_EMPHASIS: Final = ("b", "big", "del", "em", "font", "i", "ins", "s", "small", "strike", "strong", "tt", "u", "var")
# For each character that marks emphasis in Markdown one that no page has, printable as above.
_UNMARKED: Final = str.maketrans("*_`", "⸎⹀⹁")
_MARKED: Final = str.maketrans("⸎⹀⹁", "*_`")
_MARK: Final = re.compile("[*_`]")
_MOST: Final = 10_000_000
# The parser silently drops what is nested deeper.
_DEEPEST: Final = 256
# Extraction time grows with the square: some ten seconds at the limit.
_MOST_IN_LINE: Final = 5_000
_IN_LINE: Final = frozenset(("a", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"))
# Possessive, so that a page of a thousand comments takes linear time.
_BEFORE: Final = r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|\s)*+"
_DOCUMENT: Final = re.compile(rf"{_BEFORE}(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.DOTALL)
# Other than white space, what `normalise` removes; it is the slower one on a whole page.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*>")
_ROOT: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)


def is_document(text: str) -> bool:
    """Return whether `text` starts as a web page does."""
    return _DOCUMENT.match(text[:HEAD_LENGTH]) is not None


def read_page(data: bytes, charset: str = "", url: str = "", where: str = "") -> Content:
    """Return the article of a web page, with every other word of the page counted as left out.

    Args:
        data: the page.
        charset: that a server stated for it.
        url: from which it came, where the page does not state its address.
        where: its place in the source; empty where the source is the page.

    Raises:
        Unreadable: when it holds no article, or is too large or too deep.
    """
    decoded = decode_page(data, charset)
    found = read(decoded.text, url)
    return replace(found, encoding=decoded.encoding, left_out=(*found.left_out, *decoded.left_out), where=where)


def read(text: str, url: str = "") -> Content:
    """Return the article of a decoded page, with its other words counted; arguments and errors as of `read_page`.

    The text is what trafilatura extracts. Where paragraphs that stand in elements of the same names as the extracted
    ones are missing, and have more than a tenth of its words, the text is all of them, with what stands between.
    """
    page = _tree(_CONTROL.sub("", text))
    blocks = visible_blocks(page)
    known = _metadata(page)
    address = known.url or url
    heading = known.title or next((block.text for block in blocks if block.mark.startswith("#")), "")
    date = published(page, blocks, heading, address, lambda: _guessed_date(page))
    _mark_quotations(page)
    _without_emphasis(page)
    markdown = parse_blocks(_extract(page))
    pieces = [_with_quotation_mark(block) for block in markdown if block.text.strip(_QUOTED)]
    title, rest = take_title(pieces, make_header({"title": known.title or ""}).title)
    body = join_blocks(rest)
    words = PageWords(blocks, title, body)
    if more := words.with_missing():
        title, rest = take_title(more, title)
        body = join_blocks(rest)
        words = PageWords(blocks, title, body)
    stated = {
        "title": title,
        "source": known.sitename or "",
        "author": known_author(known.author or "", known.sitename or "", address),
        "date": date,
        "url": address,
        "language": page.get("lang") or page.get("xml:lang") or "",
    }
    return Content(make_header(stated), body, TextFormat.HTML, left_out=words.left_out())


def _tree(text: str) -> Any:
    from trafilatura import load_html

    if len(text) > _MOST:
        raise Unreadable("The page is larger than 10 MB. Save its article as plain text (.txt).")
    # Keep the libraries' logging off the terminal.
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    markup = _XML_DECLARATION.sub("", text)
    page = load_html(markup if _ROOT.search(markup) else f"<html><body>{markup}</body></html>")
    if page is None:
        raise Unreadable(_NOTHING)
    level, depth = [page], 0
    while level:
        depth += 1
        if any(
            len(element) > _MOST_IN_LINE and sum(child.tag in _IN_LINE for child in element) > _MOST_IN_LINE
            for element in level
        ):
            raise Unreadable("The page has too many elements in one paragraph. Save its article as plain text (.txt).")
        level = [child for element in level for child in element]
    if depth >= _DEEPEST:
        raise Unreadable(f"The page nests elements {_DEEPEST} deep or more. Save its article as plain text (.txt).")
    return page


def _metadata(page: Any) -> "Document":
    """Return what trafilatura finds about a page; nothing where it fails on it."""
    from trafilatura import extract_metadata
    from trafilatura.settings import Document

    try:
        # Its date, which is not used, is looked for everywhere only if asked for.
        return extract_metadata(page, extensive=False)
    except Exception:
        # What the libraries raise on malformed pages is not documented.
        return Document()


def _guessed_date(page: Any) -> str:
    """Return the date that htmldate finds anywhere in a page, as ISO 8601; "" where it finds none, or fails."""
    from htmldate import find_date

    try:
        return find_date(page, original_date=True, extensive_search=True) or ""
    except Exception:
        # As above.
        return ""


def _extract(page: Any) -> str:
    """Return the text that trafilatura extracts; as Markdown, because headings and lists are lost without it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        found = bare_extraction(page, include_comments=False, include_formatting=True)
    except Exception as error:
        # What the libraries raise on malformed pages is not documented.
        raise Unreadable("The page cannot be parsed. Save its article as plain text (.txt).") from error
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise Unreadable(_NOTHING)
    return found.text or ""


def _mark_quotations(page: Any) -> None:
    """Put `_QUOTED` in front of the block quotations of a page, which trafilatura returns as ordinary paragraphs."""
    for quotation in page.iter("blockquote"):
        for element in (quotation, *quotation.iter("p")):
            words = element.text or ""
            if words.strip() or element.tag == "p":
                element.text = _QUOTED + words.lstrip()
        for line_break in quotation.iter("br"):
            line_break.tail = _QUOTED + (line_break.tail or "").lstrip()


def _without_emphasis(page: Any) -> None:
    """Remove what trafilatura would mark with * and _ in its Markdown, and put other characters for them in the text.

    Marks inside a word, and characters of the text that look like marks, cannot be told apart from Markdown.
    """
    from lxml.etree import strip_tags

    strip_tags(page, *_EMPHASIS)
    body = page.find("body")
    for element in page.iter() if body is None else body.iter():
        is_text = isinstance(element.tag, str) and element.tag not in ("script", "style")
        if is_text and element.text and _MARK.search(element.text):
            element.text = element.text.translate(_UNMARKED)
        if element.tail and _MARK.search(element.tail):
            element.tail = element.tail.translate(_UNMARKED)


def _with_quotation_mark(block: MarkdownBlock) -> MarkdownBlock:
    """Return `block` with the Markdown mark of a quotation instead of `_QUOTED`."""
    words = block.text.replace(_QUOTED, "").translate(_MARKED)
    return replace(block, text=f"> {words}" if block.text.startswith(_QUOTED) else words)
