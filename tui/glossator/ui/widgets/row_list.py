"""A list of rows in columns, of any length: only visible rows are drawn. Rows may have tick boxes."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as Look
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

_GAP: Final = 2
_TICKED, _UNTICKED = "■ ", "□ "
# The least width of the column without a width; spare columns are left out for it.
_ENOUGH: Final = 34


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column.

    Attributes:
        title: the heading.
        width: in cells; 0 for the column that takes the remaining width.
        right: whether its cells are aligned right.
        spare: the order in which columns are left out if there is little room, the highest first; 0 for never.
        before: cells of context at the start of its cells, of which up to a third of the width is shown.
        hidden: whether it is not shown, because no row has anything in it.
    """

    title: str
    width: int = 0
    right: bool = False
    spare: int = 0
    before: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row.

    Attributes:
        key: its identity.
        cells: one for each column, or a function that returns them when the row is painted; already safe to print.
        tickable: whether it can be ticked.
        heading: whether it is the heading of the rows below it, of which there is one at least. It is never
            highlighted, and has two cells: at the left, and at the right edge.
    """

    key: str
    cells: tuple[Content, ...] | Callable[[], tuple[Content, ...]]
    tickable: bool = True
    heading: bool = False


class RowList(ScrollView, can_focus=True):
    """Shows rows, one of which is highlighted.

    Operations act on the highlighted row. If a change of the rows moves the highlight, the row is not acted on before
    it was painted: see `seen`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--heading", "row-list--group", "row-list--highlighted"}
    DEFAULT_CSS = """
    RowList {
        overflow: hidden auto;
        & > .row-list--heading { color: $text-muted; }
        & > .row-list--group { text-style: bold; }
        & > .row-list--highlighted { background: $panel; text-style: bold; }
        &:focus > .row-list--highlighted { background: $primary 40%; }
    }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "Next", show=False),
        Binding("up,k", "step(-1)", "Previous", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("home,g", "end(False)", "First", show=False),
        Binding("end,G", "end(True)", "Last", show=False),
        Binding("enter", "choose", "Open"),
        Binding("space", "tick", "Tick"),
    ]

    @dataclass
    class Highlighted(Message):
        """A row is highlighted, or none if `key` is None; `moved` if the user moved the highlight."""

        key: str | None
        moved: bool

    @dataclass
    class Chosen(Message):
        """A row was chosen."""

        key: str

    class Ticked(Message):
        """The ticks have changed."""

    class NothingHighlighted(Message):
        """A key needs the highlighted row, and there is none."""

    @dataclass
    class Beyond(Message):
        """The user went to the row with this number, which is outside the loaded part of the list."""

        number: int

    def __init__(self, columns: Sequence[ListColumn], *, ticks: bool = False, opens: bool = True) -> None:
        """Start without rows; `ticks` is whether rows have tick boxes, `opens` whether Enter opens one."""
        super().__init__()
        self._opens = opens
        self._columns = columns
        self._ticks = ticks
        self._rows: Sequence[ListRow] = ()
        self._place = 0
        # The number of rows before the loaded ones, and of all rows.
        self._before, self._total = 0, 0
        self._seen = True
        # The keys of the painted rows, by line.
        self._painted: dict[int, str] = {}
        self.ticked: set[str] = set()
        self._looks: dict[Style, Look] = {}

    @property
    def rows(self) -> Sequence[ListRow]:
        """The rows."""
        return self._rows

    @property
    def place(self) -> int:
        """The index of the highlighted row; -1 without rows."""
        return self._place if self._rows else -1

    @property
    def highlighted(self) -> ListRow | None:
        """The highlighted row."""
        return self._rows[self._place] if self._rows else None

    @property
    def seen(self) -> bool:
        """Whether the highlighted row has been painted since a change of the rows moved the highlight."""
        return self._seen

    @property
    def on_screen(self) -> Collection[str]:
        """The keys of the visible rows."""
        top = int(self.scroll_y)
        return {row.key for row in self._rows[top : top + max(0, self._room)]}

    def show(
        self,
        rows: Sequence[ListRow],
        highlighted: str | None = None,
        *,
        asked: bool = True,
        part_of: tuple[int, int] | None = None,
    ) -> None:
        """Show `rows`, and highlight one of them.

        Args:
            rows: all rows, or a part.
            highlighted: the key of the row to highlight; if there is none, the row at the same index is.
            asked: whether the user did something that changes the rows, and so expects another highlighted row.
            part_of: if `rows` are a part of a longer list, the number of rows before them, and of all rows.
        """
        before, top, where = self._rows, int(self.scroll_y), self._place
        was = self.highlighted
        self._rows = rows
        self._before, self._total = part_of or (0, len(rows))
        last = max(0, len(rows) - 1)
        if not (rows and self._place <= last and rows[self._place].key == highlighted):
            wanted = () if highlighted is None else enumerate(rows)
            place = next((place for place, row in wanted if row.key == highlighted), None)
            self._place = min(self._place, last) if place is None else place
        self._place = self._past_heading(self._place)
        if not asked and was is not None and (self.highlighted is None or self.highlighted.key != was.key):
            self._seen = False
        self._measure()
        self._follow()
        if top == int(self.scroll_y):
            self._refresh_changed(before, where)
        else:
            self.refresh()
        self._tell()

    def _refresh_changed(self, before: Sequence[ListRow], where: int) -> None:
        """Repaint the lines whose rows have changed, and those that gained or lost the highlight."""
        top = int(self.scroll_y)
        for place in range(top, top + max(0, self._room)):
            was, now = (rows[place] if place < len(rows) else None for rows in (before, self._rows))
            if was is not now or (where != self._place and place in (where, self._place)):
                line = place - top + self._heading
                self.refresh(Region(0, line, self.size.width, 1))

    def _past_heading(self, place: int) -> int:
        """Return the index of a row, or of the row below it where it is a heading."""
        return place + 1 if place < len(self._rows) and self._rows[place].heading else place

    def set_columns(self, columns: Sequence[ListColumn]) -> None:
        """Show other columns; the cells of the rows must be for them from now on."""
        if columns != self._columns:
            self._columns = columns
            self.refresh()

    def notify_style_update(self) -> None:
        """Use the styles of a new theme."""
        super().notify_style_update()
        self._looks.clear()

    def on_resize(self) -> None:
        """Keep the highlighted row in view."""
        self._measure()
        self._follow()

    def _measure(self) -> None:
        # The heading does not scroll: it is drawn over the first visible line.
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows) + self._heading)

    @property
    def _heading(self) -> int:
        """The number of lines of the headings."""
        return int(any(column.title for column in self._columns))

    @property
    def _room(self) -> int:
        """The number of rows that fit."""
        return self.scrollable_content_region.height - self._heading

    def render_line(self, y: int) -> Strip:
        """Return a visible line."""
        width = self.scrollable_content_region.width
        if y < self._heading:
            titles = tuple(Content(" " * column.before + column.title) for column in self._columns)
            return self._line(titles, "  " if self._ticks else "", width, self.get_visual_style("row-list--heading"))
        place = int(self.scroll_offset.y) + y - self._heading
        if place >= len(self._rows):
            self._painted.pop(y, None)
            self._seen = self._seen or not self._rows
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        if row.heading:
            self._painted.pop(y, None)
            return self._group_line(row, width)
        self._painted[y] = row.key
        self._seen = self._seen or place == self._place
        tick = (_TICKED if row.key in self.ticked else _UNTICKED if row.tickable else "  ") if self._ticks else ""
        style = self.get_visual_style("row-list--highlighted") if place == self._place else self.visual_style
        return self._line(row.cells() if callable(row.cells) else row.cells, tick, width, style)

    def _group_line(self, row: ListRow, width: int) -> Strip:
        """Return the line of a heading: its left cell, cut to the room beside the right one."""
        style = self.get_visual_style("row-list--group")
        left, right = row.cells() if callable(row.cells) else row.cells
        room = width - 2 - _GAP - right.cell_length
        left = left.truncate(max(0, room), ellipsis=True)
        gap = " " * (max(0, room - left.cell_length) + _GAP)
        content = Content.assemble(" ", left, gap, right)
        segments = [Segment(text, self._look(style + look)) for text, look in content.render(style, end="")]
        return Strip(segments).adjust_cell_length(width, self._look(style))

    def _line(self, cells: Sequence[Content], tick: str, width: int, style: Style) -> Strip:
        """Return a line with the cells, each cut or padded to the width of its column."""
        room = width - 2 - len(tick)
        columns = _fitting([column for column in self._columns if not column.hidden], room)
        shown = [(column, cell) for column, cell in zip(self._columns, cells, strict=True) if column in columns]
        left = max(4, room - _fixed(columns))
        plain = self._look(style)
        segments = [Segment(f" {tick}", plain)]
        for number, (column, cell) in enumerate(shown):
            room = column.width or left
            cut = _behind(cell, max(0, column.before - room // 3)).truncate(room, ellipsis=True)
            gap = " " * max(0, room - cut.cell_length)
            between = " " * _GAP if number else ""
            segments.append(Segment(between + (gap if column.right else ""), plain))
            segments += [Segment(text, self._look(style + look)) for text, look in cut.render(style, end="")]
            segments.append(Segment("" if column.right else gap, plain))
        return Strip(segments).adjust_cell_length(width, plain)

    def _look(self, style: Style) -> Look:
        if style not in self._looks:
            self._looks[style] = style.rich_style
        return self._looks[style]

    # Moving

    def go(self, place: int) -> None:
        """Highlight the row at an index."""
        if self._rows:
            place = self._past_heading(min(max(0, place), len(self._rows) - 1))
            if place != self._place:
                self._place = place
                self._follow()
                self.refresh()
                self._tell(moved=True)

    def _tell(self, *, moved: bool = False) -> None:
        row = self.highlighted
        self.post_message(self.Highlighted(row.key if row else None, moved))

    def _follow(self) -> None:
        """Scroll the highlighted row into view."""
        room, top = max(1, self._room), int(self.scroll_y)
        # The heading of the row is shown with it.
        first = self._place - 1 if self._place and self._rows[self._place - 1].heading else self._place
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif self._place >= top + room:
            self.scroll_to(y=self._place - room + 1, animate=False, immediate=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act; opening and ticking depend on the list."""
        able = {"choose": self._opens, "tick": self._ticks}
        return able.get(action, super().check_action(action, parameters))

    def action_step(self, by: int) -> None:
        """Go to the next or previous row, wrapping around at the ends."""
        if self._rows:
            number = (self._before + self._place + by) % self._total
            place = number - self._before
            over_heading = by < 0 <= place < len(self._rows) and self._rows[place].heading
            self._go_to_number((number - over_heading) % self._total)

    def action_page(self, by: int) -> None:
        """Go down or up by a screen."""
        if self._rows:
            number = self._before + self._place + by * max(1, self._room - 1)
            self._go_to_number(min(max(0, number), self._total - 1))

    def action_end(self, last: bool) -> None:
        """Go to the first or last row."""
        if self._rows:
            self._go_to_number(self._total - 1 if last else 0)

    def _go_to_number(self, number: int) -> None:
        """Highlight the row with this number in the whole list."""
        place = number - self._before
        if 0 <= place < len(self._rows):
            self.go(place)
        else:
            self.post_message(self.Beyond(number))

    def action_choose(self) -> None:
        """Open the highlighted row."""
        if self.highlighted is not None and self._seen:
            self.post_message(self.Chosen(self.highlighted.key))
        else:
            self.post_message(self.NothingHighlighted())

    def action_tick(self) -> None:
        """Tick or untick the row, and go to the next."""
        row = self.highlighted
        if row is None or not self._seen:
            self.post_message(self.NothingHighlighted())
            return
        if self._ticks and row.tickable:
            self.ticked ^= {row.key}
            self.refresh()
            self.post_message(self.Ticked())
        self.go(self._place + 1)

    def on_click(self, event: events.Click) -> None:
        """Highlight the row that was painted under the pointer; tick it at its box, open it on a double click."""
        place: int | None = int(self.scroll_offset.y) + event.y - self._heading
        key = self._painted.get(event.y)
        if event.y < self._heading or key is None or place is None:
            return
        if place >= len(self._rows) or self._rows[place].key != key:
            place = next((place for place, row in enumerate(self._rows) if row.key == key), None)
            if place is None:
                return
        self.go(place)
        self._seen = True
        if self._ticks and event.x < 1 + len(_TICKED):
            self.action_tick()
            self.go(place)
        elif event.chain == 2:
            self.action_choose()


def fitted(columns: Sequence[ListColumn], rows: Iterable[ListRow]) -> Sequence[ListColumn]:
    """Return the columns as wide as the content of `rows` needs, at most as wide as they are; empty ones are hidden."""
    widths = [0] * len(columns)
    for row in rows:
        for place, cell in enumerate(row.cells() if callable(row.cells) else row.cells):
            widths[place] = max(widths[place], cell.cell_length)
    return tuple(
        replace(column, width=min(column.width, max(width, cell_len(column.title))), hidden=width == 0)
        if column.width
        else column
        for column, width in zip(columns, widths, strict=True)
    )


def _behind(cell: Content, cells: int) -> Content:
    """Return `cell` without its first cells."""
    text = cell.plain
    if text[:cells].isascii():
        return cell[cells:]
    place = next((place for place in range(len(text)) if cell_len(text[:place]) >= cells), len(text))
    # Half of a wide character becomes a space.
    return Content(" " * max(0, cell_len(text[:place]) - cells)) + cell[place:]


def _fitting(columns: Sequence[ListColumn], room: int) -> Sequence[ListColumn]:
    """Return the columns that fit: spare ones are left out one by one until there is enough room."""
    for spared in sorted((column for column in columns if column.spare), key=lambda column: -column.spare):
        if room - _fixed(columns) >= _ENOUGH:
            break
        columns = [column for column in columns if column is not spared]
    return columns


def _fixed(columns: Sequence[ListColumn]) -> int:
    """Return the cells of all columns with a width, and of the gaps."""
    return sum(column.width for column in columns) + _GAP * (len(columns) - 1)
