"""Pictures of the app on the stage of the screens' tests."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.screens.conftest import OpenApp, _steady, built_stage, open_app, stage
from tests.screens.play import Play, lines
from tests.screens.stage import Stage
from tui.app import GlossatorApp

__all__ = ["Picture", "_steady", "built_stage", "open_app", "picture", "stage", "still"]

Do = Callable[[Play], Awaitable[object]]
Picture = Callable[..., bool]
# Looks in a row that see the same.
_SAME = 5


async def still(pilot: Pilot[Any]) -> None:
    """Let the app work until what is seen has stayed the same for a while."""
    before: list[str] = []
    same = 0
    while same < _SAME:
        await pilot.pause(0.02)
        now = lines(pilot.app)
        same = same + 1 if now == before else 0
        before = now


@pytest.fixture
def picture(snap_compare: Callable[..., bool], stage: Stage, open_app: OpenApp) -> Picture:
    """Takes a picture of the app after `do`, and says whether it is the one that is kept."""

    def taking(size: tuple[int, int], do: Do | None = None, **opened: object) -> bool:
        async def run(pilot: Pilot[Any]) -> None:
            app = pilot.app
            assert isinstance(app, GlossatorApp)
            await app.workers.wait_for_complete()
            await pilot.pause()
            play = Play(app, pilot, stage)
            if do is not None:
                await do(play)
            await app.workers.wait_for_complete([work for work in app.workers if work.group == "listing"])
            await still(pilot)
            # A cursor that blinks is there or not as chance has it.
            for field in app.screen.query("Input, TextArea"):
                assert isinstance(field, Input | TextArea)
                field.cursor_blink = False
            await pilot.pause()

        return snap_compare(open_app(**opened), terminal_size=size, run_before=run)

    return taking
