"""What was not decided alike is listed, and walked through."""

from dataclasses import replace

import pytest

from glossator.store import operations
from glossator.store.operations.tags import make_tag
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.consistency import ConsistencyPage, Inconsistency
from tests.store.scene import done, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The stage, where the Trust is a FAC in the guide, Okafor is unmarked once, and two tags differ by an s."""
    with stage.opened() as workspace:
        words = place(stage.guide.text, "Selby Harbour Trust")
        other = done(workspace, operations.annotate, stage.guide.id, words, "FAC")
        here = done(workspace, operations.annotate, stage.ferry.id, stage.at("Selby Harbour Trust"), "ORG")
        done(workspace, operations.annotate, stage.ferry.id, stage.at("The Trust"), "ORG")
        done(workspace, make_tag, "coasts")
    return replace(stage, ids={**stage.ids, "guide": other, "ferry": here})


async def page(play: Play) -> ConsistencyPage:
    """Open the page."""
    await play.press("Q")
    await play.until(lambda: isinstance(play.app.screen, ConsistencyPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, ConsistencyPage)
    await play.pilot.pause()
    return shown


def reported(shown: ConsistencyPage) -> list[tuple[str, str, str, str]]:
    """Return what is listed."""
    return [(one.kind, one.words[1], one.says, one.why) for one in shown.things.values()]


def highlighted(shown: ConsistencyPage) -> Inconsistency:
    """Return the row that is highlighted."""
    assert shown.highlighted is not None
    return shown.highlighted


async def test_all_kinds_are_listed_of_this_article_then_of_the_workspace(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        assert reported(shown) == [
            ("labels", "Selby Harbour Trust", "FAC", "1 ORG"),
            ("labels", "Selby Harbour Trust", "ORG", "1 FAC"),
            ("unmarked", "Aurora", "nothing", "1 PRODUCT"),
            ("unmarked", "Selby", "nothing", "1 GPE"),
            ("unmarked", "Halden", "nothing", "1 GPE"),
            ("tags", "coast · coasts", "", "plural"),
        ]
        assert "different labels: 1, unmarked in this article: 3, similar tags: 1" in play.seen
        await play.press("v")
        await play.until(lambda: "unmarked in this workspace" in play.seen)
        assert len({one.place[0] for one in shown.things.values() if one.place and one.kind == "unmarked"}) == 2


async def test_one_goes_to_a_place_and_on_to_the_next(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        first = highlighted(shown)
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert first.place is not None
        assert (play.reader.session.article.uid, play.pane.offset_in_text) == first.place
        assert play.reader.session.article.uid == stage.guide.uid
        await play.press("Q")
        await play.until(lambda: isinstance(play.app.screen, ConsistencyPage) and play.app.screen.things)
        await play.press("j", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert play.reader.session.article.uid == stage.ferry.uid
        assert play.here.quote == "Selby Harbour Trust"
        again = await page(play)
        await play.until(
            lambda: again.rows.highlighted is not None and again.rows.rows.index(again.rows.highlighted) == 1
        )


async def test_tags_are_shown_in_the_codebook(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.press("G", "enter")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))
        shown = play.app.screen
        assert isinstance(shown, CodebookPage)
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.name == "coast")
        await play.do("z")
        await play.press("escape")
        await play.until(lambda: isinstance(play.app.screen, ConsistencyPage))
        await play.until(lambda: "similar tags: 0" in play.seen)


async def test_of_very_many_places_the_first_are_listed_and_typing_finds_the_others(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.screens.consistency._MOST", 2)
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        assert [one.words[1] for one in shown.things.values() if one.kind == "unmarked"] == ["Aurora", "Selby"]
        assert "unmarked in this article: the first 2, similar tags: 1" in play.seen
        await play.press("slash")
        await play.type("halden")
        await play.until(lambda: ("unmarked", "Halden", "nothing", "1 GPE") in reported(shown))
        assert "Aurora" not in [one.words[1] for one in shown.things.values()]
