"""Whether the file of a workspace has, or is in use under, a second name.

SQLite keeps the log of a database under the name that it was opened by. Two programs that open one file by two names
each write a log of their own, and what one has saved is lost to the other.
"""

import os
import time
from pathlib import Path
from typing import Final

from glossator.store.recovery.copies import beside

_LOCKS: Final = Path("/proc/locks")
# The first byte of those that SQLite locks in a database for as long as a program has it open.
_SHARED: Final = 0x40000002
# A program that is just opening or closing the file has a lock on it and none on the file beside it, for a moment.
_TRIES: Final = 5
_PAUSE: Final = 0.02


def second_name(path: Path, *, has_log: bool) -> str:
    """Return a sentence when the file at `path` has a second name, or is open under one; else nothing.

    Args:
        path: the workspace.
        has_log: whether SQLite keeps a log of the file, as of each workspace that no other tool has changed.
    """
    links = path.stat().st_nlink
    if not path.is_file():
        return ""
    if links > 1:
        return (
            f"{path} has {links} names (hard links{_other(path)}), and what is saved under one can be lost under "
            "another; remove the others, or work on a copy: “glossator backup NEW.db” makes one."
        )
    if has_log and _is_open_elsewhere(path):
        return (
            f"{path} is open in another program under another name, and what is saved under one is lost under the "
            "other; close that program first."
        )
    return ""


def _other(path: Path) -> str:
    """Return the other names of the file in its folder, in words that follow on."""
    real = Path(os.path.realpath(path))
    inode = real.stat().st_ino
    with os.scandir(real.parent) as found:
        names = sorted(entry.name for entry in found if entry.inode() == inode and entry.name != real.name)
    return f": also {', '.join(names)}" if names else ""


def _is_open_elsewhere(path: Path) -> bool:
    """Say whether a program has the file open without what SQLite keeps beside it under this name."""
    for _ in range(_TRIES):
        try:
            locks = _LOCKS.read_text(encoding="ascii")
        except (OSError, ValueError):
            # Only Linux tells of them.
            return False
        if not _holders(locks, path, _SHARED) - _holders(locks, beside(path, "-shm")):
            return False
        time.sleep(_PAUSE)
    return True


def _holders(locks: str, path: Path, first: int | None = None) -> set[str]:
    """Return the processes that have a lock on a file, by the lines of `locks`; only on its byte `first` if given."""
    try:
        found = path.stat()
    except OSError:
        return set()
    place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    held = [fields[1:] for line in locks.splitlines() if (fields := line.split()) and len(fields) == _FIELDS]
    return {
        process
        for kind, _, _, process, where, start, _ in held
        # A process that is not seen from here has no number.
        if kind == "POSIX" and where == place and (first is None or start == str(first)) and int(process) > 0
    }


_FIELDS: Final = 8
