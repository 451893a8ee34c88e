"""Commands that decide on annotations, one or many at once; undo and redo."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.text.anchor import Anchor, BadSpan, anchor
from glossator.text.pluralize import counted
from glossator.text.span import Span
from glossator.ui.input_queue import RECOGNITION
from glossator.ui.screens.choices import label_choices, shortened
from glossator.ui.screens.key_prompt import Confirmation
from glossator.ui.screens.reader.acting import Acting
from glossator.ui.widgets.article import ArticlePane
from glossator.ui.widgets.article.cursor import Step
from glossator.ui.widgets.editor import EditTarget

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from glossator.services.propagation import Hit
    from glossator.store.history import UndoResult
    from glossator.store.history.operation import Operation

# Labels that the question before accepting a whole article names, the most frequent first.
_MOST_LABELS: Final = 5
# Characters of the title of an article in a message.
_TITLE: Final = 30


class Deciding(Acting):
    """The reader's commands for deciding, marking and undoing."""

    async def action_accept(self) -> None:
        """Accept and go to the next suggestion."""
        await self._decide_next("Accepted", operations.accept)

    async def action_reject(self) -> None:
        """Reject and go to the next suggestion."""
        await self._decide_next("Rejected", operations.reject)

    async def _decide_next(self, decided: str, act: "Operation[[Sequence[int]], int]") -> None:
        """Decide on as many suggestions as the count, in one operation; `decided` is the verb of the message."""
        count = self.pane.take_count()

        async def decide(annotation: Annotation) -> None:
            ids = [annotation.id, *self._undecided_after(annotation, count - 1)]
            if await self.perform_and(lambda _: self._go_on(ids), act, ids):
                named = f"“{shortened(annotation.quote)}”{f' as {annotation.label}' if annotation.label else ''}"
                what = named if len(ids) == 1 else counted(len(ids), "annotation")
                # Going on may have shown a message, too.
                self.say(" ".join(filter(None, (f"{decided} {what}.", self.status.said))))

        await self.do(decide)

    def _go_on(self, decided: Sequence[int]) -> None:
        """Go to the next suggestion; `propagate` then refers to the annotation just decided."""
        step = self.pane.go_to_neighbour(forward=True, undecided=True)
        self._say_step(step, forward=True, undecided=True)
        if step is not Step.NONE and len(decided) == 1:
            self.keep_decided(*decided)

    @on(ArticlePane.Stepped)
    def _stepped_elsewhere(self, event: ArticlePane.Stepped) -> None:
        self._say_step(event.step, forward=event.forward, undecided=event.undecided)

    def _say_step(self, step: Step, *, forward: bool, undecided: bool) -> None:
        """Show where a step went, unless it went to the next annotation."""
        if step is Step.ROUND:
            self.say("Continued at the top." if forward else "Continued at the end.")
        elif step is Step.ONLY:
            self.say("No other suggestion in this article." if undecided else "No other annotation in this article.")
        elif step is Step.NONE and not undecided:
            self.say("No annotations in this article.")
        elif step is Step.NONE and self.recognition_runs:
            self.say("Nothing left to decide yet; the analysis of this article is still running.")
        elif step is Step.NONE:
            self.say("Nothing left to decide in this article. Press ! for the next article with suggestions.")

    @property
    def recognition_runs(self) -> bool:
        """Whether more suggestions may come in the open article."""
        return any(work.group == RECOGNITION and not work.is_finished for work in self.workers)

    def _undecided_after(self, annotation: Annotation, count: int) -> list[int]:
        """Return the ids of up to `count` suggestions after `annotation`, wrapping around at the end."""
        ids: list[int] = []
        following: Annotation | None = annotation
        while len(ids) < count and following is not None and following.span is not None:
            following = self.desk.neighbour(following.span.start, following, forward=True, undecided=True)
            if following is None or following.id in (annotation.id, *ids):
                break
            ids.append(following.id)
        return ids

    def action_accept_visible(self) -> None:
        """Accept all suggestions in view after a confirmation, and move on by a screen."""
        ids = [
            annotation.id
            for annotation in self.desk.between(*self.pane.in_view)
            if annotation.status is Status.SUGGESTED
        ]
        if not ids:
            self.say("No suggestions in view.")
            return

        def move_on(accepted: str) -> None:
            top = self.pane.first_in_view
            self.pane.action_page_down()
            end = "" if self.pane.first_in_view > top else " End of the article."
            self.say(f"{accepted}.{end} Press u to undo.")

        asked = Confirmation(f"Accept {counted(len(ids), 'suggestion')} in view?", "A")
        self._ask_to_accept(ids, asked, move_on)

    def action_accept_article(self) -> None:
        """Accept all suggestions of the article, after a confirmation with the number for each label."""
        article = self.desk.article.id
        ids = self.desk.workspace.undecided(article)
        if not ids:
            self._say_step(Step.NONE, forward=True, undecided=True)
            return
        from glossator.store.queries.annotations import undecided_by_label

        numbers = self.desk.workspace.ask(undecided_by_label, article)
        shown = ", ".join(f"{shortened(label) or 'no label'} {number:,}" for label, number in numbers[:_MOST_LABELS])
        rest = ", …" if len(numbers) > _MOST_LABELS else ""
        more = " The analysis is still running and may add more." if self.recognition_runs else ""

        def stay(accepted: str) -> None:
            later = " The analysis is still running and may add more." if self.recognition_runs else ""
            self.say(f"{accepted} in this article. Press u to undo.{later}")

        question = f"Accept {counted(len(ids), 'suggestion')} in this article ({shown}{rest})?{more}"
        self._ask_to_accept(ids, Confirmation(question, "y"), stay)

    def action_accept_label(self) -> None:
        """Accept all suggestions of the article with the label of this annotation, after a confirmation."""
        current = self.here()
        if current is None or current.label is None:
            return
        ids = self.desk.workspace.undecided(self.desk.article.id, label=current.label)
        if ids:
            question = f"Accept {counted(len(ids), 'suggestion')} with the label {current.label} in this article?"

            def go_on(accepted: str) -> None:
                self.pane.go_to_neighbour(forward=True, undecided=True)
                self.say(f"{accepted} with the label {current.label}. Press u to undo.")

            self._ask_to_accept(ids, Confirmation(question, "*"), go_on)
        else:
            self.say(f"No suggestions with the label {current.label} in this article.")

    def _ask_to_accept(self, ids: Sequence[int], asked: Confirmation, then: Callable[[str], object]) -> None:
        """Accept annotations in one operation after a confirmation, and call `then` with the message."""

        async def answer(key: str | None) -> None:
            if not asked.says_yes(key):
                self.say("Nothing was accepted.")
            elif done := await self.perform(operations.accept, ids):
                then(f"Accepted {counted(done.result, 'suggestion')}")

        self.app.push_screen(asked, answer)

    def action_propagate(self) -> None:
        """Apply the decision to the other mentions, after a preview."""
        just = None if self.in_list else self.just_decided()
        meant = just or self.here()
        # After the preview, the cursor counts again.
        self.forget_decided()
        if meant is None or meant.span is None:
            return
        from glossator.services.propagation import targets
        from glossator.ui.screens.mentions import MentionsPage

        async def propagate(hits: "Sequence[Hit] | None") -> None:
            if hits is not None and not hits:
                self.say(f"Nothing was changed: no other mention of “{shortened(meant.quote)}” was ticked.")
            done = await self.perform(operations.propagate, meant.id, *targets(hits)) if hits else None
            if done is not None:
                made, given = done.result.made, done.result.given
                if self.pane.current is None or self.pane.current.status is not Status.SUGGESTED:
                    self.pane.go_to_neighbour(forward=True, undecided=True)
                count = counted(made + done.result.decided + given, "mention")
                new = f", {made:,} new" if made else ""
                before = f", {given:,} already accepted" if given else ""
                self.say(f"Applied to {count}{new}{before}. Press u to undo.")

        self.app.push_screen(MentionsPage(self.desk.workspace, meant, just_decided=just is not None), propagate)

    async def action_delete(self) -> None:
        """Delete an annotation of an analyst; reject a suggestion."""

        async def delete(annotation: Annotation) -> None:
            if annotation.origin in (Origin.MODEL, Origin.LEXICON):
                if await self.perform(operations.reject, [annotation.id]):
                    self.say(f"Rejected “{shortened(annotation.quote)}”; it will not be suggested again.")
            elif await self.perform(operations.delete, annotation.id):
                self.say(f"Deleted “{shortened(annotation.quote)}”.")

        await self.do(delete)

    def action_relabel(self) -> None:
        """Choose another label."""
        current = self.here()
        if current is None:
            return

        async def relabel(label: str) -> None:
            await self.do(partial(self._relabel, label=label), partial(self._mark, label), current)

        self._choose_label(current.quote, current.label or "", relabel)

    def action_annotate(self) -> None:
        """Choose a label for the selection, or for the word here."""
        place = self._to_mark()
        if place is None:
            return

        async def annotate(label: str) -> None:
            self.keep_in_mind(partial(self._relabel, label=label), partial(self._mark, label))
            await self._mark_at(place, label)

        self._choose_label(place.quote, "", annotate)

    async def _relabel(self, annotation: Annotation, label: str) -> None:
        if await self.perform(operations.relabel, annotation.id, label or None):
            accepted = " and accepted it" if annotation.status is Status.SUGGESTED else ""
            self.say(f"Relabelled “{shortened(annotation.quote)}” as {shortened(label) or 'no label'}{accepted}.")

    async def _mark(self, label: str) -> None:
        place = self._to_mark()
        if place is not None:
            await self._mark_at(place, label)

    @property
    def selected_words(self) -> Span | None:
        """The selection by words, without punctuation at its ends; None for any other selection."""
        from glossator.text.punctuation import strip_punctuation

        selection = self.pane.selection if self.pane.selects_words else None
        return None if selection is None else strip_punctuation(self.desk.article.text, selection)

    def _to_mark(self) -> Anchor | None:
        """Return the anchor of what would be marked; show a message if nothing can be."""
        span = self.selected_words or self.pane.marked_span
        if span is None:
            self.say("No word here to mark.")
            return None
        try:
            return anchor(self.desk.article.text, span, self.pane.paragraph_starts)
        except BadSpan as error:
            self.tell(str(error))
            return None

    async def _mark_at(self, place: Anchor, label: str) -> None:
        made = await self.perform(operations.annotate, self.desk.article.id, place, label or None)
        annotation = self.desk.get(made.result) if made else None
        if annotation is not None:
            self.pane.go_to(annotation)
            self._say_marked(annotation)

    def _say_marked(self, annotation: Annotation) -> None:
        """Show what was marked, and which other annotations overlap it."""
        verb = "Accepted" if annotation.origin in (Origin.MODEL, Origin.LEXICON) else "Marked"
        label = f" as {shortened(annotation.label)}" if annotation.label else ""
        words = f"{verb} “{shortened(annotation.quote)}”{label}"
        others = EditTarget(self.desk.article, annotation, self.pane.stack).others_here
        span = annotation.span
        if not others and span is not None:
            near = (one for one in self.desk.between(span.start, span.end) if one.id != annotation.id)
            overlapped = next(near, None)
            others = f"it overlaps “{shortened(overlapped.quote)}”" if overlapped else ""
        self.say(f"{words}; {others}." if others else f"{words}.")

    def _choose_label(self, quote: str, now: str, then: "Callable[[str], Awaitable[None]]") -> None:
        from glossator.ui.screens.chooser import Chooser

        async def answer(label: str | None) -> None:
            if label is not None:
                await then(label)

        self.app.push_screen(Chooser(f"Label of “{shortened(quote)}”", label_choices(self.desk.labels), now), answer)

    async def action_undo(self) -> None:
        """Undo the analyst's most recent operation, and go there; ask first if it is an import."""
        from glossator.store import history

        try:
            brought = self.desk.workspace.ask(history.import_to_undo, self.desk.workspace.author.analyst)
        except StoreError as error:
            self.tell(str(error))
            return
        if not brought:
            await self._turn(history.undo, "Undid")
            return

        async def answer(key: str | None) -> None:
            if asked.says_yes(key):
                await self._turn(history.undo, "Undid")

        # It removes articles, most of which cannot be seen.
        asked = Confirmation(f"Undo the import of {brought}?", "y")
        self.app.push_screen(asked, answer)

    def action_history(self) -> None:
        """Show the history."""
        from glossator.ui.screens.history import HistoryPage

        self.app.push_screen(HistoryPage(self.desk.workspace, self.perform))

    async def action_redo(self) -> None:
        """Redo the operation that was undone last, and go there."""
        from glossator.store import history

        await self._turn(history.redo, "Redid")

    async def _turn(self, act: "Operation[[], UndoResult]", word: str) -> None:
        from glossator.store.queries.operation_place import operation_report

        turned = await self.perform(act)
        if turned is None:
            return
        done, here = turned.result, self.desk.article
        try:
            found = self.desk.workspace.ask(operation_report, done.batch, here.id, self.pane.offset_in_text)
        except StoreError as error:
            self.tell(str(error))
            return
        place = found.place
        if place is not None and place.offset is not None:
            self.go_to_mention(place.article, place.offset, place.annotation)
        elif place is not None and place.article != here.uid:
            self.open_article(place.article)
        if done.remark:
            # It may be longer than the status line.
            self.inform(f"{word} {done.about}")
            return
        title = f"“{shortened(place.title, _TITLE)}”" if place and place.article != here.uid else ""
        about = shortened(done.quote or ("" if place and place.offset is None else found.about))
        more = f" and {found.number - 1:,} more" if about and found.number > 1 else ""
        self.say(f"{word} {done.act}{f' of “{about}”' if about else ''}{more}{f' in {title}' if title else ''}.")
