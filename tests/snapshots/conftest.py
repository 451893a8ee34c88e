"""Pictures of the app on the stage of the screens' tests."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from glossator.ui.app import GlossatorApp
from tests.rest import at_rest, resting
from tests.ui.screens.conftest import OpenApp, _steady, built_stage, open_app, stage
from tests.ui.screens.play import Play
from tests.ui.screens.stage import Stage

__all__ = ["Picture", "_steady", "built_stage", "open_app", "picture", "stage"]

Do = Callable[[Play], Awaitable[object]]
Picture = Callable[..., bool]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what is seen from changing by itself: no cursor blinks, and notifications stay."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _: None)
    monkeypatch.setattr(Notification, "time_left", 3_600.0)
    with resting():
        yield


@pytest.fixture
def picture(snap_compare: Callable[..., bool], stage: Stage, open_app: OpenApp) -> Picture:
    """Takes a picture of the app after `do`, and says whether it is the one that is kept."""

    def taking(size: tuple[int, int], do: Do | None = None, **opened: object) -> bool:
        async def run(pilot: Pilot[Any]) -> None:
            app = pilot.app
            assert isinstance(app, GlossatorApp)
            await at_rest(app)
            play = Play(app, pilot, stage)
            if do is not None:
                await do(play)
            await play.saved()
            await at_rest(app)

        return snap_compare(open_app(**opened), terminal_size=size, run_before=run)

    return taking
