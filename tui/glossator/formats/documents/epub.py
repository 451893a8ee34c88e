"""E-books (.epub): their chapters in reading order, as one text."""

import posixpath
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOut
from glossator.formats import xml, zip_archive
from glossator.formats.content import Content
from glossator.formats.documents.html import HEAD_LENGTH, declared_charset
from glossator.formats.documents.html_fragments import reading_text
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.spec import Evidence, Format, one_article

# The file by which an archive is recognised as an e-book.
_CONTAINER: Final = "META-INF/container.xml"
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
        texts = [_chapter(packed, name) for name in _chapters(package, posixpath.dirname(place))]
        pictures = sum(name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".svg")) for name in packed.namelist())
    text = "\n\n".join(filter(None, texts))
    if not text:
        raise Unreadable("The book has no text to import.")
    left_out = (LeftOut("picture", pictures),) if pictures else ()
    return Content(make_header(stated), text, TextFormat.MARKDOWN, left_out=left_out)


def _chapters(package: Element, folder: str) -> Iterator[str]:
    """Yield the names of the chapters in the archive, in reading order."""
    manifest, spine = xml.first_child(package, "manifest"), xml.first_child(package, "spine")
    places = {one.get("id"): one.get("href", "") for one in (manifest if manifest is not None else ())}
    for one in spine if spine is not None else ():
        if one.get("linear") != "no" and places.get(one.get("idref")):
            yield posixpath.normpath(posixpath.join(folder, unquote(places[one.get("idref")])))


def _chapter(packed: ZipFile, name: str) -> str:
    data = _part(packed, name)
    return reading_text(decode(data, declared_charset(data[:HEAD_LENGTH].decode("latin-1")))[0])


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
