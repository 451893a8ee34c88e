"""Folders that only their owner can read."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """Create `folder` and its missing parents with mode 0700.

    Raises:
        OSError: when that cannot be done.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
