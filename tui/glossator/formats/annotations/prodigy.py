"""Prodigy’s JSON lines: a task for each article, its spans in code points.

An article without undecided suggestions is an accepted task with the accepted spans. One with suggestions is a task
without an answer, with the suggested spans among the others, to be decided in Prodigy.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, read_objects, value_of
from glossator.formats.annotations.metadata import (
    HIGHLIGHT,
    METADATA_KEY,
    annotation_metadata,
    annotation_record,
    article_metadata,
)
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead, JsonShape
from glossator.formats.spec import Evidence, ExportCounts, Format, from_lines

_ANSWERS: Final = ("accept", "reject", "ignore")


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a line for each article, and return a summary."""
    counts = ExportCounts()
    for found in counts.count(excerpt.articles()):
        target.write(json.dumps(_task(found), ensure_ascii=False).encode("utf-8") + b"\n")
    return counts.summary()


def _task(found: AnnotatedArticle) -> dict[str, Any]:
    article = found.article
    spans, others = [], []
    for one in found.annotations:
        if one.span is None or one.status is Status.REJECTED:
            others.append(annotation_record(one))
        else:
            place = {"start": one.span.start, "end": one.span.end, "label": one.label or HIGHLIGHT}
            spans.append({**place, METADATA_KEY: annotation_metadata(one)})
    ours = {**article_metadata(article), "others": others} if others else article_metadata(article)
    meta = {name: value for name, value in (("title", article.title), ("source", article.source)) if value}
    answer = {} if found.undecided else {"answer": "accept"}
    return {"text": article.text, "meta": meta, "spans": spans, **answer, METADATA_KEY: ours}


def _read(file: BinaryIO) -> Iterator[ImportRecord | str]:
    for number, task in read_objects(file):
        if task is None or not isinstance(task.get("text"), str):
            yield f"line {number}: not a task with a text; repair or remove it"
        else:
            yield _article(task, f"line {number}")


def _article(task: Mapping[str, Any], where: str) -> ImportRecord | str:
    ours, meta = value_of(task, METADATA_KEY, dict), value_of(task, "meta", dict)
    builder = ImportBuilder(task["text"], {**meta, **ours}, any_unit=True, where=where)
    # Without an answer, and for an ignored task, the spans are undecided.
    answer = value_of(task, "answer", str)
    status = {"accept": Status.ACCEPTED, "reject": Status.REJECTED}.get(answer, Status.SUGGESTED)
    for span in value_of(task, "spans", list):
        if isinstance(span, dict):
            known = value_of(span, METADATA_KEY, dict)
            builder.add(
                span.get("start"),
                span.get("end"),
                span.get("label"),
                known,
                # Some programs write the text into the span, which shows what the offsets count.
                quote=known.get("quote") or span.get("text", ""),
                status=status,
            )
    builder.add_records(value_of(ours, "others", list))
    if value_of(task, "relations", list):
        builder.reject("skipped relations between spans, which have no counterpart here")
    return builder.build()


def _sniff(head: FileHead) -> Evidence:
    """Recognise tasks with spans; those with an answer or an empty list of spans have at least the keys of tasks."""
    found = head.json
    tasks = found.objects if found is not None and found.shape is JsonShape.LINES else []
    tasks = [task for task in tasks if isinstance(task.get("text"), str)]
    if any(isinstance(span, dict) and "start" in span for task in tasks for span in value_of(task, "spans", list)):
        return Evidence.CONTENT
    return Evidence.SHAPE if any(map(_is_task, tasks)) else Evidence.NONE


def _is_task(task: Mapping[str, Any]) -> bool:
    return "_task_hash" in task or isinstance(task.get("spans"), list) or task.get("answer") in _ANSWERS


FORMAT: Final = Format(
    name="prodigy",
    title="Prodigy JSON lines",
    suffixes=(".jsonl",),
    sniff=_sniff,
    read_annotations=from_lines(_read),
    read_lines=_read,
    write=write,
    lacks=ENTITY_DETAILS | {Feature.TAG_NOTE, Feature.ORIGIN},
)
"""The spans of a rejected task become rejected annotations."""
