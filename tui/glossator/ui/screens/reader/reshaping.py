"""Changing where annotations stand: their boundaries in place, one cut in two, two joined."""

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

# Words that may stand between two annotations that are joined: “the”, “of the”, a comma. More is a slip of the key.
_NEAR: Final = 3


class Reshaping(Deciding):
    """A page on which annotations get other boundaries; note, tags, entity and history stay theirs."""

    async def action_grow_left(self) -> None:
        """Take in the word before."""
        await self._move(grow_left, BoundaryUnit.TOKEN)

    async def action_grow_right(self) -> None:
        """Take in the word after."""
        await self._move(grow_right, BoundaryUnit.TOKEN)

    async def action_shrink_left(self) -> None:
        """Leave out the first word."""
        await self._move(shrink_left, BoundaryUnit.TOKEN)

    async def action_shrink_right(self) -> None:
        """Leave out the last word."""
        await self._move(shrink_right, BoundaryUnit.TOKEN)

    async def action_grow_left_character(self) -> None:
        """Take in the character before."""
        await self._move(grow_left, BoundaryUnit.CHARACTER)

    async def action_grow_right_character(self) -> None:
        """Take in the character after."""
        await self._move(grow_right, BoundaryUnit.CHARACTER)

    async def action_shrink_left_character(self) -> None:
        """Leave out the first character."""
        await self._move(shrink_left, BoundaryUnit.CHARACTER)

    async def action_shrink_right_character(self) -> None:
        """Leave out the last character."""
        await self._move(shrink_right, BoundaryUnit.CHARACTER)

    async def _move(self, motion: Callable[[str, Span, BoundaryUnit, int], Span], unit: BoundaryUnit) -> None:
        """Move a boundary of the annotation under the cursor, as often as was counted."""
        count = self.pane.take_count()
        await self.do(partial(self._place, to=lambda span: motion(self.desk.article.text, span, unit, count)))

    async def action_fit(self) -> None:
        """Give the annotation that the selection was begun on, or the one under the cursor, its boundaries."""
        selection = None if self.in_list else self.selected_words or self.pane.selection
        if selection is None:
            self.say("Select first, with v, V or the mouse, what the annotation is to stand at.")
            return
        current = self.pane.selected_from or self.here()
        if current is not None:
            self.pane.let_go()
            await self._place(current, lambda _: selection)

    async def _place(self, annotation: Annotation, to: Callable[[Span], Span]) -> None:
        span = annotation.span
        wanted = to(span) if span else None
        if span is None or wanted is None or wanted == span:
            self.say("It cannot go any further.")
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
        """Put the cursor on an annotation that stands elsewhere now."""
        found = self.desk.get(annotation)
        if found is not None:
            self.pane.go_to(found)

    async def action_split(self) -> None:
        """Cut the annotation under the cursor in two, before the word that the cursor is on."""
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
        """Join the annotation under the cursor with the next one."""
        current = self.here()
        if current is None or current.span is None:
            return
        following = self.desk.neighbour(current.span.start, current, forward=True, undecided=False)
        if following is None or following.span is None or following.id == current.id:
            self.say("There is no other annotation to join this one with.")
            return
        text = self.desk.article.text
        between = tokens(text, current.span.end, max(current.span.end, following.span.start))
        if sum(1 for _ in islice(between, _NEAR + 1)) > _NEAR:
            self.say(f"The next one, “{shortened(following.quote)}”, is too far from here to be joined with this one.")
            return
        place = anchor(text, enclosing_span(current.span, following.span), self.pane.paragraph_starts)
        if await self.perform(operations.merge, current.id, following.id, place):
            self._go_back_to(current.id)
            self.say(f"Joined with “{shortened(following.quote)}”; u takes it back.")
