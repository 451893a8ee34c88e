"""A page that lists things in full: filtered as one types, with what is known of the one that is highlighted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, ClassVar, Generic, TypeVar, overload

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from tui.commands import Command, Where
from tui.screens.awaited import LISTING
from tui.screens.key_help import KeyHelp
from tui.store.errors import StoreError
from tui.widgets.article.glyphs import visible
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_input import LineInput
from tui.widgets.row_list import Column, Row, RowList

Thing = TypeVar("Thing")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Thing]):
    """What a page lists: each thing with its row, and a sentence about them.

    Attributes:
        before, after: how many more there are, whose rows are not known yet.
    """

    things: Sequence[tuple[Row, Thing]] = ()
    said: str = ""
    before: int = 0
    after: int = 0


class _Rows(Sequence[Row]):
    """The rows of what is listed, which are not gone through for it: there may be very many."""

    def __init__(self, listed: Listed[Any], columns: int) -> None:
        self._listed = listed
        self._unknown = Row("", (Content(),) * columns, tickable=False)

    def __len__(self) -> int:
        return self._listed.before + len(self._listed.things) + self._listed.after

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        known = place - self._listed.before
        return self._listed.things[known][0] if 0 <= known < len(self._listed.things) else self._unknown

    def __iter__(self) -> Iterator[Row]:
        unknown, listed = self._unknown, self._listed
        known = (row for row, _ in listed.things)
        return chain(repeat(unknown, listed.before), known, repeat(unknown, listed.after))


class Register(Screen[Result], Generic[Thing, Result]):
    """A title over a filter over rows, beside what is known of one of them; each kind says what its rows are."""

    CSS_PATH = "register.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    COLUMNS: ClassVar[Sequence[Column]] = ()
    TICKS: ClassVar[bool] = False
    OPENS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "Nothing here."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("q", "leave", "Back", show=False),
        Binding("slash", "filter", "Filter"),
        Binding("question_mark", "key_help", "Keys"),
    ]

    rows = getters.query_one(RowList)

    @dataclass
    class Ready(Message):
        """What is to be listed when that was typed has been found."""

        typed: str
        listed: Listed[Any]
        highlighted: str | None

    def __init__(self, title: str, asks: str = "/ to filter") -> None:
        """Show nothing yet; `title` says what is listed, `asks` what can be typed."""
        super().__init__()
        self._title = title
        self._asks = asks
        self._listed: Listed[Thing] = Listed()
        self._things: dict[str, Thing] | None = None
        self._told_of: object = self
        # Whether rows are still to come, and whether they are to be ticked then.
        self._to_come = False
        self._tick_those_to_come = False

    # What each kind says

    def listed(self, typed: str) -> Listed[Thing]:
        """Return what there is to list when that was typed; called on a thread of its own.

        Raises:
            StoreError: when the workspace cannot be read; it is told.
        """
        raise NotImplementedError

    def glimpse(self, typed: str, highlighted: str | None) -> Listed[Thing] | None:  # noqa: ARG002  (for those that do)
        """Return what is seen of a list that takes a while, around one row, to be shown until all of it is there.

        Raises:
            StoreError: when the workspace cannot be read; it is told.
        """
        return None

    def about(self, thing: Thing) -> Content:
        """Return what is known of a thing."""
        raise NotImplementedError

    def choose(self, thing: Thing) -> None:
        """Do what choosing its row does."""

    def can_be_ticked(self, thing: Thing) -> bool:  # noqa: ARG002  (for those that know)
        """Say whether a thing can be ticked."""
        return True

    def tell_ticked(self) -> None:
        """Say how many are ticked."""
        self.say(f"{len(self.ticked):,} ticked")

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
        with Horizontal():
            yield RowList(self.COLUMNS, ticks=self.TICKS, opens=self.OPENS)
            with VerticalScroll(id="about", can_focus=False):
                yield Static()
        yield Static(id="said")
        yield KeyBar(last=("undo", "filter", "leave", "key_help"))

    def on_mount(self) -> None:
        """Show the rows."""
        self.refresh_rows()
        self.begin()

    @property
    def highlighted(self) -> Thing | None:
        """The thing whose row is highlighted."""
        place = self.rows.place - self._listed.before
        return self._listed.things[place][1] if 0 <= place < len(self._listed.things) else None

    @property
    def things(self) -> Mapping[str, Thing]:
        """What is listed, by the keys of the rows."""
        if self._things is None:
            self._things = {row.key: thing for row, thing in self._listed.things}
        return self._things

    @property
    def ticked(self) -> Sequence[Thing]:
        """The things whose rows are ticked, in the order in which they are listed."""
        ticked = self.rows.ticked
        return [thing for row, thing in self._listed.things if row.key in ticked] if ticked else []

    @property
    def meant(self) -> Sequence[Thing]:
        """What an act is about: the things that are ticked, or else the one whose row is highlighted."""
        return self.ticked or [thing for thing in (self.highlighted,) if thing is not None]

    @property
    def typed(self) -> str:
        """What was typed into the filter."""
        return self.query_one("#filter", Input).value

    def refresh_rows(self, highlighted: str | None = None) -> None:
        """Show the rows as they are now; the same one stays highlighted, or `highlighted` is."""
        now = self.rows.highlighted
        self._list(self.typed, highlighted or (now.key if now else None))

    @work(thread=True, exclusive=True, group=LISTING, exit_on_error=False, description="listing")
    def _list(self, typed: str, highlighted: str | None) -> None:
        worker = get_current_worker()
        try:
            if (seen := self.glimpse(typed, highlighted)) is not None:
                self.post_message(self.Ready(typed, seen, highlighted))
                # By then another one may be.
                highlighted = None
            listed = self.listed(typed)
        except StoreError as error:
            listed = Listed(said=str(error))
        if not worker.is_cancelled:
            self.post_message(self.Ready(typed, listed, highlighted))

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        if event.typed == self.typed:
            listed, now = event.listed, self.rows.highlighted
            self._listed, self._things = listed, None
            self._to_come = listed.before + listed.after > 0
            self.arrived()
            self.rows.show(_Rows(listed, len(self.COLUMNS)), event.highlighted or (now.key if now else None))
            self.say(listed.said)
            if self._tick_those_to_come and not self._to_come:
                self._tick_those_to_come = False
                self.action_all()

    def type(self, text: str) -> None:
        """Put `text` into the filter, for the analyst to go on with."""
        self.fill(text)
        self.query_one("#filter", Input).focus()

    def fill(self, text: str) -> None:
        """Put `text` into the filter, and list what fits it."""
        self.query_one("#filter", Input).value = text

    def say(self, sentence: str) -> None:
        """Say something below the rows."""
        line, content = self.query_one("#said", Static), Content(visible(sentence))
        # A page need not be laid out anew for a sentence that takes the one line that the one before took.
        fits = line.size.height == 1 and content.cell_length <= line.content_size.width
        line.update(content, layout=not fits)

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        thing = self.highlighted
        # What is known of one that was not read anew is there already.
        if thing is self._told_of:
            return
        self._told_of = thing
        known = Content.styled(self.NOTHING, "dim") if thing is None else self.about(thing)
        self.query_one("#about Static", Static).update(known)
        self.query_one("#about").scroll_home(animate=False)

    @on(RowList.Ticked)
    def _ticked(self) -> None:
        self.tell_ticked()

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

    def action_tick(self) -> None:
        """Tick the row, or take its tick off."""
        self.rows.action_tick()

    def action_all(self) -> None:
        """Tick all that can be, or none when all are."""
        if self._to_come:
            self._tick_those_to_come = True
            return
        able = {key for key, thing in self.things.items() if self.can_be_ticked(thing)}
        self.rows.ticked = self.rows.ticked - able if able <= self.rows.ticked else self.rows.ticked | able
        self.rows.refresh()
        self.tell_ticked()

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
                if namespace is node and act is not None and act.__module__.startswith("tui."):
                    does = (act.__doc__ or binding.description).partition("\n")[0]
                    keys = known[binding.action].keys if binding.action in known else ()
                    known[binding.action] = Command(
                        binding.action, (*keys, binding.key), binding.description, does, Where.READER, group
                    )
        return list(known.values())

    def action_key_help(self) -> None:
        """Show every key of the page."""
        self.app.push_screen(KeyHelp(self.commands))

    def action_leave(self) -> None:
        """Leave the filter for the rows, or the page."""
        if self.focused is self.rows or self.focused is None:
            self.dismiss(None)
        else:
            self.rows.focus()
