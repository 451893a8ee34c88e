"""E-books (.epub): their chapters in reading order, as one text; other pages and missing parts are counted."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOutCounter
from glossator.formats import xml, zip_archive
from glossator.formats.content import Content
from glossator.formats.documents.html_encoding import decode_page
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.spec import Evidence, Format, one_article

# The file by which an archive is recognised as an e-book.
_CONTAINER: Final = "META-INF/container.xml"
_MISSING: Final = "missing part of the book"
_DAMAGED: Final = "damaged part of the book"
_CONTENTS: Final = "table of contents"
_BESIDE: Final = "page outside the reading order"
_NAMES: Final = {"title": "title", "creator": "author", "publisher": "source", "date": "date", "language": "language"}


def read(data: bytes) -> Content:
    """Return the text of an e-book.

    Raises:
        Unreadable: when it is damaged or encrypted, or has no text.
    """
    with zip_archive.open_zip(data) as packed:
        if "META-INF/encryption.xml" in packed.namelist() and "META-INF/rights.xml" in packed.namelist():
            raise Unreadable("The book is encrypted by its seller (DRM) and cannot be read.")
        rootfile = next(
            (one for one in xml.parse(_part(packed, _CONTAINER), "book").iter() if xml.local_name(one) == "rootfile"),
            None,
        )
        place = "" if rootfile is None else rootfile.get("full-path", "")
        package = xml.parse(_part(packed, place), "book")
        metadata = xml.first_child(package, "metadata")
        stated = {
            _NAMES[xml.local_name(one)]: xml.text_of(one)
            for one in reversed(metadata if metadata is not None else [])
            if xml.local_name(one) in _NAMES
        }
        counter = LeftOutCounter()
        texts = [_read_chapter(packed, part, counter) for part in _parts(package, posixpath.dirname(place))]
        pictures = sum(name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".svg")) for name in packed.namelist())
    text = "\n\n".join(filter(None, texts))
    if not text:
        raise Unreadable(
            "The book is damaged: its parts are missing. Get a new copy."
            if any(one.kind == _MISSING for one in counter.entries)
            else "The book has no text to import."
        )
    if pictures:
        counter.add("picture", number=pictures)
    return Content(make_header(stated), text, TextFormat.MARKDOWN, left_out=counter.entries)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a book: its name in the archive, and what it is where it is not read."""

    name: str
    kind: str = ""


def _parts(package: Element, folder: str) -> Iterator[_Part]:
    """Yield the chapters in reading order, then the pages that are in no reading order."""
    manifest, spine = xml.first_child(package, "manifest"), xml.first_child(package, "spine")
    items = {one.get("id"): one for one in (manifest if manifest is not None else ())}
    listed = set()
    for one in spine if spine is not None else ():
        item = items.get(one.get("idref"))
        if item is not None and item.get("href"):
            listed.add(one.get("idref"))
            kind = _kind(item) or (_BESIDE if one.get("linear") == "no" else "")
            yield _Part(_name(item, folder), kind)
    for name, item in items.items():
        is_page = "html" in item.get("media-type", "") or item.get("href", "").endswith((".xhtml", ".html", ".htm"))
        if name not in listed and is_page and item.get("href"):
            yield _Part(_name(item, folder), _kind(item) or _BESIDE)


def _kind(item: Element) -> str:
    return _CONTENTS if "nav" in item.get("properties", "").split() else ""


def _name(item: Element, folder: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _read_chapter(packed: ZipFile, part: _Part, counter: LeftOutCounter) -> str:
    """Return the text of a chapter; "" for one that is missing, damaged or not read, which is counted."""
    try:
        data = zip_archive.read_member(packed, packed.getinfo(part.name))
        decoded = decode_page(data)
        text = reading_text(decoded.text)
    except (KeyError, Unreadable) as error:
        kind = _MISSING if isinstance(error, KeyError) else _DAMAGED
        counter.add(kind, plural=kind.replace("part", "parts"))
        return ""
    counter.add_all(decoded.left_out)
    if part.kind and text:
        counter.add(part.kind, text, plural=part.kind.replace("page", "pages").replace("table", "tables"))
    return "" if part.kind else text


def _part(packed: ZipFile, name: str) -> bytes:
    try:
        return zip_archive.read_member(packed, packed.getinfo(name))
    except KeyError as error:
        raise Unreadable("The book is damaged: a part is missing. Get a new copy.") from error


FORMAT: Final = Format(
    name="epub",
    title="e-book",
    suffixes=(".epub",),
    sniff=lambda head: Evidence.CONTENT if _CONTAINER in head.members else Evidence.NONE,
    read_articles=one_article(read),
)
