"""Every key, by what it is for."""

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from glossator.ui.commands import Command, spoken

_KEYS_WIDTH: Final = 16
_MORE: Final = "ctrl+p finds any of them by name; in a note or a field, Escape comes back here."


class KeyHelp(ModalScreen[None]):
    """Shows the commands with their keys; any of its keys closes it."""

    CSS_PATH = "key_help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "dismiss(None)", "Close")]

    def __init__(self, commands: Sequence[Command], rule: str = "") -> None:
        """Show `commands`, under the headings of their groups, in their order, and under them a `rule` of the page."""
        super().__init__()
        self._commands = commands
        self._rule = rule

    def compose(self) -> ComposeResult:
        """Lay out the groups, each under its heading, on a page that scrolls."""
        groups: defaultdict[str, list[Command]] = defaultdict(list)
        for command in self._commands:
            groups[command.group].append(command)
        with VerticalScroll(id="box"):
            for group, members in groups.items():
                yield Static(Content.styled(group, "bold $accent"), classes="group")
                yield Static(_table(members))
            if self._rule:
                yield Static(Content(self._rule))
            yield Static(Content.styled(_MORE, "dim"))

    def on_mount(self) -> None:
        """Take the keys that scroll."""
        self.query_one(VerticalScroll).focus()


def _table(commands: Sequence[Command]) -> Table:
    """Return the commands a row each; a sentence that needs two lines does not run under the keys."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=_KEYS_WIDTH, style=Style(bold=True))
    table.add_column(ratio=1)
    for command in commands:
        table.add_row(Text(" ".join(spoken(key) for key in command.keys)), Text(command.help))
    return table
