"""Bringing files into a workspace."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui.formats.reading import SUFFIXES, read_article
from tui.formats.unreadable import Unreadable
from tui.model.article import TextFormat
from tui.store.adding import add_article
from tui.store.opening import Opening


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something to import: how to speak of it, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Imported:
    """An article that is in the workspace now; `new` says whether it was not there before."""

    name: str
    uid: str
    new: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that could not be imported, and the sentence that says why."""

    name: str
    reason: str


def incoming(paths: Iterable[Path]) -> Iterator[Incoming | Failed]:
    """Yield the files that `paths` mean: files as they are, folders with all the texts below them, by name.

    Hidden files and folders are passed over inside a folder, and links to folders are not followed.
    """
    for path in paths:
        if path.is_dir():
            found = list(_below(path))
            yield from (_file(file) for file in found)
            if not found:
                yield Failed(str(path), f"no texts are in it; the endings looked for are {', '.join(sorted(SUFFIXES))}")
        elif path.exists():
            yield _file(path)
        else:
            yield Failed(str(path), "there is no such file or folder")


def _file(path: Path) -> Incoming:
    return Incoming(str(path), path.read_bytes)


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(root, name)


def import_articles(
    opening: Opening, items: Iterable[Incoming | Failed], text_format: TextFormat | None = None
) -> Iterator[Imported | Failed]:
    """Yield what became of each item; one that fails does not stop the rest.

    Args:
        opening: the workspace, which is not made before a text is there to put into it.
        items: what to import.
        text_format: how to read them; found out for each where it is None.

    Raises:
        StoreError: when the workspace itself cannot be opened or written.
    """
    for item in items:
        yield item if isinstance(item, Failed) else _import(opening, item, text_format)


def _import(opening: Opening, item: Incoming, text_format: TextFormat | None) -> Imported | Failed:
    try:
        data = item.read()
    except OSError as error:
        return Failed(item.name, f"it cannot be read ({error.strerror or error})")
    workspace = opening.existing()
    known = workspace.article_with(file_sha256=hashlib.sha256(data).hexdigest()) if workspace else None
    if known is not None:
        return Imported(item.name, known, new=False)
    try:
        draft = read_article(data, item.name, text_format)
    except Unreadable as error:
        return Failed(item.name, str(error))
    uid, new = opening.made().perform(add_article, draft).result()
    return Imported(item.name, uid, new)
