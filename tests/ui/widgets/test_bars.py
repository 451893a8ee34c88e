import pytest
from textual.app import App, ComposeResult

from glossator.ui.widgets.bars import SaveState, StatusLine, TitleBar


class Bars(App[None]):
    """The two lines and nothing else."""

    CSS = "StatusLine { width: auto; max-width: 100%; height: auto; padding: 0 2; } TitleBar { height: 1; }"

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield StatusLine()


@pytest.mark.parametrize(
    ("saving", "word"),
    [
        (SaveState(), "saved"),
        (SaveState(unsaved=True), "saving"),
        (SaveState(pending=True), "saving"),
        (SaveState(unsaved=True, pending=True, waiting=True), "waiting for another program"),
        (SaveState(unsaved=True, pending=True, waiting=True, failed=True), "not saved"),
    ],
)
def test_the_worst_that_is_known_of_the_saving_is_said(saving: SaveState, word: str) -> None:
    assert saving.word.plain == word


def line(bar: TitleBar | StatusLine) -> str:
    """Return what a bar shows."""
    return "".join(strip.text for strip in bar.render_lines(bar.outer_size.region))


def said(status: StatusLine) -> str:
    """Return the words that the status line shows, over however many rows."""
    return " ".join(" ".join(strip.text for strip in status.render_lines(status.outer_size.region)).split())


@pytest.mark.parametrize("columns", [20, 40, 59, 60, 99, 100, 300])
async def test_the_title_gives_way_to_the_progress_and_nothing_is_wider_than_the_window(columns: int) -> None:
    app = Bars()
    async with app.run_test(size=(columns, 4)) as pilot:
        bar = app.query_one(TitleBar)
        bar.heading, bar.byline, bar.decided, bar.total = "A title that is rather long", "The Tidewatch", 14, 28
        await pilot.pause()
        shown = line(bar)
        assert len(shown) == columns
        assert shown.startswith("A title")
        assert ("14/28" if columns < 60 else "14 of 28 decided") in shown
        assert ("━━━━━━━━━─────────" in shown) == (columns >= 100)
        assert ("The Tidewatch" in shown) == (columns in (59, 99, 100, 300))


@pytest.mark.parametrize(
    ("columns", "tags", "shown"),
    [
        (120, ("coast", "law/sea"), "#coast #law/sea  "),
        (80, ("coast", "law/sea"), "#coast #law/sea  "),
        (80, ("coast", "law/sea", "weather/storms"), "#coast #law/sea +1  "),
        (44, ("coast", "law/sea", "weather"), "#coast +2  "),
        (40, ("a tag that is much longer than the line", "b"), "#a tag tha… +1  "),
    ],
)
async def test_the_tags_of_the_article_have_room_in_any_window(columns: int, tags: tuple[str, ...], shown: str) -> None:
    app = Bars()
    async with app.run_test(size=(columns, 4)) as pilot:
        bar = app.query_one(TitleBar)
        bar.heading, bar.byline, bar.decided, bar.total = "A title that is rather long", "The Tidewatch", 14, 28
        bar.tags = tags
        await pilot.pause()
        assert shown in line(bar)
        assert line(bar).startswith("A title")
        assert ("14/28" if columns < 60 else "14 of 28 decided") in line(bar)
        assert len(line(bar)) == columns


@pytest.mark.parametrize(("decided", "bar"), [(0, "─" * 18), (1, "━" + "─" * 17), (28, "━" * 18)])
async def test_the_bar_fills_as_one_decides(decided: int, bar: str) -> None:
    app = Bars()
    async with app.run_test(size=(120, 4)) as pilot:
        title = app.query_one(TitleBar)
        title.heading, title.decided, title.total = "T", decided, 28
        await pilot.pause()
        assert line(title).endswith(bar)


async def test_where_there_is_nothing_to_decide_nothing_is_counted() -> None:
    app = Bars()
    async with app.run_test(size=(120, 4)) as pilot:
        app.query_one(TitleBar).heading = "T"
        await pilot.pause()
        assert line(app.query_one(TitleBar)).strip() == "T"


async def test_the_status_line_has_room_for_what_it_says() -> None:
    app = Bars()
    async with app.run_test(size=(120, 4)) as pilot:
        status = app.query_one(StatusLine)
        status.analyst = "ann"
        await pilot.pause()
        assert line(status).strip() == "saved    ann"
        status.saving, status.here, status.machine, status.said = (
            SaveState(pending=True),
            "ORG",
            "reading 1 of 3",
            "Done.",
        )
        await pilot.pause()
        assert line(status).strip() == "saving   ann   ORG   reading 1 of 3   Done."
        status.here = status.machine = status.said = ""
        await pilot.pause()
        assert line(status).strip() == "saving   ann"


@pytest.mark.parametrize("analyst", ["ann", "marianne", "bartholomew"])
async def test_what_is_beside_the_status_line_stays_where_it_is_while_one_saves(analyst: str) -> None:
    app = Bars()
    async with app.run_test(size=(120, 4)) as pilot:
        status = app.query_one(StatusLine)
        status.analyst = analyst
        await pilot.pause()
        before = status.region
        laid_out: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(status, laid_out.append)
        for saving in (SaveState(pending=True), SaveState(), SaveState(unsaved=True)):
            status.saving = saving
            await pilot.pause()
        assert status.region == before
        assert laid_out == []


_LONG = "Too far to join: the next annotation is “Khawaja Muhammad Asif”. Press u to undo."


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 160])
async def test_what_was_done_last_is_never_cut_and_takes_the_place_of_what_is_always_there(columns: int) -> None:
    app = Bars()
    async with app.run_test(size=(columns, 8)) as pilot:
        status = app.query_one(StatusLine)
        status.analyst, status.here, status.machine = "bartholomew", "GPE suggested", "reading 1 of 3"
        await pilot.pause()
        assert status.size.height == 1
        status.said = _LONG
        await pilot.pause()
        assert said(status).endswith(_LONG)
        assert said(status).startswith("saved bartholomew" if columns == 160 else "saved Too far to join")
        assert status.size.height == {40: 3, 60: 2, 80: 2, 120: 1, 160: 1}[columns]
        status.said = "Done."
        await pilot.pause()
        assert said(status).endswith("Done.")
        assert status.size.height == 1
        status.said = ""
        await pilot.pause()
        assert said(status).startswith("saved bartholomew GPE")
        assert status.size.height == 1


async def test_what_is_always_there_is_cut_where_there_is_no_room() -> None:
    app = Bars()
    async with app.run_test(size=(40, 8)) as pilot:
        status = app.query_one(StatusLine)
        status.analyst, status.here, status.machine = "bartholomew", "GPE suggested", "reading 1 of 3"
        await pilot.pause()
        assert line(status).strip() == "saved    bartholomew   GPE suggeste…"
        assert status.size.height == 1
