"""Writing a note that is not beside the article: that of a tag or an entity."""

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
from glossator.ui.screens.external_editor import NotWritten, write_outside
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.editor import NoteArea

_PAUSE: Final = 0.5
_HOW: Final = "Escape keeps it and goes back; ctrl+g opens it in the editor that $EDITOR names."


class NotePage(ModalScreen[None]):
    """A note that saves itself half a second after the last key, and when it is left.

    What is written in one sitting is one step of the undo. Where somebody else has written the note meanwhile, their
    text is put in front of this one, and the page stays until both are saved.
    """

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+g", "outside", "In an editor", priority=True, show=False)]

    def __init__(
        self,
        title: str,
        read: Callable[[], str],
        write: Callable[[str, int | None, Collection[str]], Awaitable[Done[int | None] | None]],
    ) -> None:
        """Write what `title` says.

        Args:
            title: what the note is about.
            read: returns the note as it is kept now.
            write: keeps a text, as a step of its own or of the sitting's batch, in place of one of some others.
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
        """Lay out the title over the note."""
        with Vertical(id="box"):
            yield Static(Content(visible(self._title)), id="title")
            yield NoteArea(self._kept, soft_wrap=True, show_line_numbers=False)
            yield Static(Content(_HOW), id="how")

    def on_mount(self) -> None:
        """Begin at the end of what there is."""
        area = self.query_one(NoteArea)
        area.move_cursor(area.document.end)
        area.focus()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._keep)

    async def action_outside(self) -> None:
        """Write the note in an editor of one's own."""
        area = self.query_one(NoteArea)
        try:
            text = write_outside(self.app, area.text)
        except NotWritten as error:
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
        """Keep what was typed, and say whether the note is that now."""
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
