"""Documents of GATE: XML with numbered nodes in the text, JSON with entities by type, and JSON of its Python library.

Types that GATE’s own components make of every text, such as tokens and sentences, are counted.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats import xml
from glossator.formats.annotations.import_builder import (
    ImportBuilder,
    read_values,
    tag_of,
    value_of,
)
from glossator.formats.annotations.word_fit import whole_words
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.formats.unsupported import root_of
from glossator.text.offsets import OffsetUnit

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_COMPONENTS: Final = frozenset(
    (
        "Token",
        "SpaceToken",
        "Sentence",
        "Split",
        "Lookup",
        "DEFAULT_TOKEN",
        "NounChunk",
        "VG",
        "Unknown",
        "TempLocation",
    )
)
_MARKUP: Final = "Original markups"
_PERSON: Final = re.compile(r"annotator\W*(.+)", re.IGNORECASE)
_OBJECT: Final = "<?xml"
_ENTITIES: Final = "entities"
_SETS: Final = "annotation_sets"
_OF_POSTS: Final = frozenset(("hashtags", "symbols", "user_mentions", "urls", "media", "polls"))


def _read_xml(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        yield _of_xml(xml.parse(data, "GATE document"))


def _of_xml(root: "Element") -> ImportRecord | str:
    body = next((each for each in root.iter() if xml.local_name(each) == "textwithnodes"), None)
    text, places = body.text or "" if body is not None else "", dict[str, int]()
    for node in body if body is not None else ():
        places[node.get("id", "")] = len(text)
        text += node.tail or ""
    features = xml.first_child(root, "gatedocumentfeatures")
    known = _features(features) if features is not None else {}
    builder = ImportBuilder(text, {})
    for name, value in known.items():
        builder.add_metadata(name.removeprefix("gate."), " ".join(value.split()))
    for annotations in root:
        if xml.local_name(annotations) != "annotationset":
            continue
        for each in annotations:
            if xml.local_name(each) == "annotation":
                start, end = places.get(each.get("StartNode", "")), places.get(each.get("EndNode", ""))
                _add(builder, annotations.get("Name", ""), each.get("Type", ""), start, end, _features(each))
    return builder.build()


def _features(element: "Element") -> dict[str, str]:
    found: dict[str, str] = {}
    for each in element:
        if xml.local_name(each) == "feature":
            name, value = xml.text_of(xml.first_child(each, "name")), xml.text_of(xml.first_child(each, "value"))
            found |= {name: value} if value else {}
    return found


def _add(
    builder: ImportBuilder, set_name: str, kind: str, start: object, end: object, features: Mapping[str, str]
) -> None:
    """Add an annotation of a set; what is no annotation of a person is counted."""
    if set_name == _MARKUP:
        builder.leave_out("markup of the original document", plural="marks of the original document", example=kind)
    elif kind in _COMPONENTS:
        builder.leave_out("result of a component of GATE", plural="results of components of GATE", example=kind)
    elif isinstance(start, int) and start == end:
        builder.leave_out("annotation without text", plural="annotations without text", example=kind)
    else:
        person = _PERSON.fullmatch(set_name)
        tags = [] if person or not set_name else [tag_of("set", set_name)]
        for name, value in features.items():
            if value.startswith(_OBJECT):
                builder.leave_out(
                    "value that is an object of Java", plural="values that are objects of Java", example=name
                )
            elif path := tag_of(name, value):
                tags.append(path)
        known: dict[str, Any] = {"tags": tags} if tags else {}
        builder.add(start, end, kind, known | ({"analyst": person[1]} if person else {}))


def _read_json(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        values = read_values(data)
        for number, value in enumerate(values, start=1):
            where = f"record {number}" if len(values) > 1 else ""
            if isinstance(value, dict) and _SETS in value:
                yield _of_sets(value, where)
            elif isinstance(value, dict):
                yield _of_entities(value, where)
            else:
                yield f"{where}: is no document of GATE; repair or remove it".removeprefix(": ")


def _of_sets(value: Mapping[str, Any], where: str) -> ImportRecord | str:
    """Return the article of a document of GATE’s Python library."""
    unit = OffsetUnit.UTF_16 if value.get("offset_type") == "j" else OffsetUnit.CODE_POINT
    builder = ImportBuilder(value_of(value, "text", str), {"title": value_of(value, "name", str)}, unit, where=where)
    builder.add_unknown(value_of(value, "features", dict), ())
    for name, each in value_of(value, _SETS, dict).items():
        listed = value_of(each, "annotations", list) if isinstance(each, dict) else []
        for one in (one for one in listed if isinstance(one, dict)):
            _add(builder, name, str(one.get("type", "")), one.get("start"), one.get("end"), _texts(one.get("features")))
    return builder.build()


def _of_entities(value: Mapping[str, Any], where: str) -> ImportRecord | str:
    """Return the article of a document with entities by type."""
    text = value_of(value, "text", str) or value_of(value, "full_text", str)
    builder = ImportBuilder(text, {}, _unit_of(text, value), where=where)
    builder.add_unknown(value, ("text", "full_text", _ENTITIES))
    for kind, found in value_of(value, _ENTITIES, dict).items():
        set_name, _, name = kind.rpartition(":")
        for one in found if isinstance(found, list) else ():
            indices = value_of(one, "indices", list) if isinstance(one, dict) else []
            if len(indices) == 2:
                features = {key: each for key, each in _texts(one).items() if key != "indices"}
                _add(builder, set_name, name, indices[0], indices[1], features)
            else:
                builder.reject("entity without a place", 1, plural="entities without a place", example=str(one))
    return builder.build()


def _unit_of(text: str, value: Mapping[str, Any]) -> OffsetUnit:
    """Return what the indices count: UTF-16 units as in Java, unless more spans are whole words in code points."""
    lists = (each for each in value_of(value, _ENTITIES, dict).values() if isinstance(each, list))
    found = [value_of(one, "indices", list) for each in lists for one in each if isinstance(one, dict)]
    places = [(each[0], each[1]) for each in found if len(each) == 2 and all(isinstance(one, int) for one in each)]
    code_points, utf_16 = (whole_words(text, places, unit) for unit in (OffsetUnit.CODE_POINT, OffsetUnit.UTF_16))
    return OffsetUnit.CODE_POINT if code_points > utf_16 else OffsetUnit.UTF_16


def _texts(features: object) -> dict[str, str]:
    if not isinstance(features, dict):
        return {}
    return {
        str(name): str(value)
        for name, value in features.items()
        if isinstance(value, str | int | float) and value != ""
    }


def _sniff_xml(head: FileHead) -> Evidence:
    """Recognise the root."""
    return Evidence.CONTENT if root_of(head) == "gatedocument" else Evidence.NONE


def _sniff_json(head: FileHead) -> Evidence:
    """Recognise entities by type, each with two offsets, and annotation sets."""
    found = head.json
    return Evidence.CONTENT if found is not None and any(map(_is_document, found.objects)) else Evidence.NONE


def _is_document(one: Mapping[str, Any]) -> bool:
    if isinstance(one.get(_SETS), dict) and "text" in one:
        return True
    # Those of a post are its hashtags and the like.
    entities = value_of(one, _ENTITIES, dict)
    lists = [each for name, each in entities.items() if isinstance(each, list) and name not in _OF_POSTS]
    return "text" in one and any(isinstance(each, dict) and "indices" in each for found in lists for each in found)


_MAPPING: Final = (
    ("annotations", "accepted annotations, their label the type"),
    ("features", "tags “feature/value” of the annotation"),
    ("annotation sets: of “annotator…”; with another name", "the analyst; a tag “set/name”"),
    ("features of the document", "metadata of the article"),
    ("tokens, sentences and other results of GATE’s components, original markup", "counted"),
)
XML: Final = Format(name="gate-xml", title="GATE XML", sniff=_sniff_xml, read_annotations=_read_xml, mapping=_MAPPING)
JSON: Final = Format(
    name="gate-json",
    title="GATE JSON, also that of its Python library (bdocjs)",
    suffixes=(".bdocjs",),
    sniff=_sniff_json,
    read_annotations=_read_json,
    mapping=_MAPPING,
)
"""Each is read only."""
