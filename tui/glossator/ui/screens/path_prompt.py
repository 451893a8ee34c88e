"""A dialog that asks for a path, and completes it with Tab."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import ClassVar, Final

from rich.highlighter import Highlighter
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from glossator.services.importing.path_completion import (
    PathEntry,
    extended,
    folder_part,
    list_folder,
    matching_entries,
)
from glossator.ui.screens.prompt import Prompt
from glossator.ui.widgets.article.glyphs import UNKNOWN_MARK, guarded, visible

# Names below the field.
_SHOWN: Final = 8
_CHOSEN: Final = "reverse"
_HOW: Final = "Tab completes."


class _Guarded(Highlighter):
    """Shows marks instead of what a terminal would obey, because names of files may have anything."""

    def highlight(self, text: Text) -> None:
        """Replace such characters, each by one."""
        text.plain = guarded(text.plain).translate({ord("\t"): UNKNOWN_MARK, ord("\n"): UNKNOWN_MARK})


class PathPrompt(Prompt):
    """Returns the typed path, or None; offers the files that can be imported, and folders."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, priority=True),
        Binding("shift+tab", "complete(-1)", "Complete", show=False, priority=True),
    ]

    @dataclass
    class Listed(Message):
        """The entries of a folder, as it was typed."""

        folder: str
        entries: Sequence[PathEntry]

    def __init__(self, title: str, check: Callable[[str], object]) -> None:
        """Ask for a path; `check` raises ValueError with the reason if it is invalid."""
        super().__init__(title, check=check)
        self._folder: str | None = None
        self._entries: Sequence[PathEntry] | None = None
        # What was typed, its completions, and which of them Tab has put into the field.
        self._typed = ""
        self._found: Sequence[PathEntry] = ()
        self._chosen: int | None = None
        self._waiting = False

    def compose_below(self) -> ComposeResult:
        """Lay out the names below the field."""
        yield Static(id="names")

    def on_mount(self) -> None:
        """Read the current folder."""
        self.query_one(Input).highlighter = _Guarded()
        self._look()

    # Listing

    def _look(self) -> None:
        """Show the completions of what was typed; if its folder is another one, read it first."""
        folder = folder_part(self._typed)
        if folder != self._folder:
            self._folder, self._entries = folder, None
            # Not a worker: quitting waits for workers, and a lost disk never answers.
            Thread(target=self._read, args=(folder,), daemon=True).start()
        self._find()

    def _find(self) -> None:
        self._found = matching_entries(self._typed, self._entries or ())
        self._show()

    def _read(self, folder: str) -> None:
        entries = list_folder(folder, lambda: folder != self._folder or not self.is_attached)
        if self.is_attached:
            self.post_message(self.Listed(folder, entries))

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        if event.folder != self._folder:
            return
        self._entries = event.entries
        self._find()
        if self._waiting:
            self.action_complete(1)

    @on(Input.Changed)
    def _typed_on(self) -> None:
        """Find other completions, unless Tab has put one of those into the field."""
        value = self.query_one(Input).value
        if self._chosen is None or value != self._completed(self._chosen):
            self._typed, self._chosen, self._waiting = value, None, False
            self._look()

    def _completed(self, place: int) -> str:
        return folder_part(self._typed) + self._found[place].completion

    def _show(self) -> None:
        """List the names around the chosen one."""
        found = self._found
        first = max(0, (self._chosen or 0) - _SHOWN + 1)
        lines = [
            Content.styled(visible(one.completion), _CHOSEN if place == self._chosen else "")
            for place, one in enumerate(found[first : first + _SHOWN], start=first)
        ]
        hidden = len(found) - len(lines)
        lines += [Content.styled(f"… {hidden:,} more", "dim")] if hidden else []
        self.query_one("#names", Static).update(Content("\n").join(lines) if lines else Content.styled(_HOW, "dim"))

    # Keys

    def action_complete(self, by: int) -> None:
        """Complete what all names have in common, then go through them."""
        found = self._found
        self._waiting = self._entries is None and not found
        if not found:
            return
        longer = extended(self._typed, found)
        if self._chosen is None and longer != self._typed:
            self._put(longer)
        elif len(found) > 1:
            before = self._chosen if self._chosen is not None else -1 if by > 0 else 0
            self._chosen = (before + by) % len(found)
            self._put(self._completed(self._chosen))
            self._show()

    def _put(self, value: str) -> None:
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)
