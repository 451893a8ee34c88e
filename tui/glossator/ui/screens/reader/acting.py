"""Running operations, reporting their errors, and repeating the last one."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeAlias, TypeVar

from glossator.domain.annotation import Annotation, Status
from glossator.domain.codebook import BadName
from glossator.state.reading_positions import ReadingPositions
from glossator.store.errors import NothingToDo, StoreError
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.screens.reader.going import Going
from glossator.ui.screens.reader.session import Session

if TYPE_CHECKING:
    from glossator.store.history.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
# Seconds that keys wait for an operation, so that keys typed ahead find its result.
_PATIENCE: Final = 5.0
# Seconds between checks whether another program holds the lock, which keys do not wait for.
_MOMENT: Final = 0.005

Deed: TypeAlias = Callable[[Annotation], Awaitable[None]]
"""An operation on the annotation under the cursor."""
Marking: TypeAlias = Callable[[], Awaitable[None]]
"""An operation on the selection, or on a word without an annotation."""


class Acting(Going):
    """The reader's way of running operations."""

    def __init__(self, desk: Session, positions: ReadingPositions, measure: int) -> None:
        """Show the article of `desk` at its last position; `measure` is the maximum line width, in cells."""
        super().__init__(desk, positions, measure)
        self._going_on: set[asyncio.Task[Any]] = set()
        self._last_deed: Deed | None = None
        self._last_marking: Marking | None = None
        self._decided: int | None = None

    async def perform(self, act: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Run an operation, show the changes, and report errors.

        Return None if it failed, or is still waiting for another program; keys do not wait for that.
        """
        return await self.perform_and(lambda _: None, act, *args, **kwargs)

    async def perform_and(
        self,
        follow: Callable[[T], object],
        act: "Operation[P, T]",
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done[T] | None:
        """Run an operation like `perform`, and call `follow` with its result, so that one frame shows both.

        `follow` is not called if keys no longer wait for the operation, because the cursor may have moved since.
        """
        from glossator.domain.lexicon import BadForm

        awaited = True

        async def performing() -> Done[T] | None:
            try:
                result = await self.desk.perform(act, *args, **kwargs)
            except NothingToDo as nothing:
                self.inform(str(nothing))
                return None
            except (StoreError, BadName, BadForm) as error:
                self.tell(str(error))
                return None
            self.show_changes()
            if awaited:
                follow(result)
            return Done(result)

        self.say("")
        self.forget_decided()
        done = await self.in_time(performing())
        awaited = False
        return done

    async def in_time(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Return the result of `work`, or None if another program holds the lock; `work` then goes on."""
        task = self.start(work)
        clock = asyncio.get_running_loop().time
        until = clock() + _PATIENCE
        # Submitted before the next key can submit something.
        await asyncio.wait({task}, timeout=0.0)
        while not task.done() and not self.desk.workspace.writer.blocked and clock() < until:
            await asyncio.wait({task}, timeout=_MOMENT)
        return task.result() if task.done() else None

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start `work` in the background."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return task

    def here(self) -> Annotation | None:
        """Return the annotation that an operation acts on, with the cursor on it; show a message if there is none."""
        current = self.subject
        if current is not None:
            if not self.has_cursor(current):
                self.pane.go_to(current)
        elif self.in_list:
            self.say_that_nothing_is_highlighted()
        else:
            self.say("No annotation here. Press Enter to mark this word, or ] to go to the next annotation.")
        return current

    def acceptance(self, before: Annotation) -> str:
        """Return the words for a message if a change to `before` has accepted it, else an empty text."""
        now = self.desk.get(before.id)
        if before.status is not Status.SUGGESTED or now is None or now.status is not Status.ACCEPTED:
            return ""
        return f" and accepted it as {shortened(now.label)}" if now.label else " and accepted it"

    async def do(self, deed: Deed, marking: Marking | None = None, to: Annotation | None = None) -> None:
        """Run `deed` on `to`, or on the annotation that operations act on, and remember it for `repeat`."""
        current = to or self.here()
        if current is not None:
            self.keep_in_mind(deed, marking)
            await deed(current)

    def keep_in_mind(self, deed: Deed, marking: Marking | None = None) -> None:
        """Make `repeat` run `deed`, or `marking` on a selection or a word without an annotation."""
        self._last_deed, self._last_marking = deed, marking

    def keep_decided(self, annotation: int) -> None:
        """Remember that this annotation was just decided, and that the cursor went on from it by itself."""
        self._decided = annotation

    def forget_decided(self) -> None:
        """Make the next command act on the annotation under the cursor."""
        self._decided = None

    def just_decided(self) -> Annotation | None:
        """Return the annotation that was decided last, if the cursor was not moved since."""
        return None if self._decided is None else self.desk.get(self._decided)

    def moved(self) -> None:
        """Forget the last decision, and show what the cursor moved to."""
        self.forget_decided()
        super().moved()

    async def action_repeat(self) -> None:
        """Repeat the last operation on the annotation under the cursor, or mark what is there."""
        if self._last_deed is None:
            self.say("Nothing to repeat yet.")
        elif (
            self._last_marking is not None
            and not self.in_list
            and (self.pane.selection is not None or self.pane.current is None)
        ):
            await self._last_marking()
        else:
            await self.do(self._last_deed, self._last_marking)
