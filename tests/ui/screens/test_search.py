"""Searching the workspace, and going to what was found."""

import pytest

from glossator.domain.annotation import Status
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.prompt import Prompt
from glossator.ui.screens.search import SearchPage
from tests.store.dumps import change
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


async def ready(play: Play) -> None:
    """Let the page list what was typed."""
    await play.until(lambda: isinstance(play.app.screen, SearchPage))
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()


async def test_words_are_found_in_every_article_and_gone_to(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        await play.type("harbour trust")
        await ready(play)
        assert "The Selby Harbour Trust" not in play.seen.split("\n")[0]
        assert "keeps the lights" in play.seen
        await play.press("enter")
        page = play.app.screen
        assert isinstance(page, SearchPage)
        assert page.focused is page.rows
        assert page.highlighted is not None
        wanted = page.highlighted
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert play.reader.session.article.uid == wanted.article.uid
        assert wanted.span is not None
        assert play.pane.offset_in_text == wanted.span.start


async def test_a_damaged_index_is_said_to_be_instead_of_nothing_found(open_app: OpenApp, stage: Stage) -> None:
    change(stage.path, "DELETE FROM search_texts_data WHERE id > 10")
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        await play.type("harbour")
        await ready(play)
        assert "The search index of" in play.seen


async def test_one_goes_to_another_article_and_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        await play.type("1994")
        await ready(play)
        await play.press("enter", "enter")
        await play.until(lambda: play.reader.session.article.uid == stage.guide.uid)
        assert play.word == "1994"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zeppelin", "0 found, sorted by relevance"),
        ('"open', "“"),
        ("label:", "label"),
        ("label:orgg", "0 found: there is no label “orgg”, sorted by"),
    ],
)
async def test_what_cannot_be_found_or_understood_is_said(
    open_app: OpenApp, stage: Stage, typed: str, said: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        await play.pilot.press(*({'"': "quotation_mark", ":": "colon"}.get(sign, sign) for sign in typed))
        await ready(play)
        assert said in play.seen.split("\n")[-2]


@pytest.mark.parametrize(
    ("typed", "reported"),
    [("label:PERSON harbour", True), ("label:PERSON quote:okafor", False), ("harbour", False), ("label:PERSON", False)],
)
async def test_where_words_beside_a_field_are_looked_for_is_said(
    open_app: OpenApp, stage: Stage, typed: str, reported: bool
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        page = play.app.screen
        assert isinstance(page, SearchPage)
        page.type(typed)
        await play.until(lambda: page.things)
        assert ("words may be anywhere in the article" in play.seen) == reported

        await play.press("enter", "enter", "j", "escape")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))


async def test_the_order_changes_with_a_key(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await ready(play)
        await play.type("the")
        await ready(play)
        await play.press("enter", "s", "s", "Y", "Y")
        await ready(play)
        page = play.app.screen
        assert isinstance(page, SearchPage)
        lefts = [page.things[row.key].left.split()[-1:] for row in page.rows.rows]
        assert lefts == sorted(lefts, key=lambda words: [word.casefold() for word in words])
        assert "by left" in play.seen


async def searching(play: Play, query: str) -> SearchPage:
    """Open the page, and search."""
    await play.press("ctrl+f")
    await ready(play)
    await play.type(query)
    await ready(play)
    await play.press("enter")
    page = play.app.screen
    assert isinstance(page, SearchPage)
    return page


async def answer(play: Play, text: str) -> None:
    """Type what is asked for."""
    await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
    await play.type(text)
    await play.press("enter")


async def test_what_was_found_is_tagged_all_or_some(open_app: OpenApp, stage: Stage) -> None:
    def tagged() -> list[str]:
        with stage.opened() as workspace:
            ids = [one.id for one in workspace.articles()]
            return sorted(one.quote for id_ in ids for one in workspace.annotations(id_) if "found" in one.tags)

    async with playing(open_app(), stage) as play:
        page = await searching(play, "harbour trust")
        texts = len(page.things)
        assert texts > 1
        await play.press("t")
        await answer(play, "found")
        await play.until(lambda: len(tagged()) == 1)
        await play.until(lambda: "1 annotation, 1 of them new." in play.seen)
        await play.press("asterisk")
        assert f"{texts} ticked" in play.seen
        await play.press("t")
        await answer(play, "found")
        await play.until(lambda: len(tagged()) > 1)
        await play.press("u", "u")
        await play.until(lambda: not tagged())


async def test_tagging_what_was_found_says_how_many_are_undecided(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await searching(play, "label:TIME")
        await play.press("asterisk", "t")
        await answer(play, "hours")
        await play.until(lambda: "Tagged #hours: 2 annotations; 2 of them are still suggestions." in play.seen)
        assert stage.now("6:40").status is Status.SUGGESTED


async def test_a_search_is_saved_run_again_and_forgotten(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await searching(play, "lights")
        await play.press("s", "b")
        await answer(play, "Lamps")
        await play.until(lambda: "Saved the search “Lamps”" in play.seen)
        page.type("")
        await ready(play)
        await play.press("enter", "B")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        assert "Lamps" in play.seen
        await play.press("enter")
        await play.until(lambda: play.app.screen is page and page.things)
        assert (page.typed, "by date" in play.seen) == ("lights", True)
        await play.press("d")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.press("enter")
        await play.until(lambda: "Deleted the saved search “Lamps”" in play.seen)
        await play.press("B")
        await play.until(lambda: "No saved searches" in play.seen)
        await play.press("u")
        await play.until(lambda: "Undid delete saved search" in play.seen)
        page.type("lamp")
        await ready(play)
        await play.until(lambda: "found, sorted by" in play.seen and "Undid" not in play.seen)
