"""How a text breaks into lines of a width in cells, and where each of its code points is seen.

A text is broken block by block, and a block never needs another, so what is in view can be laid out at once and the
rest later. One regular expression breaks the lines. It runs over the text itself where each character is one cell;
elsewhere over a skeleton of it, in which every cluster is as many characters long as it has cells.
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

# Blocks end at a newline, else after a space, else wherever clusters surely part; where they may not, a block goes on.
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
# Is seen of such pictures and spaces of two cells as begin with a character of one.
_TWO_CELLS: Final = re.compile("[\ufe0f\U0001f1e6-\U0001f1ff]|  ")
# Skeletons kept, of clusters that are not longer than this; lines measured and kept, more than a screen has.
_SKELETONS_KEPT: Final = 16_384
_LONG: Final = 16
_LINES_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class Cells:
    """The clusters of one line and the cells that they take.

    Attributes:
        end: where the line ends in the text, its newline included.
        pieces: what is written for each cluster; the newline is none of them.
        offsets: where each cluster starts in the text, and where the last one ends.
        columns: the cell at which each cluster starts, counted from the line's start, and the width of the whole line.
    """

    end: int
    pieces: Sequence[str]
    offsets: Sequence[int]
    columns: Sequence[int]

    @property
    def width(self) -> int:
        """The cells that the line takes; more than the layout is wide when spaces hang at its end."""
        return self.columns[-1]

    def shown(self, start: int, end: int) -> tuple[str, int]:
        """Return what is written for the code points from `start` up to `end`, and its width in cells.

        Both are moved out to the edges of their clusters, and in to the ends of the line; a newline is nothing.
        """
        first = max(0, bisect_right(self.offsets, start) - 1)
        last = min(bisect_left(self.offsets, end), len(self.pieces))
        if first >= last:
            return "", 0
        pieces = self.pieces[first:last]
        return pieces if isinstance(pieces, str) else "".join(pieces), self.columns[last] - self.columns[first]

    def x_of(self, offset: int) -> int:
        """Return the column of the cluster that holds `offset`; the newline's is the one after the last cluster."""
        return self.columns[max(0, bisect_right(self.offsets, offset) - 1)]

    def offset_at(self, x: int) -> int:
        """Return where the cluster at column `x` starts; left or right of the line, the first or last of it."""
        cluster = min(bisect_right(self.columns, x), len(self.pieces)) - 1
        return self.offsets[max(0, cluster)]


class Layout:
    """The lines of a text at a width in cells: of all of it, or of the part around a place.

    Lines are numbered from 0 at the start of the text. In a layout of a part, the numbers of its lines and the count of
    all lines are estimates. Each line begins where the one before it ends, a newline is in the line that it ends, and
    an empty text has one line.

    Raises:
        IndexError: by each method that is asked about a line, or an offset in one, that is not laid out.
    """

    __slots__ = ("_cells", "_starts", "line_count", "lines", "text", "width")

    def __init__(self, text: str, width: int, starts: "array[int]") -> None:
        """Make the layout of the lines that begin at `starts`, whose last item is where the last line ends."""
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
        """Whether it has every line of the text."""
        return self._starts[0] == 0 and self._starts[-1] == len(self.text)

    def __contains__(self, offset: int) -> bool:
        """Whether the line of `offset` is laid out; the end of the text is in the last line."""
        return self._starts[0] <= offset < self._starts[-1] or offset == self._starts[-1] == len(self.text)

    def span_of(self, line: int) -> tuple[int, int]:
        """Return where `line` starts and ends in the text, with its newline."""
        if line not in self.lines:
            raise IndexError(f"line {line} is not one of {self.lines}")
        index = line - self.lines.start
        return self._starts[index], self._starts[index + 1]

    def line_of(self, offset: int) -> int:
        """Return the line that holds `offset`; the end of the text is in the last line."""
        if offset not in self:
            raise IndexError(f"offset {offset} is not between {self._starts[0]} and {self._starts[-1]}")
        return self.lines.start + min(bisect_right(self._starts, offset), len(self.lines)) - 1

    def lines_of(self, start: int, end: int) -> range:
        """Return the lines that hold a code point from `start` up to `end`, without those that are not laid out."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = min(bisect_left(self._starts, end), len(self.lines))
        return range(self.lines.start + first, self.lines.start + last)

    def cells(self, line: int) -> Cells:
        """Return the clusters of `line`, measured when first asked for."""
        cells = self._cells.get(line)
        if cells is None:
            if len(self._cells) >= _LINES_KEPT:
                self._cells.clear()
            cells = self._cells[line] = _measured(self.text, *self.span_of(line))
        return cells

    def x_of(self, offset: int) -> int:
        """Return the column, in cells from its line's start, of the cluster that holds `offset`."""
        return self.cells(self.line_of(offset)).x_of(offset)

    def offset_at(self, line: int, x: int) -> int:
        """Return where the cluster at column `x` of `line` starts; right of the line, the last cluster of it."""
        return self.cells(line).offset_at(x)

    def guess(self, line: int) -> int:
        """Return about where `line` starts in the text, whether it is laid out or not: where to lay out next."""
        return min(max(0, line), self.line_count) * len(self.text) // self.line_count


def layouts(text: str, width: int, near: int = 0) -> Iterator[Layout]:
    """Yield the best layout so far, after each of many short steps: first a part around `near`, in the end the whole.

    Args:
        text: normalised.
        width: in cells, at least 1.
        near: the offset whose surroundings come first, at least half a block to either side or the text's end.

    Raises:
        ValueError: when the width is not positive.
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
        ValueError: when the width is not positive.
    """
    *_, whole = layouts(text, width)
    return whole


def _block_edges(text: str) -> list[int]:
    """Return where the blocks of `text` begin, and where the last one ends; an empty text is one empty block."""
    ends = (_block_end(text, reach - _BLOCK // 2, reach) for reach in range(_BLOCK, len(text), _BLOCK))
    return [0, *(end for end in ends if end is not None), len(text)]


def _block_end(text: str, start: int, end: int) -> int | None:
    """Return the best place between `start` and `end` to divide `text`, or None where no clusters surely part."""
    newline = text.rfind("\n", start, end)
    if newline >= 0:
        return newline + 1
    space = text.rfind(" ", start, end) + 1
    return space if space > 0 and is_plain(text[space : space + 1]) else last_parting(text, start, end)


def _line_starts(text: str, edges: Sequence[int], width: int) -> "array[int]":
    """Return where the lines between the block `edges` start, and where the last one ends."""
    starts = array("i", edges[:1])
    for start, end in pairwise(edges):
        starts.extend(_line_ends(text, start, end, width))
    return starts if len(starts) > 1 else starts * 2


def _line_ends(text: str, start: int, end: int, width: int) -> list[int]:
    """Return where each line of a block ends."""
    ends: list[int] = []
    done = start
    while (uneven := UNEVEN.search(text, done, end)) is not None:
        # Only the paragraph that is uneven is taken apart: each newline ends a line, wherever it was begun.
        first = max(done, text.rfind("\n", done, uneven.start()) + 1)
        last = text.find("\n", uneven.start(), end) + 1 or end
        ends += _even_line_ends(text, done, first, width)
        ends += _uneven_line_ends(text, first, last, width)
        done = last
    ends += _even_line_ends(text, done, end, width)
    return ends


def _even_line_ends(text: str, start: int, end: int, width: int) -> Iterable[int]:
    """Return where each line ends between two places; all there takes a cell for a code point."""
    found = _line(width, _BREAK).findall(text, start, end)
    return islice(accumulate(map(len, found), initial=start), 1, None)


def _uneven_line_ends(text: str, start: int, end: int, width: int) -> Iterable[int]:
    """Return where each line ends between two places, whatever is there."""
    offsets, skeleton = _taken_apart(text[start:end], start)
    found = _line(width, _BREAK + _WIDE_BREAK).findall(skeleton)
    return (offsets[count] for count in accumulate(len(line) - line.count(_REST) for line in found))


def _taken_apart(block: str, start: int) -> tuple[Sequence[int], str]:
    """Return where the clusters of a block that starts at `start` begin, with where the last ends, and its skeleton."""
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
    """For a cluster as many characters as it has cells, which break as it does; made when first asked for."""

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
    # A space other than those that forbid it may end a line; anything else is like a letter.
    return (" " if written == " " and len(cluster) == 1 else "x") + _REST * (width - 1)


@lru_cache(maxsize=64)
def _line(width: int, breaks: str) -> re.Pattern[str]:
    """Return the pattern of a line at `width` cells, with the spaces that hang at its end and its newline.

    Its choices in turn: as much as fits up to a good break; only spaces; an empty line; as much of a word as fits; a
    cluster that is wider than the line.
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
