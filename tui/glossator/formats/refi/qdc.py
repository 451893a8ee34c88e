"""The codebook as REFI-QDA (.qdc), which NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette read.

Tags are codes, nested as their paths are; labels are codes of the set “Labels”. What cannot be used for coding is
archived, or only groups others: the latter has no colour and no description. The format has no place for keys and
notes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from glossator.domain.code import BadCode, Code, CodeKind, parse_code
from glossator.domain.codebook import SEPARATOR, BadName, folded_name
from glossator.formats import xml
from glossator.formats.refi.guids import guid_named, uid_in
from glossator.formats.refi.guids import guid_of as guid_of_uid
from glossator.formats.unreadable import Unreadable

_SPACE: Final = "urn:QDA-XML:codebook:1.0"
_SCHEMA: Final = "http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
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
    parent, sets = elements(codes)
    # A list that is there has something in it.
    book.extend((parent, sets) if len(sets) else (parent,))
    indent(book, " ")
    document: bytes = tostring(book, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def elements(
    codes: Sequence[Code], *, member: str = "guid", note_of: Callable[[Code], str] = lambda _: ""
) -> tuple[Element, Element]:
    """Return the elements of codes, and of the set of labels, as codebooks and projects have them.

    Args:
        codes: in the order that they are to have.
        member: the attribute by which a set names what is in it.
        note_of: returns the GUID of the note on a code; empty where there is none.
    """
    parent, sets = Element("Codes"), Element("Sets")
    labels = [one for one in codes if one.kind is CodeKind.LABEL]
    for label in labels:
        _add(parent, label.name, label, note_of)
    _add_tags(parent, {one.name: one for one in codes if one.kind is CodeKind.TAG}, note_of)
    if labels:
        together = SubElement(sets, "Set", {"guid": guid_named("set", _LABELS), "name": _LABELS})
        for label in labels:
            SubElement(together, "MemberCode", {member: guid_of(label)})
    return parent, sets


def guid_of(one: Code) -> str:
    """Return the GUID of a code, the same each time."""
    return guid_of_uid(one.uid) if one.uid else guid_named(one.kind.value, one.name)


def read(data: bytes) -> tuple[list[Code], list[BadCode]]:
    """Return the codes of a document, and those that could not be taken.

    Raises:
        Unreadable: when it is none, damaged, or made to harm who reads it.
    """
    book = xml.parse(data, "codebook")
    codes = xml.first(book, "codes")
    if xml.local(book) != "codebook" or codes is None:
        raise Unreadable("That is no REFI-QDA codebook; export one as .qdc.")
    found, broken = codes_in(codes, xml.first(book, "sets"))
    return list(dict.fromkeys(found.values())), broken


def codes_in(codes: Element, sets: Element | None) -> tuple[dict[str, Code], list[BadCode]]:
    """Return the codes below an element by their GUIDs, and those that could not be taken; each name comes once."""
    labels = set(_members(sets))
    taken: dict[tuple[CodeKind, str], Code] = {}
    found: dict[str, Code] = {}
    broken: list[BadCode] = []
    again: list[BadCode] = []
    for element, above in _nested(codes, ""):
        name, guid = _name(element), key(element.get("guid", ""))
        path = f"{above}{SEPARATOR}{name}" if above else name
        if _only_groups(element):
            continue
        try:
            one = _code(element, CodeKind.LABEL if not above and guid in labels else CodeKind.TAG, path)
        except BadName as error:
            broken.append(BadCode(f"code “{element.get('name', '')}”", str(error)))
            continue
        first = taken.setdefault((one.kind, folded_name(one.name)), one)
        if first is not one:
            again.append(
                BadCode(f"code “{one.name}”", "There is another of this name; the first is taken, rename the other.")
            )
        found[guid or path] = first
    return found, broken + again


def key(guid: str) -> str:
    """Return a GUID as it is compared."""
    return guid.strip("{} ").upper()


def _add_tags(parent: Element, tags: dict[str, Code], note_of: Callable[[Code], str]) -> None:
    elements = {"": parent}
    for path in sorted(tags, key=lambda path: path.split(SEPARATOR)):
        parts = path.split(SEPARATOR)
        for depth in range(1, len(parts) + 1):
            here = SEPARATOR.join(parts[:depth])
            if here not in elements:
                above = elements[SEPARATOR.join(parts[: depth - 1])]
                elements[here] = _add(above, parts[depth - 1], tags.get(here), note_of, here)


def _add(parent: Element, name: str, one: Code | None, note_of: Callable[[Code], str], path: str = "") -> Element:
    usable = one is not None and not one.archived
    element = SubElement(
        parent,
        "Code",
        {
            "guid": guid_of(one) if one else guid_named("group", path),
            "name": _FOREIGN.sub("\ufffd", name),
            "isCodable": "true" if usable else "false",
        },
    )
    if one and one.colour:
        element.set("color", one.colour)
    if one and one.description:
        SubElement(element, "Description").text = _FOREIGN.sub("\ufffd", one.description)
    if one and (note := note_of(one)):
        SubElement(element, "NoteRef", {"targetGUID": note})
    return element


def _members(sets: Element | None) -> Iterator[str]:
    """Yield the GUIDs of the codes that are labels."""
    for each in sets if sets is not None else ():
        if each.get("name") == _LABELS:
            for member in each:
                yield key(member.get("guid") or member.get("targetGUID") or "")


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


def _code(element: Element, kind: CodeKind, path: str) -> Code:
    description = xml.first(element, "description")
    one = parse_code(
        kind,
        path,
        description="" if description is None else "".join(description.itertext()),
        colour=element.get("color", ""),
        archived=element.get("isCodable") == "false",
    )
    return replace(one, uid=uid_in(element.get("guid", "")))
