"""Paragraphs, made of the lines of pages by their distances, indents, sizes and lengths."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from glossator.formats.documents.pdf.hyphens import Hyphens
from glossator.formats.documents.pdf.page import Line, overlap_across

_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？؟۔][\"”’»)\]]*\d{0,2}$")
_DIVIDED: Final = re.compile(r"\w[-\u2010\u00ad]$")
_BULLET: Final = re.compile(r"[•▪●◦‣■□➢✓–—*]\s")
_NUMBERED: Final = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)])\s")
_LEADERS: Final = re.compile(r"(?:\.\s?){5,}|(?:_\s?){5,}")
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
        if _DIVIDED.search(last.text) and line.text[:1].islower():
            return False
        ended = self.is_short(last, line)
        sentence = _SENTENCE_END.search(last.text) is not None
        if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and (ended or sentence)):
            return True
        indent, last_indent = line.left - self.left, last.left - self.left
        step = 0.7 * line.size
        if self.hanging:
            if last_indent - indent > step:
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

    A paragraph continues in the next column or on the next page if it has not ended; notes at the foot of a page then
    follow it. Rows of tables stay lines.
    """
    usual = _usual_size(pages)
    done: list[str] = []
    notes: list[str] = []
    last: Line | None = None
    last_column: _Column | None = None
    for page in pages:
        body, foot = _split_notes(page, usual)
        columns = list(_columns(body))
        for column in columns:
            for at, line in enumerate(column.lines):
                if at:
                    new = column.starts(at)
                else:
                    new = last is None or last_column is None or not _continues(last_column, last, line, done[-1])
                    if new:
                        done += notes
                        notes = []
                if new:
                    if notes and at:
                        done += notes
                        notes = []
                    done.append(line.text)
                elif last is not None and (_is_row(last) or _is_row(line)):
                    done[-1] = f"{done[-1]}\n{line.text}"
                else:
                    done[-1] = hyphens.join(done[-1], line.text)
                last = line
            last_column = column
        done, notes = (done, notes) if columns else ([*done, *notes], [])
        notes += _plain(foot, hyphens)
    return "\n\n".join([*done, *notes])


def _plain(lines: Sequence[Line], hyphens: Hyphens) -> list[str]:
    """Return the paragraphs of lines that belong to one page."""
    done: list[str] = []
    for column in _columns(lines):
        for at, line in enumerate(column.lines):
            if at and not column.starts(at) and not _NUMBERED.match(f"{line.text} "):
                done[-1] = hyphens.join(done[-1], line.text)
            else:
                done.append(line.text)
    return done


def _split_notes(page: Sequence[Line], usual: float) -> tuple[Sequence[Line], Sequence[Line]]:
    """Return the lines of a page before its notes, and these: the last lines, at the foot, of a smaller type."""
    start = len(page)
    while start and page[start - 1].size < _NOTE_SIZE * usual:
        start -= 1
    body, notes = page[:start], page[start:]
    if not body or not notes or max(line.top for line in notes) > min(line.bottom for line in body) + 1:
        return page, ()
    return body, notes


def _continues(column: _Column, last: Line, line: Line, paragraph: str) -> bool:
    """Whether a paragraph that reached the end of its column goes on with a line of the next one."""
    if _is_other_size(last, line) or _is_row(last) or _is_row(line) or _BULLET.match(line.text):
        return False
    if _DIVIDED.search(last.text) and line.text[:1].islower():
        return True
    if _SENTENCE_END.search(last.text):
        return False
    if line.text[:1].islower():
        return True
    return len(paragraph) >= _NO_HEADING and not column.is_short(last, line) and not _NUMBERED.match(line.text)


def _columns(lines: Sequence[Line]) -> Iterator[_Column]:
    """Yield runs of lines, each line below the one before."""
    run: list[Line] = []
    for line in lines:
        if run and not _is_below(run[-1], line):
            yield _column(run)
            run = []
        run.append(line)
    if run:
        yield _column(run)


def _column(lines: Sequence[Line]) -> _Column:
    sizes = Counter(round(line.size) for line in lines)
    usual = sizes.most_common(1)[0][0]
    text = [line for line in lines if round(line.size) == usual]
    lefts, rights = sorted(line.left for line in text), sorted(line.right for line in text)
    left, right = lefts[len(lefts) // 10], rights[len(rights) * 9 // 10]
    pitches = [
        before.bottom - after.bottom
        for before, after in zip(lines, lines[1:], strict=False)
        if round(before.size) == round(after.size) == usual and before.bottom > after.bottom
    ]
    full = [line for line in text if right - line.right < 0.25 * (right - left)]
    indented = sum(line.left - left > 0.7 * line.size for line in full)
    pitch = median(pitches) if pitches else 1.25 * usual
    # Where most distances separate paragraphs, the usual one says nothing.
    return _Column(lines, left, right, min(pitch, 1.9 * usual), 0.5 * len(full) < indented < len(full))


def _is_below(last: Line, line: Line) -> bool:
    return last.bottom > line.bottom and last.bottom - line.bottom < 6 * line.size and overlap_across(last, line) > 0


def _is_other_size(last: Line, line: Line) -> bool:
    return abs(last.size - line.size) > _OTHER_SIZE * max(last.size, line.size)


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table, or of a table of contents."""
    return len(line.gaps) > 1 or _LEADERS.search(line.text) is not None


def _usual_size(pages: Sequence[Sequence[Line]]) -> float:
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page:
            counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0
