"""The find bar: a field for the text to find in the article."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.line_input import LineInput


class FindBar(Horizontal):
    """A line with a field and the number of hits."""

    DEFAULT_CSS = """
    FindBar { height: auto; max-height: 3; display: none; padding: 0 2; }
    FindBar.open { display: block; }
    FindBar Input, FindBar Input:focus { width: 1fr; border: none; height: 1; padding: 0; background: $surface; }
    FindBar Static { width: auto; max-width: 70%; height: auto; padding: 0 0 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("ctrl+r", "toggle_expression", "Regex"),
        Binding("down", "step(True)", "Next hit"),
        Binding("up", "step(False)", "Previous hit"),
    ]

    @dataclass
    class Typed(Message):
        """The text to find has changed; with `expression`, it is a regular expression."""

        text: str
        expression: bool

    @dataclass
    class Stepped(Message):
        """The user asks for the next or previous hit."""

        forward: bool

    class Left(Message):
        """The user left the bar; the hits stay."""

    def __init__(self) -> None:
        super().__init__()
        self._expression = False

    def compose(self) -> ComposeResult:
        """Lay out the field and the count."""
        yield LineInput(select_on_focus=True)
        yield Static(markup=False)

    def open(self) -> None:
        """Show the bar and focus it."""
        self.add_class("open")
        self._show_kind()
        self.screen.set_focus(self.query_one(Input))

    def tell(self, sentence: str) -> None:
        """Show the number of hits, or an error."""
        self.query_one(Static).update(Content(visible(sentence)))

    @property
    def typed(self) -> str:
        """The text to find."""
        return self.query_one(Input).value

    def ask(self) -> None:
        """Search again, in the text that is shown now."""
        if self.typed:
            self.post_message(self.Typed(self.typed, self._expression))

    def _show_kind(self) -> None:
        self.query_one(Input).placeholder = "regular expression" if self._expression else "text to find"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value, self._expression))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_step(self, forward: bool) -> None:
        """Go to the next or previous hit."""
        self.post_message(self.Stepped(forward))

    def action_toggle_expression(self) -> None:
        """Switch between text and regular expression."""
        self._expression = not self._expression
        self._show_kind()
        self.post_message(self.Typed(self.query_one(Input).value, self._expression))

    def action_leave(self) -> None:
        """Go back to the article."""
        self.remove_class("open")
        self.post_message(self.Left())
