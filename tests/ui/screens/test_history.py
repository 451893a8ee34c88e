"""Who did what, and taking back one older act."""

import pytest

from glossator.domain.annotation import Status
from glossator.store.queries.history import HistoryEntry
from glossator.store.workspace import Workspace
from glossator.ui.screens.history import HistoryPage
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


async def page(play: Play) -> HistoryPage:
    """Return the page, once it has listed what there is."""
    await play.until(lambda: isinstance(play.app.screen, HistoryPage))
    screen = play.app.screen
    assert isinstance(screen, HistoryPage)
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.until(lambda: screen.things)
    await play.pilot.pause()
    return screen


async def test_acts_are_listed_the_last_first_with_what_they_changed(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("x")
        await play.press("Z")
        shown = await page(play)
        assert shown.highlighted is not None
        assert (shown.highlighted.act, shown.highlighted.quote) == ("annotation.reject", "Port Selby")
        assert "status: suggested → rejected" in play.seen


async def test_an_older_act_is_taken_back_alone(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("x", "a")
        await play.press("Z")
        await page(play)
        await play.press("j")
        await play.do("u")
        await page(play)
        assert stage.now("Port Selby").status is Status.SUGGESTED
        assert stage.now("6:40").status is Status.ACCEPTED
        await play.press("escape")
        assert "15 of 28 decided" in play.seen


async def test_what_something_depends_on_stays_and_it_is_said_why(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("x")
        await play.go_to("Port Selby")
        await play.do("a")
        await play.press("Z")
        await page(play)
        await play.press("j")
        await play.do("u")
        await play.until(lambda: play.notifications)
        assert "accept" in play.notifications[0]
        assert stage.now("Port Selby").status is Status.ACCEPTED


async def test_acts_are_filtered_by_what_they_were_about(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("Z")
        await page(play)
        await play.press("slash")
        await play.type("tag crew")
        shown = await page(play)
        await play.until(lambda: len(shown.things) == 1)
        assert "people/crew" in play.seen


async def test_acts_are_read_once_however_one_filters_them(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def history(workspace: Workspace, most: int) -> list[HistoryEntry]:
        read.append(most)
        return asked(workspace, most)

    asked = Workspace.history
    monkeypatch.setattr(Workspace, "history", history)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("x")
        await play.press("Z")
        await page(play)
        await play.press("slash")
        await play.type("reject selby")
        shown = await page(play)
        await play.until(lambda: len(shown.things) == 1)
        assert len(read) == 1
        await play.press("enter")
        await play.do("u")
        await play.until(lambda: shown.highlighted and shown.highlighted.undone)
        assert len(read) == 2
