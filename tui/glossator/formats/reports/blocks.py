"""The paragraphs of an article as HTML elements: headings, quotations or plain, without their Markdown marks."""

import re
from dataclasses import dataclass
from typing import Final

from glossator.domain.article import TextFormat
from glossator.text.span import Span

_HEADING: Final = re.compile(r"(#{1,6}) +(?=\S)")
_QUOTED: Final = re.compile(r"(?:>[ ]?)+")
# Level 1 is the report’s heading, and 2 an article’s title.
_ABOVE: Final = 2
_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How a paragraph is shown.

    Attributes:
        tag: of its element.
        quoted: the number of nested quotations that it is in.
        marks: the spans of the Markdown marks, which are not shown, in order.
    """

    tag: str = "p"
    quoted: int = 0
    marks: tuple[Span, ...] = ()


def report_block(text: str, part: Span, text_format: TextFormat) -> ReportBlock:
    """Return how to show the paragraph `part` of an article’s text; plain text has no marks."""
    if text_format is TextFormat.PLAIN:
        return ReportBlock()
    lines = part.of(text).split("\n")
    depth = min(_depth(line) for line in lines)
    marks = []
    start = part.start
    for line in lines:
        if depth:
            marks.append(Span(start, start + _end_of_marks(line, depth)))
        start += len(line) + 1
    words = marks[0].end if marks else part.start
    heading = _HEADING.match(text, words, part.end) if len(lines) == 1 else None
    if heading is None:
        return ReportBlock(quoted=depth, marks=tuple(marks))
    tag = f"h{min(len(heading[1]) + _ABOVE, _DEEPEST)}"
    return ReportBlock(tag, depth, (*marks, Span(heading.start(), heading.end())))


def _depth(line: str) -> int:
    """Return the number of nested quotations that a line is in."""
    found = _QUOTED.match(line)
    return found[0].count(">") if found else 0


def _end_of_marks(line: str, depth: int) -> int:
    """Return the end of the first `depth` quotation marks at the start of a line."""
    end = 0
    for _ in range(depth):
        end = line.index(">", end) + 1
        end += line.startswith(" ", end)
    return end
