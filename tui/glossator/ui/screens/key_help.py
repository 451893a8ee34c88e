"""The key help: the keys of a page, the daily ones first, with a filter."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from glossator.ui.keymap import Command, key_label
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.widgets.line_input import LineInput

_KEYS_WIDTH: Final = 16
_DAILY: Final = "Most used"
_MORE: Final = "ctrl+p finds a command by name. Escape leaves a note or a field."


class KeyHelp(ModalScreen[None]):
    """Lists commands with their keys, those of the footer first, then all in groups; typing filters them."""

    CSS_PATH = "key_help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("leave", "close", "filter"),
        Binding("question_mark,enter", "close", "Close", show=False),
        # These work in the filter, too.
        *(Binding(key, f"scroll({by})", show=False) for key, by in (("down", 1), ("up", -1), ("j", 1), ("k", -1))),
        *(Binding(key, f"page({by})", show=False) for key, by in (("pagedown", 1), ("pageup", -1))),
    ]

    def __init__(self, page: str, commands: Sequence[Command[Any]], rule: str = "") -> None:
        """Show `commands` in their groups and order, and below them a `rule`; `page` is the title of the page."""
        super().__init__()
        self._page = page
        self._commands = commands
        self._rule = rule

    def compose(self) -> ComposeResult:
        """Lay out title and filter, and below them the commands."""
        with Vertical(id="box"):
            yield Static(Content.styled(f"Keys of {self._page}", "bold"), id="title")
            yield LineInput(placeholder="/ to filter", id="filter", select_on_focus=False)
            with VerticalScroll(id="keys"):
                yield Static()

    def on_mount(self) -> None:
        """Show all commands; keys scroll them."""
        self._show("")
        self.query_one(VerticalScroll).focus()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _filter_left(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [command for command in self._commands if all(word in _text(command) for word in words)]
        groups: dict[str, list[Command[Any]]] = {}
        if not words and (daily := [command for command in found if command.footer]):
            groups[_DAILY] = daily
        for command in found:
            groups.setdefault(command.group, []).append(command)
        heading = Style(bold=True, color=self.app.theme_variables["accent"])
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(width=_KEYS_WIDTH, style=Style(bold=True))
        table.add_column(ratio=1)
        for place, (group, members) in enumerate(groups.items()):
            if place:
                table.add_row()
            table.add_row(Text(group, heading))
            for command in members:
                table.add_row(Text(" ".join(map(key_label, command.keys))), Text(command.help))
        if not groups:
            table.add_row("", Text("No matches. Press Escape to clear the filter."))
        for sentence in filter(None, (self._rule, _MORE)) if not words else ():
            table.add_row()
            table.add_row("", Text(sentence, "dim"))
        self.query_one("#keys Static", Static).update(table)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_filter(self) -> None:
        """Focus the filter."""
        self.query_one("#filter", Input).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by a screen."""
        keys = self.query_one(VerticalScroll)
        keys.scroll_relative(y=by * keys.size.height, animate=False)

    def action_leave(self) -> None:
        """Clear the filter, then close the key help."""
        field = self.query_one("#filter", Input)
        if field.value or field.has_focus:
            field.value = ""
            self.query_one(VerticalScroll).focus()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close the key help."""
        self.dismiss(None)


def _text(command: Command[Any]) -> str:
    """Return what a command is found by."""
    return " ".join((*map(key_label, command.keys), command.title, command.help, command.group)).casefold()
