"""The article in a PDF document: its text, its header, and what is left out."""

from collections.abc import Sequence
from typing import Final

from glossator.domain.left_out import LeftOutCounter
from glossator.formats.content import Content
from glossator.formats.documents.pdf.engine import PdfFile, open_pdf
from glossator.formats.documents.pdf.heading import heading
from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.legibility import has_known_words, is_legible
from glossator.formats.documents.pdf.page import Line, Page
from glossator.formats.documents.pdf.paragraphs import paragraphs
from glossator.formats.documents.pdf.reading_order import in_reading_order
from glossator.formats.documents.pdf.running_heads import split_running_heads
from glossator.formats.errors import Unreadable
from glossator.formats.file_properties import file_author, file_title
from glossator.formats.header import make_header

MOST_PAGES: Final = 5_000
# Characters that tell by their spaces whether they are text, and the share of spaces.
_ENOUGH: Final = 200
_SPACES: Final = 0.08


def read_document(data: bytes) -> Content:
    """Return the article in a PDF document.

    Raises:
        Unreadable: when it is damaged, locked, too long, or holds no text.
    """
    with open_pdf(data) as document:
        if document.page_count > MOST_PAGES:
            raise Unreadable(f"The document has more than {MOST_PAGES:,} pages. Split it, or save the part as text.")
        title, author = document.property("Title"), document.property("Author")
        pages = [document.page(number) for number in range(document.page_count)]
        left_out = _around_the_text(document, pages)
    readable = [page for page in pages if page is not None]
    if not readable:
        raise Unreadable("The PDF document is damaged: none of its pages can be read. Save it as text first.")
    legible = _legible_lines(readable, left_out)
    bodies, running = split_running_heads(legible)
    ordered = [in_reading_order(body) for body in bodies]
    text = paragraphs(ordered, Hyphens(line.text for page in ordered for line in page))
    pictures = sum(
        page.has_picture and not body and not page.unmapped for page, body in zip(readable, bodies, strict=True)
    )
    if not text.strip():
        raise Unreadable(
            _no_text(
                pictures=pictures > 0,
                unmapped=any(page.lines or page.unmapped or page.has_hidden_text for page in readable),
            )
        )
    if running:
        left_out.add(
            "running head or foot",
            _text(running),
            number=len(running),
            plural="running heads and feet",
        )
    if pictures:
        left_out.add(_pictures(pictures, len(pages)), number=0)
    first = next((page for page in ordered if page), [])
    stated = {"title": file_title(title) or heading(first), "author": file_author(author)}
    return Content(make_header(stated), text, left_out=left_out.entries)


def _around_the_text(document: PdfFile, pages: Sequence[Page | None]) -> LeftOutCounter:
    """Return a count of what is not on the pages, or lies on them as annotations."""
    found = LeftOutCounter()
    damaged = sum(page is None for page in pages)
    if damaged:
        found.add("page that cannot be read", number=damaged, plural="pages that cannot be read")
    for page in pages:
        for comment in page.comments if page is not None else ():
            found.add("comment", comment)
        for field in page.form_fields if page is not None else ():
            found.add("form field", field)
    if document.attachments:
        found.add("attachment", number=document.attachments)
    return found


def _legible_lines(pages: Sequence[Page], left_out: LeftOutCounter) -> list[Sequence[Line]]:
    """Return the lines of each page that are text, and count the others."""
    # Some fonts state no characters for their glyphs and yet have them at the usual places.
    keep = _is_text([line.text for page in pages for line in page.unmapped])
    found: list[Sequence[Line]] = []
    for page in pages:
        lines = [*page.lines, *page.unmapped] if keep else page.lines
        unmapped = () if keep else page.unmapped
        # Between lines that cannot be read, what is left of the others makes no sense.
        if lines and (_length(unmapped) > _length(lines) or not is_legible(line.text for line in lines)):
            lines, unmapped = (), [*lines, *unmapped]
        if unmapped and not lines:
            left_out.add("page of illegible characters", _text(unmapped), plural="pages of illegible characters")
        elif unmapped:
            left_out.add("illegible line", _text(unmapped), number=len(unmapped))
        elif page.has_hidden_text:
            left_out.add("page of illegible characters", plural="pages of illegible characters")
        found.append(lines)
    return found


def _is_text(lines: Sequence[str]) -> bool:
    """Whether the lines of fonts that do not state their characters are text all the same."""
    if has_known_words(lines):
        return is_legible(lines)
    length = sum(map(len, lines))
    return length > _ENOUGH and sum(line.count(" ") for line in lines) > _SPACES * length and is_legible(lines)


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _pictures(pages: int, of: int) -> str:
    return f"{pages:,} of {of:,} pages {'holds a picture' if pages == 1 else 'hold pictures'} without text"


def _no_text(*, pictures: bool, unmapped: bool) -> str:
    if unmapped and not pictures:
        return (
            "The fonts of the document do not say which characters they show, so its text would be garbled. "
            "Run text recognition (OCR) on it first."
        )
    return "The document is a scan without text. Run text recognition (OCR) on it first."
