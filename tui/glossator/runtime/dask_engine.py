"""Running tasks on the workers of a Dask scheduler; the only module that imports `distributed`, and only when used."""

import logging
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from importlib.metadata import version
from typing import Final, ParamSpec, TypeVar

from glossator.runtime.engines import EngineFailed, WorkerLost
from glossator.runtime.environment import install_command

_P = ParamSpec("_P")
_T = TypeVar("_T")
_CONNECT_SECONDS: Final = 10
# Seconds between looks whether there is still a worker, and how many looks without one are too many.
_LOOK_SECONDS: Final = 10
_MOST_LOOKS: Final = 3


class DaskEngine:
    """Runs tasks on the workers of a scheduler, which gives the task of a worker that has ended to another worker."""

    def __init__(self, address: str) -> None:
        """Connect to a scheduler.

        Args:
            address: its host and port, as host:port.

        Raises:
            EngineFailed: when Dask is not installed, nothing answers there, or the scheduler has no worker.
        """
        try:
            from distributed import Client
        except ImportError as error:
            raise EngineFailed(f"Dask is not installed. Install it with “{install_command('distributed')}”.") from error
        _silence()
        self._where = f"dask://{address}"
        try:
            with warnings.catch_warnings():
                # Of versions that differ: what matters is checked with each task.
                warnings.simplefilter("ignore")
                self._client = Client(f"tcp://{address}", timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineFailed(
                f"No Dask scheduler answers at {self._where}. Start it with “dask scheduler”, or correct the address."
            ) from error
        try:
            self.workers = self._checked_workers(address)
        except EngineFailed:
            self._client.close()
            raise
        # Not pure: Dask would take equal calls for one task, which would end for both when one is cancelled.
        self._executor = self._client.get_executor(pure=False)

    def run(self, task: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a task and return its result; raise what it raises.

        Raises:
            WorkerLost: when several workers have ended while they ran it.
            EngineFailed: when the scheduler is lost, or a worker cannot run the task.
        """
        from distributed import KilledWorker

        try:
            future: Future[_T] = self._executor.submit(task, *args, **kwargs)
            return self._result(future)
        except KilledWorker as error:
            raise WorkerLost("Each worker that analysed this has ended, maybe out of memory.") from error
        except CancelledError as error:
            raise EngineFailed(
                f"The connection to {self._where} is lost. Run the same command again to continue."
            ) from error

    def close(self) -> None:
        """Abandon the tasks that are running; the scheduler and its workers continue."""
        self._executor.shutdown(wait=False)
        self._client.close()

    def _checked_workers(self, address: str) -> int:
        """Return the number of workers, all of which have this version of the program.

        Raises:
            EngineFailed: when there is none, or one cannot run the tasks of this version.
        """
        here = version("glossator")
        # A function of the standard library: a worker that cannot import a task ends.
        found: dict[str, object] = self._client.run(version, "glossator", on_error="return")
        if not found:
            raise EngineFailed(
                f"The Dask scheduler at {self._where} has no workers. Start them with “dask worker {address}”."
            )
        for worker, there in found.items():
            if there != here:
                has = f"has Glossator {there}" if isinstance(there, str) else "does not have Glossator"
                raise EngineFailed(
                    f"The Dask worker {worker} {has}. Install Glossator {here} and the pipeline in its Python, and "
                    "restart it."
                )
        return len(found)

    def _result(self, future: "Future[_T]") -> _T:
        """Wait for a result, as long as there are workers.

        Raises:
            EngineFailed: when there are none any more.
        """
        looks = 0
        while looks < _MOST_LOOKS:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except NotYet:
                # The task may have raised such an error itself.
                if future.done():
                    raise
            looks = 0 if self._client.nthreads() else looks + 1
        raise EngineFailed(
            f"The Dask scheduler at {self._where} has no workers any more. Start workers, and run the same command "
            "again to continue."
        )


def _silence() -> None:
    """Suppress what Dask logs about workers and connections, with tracebacks; the program reports what matters."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
