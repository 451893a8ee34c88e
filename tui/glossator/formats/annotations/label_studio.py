"""Label Studio’s tasks as JSON: accepted annotations as an annotation, suggestions as predictions, in code points.

Tags, notes and entities of a span are further results for its region, as in the labelling configuration. What Label
Studio has no place for is in the task’s data, which it keeps.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import quoteattr

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, decode_utf8, parse_json, value_of
from glossator.formats.annotations.metadata import (
    HIGHLIGHT,
    METADATA_KEY,
    annotation_metadata,
    annotation_record,
    article_metadata,
)
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead, JsonShape
from glossator.formats.spec import Evidence, ExportCounts, Format

_HIGHLIGHT_COLOUR: Final = "#c8b560"
_WORK: Final = ("annotations", "completions", "predictions")
# The keys of a task that nobody has worked on.
_BARE: Final = frozenset({"id", "data", "meta"})


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a task for each article, and return a summary."""
    counts = ExportCounts()
    for number, found in enumerate(counts.count(excerpt.articles())):
        target.write(b",\n" if number else b"[\n")
        target.write(json.dumps(_task(found), ensure_ascii=False).encode("utf-8"))
    target.write(b"\n]\n" if counts.articles else b"[]\n")
    return counts.summary()


def write_config(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the labelling configuration for the tasks, and return a summary."""
    labels = [(label.name, label.colour) for label in excerpt.labels]
    lines = [
        "<View>",
        '  <Labels name="label" toName="text">',
        *(
            f"    <Label value={quoteattr(name)} background={quoteattr(colour)}/>"
            for name, colour in (*labels, (HIGHLIGHT, _HIGHLIGHT_COLOUR))
        ),
        "  </Labels>",
        '  <Text name="text" value="$text" granularity="symbol"/>',
    ]
    paths = [tag.path for tag in excerpt.tags]
    for name, of_region in (("tags", ' perRegion="true"'), ("article_tags", "")):
        if paths:
            lines += [
                f'  <Choices name="{name}" toName="text" choice="multiple"{of_region}>',
                *(f"    <Choice value={quoteattr(path)}/>" for path in paths),
                "  </Choices>",
            ]
    for name, of_region in (("note", ' perRegion="true"'), ("entity", ' perRegion="true"'), ("article_note", "")):
        lines.append(f'  <TextArea name="{name}" toName="text" editable="true" maxSubmissions="1"{of_region}/>')
    target.write("\n".join((*lines, "</View>", "")).encode("utf-8"))
    return f"{len(labels)} labels, {len(paths)} tags"


def _task(found: AnnotatedArticle) -> dict[str, Any]:
    article = found.article
    by_status: dict[Status, list[Annotation]] = {status: [] for status in Status}
    others = []
    for one in found.annotations:
        if one.span is None or one.status is Status.REJECTED:
            others.append(annotation_record(one))
        else:
            by_status[one.status].append(one)
    ours = {**article_metadata(article), "others": others} if others else article_metadata(article)
    known = {name: ours.pop(name) for name in ("title", "source", "url", "author", "published_at") if name in ours}
    results = [result for one in by_status[Status.ACCEPTED] for result in _results(one)]
    for name, kind, value in (
        ("article_tags", "choices", ours.pop("tags", [])),
        ("article_note", "text", article.note),
    ):
        if value:
            field = {kind: value if isinstance(value, list) else [value]}
            results.append(_result(f"{article.uid}_{name}", name, field))
    ours.pop("note", None)
    suggested = [result for one in by_status[Status.SUGGESTED] for result in _results(one)]
    return {
        "data": {"text": article.text, **known, METADATA_KEY: ours},
        "annotations": [{"result": results, "was_cancelled": False, "ground_truth": False}] if results else [],
        "predictions": [{"model_version": METADATA_KEY, "result": suggested}] if suggested else [],
    }


def _results(one: Annotation) -> Iterator[dict[str, Any]]:
    """Yield the region of an annotation, and the results for its tags, note and entity."""
    assert one.span is not None, "annotations of whole articles have no region"
    known = annotation_metadata(one)
    place = {"start": one.span.start, "end": one.span.end}
    tags, note, entity = known.pop("tags", []), known.pop("note", ""), known.pop("entity", "")
    known.pop("quote", None)
    region = {**place, "text": one.quote, "labels": [one.label or HIGHLIGHT]}
    yield {**_result(one.uid, "label", region), "type": "labels", "meta": {METADATA_KEY: known}}
    if tags:
        yield _result(one.uid, "tags", {**place, "choices": tags})
    for name, written in (("note", note), ("entity", entity)):
        if written:
            yield _result(one.uid, name, {**place, "text": [written]})


def _result(region: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    kind = "choices" if "choices" in value else "textarea"
    return {"id": region, "from_name": name, "to_name": "text", "type": kind, "value": value}


def _read(files: Mapping[str, bytes]) -> Iterator[ImportRecord | str]:
    for data in files.values():
        tasks = parse_json(decode_utf8(data))
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], start=1):
            text = value_of(task, "data", dict).get("text") if isinstance(task, dict) else None
            if not isinstance(text, str):
                yield f"task {number}: no text under data.text; add it or remove the task"
                continue
            yield _article(task, text, f"task {number}")


def _article(task: Mapping[str, Any], text: str, where: str) -> ImportRecord | str:
    data = value_of(task, "data", dict)
    ours = value_of(data, METADATA_KEY, dict)
    # Each annotation is one person's work on the whole text; the last one counts.
    done = [each for each in _dicts(task, "annotations", "completions") if not each.get("was_cancelled")]
    decided = _dicts(max(done, key=lambda each: str(each.get("updated_at", "")), default={}), "result")
    suggested = [result for each in _dicts(task, "predictions") for result in _dicts(each, "result")]
    about = {
        "tags": [
            path for each in decided if each.get("from_name") == "article_tags" for path in _values(each, "choices")
        ],
        "note": "\n".join(
            line for each in decided if each.get("from_name") == "article_note" for line in _values(each, "text")
        ),
    }
    # Old versions counted UTF-16 units, which the text of a region shows.
    builder = ImportBuilder(text, {**data, **ours, **about}, any_unit=True, where=where)
    if len(done) > 1:
        builder.reject(f"skipped {len(done) - 1} older annotations of the same text")
    _add_regions(builder, decided, Status.ACCEPTED)
    _add_regions(builder, suggested, Status.SUGGESTED)
    builder.add_records(value_of(ours, "others", list))
    return builder.build()


def _add_regions(builder: ImportBuilder, results: list[Mapping[str, Any]], status: Status) -> None:
    """Add each region with the results about it, and a problem for each result without a region."""
    about: dict[str, dict[str, Any]] = {}
    for each in results:
        said = about.setdefault(str(each.get("id")), {})
        if each.get("from_name") == "tags":
            said["tags"] = _values(each, "choices")
        elif each.get("type") == "textarea" and each.get("from_name") in ("note", "entity"):
            said[str(each["from_name"])] = "\n".join(_values(each, "text"))
    for each in results:
        value = value_of(each, "value", dict)
        if each.get("type") == "labels":
            meta = value_of(each, "meta", dict)
            note = "\n".join(str(line) for line in value_of(meta, "text", list))
            known = {
                "id": each.get("id"),
                "score": each.get("score"),
                "note": note,
                **value_of(meta, METADATA_KEY, dict),
            }
            known.update(about[str(each.get("id"))])
            for label in _values(each, "labels"):
                builder.add(
                    value.get("start"), value.get("end"), label, known, quote=value.get("text", ""), status=status
                )
        elif each.get("type") not in ("choices", "textarea"):
            builder.reject(f"skipped a result of type {each.get('type')!r}, which marks no text")


def _dicts(holder: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    return [each for name in names for each in value_of(holder, name, list) if isinstance(each, dict)]


def _values(holder: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts under a key of a result's value."""
    found = value_of(holder, "value", dict).get(name)
    return [str(each) for each in found] if isinstance(found, list) else [found] if isinstance(found, str) else []


def _sniff(head: FileHead) -> Evidence:
    """Recognise tasks with lists of annotations or predictions, wherever their text is; others have data only."""
    found = head.json
    if found is None or (found.shape is JsonShape.LINES and len(found.values) > 1):
        return Evidence.NONE
    tasks = [task for task in found.objects if isinstance(task.get("data"), dict)]
    if any(isinstance(task.get(name), list) for task in tasks for name in _WORK):
        return Evidence.CONTENT
    return Evidence.SHAPE if any(task.keys() <= _BARE for task in tasks) else Evidence.NONE


TASKS: Final = Format(
    name="label-studio",
    title="Label Studio tasks",
    suffixes=(".json",),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=ENTITY_DETAILS | {Feature.TAG_NOTE, Feature.ORIGIN},
)
"""Also old ones with completions."""
CONFIGURATION: Final = Format(
    name="label-studio-config",
    title="Label Studio’s labelling configuration for its tasks",
    suffixes=(".xml",),
    write=write_config,
    lacks=frozenset(Feature) - {Feature.TAG, Feature.ARTICLE_TAG},
    is_extract=True,
)
