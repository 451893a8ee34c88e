"""All the tables as the sheets of one Excel workbook: typed dates and numbers, every text a text, nothing to run."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile, gettempdir
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from glossator.domain.export_snapshot import ExportSnapshot, Row
from glossator.formats.tables.csv_writer import EXCEL_CELL, EXCEL_ROWS
from glossator.formats.tables.definitions import TABLES, CellKind, TableColumn
from glossator.formats.unwritable import Unwritable
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: Final = {CellKind.TEXT: 16, CellKind.LONG_TEXT: 48, CellKind.NUMBER: 11, CellKind.DATE: 19}
_CUT: Final = " … [cut; the CSV has all of it]"
_FIRST_YEAR: Final = 1900
# The characters of a date without a time.
_DAY: Final = 10
_COLUMNS: Final = 16_384
# The characters of a line that can still be read where it is made to fit across a page.
_LEGIBLE: Final = 260


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the workbook to `target`, and return what was written in a few words.

    A text longer than Excel can hold ends with a mark that says so, and is counted; rows past the last that fits go to
    a further sheet.

    Raises:
        Unwritable: when there are more tags than columns, or no room for the temporary files.
    """
    # Imported here because every command imports the registry of formats, and few write workbooks.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # One row at a time in memory, no text taken for a formula or a link, and the same bytes for the same content.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # A target that fails half-way would be written to again when the workbook goes. A workbook that fails removes none
    # of its own temporary files.
    with TemporaryFile() as kept, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        whole = _Whole(kept)
        book = Workbook(whole, {**options, "tmpdir": folder})
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # the file's form has no zone
        sheets = _Sheets(book)
        try:
            try:
                for table in TABLES.values():
                    sheets.write(table.name, table.columns(excerpt), table.rows(excerpt))
            finally:
                book.close()
        except FileCreateError as error:
            whole.given_up = True
            raise Unwritable(
                f"A workbook is put together in {gettempdir()}, which cannot be written ({error}); make room there, or "
                "name another folder with TMPDIR."
            ) from error
        kept.seek(0)
        copyfileobj(kept, target)
    parts = [counted(len(TABLES), "sheet"), counted(sheets.rows, "row")]
    if sheets.cut:
        parts.append(f"{counted(sheets.cut, 'cell')} cut at the {EXCEL_CELL:,} characters that Excel holds")
    if sheets.further:
        parts.append(f"{counted(sheets.further, 'further sheet')} for rows past the {EXCEL_ROWS:,}th")
    return ", ".join(parts)


class _Whole:
    """The file that a workbook is put together in; when it is given up, what is still written to it goes nowhere.

    What is half-written would else be ended when it is forgotten, and complain that it cannot be.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.given_up = False

    def write(self, data: bytes) -> int:
        return len(data) if self.given_up else self._file.write(data)

    def seek(self, place: int, whence: int = 0) -> int:
        return 0 if self.given_up else self._file.seek(place, whence)

    def tell(self) -> int:
        return 0 if self.given_up else self._file.tell()

    def flush(self) -> None:
        if not self.given_up:
            self._file.flush()

    def seekable(self) -> bool:
        return True


class _Sheets:
    """Writes one sheet after the other, and counts.

    Attributes:
        rows: without the header rows.
        cut: cells with more characters than Excel holds.
        further: sheets that were needed for rows past the last that fits.
    """

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._heading = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.rows = self.cut = self.further = 0

    def write(self, name: str, columns: Sequence[TableColumn], rows: Iterator[Row]) -> None:
        """Write a table to a sheet of its name, and to further ones where it is longer than a sheet."""
        if len(columns) > _COLUMNS:
            raise Unwritable(
                f"The table “{name}” would have {len(columns):,} columns, and a sheet has {_COLUMNS:,} at most; "
                "export it as CSV."
            )
        for number in range(1, EXCEL_ROWS):
            sheet = self._begun(name if number == 1 else f"{name} {number}", columns)
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

    def _begun(self, name: str, columns: Sequence[TableColumn]) -> "Worksheet":
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        # On paper: across, the heading and the id on each page, all columns on one where that can still be read.
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        if sum(_WIDTHS[column.kind] for column in columns) <= _LEGIBLE:
            sheet.fit_to_pages(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, self._fitted(column.name), self._heading)
        return sheet

    def _write_row(self, sheet: "Worksheet", number: int, columns: Sequence[TableColumn], row: Row) -> None:
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                moment = _moment(cell) if column.kind is CellKind.DATE else None
                if moment is None:
                    sheet.write_string(number, place, self._fitted(cell))
                else:
                    sheet.write_datetime(number, place, moment, self._day if len(cell) == _DAY else self._instant)
            else:
                sheet.write_number(number, place, cell)

    def _fitted(self, text: str) -> str:
        """Return `text`, cut with a mark where it is longer than a cell holds."""
        if len(text) <= EXCEL_CELL:
            return text
        self.cut += 1
        return text[: EXCEL_CELL - len(_CUT)] + _CUT


def _moment(written: str) -> date | datetime | None:
    """Return the day or the instant, in UTC, that is written; None where it is none that Excel has."""
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
