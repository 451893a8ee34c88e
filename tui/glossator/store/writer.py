"""The thread through which a process writes.

Jobs run in order, each in a transaction that takes the write lock at its start. Only suggestions of pipelines let the
operations of analysts go first.
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

from glossator.store.connection import READ_ERRORS, check_writable, connect_writing, identity, store_error
from glossator.store.errors import Altered, Locked, ReadOnly, StoreError, WorkspaceReplaced

if TYPE_CHECKING:
    from sqlite_utils import Database

T = TypeVar("T")
# Seconds of waiting after which the screen says so.
_SAY_AFTER: Final = 2.0
# Seconds that SQLite itself waits for a lock: longer than one operation of another program takes, and too short to
# notice.
_MOMENT: Final = 0.01
_PAUSE: Final = 0.05
# Seconds without a job after which the log is moved into the file.
_QUIET: Final = 1.0


@dataclass(frozen=True, slots=True)
class WriterState:
    """The state of the writer.

    Attributes:
        pending: the number of jobs that are not yet in the file.
        blocked: whether another program holds the lock that the next job needs.
        waiting: whether it has held it for `_SAY_AFTER` seconds.
        failed: why the last job failed, where the reason is the file and not the job; else empty.
    """

    pending: int = 0
    blocked: bool = False
    waiting: bool = False
    failed: str = ""


# The order of jobs that wait.
_FIRST, _BEHIND, _END = range(3)


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    """A job that waits, and the future of its result; without a job, the end."""

    turn: int
    number: int
    job: "Callable[[Database], Any] | None" = field(compare=False)
    future: Future[Any] = field(compare=False, default_factory=Future)


class Writer:
    """Runs jobs on one thread, in the order they came, each in one transaction."""

    def __init__(self, path: Path, patience: float, on_state: Callable[[WriterState], None] | None = None) -> None:
        """Prepare a writer; its thread opens the file.

        Args:
            path: the workspace.
            patience: seconds that a job waits for another program's lock before it fails.
            on_state: called with each new state, from the writing thread or one that submits a job.
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
        self._has_log = False

    @property
    def state(self) -> WriterState:
        """The current state."""
        return self._state

    def submit(self, job: "Callable[[Database], T]", *, behind: bool = False) -> "Future[T]":
        """Run `job` in a transaction, and return the future of its result, which cannot be cancelled.

        Where the job fails, nothing of it is in the file; a reason that is not the job's own is a StoreError. A job
        `behind` lets all others go first.
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
        """Start the thread, which opens the file, so that the first job does not wait for that."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="workspace-writer", daemon=True)
                self._thread.start()

    def close(self, timeout: float = 10.0) -> bool:
        """Finish the waiting jobs, and return whether that took less than `timeout` seconds."""
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
            except READ_ERRORS as error:
                sentence = store_error(error, self._path)
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
        """Open the file, and check that it may be written to."""
        db = connect_writing(self._path, _MOMENT)
        try:
            check_writable(db.conn, self._path)
        except BaseException:
            db.close()
            raise
        return db

    def check_place(self) -> None:
        """Raise WorkspaceReplaced when the file has been deleted, moved or replaced since it was opened."""
        if self._opened is not None and identity(self._path) != self._opened:
            raise WorkspaceReplaced(
                f"{self._path} has been deleted, moved or replaced since it was opened, so nothing more is saved to "
                "it; put it back, or quit and open what is there now."
            )

    def _next(self, db: "Database | None") -> _Waiting:
        """Return the next job, or the end.

        After `_QUIET` seconds without a job, the log is moved into the file, so that a copy of the file is complete,
        and a file that replaces it has no log of another beside it.
        """
        while db is not None and self._has_log:
            with suppress(queue.Empty):
                return self._jobs.get(timeout=_QUIET)
            self._has_log = self._checkpoint(db)
        return self._jobs.get()

    def _checkpoint(self, db: "Database") -> bool:
        """Move the log into the file, and return whether other connections prevent that."""
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
            self._has_log = True
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise
        return result

    def _begin(self, db: "Database") -> None:
        """Take the write lock, waiting up to `patience` seconds for another program."""
        asked = time.monotonic()
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - asked
                if not isinstance(store_error(error, self._path), Locked) or waited >= self._patience:
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
            # A listener that fails must not stop the writing.
            with suppress(Exception):
                self._on_state(self._state)
