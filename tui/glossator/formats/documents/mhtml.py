"""Saved web pages (.mht, .mhtml): the page at the root of the archive; its pictures and other parts are counted."""

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from typing import Final

from glossator.domain.left_out import LeftOutCounter
from glossator.formats.content import Content
from glossator.formats.documents.html import read_page
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format, one_article

_PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))
_MOST: Final = 200_000_000
_MOST_PARTS: Final = 20_000
_RELATED: Final = re.compile(r"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SAVED: Final = re.compile(
    r"^(?:Snapshot-Content-Location:|From:\s*<?Saved by |X-MimeOLE:|Content-Location:)", re.IGNORECASE | re.MULTILINE
)


def read(data: bytes) -> Content:
    """Return the article of a saved page, with the other words and parts of the archive counted as left out.

    Raises:
        Unreadable: when it is no such archive, is damaged or too large, or has no article.
    """
    if len(data) > _MOST:
        raise Unreadable(f"The saved page is larger than {_MOST // 1_000_000} MB. Save it as HTML only.")
    try:
        message = message_from_bytes(data, policy=policy.compat32.clone(raise_on_defect=False))
        parts = [part for part in message.walk() if not part.is_multipart()]
        root = _root(parts, str(message.get_param("start") or ""))
    except (MessageError, ValueError, LookupError, RecursionError, TypeError) as error:
        raise Unreadable("The saved page is damaged. Save it again as HTML.") from error
    if root is None or len(parts) > _MOST_PARTS:
        raise Unreadable("The archive holds no web page to import. Save the page as HTML.")
    charset = str(root.get_param("charset") or "")
    url = str(root.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
    found = read_page(_body(root), charset, url if url.startswith(("http:", "https:")) else "")
    counter = LeftOutCounter()
    counter.add_all(found.left_out)
    for part in parts:
        if part is not root:
            _count(part, counter)
    return Content(found.header, found.text, found.text_format, found.encoding, counter.entries)


def _root(parts: list[Message], start: str) -> Message | None:
    """Return the part that the archive starts with, else its first page."""
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    return next((part for part in pages if start and part.get("Content-ID") == start), pages[0] if pages else None)


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _count(part: Message, counter: LeftOutCounter) -> None:
    kind = part.get_content_type()
    if kind in _PAGES:
        counter.add("embedded page", reading_text(_body(part).decode("utf-8", "replace")))
    elif part.get_content_maintype() == "image":
        counter.add("picture")
    elif kind == "text/plain":
        counter.add("embedded text", _body(part).decode("utf-8", "replace"))
    else:
        # What a browser executes or lays out with, and no reader sees.
        counter.add("style sheet, script or font", plural="style sheets, scripts and fonts")


def _sniff(head: FileHead) -> Evidence:
    headers = head.text.partition("\n\n")[0] if "\n\n" in head.text else head.text.partition("\r\n\r\n")[0]
    return Evidence.CONTENT if _RELATED.search(headers) and _SAVED.search(headers) else Evidence.NONE


FORMAT: Final = Format(
    name="mhtml",
    title="saved web page with its pictures",
    suffixes=(".mht", ".mhtml"),
    sniff=_sniff,
    read_articles=one_article(read),
)
