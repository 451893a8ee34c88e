"""A dialog that asks for a line of text."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from glossator.ui.screens.key_prompt import Dialog
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.line_input import LineInput


class Prompt(Dialog):
    """Returns what was typed, or None if it was cancelled."""

    CSS_PATH = "prompt.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def __init__(self, title: str, value: str = "", check: Callable[[str], object] = str) -> None:
        """Ask for a text, at first `value`; `check` raises ValueError with the reason if the text is invalid."""
        super().__init__()
        self._title = title
        self._value = value
        self._check = check

    def compose(self) -> ComposeResult:
        """Lay out the title, the field and the error."""
        with Vertical(id="box"):
            yield Static(Content(visible(self._title)), id="title")
            yield LineInput(self._value, select_on_focus=False, compact=True)
            yield Static(id="wrong")
            yield from self.compose_below()

    def compose_below(self) -> ComposeResult:
        """Lay out what a subclass has below."""
        yield from ()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Close with what was typed, unless it is invalid."""
        try:
            self._check(event.value)
        except ValueError as error:
            self.query_one("#wrong", Static).update(Content(visible(str(error))))
        else:
            self.answer(event.value)

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one("#wrong", Static).update()

    def action_leave(self) -> None:
        """Close without a text."""
        self.answer(None)


def not_blank(typed: str) -> str:
    """Return what was typed.

    Raises:
        ValueError: if it is blank.
    """
    if not typed.strip():
        raise ValueError("Enter a name.")
    return typed
