"""Zip archives, and documents that are such: nothing is ever written out, and no more is unpacked than is sane."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from glossator.formats.content import Problem
from glossator.formats.unreadable import Unreadable
from glossator.text.natural_order import natural_path_key

SIGNATURE: Final = b"PK\x03\x04"
MOST: Final = 200_000_000
"""Bytes that all members of an archive may unpack to together."""
_MOST_OF_ONE: Final = 50_000_000
_MOST_MEMBERS: Final = 50_000
# Text packs to a tenth; what packs to a thousandth is made to burst.
_MOST_RATIO: Final = 200
_SMALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in an archive."""

    name: str
    data: bytes


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the archive that `data` are.

    Raises:
        Unreadable: when they are none, or one that unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(
            "The zip archive, as Word, OpenDocument and e-book files are too, is damaged; get it anew."
        ) from error
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise Unreadable(f"The archive has more than {_MOST_MEMBERS:,} files; split it.")
    if sum(info.file_size for info in infos) > MOST:
        raise Unreadable(f"The archive unpacks to more than {MOST // 1_000_000} MB; split it, or unpack it yourself.")
    return archive


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of an archive, whose stated size is not believed.

    Raises:
        Unreadable: when it is locked, damaged, or unpacks to too much.
    """
    if info.flag_bits & 1:
        raise Unreadable("It is locked with a password; pack it anew without one.")
    if info.file_size > _MOST_OF_ONE or info.file_size > _SMALL + _MOST_RATIO * info.compress_size:
        raise Unreadable("It unpacks to too much, as if made to burst; unpack it yourself if you trust it.")
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except Exception as error:
        # The decompressors below raise what they like on damaged data.
        raise Unreadable("It is damaged; pack it anew.") from error
    if len(data) > info.file_size:
        raise Unreadable("It is larger than it says, as if made to burst; unpack it yourself if you trust it.")
    return data


def members(data: bytes) -> Iterator[ZipMember | Problem]:
    """Yield the files of an archive by name; hidden ones and folders are passed over.

    Raises:
        Unreadable: when it is no archive, or one that unpacks to too much.
    """
    with opened(data) as archive:
        for info in sorted(archive.infolist(), key=lambda info: natural_path_key(*info.filename.split("/"))):
            path = PurePosixPath(info.filename.replace("\\", "/"))
            is_hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
            if not path.parts or info.is_dir() or is_hidden:
                continue
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                yield Problem(info.filename, "its name leads out of the archive; rename it, or pack the archive anew")
                continue
            try:
                yield ZipMember(info.filename, content(archive, info))
            except Unreadable as error:
                yield Problem(info.filename, str(error))
