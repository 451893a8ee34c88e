"""Completing the path of a file or folder to import, as a shell does."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from glossator.domain.web_address import is_web_address
from glossator.services.importing.inputs import is_importable
from glossator.text.natural_order import natural_key
from glossator.text.span import cluster_at

SEPARATORS: Final = frozenset(filter(None, ("/", os.sep, os.altsep)))
"""The characters that end the name of a folder."""
_HOME: Final = "~"
# More entries of a folder are not offered: nobody looks through them.
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class PathEntry:
    """A file or folder in a folder, by its name."""

    name: str
    is_folder: bool

    @property
    def completion(self) -> str:
        """What the name is completed to: a folder ends with a slash."""
        return f"{self.name}/" if self.is_folder else self.name


def folder_part(typed: str) -> str:
    """Return the part of a path up to its last separator, with it; nothing of a web address."""
    if is_web_address(typed):
        return ""
    end = next((place for place in range(len(typed), 0, -1) if typed[place - 1] in SEPARATORS), 0)
    return typed[:end]


def matching_entries(typed: str, entries: Iterable[PathEntry]) -> list[PathEntry]:
    """Return the entries of the folder of a path that its last part may become, in their order.

    Letters that are composed differently are equal. Hidden entries match only a part that starts with a dot.
    """
    if is_web_address(typed):
        return []
    begun = typed[len(folder_part(typed)) :]
    if not folder_part(typed) and begun == _HOME:
        return [PathEntry(_HOME, is_folder=True)]
    wanted = normalize("NFC", begun)
    return [
        one
        for one in entries
        if normalize("NFC", one.name).startswith(wanted) and (wanted.startswith(".") or not one.name.startswith("."))
    ]


def extended(typed: str, matching: Sequence[PathEntry]) -> str:
    """Return a path with its last part completed as far as all `matching` entries agree."""
    if not matching:
        return typed
    part = folder_part(typed)
    names = [one.completion for one in matching]
    common = os.path.commonprefix(names)  # noqa: RUF071  (of names, by character)
    if 0 < len(common) < len(names[0]):
        common = common[: cluster_at(names[0], len(common)).start]
    return part + common if len(normalize("NFC", common)) >= len(normalize("NFC", typed[len(part) :])) else typed


def list_folder(typed: str, cancelled: Callable[[], bool] = lambda: False) -> list[PathEntry]:
    """Return the folders, and the files that can be imported, in the folder of a path, by name.

    A folder that does not exist or cannot be listed has none. It may take long: disks may be slow or gone.

    Args:
        typed: a path; `~` stands for the home folder.
        cancelled: asked between entries.
    """
    folder = os.path.expanduser(folder_part(typed)) or os.curdir  # noqa: PTH111  (Path.expanduser raises)
    try:
        with os.scandir(folder) as entries:
            return sorted(_offered(entries, cancelled), key=lambda one: natural_key(one.name))
    except (OSError, ValueError):
        return []


def _offered(entries: Iterable[os.DirEntry[str]], cancelled: Callable[[], bool]) -> Iterator[PathEntry]:
    offered = 0
    for entry in entries:
        if cancelled() or offered == _MOST:
            return
        try:
            entry.name.encode("utf-8")
            is_folder = entry.is_dir()
        except (OSError, UnicodeEncodeError):
            # A broken link, or a name that cannot be typed.
            continue
        if is_folder or is_importable(entry.name):
            offered += 1
            yield PathEntry(entry.name, is_folder)
