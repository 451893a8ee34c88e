"""The reader's screen: takes keys and messages, has acts done, and shows what has become of the article."""

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.binding import BindingType
from textual.widgets import Input, TextArea
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation, Status
from glossator.domain.codebook import tag_path
from glossator.state.reading_positions import ReadingPositions
from glossator.state.settings import Settings
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.text.normalise import normalise
from glossator.text.pluralize import counted
from glossator.ui.commands import COMMANDS, Command, Where, with_keys
from glossator.ui.screens.blocking_workers import RECOGNITION
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.reader.collecting import Collecting
from glossator.ui.screens.reader.linking import Linking
from glossator.ui.screens.reader.session import Session
from glossator.ui.widgets.bindings import bindings
from glossator.ui.widgets.edit_target import EditTarget
from glossator.ui.widgets.editor import Editor

if TYPE_CHECKING:
    from glossator.ui.screens.reader.recognising import NotRecognised, PartAnalysed

# Seconds that leaving waits for notes that were typed last.
_LEAVING: Final = 5.0
# Characters of an annotation in the message about its note, which comes at each pause and should fit everywhere.
_NOTED: Final = 24
_COMMANDS: Final = frozenset(command.id for command in COMMANDS)
# Commands whose keys do something else in the list of annotations: they filter it, and close it.
_OTHERWISE_IN_LIST: Final = frozenset(("find", "quit"))


class ReaderScreen(Collecting, Linking):
    """One article being read and annotated."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READER), *bindings(Where.EVERYWHERE)]

    def __init__(self, desk: Session, positions: ReadingPositions, settings: Settings, model: str) -> None:
        """Read what lies on `desk`; `model` names the pipeline, the default one where it is empty."""
        super().__init__(desk, positions, settings, model)
        self._reading_from = 0
        self._keeping: set[tuple[tuple[str, int], str]] = set()

    def on_mount(self) -> None:
        """Leave what can wait until the article is seen."""
        self.watch(self.pane, "scroll_y", self._read_on, init=False)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.desk.workspace.warm_up()
        self._recognise()

    def _read_on(self) -> None:
        """Have the machine go on with what is seen now."""
        self._reading_from = self.pane.first_in_view

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now.

        None does while the user types. Enter marks only in the article. In the list of annotations, / and q filter it
        and close it.
        """
        if action in _COMMANDS and isinstance(self.focused, Input | TextArea):
            return False
        if action in _OTHERWISE_IN_LIST and self.in_list:
            return False
        if action == "annotate":
            return self.focused in (self.pane, None)
        return super().check_action(action, parameters)

    # Tags and notes

    async def action_tag(self) -> None:
        """Tag the annotation."""
        if self.here() is not None:
            self._edit(whole_article=False)
            await self.editor.edit_tags(self.desk.tags())

    async def action_tag_article(self) -> None:
        """Tag the article."""
        self._edit(whole_article=True)
        await self.editor.edit_tags(self.desk.tags())

    def action_note(self) -> None:
        """Write the note of the annotation."""
        if self.here() is not None:
            self._edit(whole_article=False)
            self.editor.edit_note()

    def action_note_article(self) -> None:
        """Write the note of the article."""
        self._edit(whole_article=True)
        self.editor.edit_note()

    def _edit(self, *, whole_article: bool) -> None:
        self.forget_decided()
        self.whole_article = whole_article
        self.remove_class("listing")
        self.open_drawer()
        self.show_subject()

    @on(Editor.TagChosen)
    async def _tag_chosen(self, event: Editor.TagChosen) -> None:
        annotation = event.subject.annotation
        if annotation is None:
            act = operations.untag_article if event.present else operations.tag_article
            if await self.perform(act, self.desk.article.id, event.path):
                path = shortened(tag_path(event.path))
                self.say(f"Removed {path} from the article." if event.present else f"Tagged the article with {path}.")
            return

        async def tag(other: Annotation) -> None:
            await (self.untag if event.present else self.tag)(other, event.path)

        self.keep_in_mind(tag)
        await tag(annotation)

    @on(Editor.TagsPasted)
    async def _tags_pasted(self, event: Editor.TagsPasted) -> None:
        annotation = event.subject.annotation
        if annotation is None:
            done = await self.perform(operations.add_article_tags, self.desk.article.id, event.paths)
        else:
            done = await self.perform(operations.add_tags, annotation.id, event.paths)
        if done:
            there = len(event.paths) - done.result
            was = f" {there:,} pasted {'was' if there == 1 else 'were'} there already, or came twice." if there else ""
            self.say(f"{counted(done.result, 'tag')} added.{was}")

    @on(Editor.NoteWritten)
    async def _note_written(self, event: Editor.NoteWritten) -> None:
        # A note is handed on whenever one goes elsewhere; one that is on its way already need not go again.
        if (event.subject.key, event.text) not in self._keeping:
            await self.in_time(self._keep_note(event.subject, event.text))

    async def _keep_note(self, subject: EditTarget, text: str) -> None:
        """Keep a note, and show that it is kept."""
        kept = (subject.key, text)
        self._keeping.add(kept)
        try:
            other = await self.desk.keep_note(subject, normalise(text))
        except StoreError as error:
            self.tell(f"The note is not saved: {error}")
            return
        finally:
            self._keeping.discard(kept)
        if other:
            self.tell(f"{other} has written this note too; both texts are in it now, theirs first.")
        self.editor.saved(subject, text)
        self.show_changes()
        self.show_writer(self.desk.workspace.writer)
        about = subject.annotation and self.desk.get(subject.annotation.id)
        if about and about.status is Status.SUGGESTED:
            self.say(f"Noted; “{shortened(about.quote, _NOTED)}” is still a suggestion.")

    async def action_note_outside(self) -> None:
        """Write the note of what is under the cursor in an editor of one's own."""
        from glossator.ui.screens.external_editor import NotWritten, write_outside

        self._edit_here()
        subject, text = self.editor.subject, self.editor.note
        if subject is None:
            return
        try:
            text = write_outside(self.app, text)
        except NotWritten as error:
            self.tell(str(error))
        else:
            await self.in_time(self._keep_note(subject, text))
        self.back_to_article()

    def action_edit(self) -> None:
        """Go to the editor of what is under the cursor."""
        self._edit_here()
        self.editor.edit_note()

    def _edit_here(self) -> None:
        """Show what operations act on in the editor, or the whole article where that is nothing."""
        self._edit(whole_article=self.subject is None or self.here() is None)

    # The rest

    def action_key_help(self) -> None:
        """Show every key."""
        from glossator.ui.screens.key_help import KeyHelp

        self.app.push_screen(KeyHelp(with_keys(self.settings.keys)))

    async def action_quit(self) -> None:
        """Save what was typed last, and leave."""
        saving = [self.start(self._keep_note(subject, text)) for subject, text in self.editor.drafts]
        if saving:
            await asyncio.wait(saving, timeout=_LEAVING)
        self.keep_position()
        self.app.exit()

    def article_opened(self) -> None:
        """Have the machine read what it has not read of the article."""
        super().article_opened()
        self._recognise()

    async def run_command(self, command: Command) -> None:
        """Run a command that was chosen by name or by mouse, also while one types."""
        if isinstance(self.focused, Input | TextArea) or (self.in_list and command.id in _OTHERWISE_IN_LIST):
            self.editor.hand_on()
            self.back_to_article()
        await self.app.run_action(command.id, self.pane if command.where is Where.ARTICLE else self)

    async def action_run(self, id_: str) -> None:
        """Run the command that was clicked on."""
        await self.run_command(next(command for command in COMMANDS if command.id == id_))

    # Recognition

    @work(thread=True, exclusive=True, group=RECOGNITION, exit_on_error=False, description="recognition")
    def _recognise(self) -> None:
        from glossator.ner.postprocessing import enabled_rules
        from glossator.ui.screens.reader.recognising import recognise

        worker = get_current_worker()
        recognise(
            self.desk.workspace,
            self.desk.article,
            self.model,
            tidying=enabled_rules(self.settings.tidying),
            focus=lambda: self._reading_from,
            cancelled=lambda: worker.is_cancelled,
            post=self.post_message,
        )

    def _on_recognised(self, event: "PartAnalysed") -> None:
        if event.article != self.desk.article.id:
            return
        if event.done == event.total > 0:
            self.status.machine = ""
            self.say(f"{event.added} suggestions found.")
        else:
            self.status.machine = f"reading {event.done} of {event.total}" if event.total else "loading the pipeline"
        if event.added:
            self.desk.reload()
            self.show_changes(asked=False)

    def _on_not_recognised(self, event: "NotRecognised") -> None:
        if event.article == self.desk.article.id:
            self.status.machine = "no pipeline"
            self.tell(event.reason)
