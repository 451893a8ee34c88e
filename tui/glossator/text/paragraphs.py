"""Paragraphs, and the chunks that a pipeline analyses one at a time."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.text.span import Span, cluster_at, is_boundary

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END: Final = re.compile(r"\n\s*")
_BREAKS: Final = (re.compile(r"\n"), re.compile(r"[.!?…][\"”’)\]]*\s"), re.compile(r"\s"))


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of `text`, trimmed of white space.

    Blank lines separate paragraphs; in a text without blank lines, each line is a paragraph.
    """
    end = len(text.rstrip())
    start = end - len(text[:end].lstrip())
    divider = _BLANK_LINE if _BLANK_LINE.search(text, start, end) else _LINE_END
    found = []
    for match in divider.finditer(text, start, end):
        found.append(Span(start, len(text[start : match.start()].rstrip()) + start))
        start = match.end()
    if start < end:
        found.append(Span(start, end))
    return found


def paragraph_number(starts: Sequence[int], offset: int) -> int:
    """Return the number, from 1, of the paragraph at or before `offset`; `starts` are those of all, ascending."""
    return max(1, bisect_right(starts, offset))


def chunks(text: str, most: int = 4_000) -> Iterator[Span]:
    """Yield the chunks of `text`: paragraphs, those longer than `most` code points split at a line, sentence or space.

    A grapheme cluster longer than `most` stays whole.
    """
    for paragraph in paragraphs(text):
        start = paragraph.start
        while paragraph.end - start > most:
            end = min(_cut(text, start, start + most), paragraph.end)
            yield Span(start, end)
            start = end
        if start < paragraph.end:
            yield Span(start, paragraph.end)


def _cut(text: str, start: int, limit: int) -> int:
    """Return the best end of a chunk that starts at `start` and must not reach past `limit`."""
    window = text[start:limit]
    for pattern in _BREAKS:
        breaks = [start + match.end() for match in pattern.finditer(window, len(window) // 2)]
        while breaks:
            if is_boundary(text, last := breaks.pop()):
                return last
    cluster = cluster_at(text, limit)
    return cluster.start if cluster.start > start else cluster.end
