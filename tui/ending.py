"""Being ended from outside: by the system, or because the terminal has gone."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

# Windows knows no hang-up.
_ENDINGS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def when_ended(then: Callable[[int], None]) -> None:
    """Have `then` called between two steps of the running event loop with the signal that is to end the program."""
    for number in _ENDINGS:
        # Where the system has no such signals, closing the window ends the program at once.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, then, number)


def terminal_is_there() -> bool:
    """Say whether there still is a terminal to give back."""
    return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())


def end_at_once(code: int) -> NoReturn:
    """End the process with that exit code, whatever its threads are doing."""
    os._exit(code)
