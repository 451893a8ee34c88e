"""doccano’s JSON lines for sequence labelling: the accepted annotations of each article.

doccano counts UTF-16 units, unless its project counts graphemes; scripts around it expect code points. What it has no
place for is in a field of our own, which doccano keeps as metadata.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, parse_json, read_records, tag_of, value_of
from glossator.formats.annotations.label_studio_tasks import is_min
from glossator.formats.annotations.metadata import HIGHLIGHT, METADATA_KEY, annotation_record, article_metadata
from glossator.formats.annotations.word_fit import whole_words
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.errors import Unreadable
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format, from_lines
from glossator.text.offsets import Offsets, OffsetUnit

_LONGEST_CLASS: Final = 60
_DETAILS: Final = frozenset(("title", "source", "url", "author", "published_at", "language", "note"))
_UNDERSTOOD: Final = frozenset(
    (
        *("text", "data", "meta", "relations", "cats", "Comments", "comments", "username", "user", METADATA_KEY),
        *("label", "labels", "entities", "annotations", *_DETAILS),
    )
)
_NAMES: Final = ("label", "labels", "entities", "annotations")
_UNITS: Final = {unit.value: unit for unit in OffsetUnit}
_LARGEST_OF_ONE_UNIT: Final = "\uffff"


def write(unit: OffsetUnit, excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a line for each article with offsets in `unit`, and return a summary."""
    counts = ExportCounts()
    for found in counts.count(excerpt.articles()):
        # Escaped, because doccano guesses the encoding, wrongly for UTF-8 with few accents.
        target.write(json.dumps(_example(unit, found)).encode("ascii") + b"\n")
    return counts.summary()


def _example(unit: OffsetUnit, found: AnnotatedArticle) -> dict[str, Any]:
    offsets = Offsets(found.article.text, unit)
    label, ours = [], []
    for one in found.annotations:
        known = annotation_record(one)
        if one.span is not None:
            known["start"], known["end"] = offsets.to_source(one.span)
            if one.status is Status.ACCEPTED:
                label.append([known["start"], known["end"], one.label or HIGHLIGHT])
        ours.append(known)
    about = {**article_metadata(found.article), "offsets": unit.value, "annotations": ours}
    return {"text": found.article.text, "label": label, METADATA_KEY: about}


def _read(unit: OffsetUnit, file: BinaryIO) -> Iterator[ImportRecord | str]:
    for where, example in read_records(file):
        if example is None or not isinstance(_text(example), str):
            yield f"{where}: not an example with a text; repair or remove it"
        else:
            yield _article(example, unit, where)


def _article(example: Mapping[str, Any], unit: OffsetUnit, where: str) -> ImportRecord | str:
    ours = value_of(example, METADATA_KEY, dict)
    builder = ImportBuilder(
        _text(example),
        {**example, **ours},
        _UNITS.get(value_of(ours, "offsets", str), unit),
        where=where,
        analyst=_name(example.get("username", example.get("user"))),
    )
    builder.add_unknown(example, _UNDERSTOOD)
    builder.add_unknown(_meta(example), _DETAILS)
    spans = Counter(_spans(example))
    for known in value_of(ours, "annotations", list):
        if not isinstance(known, dict):
            continue
        if "start" not in known:
            builder.add_whole(known.get("label"), known)
            continue
        place = (known["start"], known.get("end"), known.get("label") or HIGHLIGHT, "")
        if known.get("status") != Status.ACCEPTED or spans[place]:
            spans[place] -= known.get("status") == Status.ACCEPTED
            builder.add(*place[:3], known, quote=known.get("quote", ""))
        # What is no longer among the labels was removed in doccano.
    for start, end, label, analyst in spans.elements():
        builder.add(start, end, label, {"analyst": analyst} if analyst else {})
    for answer in _classes(example):
        if len(answer) > _LONGEST_CLASS or "\n" in answer:
            # The answer of a project for summaries or translations.
            builder.add_note(answer)
        elif path := tag_of(answer):
            builder.add_tags(path)
    for key in ("Comments", "comments"):
        for comment in value_of(example, key, list):
            builder.add_note(comment.get("text") if isinstance(comment, dict) else comment)
    if number := len(value_of(example, "relations", list)):
        builder.leave_out("relation", number)
    return builder.build()


def _text(example: Mapping[str, Any]) -> Any:
    return example.get("text", example.get("data"))


def _meta(example: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata of an example, which old exports have as JSON in a text."""
    meta = example.get("meta")
    if isinstance(meta, str):
        try:
            meta = parse_json(meta)
        except Unreadable:
            return {}
    return meta if isinstance(meta, dict) else {}


def _name(user: object) -> str:
    return str(user) if isinstance(user, str | int) and not isinstance(user, bool) else ""


def _spans(example: Mapping[str, Any]) -> Iterator[tuple[object, object, object, str]]:
    """Yield start, end, label and analyst of each span, in any of doccano’s shapes."""
    for name in _NAMES:
        for span in value_of(example, name, list):
            if isinstance(span, list) and len(span) == 3:
                yield (*_hashable(*span), "")
            elif isinstance(span, dict) and (place := _place(span)):
                yield (*_hashable(*place, str(span.get("label", ""))), _name(span.get("user")))


def _place(span: Mapping[str, Any]) -> tuple[object, object] | None:
    """Return where a span begins and ends; None for the class of a whole text."""
    start, end = span.get("start_offset", span.get("start")), span.get("end_offset", span.get("end"))
    return None if start is None and end is None else (start, end)


def _classes(example: Mapping[str, Any]) -> Iterator[str]:
    """Yield the classes of the whole text, or the texts that were written about it."""
    for name in (*_NAMES, "cats"):
        value = example.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each
            elif isinstance(each, dict) and "label" in each and _place(each) is None:
                yield str(each["label"])
            elif isinstance(each, dict) and isinstance(each.get("text"), str) and _place(each) is None:
                yield each["text"]


def _hashable(start: object, end: object, label: object) -> tuple[object, object, object]:
    return (
        start if isinstance(start, int) else str(start),
        end if isinstance(end, int) else str(end),
        label if isinstance(label, str) else str(label),
    )


def _sniff(unit: OffsetUnit, head: FileHead) -> Evidence:
    """Recognise examples with spans, and our own, whose offsets count `unit`; others have at least a shape."""
    found = head.json
    examples = found.objects if found is not None else []
    examples = [example for example in examples if isinstance(_text(example), str) and not is_min(example)]
    evidence = Evidence.SHAPE if any(map(_is_shaped, examples)) else Evidence.NONE
    if any(_own_unit(each) or next(_placed(each), None) for each in examples):
        evidence = Evidence.CONTENT
    return evidence if evidence is not Evidence.NONE and _unit_of(examples) is unit else Evidence.NONE


def _is_shaped(example: Mapping[str, Any]) -> bool:
    """Return whether an example has an empty list of labels, one of classes, or comments."""
    labels = [example[name] for name in ("label", "labels") if isinstance(example.get(name), list)]
    return "Comments" in example or any(all(isinstance(each, str) for each in found) for found in labels)


def _placed(example: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each span that has them."""
    for start, end, *_ in _spans(example):
        if isinstance(start, int) and isinstance(end, int):
            yield start, end


def _own_unit(example: Mapping[str, Any]) -> str:
    """Return what our metadata say that offsets count; empty in examples of others."""
    return value_of(value_of(example, METADATA_KEY, dict), "offsets", str)


def _unit_of(examples: Sequence[Mapping[str, Any]]) -> OffsetUnit:
    """Return what offsets count: as the examples say, or as more spans are whole words, or else doccano’s own unit."""
    for example in examples:
        if stated := _UNITS.get(_own_unit(example)):
            return stated
    wide = [example for example in examples if max(_text(example), default="") > _LARGEST_OF_ONE_UNIT]
    code_points, utf_16 = (
        sum(whole_words(_text(example), _placed(example), unit) for example in wide)
        for unit in (OffsetUnit.CODE_POINT, OffsetUnit.UTF_16)
    )
    return OffsetUnit.CODE_POINT if code_points > utf_16 else OffsetUnit.UTF_16


_MAPPING: Final = (
    ("`label`, `labels`, `entities`, `annotations` with offsets", "accepted annotations"),
    ("classes of the whole text, `cats`", "tags of the article"),
    ("texts about the whole text (summaries, translations), comments", "the note on the article"),
    ("`user`, `username`; the name of the file where several have the same texts", "the analyst"),
    ("`relations`", "counted"),
    ("`meta`, and other keys", "metadata of the article; lists and long texts are counted"),
)
_LACKS: Final = ENTITY_DETAILS | {Feature.TAG_NOTE, Feature.ORIGIN}
DOCCANO: Final = Format(
    name="doccano",
    title="doccano JSON lines, offsets in UTF-16 units (doccano’s own)",
    suffixes=(".jsonl",),
    sniff=partial(_sniff, OffsetUnit.UTF_16),
    read_annotations=from_lines(partial(_read, OffsetUnit.UTF_16)),
    read_lines=partial(_read, OffsetUnit.UTF_16),
    write=partial(write, OffsetUnit.UTF_16),
    lacks=_LACKS,
    mapping=_MAPPING,
)
CODE_POINTS: Final = Format(
    name="doccano-codepoints",
    title="doccano JSON lines, offsets in code points",
    suffixes=(".jsonl",),
    sniff=partial(_sniff, OffsetUnit.CODE_POINT),
    read_annotations=from_lines(partial(_read, OffsetUnit.CODE_POINT)),
    read_lines=partial(_read, OffsetUnit.CODE_POINT),
    write=partial(write, OffsetUnit.CODE_POINT),
    lacks=_LACKS,
    mapping=_MAPPING,
)
"""For scripts around doccano."""
