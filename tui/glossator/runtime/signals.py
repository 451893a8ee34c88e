"""Termination by the system, or because the terminal was closed."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn

# Windows has no SIGHUP.
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
# The exit code of a program ended by a signal is this plus the signal's number.
_BY_SIGNAL: Final = 128


def on_termination(callback: Callable[[int], None]) -> None:
    """Have the running event loop call `callback` with the number of a signal that would end the program."""
    for number in _SIGNALS:
        # Windows does not support this: there, closing the window ends the program at once.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, callback, number)


@contextmanager
def cleanup_on_termination() -> Iterator[None]:
    """Run the `finally` clauses inside a `with` block also when a signal ends the program; main thread only.

    The program then exits with the shell's code for the signal. Ignored signals, as under nohup, stay ignored.
    """

    def leave(number: int, _: FrameType | None) -> NoReturn:
        sys.exit(_BY_SIGNAL + number)

    taken = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def has_terminal() -> bool:
    """Return whether standard input is still a terminal."""
    return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())


def exit_now(code: int) -> NoReturn:
    """End the process with an exit code at once, whatever its threads are doing."""
    os._exit(code)
