import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.export_snapshot import Row
from glossator.formats.tables import csv_writer
from glossator.formats.tables.csv_writer import CsvSummary
from glossator.formats.tables.export_tables import ANNOTATIONS, CellKind, TableColumn
from glossator.formats.tables.formula_guard import guard, unguard
from glossator.formats.tables.profiles import EXACT, EXCEL, PROFILES, Profile

COLUMNS: Final = tuple(column.name for column in ANNOTATIONS)
NUMBERS: Final = ("paragraph", "start", "end", "score")
DATES: Final = ("published_at", "created_at", "updated_at")
NASTY: Final = (
    *("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", '"', ",", ";", " ", "\u00a0", "\u3000", "\t", "\x1f"),
    *("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "⏎"),
    *(
        "a",
        "B",
        "1",
        "é",
        "😀",
        "\u202e",
        "=1+1",
        "@user",
        "''",
        "٣",
        "$",
        "/",
        ".",
        "e",
        "%",
        "Oct",
        "May ",
        "true",
        "pm",
    ),
)

cells = st.lists(
    st.sampled_from(NASTY) | st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
).map("".join)
numbers = st.none() | st.integers() | st.floats(0, 1)
rows = st.lists(
    st.builds(
        lambda texts, start, score: row(**texts, start=start, score=score),
        st.dictionaries(
            st.sampled_from([name for name in COLUMNS if name not in NUMBERS]), st.none() | cells, max_size=4
        ),
        numbers,
        numbers,
    ),
    max_size=3,
)


def row(**given_cells: str | float | None) -> Row:
    return tuple(given_cells.get(name, "x") for name in COLUMNS)


def write(given_rows: Iterable[Row], target: BinaryIO, profile: Profile = EXCEL) -> CsvSummary:
    return csv_writer.write(ANNOTATIONS, given_rows, target, profile)


def exported(*given_rows: Row, profile: Profile = EXCEL) -> tuple[str, CsvSummary]:
    target = io.BytesIO()
    report = write(given_rows, target, profile)
    return target.getvalue().decode("utf-8"), report


def parsed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cell_after(written: str, column: str = "note", profile: Profile = EXCEL) -> str:
    return parsed(exported(row(**{column: written}), profile=profile)[0].removeprefix("\ufeff"))[0][column]


def test_the_columns_and_their_order() -> None:
    assert ",".join(COLUMNS) == (
        "annotation_id,article_id,article_title,source,url,author,published_at,scope,status,label,quote,entity,tags,note,"
        "context_before,context_after,paragraph,start,end,origin,model,score,analyst,created_at,updated_at,text_sha256,"
        "verdicts"
    )


def test_the_bytes_of_the_default_profile() -> None:
    text, report = exported(row(quote='said "no", twice', entity=None, paragraph=3, start=-1, score=0.5))
    assert text == (
        "\ufeff" + ",".join(COLUMNS) + "\r\n"
        'x,x,x,x,x,x,x,x,x,x,"said ""no"", twice",,x,x,x,x,3,-1,x,x,x,0.5,x,x,x,x,x\r\n'
    )
    assert report == CsvSummary(rows=1)


def test_the_header_row_is_always_there() -> None:
    assert exported()[0] == "\ufeff" + ",".join(COLUMNS) + "\r\n"
    assert exported(profile=EXACT)[0] == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("note", "flat"),
    [
        ("one\ntwo", "one ⏎ two"),
        ("one \r\n\r\n \u2028 two", "one ⏎ two"),
        ("\n one\n", " ⏎ one ⏎ "),
        ("  one  \v\n  two  ", "  one ⏎ two  "),
        ("a\rb\x85c\u2029d\x0ce\x1cf\x1dg\x1eh", "a ⏎ b ⏎ c ⏎ d ⏎ e ⏎ f ⏎ g ⏎ h"),
        ("\n", " ⏎ "),
    ],
)
def test_line_ends_are_flattened_visibly(note: str, flat: str) -> None:
    assert cell_after(note) == flat
    assert exported(row(note=note))[1] == CsvSummary(rows=1, flattened=1)


@pytest.mark.parametrize("trigger", [*"=+-@＝＋－＠"])
@pytest.mark.parametrize("space", ["", "  ", "\u00a0", "\u3000 "])
def test_formulas_are_guarded(trigger: str, space: str) -> None:
    assert cell_after(f"{space}{trigger}A1") == f"'{space}{trigger}A1"
    assert exported(row(quote=f"{space}{trigger}A1"))[1] == CsvSummary(rows=1, guarded=1)


@pytest.mark.parametrize("text", ["\tx", "'=1", "''@x", "'\tx", "'007", "'-5", "''9/11"])
def test_tabs_and_texts_that_look_guarded_are_guarded(text: str) -> None:
    assert cell_after(text) == f"'{text}"
    assert exported(row(note=text))[1] == CsvSummary(rows=1, guarded=1)


@pytest.mark.parametrize(
    "text", ["-5", "+3.2", "-1,000", "-.5", "+12%", " -5 ", "-1.000,5", "-0", "+49301234", "1-2", "00123", "2025-10-01"]
)
@pytest.mark.parametrize("column", ["quote", "note", "published_at"])
def test_numbers_with_or_without_a_sign_dates_and_times_stay_as_they_are(text: str, column: str) -> None:
    assert cell_after(text, column) == text
    assert exported(row(**{column: text}))[1] == CsvSummary(rows=1)


@pytest.mark.parametrize(
    "text", ["-5+1", "-A1", "-5-5", "- 5", "+5 euros", "-1e5", "--5", "-", "+", "-2+3+cmd|' /C calc'!A0", "-$5", "\t-5"]
)
def test_what_only_begins_like_a_number_with_a_sign_is_guarded(text: str) -> None:
    assert cell_after(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["1-2", "00123", "2025-10-01", "1e5", "$5", "October 2025", "'25", " 007 ", "true", "-5"]
)
def test_numbers_and_dates_are_kept_as_texts_where_the_profile_says_so(text: str) -> None:
    profile = PROFILES["spreadsheet-text"]
    assert cell_after(text, profile=profile) == f"'{text}"
    assert exported(row(note=text, quote="12"), profile=profile)[1] == CsvSummary(rows=1, guarded=2)


@pytest.mark.parametrize("text", ["a=1", "'tis", "''", " x", "“-x", "…=", "'", " '=1", "Boeing 737", "May", "5th"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert cell_after(text) == text
    assert exported(row(note=text))[1] == CsvSummary(rows=1)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_text_column_is_guarded_and_no_number(column: str) -> None:
    text = PROFILES["spreadsheet-text"]
    assert cell_after("=1", column) == ("=1" if column in NUMBERS else "'=1")
    assert cell_after("2025-10-01", column, text) == ("" if column in NUMBERS + DATES else "'") + "2025-10-01"


def test_a_line_end_before_a_formula_is_harmless_once_it_is_flat() -> None:
    assert cell_after("\r=1") == " ⏎ =1"


def test_every_space_that_python_knows_may_come_before_a_formula() -> None:
    for space in filter(str.isspace, map(chr, range(0x11_0000))):
        assert cell_after(f"{space}=1") in (f"'{space}=1", " ⏎ =1")


@given(rows)
def test_raw_gives_back_the_same_cells(given_rows: list[Row]) -> None:
    text, report = exported(*given_rows, profile=EXACT)
    expected = [["" if cell is None else str(cell) for cell in each] for each in given_rows]
    assert list(csv.reader(io.StringIO(text, newline=""))) == [list(COLUMNS), *expected]
    assert report == CsvSummary(rows=len(given_rows))


@given(rows, st.sampled_from(["excel", "spreadsheet-text"]))
def test_a_guarding_profile_gives_back_the_same_cells_but_for_line_ends(given_rows: list[Row], name: str) -> None:
    profile = PROFILES[name]
    text, report = exported(*given_rows, profile=profile)
    found = parsed(text.removeprefix("\ufeff"))
    guarded = flattened = 0
    for before, after in zip(given_rows, found, strict=True):
        for name, cell in zip(COLUMNS, before, strict=True):
            original = "" if cell is None else str(cell)
            assert len(after[name].splitlines()) <= 1
            if name in NUMBERS:
                assert after[name] == original
                continue
            lines = original.splitlines(keepends=True)
            broken = bool(lines) and (len(lines) > 1 or lines[0].splitlines()[0] != lines[0])
            flattened += broken
            text = unguard(after[name], is_date=name in DATES)
            assert after[name] == guard(text, profile.guarded, is_date=name in DATES)
            guarded += after[name] != text
            assert "".join(text.replace("⏎", "").split()) == "".join(original.replace("⏎", "").split())
            if not broken:
                assert text == original
    assert report == CsvSummary(len(given_rows), guarded, flattened)


def test_offsets_are_whole_numbers_without_a_mark() -> None:
    ((cells),) = parsed(exported(row(start=0, end=1_234_567, paragraph=3))[0].removeprefix("\ufeff"))
    assert [cells[name] for name in ("start", "end", "paragraph")] == ["0", "1234567", "3"]


def test_a_cell_too_long_for_excel_is_counted_and_kept_whole() -> None:
    fits, long, grows = "a" * 32_767, "a" * 32_768, "a\n" * 9_000
    text, report = exported(row(note=fits), row(note=long, quote=grows), row(note=None))
    assert parsed(text)[1]["note"] == long
    assert report == CsvSummary(rows=3, flattened=1, too_long=2)


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (CsvSummary(0), "0 rows"),
        (CsvSummary(1, 1, 1, 1), "1 row, 1 cell guarded with an apostrophe, 1 cell with flattened line ends, "
         "1 cell longer than the 32,767 characters Excel keeps"),
        (CsvSummary(312, 4, 9), "312 rows, 4 cells guarded with an apostrophe, 9 cells with flattened line ends"),
        (CsvSummary(1_048_575), "1,048,575 rows"),
        (CsvSummary(1_048_576), "1,048,576 rows, more than the 1,048,576 lines Excel opens"),
    ],
)  # fmt: skip
def test_the_summary(report: CsvSummary, sentence: str) -> None:
    assert str(report) == sentence


@pytest.mark.parametrize("profile", [EXCEL, EXACT], ids=["excel", "exact"])
@pytest.mark.parametrize("width", [0, 26, 28])
def test_a_row_of_another_width_is_an_error(profile: Profile, width: int) -> None:
    with pytest.raises(ValueError, match=f"{width} cells"):
        exported(row(), ("x",) * width, profile=profile)


def test_the_target_stays_open_even_when_the_rows_fail() -> None:
    def failing() -> Iterator[Row]:
        yield row()
        raise OSError("gone")

    target = io.BytesIO()
    with pytest.raises(OSError, match="gone"):
        write(failing(), target)
    assert not target.closed


def test_rows_are_written_as_they_come() -> None:
    class Lines(io.BytesIO):
        written = 0

        def write(self, data: bytes, /) -> int:  # type: ignore[override] # the base takes any buffer, here bytes come
            self.written += bytes(data).count(b"\n")
            return super().write(data)

    target = Lines()
    behind = []

    def many() -> Iterator[Row]:
        for number in range(5_000):
            behind.append(number - target.written)
            yield row(note=f"n{number:08d}")

    write(many(), target)
    assert max(behind) < 1_000


def test_every_batch_is_made_safe() -> None:
    text, report = exported(*(row(note="=1\n2") for _ in range(1_000)))
    assert report == CsvSummary(rows=1_000, guarded=1_000, flattened=1_000)
    assert {each["note"] for each in parsed(text)} == {"'=1 ⏎ 2"}


def test_a_profile_says_what_divides_the_cells_and_what_is_changed() -> None:
    target = io.BytesIO()
    lines = Profile(delimiter=";", bom=False, guard=False)
    report = csv_writer.write((TableColumn("=a"), TableColumn("b")), [("=1;", "x\ny")], target, lines)
    assert target.getvalue().decode("utf-8") == '=a;b\r\n"=1;";x ⏎ y\r\n'
    assert report == CsvSummary(rows=1, flattened=1)


def test_the_names_of_columns_are_guarded_too() -> None:
    target = io.BytesIO()
    csv_writer.write((TableColumn("=a", CellKind.NUMBER),), [(1,)], target, EXCEL)
    assert target.getvalue().decode("utf-8-sig") == "'=a\r\n1\r\n"


def test_counts_add_up() -> None:
    assert CsvSummary(1, 2, 3, 4) + CsvSummary(1, 1, 1, 1) == CsvSummary(2, 3, 4, 5)
