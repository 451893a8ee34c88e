"""Paragraphs, and the pieces that a language model reads one at a time."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from glossator.text.span import Span, cluster_at, is_boundary

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END: Final = re.compile(r"\n\s*")
_BREAKS: Final = (re.compile(r"\n"), re.compile(r"[.!?…][\"”’)\]]*\s"), re.compile(r"\s"))


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of `text`, without the white space around them.

    Blank lines divide paragraphs; in a text that has no blank line between its lines, each line is a paragraph.
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
    """Return the number, counted from 1, of the paragraph that `offset` is in or after.

    Args:
        starts: where each paragraph of the text starts, ascending.
        offset: a place in the same text; before the first paragraph it counts as in it.
    """
    return max(1, bisect_right(starts, offset))


def chunks(text: str, most: int = 4_000) -> Iterator[Span]:
    """Yield what a model is given at a time: paragraphs, the longer ones cut at a line, a sentence or a space.

    Args:
        text: an article's text.
        most: code points in a piece; a grapheme cluster longer than that is still kept whole.
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
    """Return the best place to end a piece that starts at `start` and may not reach past `limit`."""
    window = text[start:limit]
    for pattern in _BREAKS:
        breaks = [start + match.end() for match in pattern.finditer(window, len(window) // 2)]
        while breaks:
            if is_boundary(text, last := breaks.pop()):
                return last
    cluster = cluster_at(text, limit)
    return cluster.start if cluster.start > start else cluster.end
