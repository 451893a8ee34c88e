"""Notes that could not be saved in the workspace when the reader ended, kept in the state folder."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glossator.runtime.files import make_private_folder

_NAME: Final = "unsaved-notes.txt"


def save_notes(folder: Path, workspace: Path, notes: list[tuple[str, str]]) -> Path | None:
    """Append notes to a file in `folder`, and return its path; None if it cannot be written either.

    Args:
        folder: the state folder, created if needed.
        workspace: the workspace that they belong to.
        notes: of each, its subject and its text.
    """
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    written = "".join(f"{moment}, {workspace.absolute()}, on “{about}”:\n{text}\n\n" for about, text in notes)
    with suppress(OSError):
        make_private_folder(folder)
        target = os.open(folder / _NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(target, "a", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  (a descriptor, not a path)
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        return folder / _NAME
    return None


def saved_notes(folder: Path) -> Path | None:
    """Return the file with unsaved notes, or None if there is none."""
    with suppress(OSError):
        return folder / _NAME if (folder / _NAME).exists() else None
    return None
