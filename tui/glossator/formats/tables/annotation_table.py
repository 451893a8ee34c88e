"""Our own table of annotations, come back: from a program, or from a spreadsheet that has been at it.

Columns may be in any order, divided by comma, semicolon, tab or bar, in any encoding that can be told; columns that are
not there say nothing, and others than ours are passed over. Cells are returned as they were before they were guarded,
whatever the profile, unless the table shows that nothing was guarded: it has no byte order mark, and a cell that nobody
writes by hand is a formula without an apostrophe. Line ends that were flattened are left to whoever knows the text.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from glossator.formats.content import Problem
from glossator.formats.encodings import decode
from glossator.formats.tables.csv_writer import flat
from glossator.formats.tables.definitions import ANNOTATIONS, CellKind
from glossator.formats.tables.formula_guard import guard, unguard
from glossator.formats.unreadable import Unreadable

_SEPARATORS: Final = ",;\t|"
_NEEDED: Final = frozenset(("annotation_id", "article_id", "start", "end", "quote"))
_COLUMNS: Final = frozenset(column.name for column in ANNOTATIONS)
_NUMBERS: Final = frozenset(column.name for column in ANNOTATIONS if column.kind.is_number)
_DATES: Final = frozenset(column.name for column in ANNOTATIONS if column.kind is CellKind.DATE)
# Cells that a spreadsheet's user has no reason to change.
_UNTOUCHED: Final = ("article_title", "quote", "context_before", "context_after")
_HEAD: Final = 4_096
_LONGEST_CELL: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: where it stands, such as "row 3", and its cells by the names of our columns."""

    where: str
    cells: Mapping[str, str]


def is_table(data: bytes) -> bool:
    """Say whether a file begins with the headings of our table."""
    first = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    try:
        names = first.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "ascii")
    except UnicodeDecodeError:
        return False
    return set(_names(names)) >= _NEEDED


def read(data: bytes) -> Iterator[TableRow | Problem]:
    """Yield the rows of the table, and those that are none.

    Raises:
        Unreadable: when it is not our table, or in no encoding.
    """
    text, encoding = decode(data)
    csv.field_size_limit(_LONGEST_CELL)
    first = text.partition("\n")[0]
    names = _names(first)
    if not set(names) >= _NEEDED:
        raise Unreadable(f"The table lacks a column; it needs {', '.join(sorted(_NEEDED))}.")
    rows = list(_rows(text, max(_SEPARATORS, key=first.count), names))
    marked = encoding != "utf-8" and encoding.startswith("utf-8")
    guarded = marked or not any(_is_raw(row) for row in rows if isinstance(row, TableRow))
    for row in rows:
        if isinstance(row, TableRow) and guarded:
            row = TableRow(row.where, {name: _unguarded(name, cell) for name, cell in row.cells.items()})
        yield row


def looks(text: str) -> tuple[str, ...]:
    """Return what a text may look like in a cell: as it is, on one line, and saved in the code page of Windows."""
    one_line = flat(text)
    return text, one_line, one_line.encode("cp1252", "replace").decode("cp1252")


def _names(first: str) -> list[str]:
    separator = max(_SEPARATORS, key=first.count)
    return [name.strip().strip('"').lower() for name in first.strip().split(separator)]


def _rows(text: str, separator: str, names: list[str]) -> Iterator[TableRow | Problem]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        where = f"row {number}"
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(where, f"it cannot be read ({error}), nor can what follows; repair its quotation marks")
            return
        if number == 1 or not any(row):
            continue
        if len(row) != len(names):
            yield Problem(where, f"it has {len(row)} cells for {len(names)} headings; make them as many")
            continue
        yield TableRow(where, {name: cell for name, cell in zip(names, row, strict=True) if name in _COLUMNS})


def _is_raw(row: TableRow) -> bool:
    """Return whether a cell of the row would be guarded by every profile that guards, and is not."""
    return any((cell := row.cells.get(name, "")) and guard(cell) != cell and cell[0] != "'" for name in _UNTOUCHED)


def _unguarded(name: str, cell: str) -> str:
    return cell if name in _NUMBERS else unguard(cell, is_date=name in _DATES)
