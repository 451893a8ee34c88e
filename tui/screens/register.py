"""A page that lists things in full: filtered as one types, with what is known of the one that is highlighted."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, ClassVar, Final, Generic, TypeVar, overload

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
from tui.model.counting import counted
from tui.screens.awaited import LISTING
from tui.screens.key_help import KeyHelp
from tui.screens.key_prompt import Confirmation
from tui.store.errors import StoreError
from tui.widgets.article.glyphs import visible
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_input import LineInput
from tui.widgets.row_list import Column, Row, RowList

Thing = TypeVar("Thing")
Result = TypeVar("Result")
# The longest name of a thing in a message, in characters.
_LONGEST_NAME: Final = 40
# On what operations act, in the key help.
_RULE: Final = "An operation acts on the highlighted row."
_TICKS_RULE: Final = (
    "An operation acts on the ticked rows, or on the highlighted one where none is ticked; it asks first where ticked "
    "rows are not on the screen. Ticks survive sorting, filtering and refreshes. They end when an operation on them is "
    "done, when Escape clears them, and when the page closes."
)


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
    """A title over a filter over rows, beside what is known of one of them; each kind says what its rows are.

    An operation acts on the ticked rows, else on the highlighted one: on what `subjects` or `here` returns. Ticks
    survive sorting, filtering and refreshes. They end when an operation on them is done, when Escape clears them, when
    the page closes, and where their row no longer exists.

    Attributes:
        COLUMNS: of the rows.
        TICKS: whether rows can be ticked.
        OPENS: whether Enter opens a row.
        NOTHING: is shown where there is no row; says how the list fills.
        OBJECT: the noun for a thing, in messages.
    """

    CSS_PATH = "register.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    COLUMNS: ClassVar[Sequence[Column]] = ()
    TICKS: ClassVar[bool] = False
    OPENS: ClassVar[bool] = True
    NOTHING: ClassVar[str] = "Nothing here."
    OBJECT: ClassVar[str] = "row"
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

    rows = getters.query_one(RowList)

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
        listed: Listed[Any]
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
        self._listed: Listed[Thing] = Listed()
        self._things: dict[str, Thing] | None = None
        # What is ticked and not listed, by the keys of the rows.
        self._unlisted: dict[str, Thing] = {}
        self._told_of: object = self
        # Whether rows are still to come, and whether they are to be ticked then.
        self._to_come = False
        self._tick_those_to_come = False
        # What was done last, and what is said of the list.
        self._news = ""
        self._sentence = ""

    # What each kind says

    def listed(self, typed: str) -> Listed[Thing]:
        """Return what there is to list when that was typed; called on a thread of its own.

        Raises:
            StoreError: when the workspace cannot be read; the page shows the error.
        """
        raise NotImplementedError

    def glimpse(self, typed: str, highlighted: str | None) -> Listed[Thing] | None:  # noqa: ARG002  (for those that do)
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

    def title_of(self, thing: Thing) -> str:
        """Return what a thing is called, in messages."""
        raise NotImplementedError

    def about(self, thing: Thing) -> Content:
        """Return what is known of a thing."""
        raise NotImplementedError

    def choose(self, thing: Thing) -> None:
        """Do what choosing its row does."""

    def can_be_ticked(self, thing: Thing) -> bool:  # noqa: ARG002  (for those that know)
        """Say whether a thing can be ticked."""
        return True

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the count that the page shows of ticked rows, `hidden` of which are not listed."""
        if not ticked:
            return ""
        return f"{ticked:,} ticked" + (f", {hidden:,} {self._where_hidden}" if hidden else "")

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

    @property
    def highlighted(self) -> Thing | None:
        """The thing whose row is highlighted; operations take it from `here` or `subjects`."""
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
        """The things whose rows are ticked, in the order in which they are listed; those that are not listed last."""
        return list(self._ticked_things.values())

    @property
    def _ticked_things(self) -> Mapping[str, Thing]:
        ticked = self.rows.ticked
        if not ticked:
            return {}
        listed = {row.key: thing for row, thing in self._listed.things if row.key in ticked}
        return listed | {key: thing for key, thing in self._unlisted.items() if key in ticked and key not in listed}

    # What an operation acts on

    def here(self) -> Thing | None:
        """Return the highlighted thing, for an operation on one; say so when there is none."""
        thing = self.highlighted if self.rows.seen else None
        if thing is None:
            self._say_that_nothing_is_highlighted()
        return thing

    def subjects(self) -> Sequence[Thing]:
        """Return what an operation acts on, all that is ticked, else what is highlighted; say so when it is nothing."""
        return self.ticked or [thing for thing in (self.here(),) if thing is not None]

    async def act_on(
        self, verb: str, things: Sequence[Thing], act: Callable[[Sequence[Thing]], Awaitable[object]]
    ) -> None:
        """Do something to things; ask first, and say how many, where there are several and not all are in view."""
        if not (out_of_view := self.out_of_view(things)):
            await act(things)
            return

        async def go_on() -> None:
            await act(things)

        self.confirm(f"{verb} {self.spoken(things)}{out_of_view}?", "y", go_on)

    def out_of_view(self, things: Sequence[Thing]) -> str:
        """Return how many of several things are not on the screen now, as the end of a sentence; empty when all are."""
        if len(things) < 2:
            return ""
        meant = {id(thing) for thing in things}
        keys = {key for key, thing in self._ticked_things.items() if id(thing) in meant}
        hidden = keys - self.things.keys()
        scrolled = keys - hidden - set(self.rows.on_screen)
        parts = [f", {len(hidden):,} {self._where_hidden}"] if hidden else []
        parts += [f", {len(scrolled):,} scrolled out of view"] if scrolled else []
        return "".join(parts)

    def spoken(self, things: Sequence[Thing]) -> str:
        """Return things as messages name them: “Title…”, or 3 articles."""
        if len(things) != 1:
            return counted(len(things), self.OBJECT)
        return quoted(self.title_of(things[0]))

    def clear_ticks(self) -> None:
        """Remove all ticks."""
        self.rows.ticked.clear()
        self.rows.refresh()
        self._show_ticks()

    def confirm(self, question: str, letter: str, then: Callable[[], Awaitable[None]]) -> None:
        """Ask a question, and go on when the answer is yes."""
        asked = Confirmation(question, letter)

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                await then()

        self._news = ""
        self.app.push_screen(asked, answer)

    @on(RowList.NothingHighlighted)
    def _say_that_nothing_is_highlighted(self) -> None:
        if not self.rows.seen:
            sentence = "The list has changed, and another row is highlighted now. Press the key again if you mean it."
        elif self.rows.highlighted is not None:
            sentence = "This row is still being loaded. Press the key again when it is shown."
        elif self.typed:
            sentence = "Nothing is highlighted. Press Escape to clear the filter."
        else:
            sentence = "Nothing is highlighted: the list is empty. Press q to go back."
        self.tell(sentence)

    # What is listed

    @property
    def typed(self) -> str:
        """What was typed into the filter."""
        return self.query_one("#filter", Input).value

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
            listed, ticked = Listed(said=str(error)), {}
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
        self.rows.show(_Rows(self._listed, len(self.COLUMNS)), highlighted, asked=event.asked)
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

    def say(self, sentence: str) -> None:
        """Say something of the list, below the rows and after what was done last."""
        self._sentence = sentence
        line = self.query_one("#said", Static)
        content = Content(visible("  ·  ".join(filter(None, (self._news, sentence)))))
        # A page need not be laid out again for a sentence that takes the one line that the one before took.
        fits = line.size.height == 1 and content.cell_length <= line.content_size.width
        line.update(content, layout=not fits)

    def tell(self, news: str) -> None:
        """Say what was done, or why nothing was; it stays before what is said of the list."""
        self._news = news
        self.say(self._sentence)

    @property
    def _where_hidden(self) -> str:
        return "hidden by the filter" if self.typed else "not in this list"

    def _show_ticks(self) -> None:
        if self.TICKS:
            ticked = self.rows.ticked
            hidden = len(ticked - self.things.keys()) if ticked else 0
            line = self.query_one("#ticks", Static)
            count = self.count_ticks(len(ticked), hidden)
            line.update(Content(count))
            line.display = bool(count)

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
                if namespace is node and act is not None and act.__module__.startswith("tui."):
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


def quoted(text: str) -> str:
    """Return `text` on one line and in quotation marks, cut where it is long."""
    line = visible(text)
    return f"“{line if len(line) <= _LONGEST_NAME else f'{visible(line[: _LONGEST_NAME - 1])}…'}”"
