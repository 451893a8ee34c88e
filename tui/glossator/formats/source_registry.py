"""Sources of articles of every format: the registry, and the one way in.

A source holds one article, as a text or a document does, or many, as a feed or a table does. To add a format, write a
module with `read(data)` that returns a `Content`, or yields each `Content` or `Problem`, name it in `SourceFormat`, and
enter it in `SOURCES` with its suffixes.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from glossator.domain.article import ArticleDraft, TextFormat
from glossator.formats import zip_archive
from glossator.formats.content import Content, Problem
from glossator.formats.documents import docx, eml, epub, feed, html, json_lines, pdf, text_formats, unsupported
from glossator.formats.documents.html_fragments import reading_text, word_count
from glossator.formats.tables import article_table
from glossator.formats.unreadable import Unreadable
from glossator.text.pluralize import counted

_HEAD: Final = 4_096


class SourceFormat(StrEnum):
    """What a file is that articles are read from."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    EMAIL = "email"
    FEED = "feed"
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class SourceReader:
    """How a format is read.

    Attributes:
        suffixes: what the names of such files end with, in lower case.
        read: from a file's content to the articles in it; may raise `Unreadable`.
        single: whether such a file is one article.
    """

    suffixes: tuple[str, ...]
    read: Callable[[bytes], Iterator[Content | Problem]]
    single: bool


def _one(read: Callable[[bytes], Content]) -> Callable[[bytes], Iterator[Content | Problem]]:
    return lambda data: iter((read(data),))


SOURCES: Final[Mapping[SourceFormat, SourceReader]] = {
    SourceFormat.PDF: SourceReader((".pdf",), _one(pdf.read), single=True),
    SourceFormat.DOCX: SourceReader((".docx",), _one(docx.read), single=True),
    SourceFormat.EPUB: SourceReader((".epub",), _one(epub.read), single=True),
    SourceFormat.EMAIL: SourceReader((".eml",), _one(eml.read), single=True),
    SourceFormat.FEED: SourceReader((".rss", ".atom", ".xml"), feed.read, single=False),
    SourceFormat.CSV: SourceReader((".csv", ".tsv"), article_table.read, single=False),
    SourceFormat.JSONL: SourceReader((".jsonl", ".ndjson"), json_lines.read, single=False),
}
"""The formats that are not texts; those are in `reading.READERS`."""
ARCHIVE: Final = ".zip"
SUFFIXES: Final = text_formats.SUFFIXES.union((ARCHIVE,), *(source.suffixes for source in SOURCES.values()))
"""What the files that a folder is searched for end with, in lower case."""


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article out of a source, with what was left out of it, and which part of the source it was."""

    draft: ArticleDraft
    dropped: tuple[str, ...] = ()
    where: str = ""


def read_source(data: bytes, name: str, source_format: SourceFormat | None = None) -> Iterator[SourceArticle | Problem]:
    """Yield the articles of a source, and the parts of it that are none.

    Args:
        data: the source's content.
        name: its name or path, or anything without a suffix where there is none.
        source_format: what it is; None to tell by its content and its suffix.

    Raises:
        Unreadable: when nothing can be made of it.
    """
    if not data:
        raise Unreadable("The file is empty, so there is nothing to import.")
    if source_format is None:
        source_format = _format_of(data, name)
        if source_format is None and (said := unsupported.refusal(name)) and not _is_page(data):
            raise Unreadable(said)
    source = SOURCES.get(source_format) if source_format else None
    if source is None:
        yield _text(data, name, TextFormat(source_format) if source_format else None)
        return
    fingerprint = hashlib.sha256(data).hexdigest() if source.single else ""
    for found in source.read(data):
        if isinstance(found, Problem):
            yield found
            continue
        try:
            yield SourceArticle(text_formats.drafted(found, name, fingerprint), _left_out(found), found.where)
        except Unreadable as error:
            if source.single:
                raise
            yield Problem(found.where, str(error))


def is_archive(data: bytes, name: str = "") -> bool:
    """Say whether `data` are a zip archive that is no document, neither by what is in it nor by its name."""
    return data.startswith(zip_archive.SIGNATURE) and not unsupported.refusal(name) and _packed(data) is None


def _text(data: bytes, name: str, text_format: TextFormat | None) -> SourceArticle:
    """Return the article of a text; of a web page, with how much of it was left out."""
    found = text_formats.read_content(data, name, text_format)
    draft = text_formats.drafted(found, name, hashlib.sha256(data).hexdigest())
    if draft.text_format is not TextFormat.HTML:
        return SourceArticle(draft, _left_out(found))
    page = reading_text(data.decode(draft.encoding, "replace"))
    kept = word_count(draft.text) + (word_count(draft.title) if draft.title in page else 0)
    around = word_count(page) - kept
    return SourceArticle(
        draft, ((f"{counted(around, 'word')} around the article",) if around > 0 else ()) + _left_out(found)
    )


def _left_out(found: Content) -> tuple[str, ...]:
    """Return what was left out of an article, with a date that is none or could be several."""
    no_date = found.known.no_date
    return (*found.dropped, f"the date “{no_date}”, as it is not like 2026-10-25") if no_date else found.dropped


def _format_of(data: bytes, name: str) -> SourceFormat | None:
    """Return the format that content and suffix give away; None for a text, whose reader looks closer."""
    if data.startswith(b"%PDF-"):
        return SourceFormat.PDF
    if data.startswith(zip_archive.SIGNATURE):
        return _packed(data)
    if feed.is_feed(data[:_HEAD].removeprefix(b"\xef\xbb\xbf").decode("latin-1")):
        return SourceFormat.FEED
    suffix = PurePath(name).suffix.lower()
    for source_format, source in SOURCES.items():
        if suffix in source.suffixes and not _is_page(data):
            return source_format
    return None


def _is_page(data: bytes) -> bool:
    """Say whether the content is that of a web page, as which databases also save what they name .doc or .xls."""
    return html.is_document(data[:_HEAD].decode("latin-1"))


def _packed(data: bytes) -> SourceFormat | None:
    """Return which document a zip archive is; None when it is none."""
    with zip_archive.opened(data) as packed:
        names = packed.namelist()
    if docx.MARK in names:
        return SourceFormat.DOCX
    return SourceFormat.EPUB if epub.MARK in names else None
