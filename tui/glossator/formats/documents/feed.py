"""RSS and Atom files: an article for each entry."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from glossator.domain.left_out import LeftOut, LeftOutCounter
from glossator.formats import xml
from glossator.formats.content import Content, Problem
from glossator.formats.dates import email_date
from glossator.formats.documents.html_fragments import is_markup, reading_text
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.spec import Evidence, Format
from glossator.text.normalise import flatten
from glossator.text.words import word_count

_ROOT: Final = re.compile(
    r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|<\?[^>]*>|\s)*+<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL
)
_ENTRIES: Final = ("item", "entry")
_TEXTS: Final = ("encoded", "content", "description", "summary")
# What a header is made of, and what is no text: addresses, ids and dates.
_KNOWN: Final = frozenset(
    (
        *("title", "creator", "author", "contributor", "pubdate", "published", "date", "updated", "link", "guid", "id"),
        *("category", "subject", "comments", "commentrss", "enclosure", "source", "origlink", "modified", "language"),
        *_TEXTS,
    )
)
_PIECE: Final = re.compile(r"<((?:\w+:)?(?:item|entry))[\s>](?:(?!</\1\s*>).)*</\1\s*>", re.DOTALL)
_ADDRESS: Final = re.compile(r"\S*")
# The most characters of a damaged feed that are searched for entries.
_MOST_SEARCHED: Final = 20_000_000


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the entries of a feed. Where the feed is damaged, its sound entries are read.

    Raises:
        Unreadable: when it is unsafe, or has no entries.
    """
    root, entries = _parsed(data)
    channel = xml.first_child(root, "channel")
    about = root if channel is None else channel
    source = xml.text_of(xml.first_child(about, "title"))
    language = xml.text_of(xml.first_child(about, "language")) or _attribute(root, "lang")
    if not entries:
        raise Unreadable("The feed has no entries to import.")
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number}"
        if isinstance(entry, str):
            yield Problem(where, entry)
            continue
        texts = [text for name in _TEXTS if (text := _reading(entry, name))]
        text = max(texts, key=len, default="")
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
        header = make_header(stated, {"categories": "; ".join(_categories(entry))})
        yield Content(header, text, left_out=_left_out(entry, text, texts), where=where)


def _parsed(data: bytes) -> tuple[Element, list[Element | str]]:
    """Return the root of a feed, and its entries; of one that is damaged, the reason instead."""
    try:
        root = xml.parse(data, "feed")
    except xml.DamagedXml as error:
        try:
            root = xml.parse(xml.repaired(data), "feed")
        except xml.DamagedXml:
            return _salvaged(data, error)
    return root, [element for element in root.iter() if xml.local_name(element) in _ENTRIES]


def _salvaged(data: bytes, error: Unreadable) -> tuple[Element, list[Element | str]]:
    """Return the head of a damaged feed, and each of its entries parsed for itself.

    Raises:
        Unreadable: when none of them can be parsed.
    """
    text = decode(data)[0]
    start = _ROOT.match(text)
    end = text.find(">", start.end() - 1) if start else -1
    if start is None or end < 0 or len(text) > _MOST_SEARCHED:
        raise error
    opening = text[start.start() : end + 1]
    opening = opening[opening.rindex("<") :]
    closing = f"</{opening[1:].split(None, 1)[0].rstrip('>')}>"
    entries: list[Element | str] = []
    pieces = list(_PIECE.finditer(text, end))
    for piece in pieces:
        try:
            found = xml.parse(xml.repaired(f"{opening}{piece[0]}{closing}".encode()), "feed")
        except Unreadable:
            entries.append("it is damaged")
        else:
            entries.append(found[0])
    if not any(isinstance(entry, Element) for entry in entries):
        raise error
    # Without its entries the head may be sound; its names are looked for one by one, because it may be not.
    head = Element("feed")
    for name in ("title", "language"):
        if stated := re.search(rf"<{name}[^<>]*>([^<>]*)</{name}>", text[end : pieces[0].start()]):
            SubElement(head, name).text = stated[1]
    return head, entries


def _categories(entry: Element) -> Iterator[str]:
    for child in entry:
        if xml.local_name(child) in ("category", "subject") and (name := child.get("term") or xml.text_of(child)):
            yield name


def _left_out(entry: Element, stored: str, texts: Sequence[str]) -> tuple[LeftOut, ...]:
    """Return the texts of an entry that are not stored, unless they repeat the beginning of the one that is."""
    counter = LeftOutCounter()
    words = flatten(stored)
    for text in texts:
        if flatten(text).rstrip("….") not in words:
            counter.add("summary", text, plural="summaries")
    for child in entry:
        text = xml.text_of(child)
        if xml.local_name(child) not in _KNOWN and not _ADDRESS.fullmatch(text) and word_count(text):
            counter.add(f"field {xml.local_name(child)}", text, plural=f"fields {xml.local_name(child)}")
    return counter.entries


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
