"""The targets of operations on list pages: the ticked rows, else the highlighted one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import getters, on
from textual.content import Content
from textual.widgets import Input, Static

from glossator.text.pluralize import counted
from glossator.ui.screens.command_page import CommandPage
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.list_items import ListItems, Thing
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.row_list import RowList

Result = TypeVar("Result")
# The longest name of a thing in a message, in characters.
_LONGEST_NAME: Final = 40


class OperationTargets(CommandPage[Result], Generic[Thing, Result]):
    """A page whose operations act on `subjects` (the ticked rows, else the highlighted one), or on `here`.

    Ticks survive sorting, filtering and refreshes. They end when an operation on them is done, when Escape clears them,
    when the page closes, and when their row no longer exists.

    Attributes:
        TICKS: whether rows can be ticked.
        OBJECT: the noun for a thing, in messages.
    """

    TICKS: ClassVar[bool] = False
    OBJECT: ClassVar[str] = "row"

    rows = getters.query_one(RowList)

    def __init__(self) -> None:
        """Start without items."""
        super().__init__()
        self._listed: ListItems[Thing] = ListItems()
        self._things: dict[str, Thing] | None = None
        # Ticked things that are not listed, by the keys of their rows.
        self._unlisted: dict[str, Thing] = {}
        # The message about the last operation, and the sentence about the list.
        self._news = ""
        self._sentence = ""

    def name_of(self, thing: Thing) -> str:
        """Return the name of a thing, for messages."""
        raise NotImplementedError

    def count_ticks(self, ticked: int, hidden: int) -> str:
        """Return the number of ticked rows as it is shown; `hidden` of them are not listed."""
        if not ticked:
            return ""
        return f"{ticked:,} ticked" + (f", {hidden:,} {self._where_hidden}" if hidden else "")

    @property
    def highlighted(self) -> Thing | None:
        """The thing of the highlighted row; operations use `here` or `subjects` instead."""
        place = self.rows.place - self._listed.before
        return self._listed.things[place][1] if 0 <= place < len(self._listed.things) else None

    @property
    def things(self) -> Mapping[str, Thing]:
        """The listed things, by the keys of their rows."""
        if self._things is None:
            self._things = {row.key: thing for row, thing in self._listed.things if not row.heading}
        return self._things

    @property
    def typed(self) -> str:
        """The content of the filter."""
        return self.query_one("#filter", Input).value

    @property
    def ticked(self) -> Sequence[Thing]:
        """The ticked things in the order of the list, those that are not listed last."""
        return list(self._ticked_things.values())

    @property
    def _ticked_things(self) -> Mapping[str, Thing]:
        ticked = self.rows.ticked
        if not ticked:
            return {}
        listed = {row.key: thing for row, thing in self._listed.things if row.key in ticked}
        return listed | {key: thing for key, thing in self._unlisted.items() if key in ticked and key not in listed}

    def here(self) -> Thing | None:
        """Return the highlighted thing, for an operation on one; show a message if there is none."""
        thing = self.highlighted if self.rows.seen else None
        if thing is None:
            self._explain_no_highlight()
        return thing

    def subjects(self) -> Sequence[Thing]:
        """Return the ticked things, else the highlighted one; show a message if there is none."""
        return self.ticked or [thing for thing in (self.here(),) if thing is not None]

    async def act_on(
        self, verb: str, things: Sequence[Thing], act: Callable[[Sequence[Thing]], Awaitable[object]]
    ) -> None:
        """Call `act` with the things; ask first if there are several and not all are in view."""
        if not (out_of_view := self.out_of_view(things)):
            await act(things)
            return

        async def go_on() -> None:
            await act(things)

        self.confirm(f"{verb} {self.describe(things)}{out_of_view}?", "y", go_on)

    def out_of_view(self, things: Sequence[Thing]) -> str:
        """Return how many of several things are not on the screen, as the end of a sentence; empty if all are."""
        if len(things) < 2:
            return ""
        meant = {id(thing) for thing in things}
        keys = {key for key, thing in self._ticked_things.items() if id(thing) in meant}
        hidden = keys - self.things.keys()
        scrolled = keys - hidden - set(self.rows.on_screen)
        parts = [f", {len(hidden):,} {self._where_hidden}"] if hidden else []
        parts += [f", {len(scrolled):,} scrolled out of view"] if scrolled else []
        return "".join(parts)

    def describe(self, things: Sequence[Thing]) -> str:
        """Return things as messages name them: “Title…”, or 3 articles."""
        if len(things) != 1:
            return counted(len(things), self.OBJECT)
        return quoted(self.name_of(things[0]))

    def clear_ticks(self) -> None:
        """Remove all ticks."""
        self.rows.ticked.clear()
        self.rows.refresh()
        self._show_ticks()

    def confirm(self, question: str, letter: str, then: Callable[[], Awaitable[None]]) -> None:
        """Ask for a confirmation, and call `then` if it is given."""
        asked = Confirmation(question, letter)

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                await then()

        self._news = ""
        self.app.push_screen(asked, answer)

    @on(RowList.NothingHighlighted)
    def _explain_no_highlight(self) -> None:
        if not self.rows.seen:
            sentence = "The list has changed, and another row is highlighted. Press the key again to act on it."
        elif self.rows.highlighted is not None:
            sentence = "This row is still loading. Press the key again when it is shown."
        elif self.typed:
            sentence = "Nothing is highlighted. Press Escape to clear the filter."
        else:
            sentence = "Nothing is highlighted: the list is empty. Press q to go back."
        self.tell(sentence)

    @property
    def _where_hidden(self) -> str:
        return "hidden by the filter" if self.typed else "not in this list"

    def say(self, sentence: str) -> None:
        """Show a sentence about the list below the rows, after the message about the last operation."""
        self._sentence = sentence
        line = self.query_one("#said", Static)
        content = Content(visible("  ·  ".join(filter(None, (self._news, sentence)))))
        # No new layout for a sentence that fits into the same single line.
        fits = line.size.height == 1 and content.cell_length <= line.content_size.width
        line.update(content, layout=not fits)

    def tell(self, news: str) -> None:
        """Show what was done, or why nothing was, before the sentence about the list."""
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
    """Return `text` on one line in quotation marks, shortened to 40 characters."""
    line = visible(text)
    return f"“{line if len(line) <= _LONGEST_NAME else f'{visible(line[: _LONGEST_NAME - 1])}…'}”"
