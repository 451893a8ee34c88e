"""Web pages: the article in them, without menus, comments and footers."""

import codecs
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from glossator.formats.dates import iso_date
from glossator.formats.documents.markdown import MarkdownBlock, join_blocks, parse_blocks, take_title
from glossator.formats.errors import Unreadable
from glossator.formats.header import Header, make_header

if TYPE_CHECKING:
    from trafilatura.settings import Document

HEAD_LENGTH: Final = 4_096
"""The number of characters at the start in which a web page is recognised and declares its encoding."""
_NOTHING: Final = "No article text was found in the page. Save its article as plain text (.txt)."
# Characters that no page has in a row; printable, because the extraction drops others.
_QUOTED: Final = "⸨⸩⸨"
_MOST: Final = 10_000_000
# The parser silently drops what is nested deeper.
_DEEPEST: Final = 256
# Extraction time grows with the square: some ten seconds at the limit.
_MOST_IN_LINE: Final = 5_000
_IN_LINE: Final = frozenset(("a", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"))
# Possessive, so that a page of a thousand comments takes linear time.
_BEFORE: Final = r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|\s)*+"
_DOCUMENT: Final = re.compile(rf"{_BEFORE}(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.DOTALL)
_DECLARATION: Final = r"""<(?:meta\b[^>]*\bcharset|\?xml\b[^>]*\bencoding)\s*=\s*["']?\s*([\w.:-]+)"""
_CHARSET: Final = re.compile(_DECLARATION, re.IGNORECASE)
_EXTENDS_ASCII: Final = re.compile(r"(?:cp(?:125\d|8\d\d|9\d\d)|iso8859|koi8|mac|euc|gb|big5|shift_jis|tis)")
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*>")
_ROOT: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_SUPERSETS: Final = {
    # Browsers decode these as their supersets, and pages are written for browsers.
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
}
_DATES: Final = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//script[@type='application/ld+json']/text()",
    "//*[@itemprop='datePublished']/@datetime | //meta[@itemprop='datePublished']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='publishdate' or @name='DC.date' or @name='DC.date.issued'"
    " or @name='dcterms.created' or @name='parsely-pub-date' or @name='sailthru.date']/@content",
    "//time[@pubdate]/@datetime",
    "//article//time/@datetime",
)
_JSON_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"]*)"')


def is_document(text: str) -> bool:
    """Return whether `text` starts as a web page does."""
    return _DOCUMENT.match(text[:HEAD_LENGTH]) is not None


def declared_charset(head: str) -> str:
    """Return the encoding that a page declares in its first `HEAD_LENGTH` characters, as Python calls it, or "".

    Unicode encodings are ignored, because a byte order mark or the bytes show them more reliably.
    """
    match = _CHARSET.search(head[:HEAD_LENGTH])
    name = match[1].lower() if match else ""
    try:
        known = codecs.lookup(_SUPERSETS.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return known if _EXTENDS_ASCII.match(known) else ""


def read(text: str) -> tuple[Header, str]:
    """Return the header of a normalised page, and the reading text of its article without the title.

    The date is one that the page states as its date of publication, never one found in its text.

    Raises:
        Unreadable: when it holds no article, or is too large or too deep.
    """
    page = _tree(text)
    _mark_quotations(page)
    found = _extract(page)
    pieces = [_with_quotation_mark(block) for block in parse_blocks(found.text or "") if block.text.strip(_QUOTED)]
    title, rest = take_title(pieces, make_header({"title": found.title or ""}).title)
    stated = {
        "title": title,
        "source": found.sitename or "",
        "author": found.author or "",
        "date": _published(page),
        "url": found.url or "",
        "language": page.get("lang") or page.get("xml:lang") or "",
    }
    return make_header(stated), join_blocks(rest)


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


def _extract(page: Any) -> "Document":
    """Return what trafilatura extracts from a page; as Markdown, because headings and lists are lost without it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        found = bare_extraction(page, with_metadata=True, include_comments=False, include_formatting=True)
    except Exception as error:
        # What the libraries raise on malformed pages is not documented.
        raise Unreadable("The page cannot be parsed. Save its article as plain text (.txt).") from error
    if not isinstance(found, Document) or not (found.text or "").strip():
        raise Unreadable(_NOTHING)
    return found


def _mark_quotations(page: Any) -> None:
    """Put `_QUOTED` in front of the block quotations of a page, which trafilatura returns as ordinary paragraphs."""
    for quotation in page.iter("blockquote"):
        for element in (quotation, *quotation.iter("p")):
            words = element.text or ""
            if words.strip() or element.tag == "p":
                element.text = _QUOTED + words.lstrip()
        for line_break in quotation.iter("br"):
            line_break.tail = _QUOTED + (line_break.tail or "").lstrip()


def _with_quotation_mark(block: MarkdownBlock) -> MarkdownBlock:
    """Return `block` with the Markdown mark of a quotation instead of `_QUOTED`."""
    words = block.text.replace(_QUOTED, "")
    return replace(block, text=f"> {words}" if block.text.startswith(_QUOTED) else words)


def _published(page: Any) -> str:
    """Return the first valid date of publication that a page states, as ISO 8601, or ""."""
    for place in _DATES:
        for stated in page.xpath(place):
            json_date = _JSON_DATE.search(stated)
            if day := iso_date(json_date[1] if json_date else stated):
                return day
    return ""
