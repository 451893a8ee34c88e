"""Tables as text: RFC 4180 with CRLF, header row first.

By default a file is made for Excel: UTF-8 with a byte order mark, every cell on one line, and no text that a
spreadsheet would run as a formula (`guarding`).
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from glossator.domain.export_snapshot import Row
from glossator.formats.tables.definitions import CellKind, TableColumn
from glossator.formats.tables.formula_guard import LINE_ENDS, guard, suspects
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.text.pluralize import counted

EXCEL_CELL: Final = 32_767
"""The characters that Excel keeps of a cell."""
EXCEL_ROWS: Final = 1_048_576
"""The lines of a sheet that Excel opens, the header row among them."""
# Few enough that memory stays flat, many enough that a column is looked at as a whole.
_BATCH: Final = 256
_LINE_BREAK: Final = re.compile(f"[{LINE_ENDS}]+")
_FLAT_BREAK: Final = " ⏎ "


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an export.

    Attributes:
        rows: without the header row.
        guarded: cells that got an apostrophe in front.
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
        """Return what an analyst should know of it, such as "312 rows, 4 cells guarded with an apostrophe"."""
        return ", ".join((counted(self.rows, "row"), *self.remarks()))

    def remarks(self) -> list[str]:
        """Return what was changed, and what Excel will not take, in a few words each."""
        parts = []
        if self.guarded:
            parts.append(f"{counted(self.guarded, 'cell')} guarded with an apostrophe")
        if self.flattened:
            parts.append(f"{counted(self.flattened, 'cell')} with flattened line ends")
        if self.too_long:
            parts.append(f"{counted(self.too_long, 'cell')} longer than the {EXCEL_CELL:,} characters Excel keeps")
        if self.rows >= EXCEL_ROWS:
            parts.append(f"more than the {EXCEL_ROWS:,} lines Excel opens")
        return parts


def write(columns: Sequence[TableColumn], rows: Iterable[Row], target: BinaryIO, profile: Profile = EXCEL) -> Written:
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
    texts = [(place, column.kind is CellKind.DATE) for place, column in enumerate(columns) if not column.kind.is_number]
    try:
        written = csv.writer(lines, delimiter=profile.delimiter)
        if profile.bom:
            lines.write(BOM_UTF8.decode("utf-8"))
        names = [column.name for column in columns]
        written.writerow([guard(name, profile.guarded) for name in names] if profile.guarded else names)
        total, counts = 0, _Counts()
        changes = profile.one_line or profile.guarded
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            _check_width(batch, len(columns))
            written.writerows(_safe(batch, texts, profile, counts) if changes else batch)
            total += len(batch)
    finally:
        # Otherwise the wrapper would close the target when it goes.
        lines.detach()
    return Written(total, counts.guarded, counts.flattened, counts.too_long)


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


def _safe(batch: list[Row], texts: Sequence[tuple[int, bool]], profile: Profile, counts: _Counts) -> Iterable[Row]:
    """Return `batch` with its texts as the profile has them, and count what was changed in `counts`.

    A column at a time, because most columns have nothing to change, which is soon seen of all their cells together.

    Args:
        batch: some rows.
        texts: the places of the columns that hold texts, each with whether these are dates.
        profile: how to change them.
        counts: what was changed so far.
    """
    columns, guarded = [list(column) for column in zip(*batch, strict=True)], profile.guarded
    for place, is_date in texts:
        column = columns[place]
        whole = "".join(filter(None, column))
        if profile.one_line:
            for line_end in LINE_ENDS:
                if line_end in whole:
                    broken = [row for row, cell in enumerate(column) if cell and line_end in cell]
                    for row in broken:
                        column[row] = flat(column[row])
                    counts.flattened += len(broken)
        if guarded:
            for row in suspects(column, guarded, is_date=is_date):
                cell = guard(column[row], guarded, is_date=is_date)
                counts.guarded += cell != column[row]
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
