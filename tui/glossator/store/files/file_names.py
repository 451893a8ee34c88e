"""Second names of a workspace: hard links, and other programs that have opened it under another name.

SQLite names the log of a database after the name that it was opened by. Two programs that open one file under two names
write two logs, and each loses what the other saves.
"""

import os
import time
from pathlib import Path
from typing import Final

from glossator.store.files.copies import companion_path

_LOCKS: Final = Path("/proc/locks")
# The first byte of the range that SQLite locks in a database for as long as a program has it open.
_SHARED: Final = 0x40000002
# A program that is opening or closing the file briefly has a lock on it and none on its -shm file.
_TRIES: Final = 5
_PAUSE: Final = 0.02
_FIELDS: Final = 8


def second_name_problem(path: Path, *, has_log: bool) -> str:
    """Return a sentence when the file at `path` has a second name, or is open under one, else an empty one.

    Args:
        path: the workspace.
        has_log: whether the file is in WAL mode.
    """
    links = path.stat().st_nlink
    if not path.is_file():
        return ""
    if links > 1:
        return (
            f"{path} has {links} names (hard links{_other(path)}), and what is saved under one can be lost under "
            "another; remove the others, or work on a copy made with “glossator backup NEW.db”."
        )
    if has_log and _is_open_elsewhere(path):
        return (
            f"{path} is open in another program under another name, and what is saved under one is lost under the "
            "other; close that program first."
        )
    return ""


def _other(path: Path) -> str:
    """Return the other names of the file in its folder, as the end of a phrase."""
    real = Path(os.path.realpath(path))
    inode = real.stat().st_ino
    with os.scandir(real.parent) as found:
        names = sorted(entry.name for entry in found if entry.inode() == inode and entry.name != real.name)
    return f": also {', '.join(names)}" if names else ""


def _is_open_elsewhere(path: Path) -> bool:
    """Return whether a program has the file open, but not the -shm file of this name."""
    for _ in range(_TRIES):
        try:
            locks = _LOCKS.read_text(encoding="ascii")
        except (OSError, ValueError):
            # Only Linux lists locks.
            return False
        if not _holders(locks, path, _SHARED) - _holders(locks, companion_path(path, "-shm")):
            return False
        time.sleep(_PAUSE)
    return True


def _holders(locks: str, path: Path, first: int | None = None) -> set[str]:
    """Return the processes in `locks` that have a lock on a file, or only on its byte `first` if given."""
    try:
        found = path.stat()
    except OSError:
        return set()
    place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    held = [fields[1:] for line in locks.splitlines() if (fields := line.split()) and len(fields) == _FIELDS]
    return {
        process
        for kind, _, _, process, where, start, _ in held
        # A process of another container has no number.
        if kind == "POSIX" and where == place and (first is None or start == str(first)) and int(process) > 0
    }
