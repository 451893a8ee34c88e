"""The app at work in a test: its keys are pressed, and what is seen of it is read."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from textual.pilot import Pilot
from textual.widget import Widget

from glossator.domain.annotation import Annotation
from glossator.ui.app import GlossatorApp
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.widgets.article.pane import ArticlePane
from glossator.ui.widgets.editor import Editor, NoteArea
from tests.rest import pressed_at_once
from tests.ui.screens.stage import Stage

W = TypeVar("W", bound=Widget)
WIDE: Final = (160, 48)
NARROW: Final = (80, 24)
# Nothing takes that long but what never comes.
_PATIENCE: Final = 30.0


async def until(pilot: Pilot[Any], question: Callable[[], object], what: str = "") -> None:
    """Let the app work until the answer to `question` is yes."""
    end = time.monotonic() + _PATIENCE
    while not question():
        assert time.monotonic() < end, f"this did not come: {what or question}\n{seen(pilot.app)}"
        await pilot.pause(0.005)
    await pilot.pause()


def lines(app: object) -> list[str]:
    """Return the lines of the whole screen, those of a screen below a modal one too, as they go to the terminal."""
    assert isinstance(app, GlossatorApp)
    return [strip.text for strip in app.screen._compositor.render_strips()]


def seen(app: object) -> str:
    """Return the screen as one text."""
    return "\n".join(line.rstrip() for line in lines(app))


class Play:
    """One run of the app on a stage."""

    def __init__(self, app: GlossatorApp, pilot: Pilot[Any], stage: Stage) -> None:
        self.app = app
        self.pilot = pilot
        self.stage = stage

    # What there is

    @property
    def reader(self) -> ReaderScreen:
        """The reader, also while something stands over it."""
        (reader,) = [screen for screen in self.app.screen_stack if isinstance(screen, ReaderScreen)]
        return reader

    @property
    def pane(self) -> ArticlePane:
        """The article."""
        return self.reader.query_one(ArticlePane)

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.reader.query_one(Editor)

    @property
    def note(self) -> NoteArea:
        """The field of the note."""
        return self.editor.query_one(NoteArea)

    @property
    def here(self) -> Annotation:
        """The annotation under the cursor."""
        assert self.pane.current is not None
        return self.pane.current

    @property
    def word(self) -> str:
        """The word under the cursor, or what is selected."""
        span = self.pane.marked_span
        return "" if span is None else span.of(self.reader.session.article.text)

    @property
    def said(self) -> str:
        """The sentence in the status line."""
        return self.reader.status.said

    @property
    def notifications(self) -> list[str]:
        """The texts of the notifications that are still shown."""
        return [notification.message for notification in self.app._notifications]

    @property
    def seen(self) -> str:
        """The whole screen as one text."""
        return seen(self.app)

    def one(self, kind: type[W], selector: str = "") -> W:
        """Return a widget of the screen on top."""
        return self.app.screen.query_one(selector, kind) if selector else self.app.screen.query_one(kind)

    # What is done

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text, without a pause."""
        names = {" ": "space", "\n": "enter", "/": "slash", ";": "semicolon"}
        await pressed_at_once(self.app, (names.get(character, character) for character in text))
        await self.pilot.pause()

    async def until(self, question: Callable[[], object], what: str = "") -> None:
        """Let the app work until the answer is yes."""
        await until(self.pilot, question, what)

    async def saved(self) -> None:
        """Let the app work until everything is in the file, and shown."""
        await self.until(
            lambda: (
                not self.editor.drafts
                and not self.reader.session.workspace.writer.pending
                and not self.reader.runner.running
                and all(worker.is_finished for worker in self.app.workers)
            ),
            "everything saved",
        )

    async def do(self, *keys: str) -> None:
        """Press keys that write, and let the app work until it is in the file."""
        await self.press(*keys)
        await self.saved()

    async def jump(self, words: str, nth: int = 0) -> None:
        """Put the cursor on words of the open article."""
        self.pane.jump(self.find(words, nth))
        await self.pilot.pause()

    def find(self, words: str, nth: int = 0) -> int:
        """Return where words stand in the open article."""
        start = -1
        for _ in range(nth + 1):
            start = self.reader.session.article.text.index(words, start + 1)
        return start

    async def go_to(self, words: str) -> None:
        """Put the cursor on an annotation of the stage."""
        annotation = self.reader.session.get(self.stage.ids[words])
        assert annotation is not None
        self.pane.go_to(annotation)
        await self.pilot.pause()

    def place_of(self, words: str, nth: int = 0) -> tuple[int, int]:
        """Return where in the pane words are seen: the column and the row of their first letter."""
        first, top = self.pane.region.x, self.pane.region.y
        rows = [row[first : first + self.pane.region.width] for row in lines(self.app)[top : self.pane.region.bottom]]
        places = [(row.index(words), number) for number, row in enumerate(rows) if words in row]
        return places[nth]


@asynccontextmanager
async def playing(app: GlossatorApp, stage: Stage, size: tuple[int, int] = WIDE) -> AsyncIterator[Play]:
    """Run the app in a window of `size`, and let it come to rest."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield Play(app, pilot, stage)
