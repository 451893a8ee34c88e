"""The reader's screen: bindings, tags and notes, key help, quitting, and analysis."""

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
from glossator.ui.commands import COMMANDS, Command, Where, bindings, with_keys
from glossator.ui.input_queue import RECOGNITION
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.reader.collecting import Collecting
from glossator.ui.screens.reader.linking import Linking
from glossator.ui.screens.reader.session import Session
from glossator.ui.widgets.editor import Editor, EditTarget

if TYPE_CHECKING:
    from glossator.ui.screens.reader.recognising import NotRecognised, PartAnalysed

# Seconds that quitting waits for unsaved notes.
_LEAVING: Final = 5.0
# Characters of an annotation in the message about its note, which should fit in a narrow window.
_NOTED: Final = 24
_COMMANDS: Final = frozenset(command.id for command in COMMANDS)
# Commands whose keys filter and close the list of annotations while it has the focus.
_OTHERWISE_IN_LIST: Final = frozenset(("find", "quit"))


class ReaderScreen(Collecting, Linking):
    """The screen on which an article is read and annotated."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.READER), *bindings(Where.EVERYWHERE)]

    def __init__(self, desk: Session, positions: ReadingPositions, settings: Settings, model: str) -> None:
        """Show the article of `desk`; `model` is the name of the pipeline, the default one if empty."""
        super().__init__(desk, positions, settings, model)
        self._reading_from = 0
        self._keeping: set[tuple[tuple[str, int], str]] = set()

    def on_mount(self) -> None:
        """Start the analysis after the first frame."""
        self.watch(self.pane, "scroll_y", self._read_on, init=False)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        self.desk.workspace.warm_up()
        self._recognise()

    def _read_on(self) -> None:
        """Analyse the visible part first."""
        self._reading_from = self.pane.first_in_view

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key may act now.

        No command does in a text field. Enter marks only in the article. In the list of annotations, / and q filter and
        close it.
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
        """Edit the note of the annotation."""
        if self.here() is not None:
            self._edit(whole_article=False)
            self.editor.edit_note()

    def action_note_article(self) -> None:
        """Edit the note of the article."""
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
            skipped = f" Skipped {counted(there, 'duplicate')}." if there else ""
            self.say(f"Added {counted(done.result, 'tag')}.{skipped}")

    @on(Editor.NoteWritten)
    async def _note_written(self, event: Editor.NoteWritten) -> None:
        # The editor posts unsaved notes repeatedly; one that is being saved is not saved again.
        if (event.subject.key, event.text) not in self._keeping:
            await self.in_time(self._keep_note(event.subject, event.text))

    async def _keep_note(self, subject: EditTarget, text: str) -> None:
        """Save a note, and show that it is saved."""
        kept = (subject.key, text)
        self._keeping.add(kept)
        try:
            other = await self.desk.keep_note(subject, normalise(text))
        except StoreError as error:
            self.tell(f"The note was not saved. {error}")
            return
        finally:
            self._keeping.discard(kept)
        if other:
            self.tell(f"{other} has changed this note, too. It now contains both texts, theirs first.")
        self.editor.saved(subject, text)
        self.show_changes()
        self.show_writer(self.desk.workspace.writer)
        about = subject.annotation and self.desk.get(subject.annotation.id)
        if about and about.status is Status.SUGGESTED:
            self.say(f"Saved the note; “{shortened(about.quote, _NOTED)}” is still a suggestion.")

    async def action_note_outside(self) -> None:
        """Edit the note in the external editor."""
        from glossator.ui.screens.external_editor import EditorFailed, edit_externally

        self._edit_here()
        subject, text = self.editor.subject, self.editor.note
        if subject is None:
            return
        try:
            text = edit_externally(self.app, text)
        except EditorFailed as error:
            self.tell(str(error))
        else:
            await self.in_time(self._keep_note(subject, text))
        self.back_to_article()

    def action_edit(self) -> None:
        """Focus the editor of the annotation under the cursor."""
        self._edit_here()
        self.editor.edit_note()

    def _edit_here(self) -> None:
        """Show the annotation that operations act on in the editor, or the article if there is none."""
        self._edit(whole_article=self.subject is None or self.here() is None)

    # Other commands

    def action_key_help(self) -> None:
        """Show all keys."""
        from glossator.ui.screens.key_help import KeyHelp

        self.app.push_screen(KeyHelp(with_keys(self.settings.keys)))

    async def action_quit(self) -> None:
        """Save what was typed, and exit."""
        saving = [self.start(self._keep_note(subject, text)) for subject, text in self.editor.drafts]
        if saving:
            await asyncio.wait(saving, timeout=_LEAVING)
        self.keep_position()
        self.app.exit()

    def article_opened(self) -> None:
        """Analyse the article that was opened."""
        super().article_opened()
        self._recognise()

    async def run_command(self, command: Command) -> None:
        """Run a command from the palette or by mouse, also while a text field has the focus."""
        if isinstance(self.focused, Input | TextArea) or (self.in_list and command.id in _OTHERWISE_IN_LIST):
            self.editor.hand_on()
            self.back_to_article()
        await self.app.run_action(command.id, self.pane if command.where is Where.ARTICLE else self)

    async def action_run(self, id_: str) -> None:
        """Run the command that was clicked."""
        await self.run_command(next(command for command in COMMANDS if command.id == id_))

    # Analysis

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

    def _on_part_analysed(self, event: "PartAnalysed") -> None:
        if event.article != self.desk.article.id:
            return
        if event.done == event.total > 0:
            self.status.machine = ""
            self.say(f"Added {counted(event.added, 'suggestion')}.")
        else:
            self.status.machine = f"analysing {event.done} of {event.total}" if event.total else "loading the pipeline"
        if event.added:
            self.desk.reload()
            self.show_changes(asked=False)

    def _on_not_recognised(self, event: "NotRecognised") -> None:
        if event.article == self.desk.article.id:
            self.status.machine = "no pipeline"
            self.tell(event.reason)
