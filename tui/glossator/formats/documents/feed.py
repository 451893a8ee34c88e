"""RSS and Atom files: an article for each entry."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final
from xml.etree.ElementTree import Element, tostring

from glossator.formats import xml
from glossator.formats.content import Content, Problem
from glossator.formats.documents.html_fragments import is_markup, reading_text
from glossator.formats.header import header
from glossator.formats.unreadable import Unreadable

_ROOT: Final = re.compile(
    r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|<\?[^>]*>|\s)*+<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL
)
_ENTRIES: Final = ("item", "entry")
_TEXTS: Final = ("encoded", "content", "description", "summary")


def is_feed(head: str) -> bool:
    """Say whether a document starts as a feed does."""
    return _ROOT.match(head) is not None


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a feed.

    Raises:
        Unreadable: when it is no feed, is damaged, or is made to harm who reads it.
    """
    root = xml.parse(data, "feed")
    channel = xml.first(root, "channel")
    about = root if channel is None else channel
    source = xml.words(xml.first(about, "title"))
    language = xml.words(xml.first(about, "language")) or _attribute(root, "lang")
    entries = [element for element in root.iter() if xml.local(element) in _ENTRIES]
    if not entries:
        raise Unreadable("There are no entries in this feed, so there is nothing to import.")
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number}"
        text = max((_reading(entry, name) for name in _TEXTS), key=len)
        if not text:
            yield Problem(where, "it has a headline at most, no text; import the page that it leads to")
            continue
        stated = {
            "title": _plain(xml.words(xml.first(entry, "title"))),
            "source": source,
            "author": xml.words(xml.first(entry, "creator", "author")),
            "date": _date(xml.words(xml.first(entry, "pubdate", "published", "date", "updated"))),
            "url": _link(entry),
            "language": language,
        }
        yield Content(header(stated), text, where=where)


def _reading(entry: Element, name: str) -> str:
    found = xml.first(entry, name)
    if found is None:
        return ""
    if len(found):
        # Atom may hold XHTML as elements of its own.
        inside = "".join(tostring(child, encoding="unicode") for child in found)
        return reading_text(re.sub(r"<(/?)\w+:", r"<\1", inside))
    return _plain(found.text or "")


def _plain(text: str) -> str:
    return reading_text(text) if is_markup(text) else text.strip()


def _link(entry: Element) -> str:
    for child in entry:
        if xml.local(child) == "link":
            if child.text and child.text.strip():
                return child.text.strip()
            if child.get("rel", "alternate") == "alternate":
                return child.get("href", "")
    return ""


def _date(stated: str) -> str:
    """Return a date of a feed as ISO 8601; RSS writes it as e-mails do."""
    try:
        return parsedate_to_datetime(stated).isoformat()
    except (ValueError, TypeError, IndexError):
        return stated


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
