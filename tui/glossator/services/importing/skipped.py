"""The files that an import of folders and archives skips, counted by extension."""

from collections import Counter
from pathlib import Path
from typing import Final

from glossator.text.pluralize import counted

_MOST_LISTED: Final = 8


class SkippedFiles:
    """The skipped files by folder or archive, without those of the workspace itself."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace.absolute()
        self._extensions: dict[Path, Counter[str]] = {}

    def count(self, folder: Path, file: Path) -> None:
        """Count a file below a folder or in an archive."""
        # SQLite's own files beside an open workspace start with its name.
        if not (file.name.startswith(self._workspace.name) and file.parent.absolute() == self._workspace.parent):
            self._extensions.setdefault(folder, Counter())[file.suffix.lower() or "none"] += 1

    def summaries(self) -> list[str]:
        """Return a message for each folder and archive."""
        return [
            f"Skipped {counted(extensions.total(), 'file')} in {folder} ({_listed(extensions)}). "
            f"{'Name' if folder.is_dir() else 'Extract the archive and name'} a file to import it anyway."
            for folder, extensions in self._extensions.items()
        ]


def _listed(extensions: Counter[str]) -> str:
    """Return the extensions with their counts, the most frequent first, and the rare ones together."""
    order = sorted(extensions, key=lambda extension: (-extensions[extension], extension == "none", extension))
    listed = [f"{extension} {extensions[extension]:,}" for extension in order[:_MOST_LISTED]]
    others = sum(extensions[extension] for extension in order[_MOST_LISTED:])
    return ", ".join(listed + ([f"others {others:,}"] if others else []))
