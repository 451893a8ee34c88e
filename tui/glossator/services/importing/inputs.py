"""What is to be imported, the files, folders, patterns and web addresses that a user names; and what became of it."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePath
from typing import Final, TypeAlias

from glossator.domain.left_out import LeftOut
from glossator.domain.web_address import host_of, is_web_address, strip_secrets
from glossator.formats.annotations.brat import ANNOTATION_SUFFIX, TEXT_SUFFIX
from glossator.formats.spec import Format
from glossator.services.formats import FORMATS
from glossator.services.importing.annotators import annotators_among
from glossator.store.operations.versions import CarriedOver
from glossator.text.natural_order import natural_key, natural_path_key
from glossator.text.normalise import fingerprint
from glossator.text.pluralize import counted

_MAGIC: Final = re.compile(r"[*?\[]")
ARCHIVE_SUFFIX: Final = ".zip"
# Most such files in folders are data of programs; by name they are imported.
_DATA_SUFFIX: Final = ".json"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something to import.

    Attributes:
        name: for messages.
        read: returns its bytes.
        url: its web address; empty for files.
        path_sha256: the fingerprint of a file's path, by which newer versions are recognised; else empty.
        path: of a file; None for anything else.
        analyst: who annotated it, where its place among other files shows that.
    """

    name: str
    read: Callable[[], bytes]
    url: str = ""
    path_sha256: str = ""
    path: Path | None = None
    analyst: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that could not be imported, and the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """An article in the workspace; `new` unless it was there before.

    Attributes:
        left_out: what its source holds and it does not.
        carried: what was carried over from its older version, if it has one.
    """

    name: str
    uid: str
    new: bool
    left_out: tuple[LeftOut, ...] = ()
    carried: CarriedOver | None = None

    @property
    def losses(self) -> tuple[str, ...]:
        """What was left out, in words, the kinds with most words first."""
        return tuple(map(str, self.left_out))


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What came of a file apart from its articles: its codes, and what none of the articles is to blame for.

    Attributes:
        labels, tags: the numbers of labels and tags that were added to the codebook.
        problems: what could not be read because something is wrong with it, by kind.
        left_out: what there is no place for, by kind.
    """

    name: str
    labels: int = 0
    tags: int = 0
    problems: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def summary(self) -> str:
        """What was added to the codebook, such as "2 tags"."""
        parts = [counted(self.labels, "label")] if self.labels else []
        parts += [counted(self.tags, "tag")] if self.tags else []
        return " and ".join(parts) or "nothing new in the codebook"

    @property
    def losses(self) -> tuple[str, ...]:
        """What was left out, in words."""
        return tuple(map(str, (*self.left_out, *self.problems)))


Outcome: TypeAlias = Imported | ImportedFile | Failed
"""What came of an article, or of a file."""
OnSkipped: TypeAlias = Callable[[Path, Path], object]
"""Called with a folder or archive, and a file in it that is skipped because of its extension."""


def import_title(typed: Sequence[str]) -> str:
    """Return what the history calls an import: names of files, folders and hosts, without the rest of their address."""
    first, others = typed[0], len(typed) - 1
    if is_web_address(first):
        name = host_of(first)
    else:
        name = "standard input" if first == "-" else Path(first).name + "/" * Path(first).is_dir()
    return f"{name} and {others:,} more" if others else name


def resolve(
    typed: str, on_skipped: OnSkipped = lambda *_: None, *, local: bool = False, chosen: Format | None = None
) -> Iterator[Incoming | Failed]:
    """Yield the inputs that `typed`, a path, a pattern or a web address, stands for.

    Args:
        typed: what the user named; an address is fetched when its bytes are read.
        on_skipped: called for files that are skipped in a folder.
        local: whether an address may be on this machine or its network.
        chosen: the format of the files; if it has annotations, only files with its first suffix, if it has any, are
            taken in folders.
    """
    if is_web_address(typed):
        # Imported here because the HTTP client takes long to import.
        from glossator.services.importing.download import fetch

        address = strip_secrets(typed).partition("#")[0]
        yield Incoming(address, partial(fetch, typed, local=local), url=address)
    elif chosen is not None and chosen.read_annotations is not None and chosen.suffixes and Path(typed).is_dir():
        yield from _with_suffix(Path(typed), chosen.suffixes[0])
    else:
        yield from resolve_paths([Path(typed)], on_skipped)


def resolve_paths(paths: Iterable[Path], on_skipped: OnSkipped = lambda *_: None) -> Iterator[Incoming | Failed]:
    """Yield the files that `paths` stand for: files, the files in folders by name, and matches of patterns.

    In folders, hidden files and links to folders are ignored, and files of extensions that no format has are skipped;
    `on_skipped` is called for those if the folder has at least one file to import.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises for names too long, and in locked folders)
            yield from _in_folder(path, on_skipped)
        elif os.path.lexists(path):
            yield _file(path)
        elif matching := [found for found in _matching(path) if found.is_file()]:
            yield from map(_file, matching)
        else:
            yield Failed(str(path), "no such file or folder; check the spelling")


@cache
def imported_suffixes() -> frozenset[str]:
    """Return the suffixes, in lower case, of the files that are imported from folders and archives."""
    formats = (FORMATS[name] for name in FORMATS.import_names)
    return frozenset((ARCHIVE_SUFFIX, *(suffix for each in formats for suffix in each.suffixes))) - {_DATA_SUFFIX}


def is_source(file: Path) -> bool:
    """Return whether a file has a suffix that is imported from folders."""
    return file.suffix.lower() in imported_suffixes()


def is_importable(name: str) -> bool:
    """Return whether a file with this name is imported if it is named by itself."""
    suffix = PurePath(name).suffix.lower()
    return suffix == _DATA_SUFFIX or suffix in imported_suffixes()


def no_sources(name: str) -> Failed:
    """Return the failure of a folder or archive without a file to import."""
    return Failed(name, f"it has no files to import; supported extensions: {', '.join(sorted(imported_suffixes()))}")


def _in_folder(folder: Path, on_skipped: OnSkipped) -> Iterator[Incoming | Failed]:
    skipped, found = list[Path](), 0
    entries = list(_below(folder))
    analysts = _annotators(entries)
    for entry in entries:
        if isinstance(entry, Failed):
            found += 1
            yield entry
        elif entry.suffix == TEXT_SUFFIX and entry.with_suffix(ANNOTATION_SUFFIX).is_file():
            # Read with its annotations, which are found by themselves.
            continue
        elif is_source(entry):
            found += 1
            if _is_special(entry):
                yield Failed(str(entry), "it is a pipe or a device, which may never end; name it by itself to read it")
            else:
                yield replace(_file(entry), analyst=analysts.get(str(entry), ""))
        else:
            skipped.append(entry)
    for file in skipped if found else ():
        on_skipped(folder, file)
    if not found:
        yield no_sources(str(folder))


def _with_suffix(folder: Path, suffix: str) -> Iterator[Incoming | Failed]:
    found = sorted(each for each in folder.rglob(f"*{suffix}") if each.is_file())
    analysts = _annotators(list(_below(folder)))
    for each in found:
        yield Incoming(str(each), each.read_bytes, path=each, analyst=analysts.get(str(each), ""))
    if not found:
        yield Failed(str(folder), f"it has no files with the extension {suffix}; name another folder or --format")


def _annotators(entries: Iterable[Path | Failed]) -> Mapping[str, str]:
    """Return the annotator of each file that is the work of one among several."""
    files = {str(each): partial(_beginning, each) for each in entries if isinstance(each, Path)}
    try:
        return annotators_among(files)
    except OSError:
        # Reading the file itself gives the error.
        return {}


def _beginning(path: Path, length: int) -> bytes:
    """Return so many bytes of the beginning of a file, or all with -1; nothing of a pipe or device."""
    if _is_special(path):
        return b""
    with path.open("rb") as file:
        return file.read(length)


def _is_special(file: Path) -> bool:
    """Return whether a file is a pipe or a device."""
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except OSError:
        # A broken link: reading it gives the error.
        return False


def _matching(pattern: Path) -> list[Path]:
    """Return the paths that match a pattern, by name; none if it is not a pattern."""
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
