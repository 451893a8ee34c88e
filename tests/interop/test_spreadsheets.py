"""Tables, opened by spreadsheets: openpyxl in place of Excel, and LibreOffice itself."""

import csv
import io
import shutil
import subprocess
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from glossator.domain.export_snapshot import AnnotatedArticle
from glossator.formats.tables.export_tables import TABLES, CellKind
from glossator.formats.tables.formula_guard import unguard
from glossator.formats.tables.profiles import PROFILES
from glossator.text.span import Span
from tests.formats.excerpts import Given, annotation, article, given_articles
from tests.interop.given import TEXT, installed, written

OFFICE: Final = shutil.which("soffice")
needs_office: Final = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed; Debian has it as libreoffice-calc-nogui"
)
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def test_openpyxl_finds_every_sheet_with_typed_cells_and_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl", reason=installed("openpyxl"))
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    assert book.sheetnames == ["annotations", "articles", "entities", "codebook", "notes", "matrix"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d", "inlineStr"}
    names = [cell.value for cell in book["annotations"][1]]
    first = dict(zip(names, [cell.value for cell in book["annotations"][2]], strict=True))
    assert (first["quote"], first["note"], first["start"]) == ("Aurora", "=1+1\n<b>", TEXT.index("Aurora"))
    assert first["published_at"].year == 2026


def opened(folder: Path, name: str, data: bytes) -> list[list[ET.Element]]:
    """Return the cells of the rows of the first sheet that LibreOffice makes of a file."""
    assert OFFICE is not None
    (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    target = ["--convert-to", "fods", "--outdir", str(folder / "out")]
    # Without a window, it does not look for the byte order mark as its dialog does: commas, double quotes, UTF-8.
    csv_in_utf8 = ["--infilter=CSV:44,34,76,1"] if name.endswith(".csv") else []
    asked = [OFFICE, profile, "--headless", *target, *csv_in_utf8, str(folder / name)]
    subprocess.run(asked, capture_output=True, check=True)
    root = ET.parse(folder / "out" / f"{Path(name).stem}.fods").getroot()
    sheet = next(root.iter(f"{_TABLE}table"))
    rows = []
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells = [
            cell
            for cell in row.iter(f"{_TABLE}table-cell")
            for _ in range(min(100, int(cell.get(f"{_TABLE}number-columns-repeated", "1"))))
        ]
        if any(cell.get(f"{_OFFICE}value-type") for cell in cells):
            rows.append(cells)
    return rows


def shown(cell: ET.Element) -> str:
    return "\n".join(spelled(part) for part in cell.iter(f"{_TEXT}p"))


def spelled(part: ET.Element) -> str:
    """Return a text with the spaces that stand in it as elements."""
    own = " " * int(part.get(f"{_TEXT}c", "1")) if part.tag == f"{_TEXT}s" else part.text or ""
    return own + "".join(spelled(child) + (child.tail or "") for child in part)


NUMBERLIKE: Final = (
    *("007", "1E5", "12.", "1,200", "(5)", "50%", "$5", "1-2", "9/11", "1 1/2", "2025-10-26", "10:30 PM", "true"),
    *("October 2025", "Oct. 5, 2025", "Monday, October 5, 2025", "5-Oct-25", "=1+1", "+5", "-5", "@who", "#N/A"),
)


def numberlike() -> Given:
    """Return an excerpt in which every column for texts has one that looks like a number, a date or a formula."""
    text = "\n".join(NUMBERLIKE)
    found = []
    for word in NUMBERLIKE:
        start = text.index(f"{word}\n") if word != NUMBERLIKE[-1] else text.rindex(word)
        span = Span(start, start + len(word))
        found.append(annotation(text, span, "DATE", entity=word, tags=(word,), note=word, analyst=word))
    known = {"title": "1-2", "source": "24/7", "author": "007", "url": "1e5", "note": "12", "tags": ("2025",)}
    return given_articles(AnnotatedArticle(article(text, **known), tuple(found)))


@needs_office
@pytest.mark.parametrize("name", ["csv", *(name for name in TABLES if name != "annotations")])
def test_libreoffice_takes_every_text_of_a_table_as_it_is_written(tmp_path: Path, name: str) -> None:
    data = written(name, numberlike(), PROFILES["spreadsheet-text"])
    rows = opened(tmp_path, f"{name}.csv", data)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(lines) > 1
    kinds = [column.kind for column in TABLES["annotations" if name == "csv" else name].columns(numberlike())]
    for row, line in zip(rows, lines, strict=True):
        for place, (cell, text) in enumerate(zip(row, line, strict=False)):
            assert cell.get(f"{_TABLE}formula") is None, text
            if text and (row is rows[0] or kinds[place] in (CellKind.TEXT, CellKind.LONG_TEXT)):
                assert (shown(cell), cell.get(f"{_OFFICE}value-type")) == (text, "string")
            elif text and kinds[place] is CellKind.NUMBER:
                assert cell.get(f"{_OFFICE}value-type") == "float", "numbers are numbers"
            else:
                assert shown(cell) == text, "dates look the same, whether they are taken for dates or not"
    found = {unguard(cell) for line in lines for cell in line}
    assert found >= {*NUMBERLIKE} or name not in ("csv", "notes"), "all of them went there and came back"


@needs_office
def test_libreoffice_runs_nothing_of_a_table_by_default(tmp_path: Path) -> None:
    rows = opened(tmp_path, "annotations.csv", written("csv", numberlike()))
    assert len(rows) > len(NUMBERLIKE)
    assert all(cell.get(f"{_TABLE}formula") is None for row in rows for cell in row)
    place = [shown(cell) for cell in rows[0]].index("quote")
    quotes = {shown(row[place]): row[place].get(f"{_OFFICE}value-type") for row in rows[1:] if len(row) > place}
    assert (quotes["'=1+1"], quotes["'@who"], quotes["-5"]) == ("string", "string", "float")


@needs_office
def test_libreoffice_shows_line_ends_that_were_flattened(tmp_path: Path) -> None:
    rows = opened(tmp_path, "annotations.csv", written("csv"))
    assert any(shown(cell) == "'=1+1 ⏎ <b>" for row in rows for cell in row)


@needs_office
def test_libreoffice_keeps_texts_that_look_like_numbers_in_a_workbook(tmp_path: Path) -> None:
    rows = opened(tmp_path, "annotations.xlsx", written("xlsx", numberlike()))
    place = [shown(cell) for cell in rows[0]].index("quote")
    cells = [row[place] for row in rows[1:]]
    assert [(shown(cell), cell.get(f"{_OFFICE}value-type")) for cell in cells] == [
        (word, "string") for word in NUMBERLIKE
    ]
    assert all(cell.get(f"{_TABLE}formula") is None for cell in cells)
