"""XML from outside, without what makes it dangerous: no entities of its own, nothing fetched, no bottomless nesting."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from glossator.formats.unreadable import Unreadable

_MOST: Final = 50_000_000
_DEEPEST: Final = 200
_PIECE: Final = 1 << 16
# How deep what is in a child of the root is, counted from the root as 1.
_GRANDCHILD: Final = 3
_DECLARES: Final = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def parse(data: bytes, what: str) -> Element:
    """Return the root of an XML document.

    Args:
        data: the document.
        what: how a refusal speaks of it, such as "feed".

    Raises:
        Unreadable: when it is damaged, too large, or made to harm who reads it.
    """
    if len(data) > _MOST:
        raise Unreadable(f"The {what} is larger than {_MOST // 1_000_000} MB; split it.")
    root = None
    for path in _ended(data, what):
        root = path[0]
    return _there(root, what)


class Parted:
    """A document of any size that is long because of what is in one of the children of its root.

    Attributes:
        root: the rest of it.
    """

    def __init__(self, data: bytes, what: str, name: str) -> None:
        """Read all of a document but what is in the child called `name`, in lower case; `what` is as for `parse`.

        Raises:
            Unreadable: when it is damaged, or made to harm who reads it.
        """
        self._data, self._what, self._name = data, what, name
        root = None
        for path in _ended(data, what):
            root = path[0]
            self._is_within(path)
        self.root = _there(root, what)

    def within(self) -> Iterator[Element]:
        """Yield what is in that child, one at a time; only one of them is in memory."""
        for path in _ended(self._data, self._what):
            if self._is_within(path):
                yield path[-1]

    def _is_within(self, path: Sequence[Element]) -> bool:
        """Say whether the last of `path` is in that child, and take it out if it is."""
        if len(path) != _GRANDCHILD or local(path[1]) != self._name:
            return False
        path[1].remove(path[2])
        return True


def _ended(data: bytes, what: str) -> Iterator[Sequence[Element]]:
    """Yield each element that is complete, as the last of the elements that it is in."""
    # In UTF-16, each second byte is zero.
    if _DECLARES.search(data.replace(b"\0", b"")):
        raise Unreadable(f"The {what} declares entities of its own, which can be made to burst; take them out.")
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
                            f"The {what} nests its elements too deep to be read; save it as plain text (.txt)."
                        )
                else:
                    yield path
                    path.pop()
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"The {what} is damaged ({error}); get it anew.") from error


def _there(root: Element | None, what: str) -> Element:
    if root is None:
        raise Unreadable(f"The {what} is empty; get it anew.")
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()


def first(element: Element, *names: str) -> Element | None:
    """Return the first child with one of these local names, the earlier names first; None when there is none."""
    for name in names:
        for child in element:
            if local(child) == name:
                return child
    return None


def words(element: Element | None) -> str:
    """Return all the text in an element; empty for None."""
    return "" if element is None else "".join(element.itertext()).strip()
