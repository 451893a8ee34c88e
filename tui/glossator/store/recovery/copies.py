"""Copies of a whole database that appear complete or not at all, whoever writes to it meanwhile."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path


def beside(path: Path, ending: str) -> Path:
    """Return where SQLite keeps what belongs to the file at `path`, such as its log: beside the file behind a link."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + ending)


def copy(source: sqlite3.Connection, path: Path, target: Path) -> None:
    """Make the file `target` a copy of the database at `path` that `source` has open, as of one moment.

    Where `target` is a symbolic link, the file that it points to is made or replaced, and the link stays.

    Nobody may read it, not even while it is made, who may not read that.

    Raises:
        sqlite3.DatabaseError: when the database cannot be read; then there is no `target`.
        OSError: when the folder cannot be written to, or has no room; then neither.
    """
    target = Path(os.path.realpath(target))
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600, exist_ok=False)
        part.chmod(path.stat().st_mode & 0o777)
        with closing(sqlite3.connect(part)) as made:
            _fill(made, source)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        remove(part)


def _fill(made: sqlite3.Connection, source: sqlite3.Connection) -> None:
    try:
        source.backup(made)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def remove(path: Path) -> None:
    """Remove a database that nobody has open, with what SQLite keeps beside it, where there is any of it."""
    for ending in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def free_name(path: Path, ending: str) -> Path:
    """Return a name beside `path` that nothing has: its own with `ending`, numbered where that is taken."""
    number, stem = 0, ending.rpartition(".")
    while (name := path.with_name(f"{path.name}.{stem[0]}{f'-{number}' if number else ''}.{stem[2]}")).exists():
        number += 1
    return name
