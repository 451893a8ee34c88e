"""The layout of the reader: the article, the editor or the list beside it, title bar, status line and footer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation
from glossator.state.reading_positions import ReadingPositions
from glossator.store.errors import StoreError
from glossator.store.writer import WriterState
from glossator.ui.input_queue import LISTING
from glossator.ui.screens.reader.session import Session
from glossator.ui.widgets.article import ArticlePane
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.bars import SaveState, StatusLine, TitleBar
from glossator.ui.widgets.editor import Editor, EditTarget
from glossator.ui.widgets.footer import KeyBar

if TYPE_CHECKING:
    from glossator.domain.annotation import AnnotationPage
    from glossator.ui.widgets.annotation_list import Outline
    from glossator.ui.widgets.find_bar import FindBar

# Seconds between checks for changes by other programs.
_LOOK_AROUND: Final = 0.5
# Seconds that a message stays in the status line.
_READING_TIME: Final = 6.0


@dataclass
class AnnotationsListed(Message):
    """The annotations that match `typed` were read; `asked` is whether the user, not another program, caused it."""

    article: int
    typed: str
    listing: "AnnotationPage"
    asked: bool


@dataclass
class Counted(Message):
    """The numbers of decided and of all annotations of an article."""

    article: int
    decided: int
    total: int


class Page(Screen[None]):
    """The panes of the reader, and what they show."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    ALLOW_SELECT = False

    # The focused widget repaints itself; Textual would repaint the whole screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    pane = getters.query_one(ArticlePane)
    editor = getters.query_one(Editor)
    title_bar = getters.query_one(TitleBar)
    status = getters.query_one(StatusLine)
    _side = getters.query_one("#side", Vertical)

    def __init__(self, desk: Session, positions: ReadingPositions, measure: int) -> None:
        """Show the article of `desk` at its last position; `measure` is the maximum line width, in cells."""
        super().__init__()
        self.desk = desk
        self.positions = positions
        self.whole_article = False
        self._measure = measure
        self._said_timer: Timer | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """Lay out title bar, panes, status line and footer; list and find bar are mounted when first opened."""
        yield TitleBar()
        with Horizontal(id="panes"):
            yield ArticlePane(self._measure)
            with Vertical(id="side"):
                yield Editor()
        with Horizontal(id="foot"):
            yield StatusLine()
            yield KeyBar(last=("key_help",))

    def on_mount(self) -> None:
        """Show the article, and check for changes by other programs from now on."""
        self.status.analyst = self.desk.workspace.author.analyst
        self.show_article()
        self.watch(self.pane, "place", self.moved, init=False)
        self.watch(self.editor, "unsaved", lambda: self.show_writer(self.desk.workspace.writer), init=False)
        self.set_interval(_LOOK_AROUND, self._look_around)

    def on_resize(self) -> None:
        """Show the annotation under the cursor in the editor or the status line, depending on the width."""
        self.call_after_refresh(self.show_subject)

    def open_drawer(self) -> None:
        """Show the side pane in a narrow window."""
        # Only there, because updating the styles repaints everything.
        self._side.add_class("drawer", update=self.has_class("-narrow"))

    def close_drawer(self) -> None:
        """Hide the side pane in a narrow window."""
        self._side.remove_class("drawer", update=self.has_class("-narrow"))

    @property
    def outline(self) -> "Outline":
        """The list, once it was asked for."""
        from glossator.ui.widgets.annotation_list import Outline

        return self.query_one(Outline)

    @property
    def find_bar(self) -> "FindBar":
        """The find bar, once it was asked for."""
        from glossator.ui.widgets.find_bar import FindBar

        return self.query_one(FindBar)

    async def make_outline(self) -> "Outline":
        """Return the list, which is put beside the article when it is first asked for."""
        from glossator.ui.widgets.annotation_list import Outline

        if not self.query(Outline):
            await self._side.mount(Outline())
        return self.outline

    async def make_find_bar(self) -> "FindBar":
        """Return the find bar, mounted at the first call."""
        from glossator.ui.widgets.find_bar import FindBar

        if not self.query(FindBar):
            await self.mount(FindBar(), after="#panes")
        return self.find_bar

    def show_article(self) -> None:
        """Show the open article."""
        article = self.desk.article
        self.whole_article = False
        self.pane.show(article, self.desk, self.desk.colours, self.positions.offset(article.uid))
        self.title_bar.heading = article.title
        self.title_bar.byline = "  ".join(part for part in (article.source, article.published_at[:10]) if part)
        self.status.machine = ""
        self.say("")
        self.show_subject()
        self._show_counts()
        self.set_focus(self.pane)

    @property
    def in_list(self) -> bool:
        """Whether the list of annotations has the focus, so that operations act on its highlighted row."""
        return self.has_class("listing") and self.focused is self.outline.rows

    @property
    def subject(self) -> Annotation | None:
        """The annotation that operations act on: the one highlighted in a focused list, else the current one."""
        if not self.in_list:
            return self.pane.current
        highlighted = self.outline.highlighted
        return None if highlighted is None else self.desk.get(highlighted)

    def show_changes(self, *, asked: bool = True) -> None:
        """Show changes of the article; `asked` is whether the user caused them."""
        if not self.children:
            # The app has exited meanwhile.
            return
        if self.desk.is_gone:
            self.leave_deleted_article()
            return
        self.pane.take_colours(self.desk.colours)
        self.pane.update_annotations()
        self._show_counts(asked=asked)
        self.show_subject()

    def leave_deleted_article(self) -> None:
        """Show another article instead of the deleted one."""
        raise NotImplementedError

    def _show_counts(self, *, asked: bool = True) -> None:
        self.title_bar.tags = self.desk.article.tags
        self._count(self.desk.article.id)
        if self.has_class("listing"):
            self.show_outline(asked=asked)

    @work(thread=True, exclusive=True, group="counting", exit_on_error=False, description="counting")
    def _count(self, article: int) -> None:
        worker = get_current_worker()
        # Counting reads all annotations of the article; keys do not wait for it.
        decided, total = self.desk.workspace.tally(article)
        if not worker.is_cancelled:
            self.post_message(Counted(article, decided, total))

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        if event.article == self.desk.article.id:
            self.title_bar.decided, self.title_bar.total = event.decided, event.total

    def show_subject(self) -> None:
        """Show the annotation under the cursor, or the article, in the editor; in a narrow window in the status line.

        A hidden editor is not updated.
        """
        current = self.pane.current if self.has_class("-narrow") else None
        number, total = self.pane.stack
        stack = f" {number} of {total}" if total > 1 else ""
        self.status.here = f"{current.label or '–'} {current.status}{stack}" if current else ""
        if self.has_class("listing") or (self.has_class("-narrow") and not self._side.has_class("drawer")):
            return
        annotation = None if self.whole_article else self.pane.current
        self.editor.show(EditTarget(self.desk.article, annotation, self.pane.stack), self.desk.colours)

    def show_outline(self, *, asked: bool = True) -> None:
        """List the annotations around the cursor."""
        self._list(self.desk.article.id, self.outline.typed, self._near_cursor, asked)

    @property
    def _near_cursor(self) -> int:
        """The offset of the annotation under the cursor, or of the cursor, in code points."""
        current = self.pane.current
        return current.span.start if current and current.span else self.pane.offset_in_text

    def _on_outline_asked(self, event: "Outline.Asked") -> None:
        self._list(self.desk.article.id, event.typed, self._near_cursor if event.near is None else event.near, True)

    @work(thread=True, exclusive=True, group=LISTING, exit_on_error=False, description="listing")
    def _list(self, article: int, typed: str, near: int, asked: bool) -> None:
        from glossator.ui.widgets.annotation_list import MOST

        worker = get_current_worker()
        try:
            listing = self.desk.workspace.filtered_annotations(article, typed, near, MOST)
        except StoreError as error:
            self.app.call_from_thread(self.tell, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(AnnotationsListed(article, typed, listing, asked))

    @on(AnnotationsListed)
    def _listed(self, event: AnnotationsListed) -> None:
        if event.article != self.desk.article.id or event.typed != self.outline.typed:
            return
        if self.outline.follows_cursor and not event.listing.covers(self._near_cursor):
            # The cursor has moved to another part of the article meanwhile.
            self.show_outline(asked=event.asked)
            return
        current = self.pane.current
        self.outline.show(event.listing, current.id if current else None, self._near_cursor, asked=event.asked)

    def moved(self) -> None:
        """Show what the cursor moved to."""
        # The message was about the place before.
        self.say("")
        self.show_subject()
        if self.has_class("listing") and self.focused is self.pane and self.pane.current is not None:
            self.outline.point_to(self.pane.current.id)

    def _look_around(self) -> None:
        """Show changes by another window or program."""
        trouble = ""
        try:
            if self.desk.changed_elsewhere():
                self.desk.reload()
                self.show_changes(asked=False)
        except StoreError as error:
            trouble = str(error)
        # The same error is reported once.
        if trouble and trouble != self._trouble:
            self.tell(trouble)
        self._trouble = trouble

    def show_writer(self, state: WriterState) -> None:
        """Show the state of saving."""
        self.status.saving = SaveState(
            unsaved=self.editor.unsaved,
            pending=state.pending > 0,
            waiting=state.waiting,
            failed=bool(state.failed),
        )

    def tell(self, sentence: str) -> None:
        """Show an error as a notification."""
        self.notify(visible(sentence), severity="error", timeout=8, markup=False)

    def inform(self, sentence: str) -> None:
        """Show a notification that is not an error."""
        self.notify(visible(sentence), timeout=4, markup=False)

    def say(self, sentence: str) -> None:
        """Show a message in the status line for a few seconds."""
        self.status.said = sentence
        if self._said_timer is not None:
            self._said_timer.stop()
        self._said_timer = self.set_timer(_READING_TIME, self._say_nothing) if sentence else None

    def _say_nothing(self) -> None:
        self.status.said = ""
