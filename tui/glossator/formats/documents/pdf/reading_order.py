"""The lines of a page in the order in which people read them, also where columns stand side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Final

from glossator.formats.documents.pdf.page import Gap, Line, overlap_across, same_row

# Lines beside each other that show that there are columns, and words that each of them has in a column.
_LEAST_ROWS: Final = 4
_LEAST_WORDS: Final = 2.5
# The share of a column that its lines fill: prose fills it, the cells of a table do not.
_FILLED: Final = 0.75
# Blocks of a page that are sorted; more are a drawing or a form.
_MOST_BLOCKS: Final = 150
_MARK: Final = re.compile(r"\d{1,3}|[*†‡§]")
# Lines of a block that stands for a column.
_COLUMN: Final = 3
# Blocks that the next line may continue.
_OPEN: Final = 8
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(slots=True)
class _Block:
    """Lines below each other."""

    lines: list[Line] = field(default_factory=list)
    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0

    def add(self, line: Line) -> None:
        first = not self.lines
        self.left = line.left if first else min(self.left, line.left)
        self.right = line.right if first else max(self.right, line.right)
        self.bottom = line.bottom if first else min(self.bottom, line.bottom)
        self.top = line.top if first else max(self.top, line.top)
        self.lines.append(line)

    def continued_by(self, line: Line) -> bool:
        last = self.lines[-1]
        distance = last.bottom - line.top
        return -0.6 * line.size < distance < line.size and overlap_across(last, line) > 0.3 * min(
            last.right - last.left, line.right - line.left
        )


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page in reading order; the order of the file decides where places do not.

    Lines that run through several columns are split.
    """
    split = _split_at_gutters(lines)
    blocks = _blocks(_joined_rows(split))
    if len(blocks) > _MOST_BLOCKS:
        return [line for block in blocks for line in block.lines]
    leftwards = bool(lines) and sum(bool(_RIGHT_TO_LEFT.search(line.text)) for line in lines) > len(lines) / 2
    return [line for block in _sorted(blocks, leftwards=leftwards) for line in block.lines]


def _split_at_gutters(lines: Sequence[Line]) -> Sequence[Line]:
    gutters = _gutters([line for line in lines if line.gaps and _has_prose(line)])
    if not gutters:
        return lines
    return [piece for line in lines for piece in (_pieces(line, gutters) if line.gaps else (line,))]


def _has_prose(line: Line) -> bool:
    """Whether the pieces of a line have several words each; those of most tables have not."""
    return line.text.count(" ") + 1 >= _LEAST_WORDS * (len(line.gaps) + 1)


def _gutters(lines: list[Line]) -> list[float]:
    """Return the places across a page where many lines of prose have a wide space."""
    found: list[float] = []
    gaps = [(gap, line) for line in lines for gap in line.gaps]
    while len(gaps) >= _LEAST_ROWS:
        place = _most_shared([gap for gap, _ in gaps])
        there = [(gap, line) for gap, line in gaps if gap.left <= place <= gap.right]
        if len(there) < _LEAST_ROWS:
            break
        middle = (max(gap.left for gap, _ in there) + min(gap.right for gap, _ in there)) / 2
        before, after = zip(*(_beside(line, middle) for _, line in there), strict=True)
        if _is_prose(before) and _is_prose(after):
            found.append(middle)
        gaps = [(gap, line) for gap, line in gaps if not gap.left <= place <= gap.right]
    return sorted(found)


def _most_shared(gaps: Sequence[Gap]) -> float:
    """Return the place across the page that is in most of the gaps."""
    best, place, open_gaps = 0, 0.0, 0
    for at, step in sorted([(gap.left, 1) for gap in gaps] + [(gap.right, -1) for gap in gaps]):
        open_gaps += step
        if open_gaps > best:
            best, place = open_gaps, at
    return place


def _beside(line: Line, place: float) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return the width and text of a line just before and just after the wide space at `place`."""
    number = next(at for at, gap in enumerate(line.gaps) if gap.left <= place <= gap.right)
    gap = line.gaps[number]
    previous = line.gaps[number - 1] if number else None
    following = line.gaps[number + 1] if number + 1 < len(line.gaps) else None
    left = gap.left - (previous.right if previous else line.left)
    right = (following.left if following else line.right) - gap.right
    return (
        (left, line.text[previous.offset if previous else 0 : gap.offset]),
        (right, line.text[gap.offset : following.offset if following else None]),
    )


def _is_prose(pieces: Sequence[tuple[float, str]]) -> bool:
    width = max(width for width, _ in pieces)
    return (
        mean(len(text.split()) for _, text in pieces) >= _LEAST_WORDS
        and sum(each >= _FILLED * width for each, _ in pieces) >= 0.6 * len(pieces)
        and mean(sum(c.isalpha() for c in text) / max(1, len(text)) for _, text in pieces) > 0.6
    )


def _pieces(line: Line, gutters: Sequence[float]) -> list[Line]:
    cuts = [gap for gap in line.gaps if any(gap.left <= place <= gap.right for place in gutters)]
    starts = [0, *(gap.offset for gap in cuts)]
    ends = [*(gap.offset for gap in cuts), len(line.text)]
    lefts = [line.left, *(gap.right for gap in cuts)]
    rights = [*(gap.left for gap in cuts), line.right]
    return [
        line._replace(text=line.text[start:end].strip(), left=left, right=right, gaps=())
        for start, end, left, right in zip(starts, ends, lefts, rights, strict=True)
    ]


def _joined_rows(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those joined that continue one another, such as a line and a raised number in it."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and line.top > last.bottom and _is_in_row(last, line):
            if _is_note_mark(last, line):
                joined[-1] = _with_mark(last, line)
                continue
            size = max(last.size, line.size)
            distance = line.left - last.right
            if -0.2 * size < distance < 0.6 * size:
                raised = last.text[-1:].isalpha() and line.text[:1].isdigit()
                space = " " if abs(distance) > 0.12 * size or raised else ""
                larger = last if last.size >= line.size else line
                joined[-1] = larger._replace(
                    text=f"{last.text}{space}{line.text}",
                    left=min(last.left, line.left),
                    right=max(last.right, line.right),
                    gaps=last.gaps,
                )
                continue
        joined.append(line)
    return joined


def _is_note_mark(last: Line, line: Line) -> bool:
    """Whether a line is the number of a note, raised above the line before it."""
    return _MARK.fullmatch(line.text) is not None and last.left < line.left and line.right < last.right


def _with_mark(line: Line, mark: Line) -> Line:
    """Return a line with the number of a note after the word above which it stands."""
    near = len(line.text) * (mark.left - line.left) / (line.right - line.left)
    spaces = [at for at, character in enumerate(line.text) if character == " "] or [len(line.text)]
    at = min(spaces, key=lambda space: abs(space - near))
    return line._replace(text=f"{line.text[:at]} {mark.text}{line.text[at:]}", gaps=())


def _is_in_row(last: Line, line: Line) -> bool:
    """Whether a line stands beside the last one, perhaps raised or lowered."""
    if same_row(last, line):
        return True
    shared = min(last.top, line.top) - max(last.bottom, line.bottom)
    small = min(last, line, key=lambda one: one.size)
    return small.size < 0.85 * max(last.size, line.size) and shared > 0.2 * (small.top - small.bottom)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    for line in lines:
        block = next((each for each in reversed(blocks[-_OPEN:]) if each.continued_by(line)), None)
        if block is None:
            block = _Block()
            blocks.append(block)
        block.add(line)
    return blocks


def _sorted(blocks: list[_Block], *, leftwards: bool) -> list[_Block]:
    """Return the blocks so that each comes after all that must be read before it."""
    count = len(blocks)
    tops, tall = [block.top for block in blocks], [len(block.lines) >= _COLUMN for block in blocks]
    if not any(
        (tops[later] > tops[at] or (tall[later] and tall[at])) and _is_before(blocks, later, at, leftwards=leftwards)
        for at in range(count)
        for later in range(at + 1, count)
    ):
        return blocks
    waits = [
        {other for other in range(count) if other != at and _is_before(blocks, other, at, leftwards=leftwards)}
        for at in range(count)
    ]
    order: list[int] = []
    left = list(range(count))
    while left:
        chosen = next((at for at in left if not waits[at].intersection(left)), left[0])
        left.remove(chosen)
        order.append(chosen)
    return [blocks[at] for at in order]


def _is_before(blocks: Sequence[_Block], first: int, second: int, *, leftwards: bool) -> bool:
    """Whether a block must be read before another: it is above it, or it is a column beside it."""
    one, other = blocks[first], blocks[second]
    if one.top <= other.top and (len(one.lines) < _COLUMN or len(other.lines) < _COLUMN):
        return False
    shared = min(one.right, other.right) - max(one.left, other.left)
    if shared > 0.1 * min(one.right - one.left, other.right - other.left):
        return one.bottom >= other.top - 0.3 * other.lines[0].size and one.top > other.top
    if len(one.lines) < _COLUMN or len(other.lines) < _COLUMN:
        return False
    if (one.left < other.left) == leftwards:
        return False
    # What runs across both between them ends the columns above it.
    low, high = sorted((one.bottom + one.top, other.bottom + other.top))
    return not any(
        low < across.bottom + across.top < high
        and across.left < min(one.right, other.right)
        and across.right > max(one.left, other.left)
        for across in blocks
    )
