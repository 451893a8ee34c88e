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
from glossator.formats.annotations import label_studio_tasks
from glossator.formats.annotations.import_builder import decode_utf8, parse_json
from glossator.formats.annotations.metadata import (
    HIGHLIGHT,
    METADATA_KEY,
    annotation_metadata,
    annotation_record,
    article_metadata,
)
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.errors import Unreadable
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
        text = decode_utf8(data)
        if text.lstrip()[:1] in ("[", "{"):
            found = _records(text)
            rows = [each for each in found if isinstance(each, dict) and label_studio_tasks.is_min(each)]
            if rows and len(rows) == len(found):
                yield from label_studio_tasks.read_rows(
                    (f"row {place}", row) for place, row in enumerate(rows, start=1)
                )
            else:
                yield from label_studio_tasks.read_tasks(found)
        elif label_studio_tasks.is_csv(text.partition("\n")[0].rstrip("\r")):
            yield from label_studio_tasks.read_rows(label_studio_tasks.csv_rows(text))
        else:
            raise Unreadable("This is neither JSON nor the CSV of Label Studio. Export it again.")


def _records(text: str) -> list[Any]:
    """Return the items of an array, the values on lines, or a single value."""
    try:
        found = parse_json(text)
    except Unreadable:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) == 1:
            raise
        return list(map(parse_json, lines))
    return found if isinstance(found, list) else [found]


def _sniff(head: FileHead) -> Evidence:
    """Recognise tasks with lists of annotations or predictions, wherever their text is, and rows with an annotator."""
    found = head.json
    if found is None:
        return Evidence.CONTENT if head.lines and label_studio_tasks.is_csv(head.lines[0]) else Evidence.NONE
    if any(label_studio_tasks.is_min(each) or label_studio_tasks.is_work(each) for each in found.objects):
        return Evidence.CONTENT
    tasks = [task for task in found.objects if isinstance(task.get("data"), dict)]
    if any(isinstance(task.get(name), list) for task in tasks for name in _WORK):
        return Evidence.CONTENT
    is_bare = found.shape is not JsonShape.LINES and any(task.keys() <= _BARE for task in tasks)
    return Evidence.SHAPE if is_bare else Evidence.NONE


TASKS: Final = Format(
    name="label-studio",
    title="Label Studio tasks (import: also JSON-MIN and CSV)",
    suffixes=(".json",),
    sniff=_sniff,
    read_annotations=_read,
    write=write,
    lacks=ENTITY_DETAILS | {Feature.TAG_NOTE, Feature.ORIGIN},
    mapping=(
        ("`labels`, `hypertextlabels`, `paragraphlabels`", "an annotation with the label, or one for each label"),
        ("the text", "the text under the name that results refer to, or where their quotes are; pages as text"),
        ("`completed_by`", "the analyst: the e-mail address, name or number"),
        (
            "several annotations of a task",
            "all people’s; of one person the latest; the ground truth alone if there is one",
        ),
        ("cancelled, rejected by a review, drafts", "counted"),
        ("predictions", "suggestions"),
        ("`choices`, `taxonomy`, `rating`, `number`, `datetime`", "tags “field/answer”, of the region or the article"),
        ("`textarea`, notes of a region", "the note on the annotation or the article"),
        ("relations, and results of other types", "counted by type"),
        ("other data of a task", "metadata of the article; lists and long texts are counted"),
    ),
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
