"""PDF documents: the text on their pages, with lines joined to paragraphs."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from statistics import quantiles
from typing import Final

from glossator.domain.left_out import LeftOut
from glossator.formats.content import Content
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.optional_packages import import_optional
from glossator.formats.spec import Evidence, Format, one_article

_MOST_PAGES: Final = 2_000
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"”’)\]]*$")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_NUMBER: Final = re.compile(r"\d+")
_PDF_DATE: Final = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read(data: bytes) -> Content:
    """Return the article in a PDF document.

    Raises:
        Unreadable: when it is damaged, encrypted, or a scan without text.
    """
    pypdf = import_optional("pypdf", "PDF documents")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("The document is locked with a password. Save it without one.")
        if len(document.pages) > _MOST_PAGES:
            raise Unreadable(f"The document has more than {_MOST_PAGES:,} pages. Split it, or save the part as text.")
        pages = [page.extract_text().splitlines() for page in document.pages]
        stated = document.metadata or {}
        known = make_header(
            {
                "title": str(stated.get("/Title", "")),
                "author": str(stated.get("/Author", "")),
                "date": _date(str(stated.get("/CreationDate", ""))),
            }
        )
    except Unreadable:
        raise
    except Exception as error:
        # What the library raises on damaged documents is not documented.
        raise Unreadable("The PDF document is damaged or not supported. Save it as text first.") from error
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable("The document is a scan without text. Run text recognition (OCR) on it first.")
    kept, repeated = remove_margins(pages)
    left_out = (LeftOut("line of headers and footers", repeated, plural="lines of headers and footers"),)
    return Content(known, join_lines(kept), left_out=left_out if repeated else ())


def remove_margins(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Return the lines of pages without headers and footers, and how many were removed.

    These are the first and last two lines of a page that are on most pages; numbers count as equal, for page numbers.
    """
    written = [[line.strip() for line in page if line.strip()] for page in pages]
    if len(written) < 3:
        return written, 0
    seen = Counter(key for page in written for key in {_likeness(line) for line in (*page[:2], *page[-2:])})
    usual = {key for key, pages_with in seen.items() if pages_with > len(written) / 2}
    kept = [
        [
            line
            for number, line in enumerate(page)
            if not (min(number, len(page) - 1 - number) < 2 and _likeness(line) in usual)
        ]
        for page in written
    ]
    return kept, sum(map(len, written)) - sum(map(len, kept))


def join_lines(pages: Sequence[Sequence[str]]) -> str:
    """Return the lines of pages joined to paragraphs, and words hyphenated at the end of a line joined.

    A paragraph ends with a line that is shorter than most and ends a sentence, or is much shorter.
    """
    lines = [line for page in pages for line in page]
    lengths = [len(line) for line in lines]
    full = quantiles(lengths, n=4)[2] * 0.85 if len(lengths) > 1 else 0.0
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        if _HYPHEN.search(current) and line[:1].islower():
            current = _HYPHEN.sub("", current) + line
        else:
            current = f"{current} {line}" if current else line
        if len(line) < full and (_SENTENCE_END.search(line) or len(line) < full * 0.7):
            paragraphs.append(current)
            current = ""
    return "\n\n".join([*paragraphs, *([current] if current else [])])


def _likeness(line: str) -> str:
    return _NUMBER.sub("0", line)


def _date(stated: str) -> str:
    """Return the day of a PDF date, D:YYYYMMDDHHmmSS, as ISO 8601."""
    match = _PDF_DATE.match(stated)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}" if match else ""


FORMAT: Final = Format(
    name="pdf",
    title="PDF document",
    suffixes=(".pdf",),
    sniff=lambda head: Evidence.CONTENT if head.data.startswith(b"%PDF-") else Evidence.NONE,
    read_articles=one_article(read),
)
