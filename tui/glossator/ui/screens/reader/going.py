"""Commands for navigation: find, marks, copy, the list of annotations, other articles."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.worker import get_current_worker

from glossator.domain.annotation import Annotation
from glossator.domain.article import citation
from glossator.state.reading_positions import ReadingPositions
from glossator.store.errors import StoreError
from glossator.terminal.clipboard import copy
from glossator.text.paragraphs import paragraph_number
from glossator.text.span import Span
from glossator.ui.input_queue import FINDING
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.reader.page import Page
from glossator.ui.screens.reader.session import Session
from glossator.ui.widgets.editor import Editor

if TYPE_CHECKING:
    from glossator.matching.candidates import MarkedSpans
    from glossator.text.find import Finder, Search
    from glossator.ui.screens.reader.looking import SearchFinished
    from glossator.ui.widgets.annotation_list import Outline
    from glossator.ui.widgets.find_bar import FindBar


class Going(Page):
    """A page that one can go about in, and leave for another.

    Messages of what is not there at first are handled by name, because the first frame does not wait for its imports.
    """

    def __init__(self, desk: Session, positions: ReadingPositions, measure: int) -> None:
        """Show the article of `desk` at its last position; `measure` is the maximum line width, in cells."""
        super().__init__(desk, positions, measure)
        self._looking_from = 0
        self._finder: Finder | None = None
        self._search: Search | None = None

    def article_opened(self) -> None:
        """React to another article."""

    @on(Editor.Left)
    def back_to_article(self) -> None:
        """Focus the article, and show the annotation under the cursor."""
        self.desk.end_sitting()
        self.whole_article = False
        self.remove_class("listing")
        self.close_drawer()
        self.show_subject()
        self.set_focus(self.pane)

    def _on_outline_left(self) -> None:
        self.back_to_article()

    async def action_list(self) -> None:
        """List the annotations of the article, or show the editor again."""
        outline = await self.make_outline()
        self.toggle_class("listing")
        if self.has_class("listing"):
            self.open_drawer()
            self.show_outline()
            outline.take_keys()
        else:
            self.back_to_article()

    def _on_outline_pointed(self, event: "Outline.Pointed") -> None:
        # The cursor follows the list while the list has the focus; otherwise the list follows the cursor.
        annotation = self.desk.get(event.annotation) if event.chosen or self.outline.has_focus_within else None
        if annotation is not None and (event.chosen or not self.has_cursor(annotation)):
            said = "" if event.moved else self.status.said
            self.pane.go_to(annotation)
            self.say(said)
        if event.chosen:
            self.back_to_article()

    def has_cursor(self, annotation: Annotation) -> bool:
        """Return whether the cursor is on an annotation."""
        return self.pane.current is not None and self.pane.current.id == annotation.id

    def _on_row_list_nothing_highlighted(self) -> None:
        self.say_that_nothing_is_highlighted()

    def say_that_nothing_is_highlighted(self) -> None:
        """Show why an operation on the list does nothing."""
        if not self.outline.rows.seen:
            self.say("The list has changed, and another annotation is highlighted. Press the key again to act on it.")
        elif self.outline.typed:
            self.say("Nothing is highlighted. Press Escape to clear the filter.")
        else:
            self.say("Nothing is highlighted: there are no annotations. Press q to go back to the article.")

    def action_open_article(self) -> None:
        """Choose another article."""
        from glossator.ui.screens.choices import article_choices
        from glossator.ui.screens.chooser import Chooser

        articles = article_choices(self.desk.articles())
        self.app.push_screen(Chooser("Open an article", articles, self.desk.article.uid), self.open_article)

    def go_to_place(self, uid: str, offset: int) -> None:
        """Go to an offset of an article; open the article if necessary."""
        if uid != self.desk.article.uid:
            self.open_article(uid)
        if uid == self.desk.article.uid:
            self.pane.jump(offset)

    def go_to_mention(self, uid: str, offset: int, annotation: int | None) -> None:
        """Go to an offset of an article, and to the annotation with this id if it exists."""
        self.go_to_place(uid, offset)
        found = None if annotation is None else self.desk.get(annotation)
        if found is not None:
            self.pane.go_to(found)

    def action_set_mark(self) -> None:
        """Remember this place under the letter pressed next."""
        self._ask_for_letter("Set mark: press a letter.", self.pane.set_mark)

    def action_go_to_mark(self) -> None:
        """Go to the place remembered under the letter pressed next."""

        def go(letter: str) -> None:
            if not self.pane.go_to_mark(letter):
                self.say(f"No mark “{letter}” in this article. Press m and a letter to set one.")

        self._ask_for_letter("Go to mark: press its letter.", go)

    def _ask_for_letter(self, sentence: str, then: Callable[[str], None]) -> None:
        def take(letter: str | None) -> None:
            self.say("")
            if letter is not None and letter.isprintable():
                then(letter)

        self.app.push_screen(KeyPrompt(sentence), take)

    def action_copy(self) -> None:
        """Copy the selection, the annotation or the word under the cursor, with its source."""
        if self.in_list and self.subject is None:
            self.say_that_nothing_is_highlighted()
            return
        selected = None if self.in_list else self.pane.selection
        span = selected or (self.subject.span if self.subject else None) or self.pane.marked_span
        if span is None:
            self.say("Nothing here to copy.")
            return
        article = self.desk.article
        paragraph = paragraph_number(self.pane.paragraph_starts, span.start)
        try:
            how = copy(self.app, citation(article, span.of(article.text), paragraph))
        except ValueError as error:
            self.tell(str(error))
        else:
            self.say(f"Copied with its source, {how}.")

    # Find

    def show_article(self) -> None:
        """Show the open article, without the hits of the previous one."""
        self.workers.cancel_group(self, FINDING)
        self._finder = self._search = None
        if self.query("FindBar"):
            self.find_bar.tell("")
        super().show_article()

    async def action_find(self) -> None:
        """Open the find bar."""
        self._looking_from = self.pane.offset_in_text
        bar = await self.make_find_bar()
        bar.open()
        if self._search is None:
            bar.ask()

    def _on_find_bar_typed(self, event: "FindBar.Typed") -> None:
        from glossator.services.regex_worker import ExpressionFinder
        from glossator.text.find import Finder

        if self._finder is None or self._finder.text is not self.desk.article.text:
            text = self.desk.article.text
            self._finder = Finder(text, ExpressionFinder(text).find)
        self._look(self._finder, event.text, event.expression)

    @work(thread=True, exclusive=True, group=FINDING, exit_on_error=False, description="finding")
    def _look(self, finder: "Finder", typed: str, expression: bool) -> None:
        from glossator.ui.screens.reader.looking import SearchFinished, counted, look

        worker = get_current_worker()
        found = look(
            finder, typed, expression=expression, offset=self._looking_from, cancelled=lambda: worker.is_cancelled
        )
        if worker.is_cancelled:
            return
        self.post_message(found)
        if found.hit is not None and found.search is not None:
            said = counted(found.search)
            if not worker.is_cancelled:
                self.post_message(SearchFinished(finder, found.search, None, said))

    def _on_search_finished(self, event: "SearchFinished") -> None:
        if event.finder is not self._finder:
            # The search was in another article.
            return
        self.find_bar.tell(event.said)
        if event.search is not self._search:
            self._search = event.search
            self.pane.show_hits(event.search)
        if event.hit is not None:
            self.pane.select(event.hit)

    def _on_find_bar_stepped(self, event: "FindBar.Stepped") -> None:
        self._step(forward=event.forward)

    def _on_find_bar_left(self) -> None:
        self.set_focus(self.pane)

    def action_next_hit(self) -> None:
        """Go to the next hit."""
        self._step(forward=True)

    def action_previous_hit(self) -> None:
        """Go to the previous hit."""
        self._step(forward=False)

    def _step(self, *, forward: bool) -> None:
        if self._search is None and self.query("FindBar") and self.find_bar.typed:
            # The same search in another article.
            self._looking_from = self.pane.offset_in_text
            self.find_bar.ask()
            return
        if self._search is None:
            self.say("No search in this article. Press / to find text.")
            return
        offset = self.pane.offset_in_text
        hit = self._search.after(offset + 1) if forward else self._search.before(offset)
        if hit is not None:
            self.pane.select(hit)

    # Unmarked names

    def action_next_unmarked(self) -> None:
        """Select the next unmarked name or number."""
        from glossator.matching.candidates import next_unmarked

        self._go_to_unmarked(next_unmarked)

    def action_previous_unmarked(self) -> None:
        """Select the previous unmarked name or number."""
        from glossator.matching.candidates import previous_unmarked

        self._go_to_unmarked(previous_unmarked)

    def _go_to_unmarked(self, step: "Callable[[str, int, MarkedSpans], Span | None]") -> None:
        """Go on by as many unmarked names as the count, and select the last; stay if there is none."""
        text, offset, found = self.desk.article.text, self.pane.offset_in_text, None
        for _ in range(self.pane.take_count()):
            following = step(text, offset, self._marked_between)
            if following is None:
                break
            offset, found = following.start, following
        if found is None:
            self.say("No more unmarked names nearby.")
        else:
            self.pane.select(found)

    def _marked_between(self, start: int, end: int) -> list[Span]:
        return [one.span for one in self.desk.between(start, end) if one.span is not None]

    def action_next_article(self) -> None:
        """Open the next article."""
        self._open_neighbour(1)

    def action_previous_article(self) -> None:
        """Open the previous article."""
        self._open_neighbour(-1)

    def _open_neighbour(self, by: int) -> None:
        uid = self.desk.article_beside(by)
        if uid is None:
            self.say("This is the last article." if by > 0 else "This is the first article.")
        else:
            self.open_article(uid)

    def leave_deleted_article(self) -> None:
        """Report that the article was deleted, and open the next or previous one."""
        title = self.desk.article.title
        uid = self.desk.article_beside(1) or self.desk.article_beside(-1)
        if self.desk.article.uid and self.is_current:
            self.inform(f"“{title}” was deleted{'. This is the next one' if uid else ''}.")
        if uid is not None:
            self.open_article(uid)
        elif self.desk.article.uid:
            self.editor.hand_on()
            self.desk.open_nothing()
            self.show_article()

    def open_article(self, uid: str | None) -> None:
        """Open another article at its last position; do nothing if `uid` is None."""
        if uid is None:
            return
        self.editor.hand_on()
        self.keep_position()
        try:
            self.desk.open(uid)
        except StoreError as error:
            self.tell(str(error))
            return
        self.show_article()
        self.article_opened()

    def keep_position(self) -> None:
        """Store the position of the cursor."""
        if self.desk.article.uid:
            self.positions.save(self.desk.article.uid, self.pane.offset_in_text)
