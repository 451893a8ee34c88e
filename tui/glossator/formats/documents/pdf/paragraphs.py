"""Paragraphs, made of the lines of pages by their distances, indents, sizes and lengths."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Final

from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.page import Line, overlap_across

_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？؟۔][\"”’»)\]]*\d{0,2}$")
_DIVIDED: Final = re.compile(r"\w[-\u2010\u00ad]$")
# The last characters of a line, among which the end of a sentence is.
_ENDING: Final = 8
_BULLET: Final = re.compile(r"[•▪●◦‣■□➢✓❖–—*]\s")
_NUMBERED: Final = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)])\s")
_LEADERS: Final = re.compile(r"(?:\.\s?){5,}|(?:_\s?){5,}")
_FIGURE: Final = re.compile(r"(?<!\S)[$€£(–-]?\d[\d.,]*[%)]?(?!\S)")
# Figures that make a row of a table, if they are half of it.
_ROW: Final = 3
# From here on scripts are written without spaces, so that a line may end after any character.
_IDEOGRAPHS: Final = "\u2e80"
# How much sizes of type differ that are not the same.
_OTHER_SIZE: Final = 0.12
# The share of the usual distance of lines from which on a distance separates paragraphs.
_FAR: Final = 1.35
# The share of its column that a line leaves empty that ends a paragraph without a sentence.
_SHORT: Final = 0.4
# The size of notes at the foot of a page, as a share of that of its text.
_NOTE_SIZE: Final = 0.92
# The share of the usual width of lines that a column has at least.
_NARROW: Final = 0.4
# Lines of notes that stand apart from the text above them.
_MOST_NOTES: Final = 12
# Characters of a paragraph that is not taken for a heading.
_NO_HEADING: Final = 60


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines below each other, with what is usual for them.

    Attributes:
        left, right: of its full lines.
        pitch: the usual distance from line to line.
        hanging: whether the first line of a paragraph starts left of the others.
    """

    lines: Sequence[Line]
    left: float
    right: float
    pitch: float
    hanging: bool

    def starts(self, at: int) -> bool:
        """Whether a paragraph starts at a line that is not the first one."""
        last, line = self.lines[at - 1], self.lines[at]
        if last.bottom - line.bottom > _FAR * self.pitch or _is_other_size(last, line):
            return True
        if _is_divided(last, line):
            return False
        ended = self.is_short(last, line)
        sentence = _ends_sentence(last)
        if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and (ended or sentence)):
            return True
        indent, last_indent = line.left - self.left, last.left - self.left
        step = 0.7 * line.size
        if self.hanging:
            if last_indent - indent > step and (sentence or ended):
                return True
        elif indent - last_indent > step and indent < 6 * line.size and (sentence or ended):
            return True
        return ended and (sentence or self.right - last.right > _SHORT * (self.right - self.left))

    def is_short(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had found room on a line."""
        text = following.text
        word = text[:1] if text[:1] >= _IDEOGRAPHS else text.split(" ", 1)[0]
        width = (following.right - following.left) * (len(word) + 1) / max(1, len(text))
        return self.right - line.right > width + 0.3 * line.size


def paragraphs(pages: Sequence[Sequence[Line]], hyphens: Hyphens) -> str:
    """Return the text of pages, whose lines are in reading order, with a blank line between paragraphs.

    A paragraph continues in the next column or on the next page if it has not ended; notes at the foot of the column
    then follow it. Rows of tables stay lines.
    """
    usual, width = _usual_size(pages), _usual_width(pages)
    text = _Text(hyphens)
    for page in pages:
        for column in _columns(page, width):
            body, notes = _split_notes(column.lines, usual, apart=text.is_open)
            text.add(column, len(body))
            text.hold(list(_columns(notes, width)))
    return text.finished()


class _Text:
    """Collects paragraphs."""

    def __init__(self, hyphens: Hyphens) -> None:
        self._hyphens = hyphens
        self._done: list[str] = []
        self._notes: list[str] = []
        self._column: _Column | None = None
        self._last: Line | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last paragraph has not ended with a sentence."""
        return self._last is not None and not _ends_sentence(self._last)

    def add(self, column: _Column, count: int) -> None:
        """Add the first `count` lines of a column."""
        for at, line in enumerate(column.lines[:count]):
            if self._last is None or (column.starts(at) if at else not self._goes_on_with(line)):
                self._done += [*self._notes, line.text]
                self._notes = []
            elif _is_row(self._last) or _is_row(line):
                self._done[-1] = f"{self._done[-1]}\n{line.text}"
            else:
                self._done[-1] = self._hyphens.join(self._done[-1], line.text)
            self._last, self._column = line, column

    def hold(self, notes: Sequence[_Column]) -> None:
        """Keep notes until the paragraph before them has ended."""
        for column in notes:
            for at, line in enumerate(column.lines):
                if at and not column.starts(at) and not _NUMBERED.match(f"{line.text} "):
                    self._notes[-1] = self._hyphens.join(self._notes[-1], line.text)
                else:
                    self._notes.append(line.text)

    def finished(self) -> str:
        """Return all of it."""
        return "\n\n".join([*self._done, *self._notes])

    def _goes_on_with(self, line: Line) -> bool:
        assert self._column is not None, "a column comes before each line but the first"
        assert self._last is not None, "so does a line"
        return _continues(self._column, self._last, line, self._done[-1])


def _split_notes(lines: Sequence[Line], usual: float, *, apart: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines of a column before its notes, and these: the last lines, if they are of a smaller type.

    With `apart`, a few lines of a smaller type are notes too if nothing else is in the column.
    """
    start = len(lines)
    while start and lines[start - 1].size < _NOTE_SIZE * usual:
        start -= 1
    if start or (apart and len(lines) <= _MOST_NOTES):
        return lines[:start], lines[start:]
    return lines, ()


def _continues(column: _Column, last: Line, line: Line, paragraph: str) -> bool:
    """Whether a paragraph that reached the end of its column goes on with a line of the next one."""
    if _is_other_size(last, line) or _is_row(last) or _is_row(line) or _BULLET.match(line.text):
        return False
    if _is_divided(last, line):
        return True
    if _ends_sentence(last):
        return False
    if line.text[:1].islower():
        return True
    return len(paragraph) >= _NO_HEADING and not column.is_short(last, line) and not _NUMBERED.match(line.text)


def _columns(lines: Sequence[Line], width: float) -> Iterator[_Column]:
    """Yield runs of lines, each line below the one before, of a document whose full lines have a width."""
    run: list[Line] = []
    for line in lines:
        if run and not _is_below(run[-1], line):
            yield _column(run, width)
            run = []
        run.append(line)
    if run:
        yield _column(run, width)


def _column(lines: Sequence[Line], width: float) -> _Column:
    sizes = Counter(round(line.size) for line in lines)
    usual = sizes.most_common(1)[0][0]
    text = [line for line in lines if round(line.size) == usual]
    lefts, rights = sorted(line.left for line in text), sorted(line.right for line in text)
    left, right = lefts[len(lefts) // 10], rights[len(rights) * 9 // 10]
    if right - left < _NARROW * width:
        # The lines of a list are short; they are no column of their own.
        right = left + width
    pitches = [
        before.bottom - after.bottom
        for before, after in pairwise(lines)
        if round(before.size) == round(after.size) == usual and before.bottom > after.bottom
    ]
    full = [line for line in text if right - line.right < 0.25 * (right - left)]
    indented = sum(line.left - left > 0.7 * line.size for line in full)
    pitch = max(median_low(pitches), 0.9 * usual) if pitches else 1.25 * usual
    # Where most distances separate paragraphs, the usual one says nothing.
    return _Column(lines, left, right, min(pitch, 1.9 * usual), 0.5 * len(full) < indented < len(full))


def _is_below(last: Line, line: Line) -> bool:
    return last.bottom > line.bottom and last.bottom - line.bottom < 6 * line.size and overlap_across(last, line) > 0


def _ends_sentence(line: Line) -> bool:
    return _SENTENCE_END.search(line.text[-_ENDING:]) is not None


def _is_divided(last: Line, line: Line) -> bool:
    """Whether a word is divided between two lines."""
    return line.text[:1].islower() and _DIVIDED.fullmatch(last.text[-2:]) is not None


def _is_other_size(last: Line, line: Line) -> bool:
    return abs(last.size - line.size) > _OTHER_SIZE * max(last.size, line.size)


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table, or of a table of contents."""
    text = line.text
    if len(line.gaps) > 1 or (("...." in text or ". . ." in text or "____" in text) and _LEADERS.search(text)):
        return True
    if not any(map(str.isdigit, text)):
        return False
    numbers = len(_FIGURE.findall(line.text))
    return numbers >= _ROW and numbers >= 0.5 * len(line.text.split())


def _usual_width(pages: Sequence[Sequence[Line]]) -> float:
    widths = sorted(line.right - line.left for page in pages for line in page)
    return widths[len(widths) * 3 // 4] if widths else 0.0


def _usual_size(pages: Sequence[Sequence[Line]]) -> float:
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page:
            counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0
