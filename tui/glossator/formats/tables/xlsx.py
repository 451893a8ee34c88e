"""Writing all tables as the sheets of an Excel workbook, with typed dates and numbers, and no formulas or links."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile, gettempdir
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from glossator.domain.export_snapshot import ExportSnapshot, Row
from glossator.formats.errors import Unwritable
from glossator.formats.spec import Format
from glossator.formats.tables.csv_writer import EXCEL_CELL, EXCEL_ROWS
from glossator.formats.tables.export_tables import TABLES, CellKind, TableColumn
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: Final = {CellKind.TEXT: 16, CellKind.LONG_TEXT: 48, CellKind.NUMBER: 11, CellKind.DATE: 19}
_CUT: Final = " … [cut; the CSV has all of it]"
_FIRST_YEAR: Final = 1900
# The length of a date without a time.
_DAY: Final = 10
_COLUMNS: Final = 16_384
# The most characters across a page that can still be read.
_LEGIBLE: Final = 260


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the workbook, and return a summary.

    A text longer than Excel can hold is cut with a mark, and counted; rows beyond the last that fits go to further
    sheets.

    Raises:
        Unwritable: when there are more tags than columns, or temporary files cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # One row at a time in memory, no formulas, no links.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # Not written to `target` directly, which a failed workbook would write to again when it is deleted; and in a folder
    # of our own, because a failed workbook does not remove its temporary files.
    with TemporaryFile() as kept, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = _AbandonableFile(kept)
        book = Workbook(file, {**options, "tmpdir": folder})
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # fixed, for reproducible files; the format has no zone
        sheets = _SheetWriter(book)
        try:
            try:
                for table in TABLES.values():
                    sheets.write(table.name, table.columns(excerpt), table.rows(excerpt))
            finally:
                book.close()
        except FileCreateError as error:
            file.abandoned = True
            raise Unwritable(
                f"{gettempdir()} cannot be written ({error}). Free some space there, or set TMPDIR to another folder."
            ) from error
        kept.seek(0)
        copyfileobj(kept, target)
    parts = [counted(len(TABLES), "sheet"), counted(sheets.rows, "row")]
    if sheets.cut:
        parts.append(f"{counted(sheets.cut, 'cell')} cut at the {EXCEL_CELL:,} characters that Excel holds")
    if sheets.further:
        parts.append(f"{counted(sheets.further, 'further sheet')} for rows beyond the {EXCEL_ROWS:,}th")
    return ", ".join(parts)


class _AbandonableFile:
    """A file whose methods do nothing once it is abandoned, because a ZipFile that failed still writes when deleted."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.abandoned = False

    def __getattr__(self, name: str) -> Any:
        return (lambda *_: 0) if self.abandoned else getattr(self._file, name)


class _SheetWriter:
    """Writes the sheets, one after the other.

    Attributes:
        rows: without the header rows.
        cut: cells with more characters than Excel holds.
        further: sheets for the rows beyond the last that fits on one.
    """

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._heading = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.rows = self.cut = self.further = 0

    def write(self, name: str, columns: Sequence[TableColumn], rows: Iterator[Row]) -> None:
        """Write a table to a sheet of its name, and to further sheets if it is longer than one."""
        if len(columns) > _COLUMNS:
            raise Unwritable(
                f"The table “{name}” has {len(columns):,} columns, a sheet {_COLUMNS:,} at most. Export it as CSV."
            )
        for number in range(1, EXCEL_ROWS):
            sheet = self._add_sheet(name if number == 1 else f"{name} {number}", columns)
            last = 0
            for last, row in enumerate(islice(rows, EXCEL_ROWS - 1), start=1):
                self._write_row(sheet, last, columns, row)
            sheet.autofilter(0, 0, last, len(columns) - 1)
            self.rows += last
            following = next(rows, None) if last == EXCEL_ROWS - 1 else None
            if following is None:
                return
            rows = chain((following,), rows)
            self.further += 1

    def _add_sheet(self, name: str, columns: Sequence[TableColumn]) -> "Worksheet":
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        # Print in landscape, with the header and the id on each page, all columns on one page if legible.
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        if sum(_WIDTHS[column.kind] for column in columns) <= _LEGIBLE:
            sheet.fit_to_pages(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, self._truncated(column.name), self._heading)
        return sheet

    def _write_row(self, sheet: "Worksheet", number: int, columns: Sequence[TableColumn], row: Row) -> None:
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                moment = _moment(cell) if column.kind is CellKind.DATE else None
                if moment is None:
                    sheet.write_string(number, place, self._truncated(cell))
                else:
                    sheet.write_datetime(number, place, moment, self._day if len(cell) == _DAY else self._instant)
            else:
                sheet.write_number(number, place, cell)

    def _truncated(self, text: str) -> str:
        if len(text) <= EXCEL_CELL:
            return text
        self.cut += 1
        return text[: EXCEL_CELL - len(_CUT)] + _CUT


def _moment(written: str) -> date | datetime | None:
    """Return an ISO 8601 date, or an instant in UTC; None where Excel has no such date."""
    try:
        if len(written) == _DAY:
            day = date.fromisoformat(written)
            return day if day.year >= _FIRST_YEAR else None
        instant = datetime.fromisoformat(written)
    except ValueError:
        return None
    if instant.tzinfo is None or instant.year <= _FIRST_YEAR:
        return None
    return instant.astimezone(UTC).replace(tzinfo=None)


FORMAT: Final = Format(name="xlsx", title="Excel workbook, all tables", suffixes=(".xlsx",), write=write, is_text=False)
