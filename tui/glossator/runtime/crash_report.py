"""What is left of an error that nobody had thought of: where it was, and nothing of anybody's text."""

import os
import platform
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from glossator import __version__
from glossator.runtime.private_folder import make_private


def report_crash(folder: Path, error: BaseException | None) -> str:
    """Write a report of what nobody had thought of, and return what to say of it."""
    file = write_report(folder, error) if error else None
    where = f"; {file} says where, and nothing of what you read or wrote" if file else ""
    return f"an error of the program’s own has ended it{where}."


def write_report(folder: Path, error: BaseException) -> Path | None:
    """Write where the program was when `error` came, and return the file; None when it cannot be written.

    What the error says is left out, because it may quote an article or a note.
    """
    now = datetime.now(UTC)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"glossator {__version__}, Python {platform.python_version()}, {platform.system()}, {now:%Y-%m-%dT%H:%M:%SZ}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {_within(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames),
    ]
    path = folder / f"error-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
    with suppress(OSError):
        make_private(folder)
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    return None


def _within(filename: str) -> str:
    """Return a module's file as from the folder that it was imported from, which may tell a name."""
    path = Path(filename)
    for folder in sorted(map(Path, sys.path), key=lambda folder: -len(folder.parts)):
        if folder.parts and path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return path.name
