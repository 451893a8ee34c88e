"""W3C Web Annotations as JSON-LD: one collection, each annotation with its offsets and its quote in context.

Each article comes first, as an annotation that describes it: the body is its text. Labels classify, tags tag, notes
comment, entities identify, and the status assesses, each as a body with that purpose.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article
from glossator.domain.export_snapshot import ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8, parse_json, value_of
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text import context

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_URN: Final = "urn:glossator:"
_SHOWN: Final = 32
# The metadata of articles by their names in the context of Web Annotations.
_NAMES: Final = {
    "title": "dc:title",
    "source": "dc:publisher",
    "author": "dc:creator",
    "published_at": "dcterms:issued",
    "url": "dc:source",
}
# Their further metadata, in the same context.
_FURTHER: Final = "schema:additionalProperty"
_NAME: Final = "schema:name"
_VALUE: Final = "schema:value"


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the collection, and return a summary."""
    counts, total = ExportCounts(), 0
    head = {"@context": _CONTEXT, "id": f"{_URN}annotations", "type": "AnnotationCollection"}
    opening = json.dumps({**head, "first": {"type": "AnnotationPage", "startIndex": 0, "items": []}})
    target.write(opening.removesuffix("]}}").encode("utf-8"))
    for found in counts.count(excerpt.articles()):
        article = found.article
        for item in (_described(article), *(_item(article, one) for one in found.annotations)):
            target.write(b",\n" if total else b"\n")
            target.write(json.dumps(item, ensure_ascii=False).encode("utf-8"))
            total += 1
    target.write(f'\n]}}, "total": {total}}}\n'.encode())
    return counts.summary()


def _described(article: Article) -> dict[str, Any]:
    text = {"type": "TextualBody", "purpose": "describing", "value": article.text, "format": "text/plain"}
    if article.language:
        text["language"] = article.language
    known: dict[str, Any] = {name: getattr(article, key) for key, name in _NAMES.items() if getattr(article, key)}
    if article.metadata:
        known[_FURTHER] = [
            {"type": "schema:PropertyValue", _NAME: name, _VALUE: value} for name, value in article.metadata
        ]
    return {
        "id": f"{_URN}text:{article.uid}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [text, *_bodies("tagging", *article.tags), *_bodies("commenting", article.note)],
        "target": {"id": f"{_URN}{article.uid}", "type": "Text", **known},
    }


def _item(article: Article, one: Annotation) -> dict[str, Any]:
    creator = {"creator": {"type": "Person", "name": one.analyst}} if one.analyst else {}
    target: dict[str, Any] = {"source": f"{_URN}{article.uid}"}
    if one.span is not None:
        target["selector"] = [
            {"type": "TextPositionSelector", "start": one.span.start, "end": one.span.end},
            {
                "type": "TextQuoteSelector",
                "exact": one.quote,
                "prefix": context.before(article.text, one.span, _SHOWN),
                "suffix": context.after(article.text, one.span, _SHOWN),
            },
        ]
    return {
        "id": f"{_URN}{one.uid}",
        "type": "Annotation",
        "motivation": "classifying" if one.label else "highlighting",
        **({"created": one.created_at} if one.created_at else {}),
        **({"modified": one.updated_at} if one.updated_at else {}),
        **creator,
        "body": [
            *_bodies("classifying", one.label or ""),
            *_bodies("assessing", one.status),
            *_bodies("tagging", *one.tags),
            *_bodies("identifying", one.entity or ""),
            *_bodies("commenting", one.note),
        ],
        "target": target,
    }


def _bodies(purpose: str, *values: str) -> Iterator[dict[str, Any]]:
    for value in values:
        if value:
            yield {"type": "TextualBody", "purpose": purpose, "value": str(value)}


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        yield from _articles(_items(parse_json(decode_utf8(data))))


def _items(found: Any) -> list[Mapping[str, Any]]:
    """Return the annotations of a collection, a page or a list."""
    if isinstance(found, dict):
        page = value_of(found, "first", dict) or found
        found = value_of(page, "items", list) or [page]
    return _dicts(found) if isinstance(found, list) else []


def _articles(items: list[Mapping[str, Any]]) -> Iterator[ImportRecord | str]:
    begun: dict[str, ImportBuilder] = {}
    for item in items:
        target = value_of(item, "target", dict)
        source = str(target.get("id") or target.get("source") or item.get("target"))
        texts = [body for body in _body_list(item) if body.get("purpose") == "describing"]
        if item.get("motivation") == "describing" and texts:
            known: dict[str, Any] = {key: target.get(name) for key, name in _NAMES.items()}
            language = value_of(texts[0], "language", str)
            known["metadata"] = {
                value_of(each, _NAME, str): each.get(_VALUE) for each in _dicts(value_of(target, _FURTHER, list))
            }
            about = {"id": source.removeprefix(_URN), "language": language, **known, **_known(item)}
            begun[source] = ImportBuilder(value_of(texts[0], "value", str), about, where=source)
        elif source in begun:
            _take(begun[source], item, value_of(target, "selector", list) or [value_of(target, "selector", dict)])
        else:
            yield f"{item.get('id')}: the text of {source} is not in the file; export it with its texts"
    yield from (builder.build() for builder in begun.values())


def _take(builder: ImportBuilder, item: Mapping[str, Any], selectors: list[Any]) -> None:
    known = {
        **_known(item),
        "id": value_of(item, "id", str).removeprefix(_URN),
        "analyst": value_of(value_of(item, "creator", dict), "name", str),
        "created_at": value_of(item, "created", str),
        "updated_at": value_of(item, "modified", str),
    }
    by_type = {str(each.get("type")): each for each in selectors if isinstance(each, dict)}
    classes = (body for body in _body_list(item) if body.get("purpose") == "classifying")
    label = next((value_of(body, "value", str) for body in classes), "")
    place = by_type.get("TextPositionSelector")
    if place is not None:
        quote = value_of(by_type.get("TextQuoteSelector", {}), "exact", str)
        builder.add(place.get("start"), place.get("end"), label, known, quote=quote)
    elif "selector" in value_of(item, "target", dict):
        builder.reject(f"{item.get('id')} has no TextPositionSelector; add one")
    else:
        builder.add_whole(label, known)


def _known(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bodies of an annotation, named as in `metadata`."""
    said: dict[str, list[str]] = {}
    for body in _body_list(item):
        said.setdefault(value_of(body, "purpose", str), []).append(value_of(body, "value", str))
    return {
        "status": "".join(said.get("assessing", [])[:1]),
        "tags": said.get("tagging", []),
        "entity": "".join(said.get("identifying", [])[:1]),
        "note": "\n\n".join(said.get("commenting", [])),
    }


def _body_list(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _dicts(value_of(item, "body", list) or [item.get("body")])


def _dicts(found: list[Any]) -> list[Mapping[str, Any]]:
    return [each for each in found if isinstance(each, dict)]


def _sniff(head: FileHead) -> Evidence:
    """Recognise JSON that names the context of Web Annotations."""
    return Evidence.CONTENT if head.starts_json and _CONTEXT in head.text else Evidence.NONE


FORMAT: Final = Format(
    name="web-annotation",
    title="W3C Web Annotations, JSON-LD",
    # JSON-LD is JSON, under a name of its own.
    suffixes=(".jsonld", ".json"),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=ENTITY_DETAILS | {Feature.TAG_NOTE, Feature.ORIGIN, Feature.SCORE},
)
"""Reads collections that hold the texts they are about."""
