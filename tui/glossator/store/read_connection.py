"""Connections for reading, which may have had to do without locks."""

import sqlite3
from pathlib import Path

from glossator.store.recovery.copies import beside


class ReadConnection(sqlite3.Connection):
    """A connection for reading, which may have had to open the file as one that does not change.

    SQLite then needs neither locks nor files beside it, and what it reads makes sense only as long as nobody writes.

    Attributes:
        state: what the file was when it was opened so; None for a connection that takes locks.
    """

    state: tuple[int, ...] | None = None

    def is_outdated(self, path: Path) -> bool:
        """Say whether the workspace at `path` was written to since this opened it without locks."""
        return self.state is not None and state_of(path) != self.state


def state_of(path: Path) -> tuple[int, ...] | None:
    """Return what changes with whatever is written to the file; None when it is gone, or has a log beside it."""
    try:
        if _has_log(path):
            return None
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _has_log(path: Path) -> bool:
    log = beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0
