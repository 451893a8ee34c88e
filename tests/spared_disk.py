"""Writing without waiting for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from glossator.store.connection import connect_writing

if TYPE_CHECKING:
    from sqlite_utils import Database


@contextmanager
def spared_disk() -> Iterator[None]:
    """Have this process write without waiting for the disk; only a power cut can tell the difference."""

    def connect(path: Path, timeout: float = 0.25, *, create: bool = False) -> "Database":
        db = connect_writing(path, timeout, create=create)
        db.execute("PRAGMA synchronous = OFF")
        return db

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("glossator.store.writer.connect_writing", connect)
        patch.setattr("glossator.store.connection.connect_writing", connect)
        yield
