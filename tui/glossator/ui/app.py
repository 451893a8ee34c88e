"""The application: connects workspace, settings, themes and screens."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from glossator.runtime.crash_report import report_crash
from glossator.runtime.gc_tuning import GcScheduler
from glossator.runtime.signals import exit_now, has_terminal, on_termination
from glossator.state.locations import state_folder, write_error
from glossator.state.reading_positions import ReadingPositions
from glossator.state.settings import Settings
from glossator.state.unsaved_notes import save_notes, saved_notes
from glossator.store.errors import Missing, ReadOnly, StoreError
from glossator.store.files import disks
from glossator.store.queries.visibility import newest_version
from glossator.store.workspace import Author, Workspace
from glossator.store.writer import WriterState
from glossator.text.normalise import normalise, printable
from glossator.ui.commands import with_keys
from glossator.ui.input_queue import QueuedInputApp
from glossator.ui.keymap import Command, Where, key_label
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.session import Session
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.colours import ReadableText
from glossator.ui.widgets.editor import Editor, EditTarget
from glossator.ui.widgets.themes import THEMES

if TYPE_CHECKING:
    from textual.command import Provider

# The key of a command without keys: no terminal sends it, and Textual ignores empty entries.
_NO_KEY: Final = "none"
# Seconds that a write waits for another program.
_PATIENCE: Final = 600.0
# Seconds between chances to collect garbage.
_BETWEEN_LOOKS: Final = 1.0
# Seconds that exiting without a terminal waits for another program: the system may kill the program after that.
_HURRY: Final = 1.0
_BETWEEN_TERMINAL_CHECKS: Final = 1.0
# Seconds after which an event loop that does not notice that the terminal is closed is blocked.
_BLOCKED: Final = 3.0
# The number of SIGHUP, which Windows has no name for.
_HANGUP: Final = 1


def _palette_provider() -> "type[Provider]":
    """Return the provider of the palette, which the first frame does not wait for."""
    from glossator.ui.palette import CommandProvider

    return CommandProvider


_THEME: Final[Command[Any]] = Command("theme", (), "Theme", "Choose the colours of the program.", "", lambda _: None)


class GlossatorApp(QueuedInputApp):
    """The program on one workspace."""

    TITLE = "Glossator"
    COMMANDS: ClassVar[set["type[Provider] | Callable[[], type[Provider]]"]] = {_palette_provider}
    # Textual does not load the CSS_PATH of the default screen.
    CSS_PATH = "reader/reader.tcss"

    @dataclass
    class WriterChanged(Message):
        """The state of saving has changed."""

        state: WriterState

    def __init__(
        self,
        db: Path,
        analyst: str,
        settings: Settings,
        *,
        start: str | None = None,
        model: str = "",
        news: str = "",
        in_terminal: bool = False,
    ) -> None:
        """Open the workspace at `db`.

        Args:
            db: the workspace file.
            analyst: the name that operations are stored under.
            settings: the settings of the user.
            start: the uid of the article to open; the last one if None.
            model: the name of the recogniser for all articles; empty for a choice by language.
            news: errors before the start, shown with the first frame.
            in_terminal: whether it was started in a terminal, so that it ends when the terminal is closed.

        Raises:
            StoreError: if the workspace cannot be opened, is read-only, or has no articles.
        """
        super().__init__()
        self._readable_text = ReadableText(self.console)
        self._workspace = Workspace(db, Author(analyst), patience=_PATIENCE, on_writer=self._writer_changed)
        if self._workspace.unwritable:
            self._workspace.close()
            raise ReadOnly(self._workspace.unwritable)
        self._positions = ReadingPositions(state_folder(), db)
        self._settings = settings
        self._session = Session(self._workspace, start or self._where_one_stopped())
        self._model = model
        self._editor: Editor | None = None
        self._looks = GcScheduler()
        self.parting_words = ""
        self._news = news
        self._in_terminal = in_terminal
        self._workspace_closing = Event()

    def _where_one_stopped(self) -> str:
        """Return the uid of the newest version of the article that was open last, or of the first article."""
        uids = [article.uid for article in self._workspace.articles()]
        if not uids:
            raise Missing(f"{self._workspace.path} has no articles. Import some with “glossator FILE”.")
        last = self._positions.last_article()
        return self._workspace.ask(newest_version, last if last in uids else uids[0])

    def get_driver_class(self) -> type[Driver]:
        """Return the terminal driver."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            # Windows, or a driver that the user chose.
            return chosen
        from glossator.terminal.driver import BoundedDriver

        return BoundedDriver

    def get_default_screen(self) -> Screen[None]:
        """Return the reader, so that the first frame is the article."""
        return ReaderScreen(self._session, self._positions, self._settings, self._model)

    def on_load(self) -> None:
        """Set the theme and the user's keys before anything is drawn, and watch the terminal."""
        if self._in_terminal:
            loop = asyncio.get_running_loop()
            Thread(target=self._end_without_terminal, args=(loop,), name="terminal-watch", daemon=True).start()
        for theme in THEMES:
            self.register_theme(theme)
        if self._settings.theme in self.available_themes:
            self.theme = self._settings.theme
        else:
            self.theme = THEMES[0].name
            names = ", ".join(sorted(self.available_themes))
            wrong = f"Unknown theme “{visible(self._settings.theme)}”. Available: {names}."
            self.notify(wrong, severity="warning", markup=False)
        self.set_keymap({id_: ",".join(keys) for id_, keys in self._own_keys().items()})

    def refresh_css(self, animate: bool = True) -> None:
        """Take on the colours of another theme; before there is a screen, the styles are still to be parsed."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_ready(self) -> None:
        """Handle signals from now on, and show problems of the start and what the last run left behind."""
        reader = self._reader
        assert reader is not None
        # The first frame is painted.
        self._looks.freeze()
        self.set_interval(_BETWEEN_LOOKS, lambda: self._looks.collect_if_due(self.idle))
        # Kept because a removed screen can no longer find its widgets.
        self._editor = reader.editor
        if not self.is_headless:
            on_termination(self._ended_from_outside)
        folder = state_folder()
        reason = write_error(folder)
        unkept = f"Reading positions are not saved: {folder} is not writable ({reason})." if reason else ""
        if news := " ".join(filter(None, (self._news, unkept))):
            reader.warn(news)
        if words := disks.network_warning(self._workspace.path):
            reader.warn(words)
        if file := saved_notes(state_folder()):
            reader.warn(f"Notes that could not be saved are in {file}. Copy them back and delete the file.")

    def _end_without_terminal(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wait until the terminal is closed, and exit: only the first process of a session gets the signal.

        In a thread, because drawing blocks the event loop when the thread that writes to the terminal has died.
        """
        while has_terminal():
            if self._workspace_closing.wait(_BETWEEN_TERMINAL_CHECKS):
                return
        # The loop may be closed already.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self._ended_from_outside, _HANGUP)
        if not self._workspace_closing.wait(_BLOCKED):
            self.close_workspace(_HURRY)
            exit_now(128 + _HANGUP)

    def _ended_from_outside(self, number: int) -> None:
        """Save what was typed, and exit with 128 plus the number of the signal."""
        if self._reader is not None:
            self._reader.keep_position()
        if has_terminal():
            self._hand_in_drafts()
            self.exit(return_code=128 + number)
            return
        # Without a terminal nothing can be drawn, and the drawing thread may be dead: do not wait for it.
        self.close_workspace(_HURRY)
        exit_now(128 + number)

    def on_resize(self) -> None:
        """Draw everything: a window that shrank and grew again has lost part of its content."""
        if self.screen_stack:
            self.screen.refresh()

    def _own_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the keys of the commands whose keys the user has changed."""
        return {
            command.id: command.keys or (_NO_KEY,)
            for command in with_keys(self._settings.keys)
            if command.id in self._settings.keys
        }

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that each line passes before it is painted; the last makes all text readable."""
        return [*super().get_line_filters(), self._readable_text]

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as the footer shows it."""
        return "" if binding.key == _NO_KEY else key_label(binding.key)

    @property
    def _reader(self) -> ReaderScreen | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, ReaderScreen)), None)

    def _writer_changed(self, state: WriterState) -> None:
        self.post_message(self.WriterChanged(state))

    def on_glossator_app_writer_changed(self, message: WriterChanged) -> None:
        """Show the state of saving."""
        if self._reader is not None:
            self._reader.show_writer(message.state)

    def palette(self, screen: Screen[Any]) -> Iterator[tuple[Command[Any], Callable[[Command[Any]], object]]]:
        """Yield the commands of the palette over `screen`, and for each the function that runs it.

        Over a page, the reader's own commands would act on an annotation that is not visible.
        """
        reader = self._reader
        # Imported here so that the first frame does not wait for it.
        from glossator.ui.screens.command_page import CommandPage

        if isinstance(screen, CommandPage):
            yield from ((command, screen.run_command) for command in screen.commands)
        if reader is not None:
            for command in with_keys(self._settings.keys):
                if screen is reader or command.where is Where.EVERYWHERE:
                    yield command, reader.run_command
        yield _THEME, lambda _: self.action_change_theme()

    async def action_quit(self) -> None:
        """Save what was typed, and exit."""
        if self._reader is not None:
            await self._reader.action_command("quit")
        else:
            self.exit()

    def end_count(self) -> None:
        """Drop the count that was typed in the article, so that no later key acts on more than the highlighted row."""
        if self._reader is not None and self._reader.children:
            self._reader.pane.end_count()

    def close_workspace(self, timeout: float = 10.0) -> None:
        """Save what was typed, and close the workspace; `parting_words` then names what could not be saved.

        Args:
            timeout: seconds to wait for pending writes.
        """
        self._workspace_closing.set()
        drafts = self._hand_in_drafts()
        words = []
        if not self._workspace.finish(timeout):
            words.append(f"another program is writing to {self._workspace.path}; the last operations are not saved.")
        if self.crashed:
            words.append(self._report())
        lost = [
            (printable(subject.annotation.quote if subject.annotation else subject.article.title), text)
            for subject, text in drafts
            if not self._session.has_kept(subject, text)
        ]
        words += [f"this note on “{about}” is not saved:\n{_lines(text)}" for about, text in lost]
        file = save_notes(state_folder(), self._workspace.path, lost) if lost else None
        if file is not None:
            words.append(f"unsaved notes are in {file}.")
        self._workspace.close(timeout=0.0)
        self.parting_words = "\n".join(words)

    def _report(self) -> str:
        """Write a crash report, and return a message that names it."""
        if isinstance(self.crash, StoreError):
            return str(self.crash)
        return report_crash(state_folder(), self.crash)

    def _hand_in_drafts(self) -> Sequence[tuple[EditTarget, str]]:
        """Submit the unsaved notes for saving, without waiting for it, and return them."""
        drafts = self._editor.drafts if self._editor is not None else []
        for subject, text in drafts:
            self._session.hand_in_note(subject, normalise(text))
        return drafts


def _lines(text: str) -> str:
    """Return `text` with its lines made printable."""
    return "\n".join(map(printable, text.splitlines()))
