"""The content of signed messages in the containers of S/MIME (CMS, RFC 5652)."""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
"""The object identifier that signed, and not encrypted, data begin with."""
_HEAD: Final = 64
_CONSTRUCTED: Final = 0x20
_OCTETS: Final = 0x04
_UNKNOWN: Final = 0x80
_END: Final = b"\0\0"
_DEEPEST: Final = 12


def is_signed(data: bytes) -> bool:
    """Return whether a container has signed data, which can be read without a key."""
    return _SIGNED_DATA in data[:_HEAD]


def signed_content(data: bytes) -> bytes:
    """Return the content of signed data; empty where there is none, or the container is damaged."""
    try:
        # A container has its kind and its data; signed data begin with a version, algorithms, and the content.
        (container,) = islice(_elements(data, 0, len(data)), 1)
        _, wrapped = _elements(data, container.first, container.last)
        (signed,) = _elements(data, wrapped.first, wrapped.last)
        _, _, content = islice(_elements(data, signed.first, signed.last), 3)
        _, octets = _elements(data, content.first, content.last)
        return b"".join(_octets(data, octets))
    except (ValueError, IndexError):
        return b""


class _Element(NamedTuple):
    """An element: its kind, where its content begins and ends, and where the next element begins."""

    kind: int
    first: int
    last: int
    end: int


def _octets(data: bytes, element: _Element, depth: int = 0) -> Iterator[bytes]:
    """Yield the pieces of a string of octets, which may be in several elements."""
    if element.kind == _OCTETS:
        yield data[element.first : element.last]
    elif element.kind & _CONSTRUCTED and depth < _DEEPEST:
        for each in _elements(data, element.first, element.last):
            yield from _octets(data, each, depth + 1)


def _elements(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Element]:
    """Yield the elements between two places, without the two zeros that end those of unknown length.

    Raises:
        ValueError, IndexError: when they are damaged.
    """
    while start < end and data[start : start + 2] != _END:
        kind, length, first = data[start], data[start + 1], start + 2
        if length == _UNKNOWN:
            if depth > _DEEPEST:
                raise ValueError("nested too deeply")
            last = first
            for each in _elements(data, first, end, depth + 1):
                last = each.end
            element = _Element(kind, first, last, last + len(_END))
        else:
            if length > _UNKNOWN:
                size = length - _UNKNOWN
                length, first = int.from_bytes(data[first : first + size], "big"), first + size
            element = _Element(kind, first, first + length, first + length)
        if element.end > end:
            raise ValueError("an element ends outside of the one around it")
        yield element
        start = element.end
