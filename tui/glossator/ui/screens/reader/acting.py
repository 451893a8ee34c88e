"""Having acts done: what they wait for, what is said of them, and doing the last one again."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeAlias, TypeVar

from glossator.domain.annotation import Annotation, Status
from glossator.domain.codebook import BadName
from glossator.state.reading_positions import ReadingPositions
from glossator.store.errors import NothingThere, StoreError
from glossator.ui.screens.choices import shortened
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.screens.reader.going import Going
from glossator.ui.screens.reader.session import Session

if TYPE_CHECKING:
    from glossator.store.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
# Seconds that keys wait at the most for an act, so that those typed ahead find things as the act leaves them.
_PATIENCE: Final = 5.0
# Seconds between looks whether another program is in the way, which keys do not wait for.
_MOMENT: Final = 0.005

Deed: TypeAlias = Callable[[Annotation], Awaitable[None]]
"""What is done to the annotation under the cursor."""
Marking: TypeAlias = Callable[[], Awaitable[None]]
"""What is done to the selection, or to a word that is not annotated."""


class Acting(Going):
    """A page on which acts are done."""

    def __init__(self, desk: Session, positions: ReadingPositions, measure: int) -> None:
        """Show what lies on `desk`, from where one was in it; `measure` is the widest line of text, in cells."""
        super().__init__(desk, positions, measure)
        self._going_on: set[asyncio.Task[Any]] = set()
        self._last_deed: Deed | None = None
        self._last_marking: Marking | None = None
        self._decided: int | None = None

    async def perform(self, act: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs) -> Done[T] | None:
        """Have an act done and show what has become of the article; say so when it could not be done.

        Return None when it was not done, or is not done yet because another program writes; keys do not wait for that.
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
        """Have an act done, as `perform` does, and go on with what it returned, so that one frame shows both.

        What is done so late that keys did not wait for it is followed by nothing, as one may be elsewhere by then.
        """
        from glossator.domain.lexicon import BadForm

        awaited = True

        async def performing() -> Done[T] | None:
            try:
                result = await self.desk.perform(act, *args, **kwargs)
            except NothingThere as nothing:
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
        """Return what `work` returns; or None when another program is in its way, and then it is left to itself."""
        task = self.start(work)
        clock = asyncio.get_running_loop().time
        until = clock() + _PATIENCE
        # Handed in before the next key can hand in something.
        await asyncio.wait({task}, timeout=0.0)
        while not task.done() and not self.desk.workspace.writer.blocked and clock() < until:
            await asyncio.wait({task}, timeout=_MOMENT)
        return task.result() if task.done() else None

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Have `work` done, whoever waits for it."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return task

    def here(self) -> Annotation | None:
        """Return the annotation that an operation acts on, with the cursor on it; say so when there is none."""
        current = self.subject
        if current is not None:
            if not self.has_cursor(current):
                self.pane.go_to(current)
        elif self.in_list:
            self.say_that_nothing_is_highlighted()
        else:
            self.say("No annotation here; enter marks this word, ] goes to the next.")
        return current

    def acceptance(self, before: Annotation) -> str:
        """Return what to add to a message where the change to `before` has accepted it; empty where it has not."""
        now = self.desk.get(before.id)
        if before.status is not Status.SUGGESTED or now is None or now.status is not Status.ACCEPTED:
            return ""
        return f" and accepted it as {shortened(now.label)}" if now.label else " and accepted it"

    async def do(self, deed: Deed, marking: Marking | None = None, to: Annotation | None = None) -> None:
        """Do something to the annotation `to`, else to the one that operations act on; remember it for `repeat`."""
        current = to or self.here()
        if current is not None:
            self.keep_in_mind(deed, marking)
            await deed(current)

    def keep_in_mind(self, deed: Deed, marking: Marking | None = None) -> None:
        """Make `deed` what `repeat` does, and `marking` what it does to a selection and to a word not annotated."""
        self._last_deed, self._last_marking = deed, marking

    def keep_decided(self, annotation: int) -> None:
        """Keep in mind that this one was decided on just now, and that one went on from it without a key."""
        self._decided = annotation

    def forget_decided(self) -> None:
        """Take it that one means what is under the cursor."""
        self._decided = None

    def just_decided(self) -> Annotation | None:
        """Return what was decided on by the last act, where one has gone nowhere since but on from it."""
        return None if self._decided is None else self.desk.get(self._decided)

    def moved(self) -> None:
        """Take it that one means what one has gone to."""
        self.forget_decided()
        super().moved()

    async def action_repeat(self) -> None:
        """Do the last deed again, to the annotation that is under the cursor now, or mark what is there."""
        if self._last_deed is None:
            self.say("There is nothing to repeat yet.")
        elif (
            self._last_marking is not None
            and not self.in_list
            and (self.pane.selection is not None or self.pane.current is None)
        ):
            await self._last_marking()
        else:
            await self.do(self._last_deed, self._last_marking)
