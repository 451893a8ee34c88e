"""Reading CSV texts: any usual separator, found from the header row."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable

SEPARATORS: Final = ",;\t|"
"""The characters that may separate cells."""
_LONGEST_CELL: Final = 50_000_000


def read_csv(text: str) -> tuple[list[str], Iterator[tuple[str, list[str]] | Problem]]:
    """Return the header row of a CSV text, and its other rows that are not empty, each with its place ("row 3").

    A row that cannot be parsed is a `Problem`, and the last one.

    Raises:
        Unreadable: when there is no header row.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    separator = max(SEPARATORS, key=lines.readline().count)
    lines.seek(0)
    rows = csv.reader(lines, delimiter=separator)
    try:
        return next(rows), _placed(rows)
    except (StopIteration, csv.Error) as error:
        raise Unreadable("The table has no header row. Add one.") from error


def _placed(rows: Iterator[list[str]]) -> Iterator[tuple[str, list[str]] | Problem]:
    number = 1
    try:
        for number, row in enumerate(rows, start=2):
            if any(row):
                yield f"row {number}", row
    except csv.Error as error:
        yield Problem(f"row {number + 1}", f"it and the rest cannot be read ({error}); repair the quotation marks")
