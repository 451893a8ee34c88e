"""Reading zip archives, and documents that are such, in memory and within limits."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from glossator.formats.content import Problem
from glossator.formats.errors import Unreadable
from glossator.text.natural_order import natural_path_key

SIGNATURE: Final = b"PK\x03\x04"
MAX_UNPACKED: Final = 200_000_000
"""The most bytes that all members of an archive may expand to together."""
_MOST_OF_ONE: Final = 50_000_000
_MOST_MEMBERS: Final = 50_000
# Text packs to about a tenth; a zip bomb to a thousandth.
_MOST_RATIO: Final = 200
_SMALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive."""

    name: str
    data: bytes


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Return the archive in `data`.

    Raises:
        Unreadable: when it is damaged, or expands to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(
            "The zip archive (Word, OpenDocument and e-book files are too) is damaged. Get a new copy."
        ) from error
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise Unreadable(f"The archive has more than {_MOST_MEMBERS:,} files. Split it.")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise Unreadable(
            f"The archive expands beyond {MAX_UNPACKED // 1_000_000} MB. Split it, or extract it yourself."
        )
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of an archive; its stated size is checked.

    Raises:
        Unreadable: when it is encrypted, damaged, or expands to too much.
    """
    if info.flag_bits & 1:
        raise Unreadable("It is locked with a password. Pack it again without one.")
    if info.file_size > _MOST_OF_ONE or info.file_size > _SMALL + _MOST_RATIO * info.compress_size:
        raise Unreadable("It expands to too much, like a zip bomb. If you trust it, extract it yourself.")
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except Exception as error:
        # What the decompressors raise on damaged data is not documented.
        raise Unreadable("It is damaged. Pack it again.") from error
    if len(data) > info.file_size:
        raise Unreadable("It is larger than it says, like a zip bomb. If you trust it, extract it yourself.")
    return data


def members(data: bytes) -> Iterator[ZipMember | Problem]:
    """Yield the files of an archive, by name; hidden ones and folders are skipped.

    Raises:
        Unreadable: when the archive is damaged, or expands to too much.
    """
    with open_zip(data) as archive:
        for info in sorted(archive.infolist(), key=lambda info: natural_path_key(*info.filename.split("/"))):
            path = PurePosixPath(info.filename.replace("\\", "/"))
            is_hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
            if not path.parts or info.is_dir() or is_hidden:
                continue
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                yield Problem(info.filename, "its name leads out of the archive; rename it")
                continue
            try:
                yield ZipMember(info.filename, read_member(archive, info))
            except Unreadable as error:
                yield Problem(info.filename, str(error))
