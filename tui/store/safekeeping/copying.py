"""Copies of a whole database that appear complete or not at all, whoever writes to it meanwhile."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy(source: sqlite3.Connection, path: Path, target: Path) -> None:
    """Make the file `target` a copy of the database at `path` that `source` has open, as of one moment.

    Nobody may read it, not even while it is made, who may not read that.

    Raises:
        sqlite3.DatabaseError: when the one cannot be read or the other not written; then there is no `target`.
        OSError: when the folder cannot be written to.
    """
    beside = target.with_name(f".{target.name}.part")
    beside.unlink(missing_ok=True)
    try:
        beside.touch(mode=0o600, exist_ok=False)
        beside.chmod(path.stat().st_mode & 0o777)
        with closing(sqlite3.connect(beside)) as made:
            source.backup(made)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    finally:
        for name in (beside.name, f"{beside.name}-journal", f"{beside.name}-wal", f"{beside.name}-shm"):
            beside.with_name(name).unlink(missing_ok=True)


def free_name(path: Path, ending: str) -> Path:
    """Return a name beside `path` that nothing has: its own with `ending`, numbered where that is taken."""
    number, stem = 0, ending.rpartition(".")
    while (name := path.with_name(f"{path.name}.{stem[0]}{f'-{number}' if number else ''}.{stem[2]}")).exists():
        number += 1
    return name
