"""W3C Web Annotations as JSON-LD: one collection, every annotation with its offsets and its quote in context.

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
from glossator.formats.annotations.annotated import AnnotationReader, Handed
from glossator.formats.annotations.import_builder import Arriving, decoded, list_in, mapping_in, parsed, text_in
from glossator.formats.unreadable import Unreadable
from glossator.text import context

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_URN: Final = "urn:glossator:"
_SHOWN: Final = 32
# What is known of an article, under the names that the context of Web Annotations has for them.
_NAMES: Final = {
    "title": "dc:title",
    "source": "dc:publisher",
    "author": "dc:creator",
    "published_at": "dcterms:issued",
    "url": "dc:source",
}


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the collection, and return what was written in a few words."""
    handed, total = Handed(), 0
    head = {"@context": _CONTEXT, "id": f"{_URN}annotations", "type": "AnnotationCollection"}
    opening = json.dumps({**head, "first": {"type": "AnnotationPage", "startIndex": 0, "items": []}})
    target.write(opening.removesuffix("]}}").encode("utf-8"))
    for found in handed.counting(excerpt.articles()):
        article = found.article
        for item in (_described(article), *(_item(article, one) for one in found.annotations)):
            target.write(b",\n" if total else b"\n")
            target.write(json.dumps(item, ensure_ascii=False).encode("utf-8"))
            total += 1
    target.write(f'\n]}}, "total": {total}}}\n'.encode())
    return handed.summary()


def _described(article: Article) -> dict[str, Any]:
    text = {"type": "TextualBody", "purpose": "describing", "value": article.text, "format": "text/plain"}
    if article.language:
        text["language"] = article.language
    known = {name: getattr(article, key) for key, name in _NAMES.items() if getattr(article, key)}
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
        yield from _articles(_items(parsed(decoded(data))))


def _items(found: Any) -> list[Mapping[str, Any]]:
    """Return the annotations of a collection, a page or a list."""
    if isinstance(found, dict):
        page = mapping_in(found, "first") or found
        found = list_in(page, "items") or [page]
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _articles(items: list[Mapping[str, Any]]) -> Iterator[ImportRecord | str]:
    begun: dict[str, Arriving] = {}
    for item in items:
        target = mapping_in(item, "target")
        source = str(target.get("id") or target.get("source") or item.get("target"))
        texts = [body for body in _said(item) if body.get("purpose") == "describing"]
        if item.get("motivation") == "describing" and texts:
            known = {key: target.get(name) for key, name in _NAMES.items()}
            language = text_in(texts[0], "language")
            about = {"id": source.removeprefix(_URN), "language": language, **known, **_known(item)}
            begun[source] = Arriving(text_in(texts[0], "value"), about)
        elif source in begun:
            _take(begun[source], item, list_in(target, "selector") or [mapping_in(target, "selector")])
        else:
            yield f"{item.get('id')} is about {source}, whose text is not in the file; export it with its texts"
    for source, arriving in begun.items():
        try:
            yield arriving.done()
        except Unreadable as error:
            yield f"{source}: {error}"


def _take(arriving: Arriving, item: Mapping[str, Any], selectors: list[Any]) -> None:
    known = {
        **_known(item),
        "id": text_in(item, "id").removeprefix(_URN),
        "analyst": text_in(mapping_in(item, "creator"), "name"),
        "created_at": text_in(item, "created"),
        "updated_at": text_in(item, "modified"),
    }
    by_type = {str(each.get("type")): each for each in selectors if isinstance(each, dict)}
    label = next((text_in(body, "value") for body in _said(item) if body.get("purpose") == "classifying"), "")
    place = by_type.get("TextPositionSelector")
    if place is not None:
        quote = text_in(by_type.get("TextQuoteSelector", {}), "exact")
        arriving.add(place.get("start"), place.get("end"), label, known, quote=quote)
    elif "selector" in mapping_in(item, "target"):
        arriving.reject(f"{item.get('id')} does not say where it stands; give it a TextPositionSelector")
    else:
        arriving.add_whole(label, known)


def _known(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the bodies of an annotation say, under the names of `spelling`."""
    said: dict[str, list[str]] = {}
    for body in _said(item):
        said.setdefault(text_in(body, "purpose"), []).append(text_in(body, "value"))
    return {
        "status": "".join(said.get("assessing", [])[:1]),
        "tags": said.get("tagging", []),
        "entity": "".join(said.get("identifying", [])[:1]),
        "note": "\n\n".join(said.get("commenting", [])),
    }


def _said(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    bodies = list_in(item, "body") or [item.get("body")]
    return [body for body in bodies if isinstance(body, dict)]


def _recognises(_: str, data: bytes) -> bool:
    """Say whether it names the context of Web Annotations near its start."""
    return _CONTEXT.encode("ascii") in data[:2_000]


READER = AnnotationReader(read=_read, recognises=_recognises)
"""How collections are read back that hold the texts they are about."""
