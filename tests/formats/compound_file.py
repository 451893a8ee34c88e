"""Compound files (MS-CFB) of a few streams, as Outlook's messages are; the library only reads them."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Storage: TypeAlias = "Mapping[str, bytes | Storage]"

_SECTOR: Final = 512
_SMALL: Final = 64
_CUTOFF: Final = 4_096
_NONE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_FAT: Final = 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = _NONE
    right: int = _NONE


def compound_file(content: Storage) -> bytes:
    """Return a compound file with these streams and storages."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(content, 0, entries)
    sectors: list[bytes] = []
    chains: list[int] = []
    small, small_chain = b"", list[int]()
    starts = []
    for entry in entries:
        if entry.kind != _STREAM or not entry.data:
            starts.append(_END)
        elif len(entry.data) < _CUTOFF:
            starts.append(len(small) // _SMALL)
            small += _padded(entry.data, _SMALL)
            small_chain += _chain(len(small_chain), -(-len(entry.data) // _SMALL))
        else:
            starts.append(_put(entry.data, sectors, chains))
    small_start = _put(small, sectors, chains) if small else _END
    small_fat = struct.pack(f"<{len(small_chain)}I", *small_chain)
    small_fat_start = _put(small_fat, sectors, chains, b"\xff") if small_fat else _END
    starts[0] = small_start
    sizes = [len(small) if entry.kind == _ROOT else len(entry.data) for entry in entries]
    listed = b"".join(map(_entry, entries, starts, sizes))
    directory = _put(listed, sectors, chains)
    count = 1
    while len(chains) + count > count * _SECTOR // 4:
        count += 1
    first = len(chains)
    fat = struct.pack(f"<{len(chains) + count}I", *chains, *[_FAT] * count)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count, directory, 0, _CUTOFF),
        *(small_fat_start, -(-len(small_fat) // _SECTOR), _END, 0),
    )
    places = [first + number if number < count else _NONE for number in range(109)]
    return b"".join((header, struct.pack("<109I", *places), *sectors, _padded(fat, _SECTOR, b"\xff")))


def _add(content: Storage, parent: int, entries: list[_Entry]) -> None:
    before = _NONE
    for name in sorted(content, key=lambda each: (len(each), each.upper())):
        found = content[name]
        place = len(entries)
        entries.append(_Entry(name, _STREAM, found) if isinstance(found, bytes) else _Entry(name, _STORAGE))
        if before == _NONE:
            entries[parent].child = place
        else:
            entries[before].right = place
        before = place
        if not isinstance(found, bytes):
            _add(found, place, entries)


def _entry(entry: _Entry, start: int, size: int) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        *(name, len(name) + 2, entry.kind, 1, _NONE, entry.right, entry.child, b"", 0, 0, 0),
        *(0 if entry.kind == _STORAGE else start, size),
    )


def _put(data: bytes, sectors: list[bytes], chains: list[int], fill: bytes = b"\0") -> int:
    """Add a stream, and return its first sector."""
    start, padded = len(chains), _padded(data, _SECTOR, fill)
    sectors.append(padded)
    chains += _chain(start, len(padded) // _SECTOR)
    return start


def _chain(start: int, count: int) -> Iterator[int]:
    yield from range(start + 1, start + count)
    yield _END


def _padded(data: bytes, size: int, fill: bytes = b"\0") -> bytes:
    return data + fill * (-len(data) % size)
