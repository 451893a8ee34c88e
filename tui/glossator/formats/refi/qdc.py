"""The codebook as REFI-QDA (.qdc), which NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette read.

Tags are codes, nested as their paths are; labels are codes of the set “Labels”. A code that is not codable is archived,
or only groups others: the latter has no colour and no description. The format has no place for keys and notes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from glossator.domain.code import BadCode, Code, CodeKind, parse_code
from glossator.domain.codebook import SEPARATOR, BadName, folded_name
from glossator.domain.uid import is_uid
from glossator.formats import xml
from glossator.formats.errors import Unreadable
from glossator.formats.refi.guids import guid_uid, named_guid
from glossator.formats.refi.guids import uid_guid as guid_of_uid

_SPACE: Final = "urn:QDA-XML:codebook:1.0"
_SCHEMA: Final = "http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
LABELS: Final = "Labels"
"""The name of the set of the codes that are labels."""
SAME_NAME: Final = "Another code has this name; the first is taken. Rename the other."
"""The remark on a code whose name differs from that of another at most in case and spaces."""
# Characters that texts may hold and XML may not.
_FOREIGN: Final = re.compile("[\ufffe\uffff]")


def write(codes: Sequence[Code], origin: str) -> bytes:
    """Return codes as a document; `origin` is the name and version of our program."""
    book = Element(
        "CodeBook",
        {
            "xmlns": _SPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_SPACE} {_SCHEMA}",
            "origin": origin,
        },
    )
    parent, sets = code_elements(codes)
    # The schema forbids empty lists.
    book.extend((parent, sets) if len(sets) else (parent,))
    indent(book, " ")
    document: bytes = tostring(book, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def code_elements(
    codes: Sequence[Code], *, member: str = "guid", note_of: Callable[[Code], str] = lambda _: ""
) -> tuple[Element, Element]:
    """Return the elements for codes, and for the set of labels, of a codebook or project.

    Args:
        codes: in the order of the elements.
        member: the attribute by which a set refers to its members.
        note_of: returns the GUID of the note on a code, or "".
    """
    parent, sets = Element("Codes"), Element("Sets")
    labels = [one for one in codes if one.kind is CodeKind.LABEL]
    for label in labels:
        _add(parent, label.name, label, note_of)
    _add_tags(parent, {one.name: one for one in codes if one.kind is CodeKind.TAG}, note_of)
    if labels:
        together = SubElement(sets, "Set", {"guid": named_guid("set", LABELS), "name": LABELS})
        for label in labels:
            SubElement(together, "MemberCode", {member: code_guid(label)})
    return parent, sets


def code_guid(one: Code) -> str:
    """Return the GUID of a code."""
    return guid_of_uid(one.uid) if one.uid else named_guid(one.kind.value, one.name)


def read(data: bytes) -> tuple[list[Code], list[BadCode]]:
    """Return the codes of a document, and those that are invalid.

    Raises:
        Unreadable: when it is damaged, unsafe, or not a codebook.
    """
    book = xml.parse(data, "codebook")
    codes = xml.first_child(book, "codes")
    if xml.local_name(book) != "codebook" or codes is None:
        raise Unreadable("This is not a REFI-QDA codebook. Export one as .qdc.")
    found, broken = parse_codes(codes, xml.first_child(book, "sets"))
    return list(dict.fromkeys(found.values())), broken


def parse_codes(
    codes: Element, sets: Element | None, *, as_spelt: bool = False
) -> tuple[dict[str, Code], list[BadCode]]:
    """Return the codes below an element by GUID, each name once, and those that are invalid.

    With `as_spelt`, names that differ only in case stay different, because what is coded with them shows which of them
    a workspace has.
    """
    labels = set(_members(sets))
    taken: dict[tuple[CodeKind, str], Code] = {}
    found: dict[str, Code] = {}
    broken: list[BadCode] = []
    again: list[BadCode] = []
    for element, above in _nested(codes, ""):
        name, guid = _name(element), guid_key(element.get("guid", ""))
        path = f"{above}{SEPARATOR}{name}" if above else name
        if _only_groups(element):
            continue
        try:
            one = _code(
                element, CodeKind.LABEL if not above and (guid in labels or _is_label(guid)) else CodeKind.TAG, path
            )
        except BadName as error:
            broken.append(BadCode(f"code “{element.get('name', '')}”", str(error)))
            continue
        first = taken.setdefault((one.kind, folded_name(one.name)), one)
        if first is not one:
            again.append(BadCode(f"code “{one.name}”", SAME_NAME))
        found[guid or path] = one if as_spelt else first
    return found, broken + again


def guid_key(guid: str) -> str:
    """Return a GUID in the form in which GUIDs are compared."""
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
            "guid": code_guid(one) if one else named_guid("group", path),
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
        if each.get("name") == LABELS:
            for member in each:
                yield guid_key(member.get("guid") or member.get("targetGUID") or "")


def _nested(element: Element, above: str) -> Iterator[tuple[Element, str]]:
    """Yield each code with the path of its parent."""
    for child in element:
        if xml.local_name(child) == "code":
            yield child, above
            name = _name(child)
            yield from _nested(child, f"{above}{SEPARATOR}{name}" if above else name)


def _is_label(guid: str) -> bool:
    """Return whether a GUID is that of a label of a workspace; other programs may lose the set of labels."""
    return is_uid(guid_uid(guid), "labels")


def _name(element: Element) -> str:
    """Return the name of a code, with the characters replaced that separate paths and tags here."""
    return element.get("name", "").replace(SEPARATOR, "-").replace(";", ",")


def _only_groups(element: Element) -> bool:
    within = {xml.local_name(child) for child in element}
    bare = "color" not in element.attrib and "description" not in within
    return bare and "code" in within and element.get("isCodable") == "false"


def _code(element: Element, kind: CodeKind, path: str) -> Code:
    description = xml.first_child(element, "description")
    one = parse_code(
        kind,
        path,
        description="" if description is None else "".join(description.itertext()),
        colour=element.get("color", ""),
        archived=element.get("isCodable") == "false",
    )
    return replace(one, uid=guid_uid(element.get("guid", "")))
