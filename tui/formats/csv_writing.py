"""Tables as text: RFC 4180 with CRLF, header row first.

By default a file is made for Excel: UTF-8 with a byte order mark, every cell on one line, and no text that a
spreadsheet would run as a formula. Such a text gets an apostrophe in front. A text that has apostrophes and then a
formula gets one more, so taking one away (`unguard`) gives every text back as it was.
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from tui.formats.profiles import EXCEL, Profile
from tui.formats.tables import Column
from tui.model.excerpt import Row

EXCEL_CELL: Final = 32_767
"""The characters that Excel keeps of a cell."""
EXCEL_ROWS: Final = 1_048_576
"""The lines of a sheet that Excel opens, the header row among them."""
# Few enough that memory stays flat, many enough that a column is looked at as a whole.
_BATCH: Final = 256
_TRIGGERS: Final = frozenset("=+-@＝＋－＠")
_LINE_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SPACES: Final = " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# What a cell that may need a guard begins with.
_SUSPECT: Final = _TRIGGERS | frozenset(f"'{_SPACES}{_LINE_ENDS}")
_LINE_BREAK: Final = re.compile(f"[{_LINE_ENDS}]+")
_FLAT_BREAK: Final = " ⏎ "


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an export.

    Attributes:
        rows: without the header row.
        guarded: cells that got an apostrophe in front, because a spreadsheet would run them.
        flattened: cells whose line ends were replaced by a visible mark.
        too_long: cells with more characters than Excel keeps of one; they are written whole.
    """

    rows: int
    guarded: int = 0
    flattened: int = 0
    too_long: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.rows + other.rows,
            self.guarded + other.guarded,
            self.flattened + other.flattened,
            self.too_long + other.too_long,
        )

    def summary(self) -> str:
        """Return what an analyst should know of it, such as "312 rows, 4 cells guarded against formulas"."""
        return ", ".join((counted(self.rows, "row"), *self.remarks()))

    def remarks(self) -> list[str]:
        """Return what was changed, and what Excel will not take, in a few words each."""
        parts = []
        if self.guarded:
            parts.append(f"{counted(self.guarded, 'cell')} guarded against formulas")
        if self.flattened:
            parts.append(f"{counted(self.flattened, 'cell')} with flattened line ends")
        if self.too_long:
            parts.append(f"{counted(self.too_long, 'cell')} longer than the {EXCEL_CELL:,} characters Excel keeps")
        if self.rows >= EXCEL_ROWS:
            parts.append(f"more than the {EXCEL_ROWS:,} lines Excel opens")
        return parts


def write(columns: Sequence[Column], rows: Iterable[Row], target: BinaryIO, profile: Profile = EXCEL) -> Written:
    """Write a header row and `rows` to `target`, which stays open, as they come.

    Args:
        columns: those that hold numbers have numbers or None in every row, the others text or None.
        rows: of as many cells as there are columns.
        target: takes UTF-8.
        profile: how; where it changes no cell, only rows are counted.

    Raises:
        ValueError: when a row has more or fewer cells than there are columns.
    """
    lines = io.TextIOWrapper(target, encoding="utf-8", newline="")
    texts = [place for place, column in enumerate(columns) if not column.kind.is_number]
    try:
        written = csv.writer(lines, delimiter=profile.delimiter)
        if profile.bom:
            lines.write(BOM_UTF8.decode("utf-8"))
        names = [column.name for column in columns]
        written.writerow(map(guard, names) if profile.guard else names)
        total, counts = 0, _Counts()
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            _check_width(batch, len(columns))
            written.writerows(_safe(batch, texts, profile, counts) if profile.one_line or profile.guard else batch)
            total += len(batch)
    finally:
        # Otherwise the wrapper would close the target when it goes.
        lines.detach()
    return Written(total, counts.guarded, counts.flattened, counts.too_long)


def guard(cell: str) -> str:
    """Return `cell` with an apostrophe in front when a spreadsheet would run it, or `unguard` take one away from it."""
    return f"'{cell}" if _runs(cell.lstrip("'")) else cell


def unguard(cell: str) -> str:
    """Return the text that `guard` made `cell` of."""
    return cell[1:] if cell.startswith("'") and _runs(cell.lstrip("'")) else cell


def _runs(text: str) -> bool:
    """Say whether a spreadsheet may run `text`: it starts with a tab, a CR, or, after white space, a trigger."""
    return text.lstrip()[:1] in _TRIGGERS or text[:1] in ("\t", "\r")


def flat(cell: str) -> str:
    """Return `cell` on one line, each run of line ends with the spaces around it as one visible mark."""
    first, *parts = _LINE_BREAK.split(cell)
    if not parts:
        return cell
    *middle, last = parts
    kept = [part for part in map(str.strip, middle) if part]
    return _FLAT_BREAK.join((first.rstrip(), *kept, last.lstrip()))


@dataclass(slots=True)
class _Counts:
    """The cells changed so far, and those too long."""

    guarded: int = 0
    flattened: int = 0
    too_long: int = 0


def _safe(batch: list[Row], texts: Sequence[int], profile: Profile, counts: _Counts) -> Iterable[Row]:
    """Return `batch` with the cells at `texts` as the profile has them, and count what was changed in `counts`.

    A column at a time, because most columns have nothing to change, which is soon seen of all their cells together.
    """
    columns = [list(column) for column in zip(*batch, strict=True)]
    for place in texts:
        column = columns[place]
        whole = "".join(filter(None, column))
        if profile.one_line:
            for line_end in _LINE_ENDS:
                if line_end in whole:
                    broken = [row for row, cell in enumerate(column) if cell and line_end in cell]
                    for row in broken:
                        column[row] = flat(column[row])
                    counts.flattened += len(broken)
        if profile.guard:
            for row in [row for row, cell in enumerate(column) if cell and cell[0] in _SUSPECT]:
                cell = guard(column[row])
                counts.guarded += cell is not column[row]
                column[row] = cell
        # Flattening makes a cell three times as long at most.
        if len(whole) > EXCEL_CELL // 3:
            counts.too_long += sum(len(cell) > EXCEL_CELL for cell in column if cell)
    return zip(*columns, strict=True)


def _check_width(batch: list[Row], width: int) -> None:
    """Raise ValueError for a row that does not fit the columns."""
    for row in batch:
        if len(row) != width:
            raise ValueError(f"a row has {len(row)} cells, and there are {width} columns")


def counted(number: int, noun: str) -> str:
    """Return `number` with its noun, such as "1 row" and "312 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
