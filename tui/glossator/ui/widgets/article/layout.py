"""The layout: how a text breaks into lines of a width in cells, and where each code point is shown.

A text is broken in independent blocks, so that the visible part can be laid out first. One regular expression breaks
the lines. It runs over the text itself where each character is one cell, and elsewhere over a skeleton, in which every
cluster has as many characters as cells.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import Final

from rich.cells import cell_len

from glossator.ui.widgets.article.glyphs import UNEVEN, clusters, is_plain, is_single, last_parting, shown, uneven_runs

# Blocks end at a newline, else after a space, else at a certain boundary of clusters; without any, a block goes on.
_BLOCK: Final = 32_768

# In a skeleton: a cell of a cluster after its first; the first cell of a wide character; of one that may not begin a
# line; of one that may not end a line. A text has none of these four.
_REST, _WIDE, _CLOSING, _OPENING = "\x01", "\x02", "\x03", "\x04"
_CLOSERS: Final = frozenset(
    "、。，．・：；？！ヽヾゝゞ々ー‥…）］｝」』】〕〉》〙〗〟％〜～ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ"
)
_OPENERS: Final = frozenset("（［｛「『【〔〈《〘〖〝＄￥")
# Where a line may end though no space follows: after a hyphen, dash or slash between words and after the invisible
# characters made for it; in a skeleton beside wide characters too.
_BREAK: Final = r"(?<=[-‐–—/\u00ad\u200b])(?:(?<=[\u00ad\u200b])|(?<=\w\w.)(?=[^\W\d_]{2}))"
_WIDE_BREAK: Final = (
    rf"|(?<=[{_WIDE}{_CLOSING}]{_REST})(?![-!),.:;?\]}}·’”»‐–—…/%{_CLOSING}])"
    rf"|(?<!{_OPENING}{_REST})(?<![(\[{{‘“«])(?=[{_WIDE}{_OPENING}])"
)
# Matches pictures and spaces of two cells that begin with a character of one.
_TWO_CELLS: Final = re.compile("[\ufe0f\U0001f1e6-\U0001f1ff]|  ")
# Skeletons kept, of clusters that are not longer than this; lines measured and kept, more than a screen has.
_SKELETONS_KEPT: Final = 16_384
_LONG: Final = 16
_LINES_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class Cells:
    """The clusters of one line and their cells.

    Attributes:
        end: the end of the line in the text, including its newline.
        pieces: what is written for each cluster, without the newline.
        offsets: the start of each cluster in the text, and the end of the last one.
        columns: the first cell of each cluster, and the width of the whole line.
    """

    end: int
    pieces: Sequence[str]
    offsets: Sequence[int]
    columns: Sequence[int]

    @property
    def width(self) -> int:
        """The width of the line in cells; trailing spaces may exceed the width of the layout."""
        return self.columns[-1]

    def shown(self, start: int, end: int) -> tuple[str, int]:
        """Return what is written for the code points from `start` to `end`, exclusive, and its width in cells.

        The range is extended to whole clusters and limited to the line; a newline is empty.
        """
        first = max(0, bisect_right(self.offsets, start) - 1)
        last = min(bisect_left(self.offsets, end), len(self.pieces))
        if first >= last:
            return "", 0
        pieces = self.pieces[first:last]
        return pieces if isinstance(pieces, str) else "".join(pieces), self.columns[last] - self.columns[first]

    def x_of(self, offset: int) -> int:
        """Return the column of the cluster that contains `offset`; that of the newline is after the last cluster."""
        return self.columns[max(0, bisect_right(self.offsets, offset) - 1)]

    def offset_at(self, x: int) -> int:
        """Return the offset of the cluster at column `x`, or of the first or last one outside the line."""
        cluster = min(bisect_right(self.columns, x), len(self.pieces)) - 1
        return self.offsets[max(0, cluster)]


class Layout:
    """The lines of a text, or of a part of it, at a width in cells.

    Lines are numbered from 0 at the start of the text. In the layout of a part, the numbers of its lines and the count
    of all lines are estimates. Each line begins where the previous one ends, a newline belongs to the line that it
    ends, and an empty text has one line.

    Raises:
        IndexError: in each method, if a line or the line of an offset is not laid out.
    """

    __slots__ = ("_cells", "_starts", "line_count", "lines", "text", "width")

    def __init__(self, text: str, width: int, starts: "array[int]") -> None:
        """Lay out the lines that begin at `starts`; its last item is the end of the last line."""
        start, end = starts[0], starts[-1]
        count = len(starts) - 1
        per_character = count / max(1, end - start)
        first = round(start * per_character)
        self.text = text
        self.width = width
        self.lines = range(first, first + count)
        self.line_count = self.lines.stop + round((len(text) - end) * per_character)
        self._starts = starts
        self._cells: dict[int, Cells] = {}

    @property
    def whole(self) -> bool:
        """Whether it has all lines of the text."""
        return self._starts[0] == 0 and self._starts[-1] == len(self.text)

    def __contains__(self, offset: int) -> bool:
        """Whether the line of `offset` is laid out; the end of the text is in the last line."""
        return self._starts[0] <= offset < self._starts[-1] or offset == self._starts[-1] == len(self.text)

    def span_of(self, line: int) -> tuple[int, int]:
        """Return start and end of `line` in the text, including its newline."""
        if line not in self.lines:
            raise IndexError(f"line {line} is not one of {self.lines}")
        index = line - self.lines.start
        return self._starts[index], self._starts[index + 1]

    def line_of(self, offset: int) -> int:
        """Return the line that contains `offset`; the end of the text is in the last line."""
        if offset not in self:
            raise IndexError(f"offset {offset} is not between {self._starts[0]} and {self._starts[-1]}")
        return self.lines.start + min(bisect_right(self._starts, offset), len(self.lines)) - 1

    def lines_of(self, start: int, end: int) -> range:
        """Return the laid out lines that contain code points from `start` to `end`, exclusive."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = min(bisect_left(self._starts, end), len(self.lines))
        return range(self.lines.start + first, self.lines.start + last)

    def cells(self, line: int) -> Cells:
        """Return the clusters of `line`, measured at the first call."""
        cells = self._cells.get(line)
        if cells is None:
            if len(self._cells) >= _LINES_KEPT:
                self._cells.clear()
            cells = self._cells[line] = _measured(self.text, *self.span_of(line))
        return cells

    def x_of(self, offset: int) -> int:
        """Return the column of the cluster that contains `offset`."""
        return self.cells(self.line_of(offset)).x_of(offset)

    def offset_at(self, line: int, x: int) -> int:
        """Return the offset of the cluster at column `x` of `line`, or of the last one right of the line."""
        return self.cells(line).offset_at(x)

    def guess(self, line: int) -> int:
        """Return the estimated offset of `line`, whether it is laid out or not."""
        return min(max(0, line), self.line_count) * len(self.text) // self.line_count


def layouts(text: str, width: int, near: int = 0) -> Iterator[Layout]:
    """Yield the best layout so far after each of many short steps: first the part around `near`, finally the whole.

    Args:
        text: normalised.
        width: in cells, at least 1.
        near: the offset whose surroundings come first, at least half a block on both sides.

    Raises:
        ValueError: if the width is not positive.
    """
    if width < 1:
        raise ValueError(f"no text fits in {width} cells")
    edges = _block_edges(text)
    at = min(bisect_right(edges, near), len(edges) - 1)
    around = edges[max(0, at - 2) : at + 2]
    part = Layout(text, width, _line_starts(text, around, width))
    yield part
    if part.whole:
        return
    starts = array("i", [0])
    for edge in pairwise(edges):
        starts.extend(_line_ends(text, *edge, width))
        yield part
    yield Layout(text, width, starts)


def lay_out(text: str, width: int) -> Layout:
    """Return the layout of the whole of a normalised `text` at `width` cells.

    Raises:
        ValueError: if the width is not positive.
    """
    *_, whole = layouts(text, width)
    return whole


def _block_edges(text: str) -> list[int]:
    """Return the starts of the blocks of `text`, and the end of the last one; an empty text is one empty block."""
    ends = (_block_end(text, reach - _BLOCK // 2, reach) for reach in range(_BLOCK, len(text), _BLOCK))
    return [0, *(end for end in ends if end is not None), len(text)]


def _block_end(text: str, start: int, end: int) -> int | None:
    """Return the best place between `start` and `end` to divide `text`, or None without a certain boundary."""
    newline = text.rfind("\n", start, end)
    if newline >= 0:
        return newline + 1
    space = text.rfind(" ", start, end) + 1
    return space if space > 0 and is_plain(text[space : space + 1]) else last_parting(text, start, end)


def _line_starts(text: str, edges: Sequence[int], width: int) -> "array[int]":
    """Return the starts of the lines between the block `edges`, and the end of the last one."""
    starts = array("i", edges[:1])
    for start, end in pairwise(edges):
        starts.extend(_line_ends(text, start, end, width))
    return starts if len(starts) > 1 else starts * 2


def _line_ends(text: str, start: int, end: int, width: int) -> list[int]:
    """Return the end of each line of a block."""
    ends: list[int] = []
    done = start
    while (uneven := UNEVEN.search(text, done, end)) is not None:
        # Only the uneven paragraph needs a skeleton, because a newline always ends a line.
        first = max(done, text.rfind("\n", done, uneven.start()) + 1)
        last = text.find("\n", uneven.start(), end) + 1 or end
        ends += _even_line_ends(text, done, first, width)
        ends += _uneven_line_ends(text, first, last, width)
        done = last
    ends += _even_line_ends(text, done, end, width)
    return ends


def _even_line_ends(text: str, start: int, end: int, width: int) -> Iterable[int]:
    """Return the end of each line between two places, where every code point takes one cell."""
    found = _line(width, _BREAK).findall(text, start, end)
    return islice(accumulate(map(len, found), initial=start), 1, None)


def _uneven_line_ends(text: str, start: int, end: int, width: int) -> Iterable[int]:
    """Return the end of each line between two places, whatever the text."""
    offsets, skeleton = _taken_apart(text[start:end], start)
    found = _line(width, _BREAK + _WIDE_BREAK).findall(skeleton)
    return (offsets[count] for count in accumulate(len(line) - line.count(_REST) for line in found))


def _taken_apart(block: str, start: int) -> tuple[Sequence[int], str]:
    """Return the starts of the clusters of a block at `start`, with the end of the last one, and its skeleton."""
    single = is_single(block)
    offsets: list[int] = []
    skeleton: list[str] = []
    done = 0
    for first, last in uneven_runs(block):
        uneven = block[first:last] if single else clusters(block[first:last])
        if not single:
            offsets += range(start + done, start + first)
            offsets += accumulate(map(len, uneven[:-1]), initial=start + first)
        skeleton.append(block[done:first])
        skeleton += map(_SKELETONS.__getitem__, uneven)
        done = last
    skeleton.append(block[done:])
    if single:
        return range(start, start + len(block) + 1), "".join(skeleton)
    offsets += range(start + done, start + len(block) + 1)
    return offsets, "".join(skeleton)


class _Skeletons(dict[str, str]):
    """The skeletons of clusters: as many characters as cells, with the same line breaks; made at the first access."""

    def __missing__(self, cluster: str) -> str:
        skeleton = _skeleton(cluster)
        if len(cluster) <= _LONG:
            if len(self) >= _SKELETONS_KEPT:
                self.clear()
            self[cluster] = skeleton
        return skeleton


_SKELETONS: Final = _Skeletons()


def _skeleton(cluster: str) -> str:
    """Return the characters that stand for `cluster`."""
    if cluster == "\n" or (len(cluster) == 1 and not UNEVEN.match(cluster)):
        return cluster
    written, width = shown(cluster)
    if width == 2 and (cell_len(written[0]) == 2 or _TWO_CELLS.search(written)):
        return (_CLOSING if cluster in _CLOSERS else _OPENING if cluster in _OPENERS else _WIDE) + _REST
    # A space may end a line, unless it is a no-break space; everything else is like a letter.
    return (" " if written == " " and len(cluster) == 1 else "x") + _REST * (width - 1)


@lru_cache(maxsize=64)
def _line(width: int, breaks: str) -> re.Pattern[str]:
    """Return the pattern of a line of `width` cells, with its trailing spaces and newline.

    Its alternatives in order: as much as fits up to a good break; only spaces; an empty line; as much of a word as
    fits; a cluster that is wider than the line.
    """
    return re.compile(
        rf"[^\n]{{1,{width}}}(?:  *\n?|\n|{breaks}|\Z)|  *\n?|\n|[^\n]{{1,{width}}}(?!{_REST})|[^\n]{_REST}* *\n?"
    )


def _measured(text: str, start: int, end: int) -> Cells:
    """Return the cells of the line from `start` to `end`."""
    body = text[start:end].removesuffix("\n")
    if is_plain(body):
        return Cells(end, body, range(start, start + len(body) + 1), range(len(body) + 1))
    taken = clusters(body)
    pieces, widths = zip(*map(shown, taken), strict=True)
    offsets = accumulate(map(len, taken), initial=start)
    return Cells(end, pieces, array("i", offsets), array("i", accumulate(widths, initial=0)))
