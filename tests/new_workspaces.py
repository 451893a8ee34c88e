"""New workspaces that are copies of one that was made once, which saves each its migrations."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from glossator.store.connection import _brought_up_to_date, create_or_migrate


@contextmanager
def made_once(empty: Path) -> Iterator[None]:
    """Make a workspace at `empty`, and have this process make every other new one by copying it."""
    create_or_migrate(empty)

    def brought_up_to_date(path: Path) -> Path | None:
        if not path.exists():
            try:
                shutil.copyfile(empty, path)
            except OSError:
                # Where there is no room or no right, the program finds that out for itself.
                path.unlink(missing_ok=True)
        return _brought_up_to_date(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("glossator.store.connection._brought_up_to_date", brought_up_to_date)
        yield
