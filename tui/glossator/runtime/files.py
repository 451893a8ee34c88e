"""Folders that only their owner can read, and files that are replaced as a whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def make_private_folder(folder: Path) -> None:
    """Create `folder` and its missing parents with mode 0700.

    Raises:
        OSError: when one cannot be created.
    """
    if not folder.is_dir():
        make_private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def temporary_name(path: Path) -> Path:
    """Return a new name beside `path`, for what is renamed to `path` when it is complete."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")


@contextmanager
def atomic_file(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file that replaces `path` at the end of the block; if the block raises, `path` stays as it was.

    The new file has the mode of the file that it replaces, or 0600 if it is `private`. A private file is a convenience,
    so it is not synchronised with the disk, which takes long.

    Raises:
        OSError: when it cannot be written.
    """
    temporary = temporary_name(path)
    try:
        temporary.touch(mode=0o600 if private else 0o666, exist_ok=False)
        with temporary.open("wb") as target:
            if path.exists() and not private:
                temporary.chmod(path.stat().st_mode & 0o777)
            yield target
            if not private:
                target.flush()
                os.fsync(target.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
