"""The first rows or lines of an export as they are shown."""

from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.tables.csv_writer import PreviewCell, TablePreview
from glossator.formats.tables.export_tables import ANNOTATIONS, CellKind, TableColumn
from glossator.ui.screens.export_preview import CHANGED, fit_columns, lines_content, table_content

QUOTE, LABEL, START = TableColumn("quote", CellKind.LONG_TEXT), TableColumn("label"), TableColumn("s", CellKind.NUMBER)
KINDS = st.sampled_from(CellKind)
TEXTS = st.text(max_size=60) | st.sampled_from(["鹿港の漁師" * 9, "a ⏎ b" * 9, "\x1b[31m", "'=1"])


def preview(columns: list[TableColumn], *rows: list[str | PreviewCell]) -> TablePreview:
    return TablePreview(
        columns, [[cell if isinstance(cell, PreviewCell) else PreviewCell(cell) for cell in row] for row in rows]
    )


def shown(table: TablePreview, width: int) -> list[str]:
    return table_content(table, fit_columns(table, width)).plain.split("\n")


def marked(cell: PreviewCell, width: int = 40) -> list[str]:
    """Return the marked parts of a cell as it is shown."""
    table = preview([QUOTE], [cell])
    content = table_content(table, fit_columns(table, width))
    return [content.plain[span.start : span.end] for span in content.spans if span.style == CHANGED]


def test_columns_are_as_wide_as_their_content_and_numbers_are_right_aligned() -> None:
    table = preview([QUOTE, LABEL, START], ["Lumen", "GPE", "9"], ["Okafor", "PERSON", "1234"])
    assert shown(table, 40) == ["quote   label      s", "Lumen   GPE        9", "Okafor  PERSON  1234"]


def test_long_cells_are_cut_with_an_ellipsis_and_numbers_never() -> None:
    table = preview([QUOTE, LABEL, START], ["ferry " * 20, "GPE", "1234567"])
    assert shown(table, 45)[1] == "ferry ferry ferry ferry ferr…  GPE    1234567"


def test_empty_columns_take_no_room() -> None:
    table = preview([LABEL, QUOTE], ["", "Lumen"], ["", "Selby"])
    assert shown(table, 40) == ["quote", "Lumen", "Selby"]
    assert fit_columns(table, 40).others == []


def test_what_people_look_at_first_is_shown_in_a_narrow_window_and_the_others_are_named() -> None:
    row: list[str | PreviewCell] = ["7" if column.kind.is_number else column.name * 2 for column in ANNOTATIONS]
    columns = fit_columns(preview(list(ANNOTATIONS), row), 40)
    assert [ANNOTATIONS[place].name for place in columns.widths] == ["status", "label", "quote"]
    assert columns.others == [one.name for one in ANNOTATIONS if one.name not in ("status", "label", "quote")]


def test_a_table_without_rows_has_its_header() -> None:
    assert shown(preview([QUOTE, LABEL]), 40) == ["quote  label"]


@given(st.data(), st.lists(KINDS, min_size=1, max_size=9), st.integers(1, 90))
def test_no_line_is_wider_than_the_window_and_all_columns_are_accounted_for(
    data: st.DataObject, kinds: list[CellKind], width: int
) -> None:
    columns = [TableColumn(f"column{number}", kind) for number, kind in enumerate(kinds)]
    rows = data.draw(st.lists(st.tuples(*(TEXTS for _ in kinds)), max_size=4))
    table = preview(columns, *(list(row) for row in rows))
    fitted = fit_columns(table, width)
    names = {columns[place].name for place in fitted.widths} | set(fitted.others)
    empty = {column.name for place, column in enumerate(columns) if rows and not any(row[place] for row in rows)}
    assert names == {column.name for column in columns} - empty
    assert len(fitted.others) + len(fitted.widths) + len(empty) == len(columns)
    for line in table_content(table, fitted).split("\n"):
        assert line.cell_length <= width
        assert "\x1b" not in line.plain


def test_an_apostrophe_is_marked_only_where_it_guards() -> None:
    assert marked(PreviewCell("'=1", guarded=True)) == ["'"]
    assert marked(PreviewCell("'tis")) == []


def test_marks_for_line_ends_are_marked_also_where_they_are_cut_off() -> None:
    assert marked(PreviewCell("a ⏎ b ⏎ c", flattened=True)) == ["⏎", "⏎"]
    assert marked(PreviewCell("a ⏎ b")) == [], "the source has it"
    assert marked(PreviewCell("ferry " * 9 + " ⏎ b", flattened=True), width=30) == ["⏎"]


def test_lines_that_wrap_are_distinguished_by_every_other_one_being_dim() -> None:
    lines = ["first", "second" * 4, "third"]
    assert lines_content(lines, 80).spans == []
    dimmed = lines_content(lines, 20).spans
    assert [(span.start, span.end, span.style) for span in dimmed] == [(6, 6 + 24, "dim")]
