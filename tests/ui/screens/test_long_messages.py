"""What a message says at its end, which is what to do next, is seen at 80 columns too."""

import pytest

from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.widgets.find_bar import FindBar
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage

_LONG = (
    "This article is superseded by a newer version, in which “the Ministry of Transport and the Harbour Trust” is "
    "unmarked. Press P to find it in the library."
)


def read(play: Play) -> str:
    """Return the words on the screen, whatever rows they are on."""
    return " ".join(play.seen.split())


async def test_a_message_of_the_reader_is_whole_and_the_cursor_stays_in_view(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.go_to("Halden")
        play.reader.say(_LONG)
        await play.pilot.pause()
        assert _LONG in read(play)
        assert "Halden" in play.word
        assert any("Halden" in line for line in play.seen.splitlines()[:-4])
        play.reader.say("")
        await play.pilot.pause()
        assert play.reader.status.size.height == 1


async def test_an_error_and_a_notice_are_whole(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        play.reader.warn(_LONG)
        await play.pilot.pause()
        assert "to find it in the library." in read(play)


@pytest.mark.parametrize("key", ["P", "Z", "ctrl+f", "C"])
async def test_a_message_of_a_list_is_whole(open_app: OpenApp, stage: Stage, key: str) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.press(key)
        await play.until(lambda: isinstance(play.app.screen, ListScreen))
        page = play.app.screen
        assert isinstance(page, ListScreen)
        page.say(f"{_LONG} {_LONG}")
        await play.pilot.pause()
        assert f"{_LONG} {_LONG}" in read(play)


async def test_what_is_wrong_with_an_expression_is_whole(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, size=NARROW) as play:
        await play.press("slash")
        play.one(FindBar).tell("The expression is too long; make it shorter than 1,000 characters, or look for words.")
        await play.pilot.pause()
        assert all(word in read(play) for word in ("too long", "or look for words."))
