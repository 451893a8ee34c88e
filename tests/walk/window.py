"""The app in a terminal: what it writes goes to an emulator, and keys come as from a keyboard."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from pyte.screens import Char
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from glossator.state.settings import Settings
from glossator.ui.app import GlossatorApp
from glossator.ui.reader.screen import ReaderScreen
from tests.emulator import Emulator
from tests.rest import pressed_at_once, resting
from tests.store.scene import ticking
from tests.ui.screens.conftest import FindsNothing
from tests.ui.screens.stage import PIPELINE

SIZES: Final = ((160, 48), (120, 36), (80, 24))
"""The columns and lines of the windows that people have."""
# Seconds between looks whether something is written, and after which it never will be.
_MOMENT: Final = 0.002
_PATIENCE: Final = 30.0
# Stands in every cell of a window after its size has changed: what a terminal shows then is its own affair.
_RUBBISH: Final = "▒"


class _Written(HeadlessDriver):
    """A driver whose terminal is an emulator; unlike its base, the app draws with it."""

    emulator: Emulator

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.emulator.feed(data)


class Window:
    """An app, and the terminal that it is seen in."""

    def __init__(self, app: GlossatorApp, pilot: Pilot[Any], emulator: Emulator) -> None:
        self.app = app
        self.pilot = pilot
        self.emulator = emulator

    @property
    def reader(self) -> ReaderScreen:
        """The reader, also while another page is over it."""
        (reader,) = [screen for screen in self.app.screen_stack if isinstance(screen, ReaderScreen)]
        return reader

    @property
    def seen(self) -> str:
        """What the terminal shows, as one text."""
        return "\n".join(line.rstrip() for line in self.emulator.lines)

    @property
    def running(self) -> bool:
        """Whether the app has neither ended nor broken."""
        return self.app._running and self.app._exception is None and bool(self.app.screen_stack)

    async def press(self, *keys: str) -> None:
        """Press keys, each when the app is at rest."""
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def burst(self, *keys: str) -> None:
        """Press keys without a pause, and let the app come to rest."""
        await pressed_at_once(self.app, keys)
        await self.rest()

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        await self.burst(*({" ": "space", "\n": "enter"}.get(character, character) for character in text))

    async def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window, whose terminal shows rubbish then."""
        self.emulator.resize(columns, lines)
        for line in range(lines):
            self.emulator.feed(f"\x1b[{line + 1};1H" + _RUBBISH * columns)
        await self.pilot.resize_terminal(columns, lines)
        await self.rest()

    async def rest(self) -> None:
        """Let the app come to rest: what was asked of it is done, in the file, and painted."""
        await self.pilot.pause()
        await self.app._animator.wait_until_complete()
        await self.pilot.pause()
        end = time.monotonic() + _PATIENCE
        while self.running and self._writing:
            assert time.monotonic() < end, "this is not written"
            await asyncio.sleep(_MOMENT)
            await self.pilot.pause()
        if self.running and self.app.screen.is_modal:
            # Once: a page below a modal one asks for its next frame in each.
            for screen in self.app._background_screens:
                screen._on_timer_update()
            await self.pilot.pause()

    @property
    def _writing(self) -> bool:
        return any(
            isinstance(screen, ReaderScreen) and (screen.runner.running or screen.session.workspace.writer.pending)
            for screen in self.app.screen_stack
        )

    async def redrawn(self) -> list[Char]:
        """Return what the terminal shows after the app has drawn everything again."""
        for screen in (*self.app._background_screens, self.app.screen):
            for widget in screen.walk_children(with_self=True):
                widget.refresh()
        await self.rest()
        return self.emulator.cells


@contextmanager
def steady(home: Path) -> Iterator[None]:
    """Keep out of apps what differs between two runs: the machine's settings, clocks, chance, pipelines."""
    minutes = iter(range(10**9))
    with pytest.MonkeyPatch.context() as patch, resting():
        for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR", "TMUX", "EDITOR", "VISUAL"):
            patch.delenv(name, raising=False)
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("HOME", str(home))
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setattr("glossator.ui.app.Author", lambda analyst: ticking(analyst, seed=next(minutes)))
        patch.setattr("glossator.ui.app.on_termination", lambda _: None)
        patch.setattr("glossator.services.article_recognisers.find_recogniser", lambda *_: PIPELINE)
        patch.setattr("glossator.ner.recognisers.RemotePipeline", FindsNothing)
        patch.setattr("glossator.services.bulk_analysis.analyse_many", lambda *_, **__: iter(()))
        for page in ("reader.screen", "screens.workspace_list_screen"):
            patch.setattr(f"glossator.ui.{page}._LOOK_AROUND", 3_600.0)
        patch.setattr("glossator.ui.reader.screen._READING_TIME", 3_600.0)
        patch.setattr("glossator.ui.reader.screen._PAUSE", 3_600.0)
        # A note is handed on when it is left.
        patch.setattr("glossator.ui.widgets.editor._PAUSE", 3_600.0)
        notify = GlossatorApp.notify
        # Messages go when the test takes them away.
        patch.setattr(GlossatorApp, "notify", lambda app, *a, **k: notify(app, *a, **k | {"timeout": 3_600.0}))
        # A cursor that blinks is not at rest.
        patch.setattr(Input.cursor_blink, "_default", False)
        patch.setattr(TextArea.cursor_blink, "_default", False)
        yield


@asynccontextmanager
async def window(
    path: Path, size: tuple[int, int], start: str | None = None, **settings: object
) -> AsyncIterator[Window]:
    """Open the workspace at `path` in a window of `size`, and let the app come to rest.

    Args:
        path: the workspace.
        size: the columns and lines of the window.
        start: the uid of the article to begin with.
        settings: those that differ from what they are without any.
    """
    emulator = Emulator(*size)
    app = GlossatorApp(path, "ann", replace(Settings(), **settings), start=start)  # type: ignore[arg-type]
    app.animation_level = "none"
    app.driver_class = type("_WrittenHere", (_Written,), {"emulator": emulator})
    try:
        async with _quietly(app, size) as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
            yield Window(app, pilot, emulator)
    finally:
        app.close_workspace()


@asynccontextmanager
async def _quietly(app: App[None], size: tuple[int, int]) -> AsyncIterator[Pilot[Any]]:
    async with app.run_test(headless=False, size=size, notifications=True) as pilot:
        yield pilot


def chance(seed: int) -> random.Random:
    """Return a source of chance that is the same on each run."""
    return random.Random(seed)
