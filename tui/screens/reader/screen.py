"""The reader's screen: takes keys and messages, has acts done, and shows what has become of the article."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Final, Generic, ParamSpec, TypeVar

from textual import on, work
from textual.binding import BindingType
from textual.widgets import Input, TextArea
from textual.worker import get_current_worker

from tui.commands import COMMANDS, Command, Where, with_keys
from tui.model.anchor import BadSpan, anchor
from tui.model.annotation import Annotation, Origin
from tui.model.codebook import BadTag
from tui.model.text import normalise
from tui.positions import Positions
from tui.screens.chooser import Chooser
from tui.screens.key_help import KeyHelp
from tui.screens.reader.choices import label_choices, shortened
from tui.screens.reader.desk import Desk
from tui.screens.reader.going import Going
from tui.screens.reader.recognising import NotRecognised, Recognised, recognise
from tui.settings import Settings
from tui.store import acts, history
from tui.store.errors import StoreError
from tui.widgets.article import ArticlePane
from tui.widgets.bindings import bindings
from tui.widgets.editor import Editor
from tui.widgets.subject import Subject

if TYPE_CHECKING:
    from tui.store.history import Recorder

P = ParamSpec("P")
T = TypeVar("T")
# Seconds that leaving waits for notes that were typed last.
_LEAVING: Final = 5.0
_COMMANDS: Final = frozenset(command.id for command in COMMANDS)
# Seconds that keys wait for an act, so that those typed ahead find things as the act leaves them.
_GRACE: Final = 0.3


@dataclass(frozen=True)
class _Done(Generic[T]):
    """An act that was done, and what came of it."""

    result: T


class Reader(Going):
    """One article being read and annotated."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READER), *bindings(Where.EVERYWHERE)]

    def __init__(self, desk: Desk, positions: Positions, settings: Settings, model: str) -> None:
        """Read what lies on `desk`; `model` names the pipeline, the default one where it is empty."""
        super().__init__(desk, positions, settings.measure)
        self._settings = settings
        self._model = model
        self._reading_from = 0
        self._going_on: set[asyncio.Task[Any]] = set()

    def on_mount(self) -> None:
        """Leave what can wait until the article is seen."""
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.desk.workspace.warm_up()
        self._recognise()

    @on(ArticlePane.Moved)
    def _read_on(self) -> None:
        self._reading_from = self.pane.first_in_view

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether a key may act now: none does while one types, and Enter marks only in the article."""
        if action in _COMMANDS and isinstance(self.focused, Input | TextArea):
            return False
        if action == "annotate":
            return self.focused in (self.pane, None)
        return super().check_action(action, parameters)

    # Acts

    async def _perform(
        self, act: "Callable[Concatenate[Recorder, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> _Done[T] | None:
        """Have an act done and show what has become of the article; say so when it could not be done.

        Return None when it was not done, or is not done yet because another program writes; keys do not wait for that.
        """

        async def performing() -> _Done[T] | None:
            try:
                result = await self.desk.perform(act, *args, **kwargs)
            except (StoreError, BadTag) as error:
                self.tell(str(error))
                return None
            self.show_changes()
            return _Done(result)

        self.say("")
        return await self._in_time(performing())

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return what `work` returns; or None when it takes longer than a moment, and then it is left to itself."""
        task = self._start(work)
        await asyncio.wait({task}, timeout=_GRACE)
        return task.result() if task.done() else None

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Have `work` done, whoever waits for it."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return task

    def _here(self) -> Annotation | None:
        current = self.pane.current
        if current is None:
            self.say("No annotation here; enter marks this word, ] goes to the next.")
        return current

    async def action_accept(self) -> None:
        """Accept and go on."""
        await self._decide(acts.accept)

    async def action_reject(self) -> None:
        """Reject and go on."""
        await self._decide(acts.reject)

    async def _decide(self, act: "Callable[[Recorder, Sequence[int]], None]") -> None:
        current = self._here()
        if current is None:
            return
        if await self._perform(act, [current.id]) and not self.pane.go_to_neighbour(forward=True, undecided=True):
            self.say("All decided.")

    async def action_delete(self) -> None:
        """Delete what an analyst made; reject what a machine made."""
        await self._delete()

    async def _delete(self) -> None:
        current = self._here()
        if current is None:
            return
        if current.origin in (Origin.MODEL, Origin.LEXICON):
            if await self._perform(acts.reject, [current.id]):
                self.say("Rejected: a suggestion stays, so that it is not made again.")
        else:
            await self._perform(acts.delete, current.id)

    def action_relabel(self) -> None:
        """Choose another label."""
        current = self._here()
        if current is None:
            return

        async def relabel(label: str | None) -> None:
            if label is not None:
                await self._perform(acts.relabel, current.id, label or None)

        self._choose_label(current.quote, current.label or "", relabel)

    def action_annotate(self) -> None:
        """Choose a label for the selection, or for the word here."""
        span = self.pane.marked_span
        if span is None:
            self.say("There is no word here to mark.")
            return
        try:
            place = anchor(self.desk.article.text, span, self.pane.paragraph_starts)
        except BadSpan as error:
            self.tell(str(error))
            return

        async def annotate(label: str | None) -> None:
            if label is None:
                return
            made = await self._perform(acts.annotate, self.desk.article.id, place, label or None)
            annotation = self.desk.get(made.result) if made else None
            if annotation is not None:
                self.pane.go_to(annotation)

        self._choose_label(place.quote, "", annotate)

    def _choose_label(self, quote: str, now: str, then: Callable[[str | None], Awaitable[None]]) -> None:
        self.app.push_screen(Chooser(f"“{shortened(quote)}” is", label_choices(self.desk.labels), now), then)

    async def action_undo(self) -> None:
        """Take back one's last act."""
        await self._turn(history.undo, "Took back")

    async def action_redo(self) -> None:
        """Do again what was taken back."""
        await self._turn(history.redo, "Did again")

    async def _turn(self, act: "Callable[[Recorder], history.TakenBack]", word: str) -> None:
        turned = await self._perform(act)
        if turned is None:
            return
        done = turned.result
        self.say(f"{word}: {done.act}{f' “{shortened(done.quote)}”' if done.quote else ''}")
        changed = [subject.partition(":") for subject in done.subjects]
        for table, _, key in changed:
            annotation = self.desk.get(int(key)) if table == "annotations" else None
            if annotation is not None:
                self.pane.go_to(annotation)
                return

    # Tags and notes

    def action_tag(self) -> None:
        """Tag the annotation."""
        if self._here() is not None:
            self._edit(whole_article=False)
            self.editor.edit_tags(self.desk.tags())

    def action_tag_article(self) -> None:
        """Tag the article."""
        self._edit(whole_article=True)
        self.editor.edit_tags(self.desk.tags())

    def action_note(self) -> None:
        """Write the note of the annotation."""
        if self._here() is not None:
            self._edit(whole_article=False)
            self.editor.edit_note()

    def action_note_article(self) -> None:
        """Write the note of the article."""
        self._edit(whole_article=True)
        self.editor.edit_note()

    def _edit(self, *, whole_article: bool) -> None:
        self.whole_article = whole_article
        self.remove_class("listing")
        self.add_class("drawer")
        self.show_subject()

    @on(Editor.TagChosen)
    async def _tag_chosen(self, event: Editor.TagChosen) -> None:
        annotation = event.subject.annotation
        if annotation is None:
            act = acts.untag_article if event.present else acts.tag_article
            await self._perform(act, self.desk.article.id, event.path)
        else:
            await self._perform(acts.untag if event.present else acts.tag, annotation.id, event.path)

    @on(Editor.NoteWritten)
    async def _note_written(self, event: Editor.NoteWritten) -> None:
        await self._in_time(self._keep_note(event.subject, event.text))

    async def _keep_note(self, subject: Subject, text: str) -> None:
        """Keep a note, and show that it is kept."""
        try:
            await self.desk.keep_note(subject, normalise(text))
        except StoreError as error:
            self.tell(f"The note is not saved: {error}")
            return
        self.editor.saved(subject, text)
        self.show_changes()
        self.show_writer(self.desk.workspace.writer)

    def action_edit(self) -> None:
        """Go to the editor of what is under the cursor."""
        self._edit(whole_article=self.pane.current is None)
        self.editor.edit_note()

    # The rest

    def action_key_help(self) -> None:
        """Show every key."""
        self.app.push_screen(KeyHelp(with_keys(self._settings.keys)))

    async def action_quit(self) -> None:
        """Save what was typed last, and leave."""
        saving = [self._start(self._keep_note(subject, text)) for subject, text in self.editor.drafts]
        if saving:
            await asyncio.wait(saving, timeout=_LEAVING)
        self.keep_position()
        self.app.exit(self.editor.drafts)

    def article_opened(self) -> None:
        """Have the machine read what it has not read of the article."""
        self._recognise()

    async def run_command(self, command: Command) -> None:
        """Run a command that was chosen by name or by mouse, also while one types."""
        if isinstance(self.focused, Input | TextArea):
            self.editor.hand_on()
            self.back_to_article()
        await self.app.run_action(command.id, self.pane if command.where is Where.ARTICLE else self)

    async def action_run(self, id_: str) -> None:
        """Run the command that was clicked on."""
        await self.run_command(next(command for command in COMMANDS if command.id == id_))

    # Recognition

    @work(thread=True, exclusive=True, group="recognition", exit_on_error=False, description="recognition")
    def _recognise(self) -> None:
        worker = get_current_worker()
        recognise(
            self.desk.workspace,
            self.desk.article,
            self._model,
            focus=lambda: self._reading_from,
            cancelled=lambda: worker.is_cancelled,
            post=self.post_message,
        )

    @on(Recognised)
    def _recognised(self, event: Recognised) -> None:
        if event.article != self.desk.article.id:
            return
        if event.done == event.total > 0:
            self.status.machine = ""
            self.say(f"{event.added} suggestions found.")
        else:
            self.status.machine = f"reading {event.done} of {event.total}" if event.total else "loading the pipeline"
        if event.added:
            self.desk.reload()
            self.show_changes()

    @on(NotRecognised)
    def _not_recognised(self, event: NotRecognised) -> None:
        if event.article == self.desk.article.id:
            self.status.machine = "no pipeline"
            self.tell(event.reason)
