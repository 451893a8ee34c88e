"""Commands for all articles: library, search, import, export, and the next unread or undecided article."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.worker import get_current_worker

from glossator.state.locations import state_folder
from glossator.state.reading_positions import ReadingPositions
from glossator.state.settings import Settings
from glossator.store.errors import StoreError
from glossator.store.queries.visibility import newest_version
from glossator.ui.input_queue import NEXT
from glossator.ui.screens.reader.coding import Coding
from glossator.ui.screens.reader.session import Session

if TYPE_CHECKING:
    from glossator.domain.library import LibraryEntry, ReadingState
    from glossator.state.read_status import ReadStatus
    from glossator.ui.screens.library import LibraryCache


@dataclass
class NextFound(Message):
    """The article to open after `after`; if `uid` is None there is none, and `nothing` is the message."""

    after: str
    uid: str | None
    nothing: str


class Collecting(Coding):
    """The reader's commands for all articles, and its record of reading states."""

    def __init__(self, desk: Session, positions: ReadingPositions, settings: Settings, model: str) -> None:
        """Show the article of `desk`; `model` is the name of the pipeline, the default one if empty."""
        super().__init__(desk, positions, settings.measure)
        self.settings = settings
        self.model = model

    def on_mount(self) -> None:
        """Record reading states from the first frame on."""
        self.call_after_refresh(self._opened)
        self.watch(self.pane, "scroll_y", self._look_for_end, init=False)

    @cached_property
    def states(self) -> "ReadStatus":
        """The reading states of the articles."""
        from glossator.state.read_status import ReadStatus

        return ReadStatus(state_folder(), self.desk.workspace.path, monotonic)

    @cached_property
    def _shelf(self) -> "LibraryCache":
        """What the library read last."""
        from glossator.ui.screens.library import LibraryCache

        return LibraryCache()

    def _opened(self) -> None:
        here = self.desk.article.uid
        self.states.record_opening(here)
        # The error is reported where the article is read.
        with suppress(StoreError):
            if self.desk.workspace.ask(newest_version, here) != here:
                self.say("This article is superseded by a newer version. Press P to find it in the library.")

    def article_opened(self) -> None:
        """Record that the article was opened."""
        self._opened()

    def _look_for_end(self) -> None:
        article = self.desk.article
        if not article.uid:
            return
        self.states.record_view(
            article.uid, len(article.text), end_in_view=self.pane.in_view[1] >= len(article.text.rstrip())
        )

    def keep_position(self) -> None:
        """Store the position of the cursor and the reading state."""
        super().keep_position()
        self._look_for_end()

    def action_library(self) -> None:
        """Show the library, and open the chosen article."""
        from glossator.ner.postprocessing import enabled_rules
        from glossator.ui.screens.library import LibraryPage

        self.keep_position()
        page = LibraryPage(
            self.desk.workspace,
            self.perform,
            self.states,
            self.desk.article.uid,
            model=self.model,
            tidying=enabled_rules(self.settings.tidying),
            export=self._export,
            bring_in=self._bring_in,
            shelf=self._shelf,
            selected=(self.desk.article.uid, self.pane.marked_span) if self.pane.marked_span else None,
        )
        self.app.push_screen(page, self._go)

    def _go(self, place: tuple[str, int | None] | None) -> None:
        if place is None:
            return
        uid, offset = place
        if offset is None:
            self.open_article(uid)
        else:
            self.go_to_place(uid, offset)

    def action_search(self) -> None:
        """Search all articles, and go to the chosen hit."""
        from glossator.ui.screens.search import SearchPage

        self.app.push_screen(SearchPage(self.desk.workspace, self.perform), self._go)

    def action_import_files(self) -> None:
        """Ask for files, a folder or an address, and import them."""
        self._bring_in(self._go)

    def _bring_in(self, then: "Callable[[tuple[str, int | None] | None], None]") -> None:
        from glossator.ui.screens.importing import ask_what_to_import

        ask_what_to_import(self.app, self.desk.workspace, then)

    def action_export(self) -> None:
        """Export annotations of all articles."""
        self._export(())

    def _export(self, articles: Sequence[str]) -> None:
        from glossator.ui.screens.export import ExportPage

        self.app.push_screen(ExportPage(self.desk.workspace, self.settings.profiles, articles))

    def action_next_unread(self) -> None:
        """Open the next unread article."""
        from glossator.domain.library import next_unread

        self._look_for_next(next_unread, self.states.states(), self.desk.article.uid, "No other unread article.")

    def action_next_to_decide(self) -> None:
        """Open the next article with suggestions."""
        from glossator.domain.library import next_undecided

        nothing = "No other article with suggestions."
        self._look_for_next(next_undecided, self.states.states(), self.desk.article.uid, nothing)

    @work(thread=True, exclusive=True, group=NEXT, exit_on_error=False, description="next article")
    def _look_for_next(
        self,
        following: "Callable[[Sequence[LibraryEntry], str], LibraryEntry | None]",
        kept: "Mapping[str, ReadingState]",
        after: str,
        nothing: str,
    ) -> None:
        from glossator.domain.library import with_states
        from glossator.store.queries.library import library

        worker = get_current_worker()
        try:
            found = following(with_states(self.desk.workspace.ask(library), kept), after)
        except StoreError as error:
            self.app.call_from_thread(self.tell, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(NextFound(after, found.uid if found else None, nothing))

    @on(NextFound)
    def _next_found(self, event: NextFound) -> None:
        if event.uid is None:
            self.say(event.nothing)
        elif event.after == self.desk.article.uid:
            self.open_article(event.uid)
