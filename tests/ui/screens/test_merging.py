"""The page of a merge: its report, merging, undoing all of it, and the way to the disputes."""

import shutil
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.queries import verdicts
from glossator.store.workspace import Author, Workspace
from glossator.ui.screens.adjudication import AdjudicationPage
from glossator.ui.screens.merging import MergePage
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def theirs(stage: Stage, tmp_path: Path) -> Path:
    """Ben's copy, in which he rejects what Amina accepts here, and accepts another suggestion."""
    path = Path(shutil.copy(stage.path, tmp_path / "ben.db"))
    with Workspace(path, Author("Ben")) as ben:
        done(ben, operations.reject, [stage.ids["Port Selby"]])
        done(ben, operations.accept, [stage.ids["6:40"]])
    with Workspace(stage.path, Author("Amina")) as amina:
        done(amina, operations.accept, [stage.ids["Port Selby"]])
    return path


async def _opened(play: Play, path: Path) -> MergePage:
    await play.press("ctrl+t")
    await play.type(str(path))
    await play.press("enter")
    await play.until(lambda: isinstance(play.app.screen, MergePage) and play.app.screen.things)
    page = play.app.screen
    assert isinstance(page, MergePage)
    return page


async def test_a_merge_is_reported_done_undone_and_leads_to_the_disputes(
    open_app: OpenApp, stage: Stage, theirs: Path
) -> None:
    with stage.opened() as reading:
        async with playing(open_app(), stage) as play:
            page = await _opened(play, theirs)
            assert "1 disputed" in play.seen
            assert "Press & to merge; nothing is stored yet." in play.seen
            assert [row.article.disputed for row in page.things.values() if row.article] == [1]
            assert reading.ask(verdicts.count_disputes) == (0, 0)
            await play.press("ampersand")
            await play.until(lambda: "Merged from Ben" in play.seen)
            assert reading.ask(verdicts.count_disputes) == (1, 0)
            await play.press("ampersand")
            assert "It is merged." in play.seen
            await play.press("at")
            await play.until(lambda: isinstance(play.app.screen, AdjudicationPage) and play.app.screen.things)
            await play.press("escape")
            await play.until(lambda: play.app.screen is page)
            await play.press("u")
            await play.until(lambda: "nothing is stored yet" in play.seen)
            assert reading.ask(verdicts.count_disputes) == (0, 0)


async def test_what_cannot_be_merged_is_explained(
    open_app: OpenApp, stage: Stage, theirs: Path, tmp_path: Path
) -> None:
    with Workspace(theirs, Author("ann")) as same:
        done(same, operations.accept, [stage.ids["Monday"]])
    with Workspace(stage.path, Author("ann")) as here:
        done(here, operations.accept, [stage.ids["Monday"]])
    (tmp_path / "text.db").write_text("no database")
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+t")
        await play.type(str(tmp_path / "gone.db"))
        await play.press("enter")
        assert "There is no file" in play.seen
        await play.press("ctrl+u")
        await play.type(str(tmp_path / "text.db"))
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, MergePage) and "Comparing" not in play.seen)
        await play.press("ampersand")
        assert "text.db" in play.seen
        await play.press("escape")
        await play.press("ctrl+t")
        await play.type(str(theirs))
        await play.press("enter")
        await play.until(lambda: "Press e to say so here" in " ".join(play.seen.split()))
        await play.press("e", *"ann=Ann", "enter")
        await play.until(lambda: isinstance(play.app.screen, MergePage) and play.app.screen.things)
        assert "Ann" in play.seen
