"""Word documents (.docx): their paragraphs, headings, lists and tables."""

import io
from typing import Any, Final

from glossator.domain.article import TextFormat
from glossator.domain.left_out import LeftOut
from glossator.formats import zip_archive
from glossator.formats.content import Content
from glossator.formats.errors import Unreadable
from glossator.formats.header import make_header
from glossator.formats.optional_packages import import_optional
from glossator.formats.spec import Evidence, Format, one_article
from glossator.text.normalise import flatten

# The file by which an archive is recognised as a Word document.
_MAIN_PART: Final = "word/document.xml"


def read(data: bytes) -> Content:
    """Return the article in a Word document.

    Raises:
        Unreadable: when it is damaged.
    """
    docx = import_optional("docx", "Word documents")
    with zip_archive.open_zip(data) as packed:
        for info in packed.infolist():
            zip_archive.read_member(packed, info)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = [text for block in document.iter_inner_content() for text in _blocks(block)]
        notes = len(document.inline_shapes)
        stated = document.core_properties
        known = make_header(
            {
                "title": stated.title or "",
                "author": stated.author or "",
                "date": stated.created.date().isoformat() if stated.created else "",
                "language": stated.language or "",
            }
        )
    except Exception as error:
        # What the library raises on damaged documents is not documented.
        raise Unreadable("The document is damaged. Open it in Word and save it again, or as text.") from error
    return Content(
        known, "\n\n".join(blocks), TextFormat.MARKDOWN, left_out=(LeftOut("picture", notes),) if notes else ()
    )


def _blocks(block: Any) -> list[str]:
    """Return a paragraph, or the rows of a table, as reading text."""
    if hasattr(block, "rows"):
        rows = [[flatten(cell.text) for cell in row.cells] for row in block.rows]
        return ["\n".join(" | ".join(dict.fromkeys(row)) for row in rows if any(row))] if any(map(any, rows)) else []
    text = block.text.strip()
    style = (block.style.name if block.style is not None else "") or ""
    if not text:
        return []
    if style == "Title":
        return [f"# {flatten(text)}"]
    if style.startswith("Heading "):
        return [f"{'#' * min(6, int(style.removeprefix('Heading ') or 1))} {flatten(text)}"]
    return [f"- {flatten(text)}" if style.startswith("List") else text]


FORMAT: Final = Format(
    name="docx",
    title="Word document",
    suffixes=(".docx",),
    sniff=lambda head: Evidence.CONTENT if _MAIN_PART in head.members else Evidence.NONE,
    read_articles=one_article(read),
)
