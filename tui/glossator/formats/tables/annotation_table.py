"""Our table of annotations read back, from a program or from a spreadsheet that has saved it.

Columns may be in any order, with any usual separator, in any encoding that can be detected; those that are missing say
nothing, and unknown ones are skipped. Cells are returned as they were before they were guarded, whatever the profile,
unless the table shows that nothing was guarded: it has no byte order mark, and a cell that people do not edit is an
unguarded formula. Flattened line ends are restored where the text is known (`cell_variants`).
"""

from collections.abc import Iterator
from typing import Final

from glossator.formats.content import Problem, TableRow
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.tables.csv_reader import SEPARATORS, read_csv
from glossator.formats.tables.csv_writer import flatten_cell
from glossator.formats.tables.export_tables import ANNOTATIONS, CellKind
from glossator.formats.tables.formula_guard import guard, unguard

_NEEDED: Final = frozenset(("annotation_id", "article_id", "start", "end", "quote"))
_KINDS: Final = {column.name: column.kind for column in ANNOTATIONS}
# Cells that a spreadsheet's user has no reason to change.
_UNEDITED: Final = ("article_title", "quote", "context_before", "context_after")
_HEAD: Final = 4_096


def is_table(head: FileHead) -> bool:
    """Return whether a file begins with the header row of our table."""
    line = head.text[:_HEAD].partition("\n")[0].strip()
    return _NEEDED.issubset(_names(line.split(max(SEPARATORS, key=line.count))))


def read(data: bytes) -> Iterator[TableRow | Problem]:
    """Yield the rows of the table, and the rows that cannot be read.

    Raises:
        Unreadable: when it is not our table, or its encoding cannot be detected.
    """
    text, encoding = decode(data)
    header, lines = read_csv(text)
    names = _names(header)
    if not _NEEDED.issubset(names):
        raise Unreadable(f"The table lacks a column. It needs {', '.join(sorted(_NEEDED))}.")
    rows = [line if isinstance(line, Problem) else _row(*line, names) for line in lines]
    marked = encoding != "utf-8" and encoding.startswith("utf-8")
    guarded = marked or not any(_is_raw(row) for row in rows if isinstance(row, TableRow))
    for row in rows:
        if isinstance(row, TableRow) and guarded:
            row = TableRow(row.where, {name: _unguarded(_KINDS[name], cell) for name, cell in row.cells.items()})
        yield row


def cell_variants(text: str) -> tuple[str, ...]:
    """Return what a text may be in a cell: as it is, on one line, and saved in the code page of Windows."""
    one_line = flatten_cell(text)
    return text, one_line, one_line.encode("cp1252", "replace").decode("cp1252")


def _names(header: list[str]) -> list[str]:
    return [name.strip().strip('"').lower() for name in header]


def _row(where: str, row: list[str], names: list[str]) -> TableRow | Problem:
    if len(row) != len(names):
        return Problem(where, f"it has {len(row)} cells for {len(names)} headings; make them as many")
    return TableRow(where, {name: cell for name, cell in zip(names, row, strict=True) if name in _KINDS})


def _is_raw(row: TableRow) -> bool:
    """Return whether an unedited cell would be guarded by every profile that guards, and is not."""
    return any((cell := row.cells.get(name, "")) and guard(cell) != cell and cell[0] != "'" for name in _UNEDITED)


def _unguarded(kind: CellKind, cell: str) -> str:
    return cell if kind.is_number else unguard(cell, is_date=kind is CellKind.DATE)
