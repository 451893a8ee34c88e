"""Where an export goes: files and folders that appear complete, or not at all."""

import io
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from glossator.text.normalise import fingerprint

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Of every entry, so that the same content makes the same zip.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
# Of what is shown before it is written.
_MOST: Final = 65_536
_LONGEST_LINE: Final = 1_000
# What the names of files may be made of, before their ending, and what Windows keeps for its devices.
_PLAIN: Final = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_ODD: Final = re.compile(r"[^A-Za-z0-9_-]")
_ENDING: Final = re.compile(r"[A-Za-z0-9]{1,8}")
_RESERVED: Final = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in range(10)))
)
_LONGEST_NAME: Final = 100
_KEPT: Final = 40
_DIGITS: Final = 12


class ExportRefused(Exception):
    """An export that was not written; the message is one sentence with the way out."""


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that appears at `path` complete, or not at all.

    Args:
        path: where it will be.
        force: whether a file that is there already may be replaced.

    Raises:
        ExportRefused: when there is one and it may not, or when the place cannot be written.
    """
    if path.is_dir():
        raise ExportRefused(f"{path} is a folder; name a file in it.")
    if path.exists() and not path.is_file():
        raise ExportRefused(
            f"{path} is no ordinary file, and would be replaced by one; leave it out for standard output."
        )
    _check_parent(path)
    if path.exists() and not force:
        raise ExportRefused(f"{path} is there already; name another file, or replace it with --force.")
    beside = _beside(path)
    with _told(path):
        try:
            with beside.open("xb") as target:
                if path.exists():
                    # What is replaced may have been kept from others' eyes.
                    beside.chmod(path.stat().st_mode & 0o777)
                yield target
                target.flush()
                os.fsync(target.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator["FolderFiles"]:
    """Give a folder that appears at `path` with all its files, or not at all.

    Raises:
        ExportRefused: when something is there already, which is never replaced, or the place cannot be written.
    """
    _check_parent(path)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise ExportRefused(
            f"{path} is there already, and a folder is never replaced; name another one, or a file that ends in .zip."
        )
    beside = _beside(path)
    with _told(path):
        try:
            beside.mkdir()
            yield FolderFiles(beside)
            if path.exists():
                path.rmdir()
            beside.rename(path)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def safe_name(name: str) -> str:
    """Return the name under which an exported file is stored: its own, where every file system has such names.

    A format makes names of what is in the workspace, such as the uid of an article, which may come from elsewhere. One
    that leads out of the folder, that some system reserves or that is too long is spelt with what is allowed, and with
    a fingerprint of what it was, so that two names stay two. The ending is kept, so that files that belong together
    still do.
    """
    stem, dot, ending = name.rpartition(".")
    if not dot or not _ENDING.fullmatch(ending):
        stem, dot, ending = name, "", ""
    is_reserved = any(part.partition(".")[0].upper() in _RESERVED for part in stem.split("/"))
    if is_reserved or len(stem) > _LONGEST_NAME or not _PLAIN.fullmatch(stem):
        stem = f"{_ODD.sub('_', stem)[:_KEPT]}-{fingerprint(stem)[:_DIGITS]}"
    return stem + dot + ending


class FolderFiles:
    """Puts files into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file `name`, and see to it that it is on the disk when it is closed."""
        path = self._folder / safe_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())


class ZipFiles:
    """Puts files into a zip, which is complete at the end of the `with` block."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file `name`."""
        entry = ZipInfo(safe_name(name), _MOMENT)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        # How large it will be is not known, and may be more than a plain zip can hold.
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
        # What is open in it, and what it would still write, is of no use any more.
        with suppress(OSError, ValueError):
            self._zip.close()


class NullOutput(io.RawIOBase):
    """Takes what is written, and keeps nothing of it."""

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Say that all of `data` was written."""
        return memoryview(data).nbytes


class PreviewFull(Exception):
    """As much was written as was wanted."""


class PreviewBuffer(io.BytesIO):
    """Keeps the first lines of what is written, of the first file where there are several."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.name = ""
        self._lines = lines

    def write(self, data: "Buffer", /) -> int:
        """Keep `data`.

        Raises:
            Enough: when there are as many lines as are wanted, or as many bytes as nobody would look at.
        """
        taken = super().write(data)
        if self.tell() > _MOST or self.getvalue().count(b"\n") >= self._lines:
            raise PreviewFull
        return taken

    def close(self) -> None:
        """Stay open: a writer that was interrupted closes what it wrote to, and its lines are still wanted."""

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Take what is written to the first file, and no more than that."""
        self.name = safe_name(name)
        yield self
        raise PreviewFull

    def lines(self) -> tuple[str, ...]:
        """Return the first lines, each without its end and cut where it is very long."""
        text = self.getvalue().decode("utf-8-sig", errors="replace")
        return tuple(line[:_LONGEST_LINE] for line in text.splitlines()[: self._lines])


def _beside(path: Path) -> Path:
    """Return a name beside `path` that nobody else uses."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def _check_parent(path: Path) -> None:
    """Raise ExportRefused when the folder that `path` should be in is not there."""
    if not path.parent.is_dir():
        raise ExportRefused(f"There is no folder {path.parent}; make it first, or name a file elsewhere.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says against `path` into a sentence."""
    try:
        yield
    except OSError as error:
        raise ExportRefused(
            f"{path} cannot be written ({error.strerror or error}); make room for it, or name another place."
        ) from error
