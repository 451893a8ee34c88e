"""The one thread that writes.

All writes of a process go through it in order, each in a transaction of its own that takes the write lock at its start.
Only what a machine has read lets the analyst's acts go first.
"""

import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from glossator.store.connection import REFUSALS, check_writable, connect_writing, identity, told
from glossator.store.errors import Altered, Locked, ReadOnly, StoreError, WorkspaceReplaced

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")
_SAY_AFTER: Final = 2.0
# Seconds that SQLite itself waits for another program's lock: longer than others take for one act, and shorter than
# anybody notices, since keys wait for it.
_MOMENT: Final = 0.01
_PAUSE: Final = 0.05
# Seconds without a job after which what was written is moved from the log beside the file into it.
_QUIET: Final = 1.0


@dataclass(frozen=True, slots=True)
class WriterState:
    """What the writer is about.

    Attributes:
        pending: jobs that are not yet in the file.
        blocked: whether another program holds the lock that the next job needs.
        waiting: whether it has held it for longer than a moment.
        failed: the sentence about the last job, when it could not be done for a reason that is not the job's own.
    """

    pending: int = 0
    blocked: bool = False
    waiting: bool = False
    failed: str = ""


# Whose turn it is among those that wait.
_FIRST, _BEHIND, _END = range(3)


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A job that waits for its turn, and where its result will be; the end has no job."""

    turn: int
    number: int
    job: "Callable[[Database], Any] | None" = field(compare=False)
    future: Future[Any] = field(compare=False, default_factory=Future)


class Writer:
    """Runs jobs on one thread, in the order they came, each in one transaction."""

    def __init__(self, path: Path, patience: float, on_state: Callable[[WriterState], None] | None = None) -> None:
        """Start with nothing to do; the file is opened by the thread.

        Args:
            path: the workspace.
            patience: seconds that a job waits for another program's lock before it fails.
            on_state: told of each change, from the writing thread or the one that hands in a job.
        """
        self._path = path
        self._patience = patience
        self._on_state = on_state
        self._opened = identity(path)
        self._jobs: queue.PriorityQueue[_Waiting] = queue.PriorityQueue()
        self._numbers = count()
        self._lock = threading.Lock()
        self._state = WriterState()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._beside = False

    @property
    def state(self) -> WriterState:
        """What the writer is about now."""
        return self._state

    def submit(self, job: "Callable[[Database], T]", *, behind: bool = False) -> "Future[T]":
        """Have `job` run in a transaction, and return where its result or its error will be.

        One that is to be `behind` lets the others go first that come while it waits.

        The future fails with a StoreError when the job could not be done; then nothing of it is in the file. It cannot
        be cancelled: who stops waiting for a write does not take it back.
        """
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        self.warm_up()
        self._change(pending=1)
        with self._lock:
            if not self._closed:
                self._jobs.put(_Waiting(_BEHIND if behind else _FIRST, next(self._numbers), job, future))
                return future
        self._change(pending=-1)
        future.set_exception(StoreError(f"{self._path} is closed, so nothing more can be saved."))
        return future

    def warm_up(self) -> None:
        """Start the thread, which opens the file, so that the first job need not wait for that."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="workspace-writer", daemon=True)
                self._thread.start()

    def close(self, timeout: float = 10.0) -> bool:
        """Let the jobs that are waiting finish, and say whether they did within `timeout` seconds."""
        with self._lock:
            self._closed = True
            self._jobs.put(_Waiting(_END, next(self._numbers), None))
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        db: Database | None = None
        with suppress(sqlite3.DatabaseError, StoreError):
            db = self._connected()
        while (waiting := self._next(db)).job is not None:
            future = waiting.future
            failed = ""
            try:
                self.check_place()
                db = db or self._connected()
                result = self._in_transaction(db, waiting.job)
            except REFUSALS as error:
                sentence = told(error, self._path)
                failed = str(sentence)
                future.set_exception(sentence)
            except (Altered, WorkspaceReplaced, Locked, ReadOnly) as error:
                failed = str(error)
                future.set_exception(error)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            self._change(pending=-1, blocked=False, waiting=False, failed=failed)
        if db is not None:
            db.close()

    def _connected(self) -> "Database":
        """Open the file, when it may be written to."""
        db = connect_writing(self._path, _MOMENT)
        try:
            check_writable(db.conn, self._path)
        except BaseException:
            db.close()
            raise
        return db

    def check_place(self) -> None:
        """Make sure that what is written goes where it will be looked for.

        Raises:
            Gone: when the file that was opened has been deleted, moved or replaced.
        """
        if self._opened is not None and identity(self._path) != self._opened:
            raise WorkspaceReplaced(
                f"{self._path} has been deleted, moved or replaced since it was opened, so nothing more is saved to "
                "it; put it back, or quit and open what is there now."
            )

    def _next(self, db: "Database | None") -> _Waiting:
        """Return the next job, or the end.

        When none comes for a moment, everything is moved into the one file. Whoever copies it then has all of it, and
        what replaces it finds nothing beside it that SQLite would take for its own.
        """
        while db is not None and self._beside:
            with suppress(queue.Empty):
                return self._jobs.get(timeout=_QUIET)
            self._beside = self._leaves_something_beside(db)
        return self._jobs.get()

    def _leaves_something_beside(self, db: "Database") -> bool:
        """Move everything into the one file, and say whether others who read or write are in the way of that."""
        with suppress(sqlite3.DatabaseError, WorkspaceReplaced):
            self.check_place()
            ((busy, _, _),) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return bool(busy)
        return False

    def _in_transaction(self, db: "Database", job: "Callable[[Database], T]") -> T:
        self._begin(db)
        try:
            result = job(db)
            db.execute("COMMIT")
            self._beside = True
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise
        return result

    def _begin(self, db: "Database") -> None:
        """Take the write lock, waiting for another program as long as patience lasts."""
        asked = time.monotonic()
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - asked
                if not isinstance(told(error, self._path), Locked) or waited >= self._patience:
                    raise
                self._change(blocked=True, waiting=waited >= _SAY_AFTER)
                time.sleep(_PAUSE)
            else:
                return

    def _change(
        self,
        *,
        pending: int = 0,
        blocked: bool | None = None,
        waiting: bool | None = None,
        failed: str | None = None,
    ) -> None:
        with self._lock:
            before = self._state
            self._state = WriterState(
                pending=before.pending + pending,
                blocked=before.blocked if blocked is None else blocked,
                waiting=before.waiting if waiting is None else waiting,
                failed=before.failed if failed is None else failed,
            )
            changed = self._state != before
        if changed and self._on_state is not None:
            # A listener that fails, or has gone at the end of the program, must not stop the writing.
            with suppress(Exception):
                self._on_state(self._state)
