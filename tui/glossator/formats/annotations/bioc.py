"""The formats of biomedical corpora: BioC as XML and JSON, PubTator, and PubAnnotation JSON."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.import_record import Arrival, ImportRecord
from glossator.formats import xml
from glossator.formats.annotations.import_builder import (
    ImportBuilder,
    decode_utf8,
    read_values,
    tag_of,
    timestamp_of,
    value_of,
)
from glossator.formats.annotations.text_passages import PassageArticle, PlacedMark
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, Format
from glossator.formats.unsupported import root_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TYPES: Final = ("type", "Type", "NE_type", "label", "class", "entity_type", "category")
_PEOPLE: Final = ("annotator", "Annotator", "curator")
_TIMES: Final = ("updated_at", "date")
_NOTES: Final = ("note", "comment")
_IDS: Final = re.compile(
    r"(?:.*\b|_)?(?:id|identifier|ncbi.*|mesh.*|database|normalized.*|accession|kb.*|umls.*)", re.I
)


def _add_annotation(
    article: PassageArticle, infons: Mapping[str, str], places: Sequence[tuple[int, int]], words: str
) -> None:
    """Add an annotation of BioC; of one with several places the first, the others are counted."""
    label = next((infons[name] for name in _TYPES if infons.get(name)), "")
    known: dict[str, Any] = {}
    tags = []
    for name, value in infons.items():
        if not value or (value == label and name in _TYPES):
            continue
        if name in _PEOPLE:
            known["analyst"] = value
        elif name in _TIMES:
            known["updated_at"] = timestamp_of(value)
        elif name in _NOTES:
            known["note"] = value
        elif _IDS.fullmatch(name):
            article.leave_out("id of a normalisation", plural="ids of normalisations", example=f"{name} {value}")
        elif path := tag_of(name, value):
            tags.append(path)
    known |= {"tags": tags} if tags else {}
    if not places:
        article.leave_out("annotation without a place", plural="annotations without a place", text=words, example=label)
        return
    if len(places) > 1:
        article.leave_out(
            "part of an annotation after a gap",
            len(places) - 1,
            plural="parts of annotations after a gap",
            example=words,
        )
    start, length = places[0]
    article.add(PlacedMark(start, start + length, label, words if len(places) == 1 else "", known))


def _article(document_id: str, infons: Mapping[str, str]) -> PassageArticle:
    title = infons.get("title") or document_id
    article = PassageArticle({"title": title}, f"document {document_id}".strip())
    article.metadata |= {name: " ".join(value.split()) for name, value in infons.items() if value and name != "title"}
    return article


def _read_bioc_xml(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        for document in xml.parse(data, "BioC file"):
            if xml.local_name(document) == "document":
                yield _of_document(document)


def _of_document(document: "Element") -> ImportRecord | str:
    article = _article(xml.text_of(xml.first_child(document, "id")), _infons(document))
    for passage in document:
        if xml.local_name(passage) == "passage":
            _count_infons(article, _infons(passage))
            _take(article, passage, "\n\n")
            before = "\n\n"
            for sentence in passage:
                if xml.local_name(sentence) == "sentence":
                    _take(article, sentence, before)
                    before = " "
        elif xml.local_name(passage) in ("annotation", "relation"):
            _take_one(article, passage)
    return article.build()


def _take(article: PassageArticle, part: "Element", before: str) -> None:
    """Add a passage or sentence with its annotations."""
    child = xml.first_child(part, "text")
    offset = xml.text_of(xml.first_child(part, "offset"))
    text = "".join(child.itertext()) if child is not None else ""
    article.add_passage(text, int(offset) if offset.isdecimal() else 0, before)
    for each in part:
        if xml.local_name(each) in ("annotation", "relation"):
            _take_one(article, each)


def _take_one(article: PassageArticle, element: "Element") -> None:
    if xml.local_name(element) == "relation":
        article.leave_out("relation", example=" ".join(_infons(element).values()))
        return
    places = [
        (int(each.get("offset", "")), int(each.get("length", "")))
        for each in element
        if xml.local_name(each) == "location"
        and each.get("offset", "").isdecimal()
        and each.get("length", "").isdecimal()
    ]
    child = xml.first_child(element, "text")
    _add_annotation(article, _infons(element), places, "".join(child.itertext()) if child is not None else "")


def _infons(element: "Element") -> dict[str, str]:
    found = (each for each in element if xml.local_name(each) == "infon")
    return {each.get("key", ""): xml.text_of(each) for each in found}


def _count_infons(article: PassageArticle, infons: Mapping[str, str]) -> None:
    """Count what is said about a passage; its kind shows in the text."""
    for name, value in infons.items():
        if name not in ("type", "section_type", "section") and value:
            article.leave_out(f"“{name}” of a passage", plural=f"“{name}” of passages", example=value)


def _read_bioc_json(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        for document in _documents(read_values(data)):
            yield _of_json(document)


def _documents(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the documents in a collection, in several, or in a list of documents."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, list):
            yield from _documents(each)
        elif isinstance(each, dict) and isinstance(each.get("passages"), list):
            yield each
        elif isinstance(each, dict):
            for name in ("documents", "PubTator3"):
                yield from _documents(value_of(each, name, list))


def _of_json(document: Mapping[str, Any]) -> ImportRecord | str:
    article = _article(str(document.get("id", "")), _texts(document.get("infons")))
    for passage in _objects(document, "passages"):
        _count_infons(article, _texts(passage.get("infons")))
        _take_json(article, passage, "\n\n")
        for number, sentence in enumerate(_objects(passage, "sentences")):
            _take_json(article, sentence, " " if number else "\n\n")
    _take_json_annotations(article, document)
    return article.build()


def _take_json(article: PassageArticle, part: Mapping[str, Any], before: str) -> None:
    offset = part.get("offset")
    article.add_passage(value_of(part, "text", str), offset if isinstance(offset, int) else 0, before)
    _take_json_annotations(article, part)


def _take_json_annotations(article: PassageArticle, part: Mapping[str, Any]) -> None:
    for each in _objects(part, "annotations"):
        places = [(one.get("offset"), one.get("length")) for one in _objects(each, "locations")]
        whole = [(start, size) for start, size in places if isinstance(start, int) and isinstance(size, int)]
        _add_annotation(article, _texts(each.get("infons")), whole, value_of(each, "text", str))
    article.leave_out("relation", len(value_of(part, "relations", list)))


def _objects(one: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [each for each in value_of(one, name, list) if isinstance(each, dict)]


def _texts(infons: object) -> dict[str, str]:
    if not isinstance(infons, dict):
        return {}
    return {str(name): str(value) for name, value in infons.items() if isinstance(value, str | int | float)}


_PASSAGE: Final = re.compile(r"([^|\t\n]+)\|([ta])\|(.*)")


def _read_pubtator(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        lines: list[str] = []
        for line in (*decode_utf8(data).split("\n"), ""):
            if line.strip():
                lines.append(line.rstrip("\r"))
            elif lines:
                yield _of_pubtator(lines)
                lines = []


def _of_pubtator(lines: Sequence[str]) -> ImportRecord | str:
    passages = [found for line in lines if (found := _PASSAGE.fullmatch(line))]
    number = passages[0][1] if passages else ""
    title = next((found[3] for found in passages if found[2] == "t"), "")
    article = PassageArticle({"title": title or number}, f"document {number}".strip())
    if number:
        article.metadata["id"] = number
    start = 0
    for found in passages:
        article.add_passage(found[3], start)
        # A line end, or a space, is counted between the two.
        start += len(found[3]) + 1
    for line in lines:
        cells = line.split("\t")
        if _PASSAGE.fullmatch(line):
            continue
        if len(cells) >= 5 and cells[1].isdecimal() and cells[2].isdecimal():
            article.add(PlacedMark(int(cells[1]), int(cells[2]), cells[4], cells[3], {}))
            for identifier in filter(None, cells[5:]):
                article.leave_out("id of a normalisation", plural="ids of normalisations", example=identifier)
        elif len(cells) >= 4:
            article.leave_out("relation", example=" ".join(cells[1:]))
        else:
            article.leave_out("line that is not PubTator’s", plural="lines that are not PubTator’s", example=line)
    return article.build()


def _read_pubannotation(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        values = read_values(data)
        for number, value in enumerate(values, start=1):
            if isinstance(value, dict) and isinstance(value.get("text"), str):
                yield _of_pubannotation(value, f"record {number}" if len(values) > 1 else "")
            else:
                yield f"record {number}: has no text; repair or remove it"


_PUBANNOTATION: Final = (
    "denotations",
    "relations",
    "attributes",
    "modifications",
    "blocks",
    "tracks",
    "text",
    "namespaces",
)


def _of_pubannotation(value: Mapping[str, Any], where: str) -> ImportRecord | str:
    source = " ".join(str(value[name]) for name in ("sourcedb", "sourceid") if value.get(name))
    builder = ImportBuilder(value["text"], {"title": source, "url": str(value.get("target") or "")}, where=where)
    builder.add_unknown(value, (*_PUBANNOTATION, "target"))
    if value.get("sourceid"):
        builder.add_metadata("sourceid", str(value["sourceid"]))
    for part in (value, *_objects(value, "tracks")):
        tags: dict[object, list[str]] = {}
        known = {each.get("id") for name in ("denotations", "blocks") for each in _objects(part, name)}
        for each in _objects(part, "attributes"):
            path = tag_of(each.get("pred", ""), each.get("obj", ""))
            if each.get("subj") in known and path:
                tags.setdefault(each.get("subj"), []).append(path)
            else:
                builder.leave_out("attribute of a relation", plural="attributes of relations", example=path)
        if part is not value and part.get("project"):
            builder.add_metadata("project", str(part["project"]))
        for each in (*_objects(part, "denotations"), *_objects(part, "blocks")):
            span, label = each.get("span"), each.get("obj")
            places = span if isinstance(span, list) else [span]
            first = places[0] if places and isinstance(places[0], dict) else {}
            if len(places) > 1:
                builder.leave_out(
                    "part of an annotation after a gap", len(places) - 1, plural="parts of annotations after a gap"
                )
            known_of = {"tags": tags[each.get("id")]} if each.get("id") in tags else {}
            builder.add(first.get("begin"), first.get("end"), str(label or ""), known_of)
        for name, kind in (("relations", "relation"), ("modifications", "modification")):
            if number := len(value_of(part, name, list)):
                builder.leave_out(kind, number)
    return builder.build()


def _sniff_bioc_xml(head: FileHead) -> Evidence:
    """Recognise a collection of documents with passages."""
    is_bioc = root_of(head) == "collection" and ("BioC" in head.text[:_BEGINNING] or "<passage" in head.text)
    return Evidence.CONTENT if is_bioc or (root_of(head) == "collection" and "<infon" in head.text) else Evidence.NONE


def _sniff_objects(check: Callable[[Mapping[str, Any]], bool], head: FileHead) -> Evidence:
    found = head.json
    return Evidence.CONTENT if found is not None and any(map(check, found.objects)) else Evidence.NONE


def _is_bioc(one: Mapping[str, Any]) -> bool:
    documents = next(_documents(one), None)
    return documents is not None and any("offset" in each for each in _objects(documents, "passages"))


def _is_pubannotation(one: Mapping[str, Any]) -> bool:
    has_text = isinstance(one.get("text"), str)
    return has_text and (
        isinstance(one.get("denotations"), list) or any("denotations" in each for each in _objects(one, "tracks"))
    )


def _sniff_pubtator(head: FileHead) -> Evidence:
    """Recognise a line with the title of a document, followed by one with its abstract."""
    found = [_PASSAGE.fullmatch(line) for line in head.lines[:2]]
    first, second = found[0] if found else None, found[1] if len(found) > 1 else None
    pair = first is not None and second is not None and (first[1], first[2], second[2]) == (second[1], "t", "a")
    return Evidence.CONTENT if pair else Evidence.NONE


_BEGINNING: Final = 1_000
_MAPPING: Final = (
    ("passages or sentences", "the text; between passages stands an empty line"),
    ("`infon` type", "the label of an accepted annotation"),
    ("`infon` annotator, updated_at, note or comment", "the analyst, the time, the note"),
    ("other `infon` of an annotation", "tags “name/value”; ids of normalisations are counted"),
    ("`infon` of a document", "metadata of the article"),
    ("relations; parts of annotations after a gap", "counted"),
)
XML: Final = Format(
    name="bioc-xml", title="BioC XML", sniff=_sniff_bioc_xml, read_annotations=_read_bioc_xml, mapping=_MAPPING
)
JSON: Final = Format(
    name="bioc-json",
    title="BioC JSON",
    sniff=lambda head: _sniff_objects(_is_bioc, head),
    read_annotations=_read_bioc_json,
    mapping=_MAPPING,
)
PUBTATOR: Final = Format(
    name="pubtator",
    title="PubTator",
    suffixes=(".pubtator",),
    sniff=_sniff_pubtator,
    read_annotations=_read_pubtator,
    mapping=(
        ("`|t|`, `|a|`: title and abstract", "the text, and the title"),
        ("lines with offsets", "accepted annotations"),
        ("ids of normalisations, relations", "counted"),
    ),
)
PUBANNOTATION: Final = Format(
    name="pubannotation",
    title="PubAnnotation JSON",
    sniff=lambda head: _sniff_objects(_is_pubannotation, head),
    read_annotations=_read_pubannotation,
    mapping=(
        ("`denotations`, `blocks`, also those of `tracks`", "accepted annotations"),
        ("`attributes`", "tags “predicate/object” of the annotation"),
        ("`sourcedb`, `sourceid`, `project`, `target`", "title, metadata and address of the article"),
        ("`relations`, `modifications`", "counted"),
    ),
)
"""Each is read only."""
