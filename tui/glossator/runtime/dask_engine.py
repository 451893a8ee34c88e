"""Running tasks on the workers of a Dask scheduler; the only module that imports `distributed`, and only when used."""

import logging
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import Final, ParamSpec, TypeVar

from glossator.runtime.engines import EngineFailed, WorkerLost
from glossator.runtime.environment import install_command

_P = ParamSpec("_P")
_T = TypeVar("_T")
_CONNECT_SECONDS: Final = 10
# What the errors of Dask tell at most.
_LONGEST: Final = 200


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
        # Dask reports what a worker or a connection does with tracebacks; the program reports what matters.
        logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
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
        self.workers = len(self._client.nthreads())
        if not self.workers:
            self._client.close()
            raise EngineFailed(
                f"The Dask scheduler at {self._where} has no workers. Start them with “dask worker {address}”."
            )
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
            result: _T = self._executor.submit(task, *args, **kwargs).result()
        except KilledWorker as error:
            raise WorkerLost("Each worker that analysed this has ended, maybe out of memory.") from error
        except CancelledError as error:
            raise EngineFailed(
                f"The connection to {self._where} is lost. Run the same command again to continue."
            ) from error
        return result

    def close(self) -> None:
        """Abandon the tasks that are running; the scheduler and its workers continue."""
        self._executor.shutdown(wait=False)
        self._client.close()
