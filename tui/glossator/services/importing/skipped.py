"""What an import of folders and archives leaves unread: files of other endings than sources have, counted by them."""

from collections import Counter
from pathlib import Path
from typing import Final

from glossator.text.pluralize import counted

_MOST_ENDINGS: Final = 8


class SkippedFiles:
    """The files that are passed over, by the folder or archive that was named; the workspace itself is none of them."""

    def __init__(self, workspace: Path) -> None:
        """Count nothing yet; the files of `workspace` are not to be counted."""
        self._workspace = workspace.absolute()
        self._endings: dict[Path, Counter[str]] = {}

    def count(self, folder: Path, file: Path) -> None:
        """Count a file below a folder, or in an archive."""
        # Beside a workspace that is open are files of SQLite's, named for it.
        if not (file.name.startswith(self._workspace.name) and file.parent.absolute() == self._workspace.parent):
            self._endings.setdefault(folder, Counter())[file.suffix.lower() or "none"] += 1

    def summaries(self) -> list[str]:
        """Return a sentence for each folder and archive."""
        return [
            f"passed over in {folder}: {counted(endings.total(), 'file')} ({_listed(endings)}); "
            f"{'' if folder.is_dir() else 'unpack it, and '}name a file to have it read anyway."
            for folder, endings in self._endings.items()
        ]


def _listed(endings: Counter[str]) -> str:
    """Return how many files have which ending, the most frequent first, then by name; rare ones together."""
    order = sorted(endings, key=lambda ending: (-endings[ending], ending == "none", ending))
    told = [f"{ending} {endings[ending]:,}" for ending in order[:_MOST_ENDINGS]]
    others = sum(endings[ending] for ending in order[_MOST_ENDINGS:])
    return ", ".join(told + ([f"others {others:,}"] if others else []))
