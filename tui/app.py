"""The application: puts workspace, settings, themes and screens together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.message import Message
from textual.screen import Screen

from tui.commands import COMMANDS, spoken, with_keys
from tui.locations import state_folder
from tui.model.text import printable
from tui.positions import Positions
from tui.screens.reader import Reader
from tui.screens.reader.desk import Desk
from tui.settings import Settings
from tui.store.errors import Missing
from tui.store.workspace import Author, Workspace
from tui.store.writer import WriterState
from tui.widgets.subject import Subject
from tui.widgets.themes import THEMES

# Stands for a key where a command has none: no terminal sends it, and Textual passes over empty entries.
_NO_KEY: Final = "none"
# Seconds that a write waits for another program while one goes on working.
_PATIENCE: Final = 600.0


class GlossatorApp(App[Sequence[tuple[Subject, str]]]):
    """The reader on one workspace; it returns the notes that were typed and were not saved when it was left."""

    TITLE = "Glossator"
    # The styles of a screen that is there from the start are the application's to load.
    CSS_PATH = "screens/reader/reader.tcss"

    @dataclass
    class WriterChanged(Message):
        """How the saving stands has changed."""

        state: WriterState

    def __init__(
        self, db: Path, analyst: str, settings: Settings, *, start: str | None = None, model: str = ""
    ) -> None:
        """Open the workspace at `db`.

        Args:
            db: the workspace.
            analyst: the name that acts are kept under.
            settings: the user's.
            start: the uid of the article to begin with; where one stopped, when it is None.
            model: the pipeline; that of the settings where it is empty.

        Raises:
            StoreError: when the workspace cannot be opened, or has no article to read.
        """
        super().__init__()
        self._workspace = Workspace(db, Author(analyst), patience=_PATIENCE, on_writer=self._writer_changed)
        self._positions = Positions(state_folder(), db)
        self._settings = settings
        self._desk = Desk(self._workspace, start or self._where_one_stopped())
        self._model = model or settings.model
        self.parting_words = ""

    def _where_one_stopped(self) -> str:
        """Return the uid of the article that was read last, or of the first."""
        uids = [article.uid for article in self._workspace.articles()]
        if not uids:
            raise Missing(f"{self._workspace.path} has no articles yet; bring some in with “glossator FILE”.")
        last = self._positions.last_article()
        return last if last in uids else uids[0]

    def get_default_screen(self) -> Screen[None]:
        """Return the reader, so that the first frame is the article."""
        return Reader(self._desk, self._positions, self._settings, self._model)

    def on_load(self) -> None:
        """Take on the themes and the user's keys, before anything is drawn."""
        for theme in THEMES:
            self.register_theme(theme)
        if self._settings.theme in self.available_themes:
            self.theme = self._settings.theme
        else:
            self.theme = THEMES[0].name
            names = ", ".join(sorted(self.available_themes))
            self.notify(
                f"There is no theme “{self._settings.theme}”; there are {names}.", severity="warning", markup=False
            )
        self.set_keymap({id_: ",".join(keys) for id_, keys in self._own_keys().items()})

    def on_resize(self) -> None:
        """Draw everything: a window that shrank and grew again has lost what stood there, whatever its size is now."""
        if self.screen_stack:
            self.screen.refresh()

    def _own_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the keys of the commands that the user has given other keys, or none."""
        return {
            command.id: command.keys or (_NO_KEY,)
            for command in with_keys(self._settings.keys)
            if command.id in self._settings.keys
        }

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the footer shows it."""
        return "" if binding.key == _NO_KEY else spoken(binding.key)

    @property
    def _reader(self) -> Reader | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, Reader)), None)

    def _writer_changed(self, state: WriterState) -> None:
        self.post_message(self.WriterChanged(state))

    def on_glossator_app_writer_changed(self, message: WriterChanged) -> None:
        """Show how the saving stands."""
        if self._reader is not None:
            self._reader.show_writer(message.state)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002  (of the base class)
        """Offer every command in the palette, and the choice of a theme."""
        reader = self._reader
        if reader is not None:
            for command in COMMANDS:
                yield SystemCommand(command.title, command.help, partial(reader.run_command, command))
        yield SystemCommand("Theme", "Choose the colours.", self.action_change_theme)

    async def action_quit(self) -> None:
        """Save what was typed last, and leave."""
        if self._reader is not None:
            await self._reader.action_quit()
        else:
            self.exit()

    def close_workspace(self) -> None:
        """Let go of the workspace, once the app has ended; say what could not be written."""
        words = []
        if not self._workspace.finish():
            words.append(f"another program is writing to {self._workspace.path}; the last acts are not saved.")
        for subject, text in self.return_value or ():
            if not self._desk.has_kept(subject, text):
                about = subject.annotation.quote if subject.annotation else subject.article.title
                words.append(f"this note on “{printable(about)}” is not saved:\n{_lines(text)}")
        self._workspace.close()
        self.parting_words = "\n".join(words)


def _lines(text: str) -> str:
    """Return the lines of `text`, fit for a terminal."""
    return "\n".join(map(printable, text.splitlines()))
