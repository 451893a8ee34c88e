"""On what an operation of a page acts: on the ticked rows, else on the highlighted one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import getters, on
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from glossator.text.pluralize import counted
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.list_items import ListItems, Thing
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import RowList

Result = TypeVar("Result")
# The longest name of a thing in a message, in characters.
_LONGEST_NAME: Final = 40


class OperationTargets(Screen[Result], Generic[Thing, Result]):
    """A page whose operations act on what `subjects` returns, the ticked rows, else the highlighted one, or on `here`.

    Ticks survive sorting, filtering and refreshes. They end when an operation on them is done, when Escape clears them,
    when the page closes, and where their row no longer exists.

    Attributes:
        TICKS: whether rows can be ticked.
        OBJECT: the noun for a thing, in messages.
    """

    TICKS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "row"

    rows = getters.query_one(RowList)

    def __init__(self) -> None:
        """List nothing yet."""
        super().__init__()
        self._listed: ListItems[Thing] = ListItems()
        self._things: dict[str, Thing] | None = None
        # What is ticked and not listed, by the keys of the rows.
        self._unlisted: dict[str, Thing] = {}
        # What was done last, and what is said of the list.
        self._news = ""
        self._sentence = ""

    def title_of(self, thing: Thing) -> str:
        """Return what a thing is called, in messages."""
        raise NotImplementedError

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the count that the page shows of ticked rows, `hidden` of which are not listed."""
        if not ticked:
            return ""
        return f"{ticked:,} ticked" + (f", {hidden:,} {self._where_hidden}" if hidden else "")

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
    def typed(self) -> str:
        """What was typed into the filter."""
        return self.query_one("#filter", Input).value

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

    @property
    def _where_hidden(self) -> str:
        return "hidden by the filter" if self.typed else "not in this list"

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

    def _show_ticks(self) -> None:
        if self.TICKS:
            ticked = self.rows.ticked
            hidden = len(ticked - self.things.keys()) if ticked else 0
            line = self.query_one("#ticks", Static)
            count = self.count_ticks(len(ticked), hidden)
            line.update(Content(count))
            line.display = bool(count)


def quoted(text: str) -> str:
    """Return `text` on one line and in quotation marks, cut where it is long."""
    line = visible(text)
    return f"“{line if len(line) <= _LONGEST_NAME else f'{visible(line[: _LONGEST_NAME - 1])}…'}”"
