"""Reading CSV texts: the separator is the one with which the rows agree best with the header row."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable

SEPARATORS: Final = ",;\t|"
"""The characters that may separate cells."""
_LONGEST_CELL: Final = 50_000_000
# Excel writes this line first, and reads the separator from it.
_STATED: Final = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)
# The rows and characters by which the separator is chosen.
_ROWS: Final = 50
_CHARACTERS: Final = 200_000


def read_csv(text: str) -> tuple[list[str], Iterator[tuple[str, list[str]] | Problem]]:
    """Return the header row of a CSV text, and its other rows that are not empty, each with its place ("row 3").

    A row that cannot be parsed is a `Problem`, and the last one.

    Raises:
        Unreadable: when there is no header row.
    """
    csv.field_size_limit(_LONGEST_CELL)
    stated = _STATED.match(text)
    start = stated.end() if stated else 0
    lines = io.StringIO(text, newline="")
    lines.seek(start)
    rows = csv.reader(lines, delimiter=stated[1] if stated else _separator(text))
    try:
        return next(rows), _placed(rows, 2 if stated else 1)
    except (StopIteration, csv.Error) as error:
        raise Unreadable("The table has no header row. Add one.") from error


def read_cells(text: str) -> Iterator[tuple[str, dict[str, str]] | Problem]:
    """Yield the rows of a CSV text as `read_csv` does, each with its cells by the heading of their column.

    Headings are in lower case, without white space around them; cells without a heading are left out.

    Raises:
        Unreadable: when there is no header row.
    """
    header, rows = read_csv(text.removeprefix("\ufeff"))
    names = [name.strip().lower() for name in header]
    for row in rows:
        yield row if isinstance(row, Problem) else (row[0], dict(zip(names, row[1], strict=False)))


def headings(line: str) -> frozenset[str]:
    """Return the headings in the first line of a CSV text, in lower case; the separator is the most frequent one."""
    cells = line.split(max(SEPARATORS, key=line.count))
    return frozenset(cell.strip().strip('"').strip().lower() for cell in cells)


def _separator(text: str) -> str:
    """Return the separator of a table: the one with which most of the first rows have as many cells as the header row.

    Of those that are equal in this, it is the one with most columns.
    """
    return max(SEPARATORS, key=lambda each: _agreement(text[:_CHARACTERS], each))


def _agreement(text: str, separator: str) -> tuple[float, int]:
    """Return which share of the first rows has as many cells as the header row, and how many; 0 for one column."""
    # Universal line ends inside cells do not matter for counting.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths: list[int] = []
    # The rows up to one that cannot be parsed decide.
    with suppress(csv.Error):
        widths.extend(len(row) for row in islice(rows, _ROWS) if any(row))
    if not widths or widths[0] == 1:
        return 0.0, 0
    others = widths[1:] or widths
    return sum(width == widths[0] for width in others) / len(others), widths[0]


def _placed(rows: Iterator[list[str]], header_row: int) -> Iterator[tuple[str, list[str]] | Problem]:
    number = header_row
    try:
        for number, row in enumerate(rows, start=header_row + 1):
            if any(row):
                yield f"row {number}", row
    except csv.Error as error:
        yield Problem(f"row {number + 1}", f"it and the rest cannot be read ({error}); repair the quotation marks")
