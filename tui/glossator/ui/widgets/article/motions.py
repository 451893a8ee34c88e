"""Motions: from the offset of the cursor to the offset that a motion leads to.

The cursor is at the start of a token if the text has any. A motion that would leave the text goes as far as possible.
The time of a motion does not depend on the length of the article. Lines in which no token starts, such as blank ones,
are skipped.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import IntEnum
from itertools import islice

from glossator.text.span import cluster_at
from glossator.text.tokens import next_token, previous_token, token_at, tokens
from glossator.ui.widgets.article.layout import Layout


class Step(IntEnum):
    """The result of a step from annotation to annotation.

    NONE: there is no annotation. ON: to the next one. ROUND: wrapped around at an end of the article. ONLY: to the same
    one, because there is no other.
    """

    NONE = 0
    ON = 1
    ROUND = 2
    ONLY = 3


def token_right(text: str, offset: int, count: int = 1) -> int:
    """Return the start of the token `count` after the one at `offset`."""
    first = next_token(text, offset)
    if first is None:
        return offset
    for token in islice(tokens(text, first.start), count):
        offset = token.start
    return offset


def token_left(text: str, offset: int, count: int = 1) -> int:
    """Return the start of the token `count` before `offset`; inside a token, its own start is the first."""
    for _ in range(count):
        token = previous_token(text, offset)
        if token is None:
            break
        offset = token.start
    return offset


def character_right(text: str, offset: int, count: int = 1) -> int:
    """Return the start of the grapheme cluster `count` after the one at `offset`; a line end counts as one."""
    for _ in range(count):
        end = cluster_at(text, offset).end
        if end >= len(text):
            break
        offset = end
    return offset


def character_left(text: str, offset: int, count: int = 1) -> int:
    """Return the start of the grapheme cluster `count` before the one at `offset`."""
    for _ in range(count):
        start = cluster_at(text, offset).start
        if start == 0:
            return 0
        offset = cluster_at(text, start - 1).start
    return offset


def to_start(text: str) -> int:
    """Return the start of the first token, or 0 without one."""
    first = next(tokens(text), None)
    return first.start if first else 0


def to_end(text: str) -> int:
    """Return the start of the last token, or 0 without one."""
    last = previous_token(text, len(text))
    return last.start if last else 0


def line_down(layout: Layout, offset: int, goal_x: int, count: int = 1) -> int:
    """Return the token nearest to column `goal_x`, `count` lines with a token below `offset`.

    Raises:
        IndexError: if the line of `offset` is not laid out; motions stay within the lines that are.
    """
    line = start = layout.line_of(offset)
    for _ in range(count):
        below = _line_below(layout, line)
        if below is None:
            break
        line = below
    return _nearest(layout, line, goal_x) if line != start else offset


def line_up(layout: Layout, offset: int, goal_x: int, count: int = 1) -> int:
    """Return the token nearest to column `goal_x`, `count` lines with a token above `offset`.

    Raises:
        IndexError: if the line of `offset` is not laid out; motions stay within the lines that are.
    """
    line = start = layout.line_of(offset)
    for _ in range(count):
        above = _line_above(layout, line)
        if above is None:
            break
        line = above
    return _nearest(layout, line, goal_x) if line != start else offset


def page_down(layout: Layout, offset: int, height: int, goal_x: int) -> int:
    """Return the token nearest to column `goal_x` of the line `height` lines below `offset`, or of the next below it.

    Raises:
        IndexError: if the line of `offset` is not laid out; motions stay within the lines that are.
    """
    start = layout.line_of(offset)
    target = min(start + height, layout.lines.stop - 1)
    line = _line_below(layout, target - 1) if target > start else None
    if line is None:
        line = _line_above(layout, target + 1)
    return _nearest(layout, line, goal_x) if line is not None and line > start else offset


def page_up(layout: Layout, offset: int, height: int, goal_x: int) -> int:
    """Return the token nearest to column `goal_x` of the line `height` lines above `offset`, or of the next above it.

    Raises:
        IndexError: if the line of `offset` is not laid out; motions stay within the lines that are.
    """
    start = layout.line_of(offset)
    target = max(start - height, layout.lines.start)
    line = _line_above(layout, target + 1) if target < start else None
    if line is None:
        line = _line_below(layout, target - 1)
    return _nearest(layout, line, goal_x) if line is not None and line < start else offset


def line_start(layout: Layout, offset: int) -> int:
    """Return the first token that starts in the line of `offset`.

    Raises:
        IndexError: if that line is not laid out.
    """
    start, end = layout.span_of(layout.line_of(offset))
    first = _first_from(layout.text, start)
    return first if first is not None and first < end else offset


def line_end(layout: Layout, offset: int) -> int:
    """Return the last token that starts in the line of `offset`.

    Raises:
        IndexError: if that line is not laid out.
    """
    start, end = layout.span_of(layout.line_of(offset))
    last = previous_token(layout.text, end)
    return last.start if last is not None and last.start >= start else offset


def paragraph_down(starts: Sequence[int], offset: int, count: int = 1) -> int:
    """Return where the paragraph `count` after the one at `offset` starts; `starts` of all paragraphs are ascending."""
    following = bisect_right(starts, offset)
    if following == len(starts):
        return offset
    return starts[min(following + count, len(starts)) - 1]


def paragraph_up(starts: Sequence[int], offset: int, count: int = 1) -> int:
    """Return where the paragraph `count` before `offset` starts; inside one, its own start is the first of them."""
    before = bisect_left(starts, offset)
    if before == 0:
        return offset
    return starts[max(0, before - count)]


def _line_below(layout: Layout, line: int) -> int | None:
    """Return the first line below `line` in which a token starts; `line` may be the one before the first."""
    end = layout.span_of(line)[1] if line in layout.lines else layout.span_of(line + 1)[0]
    start = _first_from(layout.text, end)
    return layout.line_of(start) if start is not None and start in layout else None


def _line_above(layout: Layout, line: int) -> int | None:
    """Return the first line above `line` in which a token starts; `line` may be the one after the last."""
    start = layout.span_of(line)[0] if line in layout.lines else layout.span_of(line - 1)[1]
    token = previous_token(layout.text, start)
    return layout.line_of(token.start) if token is not None and token.start in layout else None


def _first_from(text: str, offset: int) -> int | None:
    """Return where the first token at or after `offset` starts."""
    token = token_at(text, offset)
    if token is None or token.start < offset:
        token = next_token(text, offset)
    return token.start if token else None


def _nearest(layout: Layout, line: int, goal_x: int) -> int:
    """Return the token at column `goal_x` of a line, or the one nearest to it; a token starts in the line."""
    start, end = layout.span_of(line)
    at = layout.offset_at(line, goal_x)
    token = token_at(layout.text, at)
    if token is not None and token.start >= start:
        return token.start
    before, after = previous_token(layout.text, at), next_token(layout.text, at)
    cells = layout.cells(line)
    # The nearest column of each of the two, and where it starts.
    edges = [(cells.x_of(before.end) - 1, before.start)] if before and before.start >= start else []
    edges += [(cells.x_of(after.start), after.start)] if after and after.start < end else []
    return min(edges, key=lambda edge: abs(edge[0] - goal_x), default=(goal_x, at))[1]
