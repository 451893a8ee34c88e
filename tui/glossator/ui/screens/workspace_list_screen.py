"""The base of list pages that show rows of the workspace and change them."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import ClassVar, Final, Generic, ParamSpec, TypeVar

from textual import on
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from glossator.store.errors import StoreError
from glossator.store.history import UndoResult, import_to_undo, redo, undo
from glossator.store.history.operation import Operation
from glossator.store.workspace import Workspace
from glossator.ui.screens.key_prompt import Confirmation, KeyPrompt
from glossator.ui.screens.list_items import Thing
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import Result, quoted
from glossator.ui.screens.page_keys import page_bindings
from glossator.ui.screens.prompt import Prompt
from glossator.ui.widgets.row_list import RowList

P = ParamSpec("P")
T = TypeVar("T")
# Seconds between checks for changes by other programs.
_LOOK_AROUND: Final = 0.5


class WorkspaceListScreen(ListScreen[Thing, Result], Generic[Thing, Result]):
    """Lists rows of the workspace, and refreshes them when anyone changes them."""

    BINDINGS: ClassVar[list[BindingType]] = [*page_bindings("undo", "redo")]

    def __init__(self, workspace: Workspace, perform: Perform, title: str, asks: str = "/ to filter") -> None:
        """List rows of `workspace`; `perform` runs operations."""
        super().__init__(title, asks)
        self.workspace = workspace
        self.perform = perform
        # As the connection of this thread sees it; each connection counts for itself.
        self.version = workspace.version()

    def on_mount(self) -> None:
        """Check for changes by other programs from now on."""
        self.set_interval(_LOOK_AROUND, self._look_around)

    def on_screen_resume(self) -> None:
        """Refresh the rows if another page has changed them."""
        self._look_around()

    def _look_around(self) -> None:
        if self.changed():
            self.refresh_rows(asked=False)

    def changed(self) -> bool:
        """Return whether the workspace has changed since the last call."""
        before = self.version
        # The reader below reports the error.
        with suppress(StoreError):
            self.version = self.workspace.version()
        return self.version != before

    @on(Input.Changed, "#filter")
    def _news_is_old(self) -> None:
        self._news = ""

    def relist(self) -> None:
        """Refresh the rows, and drop the message about the last operation."""
        self._news = ""
        self.refresh_rows()

    async def do(self, news: str, act: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Run an operation, refresh the rows, and show `news`.

        Return None if it failed or is still waiting, or if the page was closed meanwhile.
        """
        self._news = ""
        done = await self.perform(act, *args, **kwargs)
        if not self.query(RowList):
            return None
        if done is not None:
            self._news = news
            self.changed()
            self.refresh_rows()
        return done

    async def do_to_subjects(
        self, news: str, act: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Done[T] | None:
        """Run an operation on what `subjects` returned, and remove the ticks."""
        done = await self.do(news, act, *args, **kwargs)
        if done is not None:
            self.clear_ticks()
        return done

    def highlight(self, key: str) -> None:
        """Highlight the row with that key."""
        self.rows.show(self.rows.rows, key)

    def open_over(self, page: Screen[Result]) -> None:
        """Open a page over this one; close this one, too, with what is chosen there."""

        def answer(chosen: Result | None) -> None:
            if chosen is None:
                self.changed()
                self.refresh_rows()
            else:
                self.dismiss(chosen)

        self.app.push_screen(page, answer)

    def look_up(self, question: Callable[[], T]) -> T | None:
        """Return the result of a query; None if the workspace cannot be read, and show the error."""
        try:
            return question()
        except StoreError as error:
            self.tell(str(error))
            return None

    def ask(
        self, title: str, value: str, then: Callable[[str], Awaitable[None]], check: Callable[[str], object] = str
    ) -> None:
        """Ask for a line of text that `check` accepts, and call `then` with it unless it is unchanged."""

        async def answer(text: str | None) -> None:
            if text is not None and text != value:
                await then(text)

        self.app.push_screen(Prompt(title, value, check), answer)

    def ask_for_key(self, sentence: str, then: Callable[[str], Awaitable[None]]) -> None:
        """Ask for one key, and call `then` with it; Enter is a newline."""

        async def answer(key: str | None) -> None:
            if key is not None:
                await then(key)

        self._news = ""
        self.app.push_screen(KeyPrompt(sentence), answer)

    async def action_undo(self) -> None:
        """Undo your most recent operation, in any article."""
        brought = self.look_up(lambda: self.workspace.ask(import_to_undo, self.workspace.author.analyst))
        if not brought:
            await self._undo_or_redo(undo, "Undid")
            return

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                await self._undo_or_redo(undo, "Undid")

        asked = Confirmation(f"Undo the import of {brought}?", "y")
        self.app.push_screen(asked, answer)

    async def action_redo(self) -> None:
        """Redo the operation that you undid last."""
        await self._undo_or_redo(redo, "Redid")

    async def _undo_or_redo(self, operation: Operation[[], UndoResult], verb: str) -> None:
        done = await self.do("", operation)
        if done is not None:
            found = done.result
            remark = f" {found.remark}" if found.remark else ""
            self.tell(f"{verb} {found.act}{f' of {quoted(found.quote)}' if found.quote else ''}.{remark}")
