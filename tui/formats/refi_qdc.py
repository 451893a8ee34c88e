"""The codebook as REFI-QDA (.qdc), which NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette read.

Tags are codes, nested as their paths are; labels are codes of the set “Labels”. What cannot be used for coding is
archived, or only groups others: the latter has no colour and no description. The format has no place for keys and
notes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tui.formats import xml
from tui.formats.unreadable import Unreadable
from tui.model.code import Broken, Code, Kind, code
from tui.model.codebook import SEPARATOR, BadName, same_name

_SPACE: Final = "urn:QDA-XML:codebook:1.0"
_SCHEMA: Final = "http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
_OURS: Final = UUID("6b7f4c52-2f0c-5b1e-9d43-0c6a1f5e8d27")
_LABELS: Final = "Labels"
# Characters that a text may have and XML may not.
_FOREIGN: Final = re.compile("[\ufffe\uffff]")


def write(codes: Sequence[Code], origin: str) -> bytes:
    """Return codes as a document; `origin` is the name and version of the program."""
    book = Element(
        "CodeBook",
        {
            "xmlns": _SPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_SPACE} {_SCHEMA}",
            "origin": origin,
        },
    )
    book.extend(elements(codes))
    indent(book, " ")
    document: bytes = tostring(book, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def elements(codes: Sequence[Code]) -> tuple[Element, Element]:
    """Return the elements of codes, and of the set of labels, as codebooks and projects have them."""
    parent, sets = Element("Codes"), Element("Sets")
    labels = [one for one in codes if one.kind is Kind.LABEL]
    for label in labels:
        _add(parent, label.name, label)
    _add_tags(parent, {one.name: one for one in codes if one.kind is Kind.TAG})
    if labels:
        together = SubElement(sets, "Set", {"guid": _guid("set", _LABELS), "name": _LABELS})
        for label in labels:
            SubElement(together, "MemberCode", {"guid": guid_of(label)})
    return parent, sets


def guid_of(one: Code) -> str:
    """Return the GUID of a code, the same each time."""
    return _guid(one.kind.value, one.uid or one.name)


def read(data: bytes) -> tuple[list[Code], list[Broken]]:
    """Return the codes of a document, and those that could not be taken.

    Raises:
        Unreadable: when it is none, damaged, or made to harm who reads it.
    """
    book = xml.parse(data, "codebook")
    codes = xml.first(book, "codes")
    if xml.local(book) != "codebook" or codes is None:
        raise Unreadable("That is no REFI-QDA codebook; export one as .qdc.")
    labels = set(_members(book))
    found: list[Code] = []
    broken: list[Broken] = []
    for element, above in _nested(codes, ""):
        name = _name(element)
        path = f"{above}{SEPARATOR}{name}" if above else name
        is_label = not above and _key(element.get("guid", "")) in labels
        try:
            if not _only_groups(element):
                found.append(_code(element, Kind.LABEL if is_label else Kind.TAG, path))
        except BadName as error:
            broken.append(Broken(f"code “{element.get('name', '')}”", str(error)))
    first: dict[tuple[Kind, str], Code] = {}
    others = [one for one in found if first.setdefault((one.kind, same_name(one.name)), one) is not one]
    broken += [Broken(f"code “{one.name}”", "There is another of this name; the first is taken.") for one in others]
    return list(first.values()), broken


def _add_tags(parent: Element, tags: dict[str, Code]) -> None:
    elements = {"": parent}
    for path in sorted(tags, key=lambda path: path.split(SEPARATOR)):
        parts = path.split(SEPARATOR)
        for depth in range(1, len(parts) + 1):
            here = SEPARATOR.join(parts[:depth])
            if here not in elements:
                above = elements[SEPARATOR.join(parts[: depth - 1])]
                elements[here] = _add(above, parts[depth - 1], tags.get(here), here)


def _add(parent: Element, name: str, one: Code | None, path: str = "") -> Element:
    usable = one is not None and not one.archived
    element = SubElement(
        parent,
        "Code",
        {
            "guid": guid_of(one) if one else _guid("group", path),
            "name": _FOREIGN.sub("\ufffd", name),
            "isCodable": "true" if usable else "false",
        },
    )
    if one and one.colour:
        element.set("color", one.colour)
    if one and one.description:
        SubElement(element, "Description").text = _FOREIGN.sub("\ufffd", one.description)
    return element


def _guid(kind: str, name: str) -> str:
    """Return the same GUID for the same thing each time."""
    return str(uuid5(_OURS, f"{kind}:{name}")).upper()


def _key(guid: str) -> str:
    return guid.strip("{} ").upper()


def _members(book: Element) -> Iterator[str]:
    """Yield the GUIDs of the codes that are labels."""
    sets = xml.first(book, "sets")
    for each in sets if sets is not None else ():
        if each.get("name") == _LABELS:
            for member in each:
                yield _key(member.get("guid") or member.get("targetGUID") or "")


def _nested(element: Element, above: str) -> Iterator[tuple[Element, str]]:
    """Yield each code with the path of the one that it is in."""
    for child in element:
        if xml.local(child) == "code":
            yield child, above
            name = _name(child)
            yield from _nested(child, f"{above}{SEPARATOR}{name}" if above else name)


def _name(element: Element) -> str:
    """Return the name of a code; what divides paths or tags here is only a mark in it."""
    return element.get("name", "").replace(SEPARATOR, "-").replace(";", ",")


def _only_groups(element: Element) -> bool:
    within = {xml.local(child) for child in element}
    bare = "color" not in element.attrib and "description" not in within
    return bare and "code" in within and element.get("isCodable") == "false"


def _code(element: Element, kind: Kind, path: str) -> Code:
    description = xml.first(element, "description")
    return code(
        kind,
        path,
        description="" if description is None else "".join(description.itertext()),
        colour=element.get("color", ""),
        archived=element.get("isCodable") == "false",
    )
