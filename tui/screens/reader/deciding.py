"""Deciding on annotations: one at a time, many at once, and taking it back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.model.anchor import Anchor, BadSpan, anchor
from tui.model.annotation import Annotation, Origin, Status
from tui.model.counting import counted
from tui.screens.chooser import Chooser
from tui.screens.key_prompt import Confirmation
from tui.screens.reader.acting import Acting
from tui.screens.reader.choices import label_choices, shortened
from tui.store import acts, history
from tui.store.errors import StoreError
from tui.store.queries.operation_place import report

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tui.jobs.propagating import Hit
    from tui.store.history import Recorder


# Characters of an article's title in a message: enough to recognise it by, beside the words of an annotation.
_TITLE: Final = 30


class Deciding(Acting):
    """A page on which an analyst decides."""

    async def action_accept(self) -> None:
        """Accept and go on."""
        await self._decide_next(acts.accept)

    async def action_reject(self) -> None:
        """Reject and go on."""
        await self._decide_next(acts.reject)

    async def _decide_next(self, act: "Callable[[Recorder, Sequence[int]], object]") -> None:
        """Decide on as many as were counted, from the one under the cursor on; they are taken back as one."""
        count = self.pane.take_count()

        async def decide(annotation: Annotation) -> None:
            ids = [annotation.id, *self._undecided_after(annotation, count - 1)]
            await self.perform_and(lambda _: self._go_on(ids), act, ids)

        await self.do(decide)

    def _go_on(self, decided: Sequence[int]) -> None:
        """Go to the next undecided one; what is done next to all mentions is meant of the one decided on."""
        if not self.pane.go_to_neighbour(forward=True, undecided=True):
            self.say("All decided.")
        elif len(decided) == 1:
            self.keep_decided(*decided)

    def _undecided_after(self, annotation: Annotation, count: int) -> list[int]:
        """Return the ids of up to `count` undecided ones after `annotation`, round the end of the article."""
        ids: list[int] = []
        following: Annotation | None = annotation
        while len(ids) < count and following is not None and following.span is not None:
            following = self.desk.neighbour(following.span.start, following, forward=True, undecided=True)
            if following is None or following.id in (annotation.id, *ids):
                break
            ids.append(following.id)
        return ids

    def action_accept_visible(self) -> None:
        """Accept every suggestion that is seen."""
        ids = [
            annotation.id
            for annotation in self.desk.between(*self.pane.in_view)
            if annotation.status is Status.SUGGESTED
        ]
        if not ids:
            self.say("No suggestion in view is undecided.")
            return
        self._ask_to_accept(ids, Confirmation(f"Accept the {counted(len(ids), 'suggestion')} in view?", "A"))

    def action_accept_label(self) -> None:
        """Accept every suggestion of the article that has the label of this annotation."""
        current = self.here()
        if current is None or current.label is None:
            return
        ids = self.desk.workspace.undecided(self.desk.article.id, label=current.label)
        if ids:
            question = f"Accept the {counted(len(ids), 'suggestion')} of {current.label} in this article?"
            self._ask_to_accept(ids, Confirmation(question, "*"))
        else:
            self.say(f"No suggestion of {current.label} is undecided in this article.")

    def _ask_to_accept(self, ids: Sequence[int], asked: Confirmation) -> None:
        """Accept them all, as one act, if one says so."""

        async def answer(key: str | None) -> None:
            if not asked.says_yes(key):
                self.say("Nothing was accepted.")
            elif await self.perform(acts.accept, ids):
                self.pane.go_to_neighbour(forward=True, undecided=True)
                self.say(f"Accepted {counted(len(ids), 'suggestion')}; u takes it back.")

        self.app.push_screen(asked, answer)

    def action_propagate(self) -> None:
        """Decide on the other mentions of what this annotation marks, once one has seen and ticked them."""
        just = self.just_decided()
        meant = just or self.here()
        # Who goes back from the list means another one.
        self.forget_decided()
        if meant is None or meant.span is None:
            return
        from tui.jobs.propagating import wanted
        from tui.screens.mentions import MentionsPage

        async def propagate(hits: "Sequence[Hit] | None") -> None:
            done = await self.perform(acts.propagate, meant.id, *wanted(hits)) if hits else None
            if done is not None:
                made, given = done.result.made, done.result.given
                if self.pane.current is None or self.pane.current.status is not Status.SUGGESTED:
                    self.pane.go_to_neighbour(forward=True, undecided=True)
                count = counted(made + done.result.decided + given, "mention")
                new = f", {made:,} new" if made else ""
                before = f", {given:,} accepted before" if given else ""
                self.say(f"The same for {count}{new}{before}; u takes it all back.")

        self.app.push_screen(MentionsPage(self.desk.workspace, meant, just_decided=just is not None), propagate)

    async def action_delete(self) -> None:
        """Delete what an analyst made; reject what a machine made."""

        async def delete(annotation: Annotation) -> None:
            if annotation.origin in (Origin.MODEL, Origin.LEXICON):
                if await self.perform(acts.reject, [annotation.id]):
                    self.say("Rejected: a suggestion stays, so that it is not made again.")
            else:
                await self.perform(acts.delete, annotation.id)

        await self.do(delete)

    def action_relabel(self) -> None:
        """Choose another label."""
        current = self.here()
        if current is None:
            return

        async def relabel(label: str) -> None:
            await self.do(partial(self._relabel, label=label), partial(self._mark, label))

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
        if await self.perform(acts.relabel, annotation.id, label or None):
            accepted = " and accepted it" if annotation.status is Status.SUGGESTED else ""
            self.say(f"Relabelled “{shortened(annotation.quote)}” as {shortened(label) or 'no label'}{accepted}.")

    async def _mark(self, label: str) -> None:
        place = self._to_mark()
        if place is not None:
            await self._mark_at(place, label)

    def _to_mark(self) -> Anchor | None:
        """Return where an act of marking would mark; say so when it cannot."""
        span = self.pane.marked_span
        if span is None:
            self.say("There is no word here to mark.")
            return None
        try:
            return anchor(self.desk.article.text, span, self.pane.paragraph_starts)
        except BadSpan as error:
            self.tell(str(error))
            return None

    async def _mark_at(self, place: Anchor, label: str) -> None:
        made = await self.perform(acts.annotate, self.desk.article.id, place, label or None)
        annotation = self.desk.get(made.result) if made else None
        if annotation is not None:
            self.pane.go_to(annotation)

    def _choose_label(self, quote: str, now: str, then: "Callable[[str], Awaitable[None]]") -> None:
        async def answer(label: str | None) -> None:
            if label is not None:
                await then(label)

        self.app.push_screen(Chooser(f"“{shortened(quote)}” is", label_choices(self.desk.labels), now), answer)

    async def action_undo(self) -> None:
        """Undo the analyst's most recent operation, and show where that was."""
        await self._turn(history.undo, "Undid")

    def action_history(self) -> None:
        """Show what was done, and take back any act of it."""
        from tui.screens.history import HistoryPage

        self.app.push_screen(HistoryPage(self.desk.workspace, self.perform))

    async def action_redo(self) -> None:
        """Redo what was undone last, and show where that is."""
        await self._turn(history.redo, "Redid")

    async def _turn(self, act: "Callable[[Recorder], history.TakenBack]", word: str) -> None:
        turned = await self.perform(act)
        if turned is None:
            return
        done, here = turned.result, self.desk.article
        try:
            found = self.desk.workspace.ask(report, done.batch, here.id, self.pane.offset_in_text)
        except StoreError as error:
            self.tell(str(error))
            return
        place = found.place
        if place is not None and place.offset is not None:
            self.go_to_mention(place.article, place.offset, place.annotation)
        elif place is not None and place.article != here.uid:
            self.open_article(place.article)
        title = f"“{shortened(place.title, _TITLE)}”" if place and place.article != here.uid else ""
        about = shortened(done.quote or ("" if place and place.offset is None else found.about))
        more = f" and {found.number - 1:,} more" if about and found.number > 1 else ""
        self.say(f"{word} {done.act}{f' of “{about}”' if about else ''}{more}{f' in {title}' if title else ''}.")
