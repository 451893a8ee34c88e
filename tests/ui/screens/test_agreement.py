"""The page of agreement: its figures, what explains them, and the disputes behind a row."""

import pytest
from textual.widgets import Static

from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from glossator.ui.screens.agreement import AgreementPage
from glossator.ui.screens.search import SearchPage
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """The stage, on all suggestions of which Amina, Ben and Cem have decided; each rejects one that others accept."""
    for name, rejected in (("Amina", 0), ("Ben", 1), ("Cem", 1)):
        with Workspace(stage.path, Author(name)) as workspace:
            for article in workspace.articles():
                found = [one for one in workspace.annotations(article.id) if one.span and one.model]
                done(workspace, operations.accept, [one.id for one in found])
                done(workspace, operations.reject, [one.id for one in found][rejected : rejected + 1])
    return stage


async def opened(play: Play) -> AgreementPage:
    await play.press("ctrl+e")
    await play.until(lambda: isinstance(play.app.screen, AgreementPage))
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()
    page = play.app.screen
    assert isinstance(page, AgreementPage)
    return page


def about(page: AgreementPage) -> str:
    return str(page.query_one("#about Static", Static).content)


async def test_figures_have_their_units_and_the_pairs_of_analysts(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed) as play:
        page = await opened(play)
        assert "observed agreement" in play.seen
        assert "suggestions" in play.seen
        assert "Amina, Ben, Cem: " in play.seen
        assert "Pairs of analysts" in about(page)
        assert "1.000" in about(page)


async def test_the_unit_is_shown_where_there_is_little_room(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed, NARROW) as play:
        await opened(play)
        assert "suggestions" in play.seen


async def test_enter_lists_the_disputes_behind_a_row(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed) as play:
        page = await opened(play)
        await play.press("slash", *"disagreement", "enter")
        await play.until(lambda: page.highlighted is not None and page.highlighted.query.startswith('is:disputed "'))
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, SearchPage) and play.app.screen.things)
        assert 'is:disputed "' in play.seen
        await play.press("enter")
        await play.until(lambda: play.app.screen is play.reader)


async def test_one_analyst_is_told_how_to_compare(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await opened(play)
        assert "glossator merge" in play.seen
