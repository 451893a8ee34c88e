"""RSS and Atom files: an article for each entry."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, tostring

from glossator.formats import xml
from glossator.formats.content import Content, Problem
from glossator.formats.dates import email_date
from glossator.formats.documents.html_fragments import is_markup, reading_text
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.spec import Evidence, Format

_ROOT: Final = re.compile(
    r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|<\?[^>]*>|\s)*+<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL
)
_ENTRIES: Final = ("item", "entry")
_TEXTS: Final = ("encoded", "content", "description", "summary")


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a feed.

    Raises:
        Unreadable: when it is damaged, unsafe, or has no entries.
    """
    root = xml.parse(data, "feed")
    channel = xml.first_child(root, "channel")
    about = root if channel is None else channel
    source = xml.text_of(xml.first_child(about, "title"))
    language = xml.text_of(xml.first_child(about, "language")) or _attribute(root, "lang")
    entries = [element for element in root.iter() if xml.local_name(element) in _ENTRIES]
    if not entries:
        raise Unreadable("The feed has no entries to import.")
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number}"
        text = max((_reading(entry, name) for name in _TEXTS), key=len)
        if not text:
            yield Problem(where, "it has no text; import the page that it links to")
            continue
        stated = {
            "title": _plain(xml.text_of(xml.first_child(entry, "title"))),
            "source": source,
            "author": xml.text_of(xml.first_child(entry, "creator", "author")),
            "date": email_date(xml.text_of(xml.first_child(entry, "pubdate", "published", "date", "updated"))),
            "url": _link(entry),
            "language": language,
        }
        yield Content(make_header(stated), text, where=where)


def _reading(entry: Element, name: str) -> str:
    found = xml.first_child(entry, name)
    if found is None:
        return ""
    if len(found):
        # Atom may hold XHTML as child elements.
        inside = "".join(tostring(child, encoding="unicode") for child in found)
        return reading_text(re.sub(r"<(/?)\w+:", r"<\1", inside))
    return _plain(found.text or "")


def _plain(text: str) -> str:
    return reading_text(text) if is_markup(text) else text.strip()


def _link(entry: Element) -> str:
    for child in entry:
        if xml.local_name(child) == "link":
            if child.text and child.text.strip():
                return child.text.strip()
            if child.get("rel", "alternate") == "alternate":
                return child.get("href", "")
    return ""


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


FORMAT: Final = Format(
    name="feed",
    title="RSS or Atom feed, an article for each entry",
    suffixes=(".rss", ".atom", ".xml"),
    sniff=lambda head: Evidence.CONTENT if _ROOT.match(head.text) else Evidence.NONE,
    read_articles=read,
)
