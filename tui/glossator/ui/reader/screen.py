"""The screen of the reader: its panes and what they show, and the context in which commands run."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar, Final, ParamSpec, TypeVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultCallbackType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation
from glossator.state.reading_positions import ReadingPositions
from glossator.state.settings import Settings
from glossator.store.errors import StoreError
from glossator.store.queries.records import has_doubtful
from glossator.store.queries.visibility import newest_version
from glossator.store.writer import WriterState
from glossator.text.pluralize import counted
from glossator.ui.commands import all_commands, with_keys
from glossator.ui.commands.coding import choose_tag, paste_tags, save_note
from glossator.ui.commands.context import LastOperation, ReaderContext
from glossator.ui.commands.deciding import say_step
from glossator.ui.input_queue import FINDING, LISTING, NEXT, RECOGNITION
from glossator.ui.keymap import Command, Where, bindings
from glossator.ui.reader.operation_runner import OperationRunner
from glossator.ui.reader.reading_record import ReadingRecord
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.session import Session
from glossator.ui.widgets.article.glyphs import visible
from glossator.ui.widgets.article.paint import legend
from glossator.ui.widgets.article.pane import ArticlePane
from glossator.ui.widgets.bars import SaveState, StatusLine, TitleBar
from glossator.ui.widgets.editor import Editor, EditTarget
from glossator.ui.widgets.footer import KeyBar

if TYPE_CHECKING:
    from glossator.domain.annotation import AnnotationPage
    from glossator.domain.library import LibraryEntry
    from glossator.domain.mention import ChosenMention
    from glossator.state.read_status import ReadStatus
    from glossator.store.history.operation import Operation
    from glossator.text.span import Span
    from glossator.ui.reader.analysis import NotRecognised, OnlyLexicon, PartAnalysed
    from glossator.ui.reader.article_search import ArticleSearch, SearchFinished
    from glossator.ui.screens.library import LibraryCache
    from glossator.ui.widgets.annotation_list import Outline
    from glossator.ui.widgets.find_bar import FindBar

P = ParamSpec("P")
T = TypeVar("T")
# Seconds between checks for changes by other programs.
_LOOK_AROUND: Final = 0.5
# Seconds that a message stays in the status line.
_READING_TIME: Final = 6.0
# Seconds after the last key until what is around the annotation is looked up.
_PAUSE: Final = 0.25
# Seconds that quitting waits for unsaved notes.
_LEAVING: Final = 5.0
_BY_ID: Final = {command.id: command for command in all_commands()}
# Commands whose keys filter and close the list of annotations while it has the focus.
_OTHERWISE_IN_LIST: Final = frozenset(("find", "quit"))


@dataclass
class AnnotationsListed(Message):
    """The annotations that match `typed` were read; `asked` is whether the user, not another program, caused it."""

    article: int
    typed: str
    listing: "AnnotationPage"
    asked: bool


@dataclass
class Counted(Message):
    """The numbers of decided and of all annotations of an article, and whether any is a doubtful suggestion."""

    article: int
    decided: int
    total: int
    doubtful: bool = False


@dataclass
class Around(Message):
    """What is around an edit target was looked up."""

    target: EditTarget
    content: Content


@dataclass
class NextFound(Message):
    """The article to open after `after`; if `uid` is None there is none, and `nothing` is the message."""

    after: str
    uid: str | None
    nothing: str


class ReaderScreen(Screen[None]):
    """The screen on which an article is read and annotated; the `ReaderContext` of the commands.

    Messages of widgets that are mounted later are handled by name, because the first frame does not wait for their
    imports.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]  # noqa: RUF012  (Textual declares it so)
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(all_commands())  # type: ignore[assignment]  # lists are invariant

    # The focused widget repaints itself; Textual would repaint the whole screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    pane = getters.query_one(ArticlePane)
    editor = getters.query_one(Editor)
    title_bar = getters.query_one(TitleBar)
    status = getters.query_one(StatusLine)
    _side = getters.query_one("#side", Vertical)

    def __init__(self, session: Session, positions: ReadingPositions, settings: Settings, model: str) -> None:
        """Show the article of `session` at its last position.

        Args:
            session: the open article.
            positions: the positions in the articles.
            settings: the settings of the user.
            model: the name of the recogniser for all articles; empty for a choice by language.
        """
        super().__init__()
        self.session = session
        self.settings = settings
        self.model = model
        self.last = LastOperation()
        self.passages: ChosenMention | None = None
        self.inconsistency = 0
        self.runner = OperationRunner(session, self)
        self.record = ReadingRecord(session, positions)
        self.whole_article = False
        self._saving: set[tuple[tuple[str, int], str]] = set()
        self._find: ArticleSearch | None = None
        self._find_from = 0
        self._analyse_from = 0
        self._said_timer: Timer | None = None
        self._around_timer: Timer | None = None
        self._trouble = ""
        self._doubtful = False

    def compose(self) -> ComposeResult:
        """Lay out title bar, panes, status line and footer; list and find bar are mounted when first opened."""
        yield TitleBar()
        with Horizontal(id="panes"):
            yield ArticlePane(self.settings.measure)
            with Vertical(id="side"):
                yield Editor()
                yield Static(id="around")
                yield Static(Content.styled(legend(), "dim"), id="legend")
        with Horizontal(id="foot"):
            yield StatusLine()
            yield KeyBar(last=("key_help",))

    def on_mount(self) -> None:
        """Show the article, check for changes by other programs, and start the analysis after the first frame."""
        self.status.analyst = self.session.workspace.author.analyst
        self.show_article()
        self.watch(self.pane, "place", self._moved, init=False)
        self.watch(self.editor, "unsaved", lambda: self.show_writer(), init=False)
        self.watch(self.pane, "scroll_y", self._scrolled, init=False)
        self.set_interval(_LOOK_AROUND, self._look_around)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.session.workspace.warm_up()
        self._article_opened()

    def on_resize(self) -> None:
        """Show the annotation under the cursor in the editor or the status line, depending on the width."""
        self.call_after_refresh(self.show_subject)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now.

        No command does in a text field. Motions work, and Enter marks, only in the article. In the list of annotations,
        / and q filter and close it.
        """
        if action != "command":
            return super().check_action(action, parameters)
        command = _BY_ID[str(parameters[0])]
        if isinstance(self.focused, Input | TextArea) or (command.id in _OTHERWISE_IN_LIST and self.in_list):
            return False
        if command.where is Where.ARTICLE:
            return self.focused is self.pane
        return command.id != "annotate" or self.focused in (self.pane, None)

    async def action_command(self, id_: str) -> None:
        """Run the command with this id, from its key."""
        await self.run_command(_BY_ID[id_])

    async def action_run(self, id_: str) -> None:
        """Run the command that was clicked, also while a text field has the focus."""
        await self.run_command(_BY_ID[id_])

    async def run_command(self, command: Command[ReaderContext]) -> None:
        """Run a command, from a key, the palette or by mouse; a text field or list that it does not work in is left."""
        if isinstance(self.focused, Input | TextArea) or (self.in_list and command.id in _OTHERWISE_IN_LIST):
            self.editor.hand_on()
            self.back_to_article()
        running = command.run(self)
        if isawaitable(running):
            await running

    def show_keys(self) -> None:
        """Show the keys of all commands."""
        from glossator.ui.screens.key_help import KeyHelp

        self.app.push_screen(KeyHelp("the reader", with_keys(self.settings.keys)))

    async def quit(self) -> None:
        """Save what was typed, and exit."""
        saving = [self.runner.start(self._save_note(target, text)) for target, text in self.editor.drafts]
        if saving:
            await asyncio.wait(saving, timeout=_LEAVING)
        self.keep_position()
        self.app.exit()

    # Operations

    async def perform(self, operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Run an operation, show the changes, and report errors.

        Return None if it failed, or is still waiting for another program; keys do not wait for that.
        """
        return await self.perform_and(lambda _: None, operation, *args, **kwargs)

    async def perform_and(
        self, follow: Callable[[T], object], operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs
    ) -> Done[T] | None:
        """Run an operation like `perform`, and then `follow` with its result, in one frame."""
        self.say("")
        self.last.decided = None
        return await self.runner.run(follow, operation, *args, **kwargs)

    async def save_note(self, target: EditTarget, text: str) -> None:
        """Save a note, unless it is being saved; keys wait for that for a limited time."""
        # The editor posts unsaved notes repeatedly.
        if (target.key, text) not in self._saving:
            await self.runner.in_time(self._save_note(target, text))

    async def _save_note(self, target: EditTarget, text: str) -> None:
        self._saving.add((target.key, text))
        try:
            await save_note(self, target, text)
        finally:
            self._saving.discard((target.key, text))

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
        return None if highlighted is None else self.session.get(highlighted)

    @property
    def selected_words(self) -> "Span | None":
        """The selection by words, without punctuation at its ends; None for any other selection."""
        from glossator.text.punctuation import strip_punctuation

        selection = self.pane.selection if self.pane.selects_words else None
        return None if selection is None else strip_punctuation(self.session.article.text, selection)

    def here(self) -> Annotation | None:
        """Return `subject`, with the cursor on it; show a message if there is none."""
        current = self.subject
        if current is not None:
            if not self._has_cursor(current):
                self.pane.go_to(current)
        elif self.in_list:
            self.say_nothing_highlighted()
        else:
            self.say("No annotation here. Press Enter to mark this word, or ] to go to the next annotation.")
        return current

    def _has_cursor(self, annotation: Annotation) -> bool:
        return self.pane.current is not None and self.pane.current.id == annotation.id

    # Messages

    def warn(self, sentence: str) -> None:
        """Show an error as a notification."""
        self.notify(visible(sentence), severity="error", timeout=8, markup=False)

    def inform(self, sentence: str) -> None:
        """Show a notification that is not an error."""
        self.notify(visible(sentence), timeout=4, markup=False)

    def say(self, sentence: str, *, also: bool = False) -> None:
        """Show a message in the status line for a few seconds; with `also`, before the message that is shown."""
        self.status.said = " ".join(filter(None, (sentence, self.status.said if also else "")))
        if self._said_timer is not None:
            self._said_timer.stop()
        self._said_timer = self.set_timer(_READING_TIME, lambda: self.say("")) if self.status.said else None

    def say_nothing_highlighted(self) -> None:
        """Show why an operation on the list of annotations does nothing."""
        if not self.outline.rows.seen:
            self.say("The list has changed, and another annotation is highlighted. Press the key again to act on it.")
        elif self.outline.typed:
            self.say("Nothing is highlighted. Press Escape to clear the filter.")
        else:
            self.say("Nothing is highlighted: there are no annotations. Press q to go back to the article.")

    def push(self, screen: Screen[T], then: ScreenResultCallbackType[T] | None = None) -> None:
        """Open a page or dialog, and call `then` with its result."""
        self.app.push_screen(screen, then)

    # The article

    def show_article(self) -> None:
        """Show the open article, without the hits of the previous one."""
        article = self.session.article
        self.workers.cancel_group(self, FINDING)
        self._find = None
        if self.query("FindBar"):
            self.find_bar.tell("")
        self.whole_article = False
        self.pane.show(article, self.session, self.session.colours, self.record.position)
        self.title_bar.heading = article.title
        self.title_bar.byline = "  ".join(part for part in (article.source, article.published_at[:10]) if part)
        self.status.machine = ""
        self.say("")
        self.show_subject()
        self._show_counts()
        self.set_focus(self.pane)

    def _article_opened(self) -> None:
        """Record that the article was opened, and analyse it."""
        self.record.record_opening()
        here = self.session.article.uid
        # The error is reported where the article is read.
        with suppress(StoreError):
            if self.session.workspace.ask(newest_version, here) != here:
                self.say("This article is superseded by a newer version. Press P to find it in the library.")
            if self.session.is_blind:
                self.say("You work blind in this article: what other analysts did is not shown.", also=True)
        self._recognise()

    def show_changes(self, *, asked: bool = True) -> None:
        """Show changes of the article and the state of saving; `asked` is whether the user caused them."""
        if not self.children:
            # The app has exited meanwhile.
            return
        if self.session.is_gone:
            self._leave_deleted_article()
            return
        self.pane.take_colours(self.session.colours)
        self.pane.update_annotations()
        self._show_counts(asked=asked)
        self.show_subject()
        self.show_writer()

    def _leave_deleted_article(self) -> None:
        """Report that the article was deleted, and open the next or previous one."""
        title = self.session.article.title
        uid = self.session.article_beside(1) or self.session.article_beside(-1)
        if self.session.article.uid and self.is_current:
            self.inform(f"“{title}” was deleted{'. This is the next one' if uid else ''}.")
        if uid is not None:
            self.open_article(uid)
        elif self.session.article.uid:
            self.editor.hand_on()
            self.session.open_nothing()
            self.show_article()

    def _show_counts(self, *, asked: bool = True) -> None:
        self.title_bar.tags = self.session.article.tags
        self._show_legend()
        self._count(self.session.article.id)
        if self.has_class("listing"):
            self.show_outline(asked=asked)

    def _show_legend(self) -> None:
        """Show what the marks in the margin mean, as far as there may be any."""
        marks = legend(doubtful=self._doubtful, disputed=self.session.has_several_verdicts)
        self.query_one("#legend", Static).update(Content.styled(marks, "dim"), layout=False)

    @work(thread=True, exclusive=True, group="counting", exit_on_error=False, description="counting")
    def _count(self, article: int) -> None:
        worker = get_current_worker()
        # Counting reads all annotations of the article; keys do not wait for it.
        decided, total = self.session.workspace.tally(article)
        doubtful = self.session.workspace.ask(has_doubtful, article)
        if not worker.is_cancelled:
            self.post_message(Counted(article, decided, total, doubtful))

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        if event.article == self.session.article.id:
            self.title_bar.decided, self.title_bar.total = event.decided, event.total
            if event.doubtful is not self._doubtful:
                self._doubtful = event.doubtful
                self._show_legend()

    def _moved(self) -> None:
        """Forget the last decision, and show what the cursor moved to."""
        self.last.decided = None
        # The message was about the place before.
        self.say("")
        self.show_subject()
        if self.has_class("listing") and self.focused is self.pane and self.pane.current is not None:
            self.outline.point_to(self.pane.current.id)

    @on(ArticlePane.Stepped)
    def _stepped(self, event: ArticlePane.Stepped) -> None:
        say_step(self, event.step, forward=event.forward, undecided=event.undecided, doubtful=event.doubtful)

    def _scrolled(self) -> None:
        """Analyse the visible part first, and record what was read."""
        self._analyse_from = self.pane.first_in_view
        self.record.record_view(self.pane)

    def _look_around(self) -> None:
        """Show changes by another window or program."""
        trouble = ""
        try:
            if self.session.changed_elsewhere():
                self.session.reload()
                self.show_changes(asked=False)
        except StoreError as error:
            trouble = str(error)
        # The same error is reported once.
        if trouble and trouble != self._trouble:
            self.warn(trouble)
        self._trouble = trouble

    # Other articles

    @property
    def read_status(self) -> "ReadStatus":
        """The reading states of the articles."""
        return self.record.states

    @cached_property
    def library_cache(self) -> "LibraryCache":
        """What the library read last."""
        from glossator.ui.screens.library import LibraryCache

        return LibraryCache()

    def open_article(self, uid: str | None) -> None:
        """Open another article at its last position; do nothing if `uid` is None."""
        if uid is None:
            return
        self.editor.hand_on()
        self.keep_position()
        try:
            self.session.open(uid)
        except StoreError as error:
            self.warn(str(error))
            return
        self.show_article()
        self._article_opened()

    def keep_position(self) -> None:
        """Store the position of the cursor and the reading state."""
        self.record.record_position(self.pane)

    def go_to(self, uid: str, offset: int | None, annotation: int | None = None) -> None:
        """Open an article if necessary, and go to an offset in it, and to the annotation with this id if it exists.

        Without an offset, open it at its last position.
        """
        if offset is None or uid != self.session.article.uid:
            self.open_article(uid)
        if offset is None or uid != self.session.article.uid:
            return
        self.pane.jump(offset)
        found = None if annotation is None else self.session.get(annotation)
        if found is not None:
            self.pane.go_to(found)

    def open_next(
        self, following: "Callable[[Sequence[LibraryEntry], str], LibraryEntry | None]", nothing: str
    ) -> None:
        """Open the article that `following` finds after the open one; show `nothing` if there is none."""
        from glossator.domain.library import with_states
        from glossator.store.queries.library import library

        states, after, workspace = self.read_status.states(), self.session.article.uid, self.session.workspace

        def look() -> None:
            worker = get_current_worker()
            try:
                found = following(with_states(workspace.ask(library), states), after)
            except StoreError as error:
                self.app.call_from_thread(self.warn, str(error))
                return
            if not worker.is_cancelled:
                self.post_message(NextFound(after, found.uid if found else None, nothing))

        self.run_worker(look, group=NEXT, description="next article", exit_on_error=False, exclusive=True, thread=True)

    @on(NextFound)
    def _next_found(self, event: NextFound) -> None:
        if event.uid is None:
            self.say(event.nothing)
        elif event.after == self.session.article.uid:
            self.open_article(event.uid)

    # The editor

    @on(Editor.Left)
    def back_to_article(self) -> None:
        """Focus the article, and show the annotation under the cursor."""
        self.session.end_sitting()
        self.whole_article = False
        self.remove_class("listing")
        # Only in a narrow window, because updating the styles repaints everything.
        self._side.remove_class("drawer", update=self.has_class("-narrow"))
        self.show_subject()
        self.set_focus(self.pane)

    def _open_drawer(self) -> None:
        """Show the side pane in a narrow window."""
        self._side.add_class("drawer", update=self.has_class("-narrow"))

    def show_editor(self, *, whole_article: bool) -> None:
        """Show the annotation under the cursor, or the article, in the editor."""
        self.last.decided = None
        self.whole_article = whole_article
        self.remove_class("listing")
        self._open_drawer()
        self.show_subject()

    def show_subject(self) -> None:
        """Show the annotation under the cursor, or the article, in the editor; in a narrow window in the status line.

        A hidden editor is not updated.
        """
        current = self.pane.current if self.has_class("-narrow") else None
        number, total = self.pane.stack
        stack = f" {number} of {total}" if total > 1 else ""
        disputed = " ≠" if current and current.disputed else ""
        self.status.here = f"{current.label or '–'} {current.status}{disputed}{stack}" if current else ""
        if self.has_class("listing") or (self.has_class("-narrow") and not self._side.has_class("drawer")):
            return
        annotation = None if self.whole_article else self.pane.current
        self._show_around(None)
        given = self.session.judgement(annotation)
        self.editor.show(EditTarget(self.session.article, annotation, self.pane.stack, given), self.session.colours)

    def _show_around(self, found: Around | None) -> None:
        """Show what is around the annotation in the editor; nothing until it was looked up, after a pause."""
        block = self.query_one("#around", Static)
        content = Content("") if found is None else found.content
        if block.content != content:
            # Its height does not depend on its content, so nothing is laid out again.
            block.update(content, layout=False)
        if found is None and self.has_class("-wide", "-tall"):
            if self._around_timer is not None:
                self._around_timer.stop()
            self._around_timer = self.set_timer(_PAUSE, self._look_up_around)

    def _look_up_around(self) -> None:
        target = self.editor.subject
        if target is not None:
            self._find_around(target)

    @work(thread=True, exclusive=True, group="around", exit_on_error=False, description="around")
    def _find_around(self, target: EditTarget) -> None:
        from glossator.ui.reader.around import around

        worker = get_current_worker()
        try:
            content = around(self.session.workspace, target)
        except StoreError:
            # The error is reported where the article is read.
            return
        if not worker.is_cancelled:
            self.post_message(Around(target, content))

    @on(Around)
    def _around_found(self, event: Around) -> None:
        if event.target == self.editor.subject:
            self._show_around(event)

    @on(Editor.TagChosen)
    async def _tag_chosen(self, event: Editor.TagChosen) -> None:
        await choose_tag(self, event.subject, event.path, present=event.present)

    @on(Editor.TagsPasted)
    async def _tags_pasted(self, event: Editor.TagsPasted) -> None:
        await paste_tags(self, event.subject, event.paths)

    @on(Editor.NoteWritten)
    async def _note_written(self, event: Editor.NoteWritten) -> None:
        await self.save_note(event.subject, event.text)

    def show_writer(self, state: WriterState | None = None) -> None:
        """Show the state of saving."""
        state = state or self.session.workspace.writer
        self.status.saving = SaveState(
            unsaved=self.editor.unsaved,
            pending=state.pending > 0,
            waiting=state.waiting,
            failed=bool(state.failed),
        )

    # The list of annotations

    @property
    def outline(self) -> "Outline":
        """The list, once it was asked for."""
        from glossator.ui.widgets.annotation_list import Outline

        return self.query_one(Outline)

    async def toggle_list(self) -> None:
        """List the annotations of the article, or show the editor again."""
        from glossator.ui.widgets.annotation_list import Outline

        if not self.query(Outline):
            await self._side.mount(Outline())
        self.toggle_class("listing")
        if self.has_class("listing"):
            self._open_drawer()
            self.show_outline()
            self.outline.take_keys()
        else:
            self.back_to_article()

    def show_outline(self, *, asked: bool = True) -> None:
        """List the annotations around the cursor."""
        self._list(self.session.article.id, self.outline.typed, self._near_cursor, asked)

    @property
    def _near_cursor(self) -> int:
        """The offset of the annotation under the cursor, or of the cursor, in code points."""
        current = self.pane.current
        return current.span.start if current and current.span else self.pane.offset_in_text

    @work(thread=True, exclusive=True, group=LISTING, exit_on_error=False, description="listing")
    def _list(self, article: int, typed: str, near: int, asked: bool) -> None:
        from glossator.ui.widgets.annotation_list import MOST

        worker = get_current_worker()
        try:
            listing = self.session.workspace.filtered_annotations(article, typed, near, MOST)
        except StoreError as error:
            self.app.call_from_thread(self.warn, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(AnnotationsListed(article, typed, listing, asked))

    @on(AnnotationsListed)
    def _listed(self, event: AnnotationsListed) -> None:
        if event.article != self.session.article.id or event.typed != self.outline.typed:
            return
        if self.outline.follows_cursor and not event.listing.covers(self._near_cursor):
            # The cursor has moved to another part of the article meanwhile.
            self.show_outline(asked=event.asked)
            return
        current = self.pane.current
        self.outline.show(event.listing, current.id if current else None, self._near_cursor, asked=event.asked)

    def _on_outline_asked(self, event: "Outline.Asked") -> None:
        self._list(self.session.article.id, event.typed, self._near_cursor if event.near is None else event.near, True)

    def _on_outline_left(self) -> None:
        self.back_to_article()

    def _on_outline_pointed(self, event: "Outline.Pointed") -> None:
        # The cursor follows the list while the list has the focus; otherwise the list follows the cursor.
        annotation = self.session.get(event.annotation) if event.chosen or self.outline.has_focus_within else None
        if annotation is not None and (event.chosen or not self._has_cursor(annotation)):
            said = "" if event.moved else self.status.said
            self.pane.go_to(annotation)
            self.say(said)
        if event.chosen:
            self.back_to_article()

    def _on_row_list_nothing_highlighted(self) -> None:
        self.say_nothing_highlighted()

    # Find

    @property
    def find_bar(self) -> "FindBar":
        """The find bar, once it was asked for."""
        from glossator.ui.widgets.find_bar import FindBar

        return self.query_one(FindBar)

    async def open_find_bar(self) -> None:
        """Open the find bar."""
        from glossator.ui.widgets.find_bar import FindBar

        self._find_from = self.pane.offset_in_text
        if not self.query(FindBar):
            await self.mount(FindBar(), after="#panes")
        self.find_bar.open()
        if self._find is None or self._find.hits is None:
            self.find_bar.ask()

    def go_to_hit(self, *, forward: bool) -> None:
        """Go to the next or previous hit of the search in the article."""
        offset = self.pane.offset_in_text
        if self._find is not None and self._find.hits is not None:
            hit = self._find.neighbour(offset, forward=forward)
            if hit is not None:
                self.pane.select(hit)
        elif self.query("FindBar") and self.find_bar.typed:
            # The same search in another article.
            self._find_from = offset
            self.find_bar.ask()
        else:
            self.say("No search in this article. Press / to find text.")

    def _on_find_bar_typed(self, event: "FindBar.Typed") -> None:
        from glossator.ui.reader.article_search import ArticleSearch

        self.passages = None
        if self._find is None:
            self._find = ArticleSearch(self.session.article.text)
        self._look(self._find, event.text, self._find_from, event.expression)

    @work(thread=True, exclusive=True, group=FINDING, exit_on_error=False, description="finding")
    def _look(self, search: "ArticleSearch", typed: str, start: int, expression: bool) -> None:
        worker = get_current_worker()
        search.look(typed, start, expression=expression, cancelled=lambda: worker.is_cancelled, post=self.post_message)

    def _on_search_finished(self, event: "SearchFinished") -> None:
        if self._find is None or not self._find.is_of(event):
            # The search was in another article.
            return
        self.find_bar.tell(event.said)
        if event.search is not self._find.hits:
            self._find.hits = event.search
            self.pane.show_hits(event.search)
        if event.hit is not None:
            self.pane.select(event.hit)

    def _on_find_bar_stepped(self, event: "FindBar.Stepped") -> None:
        self.go_to_hit(forward=event.forward)

    def _on_find_bar_left(self) -> None:
        self.set_focus(self.pane)

    # Analysis

    @property
    def analysis_runs(self) -> bool:
        """Whether more suggestions may come in the open article."""
        return any(work.group == RECOGNITION and not work.is_finished for work in self.workers)

    def analyse(self) -> None:
        """Analyse the open article with the recogniser for its language, unless that has analysed it."""
        self._recognise()

    @work(thread=True, exclusive=True, group=RECOGNITION, exit_on_error=False, description="recognition")
    def _recognise(self) -> None:
        from glossator.ner.postprocessing import enabled_rules
        from glossator.services.article_recognisers import preferences_of
        from glossator.ui.reader.analysis import recognise

        worker = get_current_worker()
        recognise(
            self.session.workspace,
            self.session.article,
            preferences_of(self.settings, self.model),
            tidying=enabled_rules(self.settings.tidying),
            focus=lambda: self._analyse_from,
            cancelled=lambda: worker.is_cancelled,
            post=self.post_message,
        )

    def _on_part_analysed(self, event: "PartAnalysed") -> None:
        if event.article != self.session.article.id:
            return
        if event.done == event.total > 0:
            from glossator.ner.recognisers import dropped_message

            self.status.machine = ""
            dropped = dropped_message(event.dropped)
            self.say(f"Added {counted(event.added, 'suggestion')}{dropped and f'; {dropped}'}.")
        else:
            self.status.machine = f"analysing {event.done} of {event.total}" if event.total else "loading the pipeline"
        if event.added:
            self.session.reload()
            self.show_changes(asked=False)

    def _on_only_lexicon(self, event: "OnlyLexicon") -> None:
        if event.article == self.session.article.id:
            self.inform(event.advice)

    def _on_not_recognised(self, event: "NotRecognised") -> None:
        if event.article == self.session.article.id:
            self.status.machine = "no pipeline"
            self.warn(event.reason)
