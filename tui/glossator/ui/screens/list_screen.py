"""A page that lists things in full: filtered as one types, with what is known of the one that is highlighted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from glossator.store.errors import StoreError
from glossator.ui.commands import Command, Where
from glossator.ui.screens.blocking_workers import LISTING
from glossator.ui.screens.key_help import KeyHelp
from glossator.ui.screens.list_items import ListItems, Rows, Thing
from glossator.ui.screens.operation_targets import OperationTargets, Result
from glossator.ui.widgets.footer import KeyBar
from glossator.ui.widgets.line_input import LineInput
from glossator.ui.widgets.row_list import ListColumn, RowList

# On what operations act, in the key help.
_RULE: Final = "An operation acts on the highlighted row."
_TICKS_RULE: Final = (
    "An operation acts on the ticked rows, or on the highlighted one where none is ticked; it asks first where ticked "
    "rows are not on the screen. Ticks survive sorting, filtering and refreshes. They end when an operation on them is "
    "done, when Escape clears them, and when the page closes."
)


class ListScreen(OperationTargets[Thing, Result], Generic[Thing, Result]):
    """A title over a filter over rows, beside what is known of one of them; each kind says what its rows are.

    Attributes:
        COLUMNS: of the rows.
        OPENS: whether Enter opens a row.
        NOTHING: is shown where there is no row; says how the list fills.
    """

    CSS_PATH = "list_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    COLUMNS: ClassVar[Sequence[ListColumn]] = ()
    OPENS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "Nothing here."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("q", "close", "Close", show=False),
        Binding("slash", "filter", "Filter"),
        Binding("question_mark", "key_help", "Keys"),
        # From the filter, too.
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    @dataclass
    class Ready(Message):
        """What is to be listed when that was typed has been found.

        Attributes:
            typed: into the filter.
            listed: what fits.
            wanted: the key of the row to highlight; None for the one that is highlighted.
            before: the key of the row that was highlighted when the list was asked for.
            asked: whether the user did something that changes the rows.
            checked: the keys of the ticked rows of which `hidden` has those that still exist and are not listed.
        """

        typed: str
        listed: ListItems[Any]
        wanted: str | None
        before: str | None
        asked: bool
        checked: Collection[str] = ()
        hidden: Mapping[str, Any] = field(default_factory=dict)

    def __init__(self, title: str, asks: str = "/ to filter") -> None:
        """Show nothing yet; `title` says what is listed, `asks` what can be typed."""
        super().__init__()
        self._title = title
        self._asks = asks
        self._told_of: object = self
        # Whether rows are still to come, and whether they are to be ticked then.
        self._to_come = False
        self._tick_those_to_come = False

    # What each kind says

    def listed(self, typed: str) -> ListItems[Thing]:
        """Return what there is to list when that was typed; called on a thread of its own.

        Raises:
            StoreError: when the workspace cannot be read; the page shows the error.
        """
        raise NotImplementedError

    def glimpse(self, typed: str, highlighted: str | None) -> ListItems[Thing] | None:  # noqa: ARG002  (for those that do)
        """Return what is seen of a list that takes a while, around one row, to be shown until all of it is there.

        Raises:
            StoreError: when the workspace cannot be read; the page shows the error.
        """
        return None

    def existing(self, ticked: Mapping[str, Thing]) -> Mapping[str, Thing]:
        """Return those of the ticked things, by the keys of their rows, that still exist, as they are now.

        Called on a worker's thread, with things that do not fit the filter.

        Raises:
            StoreError: when the workspace cannot be read.
        """
        return {row.key: thing for row, thing in self.listed("").things if row.key in ticked}

    def about(self, thing: Thing) -> Content:
        """Return what is known of a thing."""
        raise NotImplementedError

    def choose(self, thing: Thing) -> None:
        """Do what choosing its row does."""

    def can_be_ticked(self, thing: Thing) -> bool:  # noqa: ARG002  (for those that know)
        """Say whether a thing can be ticked."""
        return True

    def arrived(self) -> None:
        """Do what there is to do when things have been listed, before their rows are shown."""

    def begin(self) -> None:
        """Give the keys to where one begins."""
        self.rows.focus()

    # The page

    def compose(self) -> ComposeResult:
        """Lay out the title over the filter over the rows, and beside them what is known of one."""
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

    # What is listed

    def refresh_rows(self, highlighted: str | None = None, *, asked: bool = True) -> None:
        """Show the rows as they are now.

        Args:
            highlighted: the key of the row to highlight; None for the one that is.
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
            if (seen := self.glimpse(typed, wanted or before)) is not None:
                self.post_message(self.Ready(typed, seen, wanted, before, asked))
            listed = self.listed(typed)
            if ticked and (missing := ticked.keys() - {row.key for row, _ in listed.things}):
                hidden = self.existing({key: ticked[key] for key in missing})
        except StoreError as error:
            listed, ticked = ListItems(said=str(error)), {}
        if not worker.is_cancelled:
            self.post_message(self.Ready(typed, listed, wanted, before, asked, ticked, hidden))

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        if event.typed != self.typed:
            return
        now = self.rows.highlighted
        key = now.key if now else None
        # Where the user has gone to another row meanwhile, that one stays highlighted.
        highlighted = event.wanted if event.wanted and key == event.before else key
        self._take(event)
        self._to_come = self._listed.before + self._listed.after > 0
        self.arrived()
        self.rows.show(Rows(self._listed, len(self.COLUMNS)), highlighted, asked=event.asked)
        self.say(self._listed.said)
        self._show_ticks()
        if self._tick_those_to_come and not self._to_come:
            self._tick_those_to_come = False
            self.action_all()

    def _take(self, event: Ready) -> None:
        """Take what is listed; ticks end where their rows no longer exist."""
        known = {**self._unlisted, **self.things} if self.rows.ticked else {}
        self._listed, self._things, self._unlisted = event.listed, None, {}
        for key in self.rows.ticked - self.things.keys() if self.rows.ticked else ():
            if key in event.hidden:
                self._unlisted[key] = event.hidden[key]
            elif key in event.checked:
                self.rows.ticked.discard(key)
                self.untick(key)
            elif key in known:
                # Ticked while this was being listed.
                self._unlisted[key] = known[key]

    def untick(self, key: str) -> None:
        """Note that the row with this key lost its tick, as it no longer exists."""

    def type(self, text: str) -> None:
        """Put `text` into the filter, for the analyst to go on with."""
        self.fill(text)
        self.query_one("#filter", Input).focus()

    def fill(self, text: str) -> None:
        """Put `text` into the filter, and list what fits it."""
        self.query_one("#filter", Input).value = text

    # What is said

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        thing = self.highlighted
        # What is known of one that was not read again is there already.
        if thing is self._told_of:
            return
        self._told_of = thing
        known = Content.styled(self.NOTHING, "dim") if thing is None else self.about(thing)
        self.query_one("#about Static", Static).update(known)
        self.query_one("#about").scroll_home(animate=False)

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
        """Highlight the next row or the previous one."""
        self.rows.action_step(by)

    def action_page(self, by: int) -> None:
        """Go down or up by a screen."""
        self.rows.action_page(by)

    def action_tick(self) -> None:
        """Tick the row, or remove its tick; ticks last until an operation on them is done, or Escape clears them."""
        self.rows.action_tick()

    def action_all(self) -> None:
        """Tick all rows that are listed, or none when all are."""
        self.tell("")
        if self._to_come:
            self._tick_those_to_come = True
            return
        able = {key for key, thing in self.things.items() if self.can_be_ticked(thing)}
        self.rows.ticked = self.rows.ticked - able if able <= self.rows.ticked else self.rows.ticked | able
        self.rows.refresh()
        self._show_ticks()

    def action_filter(self) -> None:
        """Give the keys to the filter, at once: those that a slow line delivers together with this one are for it."""
        self.set_focus(self.query_one("#filter", Input))

    @property
    def commands(self) -> list[Command]:
        """What can be done on the page, with its keys."""
        known: dict[str, Command] = {}
        for node, group in ((self, "On this page"), (self.rows, "In the list")):
            for namespace, binding, *_ in self.active_bindings.values():
                name = binding.action.partition("(")[0]
                act = getattr(node, f"action_{name}", None)
                # What every screen, or all that scrolls, of Textual's can do is nobody's question here.
                if namespace is node and act is not None and act.__module__.startswith("glossator."):
                    does = (act.__doc__ or binding.description).partition("\n")[0]
                    keys = known[binding.action].keys if binding.action in known else ()
                    known[binding.action] = Command(
                        binding.action, (*keys, binding.key), binding.description, does, Where.READER, group
                    )
        return list(known.values())

    def action_key_help(self) -> None:
        """Show every key of the page."""
        self.app.push_screen(KeyHelp(self.commands, _TICKS_RULE if self.TICKS else _RULE))

    def action_leave(self) -> None:
        """Clear the filter, then the ticks, then close the page: one of them at a time."""
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
