"""XML from outside, without what makes it dangerous: no entities of its own, nothing fetched, no bottomless nesting."""

import re
from collections.abc import Iterator
from typing import Final, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from tui.formats.unreadable import Unreadable

_MOST: Final = 50_000_000
_DEEPEST: Final = 200
_PIECE: Final = 1 << 16
_DECLARES: Final = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def parse(data: bytes, what: str) -> Element:
    """Return the root of an XML document.

    Args:
        data: the document.
        what: how a refusal speaks of it, such as "feed".

    Raises:
        Unreadable: when it is damaged, or made to harm who reads it.
    """
    if len(data) > _MOST:
        raise Unreadable(f"The {what} is larger than {_MOST // 1_000_000} MB; split it.")
    # In UTF-16, each second byte is zero.
    if _DECLARES.search(data.replace(b"\0", b"")):
        raise Unreadable(f"The {what} declares entities of its own, which can be made to burst; take them out.")
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    root: Element | None = None
    depth = 0
    try:
        for place in range(0, len(data), _PIECE):
            parser.feed(data[place : place + _PIECE])
            for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
                root = element if root is None else root
                depth += 1 if event == "start" else -1
                if depth > _DEEPEST:
                    raise Unreadable(
                        f"The {what} nests its elements too deep to be read; save it as plain text (.txt)."
                    )
        parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"The {what} is damaged ({error}); get it anew.") from error
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
