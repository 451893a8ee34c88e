"""Waiting for what may take long, without being held up by it."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from threading import Thread
from typing import Final, TypeVar

_T = TypeVar("_T")
# Seconds between looks whether it was cancelled.
_POLL_SECONDS: Final = 0.1


class Cancelled(Exception):
    """What was waited for is no longer wanted."""


def interruptible(function: Callable[[], _T], cancelled: Callable[[], bool]) -> _T:
    """Return the result of `function`, which runs in a thread that ends with the program; raise what it raises.

    Args:
        function: what is called.
        cancelled: asked now and then while it has not ended.

    Raises:
        Cancelled: when it was cancelled; nobody waits for the thread then.
    """
    future: Future[_T] = Future()

    def call() -> None:
        try:
            future.set_result(function())
        except BaseException as error:
            # Raised by the thread that waits.
            future.set_exception(error)

    # No executor, because the interpreter waits for the threads of executors when it ends.
    Thread(target=call, name="background", daemon=True).start()
    while True:
        try:
            return future.result(timeout=_POLL_SECONDS)
        except NotYet:
            # The function may have raised such an error itself.
            if future.done():
                raise
            if cancelled():
                raise Cancelled from None
