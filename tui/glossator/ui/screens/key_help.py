"""The key help: all keys of a page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from glossator.ui.keymap import Command, key_label

_KEYS_WIDTH: Final = 16
_MORE: Final = "ctrl+p finds a command by name. Escape leaves a note or a field."


class KeyHelp(ModalScreen[None]):
    """Lists commands with their keys, in groups."""

    CSS_PATH = "key_help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "dismiss(None)", "Close")]

    def __init__(self, commands: Sequence[Command[Any]], rule: str = "") -> None:
        """Show `commands` in their groups and order, and below them a `rule` of the page."""
        super().__init__()
        self._commands = commands
        self._rule = rule

    def compose(self) -> ComposeResult:
        """Lay out the groups below their headings."""
        groups: defaultdict[str, list[Command[Any]]] = defaultdict(list)
        for command in self._commands:
            groups[command.group].append(command)
        with VerticalScroll(id="box"):
            yield Static(Content.styled("Keys of this page", "bold"))
            for group, members in groups.items():
                yield Static(Content.styled(group, "bold $accent"), classes="group")
                yield Static(_table(members))
            if self._rule:
                yield Static(Content(self._rule))
            yield Static(Content.styled(_MORE, "dim"))

    def on_mount(self) -> None:
        """Focus the list, so that keys scroll it."""
        self.query_one(VerticalScroll).focus()


def _table(commands: Sequence[Command[Any]]) -> Table:
    """Return a table with a row for each command."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=_KEYS_WIDTH, style=Style(bold=True))
    table.add_column(ratio=1)
    for command in commands:
        table.add_row(Text(" ".join(key_label(key) for key in command.keys)), Text(command.help))
    return table
