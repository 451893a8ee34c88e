"""The matrix of codes: what is compared and counted, the cell that is highlighted, and the passages of a pair."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from glossator.domain.annotation import Status
from glossator.store import operations
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.co_occurrence import CoOccurrencePage
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.prompt import Prompt
from tests.store.dumps import change
from tests.store.scene import done, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The stage, with two highlights that overlap and have tags: fire in an accident, and a quay elsewhere."""
    with stage.opened() as workspace:
        fire = stage.ids["an engine fire that injured three stokers"]
        stokers = stage.ids["three stokers. The inquiry"]
        done(workspace, operations.tag, fire, "accidents/fire")
        done(workspace, operations.tag, stokers, "people/crew")
        there = place(stage.ferry.text, "engines")
        engines = done(workspace, operations.annotate, stage.ferry.id, there, None)
        done(workspace, operations.tag, engines, "accidents")
    return replace(stage, ids={**stage.ids, "fire": fire, "stokers": stokers})


async def matrix(play: Play) -> CoOccurrencePage:
    """Open the matrix from the article."""
    await play.press("U")
    await play.until(lambda: isinstance(play.app.screen, CoOccurrencePage) and play.app.screen.things)
    page = play.app.screen
    assert isinstance(page, CoOccurrencePage)
    await listed(play)
    return page


async def listed(play: Play) -> None:
    """Let the page list what was asked for."""
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()


def cells(page: CoOccurrencePage) -> dict[str, list[str]]:
    """Return the numbers that are shown, by the name of their row."""
    shown = {}
    for row in page.rows.rows:
        assert callable(row.cells)
        name, numbers = row.cells()
        shown[name.plain] = numbers.plain.split()
    return shown


async def test_tags_that_overlap_are_counted_and_a_tag_includes_those_below_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await matrix(play)
        assert cells(page) == {
            "accidents": ["2", "1", "·", "·", "1", "·"],
            "accidents/fire": ["1", "1", "·", "·", "1", "·"],
            "actors/state": ["·", "·", "1", "·", "·", "·"],
            "actors/union": ["·", "·", "·", "1", "·", "·"],
            "people/crew": ["1", "1", "·", "·", "2", "1"],
            "speaks": ["·", "·", "·", "·", "1", "1"],
        }
        assert page.rows.render_line(0).text.split() == ["acciden…", "fire", "state", "union", "crew", "speaks"]
        assert "tags with tags in the same or overlapping passages; a tag includes the tags below it" in play.seen


async def test_the_unit_and_what_is_compared_change_with_a_key(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await matrix(play)
        await play.press("v")
        await listed(play)
        assert cells(page)["accidents"][0] == "1", "one paragraph has both"
        await play.press("v")
        await listed(play)
        assert cells(page)["actors/state"] == ["1"] * 7, "one article, which has a tag itself, has all of them"
        assert "coast" in cells(page)
        await play.press("v", "C")
        await listed(play)
        people = [one for article in (stage.ferry, stage.guide, stage.letters) for one in stage.annotations(article)]
        people = [one for one in people if one.label == "PERSON" and one.status is not Status.REJECTED]
        assert cells(page)["PERSON"][0] == str(len(people))
        assert "a tag includes" not in play.seen
        await play.press("C")
        await listed(play)
        assert cells(page)["ORG"] == ["·", "·", "1", "1", "·", "·"]
        assert "labels with tags" in play.seen


async def test_a_cell_leads_to_the_passages_of_the_pair_and_on_to_one(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await matrix(play)
        about = page.query_one("#about Static", Static)
        assert str(about.content).startswith("#accidents\n2 passages\n")
        await play.press("right", "right", "right", "right")
        assert "#accidents with #people/crew\n1 pair of passages that are the same or overlap" in str(about.content)
        await play.press("left", "right", "enter")
        await play.until(lambda: isinstance(play.app.screen, PassagesPage) and play.app.screen.things)
        pair = play.app.screen
        assert isinstance(pair, PassagesPage)
        hits = [one.hit for one in pair.things.values()]
        assert hits == ["an engine fire that injured three stokers", "three stokers. The inquiry"]
        assert "#accidents with #people/crew in the same or overlapping passages" in play.seen
        await play.press("escape")
        await play.until(lambda: play.app.screen is page)
        await play.press("left", "left", "left", "left", "enter")
        await play.until(lambda: isinstance(play.app.screen, PassagesPage) and play.app.screen.things)
        assert "Passages   #accidents   2 in 1 article" in play.seen
        await play.press("j", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert play.here.quote == "engines"


async def test_the_columns_scroll_with_the_highlighted_one(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        page = await matrix(play)
        width = len(cells(page)["accidents"])
        assert width < 6
        assert page.rows.render_line(0).text.split()[0] == "acciden…"
        await play.press("left")
        assert page.rows.render_line(0).text.split()[-1] == "speaks"
        assert cells(page)["speaks"][-1] == "1"
        assert len(cells(page)["speaks"]) == width
        assert "#accidents with #speaks" in play.seen
        await play.press("right")
        assert cells(page)["accidents"][0] == "2"


async def test_rows_are_filtered(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await matrix(play)
        await play.press("slash")
        await play.type("accid fire")
        await play.until(lambda: list(cells(page)) == ["accidents/fire"])


async def test_the_whole_matrix_is_written(open_app: OpenApp, stage: Stage, tmp_path: Path) -> None:
    async with playing(open_app(), stage) as play:
        page = await matrix(play)
        page.set_filter("fire")
        await listed(play)
        await play.press("escape")
        await play.press("R")
        await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
        await play.press("ctrl+u")
        await play.type(str(tmp_path / "tags.csv"))
        await play.press("enter")
        await play.until(lambda: "Exported 6 rows to" in play.seen)
    rows = list(csv.reader(io.StringIO((tmp_path / "tags.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["code", "accidents", "accidents/fire", "actors/state", "actors/union", "people/crew", "speaks"]
    assert rows[1] == ["accidents", "2", "1", "0", "0", "1", "0"]


async def test_a_matrix_without_codes_says_how_it_gets_some(open_app: OpenApp, stage: Stage) -> None:
    change(stage.path, "DELETE FROM annotation_tags")
    async with playing(open_app(), stage) as play:
        await play.press("U")
        await play.until(lambda: isinstance(play.app.screen, CoOccurrencePage))
        await play.until(lambda: "In the article, press t to tag an annotation" in " ".join(play.seen.split()))
        for key in ("R", "right", "left"):
            await play.press(key)
        assert "Nothing to export: the matrix is empty." in play.seen
        await play.press("enter")
        assert "Nothing is highlighted" in play.seen


async def test_every_column_that_fits_has_its_name_in_a_narrow_window(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        page = await matrix(play)
        await play.pilot.pause()
        heading = page.rows.render_line(0).text
        assert [name for code in page._shown if (name := code.name.rpartition("/")[2][:4]) not in heading] == []
        assert len(page._shown) > 1
