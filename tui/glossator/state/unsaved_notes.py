"""Notes that could not be saved when the reader was left: they are put by, and told of at the next start."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glossator.runtime.private_folder import make_private

_NAME: Final = "unsaved-notes.txt"


def save_notes(folder: Path, workspace: Path, notes: list[tuple[str, str]]) -> Path | None:
    """Add notes to the file for such in `folder`, and return where it is; None when that cannot be written either.

    Args:
        folder: the state folder, made when it is not there.
        workspace: what they should have been saved in.
        notes: of each, what it is about and its text.
    """
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    written = "".join(f"{moment}, {workspace.absolute()}, on “{about}”:\n{text}\n\n" for about, text in notes)
    with suppress(OSError):
        make_private(folder)
        target = os.open(folder / _NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(target, "a", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  (a descriptor, not a path)
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        return folder / _NAME
    return None


def saved_notes(folder: Path) -> Path | None:
    """Return where notes were put by, or None when there are none."""
    with suppress(OSError):
        return folder / _NAME if (folder / _NAME).exists() else None
    return None
