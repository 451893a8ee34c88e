"""The dialog that edits the note of a tag or an entity."""

from collections.abc import Awaitable, Callable, Collection
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from glossator.text.normalise import normalise
from glossator.ui.screens.external_editor import EditorFailed, edit_externally
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.editor import NoteArea

_PAUSE: Final = 0.5
_HOW: Final = "Escape saves and closes. ctrl+g opens the note in $EDITOR."


class NotePage(ModalScreen[None]):
    """A note that is saved half a second after the last key, and when the dialog closes.

    All edits until then are one operation. If another analyst has changed the note meanwhile, their text is put before
    this one, and the dialog stays open until both are saved.
    """

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+g", "outside", "In an editor", priority=True, show=False)]

    def __init__(
        self,
        title: str,
        read: Callable[[], str],
        write: Callable[[str, int | None, Collection[str]], Awaitable[Done[int | None] | None]],
    ) -> None:
        """Edit a note.

        Args:
            title: the title of the dialog.
            read: returns the stored note.
            write: stores a text, in a new batch or the given one, if the stored note is one of the given texts.
        """
        super().__init__()
        self._title = title
        self._read = read
        self._write = write
        self._kept = read()
        self._known = {self._kept}
        self._batch: int | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title, the note and a hint."""
        with Vertical(id="box"):
            yield Static(Content(visible(self._title)), id="title")
            yield NoteArea(self._kept, soft_wrap=True, show_line_numbers=False)
            yield Static(Content(_HOW), id="how")

    def on_mount(self) -> None:
        """Focus the note, with the cursor at its end."""
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)
        area.focus()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._keep)

    async def action_outside(self) -> None:
        """Edit the note in the external editor."""
        area = self.query_one(NoteArea)
        try:
            text = edit_externally(self.app, area.text)
        except EditorFailed as error:
            self.notify(visible(str(error)), severity="error", markup=False)
        else:
            area.load_text(text)
            area.move_cursor(area.document.end)
            await self._keep()

    @on(NoteArea.Left)
    async def _left(self) -> None:
        if await self._keep():
            self.dismiss()
        else:
            self.query_one(NoteArea).focus()

    async def _keep(self) -> bool:
        """Save what was typed, and return whether the stored note is that now."""
        if self._timer is not None:
            self._timer.stop()
        area = self.query_one(NoteArea)
        text = normalise(area.text)
        if text == self._kept:
            return True
        self._known.add(text)
        done = await self._write(text, self._batch, tuple(self._known))
        if done is not None:
            self._batch, self._kept = done.result, text
            return True
        theirs = self._read()
        if theirs not in self._known:
            self._known.add(theirs)
            area.load_text(f"{theirs}\n\n{text}")
            area.move_cursor(area.document.end)
        return False
