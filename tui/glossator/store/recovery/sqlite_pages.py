"""The rows on the pages of a SQLite file, read without SQLite, as the description of the file format has it.

This is for files of which SQLite itself cannot tell any more which tables there are. Nothing here knows about tables:
pages have numbers from 1 and a kind, leaves have rows, and inner pages refer to other pages. What makes no sense is
passed over, whatever the bytes are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

Value: TypeAlias = int | float | str | bytes | None

INNER: Final = 0x05
"""A page that refers to other pages of a table whose rows have numbers."""
LEAF: Final = 0x0D
"""A page that holds rows of such a table."""
KEYS_INNER: Final = 0x02
"""A page of an index, or of a table without row numbers: it has rows, and refers to other pages of it."""
KEYS_LEAF: Final = 0x0A
"""A page of the same that only has rows."""

_HEADER: Final = 100
_USUAL_SIZE: Final = 4_096
# Bytes of an integer, by what the head of a record calls it.
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
# Each page that holds the end of a long row is read once for each look at the row, and a few looks are taken; this
# many times the pages of the file are read for it at most, so that chains that lead in circles come to an end.
_MOST_READS: Final = 8


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row as it stands on a page.

    Attributes:
        number: of the row, which a column that is the key stands for; None in an index or a table without numbers.
        values: as many as were stored, which is less than there are columns when some were added later.
    """

    number: int | None
    values: tuple[Value, ...]


class _Spoiled(ValueError):
    """What is read makes no sense."""


class Pages:
    """The pages of an open file.

    Attributes:
        count: pages that are there, the last one perhaps not to its end.
        stated: pages that the file says it has; as many as are there, where it does not say.
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
        """Return what the first byte says that a page is; 0 when it is not there."""
        page, start = self._page(number), _start(number)
        return page[start] if len(page) > start else 0

    def rows(self, number: int) -> Iterator[PageRow | None]:
        """Yield the rows on a page, and None for each that cannot be read. Other kinds of pages have none."""
        page, kind = self._page(number), self.kind(number)
        if kind not in (LEAF, KEYS_LEAF, KEYS_INNER):
            return
        for place in self._cells(number, page):
            try:
                yield self._row(page, kind, place)
            except (_Spoiled, IndexError):
                yield None

    def children(self, number: int) -> list[int]:
        """Return the pages that an inner page refers to, whether they are there or not."""
        page = self._page(number)
        if self.kind(number) not in (INNER, KEYS_INNER):
            return []
        places = [place for place in self._cells(number, page) if place >= 0]
        return [int.from_bytes(page[place : place + 4]) for place in (*places, _start(number) + 8)]

    def free(self) -> set[int]:
        """Return the pages that the file says are in no use, as far as their list can be followed."""
        found: set[int] = set()
        number = self._first_free
        while len(page := self._page(number)) == self._size:
            following, listed = struct.unpack_from(">2I", page)
            if number in found or listed > self._usable // 4 - 2:
                return set()
            found |= {number, *struct.unpack_from(f">{listed}I", page, 8)}
            number = following
        # A list that leads to more than there is to be is none.
        return found if len(found) <= self._free else set()

    def _page(self, number: int) -> bytes:
        """Return a page, as much as there is of it."""
        if not 1 <= number <= self.count:
            return b""
        self._file.seek((number - 1) * self._size)
        return self._file.read(self._size)

    def _cells(self, number: int, page: bytes) -> Iterator[int]:
        """Yield where each row of a page begins; -1 for what can be no such place, or no list of them."""
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
            raise _Spoiled
        number = None
        length, place = _varint(page, place + 4 if kind == KEYS_INNER else place)
        if kind == LEAF:
            number, place = _varint(page, place)
            number = _signed(number)
        return PageRow(number, _values(self._payload(page, place, length, is_table=kind == LEAF)))

    def _payload(self, page: bytes, place: int, length: int, *, is_table: bool) -> bytes:
        """Return the bytes of a row, of which a long one has the most on pages of their own, each naming the next."""
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        here = length
        if length > most:
            least = (usable - 12) * 32 // 255 - 23
            here = least + (length - least) % (usable - 4)
            here = here if here <= most else least
        if length > self.count * self._size or place + here + 4 * (length > most) > usable:
            raise _Spoiled
        parts = [page[place : place + here]]
        missing = length - here
        following = int.from_bytes(page[place + here : place + here + 4])
        while missing:
            self._reads_left -= 1
            more = self._page(following) if self._reads_left > 0 else b""
            part = more[4 : min(usable, 4 + missing)]
            if len(part) < min(usable - 4, missing):
                raise _Spoiled
            parts.append(part)
            missing -= len(part)
            following = int.from_bytes(more[:4])
        if length > most and following:
            # The last page names no other; where it does, it is a page of something else.
            raise _Spoiled
        return b"".join(parts)


def _start(number: int) -> int:
    """Return where on a page its own head begins: on the first one behind that of the file."""
    return _HEADER if number == 1 else 0


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Return the number at a place and the place behind it: seven bits a byte, and eight of a ninth."""
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
    """Return what is in a record: a head that says of each value what it is and how long, then the values."""
    head_end, place = _varint(record, 0)
    at = head_end
    if not place <= head_end <= len(record):
        raise _Spoiled
    found: list[Value] = []
    while place < head_end:
        serial, place = _varint(record, place)
        value, at = _value(record, at, serial)
        found.append(value)
    if place != head_end or at != len(record):
        raise _Spoiled
    return tuple(found)


def _value(record: bytes, at: int, serial: int) -> tuple[Value, int]:
    """Return the value at a place, and the place behind it."""
    if serial in (0, 8, 9):
        return (None if serial == 0 else serial - 8), at
    if serial in (10, 11):
        raise _Spoiled
    length = _INTEGERS.get(serial) or (8 if serial == 7 else (serial - 12) // 2)
    data, end = record[at : at + length], at + length
    if end > len(record):
        raise _Spoiled
    if serial < 7:
        return int.from_bytes(data, signed=True), end
    if serial == 7:
        (number,) = struct.unpack(">d", data)
        return float(number), end
    # What is not UTF-8 any more is read as far as it is.
    return (data.decode("utf-8", "replace") if serial % 2 else data), end
