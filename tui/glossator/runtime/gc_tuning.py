"""Timing of Python's cyclic garbage collection: not during the start, and then while nobody types.

Modules, widgets and styles are tens of thousands of permanent objects, and collecting while they are created takes a
sixth of the start. Python collects when enough objects were created, which is while a key is handled, and a full
collection takes as long as several keys.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Seconds without a key before a collection of the young generations, and before a full one.
_PAUSE: Final = 0.5
_LONG_PAUSE: Final = 3.0
# New objects that are worth a collection in a pause, and those that force one while keys arrive.
_SOME: Final = 2_000
_MANY: Final = 100_000


def disable_gc() -> None:
    """Disable automatic collection; from then on `GcScheduler` collects."""
    gc.disable()


@contextmanager
def gc_paused() -> Iterator[None]:
    """Disable automatic collection in a `with` block that creates many objects and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class GcScheduler:
    """Collections after the start; does nothing while automatic collection is enabled."""

    def __init__(self) -> None:
        self._active = False
        self._full_is_due = False

    def freeze(self) -> None:
        """Exempt all current objects from collection, and start collecting."""
        self._active = not gc.isenabled()
        if self._active:
            gc.freeze()

    def collect_if_due(self, idle: float) -> None:
        """Collect if it is time to, after `idle` seconds without a key."""
        if not self._active:
            return
        created, *_ = gc.get_count()
        if idle >= _LONG_PAUSE and (self._full_is_due or created > _SOME):
            gc.collect()
            self._full_is_due = False
        elif created > (_SOME if idle >= _PAUSE else _MANY):
            gc.collect(1)
            self._full_is_due = True
