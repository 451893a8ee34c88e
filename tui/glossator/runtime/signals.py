"""Being ended from outside: by the system, or because the terminal has gone."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn

# Windows knows no hang-up.
_ENDINGS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
# What a shell adds to the number of a signal that has ended a program.
_BY_SIGNAL: Final = 128


def on_termination(then: Callable[[int], None]) -> None:
    """Have `then` called between two steps of the running event loop with the signal that is to end the program."""
    for number in _ENDINGS:
        # Where the system has no such signals, closing the window ends the program at once.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, then, number)


@contextmanager
def cleanup_on_termination() -> Iterator[None]:
    """Have what is begun in a `with` block be cleared away also when a signal ends the program; for its main thread.

    The exit code is then what a shell has for the signal. One that is ignored, as nohup has it, stays ignored.
    """

    def leave(number: int, _: FrameType | None) -> NoReturn:
        sys.exit(_BY_SIGNAL + number)

    taken = [number for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def has_terminal() -> bool:
    """Say whether there still is a terminal to give back."""
    return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())


def exit_now(code: int) -> NoReturn:
    """End the process with that exit code, whatever its threads are doing."""
    os._exit(code)
