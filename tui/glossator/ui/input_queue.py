"""The input queue: each key is dispatched when everything that the key before it caused is done.

A slow connection delivers keys in one go, and a skilled analyst types ahead. A key that opens or closes a page causes
messages between widgets; a key that was dispatched before they are handled would go to the wrong page. So keys wait, in
order, until those messages are handled.
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

LISTING: Final = "listing"
FINDING: Final = "finding"
NEXT: Final = "looking for the next"
RECOGNITION: Final = "recognition"
"""The group of workers that analyse the open article; keys do not wait for them."""
AWAITED: Final = frozenset({LISTING, FINDING, NEXT})
"""The groups of workers that keys wait for, because the next key may be meant for their result."""
# Consecutive rounds without pending messages after which everything counts as handled: handling a message may post
# another one.
_QUIET_ROUNDS: Final = 3
# Seconds after which a key is dispatched, whatever is still pending.
_PATIENCE: Final = 10.0
# A key that follows another within this many seconds was typed without seeing its effect.
_BLINK: Final = 1.0
# Seconds between checks whether workers have finished.
_MOMENT: Final = 0.005


class QueuedInputApp(QuietApp):
    """An app that dispatches keys and clicks in the order in which they arrive."""

    def __init__(self) -> None:
        """Start with an empty queue."""
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._typed_at = monotonic()
        self._giving_out = False
        self._last: events.Event | None = None
        self._led_on = False
        self._field: Widget | None = None
        self._under_way: frozenset[Worker[Any]] = frozenset()

    async def on_event(self, event: events.Event) -> None:
        """Dispatch a key or a click, or queue it."""
        typed = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if typed:
            self._typed_at = monotonic()
        if not typed:
            await super().on_event(event)
        elif self._giving_out or not self._can_follow(event):
            self._waiting.append(event)
            if not self._giving_out:
                self._giving_out = True
                self.run_worker(self._give_out(), description="dispatching keys")
        else:
            await self._give(event)

    def end_count(self) -> None:
        """Drop the count that was typed before a key, after that key was dispatched."""

    @property
    def idle(self) -> float:
        """Seconds since the last key or click."""
        return monotonic() - self._typed_at

    def _can_follow(self, event: events.Event) -> bool:
        """Return whether `event` can be dispatched before the effects of the last one are complete."""
        if not self._led_on or (isinstance(event, events.MouseEvent) and isinstance(self._last, events.MouseEvent)):
            return True
        # The field itself handles its letters in order.
        return self._field is not None and self._field is self._field_for(event)

    def _field_for(self, event: events.Event) -> Widget | None:
        """Return the text field that `event` is a letter for, or None."""
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
        """Return the running workers that keys wait for."""
        return frozenset(worker for worker in self.workers if worker.group in AWAITED and not worker.is_finished)

    async def _give_out(self) -> None:
        """Dispatch the queued events, each as soon as it can be."""
        try:
            # The screens may be removed meanwhile, when the app exits.
            with suppress(ScreenStackError):
                while self._waiting:
                    if not self._can_follow(self._waiting[0]):
                        await self._settle(self._waiting[0])
                    given = asyncio.Event()
                    # Keys are dispatched by the app's own task, which also handles the messages that they cause.
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
        """Wait until `event` can be dispatched."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._be_quiet()
                while self._waits_for_work(event):
                    await asyncio.sleep(_MOMENT)
                    await self._be_quiet()
        self._led_on = False

    def _begun(self) -> frozenset[Worker[Any]]:
        """Return the workers that the last key started."""
        return self._awaited() - self._under_way

    def _waits_for_work(self, event: events.Event) -> bool:
        """Return whether `event` is meant for the result of a worker: typed ahead, and not a key that closes."""
        leaves = isinstance(event, events.Key) and event.key in ("escape", "ctrl+q")
        ahead = self._last is not None and event.time - self._last.time < _BLINK
        return ahead and not leaves and self._field_for(event) is None and bool(self._begun())

    async def _be_quiet(self) -> None:
        """Wait until all messages that the last key caused are handled."""
        rounds = 0
        while rounds < _QUIET_ROUNDS and self.screen_stack:
            before = (list(self.screen_stack), self.focused)
            asked = (self.focused or self.screen).ancestors_with_self
            for node in asked:
                await _caught_up(node)
            idle = not any(node.message_queue_size for node in asked)
            rounds = rounds + 1 if idle and before == (list(self.screen_stack), self.focused) else 0


async def _caught_up(node: MessagePump) -> None:
    """Wait until `node` has handled all messages that it has now."""
    answered = asyncio.Event()
    if node.call_later(answered.set):
        await answered.wait()
