"""The preview of an export: the first rows of a table, in columns that fit, or the first lines of another text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from glossator.formats.tables.csv_writer import FLAT_BREAK, PreviewCell, TablePreview
from glossator.formats.tables.export_tables import CellKind, TableColumn
from glossator.ui.widgets.article.glyphs import visible

CHANGED: Final = "bold reverse"
"""The style of what the profile put into a cell, which is seen without colours, too."""
_HEADING: Final = "bold"
_OTHER_LINE: Final = "dim"
_GAP: Final = 2
# What a column is cut to at least, unless it is narrower. Numbers and dates are never cut.
_LEAST: Final[Mapping[CellKind, int]] = {CellKind.TEXT: 14, CellKind.LONG_TEXT: 24}
# No cell is shown wider than this many characters, so that a note of a megabyte costs nothing.
_MOST: Final = 1_000
# What people look at first in a table of annotations; all other columns follow in the order of the table.
_FIRST: Final = (
    *("quote", "label", "status", "tags", "note", "entity", "article_title", "paragraph", "source", "published_at"),
    *("analyst", "start", "end", "context_before", "context_after", "author", "score", "origin", "model"),
)
# What only programs look at.
_LAST: Final = ("annotation_id", "article_id", "entity_id", "id", "url", "text_sha256", "added_at", "added_by")


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The columns that fit a width.

    Attributes:
        widths: in cells, by the index of the column, in the order of the table.
        others: the names of the columns with content that are not shown.
        empty: the number of columns that are empty in all rows.
    """

    widths: Mapping[int, int]
    others: Sequence[str]
    empty: int


def fit_columns(preview: TablePreview, width: int) -> ShownColumns:
    """Return the columns to show in `width` cells: those that people look at first, as wide as their content.

    Empty columns take no room. If the content is too wide, the widest columns are cut.
    """
    wanted: dict[int, int] = {}
    for place, column in enumerate(preview.columns):
        widest = max((cell_len(_text(row[place])) for row in preview.rows), default=0)
        if widest or not preview.rows:
            wanted[place] = max(cell_len(visible(column.name)), widest)
    room = width
    shown: list[int] = []
    for place in sorted(wanted, key=lambda place: (_rank(preview.columns[place].name), place)):
        needed = _least(preview.columns[place], wanted[place]) + (_GAP if shown else 0)
        if needed <= room:
            shown.append(place)
            room -= needed
    widths = _shared({place: wanted[place] for place in shown}, preview.columns, width - _GAP * max(0, len(shown) - 1))
    return ShownColumns(
        {place: widths[place] for place in sorted(shown)},
        [preview.columns[place].name for place in wanted if place not in widths],
        len(preview.columns) - len(wanted),
    )


def table_content(preview: TablePreview, shown: ShownColumns) -> Content:
    """Return the rows below their header, with what the profile changed marked; cut cells end with an ellipsis."""
    gap = Content(" " * _GAP)
    lines = [
        gap.join(
            _aligned(Content.styled(visible(preview.columns[place].name), _HEADING), width, preview.columns[place])
            for place, width in shown.widths.items()
        )
    ]
    lines += [
        gap.join(_cell(row[place], width, preview.columns[place]) for place, width in shown.widths.items())
        for row in preview.rows
    ]
    return Content("\n").join(line.rstrip() for line in lines)


def lines_content(lines: Sequence[str], width: int) -> Content:
    """Return the first lines of a file; if one is longer than `width` and wraps, every other line is dimmed."""
    shown = list(map(visible, lines))
    broken = any(len(line) > width for line in shown)
    return Content("\n").join(
        Content.styled(line, _OTHER_LINE) if broken and number % 2 else Content(line)
        for number, line in enumerate(shown)
    )


def _rank(name: str) -> int:
    if name in _FIRST:
        return _FIRST.index(name)
    return len(_FIRST) + (name in _LAST)


def _least(column: TableColumn, wanted: int) -> int:
    """Return the width that a column has at least."""
    return min(wanted, _LEAST.get(column.kind, wanted))


def _shared(wanted: Mapping[int, int], columns: Sequence[TableColumn], room: int) -> dict[int, int]:
    """Return the widths of columns that share `room`: what each needs at least, and equal parts of the rest."""
    widths = {place: _least(columns[place], most) for place, most in wanted.items()}
    rest = room - sum(widths.values())
    missing = {place: most - widths[place] for place, most in wanted.items()}
    for number, place in enumerate(sorted(missing, key=missing.__getitem__)):
        more = min(missing[place], rest // (len(missing) - number))
        widths[place] += more
        rest -= more
    return widths


def _text(cell: PreviewCell) -> str:
    return visible(cell.text[:_MOST])


def _shown(cell: PreviewCell) -> Content:
    """Return a cell on one line, with what the profile changed marked."""
    content = Content(_text(cell))
    if cell.guarded:
        content = content.stylize(CHANGED, 0, 1)
    if cell.flattened:
        for mark in re.finditer(FLAT_BREAK, content.plain):
            content = content.stylize(CHANGED, mark.start() + 1, mark.end() - 1)
    return content


def _cell(cell: PreviewCell, width: int, column: TableColumn) -> Content:
    content = _shown(cell)
    if content.cell_length > width and cell.flattened:
        cut = content.truncate(width, ellipsis=True)
        mark = FLAT_BREAK.strip()
        if mark not in cut.plain:
            # The mark must not be lost with the part that is cut off.
            content = content.truncate(max(1, width - 1), ellipsis=True) + Content.styled(mark, CHANGED)
    return _aligned(content, width, column)


def _aligned(content: Content, width: int, column: TableColumn) -> Content:
    cut = content.truncate(width, ellipsis=True)
    padding = width - cut.cell_length
    return cut.pad_left(padding) if column.kind.is_number else cut.pad_right(padding)
