"""A page over the reader on which acts are done to what is listed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import ClassVar, Final, Generic, ParamSpec, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from glossator.store.errors import StoreError
from glossator.store.history import import_to_undo, undo
from glossator.store.operation import Operation
from glossator.store.workspace import Workspace
from glossator.ui.screens.key_prompt import Confirmation, KeyPrompt
from glossator.ui.screens.list_items import Thing
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.operation_protocol import Done, Perform
from glossator.ui.screens.operation_targets import Result, quoted
from glossator.ui.screens.prompt import Prompt
from glossator.ui.widgets.row_list import RowList

P = ParamSpec("P")
T = TypeVar("T")
# Seconds between looks at what others have written.
_LOOK_AROUND: Final = 0.5


class WorkspaceListScreen(ListScreen[Thing, Result], Generic[Thing, Result]):
    """Lists things of the workspace as they are now, whoever changes them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "undo", "Undo")]

    def __init__(self, workspace: Workspace, perform: Perform, title: str, asks: str = "/ to filter") -> None:
        """List what is in `workspace`; acts are handed to `perform`."""
        super().__init__(title, asks)
        self.workspace = workspace
        self.perform = perform
        # As the screen's own thread sees it: another's connection counts for itself.
        self.version = workspace.version()

    def on_mount(self) -> None:
        """Keep an eye on what others write."""
        self.set_interval(_LOOK_AROUND, self._look_around)

    def on_screen_resume(self) -> None:
        """List what other pages have changed."""
        self._look_around()

    def _look_around(self) -> None:
        if self.changed():
            self.refresh_rows(asked=False)

    def changed(self) -> bool:
        """Say whether anybody has written to the workspace since this was asked last."""
        before = self.version
        # The reader below tells of what goes wrong.
        with suppress(StoreError):
            self.version = self.workspace.version()
        return self.version != before

    @on(Input.Changed, "#filter")
    def _news_is_old(self) -> None:
        self._news = ""

    def list_anew(self) -> None:
        """List things as one wants them now; what was done before that is no news any more."""
        self._news = ""
        self.refresh_rows()

    async def do(self, news: str, act: Operation[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Do an operation, and show the rows as it leaves them, with `news` of it.

        Return None when it was not done, or is not done yet, and when the page was closed meanwhile.
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
        """Do an operation on what `subjects` returned; the ticks end with it."""
        done = await self.do(news, act, *args, **kwargs)
        if done is not None:
            self.clear_ticks()
        return done

    def highlight(self, key: str) -> None:
        """Highlight the row with that key."""
        self.rows.show(self.rows.rows, key)

    def look_up(self, question: Callable[[], T]) -> T | None:
        """Return what the workspace answers to a question; None when it cannot, which is said."""
        try:
            return question()
        except StoreError as error:
            self.tell(str(error))
            return None

    def ask(
        self, title: str, value: str, then: Callable[[str], Awaitable[None]], check: Callable[[str], object] = str
    ) -> None:
        """Ask for a line of text, which `check` refuses by a ValueError; what stays as it was changes nothing."""

        async def answer(text: str | None) -> None:
            if text is not None and text != value:
                await then(text)

        self.app.push_screen(Prompt(title, value, check), answer)

    def ask_for_key(self, sentence: str, then: Callable[[str], Awaitable[None]]) -> None:
        """Ask for one key, which is a newline for Enter."""

        async def answer(key: str | None) -> None:
            if key is not None:
                await then(key)

        self._news = ""
        self.app.push_screen(KeyPrompt(sentence), answer)

    async def action_undo(self) -> None:
        """Undo your most recent operation; ask first where it is an import."""
        brought = self.look_up(lambda: self.workspace.ask(import_to_undo, self.workspace.author.analyst))
        if not brought:
            await self._undo()
            return

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                await self._undo()

        asked = Confirmation(f"Undo the import of {brought}?", "y")
        self.app.push_screen(asked, answer)

    async def _undo(self) -> None:
        done = await self.do("", undo)
        if done is not None:
            act = done.result
            remark = f". {act.remark}" if act.remark else ""
            self.tell(f"Took back: {act.act}{f' {quoted(act.quote)}' if act.quote else ''}{remark}")
