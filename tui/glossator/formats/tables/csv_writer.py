"""Writing tables as CSV (RFC 4180 with CRLF, header row first), one table or all of them with a manifest.

The default profile is for Excel: UTF-8 with a byte order mark, every cell on one line, and no text that a spreadsheet
would run as a formula (`formula_guard`).
"""

import csv
import hashlib
import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import islice
from operator import add
from typing import Any, BinaryIO, Final, cast

from glossator import __version__
from glossator.domain.export_snapshot import ExportSnapshot, OutputFiles, Row
from glossator.formats.tables.export_tables import TABLES, CellKind, OutputTable, TableColumn
from glossator.formats.tables.formula_guard import LINE_ENDS, find_suspects, guard
from glossator.formats.tables.profiles import EXCEL, Profile
from glossator.text.pluralize import counted

EXCEL_CELL: Final = 32_767
"""The most characters in a cell of Excel."""
EXCEL_ROWS: Final = 1_048_576
"""The most rows in a sheet of Excel, with the header row."""
MANIFEST: Final = "manifest.json"
"""The name of the file that describes the tables of a folder, with their hashes."""
# Small enough for constant memory, large enough that checking a column at once pays.
_BATCH: Final = 256
_LINE_BREAK: Final = re.compile(f"[{LINE_ENDS}]+")
FLAT_BREAK: Final = " ⏎ "
"""What stands in a cell for line ends."""


@dataclass(slots=True)
class CsvSummary:
    """What was written.

    Attributes:
        rows: without the header row.
        guarded: cells that got an apostrophe in front.
        flattened: cells whose line ends were replaced by a visible mark.
        too_long: cells with more characters than Excel keeps; they are written in full.
    """

    rows: int = 0
    guarded: int = 0
    flattened: int = 0
    too_long: int = 0

    def __add__(self, other: "CsvSummary") -> "CsvSummary":
        return CsvSummary(*map(add, astuple(self), astuple(other)))

    def __str__(self) -> str:
        return ", ".join((counted(self.rows, "row"), *self.remarks()))

    def remarks(self) -> list[str]:
        """Return what was changed, and what Excel will not keep, in a few words each."""
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


def write_table(table: OutputTable, profile: Profile, excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write one table, and return a summary."""
    return str(write(table.columns(excerpt), table.rows(excerpt), target, profile))


def write_tables(profile: Profile, excerpt: ExportSnapshot, files: OutputFiles) -> str:
    """Write every table to a file of its own, and a manifest, and return a summary."""
    total, described = CsvSummary(), {}
    for table in TABLES.values():
        name = f"{table.name}{profile.suffix}"
        with files.open(name) as target:
            hashing = _Hashing(target)
            written = write(table.columns(excerpt), table.rows(excerpt), cast("BinaryIO", hashing), profile)
        described[name] = {**asdict(written), "sha256": hashing.hexdigest()}
        total += written
    manifest = {
        "program": "glossator",
        "version": __version__,
        "filter": {name: list(values) for name, values in excerpt.wanted.items()},
        "profile": asdict(profile),
        "offsets": "Unicode code points, the end not included",
        "files": described,
    }
    with files.open(MANIFEST) as target:
        target.write(json.dumps(manifest, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
    return ", ".join((counted(len(TABLES), "table"), counted(total.rows, "row"), *total.remarks()))


def write(
    columns: Sequence[TableColumn], rows: Iterable[Row], target: BinaryIO, profile: Profile = EXCEL
) -> CsvSummary:
    """Write a header row and `rows` to `target`, which stays open, as they come.

    Args:
        columns: number columns have numbers or None in every row, others text or None.
        rows: with as many cells as there are columns.
        target: receives UTF-8.
        profile: where it changes no cells, only rows are counted.

    Raises:
        ValueError: when a row has more or fewer cells than there are columns.
    """
    lines = io.TextIOWrapper(target, encoding="utf-8", newline="")
    texts = [(place, column.kind is CellKind.DATE) for place, column in enumerate(columns) if not column.kind.is_number]
    summary = CsvSummary()
    try:
        written = csv.writer(lines, delimiter=profile.delimiter)
        if profile.bom:
            lines.write(BOM_UTF8.decode("utf-8"))
        names = [column.name for column in columns]
        written.writerow([guard(name, profile.guarded) for name in names] if profile.guarded else names)
        changes = profile.one_line or profile.guarded
        remaining = iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            for row in batch:
                if len(row) != len(columns):
                    raise ValueError(f"a row has {len(row)} cells, and there are {len(columns)} columns")
            written.writerows(_safe(batch, texts, profile, summary) if changes else batch)
            summary.rows += len(batch)
    finally:
        # Otherwise the wrapper would close the target when it is deleted.
        lines.detach()
    return summary


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell as it is written, and what the profile changed in it.

    Attributes:
        text: with the apostrophe and the marks of line ends.
        guarded: whether it got an apostrophe in front.
        flattened: whether its line ends were replaced by a visible mark.
    """

    text: str
    guarded: bool = False
    flattened: bool = False


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The first rows of a table."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[PreviewCell]]


def preview_table(table: OutputTable, profile: Profile, excerpt: ExportSnapshot, most: int) -> TablePreview:
    """Return the first `most` rows of a table as `write_table` writes them; the other rows are not read."""
    columns = table.columns(excerpt)
    rows = islice(table.rows(excerpt), most)
    return TablePreview(
        columns,
        [[_preview_cell(cell, column, profile) for cell, column in zip(row, columns, strict=True)] for row in rows],
    )


def _preview_cell(cell: str | float | None, column: TableColumn, profile: Profile) -> PreviewCell:
    if not isinstance(cell, str):
        return PreviewCell("" if cell is None else str(cell))
    flat = flatten_cell(cell) if profile.one_line else cell
    written = guard(flat, profile.guarded, is_date=column.kind is CellKind.DATE) if profile.guarded else flat
    return PreviewCell(written, written != flat, flat != cell)


def flatten_cell(cell: str) -> str:
    """Return `cell` on one line, each run of line ends with the spaces around it as one visible mark."""
    first, *parts = _LINE_BREAK.split(cell)
    if not parts:
        return cell
    *middle, last = parts
    kept = [part for part in map(str.strip, middle) if part]
    return FLAT_BREAK.join((first.rstrip(), *kept, last.lstrip()))


def _safe(batch: list[Row], texts: Sequence[tuple[int, bool]], profile: Profile, summary: CsvSummary) -> Iterable[Row]:
    """Return `batch` with its texts as the profile has them, and count the changes in `summary`.

    A column at a time, because most columns have nothing to change, which one look at all their cells shows.

    Args:
        batch: some rows.
        texts: the places of the text columns, each with whether it holds dates.
        profile: how to change them.
        summary: what was changed so far.
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
                        column[row] = flatten_cell(column[row])
                    summary.flattened += len(broken)
        if guarded:
            for row in find_suspects(column, guarded, is_date=is_date):
                cell = guard(column[row], guarded, is_date=is_date)
                summary.guarded += cell != column[row]
                column[row] = cell
        # Flattening makes a cell at most three times as long.
        if len(whole) > EXCEL_CELL // 3:
            summary.too_long += sum(len(cell) > EXCEL_CELL for cell in column if cell)
    return zip(*columns, strict=True)


class _Hashing:
    """A binary file that hashes what is written to it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.hexdigest = self._hash.hexdigest

    def write(self, data: bytes) -> int:
        """Write and hash `data`."""
        self._hash.update(data)
        return self._target.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)
