"""Copies of a database, complete or not made at all, also while others write to it."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path


def companion_path(path: Path, ending: str) -> Path:
    """Return the path of a file that SQLite keeps beside the database at `path`, such as "-wal"; links are followed."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + ending)


def copy_database(source: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy the database at `path`, which `source` has open, to the file `target` or the file that it links to.

    The copy has the permissions of the original from the start.

    Raises:
        sqlite3.DatabaseError: when the database cannot be read; then `target` is not made.
        OSError: when the folder cannot be written to, or is full; then `target` is not made.
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
        remove_database(part)


def _fill(made: sqlite3.Connection, source: sqlite3.Connection) -> None:
    try:
        source.backup(made)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def remove_database(path: Path) -> None:
    """Delete a database that nobody has open, and the files that SQLite keeps beside it, where they exist."""
    for ending in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def free_name(path: Path, ending: str) -> Path:
    """Return an unused path beside `path`: its name with `ending`, numbered where that is taken."""
    number, stem = 0, ending.rpartition(".")
    while (name := path.with_name(f"{path.name}.{stem[0]}{f'-{number}' if number else ''}.{stem[2]}")).exists():
        number += 1
    return name
