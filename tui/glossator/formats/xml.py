"""Parsing untrusted XML: entity declarations, deep nesting and oversized documents are refused; nothing is fetched."""

import re
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import Final, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from glossator.formats.errors import Unreadable

_MOST: Final = 50_000_000
_DEEPEST: Final = 200
_PIECE: Final = 1 << 16
# The depth of a child of a child of the root, which has depth 1.
_GRANDCHILD: Final = 3
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FAULT: Final = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|&(?!#\d+;|#[xX][0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
)
_DECLARES: Final = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


class DamagedXml(Unreadable):
    """XML that cannot be parsed."""


def parse(data: bytes, what: str) -> Element:
    """Return the root of an XML document.

    Args:
        data: the document.
        what: its name in error messages, such as "feed".

    Raises:
        Unreadable: when it is damaged, too large, or unsafe.
    """
    if len(data) > _MOST:
        raise Unreadable(f"The {what} is larger than {_MOST // 1_000_000} MB. Split it.")
    for path in _paths(data, what):
        root = path[0]
    return root


def repaired(data: bytes) -> bytes:
    """Return an XML document with the faults repaired that feeds have most, outside of CDATA sections.

    Names of HTML for characters that XML does not know, such as &nbsp;, become their numbers, and an & that begins no
    reference becomes &amp;. Control characters, which XML forbids, are removed.
    """
    return _FAULT.sub(_without_fault, data)


def _without_fault(found: re.Match[bytes]) -> bytes:
    whole, name = found[0], found[1]
    if whole.startswith(b"<"):
        return _CONTROL.sub(b"", whole)
    if not whole.startswith(b"&"):
        return b""
    characters = html5.get(f"{name.decode()};", "") if name else ""
    return "".join(f"&#{ord(one)};" for one in characters).encode() or b"&amp;" + whole[1:]


class PartitionedXml:
    """A document of any size, most of which is in one child of its root, whose children are read one at a time.

    Attributes:
        root: the document without the children of that child.
    """

    def __init__(self, data: bytes, what: str, name: str) -> None:
        """Parse a document; `name`, in lower case, is that of the child, and `what` as for `parse`.

        Raises:
            Unreadable: when it is damaged or unsafe.
        """
        self._data, self._what, self._name = data, what, name
        for path in _paths(data, what):
            self.root = path[0]
            self._take_out(path)

    def streamed(self) -> Iterator[Element]:
        """Yield the children of that child; only one is in memory at a time."""
        for path in _paths(self._data, self._what):
            if self._take_out(path):
                yield path[-1]

    def _take_out(self, path: Sequence[Element]) -> bool:
        """Return whether the last of `path` is a child of that child, and remove it if it is."""
        if len(path) != _GRANDCHILD or local_name(path[1]) != self._name:
            return False
        path[1].remove(path[2])
        return True


def _paths(data: bytes, what: str) -> Iterator[Sequence[Element]]:
    """Yield the path from the root to each element, when the element is complete; that of the root is the last."""
    # In UTF-16, each second byte is zero.
    if _DECLARES.search(data.replace(b"\0", b"")):
        raise Unreadable(f"The {what} declares XML entities, which are not read for safety. Remove them.")
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    path: list[Element] = []
    try:
        for place in range(0, len(data), _PIECE):
            parser.feed(data[place : place + _PIECE])
            for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
                if event == "start":
                    path.append(element)
                    if len(path) > _DEEPEST:
                        raise Unreadable(
                            f"The {what} nests elements more than {_DEEPEST} deep. Save it as plain text (.txt)."
                        )
                else:
                    yield path
                    path.pop()
        parser.close()
    except Unreadable:
        raise
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedXml(f"The {what} is damaged ({error}). Get a new copy.") from error


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()


def first_child(element: Element, *names: str) -> Element | None:
    """Return the first child with one of these local names, the earlier names first; None when there is none."""
    for name in names:
        for child in element:
            if local_name(child) == name:
                return child
    return None


def text_of(element: Element | None) -> str:
    """Return all the text in an element; empty for None."""
    return "" if element is None else "".join(element.itertext()).strip()
