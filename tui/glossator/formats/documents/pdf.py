"""PDF documents: the text on their pages, its lines joined to paragraphs again."""

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from statistics import quantiles
from typing import Final

from glossator.formats.content import Content
from glossator.formats.header import header
from glossator.formats.optional_packages import library
from glossator.formats.unreadable import Unreadable
from glossator.text.pluralize import counted

_MOST_PAGES: Final = 2_000
_SENTENCE_END: Final = re.compile(r"[.!?…:][\"”’)\]]*$")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_NUMBER: Final = re.compile(r"\d+")
_PDF_DATE: Final = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read(data: bytes) -> Content:
    """Return the article that a PDF document holds.

    Raises:
        Unreadable: when it is damaged or locked, or has pictures of text instead of text.
    """
    pypdf = library("pypdf", "PDF documents")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("The document is locked with a password; unlock it, and save it without one.")
        if len(document.pages) > _MOST_PAGES:
            raise Unreadable(f"The document has more than {_MOST_PAGES:,} pages; split it, or save the part as text.")
        pages = [page.extract_text().splitlines() for page in document.pages]
        stated = document.metadata or {}
        known = header(
            {
                "title": str(stated.get("/Title", "")),
                "author": str(stated.get("/Author", "")),
                "date": _date(str(stated.get("/CreationDate", ""))),
            }
        )
    except Unreadable:
        raise
    except Exception as error:
        # Documents are hostile, and what the library raises on them is written down nowhere.
        raise Unreadable(
            "The PDF document is damaged or of a kind that cannot be read; save it as text first."
        ) from error
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable("The document holds pictures of text, no text; run it through text recognition (OCR) first.")
    kept, repeated = without_margins(pages)
    dropped = (f"{counted(repeated, 'line')} of headers and footers",) if repeated else ()
    return Content(known, joined(kept), dropped=dropped)


def without_margins(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Return the lines of pages without those at their tops and bottoms that come on most of them, and how many went.

    Numbers count as equal, so that page numbers are among them.
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


def joined(pages: Sequence[Sequence[str]]) -> str:
    """Return the lines of pages as paragraphs.

    A paragraph ends with a line that is shorter than most and ends a sentence, or is much shorter; words that are cut
    at the end of a line are made whole.
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
    """Return the day of a date as PDF writes it, D:YYYYMMDDHHmmSS, as ISO 8601."""
    match = _PDF_DATE.match(stated)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}" if match else ""
