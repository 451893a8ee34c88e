"""When Python looks for cyclic garbage: not while much is made that stays, and then while nobody types.

Modules, widgets and styles are tens of thousands of objects that live until the end. Looking through them again and
again while they are made costs a sixth of the start. Python itself looks when enough has been made, which is when a key
is acted on, and a look through all there is takes as long as several keys; so it is told when.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Seconds without a key after which what is young is looked through, and all.
_PAUSE: Final = 0.5
_LONG_PAUSE: Final = 3.0
# So many objects more than before are worth a look, and so many more are looked through though one types.
_SOME: Final = 2_000
_MANY: Final = 100_000


def disable_gc() -> None:
    """Do not look for garbage by oneself any more; `GcScheduler` says when."""
    gc.disable()


@contextmanager
def gc_paused() -> Iterator[None]:
    """Do not look for garbage while much comes and goes that is all taken away without a look."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


class GcScheduler:
    """The looks for garbage after the start, of which each is asked for; none where that was not put off."""

    def __init__(self) -> None:
        self._put_off = False
        self._since_all = False

    def freeze(self) -> None:
        """Take what there is now for something that stays, which no look goes through."""
        self._put_off = not gc.isenabled()
        if self._put_off:
            gc.freeze()

    def collect_if_due(self, idle: float) -> None:
        """Look for garbage if it is time for that; `idle` is for how many seconds nobody has typed."""
        if not self._put_off:
            return
        made, *_ = gc.get_count()
        if idle >= _LONG_PAUSE and (self._since_all or made > _SOME):
            gc.collect()
            self._since_all = False
        elif made > (_SOME if idle >= _PAUSE else _MANY):
            gc.collect(1)
            self._since_all = True
