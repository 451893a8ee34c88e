"""Commands that change boundaries: extend, shrink, fit, split and join."""

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Final

from glossator.domain.annotation import Annotation
from glossator.store import operations
from glossator.text.anchor import BadSpan, anchor
from glossator.text.boundaries import (
    BoundaryUnit,
    enclosing_span,
    exact_anchor,
    grow_left,
    grow_right,
    shrink_left,
    shrink_right,
    split_at,
)
from glossator.text.span import Span
from glossator.text.tokens import tokens
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.reader.deciding import Deciding

# Tokens that may be between two joined annotations, such as “of the” or a comma; more is probably a mistake.
_NEAR: Final = 3


class Reshaping(Deciding):
    """The reader's commands for boundaries; note, tags, entity and history are kept."""

    async def action_grow_left(self) -> None:
        """Extend left by a word."""
        await self._move(grow_left, BoundaryUnit.TOKEN)

    async def action_grow_right(self) -> None:
        """Extend right by a word."""
        await self._move(grow_right, BoundaryUnit.TOKEN)

    async def action_shrink_left(self) -> None:
        """Shrink left by a word."""
        await self._move(shrink_left, BoundaryUnit.TOKEN)

    async def action_shrink_right(self) -> None:
        """Shrink right by a word."""
        await self._move(shrink_right, BoundaryUnit.TOKEN)

    async def action_grow_left_character(self) -> None:
        """Extend left by a character."""
        await self._move(grow_left, BoundaryUnit.CHARACTER)

    async def action_grow_right_character(self) -> None:
        """Extend right by a character."""
        await self._move(grow_right, BoundaryUnit.CHARACTER)

    async def action_shrink_left_character(self) -> None:
        """Shrink left by a character."""
        await self._move(shrink_left, BoundaryUnit.CHARACTER)

    async def action_shrink_right_character(self) -> None:
        """Shrink right by a character."""
        await self._move(shrink_right, BoundaryUnit.CHARACTER)

    async def _move(self, motion: Callable[[str, Span, BoundaryUnit, int], Span], unit: BoundaryUnit) -> None:
        """Move a boundary of the annotation under the cursor by as many units as the count."""
        count = self.pane.take_count()
        await self.do(partial(self._place, to=lambda span: motion(self.desk.article.text, span, unit, count)))

    async def action_fit(self) -> None:
        """Move the boundaries of the annotation on which the selection was started, or of the current one, to it."""
        selection = None if self.in_list else self.selected_words or self.pane.selection
        if selection is None:
            self.say("Nothing is selected. Select the new boundaries with v, V or the mouse, then press s.")
            return
        current = self.pane.selected_from or self.here()
        if current is not None:
            self.pane.let_go()
            await self._place(current, lambda _: selection)

    async def _place(self, annotation: Annotation, to: Callable[[Span], Span]) -> None:
        span = annotation.span
        wanted = to(span) if span else None
        if span is None or wanted is None or wanted == span:
            self.say("The annotation cannot be extended or shrunk further.")
            return
        try:
            place = exact_anchor(self.desk.article.text, wanted.start, wanted.end, self.pane.paragraph_starts)
        except BadSpan as error:
            self.tell(str(error))
            return
        if await self.perform(operations.move_boundaries, annotation.id, place):
            self._go_back_to(annotation.id)
            self.say(f"Moved the boundaries to “{shortened(place.quote)}”{self.acceptance(annotation)}.")

    def _go_back_to(self, annotation: int) -> None:
        """Put the cursor on an annotation after its boundaries have moved."""
        found = self.desk.get(annotation)
        if found is not None:
            self.pane.go_to(found)

    async def action_split(self) -> None:
        """Split the annotation before the word under the cursor."""
        current = self.here()
        if current is None or current.span is None:
            return
        text, starts = self.desk.article.text, self.pane.paragraph_starts
        try:
            parts = split_at(text, current.span, self.pane.offset_in_text)
            first, second = (anchor(text, part, starts) for part in parts)
        except BadSpan as error:
            self.say(str(error))
            return
        if await self.perform(operations.split, current.id, first, second):
            self._go_back_to(current.id)

    async def action_merge(self) -> None:
        """Join the annotation with the next one."""
        current = self.here()
        if current is None or current.span is None:
            return
        following = self.desk.neighbour(current.span.start, current, forward=True, undecided=False)
        if following is None or following.span is None or following.id == current.id:
            self.say("No other annotation to join with.")
            return
        text = self.desk.article.text
        between = tokens(text, current.span.end, max(current.span.end, following.span.start))
        if sum(1 for _ in islice(between, _NEAR + 1)) > _NEAR:
            self.say(f"Too far to join: the next annotation is “{shortened(following.quote)}”.")
            return
        place = anchor(text, enclosing_span(current.span, following.span), self.pane.paragraph_starts)
        if await self.perform(operations.merge, current.id, following.id, place):
            self._go_back_to(current.id)
            self.say(f"Joined with “{shortened(following.quote)}”. Press u to undo.")
