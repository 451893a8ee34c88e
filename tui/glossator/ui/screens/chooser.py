"""A dialog with a list to choose from: by key, by typing, or by mouse."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from glossator.ui.screens.key_prompt import Dialog
from glossator.ui.widgets.line_input import LineInput

# Lines around the list: title, field and padding.
_AROUND: Final = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the list.

    Attributes:
        value: what the chooser returns.
        line: what the list shows.
        key: the key that chooses it; empty if it has none.
        about: the text that typing filters, in lower case.
    """

    value: str
    line: Content
    key: str = ""
    about: str = ""


class Chooser(Dialog):
    """A list that returns the value of the chosen entry, or None.

    If entries have keys, pressing one chooses it, and j, k, g and G move unless an entry has that key. If none has,
    typing filters.
    """

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    def __init__(self, title: str, entries: Sequence[Choice], highlighted: str = "", typed: str = "") -> None:
        """Offer `entries`, with the one whose value is `highlighted`; typing replaces `typed` in the field."""
        super().__init__()
        self._typed = typed
        self._title = title
        self._entries = entries
        self._shown = list(entries)
        self._highlighted = highlighted
        self._by_key = {entry.key: entry for entry in entries if entry.key}

    def compose(self) -> ComposeResult:
        """Lay out the title, the field if typing filters, and the list."""
        with Vertical(id="box"):
            yield Static(Content(self._title), id="title")
            if not self._by_key:
                yield LineInput(self._typed, placeholder="type to filter", select_on_focus=bool(self._typed))
            yield OptionList(*(Option(entry.line) for entry in self._shown), markup=False)

    def on_mount(self) -> None:
        """Highlight the current entry and focus the list, or the field."""
        place = next((n for n, entry in enumerate(self._shown) if entry.value == self._highlighted), 0)
        self._options.highlighted = place if self._shown else None
        (self._options if self._by_key else self.query_one(Input)).focus()

    def on_resize(self) -> None:
        """Limit the list to the height of the window, so that it scrolls."""
        self._options.styles.max_height = max(1, self.size.height - _AROUND)

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    def on_key(self, event: events.Key) -> None:
        """Choose the entry with this key, or move."""
        if not self._by_key:
            return
        entry = self._by_key.get(event.character or "")
        if entry is not None:
            event.stop()
            self.answer(entry.value)
        elif (move := _MOVES.get(event.character or "")) is not None:
            event.stop()
            move(self)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self.offer(event.value)

    def offer(self, typed: str) -> None:
        """Show the entries that match what was typed."""
        words = typed.casefold().split()
        self.show_entries([entry for entry in self._entries if all(word in entry.about for word in words)])

    def show_entries(self, entries: Sequence[Choice]) -> None:
        """Show `entries`, with the first highlighted."""
        self._shown = list(entries)
        self._options.clear_options()
        self._options.add_options([Option(entry.line) for entry in self._shown])
        self._options.highlighted = 0 if self._shown else None

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_choose()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.answer(self._shown[event.option_index].value)

    def action_step(self, by: int) -> None:
        """Go to the next or previous entry."""
        if self._shown:
            self._options.highlighted = ((self._options.highlighted or 0) + by) % len(self._shown)

    def action_choose(self) -> None:
        """Choose the highlighted entry."""
        if self._options.highlighted is not None:
            self.answer(self._shown[self._options.highlighted].value)

    def action_leave(self) -> None:
        """Close without choosing."""
        self.answer(None)


# Keys that move in a list without a field, unless an entry has them.
_MOVES: Final[Mapping[str, Callable[[Chooser], None]]] = {
    "j": lambda chooser: chooser.action_step(1),
    "k": lambda chooser: chooser.action_step(-1),
    "g": lambda chooser: chooser.query_one(OptionList).action_first(),
    "G": lambda chooser: chooser.query_one(OptionList).action_last(),
}
