"""From one article to the corpus: the library, and the next article that wants something."""

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
from glossator.ui.screens.blocking_workers import NEXT
from glossator.ui.screens.reader.coding import Coding
from glossator.ui.screens.reader.session import Session

if TYPE_CHECKING:
    from glossator.domain.library import LibraryEntry, ReadingState
    from glossator.state.read_status import ReadStatus
    from glossator.ui.screens.library import Shelf


@dataclass
class NextFound(Message):
    """Which article comes after `after`; `uid` is None where there is none, and `nothing` says so."""

    after: str
    uid: str | None
    nothing: str


class Collecting(Coding):
    """A page that one goes to other articles from, and that remembers how far each was read."""

    def __init__(self, desk: Session, positions: ReadingPositions, settings: Settings, model: str) -> None:
        """Read what lies on `desk`; `model` names the pipeline, the default one where it is empty."""
        super().__init__(desk, positions, settings.measure)
        self.settings = settings
        self.model = model

    def on_mount(self) -> None:
        """Remember what is read, once the article is seen."""
        self.call_after_refresh(self._opened)
        self.watch(self.pane, "scroll_y", self._look_for_end, init=False)

    @cached_property
    def states(self) -> "ReadStatus":
        """How far each article was read."""
        from glossator.state.read_status import ReadStatus

        return ReadStatus(state_folder(), self.desk.workspace.path, monotonic)

    @cached_property
    def _shelf(self) -> "Shelf":
        """What the library has listed last."""
        from glossator.ui.screens.library import Shelf

        return Shelf()

    def _opened(self) -> None:
        here = self.desk.article.uid
        self.states.record_opening(here)
        # Who shows the article tells of a workspace that cannot be read.
        with suppress(StoreError):
            if self.desk.workspace.ask(newest_version, here) != here:
                self.say("A newer version has taken the place of this one, which counts nowhere; P lists it.")

    def article_opened(self) -> None:
        """Remember that it was opened."""
        self._opened()

    def _look_for_end(self) -> None:
        article = self.desk.article
        if not article.uid:
            return
        self.states.record_view(
            article.uid, len(article.text), end_in_view=self.pane.in_view[1] >= len(article.text.rstrip())
        )

    def keep_position(self) -> None:
        """Remember the place of the cursor, and whether the article is read."""
        super().keep_position()
        self._look_for_end()

    def action_library(self) -> None:
        """Show every article, and open the one that is chosen."""
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
        """Search the whole workspace, and go to what is chosen."""
        from glossator.ui.screens.search import SearchPage

        self.app.push_screen(SearchPage(self.desk.workspace, self.perform), self._go)

    def action_import_files(self) -> None:
        """Ask for files, a folder or an address, and import that."""
        self._bring_in(self._go)

    def _bring_in(self, then: "Callable[[tuple[str, int | None] | None], None]") -> None:
        from glossator.ui.screens.importing import ask_what_to_import

        ask_what_to_import(self.app, self.desk.workspace, then)

    def action_export(self) -> None:
        """Write results of all articles to a file."""
        self._export(())

    def _export(self, articles: Sequence[str]) -> None:
        from glossator.ui.screens.export import ExportPage

        self.app.push_screen(ExportPage(self.desk.workspace, self.settings.profiles, articles))

    def action_next_unread(self) -> None:
        """Open the next article that was never opened."""
        from glossator.domain.library import next_unread

        self._look_for_next(next_unread, self.states.states(), self.desk.article.uid, "No other article is unread.")

    def action_next_to_decide(self) -> None:
        """Open the next article with suggestions that nobody has decided on."""
        from glossator.domain.library import next_undecided

        nothing = "No other article has anything to decide on."
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
