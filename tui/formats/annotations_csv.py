"""The table of annotations that analysts take into a spreadsheet: one row an annotation.

By default the file is made for Excel: UTF-8 with a byte order mark, RFC 4180 with CRLF, every cell on one line, and no
text that a spreadsheet would run as a formula. Such a text gets an apostrophe in front. A text that has apostrophes and
then a formula gets one more, so taking one away (`unguard`) gives every text back as it was.
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, TypeAlias

COLUMNS: Final[tuple[str, ...]] = (
    "annotation_id",
    "article_id",
    "article_title",
    "source",
    "url",
    "author",
    "published_at",
    "scope",
    "status",
    "label",
    "quote",
    "entity",
    "tags",
    "note",
    "context_before",
    "context_after",
    "paragraph",
    "start",
    "end",
    "origin",
    "model",
    "score",
    "analyst",
    "created_at",
    "updated_at",
    "text_sha256",
)
"""The columns, in their order."""

Cell: TypeAlias = str | int | float | None
Row: TypeAlias = Sequence[Cell]

_NUMBERS: Final = frozenset(("paragraph", "start", "end", "score"))
_EXCEL_CELL: Final = 32_767
_EXCEL_ROWS: Final = 1_048_576
# Few enough that memory stays flat, many enough that a column is looked at as a whole.
_BATCH: Final = 256
_TEXTS: Final = tuple(place for place, name in enumerate(COLUMNS) if name not in _NUMBERS)
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

    def summary(self) -> str:
        """Return what an analyst should know of it, such as "312 rows, 4 cells guarded against formulas"."""
        parts = [_counted(self.rows, "row")]
        if self.guarded:
            parts.append(f"{_counted(self.guarded, 'cell')} guarded against formulas")
        if self.flattened:
            parts.append(f"{_counted(self.flattened, 'cell')} with flattened line ends")
        if self.too_long:
            parts.append(f"{_counted(self.too_long, 'cell')} longer than the {_EXCEL_CELL:,} characters Excel keeps")
        if self.rows >= _EXCEL_ROWS:
            parts.append(f"more than the {_EXCEL_ROWS:,} lines Excel opens")
        return ", ".join(parts)


def write(rows: Iterable[Row], target: BinaryIO, *, raw: bool = False) -> Written:
    """Write a header row and `rows` to `target`, which stays open, as they come.

    Args:
        rows: of cells in the order of `COLUMNS`; the numeric columns hold numbers or None, the others text or None.
        target: takes UTF-8.
        raw: for programs: no byte order mark, and every cell exactly as it is. Only rows are counted then.

    Raises:
        ValueError: when a row has more or fewer cells than there are columns.
    """
    lines = io.TextIOWrapper(target, encoding="utf-8", newline="")
    try:
        written = csv.writer(lines)
        if not raw:
            lines.write(BOM_UTF8.decode("utf-8"))
        written.writerow(COLUMNS)
        total, counts = 0, _Counts()
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            _check_width(batch)
            written.writerows(batch if raw else _safe(batch, counts))
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


def _flat(cell: str) -> str:
    """Return `cell` on one line, each run of line ends with the spaces around it as one visible mark."""
    first, *middle, last = _LINE_BREAK.split(cell)
    kept = [part for part in map(str.strip, middle) if part]
    return _FLAT_BREAK.join((first.rstrip(), *kept, last.lstrip()))


@dataclass(slots=True)
class _Counts:
    """The cells changed so far, and those too long."""

    guarded: int = 0
    flattened: int = 0
    too_long: int = 0


def _safe(batch: list[Row], counts: _Counts) -> Iterator[tuple[Cell, ...]]:
    """Return `batch` with its texts flattened and guarded, and count that in `counts`.

    A column at a time, because most columns have nothing to change, which is soon seen of all their cells together.
    """
    columns = [list(column) for column in zip(*batch, strict=True)]
    for place in _TEXTS:
        column = columns[place]
        texts = "".join(filter(None, column))
        for line_end in _LINE_ENDS:
            if line_end in texts:
                broken = [row for row, cell in enumerate(column) if cell and line_end in cell]
                for row in broken:
                    column[row] = _flat(column[row])
                counts.flattened += len(broken)
        for row in [row for row, cell in enumerate(column) if cell and cell[0] in _SUSPECT]:
            cell = guard(column[row])
            counts.guarded += cell is not column[row]
            column[row] = cell
        # Flattening makes a cell three times as long at most.
        if len(texts) > _EXCEL_CELL // 3:
            counts.too_long += sum(len(cell) > _EXCEL_CELL for cell in column if cell)
    return zip(*columns, strict=True)


def _check_width(batch: list[Row]) -> None:
    """Raise ValueError for a row that does not fit the columns."""
    for row in batch:
        if len(row) != len(COLUMNS):
            raise ValueError(f"a row has {len(row)} cells, and there are {len(COLUMNS)} columns")


def _counted(number: int, noun: str) -> str:
    """Return `number` with its noun, such as "1 row" and "312 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
