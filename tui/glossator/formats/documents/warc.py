"""Web archives (.warc, .warc.gz): an article for each page that a server answered with; other records are counted."""

import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from io import BytesIO, RawIOBase, StringIO
from typing import Any, Final

from glossator.domain.left_out import LeftOutCounter
from glossator.formats.content import Content, Problem
from glossator.formats.dates import iso_date
from glossator.formats.documents.html import read_page
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format

_PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_OK: Final = "200"
_TYPES: Final = {
    **dict.fromkeys(("image", "video", "audio"), ("picture, video or sound", "pictures, videos and sounds")),
    **dict.fromkeys(("text", "font"), ("style sheet, script or other text", "style sheets, scripts and other texts")),
}
_OTHER_FILE: Final = ("file of another type", "files of other types")
_RECORDS: Final = {
    "revisit": ("unchanged page of an earlier visit", "unchanged pages of earlier visits"),
    "request": ("request", "requests"),
}
_ABOUT: Final = ("record about the archive", "records about the archive")
_OTHER_ANSWER: Final = ("redirect or error", "redirects and errors")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS
# The most bytes of one page, as of a download.
_MOST: Final = 20_000_000
# The most bytes of all records together: a small archive may be made to expand to any size.
_MOST_IN_ALL: Final = 4_000_000_000
_PIECE: Final = 1 << 16


def read(data: bytes) -> Iterator[Content | Problem]:
    """Yield the pages of a web archive, and those that cannot be read. The last page has the counts of other records.

    Raises:
        Unreadable: when it is damaged from its beginning, or holds no page.
    """
    counter = LeftOutCounter()
    last: Content | Problem | None = None
    for found in _records(data, counter):
        if last is not None:
            yield last
        last = found
    if last is None:
        raise Unreadable("The web archive holds no page to import.")
    yield replace(last, left_out=(*last.left_out, *counter.entries)) if isinstance(last, Content) else last


def _records(data: bytes, counter: LeftOutCounter) -> Iterator[Content | Problem]:
    """Yield the pages, and count other records."""
    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").setLevel(logging.CRITICAL + 1)
    number, size = 0, 0
    # Also where all records are compressed as one, which warcio does not read.
    inflated = _Inflated(data) if data.startswith(_GZIP_MAGIC) else None
    records = iter(ArchiveIterator(BytesIO(data) if inflated is None else inflated))
    while True:
        try:
            # warcio writes warnings there; what they are about is counted or reported here.
            with redirect_stderr(StringIO()):
                record = next(records, None)
                if record is None:
                    break
                number += 1
                if kind := _other_kind(record):
                    counter.add(kind[0], plural=kind[1])
                    body = b""
                else:
                    body = record.content_stream().read(_MOST + 1)
                size += len(body)
                while size <= _MOST_IN_ALL and (piece := record.raw_stream.read(_PIECE)):
                    size += len(piece)
        except Exception as error:
            # What warcio and the decompressors raise on truncated and damaged files is not documented.
            if number == 0:
                raise Unreadable("The web archive is damaged. Get a new copy.") from error
            yield Problem(
                f"record {number + 1}", "the archive is damaged or cut off here; what comes after is not read"
            )
            return
        if not kind:
            yield _page(record, body, f"record {number}")
        if getattr(record.raw_stream, "limit", 0) > 0 and size <= _MOST_IN_ALL:
            yield Problem(f"record {number}", "the archive ends in the middle of it; get a new copy")
            return
        if size > _MOST_IN_ALL:
            limit = _MOST_IN_ALL // 1_000_000_000
            yield Problem(f"record {number + 1}", f"the archive expands beyond {limit} GB; split it")
            return
    if inflated is not None and inflated.is_cut and number:
        yield Problem(f"record {number + 1}", "the archive ends here, before its end; get a new copy")


class _Inflated(RawIOBase):
    """The content of gzip data of any number of members, up to where they are damaged or cut off.

    Attributes:
        is_cut: whether they were, once all is read.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._pieces = self._inflated(data)
        self._rest = b""
        self._place = 0
        self.is_cut = False

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def readinto(self, target: Any, /) -> int:
        self._rest = self._rest or next(self._pieces, b"")
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        self._place += size
        return size

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        place, member, rest = 0, zlib.decompressobj(_GZIP), b""
        while place < len(data) or rest:
            piece = rest or data[place : place + _PIECE]
            place += 0 if rest else len(piece)
            if member.eof:
                member = zlib.decompressobj(_GZIP)
            try:
                some = member.decompress(piece, _PIECE)
            except zlib.error:
                break
            # What follows the end of a member is the next one.
            rest = member.unused_data if member.eof else member.unconsumed_tail
            if some:
                yield some
        self.is_cut = not member.eof


def _other_kind(record: Any) -> tuple[str, str] | None:
    """Return what a record is, and its plural, if it is no page; None if it is one."""
    if record.rec_type not in ("response", "resource"):
        return _RECORDS.get(record.rec_type, _ABOUT)
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != _OK:
        return _OTHER_ANSWER
    kind = _content_type(record).partition(";")[0].strip().lower()
    return None if kind in _PAGES else _TYPES.get(kind.partition("/")[0], _OTHER_FILE)


def _content_type(record: Any) -> str:
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    return str(headers.get_header("Content-Type") or "")


def _page(record: Any, body: bytes, where: str) -> Content | Problem:
    """Return the article of a page, with its address and when it was fetched, or why there is none."""
    address = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if len(body) > _MOST:
        return Problem(where, f"the page {address} is larger than {_MOST // 1_000_000} MB")
    charset = _CHARSET.search(_content_type(record))
    try:
        found = read_page(body, charset[1] if charset else "", address, where)
    except Unreadable as error:
        return Problem(where, f"{address}: {error}")
    fetched = iso_date(str(record.rec_headers.get_header("WARC-Date") or ""))
    metadata = (*found.header.metadata, *((("fetched", fetched),) if fetched else ()))
    return replace(found, header=replace(found.header, url=found.header.url or address, metadata=metadata))


def _sniff(head: FileHead) -> Evidence:
    start = head.data[:_PIECE]
    if start.startswith(_GZIP_MAGIC):
        try:
            start = zlib.decompressobj(_GZIP).decompress(start, 16)
        except zlib.error:
            return Evidence.NONE
    return Evidence.CONTENT if start.startswith(b"WARC/") else Evidence.NONE


FORMAT: Final = Format(
    name="warc",
    title="web archive, an article for each page",
    suffixes=(".warc",),
    sniff=_sniff,
    read_articles=read,
)
