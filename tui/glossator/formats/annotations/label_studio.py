"""Label Studio’s tasks as JSON: accepted annotations as an annotation, suggestions as predictions, in code points.

Tags, notes and entities of a span are further results for its region, as the labelling configuration has them. What
Label Studio has no place for travels in the task’s data, which it leaves alone.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from glossator.domain.annotation import Annotation, Status
from glossator.domain.export_snapshot import AnnotatedArticle, ExportSnapshot
from glossator.domain.import_record import ImportRecord
from glossator.formats.annotations.annotated import AnnotationReader, Handed
from glossator.formats.annotations.import_builder import Arriving, decoded, list_in, mapping_in, parsed
from glossator.formats.annotations.label_names import HIGHLIGHT, KEY, spell_annotation, spell_article, spell_whole
from glossator.formats.unreadable import Unreadable
from glossator.text.offsets import OffsetUnit

_HIGHLIGHT_COLOUR = "#c8b560"


def write(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write a task for each article, and return what was written in a few words."""
    handed = Handed()
    for number, found in enumerate(handed.counting(excerpt.articles())):
        target.write(b",\n" if number else b"[\n")
        target.write(json.dumps(_task(found), ensure_ascii=False).encode("utf-8"))
    target.write(b"\n]\n" if handed.articles else b"[]\n")
    return handed.summary()


def write_config(excerpt: ExportSnapshot, target: BinaryIO) -> str:
    """Write the labelling configuration for the tasks, and return what was written in a few words."""
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
            others.append(spell_whole(one))
        else:
            by_status[one.status].append(one)
    ours = {**spell_article(article), "others": others} if others else spell_article(article)
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
        "data": {"text": article.text, **known, KEY: ours},
        "annotations": [{"result": results, "was_cancelled": False, "ground_truth": False}] if results else [],
        "predictions": [{"model_version": KEY, "result": suggested}] if suggested else [],
    }


def _results(one: Annotation) -> Iterator[dict[str, Any]]:
    """Yield the region of an annotation, and what is said about it."""
    assert one.span is not None, "what is about the whole article is no region"
    known = spell_annotation(one)
    place = {"start": one.span.start, "end": one.span.end}
    tags, note, entity = known.pop("tags", []), known.pop("note", ""), known.pop("entity", "")
    known.pop("quote", None)
    region = {**place, "text": one.quote, "labels": [one.label or HIGHLIGHT]}
    yield {**_result(one.uid, "label", region), "type": "labels", "meta": {KEY: known}}
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
        tasks = parsed(decoded(data))
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], start=1):
            text = mapping_in(task, "data").get("text") if isinstance(task, dict) else None
            if not isinstance(text, str):
                yield f"task {number} has no text under data.text; add it, or take the task out"
                continue
            try:
                yield _article(task, text, f"task {number}")
            except Unreadable as error:
                yield f"task {number}: {error}"


def _article(task: Mapping[str, Any], text: str, where: str) -> ImportRecord:
    data = mapping_in(task, "data")
    ours = mapping_in(data, KEY)
    # Each annotation is one person's reading of the whole text; the last counts.
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
    # Old versions counted UTF-16 units; the words of each region tell.
    arriving = Arriving(text, {**data, **ours, **about}, or_else=(OffsetUnit.UTF_16, OffsetUnit.UTF_8), where=where)
    if len(done) > 1:
        arriving.reject(f"{len(done) - 1} further annotations of the same text are left out, as the last one counts")
    _take_regions(arriving, decided, Status.ACCEPTED)
    _take_regions(arriving, suggested, Status.SUGGESTED)
    for known in _dicts(ours, "others"):
        if "start" in known:
            arriving.add(known["start"], known.get("end"), known.get("label"), known, quote=known.get("quote", ""))
        else:
            arriving.add_whole(known.get("label"), known)
    return arriving.done()


def _take_regions(arriving: Arriving, results: list[Mapping[str, Any]], status: Status) -> None:
    """Take in each region with what is said about it, and say what is none."""
    about: dict[str, dict[str, Any]] = {}
    for each in results:
        said = about.setdefault(str(each.get("id")), {})
        if each.get("from_name") == "tags":
            said["tags"] = _values(each, "choices")
        elif each.get("type") == "textarea" and each.get("from_name") in ("note", "entity"):
            said[str(each["from_name"])] = "\n".join(_values(each, "text"))
    for each in results:
        value = mapping_in(each, "value")
        if each.get("type") == "labels":
            meta = mapping_in(each, "meta")
            note = "\n".join(str(line) for line in list_in(meta, "text"))
            known = {"id": each.get("id"), "score": each.get("score"), "note": note, **mapping_in(meta, KEY)}
            known.update(about[str(each.get("id"))])
            for label in _values(each, "labels"):
                arriving.add(
                    value.get("start"), value.get("end"), label, known, quote=value.get("text", ""), status=status
                )
        elif each.get("type") not in ("choices", "textarea"):
            arriving.reject(f"a result of type {each.get('type')!r} is left out, as it marks no text")


def _dicts(holder: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    return [each for name in names for each in list_in(holder, name) if isinstance(each, dict)]


def _values(holder: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts under a name of a result's value."""
    found = mapping_in(holder, "value").get(name)
    return [str(each) for each in found] if isinstance(found, list) else [found] if isinstance(found, str) else []


def _recognises(_: str, data: bytes) -> bool:
    """Say whether it is a list of tasks with annotations."""
    try:
        tasks = parsed(decoded(data)) if data.lstrip()[:1] in (b"[", b"{") else None
    except Unreadable:
        return False
    first = tasks[0] if isinstance(tasks, list) and tasks else None
    return (
        isinstance(first, dict)
        and "text" in mapping_in(first, "data")
        and any(name in first for name in ("annotations", "completions", "predictions"))
    )


READER = AnnotationReader(read=_read, recognises=_recognises)
"""How tasks are read back, old ones with completions too."""
