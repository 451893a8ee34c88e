"""What kind of disk a workspace is on."""

import errno
import re
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORKS: Final = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfs")
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


def network_of(path: Path) -> str:
    """Return the name of the network file system that `path` is on; empty on a disk, and where nobody can tell."""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        return _network_in(mounts, path.resolve())
    except (OSError, RuntimeError):
        # A path that leads round in a circle is an error of its own kind.
        return ""


def cannot_lock(folder: Path) -> bool:
    """Say whether the file system of `folder` is known not to let programs lock files.

    What SQLite makes of that may as well be a lock of another program's, or a failing disk. A file of its own is tried,
    as to close the workspace would let go of the locks that this process has on it.
    """
    try:
        # Neither is needed at a start; Windows has none of the first.
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
    """Return the network file system of `path`, which is absolute, by the lines of Linux’s mountinfo."""
    kinds = {}
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        # The mount point is the fifth field; spaces in it are written in octal.
        kinds[_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields.split()[4])] = rest.split()[0]
    kind = next((kinds[str(folder)] for folder in (path, *path.parents) if str(folder) in kinds), "")
    return kind if kind.startswith(_NETWORKS) else ""


def warning(path: Path) -> str:
    """Return a sentence about a workspace on a network file system; empty where it is on none."""
    kind = network_of(path)
    if not kind:
        return ""
    return (
        f"{path} is on a network file system ({kind}), where programs of two machines that write at once can damage "
        "it; open it on one machine at a time, or copy it to a disk of this one."
    )
