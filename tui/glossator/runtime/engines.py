"""Engines: what runs tasks in other processes, on this computer or on a cluster, over `concurrent.futures.Executor`.

A task is a function of an installed module, called with values that can be pickled.
"""

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Final, ParamSpec, Protocol, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
# How often a task is given to processes that other tasks use too, before it gets one for itself.
_TRIES: Final = 3
_NICENESS: Final = 10
_ENDED: Final = "The analysis process has ended each time, maybe out of memory. Try again with fewer processes."


class EngineFailed(Exception):
    """An engine that cannot run anything; the message says what to do next."""


class WorkerLost(Exception):
    """A task whose worker has ended each time that it was tried; the message is a sentence."""


class Engine(Protocol):
    """What runs tasks in other processes; thread-safe. `workers` is how many tasks run at the same time."""

    @property
    def workers(self) -> int: ...  # noqa: D102  (above)

    def run(self, task: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a task and return its result; raise what it raises.

        Raises:
            WorkerLost: when its worker has ended each time.
            EngineFailed: when the engine cannot run tasks.
        """
        ...

    def close(self) -> None:
        """Abandon the tasks that are running, and end what was started."""
        ...


class ProcessPool(ProcessPoolExecutor):
    """Processes on this computer that end with this one, and at once when the pool is shut down."""

    def __init__(self, workers: int) -> None:
        # A forked process would have the locks of threads that it does not have.
        context = get_context("spawn")
        lifeline, self._end_of_life = context.Pipe(duplex=False)
        super().__init__(workers, mp_context=context, initializer=_prepare_process, initargs=(lifeline,))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, whatever they are doing."""
        self._end_of_life.close()
        super().shutdown(wait, cancel_futures=cancel_futures)


class LocalEngine:
    """Runs tasks in processes on this computer, which are replaced when one ends.

    If one ends, all do, and their tasks are run again. A task that was there each time runs once more in a process of
    its own, so that a task that ends processes costs no other task.
    """

    def __init__(self, workers: int, start: Callable[[int], Executor] = ProcessPool) -> None:
        """Prepare the engine; processes start with the first tasks.

        Args:
            workers: the number of processes.
            start: returns an executor with so many processes.
        """
        self.workers = workers
        self._start = start
        self._lock = Lock()
        self._shared: Executor | None = None
        self._open: set[Executor] = set()
        self._is_closed = False

    def run(self, task: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a task and return its result; raise what it raises.

        Raises:
            WorkerLost: when its process has ended each time.
            EngineFailed: when the engine is closed.
        """
        for _ in range(_TRIES):
            executor = self._shared_executor()
            with suppress(BrokenExecutor):
                return executor.submit(task, *args, **kwargs).result()
            self._end(executor)
        with self._lock:
            alone = self._opened(1)
        try:
            return alone.submit(task, *args, **kwargs).result()
        except BrokenExecutor as error:
            raise WorkerLost(_ENDED) from error
        finally:
            self._end(alone)

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        with self._lock:
            self._is_closed = True
            executors = list(self._open)
        for executor in executors:
            self._end(executor)

    def _shared_executor(self) -> Executor:
        with self._lock:
            if self._shared is None:
                self._shared = self._opened(self.workers)
            return self._shared

    def _opened(self, workers: int) -> Executor:
        if self._is_closed:
            raise EngineFailed("The analysis was stopped.")
        executor = self._start(workers)
        self._open.add(executor)
        return executor

    def _end(self, executor: Executor) -> None:
        """Shut an executor down, unless another thread has done so."""
        with self._lock:
            if executor not in self._open:
                return
            self._open.remove(executor)
            if executor is self._shared:
                self._shared = None
        executor.shutdown(cancel_futures=True)


def _prepare_process(lifeline: "Connection[None, None]") -> None:
    """Prepare a process of a pool: it ends when the other end of `lifeline` is closed."""

    def wait() -> None:
        with suppress(EOFError, OSError):
            lifeline.recv()
        os._exit(1)

    Thread(target=wait, name="lifeline", daemon=True).start()
    # A ctrl+c at the terminal is for the program.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # What libraries print must not mix with the output of the program.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
