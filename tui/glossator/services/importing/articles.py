"""Bringing files into a workspace."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from glossator.domain.web_address import host_of, is_web_address
from glossator.formats.errors import Unreadable
from glossator.formats.source_registry import (
    ARCHIVE_SUFFIX,
    SUFFIXES,
    SourceArticle,
    SourceFormat,
    is_archive,
    read_source,
)
from glossator.formats.zip_archive import ZipMember, members
from glossator.store.ingest.versions import Coming, TakenIn, take_in
from glossator.store.lazy_workspace import LazyWorkspace
from glossator.store.operations.versions import CarriedOver
from glossator.text.natural_order import natural_key, natural_path_key
from glossator.text.normalise import fingerprint

_MAGIC: Final = re.compile(r"[*?\[]")
# Articles that are stored in one transaction: as many, or as many characters, as are quickly there.
_AT_ONCE: Final = 32
_CHARACTERS_AT_ONCE: Final = 500_000
_NO_FILE: Final = "it is a pipe or a device, which might never end; name it by itself to have it read"
# Bytes from which on a file is not read as a whole where it can be read in parts.
_LARGE: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something to import: how to speak of it, and how to get its bytes.

    Attributes:
        url: where on the web it is from; empty for files.
        path: where the file is; None for anything else.
        path_sha256: the fingerprint of a file's path, by which its newer version is known; empty where there is none.
    """

    name: str
    read: Callable[[], bytes]
    url: str = ""
    path_sha256: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """An article that is in the workspace now; `new` says whether it was not there before.

    Attributes:
        dropped: what was left out of it, such as "2 pictures".
        carried: what became of the older version, where it is a newer one of one.
    """

    name: str
    uid: str
    new: bool
    dropped: tuple[str, ...] = ()
    carried: CarriedOver | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that could not be imported, and the sentence that says why."""

    name: str
    reason: str


AnnotationImporter: TypeAlias = Callable[[LazyWorkspace, str, bytes | Path], Iterator[Imported | Failed] | None]
"""Asked of each file first, by name and content: what becomes of it, or None when it is not what the taker reads.

Of a large file it is asked before by where the file is, and then reads it in parts; None when it does not do that.
"""


OnSkipped: TypeAlias = Callable[[Path, Path], object]
"""Told of a file that is not read, since it does not end as sources do: the folder or archive, and the file in it."""


def import_title(typed: Sequence[str]) -> str:
    """Return what the history calls an import of what was typed: names of files, folders and servers.

    Where a file is, and what an address has beside the server, may be nobody's business.
    """
    first, others = typed[0], len(typed) - 1
    if is_web_address(first):
        name = host_of(first)
    else:
        name = "standard input" if first == "-" else Path(first).name + "/" * Path(first).is_dir()
    return f"{name} and {others:,} more" if others else name


def incoming(paths: Iterable[Path], on_skipped: OnSkipped = lambda *_: None) -> Iterator[Incoming | Failed]:
    """Yield the files that `paths` mean: files as they are, folders with all the texts below them, by name.

    A pattern such as `news/**/*.txt` stands for what it fits. Hidden files and folders are passed over inside a folder,
    and links to folders are not followed. Of other files that are passed over there, `on_skipped` is told, with the
    folder, where at least one is read.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises of names too long, and in folders that are locked)
            yield from _in_folder(path, on_skipped)
        elif os.path.lexists(path):
            yield _file(path)
        elif fitting := [found for found in _fitting(path) if found.is_file()]:
            yield from map(_file, fitting)
        else:
            yield Failed(str(path), "there is no such file or folder; check how it is written")


def _in_folder(folder: Path, on_skipped: OnSkipped) -> Iterator[Incoming | Failed]:
    """Yield the texts below a folder, by name, and each entry that cannot be read."""
    skipped, found = list[Path](), 0
    for entry in _below(folder):
        if isinstance(entry, Failed):
            found += 1
            yield entry
        elif _is_source(entry):
            found += 1
            yield Failed(str(entry), _NO_FILE) if _may_never_end(entry) else _file(entry)
        else:
            skipped.append(entry)
    for file in skipped if found else ():
        on_skipped(folder, file)
    if not found:
        yield Failed(str(folder), f"no texts are in it; the endings looked for are {', '.join(sorted(SUFFIXES))}")


def _may_never_end(file: Path) -> bool:
    """Return whether a file is a pipe or a device, which is read only where it is named itself."""
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except OSError:
        # A broken link, or one to itself: reading it says what is wrong.
        return False


def _fitting(pattern: Path) -> list[Path]:
    """Return the paths that a pattern fits, by name; none where it is no pattern."""
    fixed = next((place for place, part in enumerate(pattern.parts) if _MAGIC.search(part)), None)
    if fixed is None:
        return []
    found = Path(*pattern.parts[:fixed]).glob(str(Path(*pattern.parts[fixed:])))
    return sorted(found, key=lambda path: natural_path_key(*path.parts))


def _file(path: Path) -> Incoming:
    return Incoming(str(path), path.read_bytes, path_sha256=fingerprint(os.path.realpath(path)), path=path)


def _below(folder: Path) -> Iterator[Path | Failed]:
    """Yield the visible files below a folder, by name, and each folder that cannot be listed."""
    unlisted: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_key)
        for name in sorted(files, key=natural_key):
            if not name.startswith("."):
                yield Path(root, name)
    for error in unlisted:
        yield Failed(str(error.filename), f"the folder cannot be listed ({error.strerror}); make it readable")


def _is_source(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES


def import_articles(
    opening: LazyWorkspace,
    items: Iterable[Incoming | Failed],
    source_format: SourceFormat | None = None,
    taker: AnnotationImporter = lambda *_: None,
    version_of: str = "",
    on_skipped: OnSkipped = lambda *_: None,
) -> Iterator[Imported | Failed]:
    """Yield what became of each item; one that fails does not stop the rest.

    Articles are stored some at a time, so what was cut off goes on where it stopped when it is asked for again: files
    whose bytes are known are not read, and texts that are known not stored.

    Args:
        opening: the workspace, which is not made before a text is there to put into it.
        items: what to import.
        source_format: how to read them; found out for each where it is None.
        taker: what else may read a file, before it is looked at here.
        version_of: the uid of the article that what is imported is a newer version of; found out where it is empty.
        on_skipped: told of the files in archives that are not read, where at least one in the same archive is.

    Raises:
        StoreError: when the workspace itself cannot be opened or written, or there is no such older version.
    """
    waiting: list[_Prepared | Imported | Failed] = []
    for item in items:
        if isinstance(item, Failed):
            waiting.append(item)
            continue
        data = b""
        try:
            large = item.path is not None and item.path.stat().st_size >= _LARGE
            taken = taker(opening, item.name, item.path) if large and item.path else None
            if taken is None:
                data = item.read()
                taken = taker(opening, item.name, data)
        except OSError as error:
            waiting.append(
                Failed(item.name, f"it cannot be read ({error.strerror or error}); make it readable, or name a copy")
            )
            continue
        except Unreadable as error:
            waiting.append(Failed(item.name, str(error)))
            continue
        if taken is not None:
            yield from _stored(opening, waiting, version_of)
            waiting = []
            yield from taken
            continue
        for outcome in _prepared(opening, item, data, source_format, on_skipped, known_too=bool(version_of)):
            waiting.append(outcome)
            if _is_enough(waiting):
                yield from _stored(opening, waiting, version_of)
                waiting = []
    yield from _stored(opening, waiting, version_of)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article that is read and not stored yet."""

    name: str
    read: SourceArticle
    path_sha256: str = ""


def _path_in(archive: Incoming, member: ZipMember) -> str:
    """Return the fingerprint of the path of a file in an archive."""
    return fingerprint(f"{archive.path_sha256}/{member.name}") if archive.path_sha256 else ""


def _is_enough(waiting: list[_Prepared | Imported | Failed]) -> bool:
    return len(waiting) >= _AT_ONCE or (
        sum(len(one.read.draft.text) for one in waiting if isinstance(one, _Prepared)) >= _CHARACTERS_AT_ONCE
    )


def _stored(
    opening: LazyWorkspace, waiting: list[_Prepared | Imported | Failed], version_of: str
) -> Iterator[Imported | Failed]:
    """Store the articles among `waiting` in one transaction, and yield what became of each in its order."""
    coming = [Coming(one.read.draft, one.path_sha256, version_of) for one in waiting if isinstance(one, _Prepared)]
    stored: Iterator[TakenIn] = iter(opening.bring_in(take_in, coming).result() if coming else ())
    for one in waiting:
        if isinstance(one, _Prepared):
            taken = next(stored)
            yield Imported(one.name, taken.uid, taken.new, one.read.dropped if taken.new else (), taken.carried)
        else:
            yield one


def _prepared(
    opening: LazyWorkspace,
    item: Incoming,
    data: bytes,
    source_format: SourceFormat | None,
    on_skipped: OnSkipped,
    *,
    known_too: bool,
) -> Iterator[_Prepared | Imported | Failed]:
    """Yield the articles of a file or an archive, ready to be stored, and what cannot be.

    Args:
        opening: the workspace.
        item: what to import.
        data: its content.
        source_format: how to read it; found out where it is None.
        on_skipped: told of the files in an archive that are not read.
        known_too: whether a file whose bytes are known is read all the same.
    """
    try:
        if source_format is not None or not is_archive(data, item.name):
            yield from _of_file(opening, item, data, source_format, known_too=known_too)
            return
        empty, others = True, list[str]()
        for member in members(data):
            name = f"{item.name}/{member.name if isinstance(member, ZipMember) else member.where}"
            if not isinstance(member, ZipMember):
                yield Failed(name, member.reason)
            elif Path(member.name).suffix.lower() == ARCHIVE_SUFFIX:
                yield Failed(name, "it is an archive in an archive; unpack it first")
                empty = False
            elif not _is_source(Path(member.name)):
                others.append(member.name)
            else:
                empty = False
                part = replace(item, name=name, path_sha256=_path_in(item, member))
                yield from _of_file(opening, part, member.data, None, known_too=known_too)
        if empty:
            yield Failed(item.name, f"no texts are in it; the endings looked for are {', '.join(sorted(SUFFIXES))}")
        for other in () if empty else others:
            on_skipped(Path(item.name), Path(other))
    except Unreadable as error:
        yield Failed(item.name, str(error))


def _of_file(
    opening: LazyWorkspace, item: Incoming, data: bytes, source_format: SourceFormat | None, *, known_too: bool
) -> Iterator[_Prepared | Imported | Failed]:
    workspace = None if known_too else opening.existing()
    known = workspace.article_with(file_sha256=hashlib.sha256(data).hexdigest()) if workspace else None
    if known is not None:
        yield Imported(item.name, known, new=False)
        return
    try:
        for found in read_source(data, item.name, source_format):
            name = f"{item.name}, {found.where}" if found.where else item.name
            if isinstance(found, SourceArticle):
                draft = replace(found.draft, url=found.draft.url or item.url)
                # Of a file with several articles, a title alone does not tell which is a newer version of which.
                yield _Prepared(name, replace(found, draft=draft), "" if found.where else item.path_sha256)
            else:
                yield Failed(name, found.reason)
    except Unreadable as error:
        yield Failed(item.name, str(error))
    except Exception as error:
        # A fault in the reader of one format; the other files are imported all the same.
        yield Failed(item.name, f"reading it failed with an internal error ({type(error).__name__}); please report it")
