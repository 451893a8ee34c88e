"""E-books (.epub): their chapters in reading order, as one text."""

import posixpath
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from glossator.domain.article import TextFormat
from glossator.formats import xml, zip_archive
from glossator.formats.content import Content
from glossator.formats.documents.html import HEAD, declared_charset
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.encodings import decode
from glossator.formats.header import header
from glossator.formats.unreadable import Unreadable
from glossator.text.pluralize import counted

MARK: Final = "META-INF/container.xml"
"""The file that every e-book has in it."""
_NAMES: Final = {"title": "title", "creator": "author", "publisher": "source", "date": "date", "language": "language"}


def read(data: bytes) -> Content:
    """Return the text of an e-book.

    Raises:
        Unreadable: when it is damaged, locked, or there is no text in it.
    """
    with zip_archive.opened(data) as packed:
        if "META-INF/encryption.xml" in packed.namelist() and "META-INF/rights.xml" in packed.namelist():
            raise Unreadable("The book is locked by its seller, and cannot be read here.")
        rootfile = next(
            (one for one in xml.parse(_part(packed, MARK), "book").iter() if xml.local(one) == "rootfile"), None
        )
        place = "" if rootfile is None else rootfile.get("full-path", "")
        package = xml.parse(_part(packed, place), "book")
        metadata = xml.first(package, "metadata")
        stated = {
            _NAMES[xml.local(one)]: xml.words(one)
            for one in reversed(metadata if metadata is not None else [])
            if xml.local(one) in _NAMES
        }
        texts = [_chapter(packed, name) for name in _chapters(package, posixpath.dirname(place))]
        pictures = sum(name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".svg")) for name in packed.namelist())
    text = "\n\n".join(filter(None, texts))
    if not text:
        raise Unreadable("There is no text in this book, so there is nothing to import.")
    dropped = (counted(pictures, "picture"),) if pictures else ()
    return Content(header(stated), text, TextFormat.MARKDOWN, dropped=dropped)


def _chapters(package: Element, folder: str) -> Iterator[str]:
    """Yield where the chapters are, in reading order."""
    manifest, spine = xml.first(package, "manifest"), xml.first(package, "spine")
    places = {one.get("id"): one.get("href", "") for one in (manifest if manifest is not None else ())}
    for one in spine if spine is not None else ():
        if one.get("linear") != "no" and places.get(one.get("idref")):
            yield posixpath.normpath(posixpath.join(folder, unquote(places[one.get("idref")])))


def _chapter(packed: ZipFile, name: str) -> str:
    data = _part(packed, name)
    return reading_text(decode(data, declared_charset(data[:HEAD].decode("latin-1")))[0])


def _part(packed: ZipFile, name: str) -> bytes:
    try:
        return zip_archive.content(packed, packed.getinfo(name))
    except KeyError as error:
        raise Unreadable("The book is damaged: a part that it names is not in it; get it anew.") from error
