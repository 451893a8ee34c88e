"""The formats that articles are read from, their detection, and reading them.

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
from glossator.formats.documents import docx, eml, epub, feed, html, pdf, text_formats
from glossator.formats.documents.html_fragments import reading_text, word_count
from glossator.formats.errors import Unreadable
from glossator.formats.tables import article_rows
from glossator.text.pluralize import counted

_HEAD: Final = 4_096


class SourceFormat(StrEnum):
    """A format that articles are read from."""

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
        suffixes: of the names of such files, in lower case.
        read: yields the articles in a file's bytes; may raise `Unreadable`.
        single: whether such a file holds one article.
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
    SourceFormat.CSV: SourceReader((".csv", ".tsv"), article_rows.read_table, single=False),
    SourceFormat.JSONL: SourceReader((".jsonl", ".ndjson"), article_rows.read_json_lines, single=False),
}
"""The formats that are not texts; those are in `text_formats.READERS`."""
ARCHIVE_SUFFIX: Final = ".zip"
SUFFIXES: Final = text_formats.SUFFIXES.union((ARCHIVE_SUFFIX,), *(source.suffixes for source in SOURCES.values()))
"""The suffixes, in lower case, of the files that are imported from a folder."""
_UNSUPPORTED: Final = {
    suffix: f"{kind} cannot be imported. {advice} first."
    for suffixes, kind, advice in (
        (".doc .dot", "Old Word documents", "Save it as .docx or .txt"),
        (".rtf", "RTF documents", "Save it as .docx or .txt"),
        (".odt .ott .fodt", "OpenDocument texts", "Save it as .docx or .txt"),
        (".pages", "Pages documents", "Save it as .docx or .txt"),
        (".wpd", "WordPerfect documents", "Save it as .docx or .txt"),
        (".xls .xlsx .xlsm .ods .fods .numbers", "Spreadsheets", "Save it as .csv"),
        (".ppt .pptx .odp .fodp .key", "Presentations", "Save it as .pdf"),
        (".ps .eps", "PostScript documents", "Save it as .pdf"),
        (".djvu", "Scanned documents", "Save it as .pdf"),
        (".mobi .azw .azw3 .fb2", "E-books of this kind", "Get it as .epub"),
        (".mht .mhtml .webarchive", "Web archives", "Save the page as .html"),
        (".msg", "Outlook messages", "Save it as .eml"),
        (".mbox .pst", "Mail folders", "Save each mail as .eml"),
        (".gz .tgz .tar .bz2 .xz .7z .rar", "Archives of this kind", "Extract it"),
    )
    for suffix in suffixes.split()
}


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article from a source, with what was left out of it, and its place in the source, such as "row 3"."""

    draft: ArticleDraft
    dropped: tuple[str, ...] = ()
    where: str = ""


def read_source(data: bytes, name: str, source_format: SourceFormat | None = None) -> Iterator[SourceArticle | Problem]:
    """Yield the articles of a source, and the parts of it that cannot be read.

    Args:
        data: the source's content.
        name: its name or path; anything without a suffix where there is none.
        source_format: its format; None to detect it from content and suffix.

    Raises:
        Unreadable: when the whole source cannot be read.
    """
    if not data:
        raise Unreadable("The file is empty.")
    if source_format is None:
        source_format = _format_of(data, name)
        if source_format is None and (reason := unsupported_reason(name)) and not _is_page(data):
            raise Unreadable(reason)
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
            yield SourceArticle(text_formats.make_draft(found, name, fingerprint), _left_out(found), found.where)
        except Unreadable as error:
            if source.single:
                raise
            yield Problem(found.where, str(error))


def is_archive(data: bytes, name: str = "") -> bool:
    """Return whether `data` are a zip archive that is not a document, neither by content nor by name."""
    return data.startswith(zip_archive.SIGNATURE) and not unsupported_reason(name) and _packed(data) is None


def unsupported_reason(name: str) -> str:
    """Return why a file of that name is not imported and what to do; empty for a suffix that is not known."""
    return _UNSUPPORTED.get(PurePath(name).suffix.lower(), "")


def _text(data: bytes, name: str, text_format: TextFormat | None) -> SourceArticle:
    """Return the article of a text; for a web page, with the number of words left out."""
    found = text_formats.read_content(data, name, text_format)
    draft = text_formats.make_draft(found, name, hashlib.sha256(data).hexdigest())
    if draft.text_format is not TextFormat.HTML:
        return SourceArticle(draft, _left_out(found))
    page = reading_text(data.decode(draft.encoding, "replace"))
    kept = word_count(draft.text) + (word_count(draft.title) if draft.title in page else 0)
    around = word_count(page) - kept
    return SourceArticle(
        draft, ((f"{counted(around, 'word')} around the article",) if around > 0 else ()) + _left_out(found)
    )


def _left_out(found: Content) -> tuple[str, ...]:
    date = found.header.unparsed_date
    return (*found.dropped, f"the date “{date}” (write it like 2026-10-25)") if date else found.dropped


def _format_of(data: bytes, name: str) -> SourceFormat | None:
    """Return the format that content or suffix show; None for a text, whose format `text_formats` detects."""
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
    """Return whether the content is a web page; some databases name these .doc or .xls."""
    return html.is_document(data[:_HEAD].decode("latin-1"))


def _packed(data: bytes) -> SourceFormat | None:
    """Return the document format of a zip archive, or None."""
    with zip_archive.open_zip(data) as packed:
        names = packed.namelist()
    if docx.MAIN_PART in names:
        return SourceFormat.DOCX
    return SourceFormat.EPUB if epub.CONTAINER in names else None
