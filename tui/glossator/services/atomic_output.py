"""Output of an export: files and folders that are written completely or not at all."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from glossator.runtime.files import atomic_file, temporary_name
from glossator.text.normalise import fingerprint

if TYPE_CHECKING:
    from typing_extensions import Buffer

# The time of every entry, so that the same content gives the same zip.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
# Bytes of a preview, and characters of a line in it.
_MOST: Final = 65_536
_LONGEST_LINE: Final = 1_000
# Names without extension that every file system allows, and those that Windows reserves.
_PLAIN: Final = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]")
_EXTENSION: Final = re.compile(r"[A-Za-z0-9]{1,8}")
_RESERVED: Final = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in range(10)))
)
_LONGEST_NAME: Final = 100
_KEPT: Final = 40
_DIGITS: Final = 12


class ExportRefused(Exception):
    """An export that was not written; the message says why."""


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that appears at `path` when the block ends, or not at all.

    Raises:
        ExportRefused: when a file exists there, unless `force`, or it cannot be written.
    """
    if path.is_dir():
        raise ExportRefused(f"{path} is a folder. Name a file in it.")
    if path.exists() and not path.is_file():
        raise ExportRefused(f"{path} is not a regular file. Leave it out to write to standard output.")
    _check_parent(path)
    if path.exists() and not force:
        raise ExportRefused(f"{path} exists. Name another file, or replace it with --force.")
    with _refusing(path), atomic_file(path) as target:
        yield target


class PendingFolder:
    """A new folder, complete when it is kept.

    Attributes:
        folder: where it is until then.
    """

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self._path = path

    def keep(self) -> None:
        """Move it to its place."""
        if self._path.exists():
            self._path.rmdir()
        self.folder.rename(self._path)


def check_new_folder(path: Path, advice: str = "Name another one.") -> None:
    """Check that a folder can be made at `path`; `advice` is for the message if something exists there.

    Raises:
        ExportRefused: when something exists there, except an empty folder, or it has no parent.
    """
    _check_parent(path)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise ExportRefused(f"{path} exists, and a folder is not replaced. {advice}")


@contextmanager
def pending_folder(path: Path) -> Iterator[PendingFolder]:
    """Yield a folder beside `path` that appears there when it is kept; at the end of the block it is removed otherwise.

    Raises:
        ExportRefused: as `check_new_folder` does, or when it cannot be written.
    """
    check_new_folder(path)
    temporary = temporary_name(path)
    with _refusing(path):
        try:
            temporary.mkdir()
            yield PendingFolder(temporary, path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def new_folder(path: Path) -> Iterator["FolderFiles"]:
    """Return a folder that appears at `path` with all its files when the block ends, or not at all.

    Raises:
        ExportRefused: when something exists there, or it cannot be written.
    """
    check_new_folder(path, "Name another one, or a .zip file.")
    with pending_folder(path) as pending:
        yield FolderFiles(pending.folder)
        pending.keep()


def safe_name(name: str) -> str:
    """Return a file name that every file system allows: `name` itself if possible.

    Names contain texts of the workspace, such as uids, which may come from other programs. In a name that leaves the
    folder, is reserved or too long, unsafe characters are replaced, and a fingerprint keeps it distinct. The extension
    stays, so that files that belong together still do.
    """
    stem, dot, extension = name.rpartition(".")
    if not dot or not _EXTENSION.fullmatch(extension):
        stem, dot, extension = name, "", ""
    is_reserved = any(part.partition(".")[0].upper() in _RESERVED for part in stem.split("/"))
    if is_reserved or len(stem) > _LONGEST_NAME or not _PLAIN.fullmatch(stem):
        stem = f"{_UNSAFE.sub('_', stem)[:_KEPT]}-{fingerprint(stem)[:_DIGITS]}"
    return stem + dot + extension


class FolderFiles:
    """Writes files into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file `name`, which is synchronised with the disk when it is closed."""
        path = self._folder / safe_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())


class ZipFiles:
    """Writes files into a zip, which is complete at the end of the `with` block."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file `name`."""
        entry = ZipInfo(safe_name(name), _MOMENT)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        # The size is unknown, and may be more than a plain zip can hold.
        with self._zip.open(entry, "w", force_zip64=True) as target:
            yield cast("BinaryIO", target)

    def __enter__(self) -> "ZipFiles":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._zip.close()
            return
        # Release it; what it would still write is of no use.
        with suppress(OSError, ValueError):
            self._zip.close()


class NullOutput(io.RawIOBase):
    """A file that discards what is written.

    Attributes:
        size: the number of bytes so far.
    """

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Count and discard `data`."""
        taken = memoryview(data).nbytes
        self.size += taken
        return taken


class PreviewFull(Exception):
    """A preview is complete, and its export can stop."""


class PreviewBuffer(io.BytesIO):
    """A file that keeps the first lines of what is written, of the first file if there are several."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.name = ""
        self._lines = lines

    def write(self, data: "Buffer", /) -> int:
        """Keep `data`.

        Raises:
            PreviewFull: when it has all its lines, or the most bytes of a preview.
        """
        taken = super().write(data)
        if self.tell() > _MOST or self.getvalue().count(b"\n") >= self._lines:
            raise PreviewFull
        return taken

    def close(self) -> None:
        """Stay open, because an interrupted writer closes its output."""

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Keep what is written to the first file, then raise PreviewFull."""
        self.name = safe_name(name)
        yield self
        raise PreviewFull

    def lines(self) -> tuple[str, ...]:
        """Return the first lines without line ends, each shortened if it is very long."""
        text = self.getvalue().decode("utf-8-sig", errors="replace")
        return tuple(line[:_LONGEST_LINE] for line in text.splitlines()[: self._lines])


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise ExportRefused(f"There is no folder {path.parent}. Create it, or name a file elsewhere.")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Raise ExportRefused for errors of the system."""
    try:
        yield
    except OSError as error:
        raise ExportRefused(
            f"{path} cannot be written ({error.strerror or error}). Free some space, or name another place."
        ) from error
