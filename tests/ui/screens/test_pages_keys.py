"""The keys of the pages over the reader: on the last line as many as there is room for, all of them in the key help."""

import pytest

from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.search import SearchPage
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, playing
from tests.ui.screens.stage import Stage


def _foot(play: Play) -> str:
    return play.seen.splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("K", "enter Open "),
        ("D", "+ Create "),
        ("Z", "u Undo this "),
        ("Y", "enter Link group "),
        ("P", "enter "),
    ],
)
async def test_the_last_line_has_whole_keys_the_most_needed_first(
    open_app: OpenApp, stage: Stage, key: str, first: str
) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.press(key)
        await play.until(
            lambda: isinstance(play.app.screen, ListScreen) and _foot(play).endswith("escape Back  ? Keys")
        )
        assert _foot(play).startswith(first)
        narrow = _foot(play)
        await play.pilot.resize_terminal(*WIDE)
        await play.until(lambda: "/ Filter" in _foot(play))
        assert len(_foot(play)) >= len(narrow)


async def test_the_reader_keeps_room_for_the_key_that_shows_all_others(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.until(lambda: _foot(play).endswith("? Keys"))
        assert "o List" not in _foot(play)


async def test_the_key_help_of_a_page_has_its_keys_and_goes_back_to_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.press("K")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))
        page = play.app.screen
        assert isinstance(page, CodebookPage)
        await play.press("question_mark")
        await play.until(lambda: isinstance(play.app.screen, KeyHelp) and "Keys of “Codebook”" in play.seen)
        assert "Most used" in play.seen
        assert "Accept" not in play.seen
        await play.press("slash")
        await play.type("rename")
        await play.until(lambda: "Rename the label, or the tag with those below it." in play.seen)
        assert "Most used" not in play.seen
        await play.press("escape")
        await play.until(lambda: "Most used" in play.seen)
        reported = [command.help for command in page.commands]
        assert reported
        assert all(one.endswith(".") for one in reported), reported
        await play.press("escape")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))


async def test_the_palette_over_a_page_offers_what_the_page_can_do(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("K")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))
        await play.press("ctrl+p")
        await play.type("back")
        await play.until(lambda: "Back" in play.seen)
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))


async def test_the_palette_over_a_page_does_not_offer_what_acts_on_the_article_below(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("ctrl+f")
        await play.until(lambda: isinstance(play.app.screen, SearchPage))
        titles = [command.title for command, _ in play.app.palette(play.app.screen)]
        assert {"Accept", "Reject", "Delete", "Tag", "Note"} & set(titles) <= {"Tag"}, "Tag is of the page itself"
        assert {"Quit", "Theme", "Back"} <= set(titles)
