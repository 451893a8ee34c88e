"""Running the operations of the open article, and reporting their errors."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Protocol, TypeVar

from glossator.domain.codebook import BadName
from glossator.store.errors import NothingToDo, StoreError
from glossator.ui.screens.operation_protocol import Done
from glossator.ui.session import Session

if TYPE_CHECKING:
    from glossator.store.history.operation import Operation

P = ParamSpec("P")
T = TypeVar("T")
# Seconds that keys wait for an operation, so that keys typed ahead find its result.
_PATIENCE: Final = 5.0
# Seconds between checks whether another program holds the lock, which keys do not wait for.
_MOMENT: Final = 0.005


class View(Protocol):
    """Shows the results of operations."""

    def show_changes(self) -> None:
        """Show the changes of the open article."""
        ...

    def inform(self, sentence: str) -> None:
        """Show that nothing was done, and why."""
        ...

    def warn(self, sentence: str) -> None:
        """Show an error."""
        ...


class OperationRunner:
    """Runs operations in order; keys wait for them a limited time."""

    def __init__(self, session: Session, view: View) -> None:
        """Run the operations of `session`, and show their results in `view`."""
        self._session = session
        self._view = view
        self.running: set[asyncio.Task[Any]] = set()

    async def run(
        self, follow: Callable[[T], object], operation: "Operation[P, T]", /, *args: P.args, **kwargs: P.kwargs
    ) -> Done[T] | None:
        """Run an operation, then show the changes and run `follow` with its result, in one frame.

        Return None if it failed, which is reported, or is still waiting for another program. `follow` is not called if
        keys no longer wait for the operation, because the cursor may have moved since.
        """
        from glossator.domain.lexicon import BadForm

        awaited = True

        async def performing() -> Done[T] | None:
            try:
                result = await asyncio.wrap_future(self._session.workspace.perform(operation, *args, **kwargs))
                self._session.reload()
            except NothingToDo as nothing:
                self._view.inform(str(nothing))
                return None
            except (StoreError, BadName, BadForm) as error:
                self._view.warn(str(error))
                return None
            self._view.show_changes()
            if awaited:
                follow(result)
            return Done(result)

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
        while not task.done() and not self._session.workspace.writer.blocked and clock() < until:
            await asyncio.wait({task}, timeout=_MOMENT)
        return task.result() if task.done() else None

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start `work` in the background."""
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task
