"""The base of list pages: a filter, rows, and details of the highlighted row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final, Generic

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from glossator.store.errors import StoreError
from glossator.ui.input_queue import LISTING
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.screens.list_items import ListItems, Rows, Thing
from glossator.ui.screens.operation_targets import OperationTargets, Result
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.widgets.footer import KeyBar
from glossator.ui.widgets.line_input import LineInput
from glossator.ui.widgets.row_list import ListColumn, RowList, fitted

# Rows of a list whose columns are as wide as their content; those of a longer list keep their width.
_MOST_FITTED: Final = 500
# What operations act on, for the key help.
_RULE: Final = "Operations act on the highlighted row."
_TICKS_RULE: Final = (
    "Operations act on the ticked rows, or on the highlighted row if none is ticked. They ask first if ticked rows are "
    "not on the screen. Ticks survive sorting, filtering and refreshes. They end when an operation on them is done, "
    "when Escape clears them, and when the page closes."
)


class ListScreen(OperationTargets[Thing, Result], Generic[Thing, Result]):
    """A title, a filter, rows, and details of the highlighted row; subclasses define the rows.

    Attributes:
        COLUMNS: the columns of the rows.
        FITS: whether columns are as wide as their content; otherwise the page sets them.
        OPENS: whether Enter opens a row.
        NOTHING: what is shown if there are no rows, with how to get some.
        NO_MATCH: what is shown if no row matches the filter.
    """

    # Absolute, because pages of plugins are in other folders.
    CSS_PATH = Path(__file__).with_name("list_screen.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    COLUMNS: ClassVar[Sequence[ListColumn]] = ()
    FITS: ClassVar[bool] = True
    OPENS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "Nothing here."
    NO_MATCH: ClassVar[str] = "No matches. Press Escape to clear the filter."
    BINDINGS: ClassVar[list[BindingType]] = [
        *page_bindings("leave", "close", "filter", "key_help"),
        # These work in the filter, too.
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    @dataclass
    class Ready(Message):
        """The items for the list were read.

        Attributes:
            typed: the content of the filter that they match.
            listed: the items.
            wanted: the key of the row to highlight; None for the current one.
            before: the key of the row that was highlighted when they were requested.
            asked: whether the user did something that changes the rows.
            checked: the keys of all ticked rows then.
            hidden: the ticked things that still exist but are not listed, by key.
            columns: the columns, as wide as the items need; None for those shown before.
        """

        typed: str
        listed: ListItems[Any]
        wanted: str | None
        before: str | None
        asked: bool
        checked: Collection[str] = ()
        hidden: Mapping[str, Any] = field(default_factory=dict)
        columns: Sequence[ListColumn] | None = None

    def __init__(self, title: str, asks: str = "/ to filter") -> None:
        """Start without rows; `title` is that of the page, `asks` the hint in the filter."""
        super().__init__()
        self._title = title
        self._asks = asks
        self._detailed: object = self
        # Whether rows are still being loaded, and whether to tick them then.
        self._to_come = False
        self._tick_those_to_come = False

    # For subclasses

    def listed(self, typed: str) -> ListItems[Thing]:
        """Return the items that match what was typed; called on a worker's thread.

        Raises:
            StoreError: if the workspace cannot be read; the page shows the error.
        """
        raise NotImplementedError

    def read_part(self, typed: str, highlighted: str | None) -> ListItems[Thing] | None:  # noqa: ARG002  (for subclasses)
        """Return the items around one row of a list that takes long to read, shown until all of it is read, or None.

        Raises:
            StoreError: if the workspace cannot be read; the page shows the error.
        """
        return None

    def still_existing(self, ticked: Mapping[str, Thing]) -> Mapping[str, Thing]:
        """Return the ticked things that still exist, as they are now, by the keys of their rows.

        Called on a worker's thread, with things that do not match the filter.

        Raises:
            StoreError: if the workspace cannot be read.
        """
        return {row.key: thing for row, thing in self.listed("").things if row.key in ticked}

    def about(self, thing: Thing) -> Content:
        """Return the details of a thing."""
        raise NotImplementedError

    def choose(self, thing: Thing) -> None:
        """Open the thing of the chosen row."""

    def can_be_ticked(self, thing: Thing) -> bool:  # noqa: ARG002  (for subclasses)
        """Return whether a thing can be ticked."""
        return True

    def before_show(self) -> None:
        """React to new items before their rows are shown."""

    def begin(self) -> None:
        """Focus the widget that the page starts with."""
        self.rows.focus()

    # The page

    def compose(self) -> ComposeResult:
        """Lay out title, filter, rows, details and footer."""
        yield Static(Content(self._title), id="title")
        yield LineInput(placeholder=self._asks, id="filter", select_on_focus=False)
        with Horizontal(id="panes"):
            yield RowList(self.COLUMNS, ticks=self.TICKS, opens=self.OPENS)
            with VerticalScroll(id="about", can_focus=False):
                yield Static()
        yield Static(id="said")
        with Horizontal(id="foot"):
            yield Static(id="ticks")
            yield KeyBar(last=("undo", "filter", "leave", "key_help"))

    def on_mount(self) -> None:
        """Show the rows."""
        self.refresh_rows()
        self.begin()

    # The list

    def refresh_rows(self, highlighted: str | None = None, *, asked: bool = True) -> None:
        """Read the rows again.

        Args:
            highlighted: the key of the row to highlight; None for the current one.
            asked: whether the user did something that changes the rows.
        """
        now = self.rows.highlighted
        self._list(self.typed, highlighted, now.key if now else None, asked, self._ticked_things)

    @work(thread=True, exclusive=True, group=LISTING, exit_on_error=False, description="listing")
    def _list(
        self, typed: str, wanted: str | None, before: str | None, asked: bool, ticked: Mapping[str, Thing]
    ) -> None:
        worker = get_current_worker()
        hidden: Mapping[str, Thing] = {}
        try:
            if (seen := self.read_part(typed, wanted or before)) is not None:
                self.post_message(self.Ready(typed, seen, wanted, before, asked))
            listed = self.listed(typed)
            if ticked and (missing := ticked.keys() - {row.key for row, _ in listed.things}):
                hidden = self.still_existing({key: ticked[key] for key in missing})
        except StoreError as error:
            listed, ticked = ListItems(said=str(error)), {}
        if not worker.is_cancelled:
            self.post_message(
                self.Ready(typed, listed, wanted, before, asked, ticked, hidden, self._fitted(typed, listed))
            )

    def _fitted(self, typed: str, listed: ListItems[Thing]) -> Sequence[ListColumn] | None:
        """Return the columns, as wide as the items need; None for a filtered or long list, which keeps its columns."""
        complete = listed.before + listed.after == 0 and 0 < len(listed.things) <= _MOST_FITTED
        if typed or not (self.FITS and complete):
            return None
        return fitted(self.COLUMNS, (row for row, _ in listed.things))

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        if event.typed != self.typed:
            return
        now = self.rows.highlighted
        key = now.key if now else None
        # If the user has gone to another row meanwhile, that one stays highlighted.
        highlighted = event.wanted if event.wanted and key == event.before else key
        self._take(event)
        self._to_come = self._listed.before + self._listed.after > 0
        self.before_show()
        if event.columns is not None:
            self.rows.set_columns(event.columns)
        self.rows.show(Rows(self._listed, len(self.COLUMNS)), highlighted, asked=event.asked)
        self.say(self._listed.said)
        self._show_ticks()
        if self._tick_those_to_come and not self._to_come:
            self._tick_those_to_come = False
            self.action_all()

    def _take(self, event: Ready) -> None:
        """Store the items, and drop the ticks of rows that no longer exist."""
        known = {**self._unlisted, **self.things} if self.rows.ticked else {}
        self._listed, self._things, self._unlisted = event.listed, None, {}
        for key in self.rows.ticked - self.things.keys() if self.rows.ticked else ():
            if key in event.hidden:
                self._unlisted[key] = event.hidden[key]
            elif key in event.checked:
                self.rows.ticked.discard(key)
                self.tick_lost(key)
            elif key in known:
                # Ticked while the items were being read.
                self._unlisted[key] = known[key]

    def tick_lost(self, key: str) -> None:
        """React to the loss of the tick of the row with this key, which no longer exists."""

    def type(self, text: str) -> None:
        """Put `text` into the filter and focus it."""
        self.set_filter(text)
        self.query_one("#filter", Input).focus()

    def set_filter(self, text: str) -> None:
        """Put `text` into the filter."""
        self.query_one("#filter", Input).value = text

    # Messages

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        thing = self.highlighted
        # The details of the same object are already shown.
        if thing is self._detailed:
            return
        self._detailed = thing
        self.show_details(thing)
        self.query_one("#about").scroll_home(animate=False)

    def show_details(self, thing: Thing | None) -> None:
        """Show the details of a thing; None where there is none."""
        nothing = self.NO_MATCH if self.typed else self.NOTHING
        known = Content.styled(nothing, "dim") if thing is None else self.about(thing)
        self.query_one("#about Static", Static).update(known)

    @on(RowList.Ticked)
    def _ticked(self) -> None:
        self.tell("")
        self._show_ticks()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        if event.key in self.things:
            self.choose(self.things[event.key])

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self.refresh_rows()

    @on(Input.Submitted, "#filter")
    def _filter_left(self) -> None:
        self.rows.focus()

    # Keys

    def action_step(self, by: int) -> None:
        """Go to the next or previous row."""
        self.rows.action_step(by)

    def action_page(self, by: int) -> None:
        """Go down or up by a screen."""
        self.rows.action_page(by)

    def action_tick(self) -> None:
        """Tick or untick the row, and go to the next."""
        self.rows.action_tick()

    def action_all(self) -> None:
        """Tick all listed rows, or none if all are ticked."""
        self.tell("")
        if self._to_come:
            self._tick_those_to_come = True
            return
        able = {key for key, thing in self.things.items() if self.can_be_ticked(thing)}
        self.rows.ticked = self.rows.ticked - able if able <= self.rows.ticked else self.rows.ticked | able
        self.rows.refresh()
        self._show_ticks()

    def action_filter(self) -> None:
        """Focus the filter."""
        # At once, because keys that a slow connection delivers together with this one are for the filter.
        self.set_focus(self.query_one("#filter", Input))

    def command_parts(self) -> Sequence[tuple[DOMNode, str]]:
        """Return the page and its rows."""
        return ((self, "Page"), (self.rows, "List"))

    def action_key_help(self) -> None:
        """Show all keys of this page."""
        self.app.push_screen(KeyHelp(f"“{self._title}”", self.commands, _TICKS_RULE if self.TICKS else _RULE))

    def action_leave(self) -> None:
        """Clear the filter, then the ticks, then close the page, one at a time."""
        field = self.query_one("#filter", Input)
        if field.value or field.has_focus:
            field.value = ""
            self.rows.focus()
        elif self.rows.ticked:
            self.tell("")
            self.clear_ticks()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close the page."""
        self.dismiss(None)
