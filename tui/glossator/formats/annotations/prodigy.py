"""Prodigy’s JSON lines: a task for each article, its spans in code points.

An article in which nothing is undecided is an accepted task with the accepted spans. One with suggestions left is a
task without an answer, with the suggested spans among the others, for Prodigy’s users to decide on.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.annotated import Handed, reader_of_lines
from glossator.formats.annotations.import_builder import Arriving, first_object, list_in, mapping_in, objects, text_in
from glossator.formats.annotations.label_names import HIGHLIGHT, KEY, spell_annotation, spell_article, spell_whole
from glossator.formats.unreadable import Unreadable
from glossator.text.offsets import OffsetUnit


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a line for each article, and return what was written in a few words."""
    handed = Handed()
    for found in handed.counting(excerpt.articles()):
        target.write(json.dumps(_task(found), ensure_ascii=False).encode("utf-8") + b"\n")
    return handed.summary()


def _task(found: AnnotatedArticle) -> dict[str, Any]:
    article = found.article
    spans, others = [], []
    for one in found.annotations:
        if one.span is None or one.status is Status.REJECTED:
            others.append(spell_whole(one))
        else:
            place = {"start": one.span.start, "end": one.span.end, "label": one.label or HIGHLIGHT}
            spans.append({**place, KEY: spell_annotation(one)})
    ours = {**spell_article(article), "others": others} if others else spell_article(article)
    meta = {name: value for name, value in (("title", article.title), ("source", article.source)) if value}
    answer = {} if found.undecided else {"answer": "accept"}
    return {"text": article.text, "meta": meta, "spans": spans, **answer, KEY: ours}


def _read(file: BinaryIO) -> Iterator[ImportRecord | str]:
    for number, task in objects(file):
        if task is None or not isinstance(task.get("text"), str):
            yield f"line {number} is no task with a text; repair it, or take it out"
            continue
        try:
            yield _article(task, f"line {number}")
        except Unreadable as error:
            yield f"line {number}: {error}"


def _article(task: Mapping[str, Any], where: str) -> ImportRecord:
    ours, meta = mapping_in(task, KEY), mapping_in(task, "meta")
    arriving = Arriving(task["text"], {**meta, **ours}, or_else=(OffsetUnit.UTF_16, OffsetUnit.UTF_8), where=where)
    # What was said no to, or passed over, is nobody's decision for these spans.
    answer = text_in(task, "answer")
    status = {"accept": Status.ACCEPTED, "reject": Status.REJECTED}.get(answer, Status.SUGGESTED)
    for span in list_in(task, "spans"):
        if isinstance(span, dict):
            known = mapping_in(span, KEY)
            arriving.add(
                span.get("start"),
                span.get("end"),
                span.get("label"),
                known,
                # Some write the words into the span, and then they tell what the offsets count.
                quote=known.get("quote") or span.get("text", ""),
                status=status,
            )
    for known in list_in(ours, "others"):
        if isinstance(known, dict) and "start" in known:
            arriving.add(known["start"], known.get("end"), known.get("label"), known, quote=known.get("quote", ""))
        elif isinstance(known, dict):
            arriving.add_whole(known.get("label"), known)
    if list_in(task, "relations"):
        arriving.reject("relations between spans are left out, as there are none here")
    return arriving.done()


def _recognises(_: str, data: bytes) -> bool:
    """Say whether the first line is a task with spans."""
    task = first_object(data)
    return task is not None and isinstance(task.get("text"), str) and isinstance(task.get("spans"), list)


READER = reader_of_lines(_read, _recognises)
"""How tasks are read back; those that were rejected as a whole bring rejected annotations."""
