"""What is shown around the annotation in the editor: it belongs to that annotation, and comes after a pause."""

import pytest
from textual.widgets import Static

from glossator.store import operations
from glossator.store.operations.entities import link
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage


def _around(play: Play) -> str:
    return str(play.reader.query_one("#around", Static).content)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._PAUSE", 0.01)


async def test_others_here_the_same_text_the_entity_and_the_article_are_shown(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        ids = [one.id for one in workspace.annotations(stage.ferry.id) if one.quote == "Port Selby"]
        done(workspace, link, ids, "Port Selby", one_by_hand=False)
        note = workspace.article(stage.ferry.uid).note
        done(workspace, operations.write_article_note, stage.ferry.id, "Ask the mayor.\nTwice.", None, (note,))
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.until(lambda: "Article" in _around(play))
        assert "#coast" in _around(play)
        assert "✎ Ask the mayor.\n" in _around(play)
        assert f"Port Selby\n{len(ids)} mention" in _around(play)
        await play.go_to("Selby Harbour")
        await play.until(lambda: "Also here" in _around(play))
        assert "the Selby Harbour Trust" in _around(play)


async def test_nothing_of_another_annotation_is_shown(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.until(lambda: _around(play))
        monkeypatch.setattr("glossator.ui.reader.screen._PAUSE", 3_600.0)
        await play.press("]")
        assert _around(play) == ""


async def test_a_narrow_window_has_no_room_for_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.press("e")
        assert not play.reader.query_one("#around").display
        assert "◦ suggestion" not in play.seen


async def test_the_marks_in_the_margin_are_explained(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        assert "◦ suggestion  • note  # tag" in play.seen
