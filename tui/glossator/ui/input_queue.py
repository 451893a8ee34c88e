"""Keys typed ahead: each is given out once all that the one before it led to has been done.

A slow line delivers keys in one go, and a skilled analyst types without looking. A key that opens a page, or closes
one, leads to messages that widgets pass on to each other; a key behind it that were given out at once would go to a
page that is not there yet, or no longer. So what is typed waits, in order, until those messages have been answered.
"""

import asyncio
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import Any, Final

from textual import events
from textual.app import ScreenStackError
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import Worker

from glossator.terminal.textual_private import QuietApp
from glossator.ui.screens.blocking_workers import AWAITED

# Times that all who may have a message to answer are found with nothing to do, one after the other, before it is
# taken that all is done: an answer can be a message of its own.
_QUIET_ROUNDS: Final = 3
# Seconds after which a key is given out, whatever is still to be done.
_PATIENCE: Final = 10.0
# Who types this many seconds after the key before cannot have seen what that has led to.
_BLINK: Final = 1.0
# Seconds between looks whether work is done.
_MOMENT: Final = 0.005


class TypedAhead(QuietApp):
    """An app that gives out what is typed, and clicked, in the order it came."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._typed_at = monotonic()
        self._giving_out = False
        self._last: events.Event | None = None
        self._led_on = False
        self._field: Widget | None = None
        self._under_way: frozenset[Worker[Any]] = frozenset()

    async def on_event(self, event: events.Event) -> None:
        """Give out a key or a click, or have it wait."""
        typed = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if typed:
            self._typed_at = monotonic()
        if not typed:
            await super().on_event(event)
        elif self._giving_out or not self._can_follow(event):
            self._waiting.append(event)
            if not self._giving_out:
                self._giving_out = True
                self.run_worker(self._give_out(), description="giving out keys")
        else:
            await self._give(event)

    def end_count(self) -> None:
        """Drop a count that was typed, as what followed it has been done, whatever that was."""

    @property
    def idle(self) -> float:
        """For how many seconds nothing was typed or clicked."""
        return monotonic() - self._typed_at

    def _can_follow(self, event: events.Event) -> bool:
        """Say whether `event` can be given out although what the one before has led to is perhaps not done."""
        if not self._led_on or (isinstance(event, events.MouseEvent) and isinstance(self._last, events.MouseEvent)):
            return True
        # Letters for one field are in its order already.
        return self._field is not None and self._field is self._field_for(event)

    def _field_for(self, event: events.Event) -> Widget | None:
        """Return the field that `event` is a letter for."""
        letter = isinstance(event, events.Key) and event.is_printable
        return self.focused if letter and isinstance(self.focused, Input | TextArea) else None

    async def _give(self, event: events.Event) -> None:
        stack, focused, field = list(self.screen_stack), self.focused, self._field_for(event)
        before = self._awaited()
        await super().on_event(event)
        if not (isinstance(event, events.Key) and event.key.isdecimal()) and not isinstance(event, events.MouseMove):
            self.end_count()
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseUp):
            self._last, self._field, self._under_way = event, field, before
            self._led_on = (
                event.is_forwarded
                or stack != self.screen_stack
                or focused is not self.focused
                or not self._awaited() <= before
            )

    def _awaited(self) -> frozenset[Worker[Any]]:
        """Return the work under way that keys wait for."""
        return frozenset(worker for worker in self.workers if worker.group in AWAITED and not worker.is_finished)

    async def _give_out(self) -> None:
        """Give out what waits, each when it can be."""
        try:
            # The screens may go while this waits, when the app ends: then nobody is left to give a key to.
            with suppress(ScreenStackError):
                while self._waiting:
                    if not self._can_follow(self._waiting[0]):
                        await self._settle(self._waiting[0])
                    given = asyncio.Event()
                    # Keys are acted on by the app's own task: what they lead to is answered there.
                    if not self.call_later(self._give_those_ready, given):
                        return
                    await given.wait()
        finally:
            self._giving_out = False

    async def _give_those_ready(self, given: asyncio.Event) -> None:
        try:
            while self._waiting and self._can_follow(self._waiting[0]):
                await self._give(self._waiting.popleft())
        finally:
            given.set()

    async def _settle(self, event: events.Event) -> None:
        """Wait until all is done that has to be before `event` is given out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._be_quiet()
                while self._waits_for_work(event):
                    await asyncio.sleep(_MOMENT)
                    await self._be_quiet()
        self._led_on = False

    def _begun(self) -> frozenset[Worker[Any]]:
        """Return the work that the last key has led to."""
        return self._awaited() - self._under_way

    def _waits_for_work(self, event: events.Event) -> bool:
        """Say whether `event` is meant for what is being found: not what leaves, nor what was typed after a look."""
        leaves = isinstance(event, events.Key) and event.key in ("escape", "ctrl+q")
        ahead = self._last is not None and event.time - self._last.time < _BLINK
        return ahead and not leaves and self._field_for(event) is None and bool(self._begun())

    async def _be_quiet(self) -> None:
        """Wait until nobody has a message to answer that comes of the last key."""
        rounds = 0
        while rounds < _QUIET_ROUNDS and self.screen_stack:
            before = (list(self.screen_stack), self.focused)
            asked = (self.focused or self.screen).ancestors_with_self
            for node in asked:
                await _caught_up(node)
            idle = not any(node.message_queue_size for node in asked)
            rounds = rounds + 1 if idle and before == (list(self.screen_stack), self.focused) else 0


async def _caught_up(node: MessagePump) -> None:
    """Wait until `node` has answered all messages that it has now."""
    answered = asyncio.Event()
    if node.call_later(answered.set):
        await answered.wait()
