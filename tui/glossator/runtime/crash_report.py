"""Reports of unexpected errors: where they happened, without the text of articles or notes."""

import os
import platform
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from glossator import __version__
from glossator.runtime.files import make_private_folder


def report_crash(folder: Path, error: BaseException | None) -> str:
    """Write a report of an unexpected error into `folder`, and return the message for the user."""
    file = write_report(folder, error) if error else None
    report = f" A report without any of your texts is in {file}; please send it with a description." if file else ""
    return f"an internal error ended the program.{report}"


def write_report(folder: Path, error: BaseException) -> Path | None:
    """Write the traceback of `error` to a new file in `folder` and return its path; None if it cannot be written.

    The error's message is left out, because it may quote an article or a note.
    """
    now = datetime.now(UTC)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"glossator {__version__}, Python {platform.python_version()}, {platform.system()}, {now:%Y-%m-%dT%H:%M:%SZ}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {_relative(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames),
    ]
    path = folder / f"error-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
    with suppress(OSError):
        make_private_folder(folder)
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    return None


def _relative(filename: str) -> str:
    """Return a module's file relative to its folder on the path, which may contain a user's name."""
    path = Path(filename)
    for folder in sorted(map(Path, sys.path), key=lambda folder: -len(folder.parts)):
        if folder.parts and path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return path.name
