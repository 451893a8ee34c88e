"""Reading rows from the pages of a SQLite file without SQLite, according to the documentation of the file format.

This is for files whose schema is damaged. Pages have numbers from 1 and a kind; leaves have rows, and inner pages refer
to other pages. Whatever the bytes are, damaged parts are skipped.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

Value: TypeAlias = int | float | str | bytes | None

INNER: Final = 0x05
"""An inner page of a table with rowids."""
LEAF: Final = 0x0D
"""A leaf of a table with rowids."""
KEYS_INNER: Final = 0x02
"""An inner page of an index or a table without rowids, which also has rows."""
KEYS_LEAF: Final = 0x0A
"""A leaf of an index or a table without rowids."""

_HEADER: Final = 100
_USUAL_SIZE: Final = 4_096
# Bytes of an integer by its serial type.
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
# Overflow pages are read at most this many times the number of pages, so that circular chains end.
_MOST_READS: Final = 8


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row on a page.

    Attributes:
        number: the rowid; None in an index or a table without rowids.
        values: the stored values, fewer than there are columns when some were added later.
    """

    number: int | None
    values: tuple[Value, ...]


class _Damaged(ValueError):
    """The bytes are damaged."""


class Pages:
    """The pages of an open file.

    Attributes:
        count: the number of pages, of which the last may be incomplete.
        stated: the number of pages according to the header, or else `count`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        head = file.read(_HEADER).ljust(_HEADER, b"\0")
        size, reserved = int.from_bytes(head[16:18]), head[20]
        size = 65_536 if size == 1 else size
        if size < 512 or size & (size - 1) or size - reserved < 480:
            size, reserved = _USUAL_SIZE, 0
        self._size, self._usable = size, size - reserved
        self.count = -(-file.seek(0, 2) // size)
        is_sound = head.startswith(b"SQLite format 3\0")
        self.stated, self._first_free, self._free = struct.unpack(">3I", head[28:40]) if is_sound else (0, 0, 0)
        self.stated = self.stated or self.count
        self._reads_left = _MOST_READS * self.count

    def kind(self, number: int) -> int:
        """Return the kind of a page, its first byte; 0 when it does not exist."""
        page, start = self._page(number), _start(number)
        return page[start] if len(page) > start else 0

    def rows(self, number: int) -> Iterator[PageRow | None]:
        """Yield the rows on a page, and None for each that cannot be read."""
        page, kind = self._page(number), self.kind(number)
        if kind not in (LEAF, KEYS_LEAF, KEYS_INNER):
            return
        for place in self._cells(number, page):
            try:
                yield self._row(page, kind, place)
            except (_Damaged, IndexError):
                yield None

    def children(self, number: int) -> list[int]:
        """Return the pages that an inner page refers to, which may not exist."""
        page = self._page(number)
        if self.kind(number) not in (INNER, KEYS_INNER):
            return []
        places = [place for place in self._cells(number, page) if place >= 0]
        return [int.from_bytes(page[place : place + 4]) for place in (*places, _start(number) + 8)]

    def free(self) -> set[int]:
        """Return the pages on the free list, as far as it can be followed."""
        found: set[int] = set()
        number = self._first_free
        while len(page := self._page(number)) == self._size:
            following, listed = struct.unpack_from(">2I", page)
            if number in found or listed > self._usable // 4 - 2:
                return set()
            found |= {number, *struct.unpack_from(f">{listed}I", page, 8)}
            number = following
        # A list that is longer than stated is damaged.
        return found if len(found) <= self._free else set()

    def _page(self, number: int) -> bytes:
        """Return a page, as far as it exists."""
        if not 1 <= number <= self.count:
            return b""
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)

    def _cells(self, number: int, page: bytes) -> Iterator[int]:
        """Yield the offset of each row of a page; -1 for an invalid one, or an invalid list."""
        start = _start(number)
        first = start + (12 if page[start] in (INNER, KEYS_INNER) else 8)
        many = int.from_bytes(page[start + 3 : start + 5])
        end = first + 2 * many
        if end > min(self._usable, len(page)):
            yield -1
            return
        for (place,) in struct.iter_unpack(">H", page[first:end]):
            yield place if end <= place < self._usable else -1

    def _row(self, page: bytes, kind: int, place: int) -> PageRow:
        if place < 0:
            raise _Damaged
        number = None
        length, place = _varint(page, place + 4 if kind == KEYS_INNER else place)
        if kind == LEAF:
            number, place = _varint(page, place)
            number = _signed(number)
        return PageRow(number, _values(self._payload(page, place, length, is_table=kind == LEAF)))

    def _payload(self, page: bytes, place: int, length: int, *, is_table: bool) -> bytes:
        """Return the bytes of a row, which may continue on a chain of overflow pages."""
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        here = length
        if length > most:
            least = (usable - 12) * 32 // 255 - 23
            here = least + (length - least) % (usable - 4)
            here = here if here <= most else least
        if length > self.count * self._size or place + here + 4 * (length > most) > usable:
            raise _Damaged
        parts = [page[place : place + here]]
        missing = length - here
        following = int.from_bytes(page[place + here : place + here + 4])
        while missing:
            self._reads_left -= 1
            more = self._page(following) if self._reads_left > 0 else b""
            part = more[4 : min(usable, 4 + missing)]
            if len(part) < min(usable - 4, missing):
                raise _Damaged
            parts.append(part)
            missing -= len(part)
            following = int.from_bytes(more[:4])
        if length > most and following:
            # The last page of a chain names no other.
            raise _Damaged
        return b"".join(parts)


def _start(number: int) -> int:
    """Return the offset of the header of a page: on the first page, after that of the file."""
    return _HEADER if number == 1 else 0


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Return the varint at a place, and the place after it."""
    value = 0
    for step in range(8):
        byte = data[place + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + step + 1
    return value << 8 | data[place + 8], place + 9


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _values(record: bytes) -> tuple[Value, ...]:
    """Return the values of a record."""
    head_end, place = _varint(record, 0)
    at = head_end
    if not place <= head_end <= len(record):
        raise _Damaged
    found: list[Value] = []
    while place < head_end:
        serial, place = _varint(record, place)
        value, at = _value(record, at, serial)
        found.append(value)
    if place != head_end or at != len(record):
        raise _Damaged
    return tuple(found)


def _value(record: bytes, at: int, serial: int) -> tuple[Value, int]:
    """Return the value at a place, and the place after it."""
    if serial in (0, 8, 9):
        return (None if serial == 0 else serial - 8), at
    if serial in (10, 11):
        raise _Damaged
    length = _INTEGERS.get(serial) or (8 if serial == 7 else (serial - 12) // 2)
    data, end = record[at : at + length], at + length
    if end > len(record):
        raise _Damaged
    if serial < 7:
        return int.from_bytes(data, signed=True), end
    if serial == 7:
        (number,) = struct.unpack(">d", data)
        return float(number), end
    # Damaged UTF-8 is read as far as possible.
    return (data.decode("utf-8", "replace") if serial % 2 else data), end
