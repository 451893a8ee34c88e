"""Bad input on pages: one clear sentence, or understood, and nothing is lost."""

import pytest

from glossator.domain.annotation import Status
from glossator.store import operations
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import playing
from tests.ui.screens.stage import Stage


@pytest.mark.parametrize("typed", ["PEOPLE/crew", " people / Crew "])
async def test_a_tag_that_differs_in_case_and_spaces_is_the_one_that_there_is(
    open_app: OpenApp, stage: Stage, typed: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type(typed)
        await play.press("enter")
        await play.until(lambda: stage.now("Port Selby").tags == ("people/crew",))
        assert not play.notifications
    with stage.opened() as workspace:
        assert [tag.path for tag in workspace.tags() if tag.path.casefold().startswith("people")] == ["people/crew"]


@pytest.mark.parametrize("typed", ["people//crew", "people/crew/", "/people/crew"])
async def test_a_tag_that_differs_in_slashes_is_refused_and_can_be_mended(
    open_app: OpenApp, stage: Stage, typed: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type(typed)
        await play.press("enter")
        await play.until(lambda: play.notifications)
        assert len(play.notifications) == 1
        assert typed in play.seen
        assert stage.now("Port Selby").tags == ()


async def test_an_act_on_what_another_has_changed_since_is_not_undone(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        with stage.opened(analyst="bea", seed=7) as other:
            done(other, operations.relabel, stage.ids["Port Selby"], "LOC")
        await play.press("u")
        await play.until(lambda: play.notifications)
        (said,) = play.notifications
        assert "cannot be undone" in said
        assert "“relabel” of bea" in said
        now = stage.now("Port Selby")
        assert (now.label, now.status) == ("LOC", Status.ACCEPTED)


async def test_a_boundary_at_the_end_of_the_text_stays(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("G", "v", "enter", "p")
        await play.until(lambda: play.pane.current is not None)
        before = play.here
        await play.press("9", "9", "W")
        await play.until(lambda: "The annotation cannot be extended or shrunk further." in play.seen)
        assert stage.annotations()[-1].span == before.span
