"""W3C Web Annotations as JSON-LD: one collection, each annotation with its offsets and its quote in context.

Each article comes first, as an annotation that describes it: the body is its text. Labels classify, tags tag, notes
comment, entities identify, and the status assesses, each as a body with that purpose.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Annotation, Status
from glossator.domain.article import Article
from glossator.domain.export_snapshot import ExportSnapshot
from glossator.domain.import_record import Arrival, ArticleReference
from glossator.domain.web_address import is_web_address, same_page_key
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8, parse_json, tag_of, value_of
from glossator.formats.annotations.quoted_builder import QuotedBuilder, quote_of, selectors_of
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format
from glossator.text import context
from glossator.text.normalise import shorten
from glossator.text.offsets import Offsets
from glossator.text.span import Span

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_URN: Final = "urn:glossator:"
_SHOWN: Final = 32
_PURPOSES: Final = ("classifying", "tagging", "identifying", "commenting", "assessing")
_KNOWN: Final = (*_PURPOSES, "describing")
_UNDERSTOOD: Final = frozenset(
    (
        *("@context", "type", "motivation", "body", "bodyValue", "target", "creator", "created", "modified"),
        *("generator", "generated"),
    )
)
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


def _read(files: Mapping[str, bytes]) -> Iterator[Arrival]:
    for data in files.values():
        yield from _articles(_items(parse_json(decode_utf8(data))))


def _items(found: Any) -> list[Mapping[str, Any]]:
    """Return the annotations of a collection, a page or a list."""
    if isinstance(found, dict):
        page = value_of(found, "first", dict) or found
        found = value_of(page, "items", list) or [page]
    return _dicts(found) if isinstance(found, list) else []


def _articles(items: list[Mapping[str, Any]]) -> Iterator[Arrival]:
    begun: dict[str, ImportBuilder] = {}
    about: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = []
    for item in items:
        for target in _targets(item):
            source = str(target.get("id") or _address(target.get("source")))
            texts = [body for body in _body_list(item) if body.get("purpose") == "describing"]
            if item.get("motivation") == "describing" and texts:
                known: dict[str, Any] = {key: target.get(name) for key, name in _NAMES.items()}
                known["metadata"] = {
                    value_of(each, _NAME, str): each.get(_VALUE) for each in _dicts(value_of(target, _FURTHER, list))
                }
                language = value_of(texts[0], "language", str)
                described = {"id": source.removeprefix(_URN), "language": language, **known, **_known(item)}
                begun[source] = ImportBuilder(value_of(texts[0], "value", str), described, any_unit=True, where=source)
            else:
                about.append((source, item, target))
    elsewhere = QuotedBuilder()
    for source, item, target in about:
        if source in begun:
            _take(begun[source], item, target)
        else:
            _take_quoted(elsewhere, source, item, target)
    yield from (builder.build() for builder in begun.values())
    yield from elsewhere.build()


def _targets(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what an annotation is about; an address alone is a source."""
    target = item.get("target")
    found = target if isinstance(target, list) else [target]
    return [each if isinstance(each, dict) else {"source": each} for each in found if each]


def _take_quoted(builder: QuotedBuilder, source: str, item: Mapping[str, Any], target: Mapping[str, Any]) -> None:
    """Add an annotation of an article that is not in the file."""
    resource = value_of(target, "source", dict)
    titles = [title for each in (target, resource) if (title := value_of(each, _NAMES["title"], str))]
    addresses = (source,) if is_web_address(source) else ()
    names = (*titles, *(() if addresses else (source.rpartition("/")[2],)))
    article = builder.article(same_page_key(source) or source, ArticleReference(source, addresses, names))
    builder.leave_out_unknown(item, {*_UNDERSTOOD, "id"}, "annotation")
    for body in _body_list(item):
        if body.get("type", "TextualBody") not in ("TextualBody", "SpecificResource"):
            kind = f"body of the type “{body.get('type')}”"
            builder.leave_out(kind, plural=kind.replace("body", "bodies"))
    known, creator, selectors = _known(item), _person(item.get("creator")), [*selectors_of(target)]
    quote = quote_of(selectors)
    if quote is not None:
        for label in _classes(item) or [""]:
            article.add(
                quote,
                label=label,
                note=known["note"],
                tags=known["tags"],
                analyst=creator,
                created=item.get("created"),
                updated=item.get("modified"),
                status=known["status"],
                entity=known["entity"],
            )
    elif selectors:
        kinds = ", ".join(str(each.get("type")) for each in selectors)
        builder.reject("annotation without a quote", plural="annotations without a quote", example=kinds)
    else:
        article.add_note(known["note"], creator)
        article.add_tags((*known["tags"], *_classes(item)))


def _classes(item: Mapping[str, Any]) -> list[str]:
    """Return the labels that an annotation gives."""
    return [
        value
        for body in _body_list(item)
        if (body.get("purpose") or item.get("motivation")) == "classifying" and (value := _value(body))
    ]


def _take(builder: ImportBuilder, item: Mapping[str, Any], target: Mapping[str, Any]) -> None:
    created = value_of(item, "created", str)
    known = {
        **_known(item),
        "id": value_of(item, "id", str).removeprefix(_URN),
        "analyst": _person(item.get("creator")),
        "created_at": created,
        "updated_at": value_of(item, "modified", str) or created,
    }
    builder.add_unknown(item, _UNDERSTOOD, "annotation")
    for body in _body_list(item):
        if body.get("type", "TextualBody") not in ("TextualBody", "SpecificResource"):
            kind = f"body of the type “{body.get('type')}”"
            builder.leave_out(kind, plural=kind.replace("body", "bodies"))
    selector = target.get("selector")
    selectors = selector if isinstance(selector, list) else [selector]
    by_type = {str(each.get("type")): each for each in selectors if isinstance(each, dict)}
    classes = _classes(item)
    place, quoted = by_type.get("TextPositionSelector"), by_type.get("TextQuoteSelector", {})
    quote = value_of(quoted, "exact", str)
    for number, label in enumerate(classes or [""]):
        one = {**known, "id": ""} if number else known
        if place is not None:
            builder.add(place.get("start"), place.get("end"), label, one, quote=quote)
        elif quote:
            _take_quote(builder, quoted, label, one)
        elif by_type or selector:
            kinds = ", ".join(by_type) or "no known type"
            builder.reject(
                "annotation without offsets or a quote",
                1,
                plural="annotations without offsets or quotes",
                example=kinds,
            )
        else:
            builder.add_whole(label, one)


def _take_quote(builder: ImportBuilder, quoted: Mapping[str, Any], label: str, known: Mapping[str, Any]) -> None:
    """Add an annotation that has only its quote, if that is in one place of the text."""
    exact, before, after = (value_of(quoted, name, str) for name in ("exact", "prefix", "suffix"))
    found = [match.start() for match in re.finditer(re.escape(before + exact + after), builder.raw)]
    if len(found) != 1:
        found, before = [match.start() for match in re.finditer(re.escape(exact), builder.raw)], ""
    if len(found) == 1:
        start = found[0] + len(before)
        # In code points, whatever the other annotations count.
        start, end = Offsets(builder.raw, builder.counting).to_source(Span(start, start + len(exact)))
        builder.add(start, end, label, known, quote=exact)
    else:
        kind = "annotation whose quote is not in exactly one place"
        builder.reject(
            kind,
            1,
            plural=kind.replace("annotation whose quote is", "annotations whose quotes are"),
            example=f"“{shorten(exact, 60)}”",
        )


def _known(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bodies of an annotation, named as in `metadata`; one without a purpose has that of the annotation."""
    said: dict[str, list[str]] = {}
    motivation = item.get("motivation")
    for body in _body_list(item):
        purpose = value_of(body, "purpose", str) or (motivation if motivation in _PURPOSES else "commenting")
        said.setdefault(str(purpose), []).append(_value(body))
    statuses = said.get("assessing", [])
    comments = said.get("commenting", []) + [status for status in statuses if status not in list(Status)]
    comments += [f"{purpose}: {each}" for purpose, all_of in said.items() if purpose not in _KNOWN for each in all_of]
    return {
        "status": next((status for status in statuses if status in list(Status)), ""),
        "tags": [path for tag in said.get("tagging", []) if (path := tag_of(tag))],
        "entity": "".join(said.get("identifying", [])[:1]),
        "note": "\n\n".join(comments),
    }


def _value(body: Mapping[str, Any]) -> str:
    """Return the text of a body, or the address of the resource that it is."""
    return value_of(body, "value", str) or _address(body.get("source")) or value_of(body, "id", str)


def _address(written: object) -> str:
    """Return the address of a resource, which may be an object."""
    return written if isinstance(written, str) else value_of(written, "id", str) if isinstance(written, dict) else ""


def _person(creator: object) -> str:
    """Return the name of who made an annotation: a name, an address, or what identifies it."""
    one = creator[0] if isinstance(creator, list) and creator else creator
    if isinstance(one, dict):
        one = next((one[key] for key in ("name", "nickname", "email", "id") if one.get(key)), "")
    return one.removeprefix("mailto:").removeprefix("acct:") if isinstance(one, str) else ""


def _body_list(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = item.get("body", item.get("bodyValue"))
    bodies = found if isinstance(found, list) else [found]
    return [each if isinstance(each, dict) else {"type": "TextualBody", "value": each} for each in bodies if each]


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
    mapping=(
        ("an annotation that describes a text", "the article"),
        (
            "`source` whose text is not in the file",
            "the article of the workspace with that address, and the place of the quote; else refused, or counted",
        ),
        ("`TextPositionSelector`", "the place, checked with the `TextQuoteSelector`"),
        ("`TextQuoteSelector` alone", "the place, where the quote is in the text once"),
        ("bodies that classify, tag, comment, identify", "label, tags, note, entity"),
        ("`creator`", "the analyst"),
        ("bodies of other types, other keys", "counted"),
    ),
)
"""Reads collections with or without the texts that they are about."""
