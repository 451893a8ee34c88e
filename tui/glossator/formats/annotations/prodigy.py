"""Prodigy’s JSON lines: a task for each article, its spans in code points.

An article without undecided suggestions is an accepted task with the accepted spans. One with suggestions is a task
without an answer, with the suggested spans among the others, to be decided in Prodigy.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from glossator.domain.annotation import Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.import_builder import ImportBuilder, read_records, tag_of, timestamp_of, value_of
from glossator.formats.annotations.metadata import (
    HIGHLIGHT,
    METADATA_KEY,
    annotation_metadata,
    annotation_record,
    article_metadata,
)
from glossator.formats.capabilities import ENTITY_DETAILS, Feature
from glossator.formats.file_head import FileHead
from glossator.formats.spec import Evidence, ExportCounts, Format, from_lines
from glossator.text.offsets import Counting, QuotedText, best_counting

# Keys of a task, its spans and its metadata that are understood, or of no use outside of the program.
_COMMENTS: Final = ("user_comment", "user_input", "comment", "comments", "notes")
_UNHELD: Final = {
    "relations": ("relation", ""),
    "versions": ("version of another session", "versions of other sessions"),
    "arcs": ("arc", ""),
}
_UNDERSTOOD: Final = frozenset(
    (
        *(
            "text",
            "spans",
            "meta",
            "answer",
            "tokens",
            "label",
            "accept",
            "options",
            "config",
            "style",
            "html",
            "view_id",
        ),
        *("sessions", METADATA_KEY, *_COMMENTS, *_UNHELD, "priority", "score", "path", "default"),
    )
)
_IN_META: Final = frozenset(("title", "source", "url", "author", "published_at", "language", "score", "pattern"))
_IN_SPAN: Final = frozenset(
    (
        *("start", "end", "label", "text", "token_start", "token_end", "score", "source", "input_hash", "type", "rank"),
        *("pattern", "priority", "answer", METADATA_KEY),
    )
)
# The name of a session that nobody named.
_SESSION: Final = re.compile(r"\d{4}-\d\d-\d\d[_T ]\d\d[-:]\d\d")
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
    # What offsets count is the same in all of a file; a task without quotes shows nothing.
    counting = Counting()
    for where, task in read_records(file):
        if task is None or not isinstance(task.get("text"), str):
            yield f"{where}: not a task with a text; repair or remove it"
            continue
        builder = _article(task, where, counting)
        yield builder.build()
        counting = builder.counting


def _article(task: Mapping[str, Any], where: str, counting: Counting) -> ImportBuilder:
    """Return the builder with what a task says."""
    ours, meta = value_of(task, METADATA_KEY, dict), value_of(task, "meta", dict)
    builder = ImportBuilder(
        task["text"],
        {**meta, **ours},
        _counted(task, counting),
        any_unit=True,
        where=where,
        analyst=_analyst(task),
    )
    builder.add_unknown(task, _UNDERSTOOD)
    builder.add_unknown(meta, _IN_META)
    # Without an answer, and for an ignored task, the spans are undecided.
    answer = value_of(task, "answer", str)
    status = {"accept": Status.ACCEPTED, "reject": Status.REJECTED}.get(answer, Status.SUGGESTED)
    when = {} if (at := timestamp_of(task.get("_timestamp"))) == "" else {"created_at": at, "updated_at": at}
    for span in value_of(task, "spans", list):
        if isinstance(span, dict):
            known = value_of(span, METADATA_KEY, dict)
            score = {"score": span["score"]} if isinstance(span.get("score"), float) and "score" not in known else {}
            builder.add_unknown(span, _IN_SPAN, "annotation")
            builder.add(
                span.get("start"),
                span.get("end"),
                span.get("label"),
                {**when, **score, **known},
                # Some programs write the text into the span, which shows what the offsets count.
                quote=known.get("quote") or span.get("text", ""),
                status=status,
            )
    builder.add_records(value_of(ours, "others", list))
    _add_answers(builder, task, answer)
    for key in _COMMENTS:
        builder.add_note(task.get(key))
    for key, (kind, plural) in _UNHELD.items():
        if number := len(value_of(task, key, list)):
            builder.leave_out(kind, number, plural=plural)
    return builder


def _add_answers(builder: ImportBuilder, task: Mapping[str, Any], answer: str) -> None:
    """Tag the article with its label and the accepted options; count those that are not accepted."""
    names = {each.get("id"): each.get("text") for each in value_of(task, "options", list) if isinstance(each, dict)}
    chosen = task.get("accept", [])
    chosen = chosen if isinstance(chosen, list) else [chosen]
    # Options with a number for an id are named by their text.
    given = [
        each if isinstance(each, str) else names.get(each) or each for each in chosen if not isinstance(each, dict)
    ]
    label = task.get("label")
    given += [label] if isinstance(label, str | int) and label != "" else []
    if answer == "accept":
        builder.add_tags(*(path for each in given if (path := tag_of(each))))
    elif given:
        kind = "rejected answer about the article" if answer == "reject" else "undecided answer about the article"
        plural = kind.replace("answer", "answers")
        builder.leave_out(kind, len(given), plural=plural, example=str(given[0]))


def _analyst(task: Mapping[str, Any]) -> str:
    """Return who answered a task; a session that is named for its time is nobody."""
    names = (value_of(task, key, str) for key in ("_annotator_id", "_session_id"))
    return next((name for name in names if name and not _SESSION.search(name)), "")


def _counted(task: Mapping[str, Any], preferred: Counting) -> Counting:
    """Return what the offsets of a task count, as its tokens show."""
    places = [
        (token["start"], token["end"], token["text"])
        for token in value_of(task, "tokens", list)
        if isinstance(token, dict)
        and isinstance(token.get("start"), int)
        and isinstance(token.get("end"), int)
        and isinstance(token.get("text"), str)
        and token["text"].strip()
    ]
    return best_counting([QuotedText(task["text"], places)], preferred)


def _sniff(head: FileHead) -> Evidence:
    """Recognise tasks with spans or answers; others have at least the keys of tasks."""
    found = head.json
    tasks = found.objects if found is not None else []
    tasks = [task for task in tasks if isinstance(task.get("text"), str)]
    if any(map(_is_marked, tasks)) or any(map(_is_answered, tasks)):
        return Evidence.CONTENT
    return Evidence.SHAPE if any(map(_is_task, tasks)) else Evidence.NONE


def _is_marked(task: Mapping[str, Any]) -> bool:
    return any(isinstance(span, dict) and "start" in span for span in value_of(task, "spans", list))


def _is_answered(task: Mapping[str, Any]) -> bool:
    is_task = "answer" in task and ("_task_hash" in task or "_view_id" in task)
    return is_task and ("options" in task or isinstance(task.get("label"), str))


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
    mapping=(
        ("`spans`", "annotations: accepted or rejected as the answer is, else suggestions"),
        ("`_annotator_id`, else `_session_id`", "the analyst, unless it is only a time"),
        ("`label`, `accept`", "tags of the article where the answer is accept; else counted"),
        ("`user_comment`, `user_input`, `comment`, `comments`, `notes`", "the note on the article"),
        ("`relations`, `versions`", "counted"),
        ("`meta`, and other keys", "metadata of the article; lists and long texts are counted"),
    ),
)
"""The spans of a rejected task become rejected annotations."""
