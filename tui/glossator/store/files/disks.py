"""Network file systems, and file systems without locks."""

import errno
import re
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORKS: Final = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfs")
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


def network_of(path: Path) -> str:
    """Return the type of the network file system that `path` is on; empty on a local disk, or where it is unknown."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        return _network_in(mounts, path.resolve())
    except (OSError, RuntimeError):
        # RuntimeError: the path has a loop of links.
        return ""


def cannot_lock(folder: Path) -> bool:
    """Return whether the file system of `folder` is known not to support file locks.

    SQLite reports that as a lock of another program, or as a failing disk. A temporary file is tried, because closing
    the workspace would release the locks that this process has on it.
    """
    try:
        # Windows has no fcntl.
        import fcntl
        import tempfile

        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return False
    except OSError as error:
        return error.errno in _NO_LOCKS
    return False


def _network_in(mounts: str, path: Path) -> str:
    """Return the network file system of an absolute path, according to Linux’s mountinfo."""
    kinds = {}
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        # The mount point is the fifth field; spaces in it are written in octal.
        kinds[_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields.split()[4])] = rest.split()[0]
    kind = next((kinds[str(folder)] for folder in (path, *path.parents) if str(folder) in kinds), "")
    return kind if kind.startswith(_NETWORKS) else ""


def network_warning(path: Path) -> str:
    """Return a warning about a workspace on a network file system; empty where it is not on one."""
    kind = network_of(path)
    if not kind:
        return ""
    return (
        f"{path} is on a network file system ({kind}), where two machines that write at once can damage it; open it on "
        "one machine at a time, or copy it to a local disk."
    )
