"""What the schemas of REFI-QDA say of the elements that are written here: order, number, attributes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

GUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_GUID: Final = rf"{GUID}|\{{{GUID}\}}"
_ANY: Final = r"(?s:.*)"
_COLOUR: Final = r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})"
_MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
_SIGNS: Final = {"?": (0, 1), "*": (0, None), "+": (1, None), "": (1, 1)}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is in an element.

    Attributes:
        children: names in their order, each with a sign for its number: ? * + or none for exactly one.
        attributes: patterns by name; an exclamation mark in front stands for one that must be there.
    """

    children: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


_BY: Final = {"creatingUser": _GUID, "creationDateTime": _MOMENT}
_CHANGED: Final = {**_BY, "modifyingUser": _GUID, "modifiedDateTime": _MOMENT}
_REF: Final = _Rule(attributes={"!targetGUID": _GUID})
_TEXT: Final = _Rule(
    "Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*",
    {"!guid": _GUID, "name": _ANY, "plainTextPath": _ANY, "richTextPath": _ANY, **_CHANGED},
)
_CODE: Final = {"!guid": _GUID, "!name": _ANY, "!isCodable": "true|false", "color": _COLOUR}
_STRING: Final = _Rule()
PROJECT: Final[Mapping[str, _Rule]] = {
    "Project": _Rule(
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
        {"!name": _ANY, "origin": _ANY},
    ),
    "Users": _Rule("User+"),
    "User": _Rule(attributes={"!guid": _GUID, "name": _ANY, "id": _ANY}),
    "CodeBook": _Rule("Codes"),
    "Codes": _Rule("Code+"),
    "Code": _Rule("Description? NoteRef* Code*", _CODE),
    "Variables": _Rule("Variable+"),
    "Variable": _Rule(
        "Description?",
        {"!guid": _GUID, "!name": _ANY, "!typeOfVariable": "Text|Boolean|Integer|Float|Date|DateTime"},
    ),
    "VariableValue": _Rule("VariableRef TextValue?"),
    "Sources": _Rule("TextSource+"),
    "TextSource": _TEXT,
    "Note": _TEXT,
    "Notes": _Rule("Note+"),
    "PlainTextSelection": _Rule(
        "Description? Coding* NoteRef*",
        {"!guid": _GUID, "name": _ANY, "!startPosition": r"\d+", "!endPosition": r"\d+", **_CHANGED},
    ),
    "Coding": _Rule("CodeRef NoteRef*", {"!guid": _GUID, **_BY}),
    "Sets": _Rule("Set+"),
    "Set": _Rule("Description? MemberCode* MemberSource* MemberNote*", {"!guid": _GUID, "!name": _ANY}),
    **dict.fromkeys(("CodeRef", "NoteRef", "VariableRef", "MemberCode"), _REF),
    **dict.fromkeys(("Description", "PlainTextContent", "TextValue"), _STRING),
}
CODEBOOK: Final[Mapping[str, _Rule]] = {
    "CodeBook": _Rule(
        "Codes Sets?", {"origin": _ANY, "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation": _ANY}
    ),
    "Codes": _Rule("Code+"),
    "Code": _Rule("Description? Code*", _CODE),
    "Sets": _Rule("Set+"),
    "Set": _Rule("Description? MemberCode*", {"!guid": _GUID, "!name": _ANY}),
    "MemberCode": _Rule(attributes={"!guid": _GUID}),
    "Description": _STRING,
}


def broken_rules(root: Element, namespace: str, rules: Mapping[str, _Rule]) -> Iterator[str]:
    """Yield a sentence for each rule that an element, or one below it, does not keep."""
    for element in root.iter():
        space, _, name = element.tag.rpartition("}")
        if space != f"{{{namespace}" or name not in rules:
            yield f"there is no {element.tag}"
            continue
        rule = rules[name]
        written = "".join(f"{child.tag.rpartition('}')[2]} " for child in element)
        if not re.fullmatch(_pattern(rule.children), written):
            yield f"{name} has {written or 'nothing '}in it"
        if rule.children and (element.text or "").strip():
            yield f"{name} has text in it"
        known = {wanted.lstrip("!"): pattern for wanted, pattern in rule.attributes.items()}
        yield from (
            f"{name} has no {one[1:]}" for one in rule.attributes if one[0] == "!" and one[1:] not in element.attrib
        )
        for attribute, value in element.attrib.items():
            if attribute not in known or not re.fullmatch(known[attribute], value):
                yield f"{name} has {attribute} {value!r}"
            if known.get(attribute) == _MOMENT:
                datetime.fromisoformat(value)


def _pattern(children: str) -> str:
    """Return the regular expression that the names of children, each with a space behind, have to fit."""
    parts = []
    for child in children.split():
        name = child.rstrip("?*+")
        least, most = _SIGNS[child[len(name) :]]
        parts.append(f"(?:{name} ){{{least},{'' if most is None else most}}}")
    return "".join(parts)
