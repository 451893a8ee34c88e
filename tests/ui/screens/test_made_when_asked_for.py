"""What is not shown at first is not made before the first frame."""

from textual.widgets import Input

from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import playing
from tests.ui.screens.stage import Stage


async def test_a_field_is_made_once_and_takes_the_keys_that_ask_for_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        assert not play.reader.query("FindBar, Outline, TagField")
        for keys, made in (("/", "FindBar"), ("o/", "Outline"), ("t", "TagField"), ("/", "FindBar")):
            await play.press("]", *keys, *"port")
            assert play.one(Input, f"{made} Input").value == "port"
            await play.press("escape")
            play.reader.back_to_article()
            assert len(play.reader.query(made)) == 1
