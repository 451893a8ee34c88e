from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.strip import Strip

from glossator.ui.widgets.row_list import ListColumn, ListRow, RowList


class Rows(App[None]):
    """A list alone in a window."""

    def __init__(self, count: int, *, ticks: bool = False) -> None:
        super().__init__()
        self.list = RowList([ListColumn("No", 4, right=True), ListColumn("Name")], ticks=ticks)
        self.rows = [
            ListRow(f"k{n}", (Content(str(n)), Content(f"name {n}")), tickable=n % 2 == 0) for n in range(count)
        ]
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.list.show(self.rows)
        self.list.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.heard.append(event.key)

    @property
    def seen(self) -> list[str]:
        """The lines of the window."""
        return [self.list.render_line(y).text.rstrip() for y in range(self.list.size.height)]

    @property
    def here(self) -> str:
        """The key of the row that is highlighted."""
        assert self.list.highlighted is not None
        return self.list.highlighted.key


@asynccontextmanager
async def running(app: Rows) -> AsyncIterator[Pilot[None]]:
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        yield pilot


async def test_cells_stand_in_columns_under_headings() -> None:
    app = Rows(3)
    async with running(app):
        assert app.seen[:4] == ["   No  Name", "    0  name 0", "    1  name 1", "    2  name 2"]
        assert all(app.list.render_line(y).cell_length == app.list.scrollable_content_region.width for y in range(6))


async def test_the_bar_at_the_right_takes_its_room_from_the_rows_and_brings_none_below() -> None:
    app = Rows(3)
    async with running(app) as pilot:
        app.list.show([ListRow(f"k{n}", (Content(str(n)), Content(f"name {n}"))) for n in range(40)])
        # As it is between the showing of more rows and the next layout, when there is less room than was measured.
        app.list.virtual_size = app.list.virtual_size.with_width(app.list.size.width + 2)
        await pilot.pause()
        assert app.list.show_vertical_scrollbar
        assert not app.list.show_horizontal_scrollbar


@pytest.mark.parametrize(("width", "heads"), [(64, "A B C"), (56, "A B"), (46, "A"), (20, "A")])
async def test_columns_that_can_be_spared_go_one_by_one_until_there_is_enough_for_the_widest(
    width: int, heads: str
) -> None:
    class Spared(App[None]):
        def compose(self) -> ComposeResult:
            yield RowList([ListColumn("A"), ListColumn("B", 10, spare=1), ListColumn("C", 10, spare=2)])

    app = Spared()
    async with app.run_test(size=(width, 6)) as pilot:
        await pilot.pause()
        assert app.query_one(RowList).render_line(0).text.split() == heads.split()


@pytest.mark.parametrize(("width", "left"), [(32, "the left"), (90, "was far to the left")])
async def test_words_stand_below_each_other_with_a_third_of_the_room_before_them(width: int, left: str) -> None:
    class Words(App[None]):
        def compose(self) -> ComposeResult:
            yield RowList([ListColumn("Hit", before=20)])

    app = Words()
    async with app.run_test(size=(width, 6)) as pilot:
        rows = app.query_one(RowList)
        before = ("was far to the left ", " " * 20, "阿富汗 阿富汗阿阿 x ")
        rows.show([ListRow(words, (Content(f"{words}hit right"),)) for words in before])
        await pilot.pause()
        heading, *lines = (rows.render_line(y).text.rstrip() for y in range(4))
        assert lines[0].strip() == f"{left} hit right"
        assert {cell_len(line.partition("hit")[0]) for line in lines} == {heading.index("Hit")}


async def test_what_is_too_wide_is_cut_and_wide_characters_keep_the_columns() -> None:
    app = Rows(0)
    async with running(app):
        app.list.show([ListRow("a", (Content("123456"), Content("鹿港の漁師は静かな時間を守っている")))])
        assert app.seen[1] == " 123…  鹿港の漁師は静かな時 …"


@pytest.mark.parametrize(
    ("keys", "here"),
    [
        ((), "k0"),
        (("down",), "k1"),
        (("j", "j", "k"), "k1"),
        (("up",), "k99"),
        (("G",), "k99"),
        (("G", "down"), "k0"),
        (("G", "g"), "k0"),
        (("pagedown",), "k4"),
        (("end", "pageup"), "k95"),
        (("pageup",), "k0"),
    ],
)
async def test_keys_go_about_and_the_row_stays_in_view(keys: tuple[str, ...], here: str) -> None:
    app = Rows(100)
    async with running(app) as pilot:
        await pilot.press(*keys)
        assert app.here == here
        assert f"name {here[1:]}" in "\n".join(app.seen)
        assert app.seen[0] == "   No  Name"


async def test_the_same_row_stays_highlighted_when_rows_come_and_go() -> None:
    app = Rows(10)
    async with running(app) as pilot:
        await pilot.press("j", "j", "j")
        app.list.show(app.rows[2:], "k3")
        assert app.here == "k3"
        app.list.show(app.rows[:2])
        assert app.here == "k1"
        app.list.show([])
        assert app.list.highlighted is None
        await pilot.press("down", "up", "G", "enter", "space")
        assert app.heard == []


async def test_a_row_is_chosen_by_key_and_with_two_clicks() -> None:
    app = Rows(10)
    async with running(app) as pilot:
        await pilot.press("j", "enter")
        await pilot.click(RowList, offset=(5, 3), times=2)
        assert app.heard == ["k1", "k2"]


async def test_rows_that_can_be_ticked_are_ticked_by_key_and_at_their_box() -> None:
    app = Rows(4, ticks=True)
    async with running(app) as pilot:
        assert app.seen[1].startswith(" □ ")
        assert app.seen[2].startswith("    "), "one that cannot be ticked has no box"
        await pilot.press("space")
        assert app.list.ticked == {"k0"}
        assert app.seen[1].startswith(" ■ ")
        assert app.here == "k1", "the next may be ticked at once"
        await pilot.press("space")
        assert app.list.ticked == {"k0"}
        await pilot.click(RowList, offset=(1, 3))
        assert app.list.ticked == {"k0", "k2"}
        await pilot.click(RowList, offset=(1, 1))
        assert app.list.ticked == {"k2"}
        assert app.here == "k0"


async def test_lines_are_painted_anew_only_where_the_row_is_another() -> None:
    app = Rows(4)
    async with running(app) as pilot:
        painted: list[int] = []
        paint = app.list.render_line

        def watched(y: int) -> Strip:
            painted.append(y)
            return paint(y)

        app.list.render_line = watched  # type: ignore[method-assign]  # to see what is asked for
        app.list.show([app.rows[0], app.rows[2], app.rows[1], app.rows[3]], "k0")
        await pilot.pause()
        assert set(painted) == {2, 3}
        painted.clear()
        app.list.show([app.rows[0], app.rows[2], app.rows[1], app.rows[3]], "k2")
        await pilot.pause()
        # The highlight has gone on from the first row to the second.
        assert set(painted) == {1, 2}


class Grouped(Rows):
    """A list with two groups of rows, of two rows and of one."""

    def __init__(self) -> None:
        super().__init__(3)
        heads = [
            ListRow(f"h{n}", (Content(f"Group {n} is long"), Content(str(n))), False, heading=True) for n in (1, 2)
        ]
        self.rows = [heads[0], *self.rows[:2], heads[1], self.rows[2]]


async def test_headings_span_the_line_and_are_never_highlighted() -> None:
    app = Grouped()
    async with running(app) as pilot:
        assert app.seen == [
            *("   No  Name", " Group 1 is long            1", "    0  name 0", "    1  name 1"),
            *(" Group 2 is long            2", "    2  name 2"),
        ]
        assert app.here == "k0"
        for key, here in (("j", "k1"), ("j", "k2"), ("j", "k0"), ("k", "k2"), ("k", "k1"), ("G", "k2"), ("g", "k0")):
            await pilot.press(key)
            assert app.here == here, key
        app.list.go(3)
        assert app.here == "k2"
        app.list.show(app.rows, "h2")
        assert app.here == "k2"
        await pilot.click(offset=(3, 1))
        assert app.here == "k2", "a click on a heading does nothing"


async def test_the_heading_of_the_first_row_is_shown_with_it() -> None:
    app = Grouped()
    async with app.run_test(size=(30, 3)) as pilot:
        await pilot.press("G", "g")
        assert app.list.scroll_y == 0
        await pilot.press("G", "k", "k")
        assert app.seen[1].startswith(" Group 1")


async def test_a_heading_too_long_is_cut_before_what_is_at_its_right() -> None:
    app = Grouped()
    async with running(app):
        app.list.show(
            [ListRow("h", (Content("鹿港の漁師は静かな時間を守っている"), Content("12")), heading=True), app.rows[1]]
        )
        assert app.seen[1] == " 鹿港の漁師は静かな時間 …  12"


async def test_other_columns_are_shown_at_once() -> None:
    app = Rows(1)
    async with running(app):
        app.list.set_columns([ListColumn("Name", 8), ListColumn("No")])
        app.list.show([ListRow("k", (Content("name 0"), Content("0")))])
        assert app.seen[:2] == [" Name      No", " name 0    0"]
