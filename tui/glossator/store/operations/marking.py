"""Marking a stretch of text, and changing which stretch it is: other boundaries, cut in two, joined with the next."""

from glossator.domain.annotation import Origin, Status
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import give_tags, placed, refuse_twin, remove, standing_at, tags_of, touch
from glossator.store.operations.labels import label_now
from glossator.store.rows import Row
from glossator.text.anchor import Anchor
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span


@operation("annotation.create", "annotate")
def annotate(record: Recorder, article: int, anchor: Anchor, label: str | None) -> int:
    """Mark a span, and return the id of its annotation.

    Where a suggestion or a rejected annotation stands at just this span, that one is accepted with `label`.

    Raises:
        Refused: when the same words have that label already, accepted, or there is no such label.
    """
    label = label_now(record, label)
    span = anchor.span
    same = standing_at(record, article, span.start, span.end)
    for row in same:
        if row["label"] == label and row["status"] == Status.ACCEPTED:
            raise Refused(
                f"“{row['quote']}” is marked as {label or 'a highlight'} already; choose another label, or leave it."
            )
    undecided = sorted(
        (row for row in same if row["status"] != Status.ACCEPTED), key=lambda row: bool(row["label"] != label)
    )
    for row in undecided:
        if row["label"] == label or row["status"] == Status.SUGGESTED:
            touch(record, row["id"], label=label, status=Status.ACCEPTED)
            return int(row["id"])
    return record.insert(
        "annotations",
        {
            "uid": record.new_uid("annotations"),
            "article": article,
            **placed(anchor),
            "label": label,
            "status": Status.ACCEPTED,
            "note": "",
            "origin": Origin.ANALYST,
            "analyst": record.analyst,
            "created_at": record.at,
            "updated_at": record.at,
        },
    )


@operation("annotation.move", "move boundaries")
def move_boundaries(record: Recorder, annotation: int, anchor: Anchor) -> None:
    """Have an annotation stand at another stretch of its article, with all else that is said of it; accept it.

    Raises:
        Refused: when the stretch reaches past the text, or another annotation with the same label stands there.
    """
    row = _standing(record, annotation)
    if row["start"] == anchor.span.start and row["end"] == anchor.span.end:
        return
    _refuse_past(record, row["article"], anchor)
    refuse_twin(record, row["article"], anchor.span, row["label"], but=[annotation])
    touch(record, annotation, **placed(anchor), status=Status.ACCEPTED)


@operation("annotation.split", "split")
def split(record: Recorder, annotation: int, first: Anchor, second: Anchor) -> int:
    """Have an annotation stand at `first`, and one like it at `second`; return the id of that one.

    Both have the label, the tags and the entity; the note and the uid stay with the first. Both are accepted.

    Raises:
        Refused: when the two are not parts of the annotation, one after the other, or a twin of a part is there.
    """
    row = _standing(record, annotation)
    if not row["start"] <= first.span.start < first.span.end <= second.span.start < second.span.end <= row["end"]:
        raise Refused("The annotation has other boundaries now; look at it and cut it again.")
    for part in (first, second):
        refuse_twin(record, row["article"], part.span, row["label"], but=[annotation])
    touch(record, annotation, **placed(first), status=Status.ACCEPTED)
    made = record.insert(
        "annotations",
        {
            "uid": record.new_uid("annotations"),
            "article": row["article"],
            **placed(second),
            "label": row["label"],
            "status": Status.ACCEPTED,
            "note": "",
            "entity": row["entity"],
            "origin": Origin.ANALYST,
            "analyst": record.analyst,
            "created_at": record.at,
            "updated_at": record.at,
        },
    )
    give_tags(record, [made], tags_of(record, annotation))
    return made


@operation("annotation.merge", "merge")
def merge(record: Recorder, annotation: int, other: int, anchor: Anchor) -> None:
    """Have an annotation stand at `anchor`, which spans both, and remove the other; accept it.

    The tags of both are kept, the notes are joined, and the entity is that of either; the label and the uid are those
    of the first, but where it has no label, the other's.

    Raises:
        Refused: when the two cannot be one: other articles or paragraphs, different entities, a twin, or the same.
    """
    row, gone = _standing(record, annotation), _standing(record, other)
    if annotation == other or row["article"] != gone["article"] or row["paragraph"] != gone["paragraph"]:
        raise Refused("Only two annotations of one paragraph can be joined; choose the one before or after it there.")
    if anchor.span != enclosing_span(Span(row["start"], row["end"]), Span(gone["start"], gone["end"])):
        raise Refused("The annotations have other boundaries now; look at them and join them again.")
    if None not in (row["entity"], gone["entity"]) and row["entity"] != gone["entity"]:
        raise Refused(
            f"“{row['quote']}” and “{gone['quote']}” are linked to different entities; unlink one, then join them."
        )
    label = gone["label"] if row["label"] is None else row["label"]
    refuse_twin(record, row["article"], anchor.span, label, but=[annotation, other])
    tags = tags_of(record, other)
    remove(record, other)
    touch(
        record,
        annotation,
        **placed(anchor),
        label=label,
        status=Status.ACCEPTED,
        entity=gone["entity"] if row["entity"] is None else row["entity"],
        note=_joined_notes(row, gone),
    )
    give_tags(record, [annotation], tags)


def _joined_notes(kept: Row, gone: Row) -> str:
    if kept["note"] and gone["note"]:
        return f"{kept['note']}\n\n“{gone['quote']}”: {gone['note']}"
    return str(kept["note"] or gone["note"])


def _standing(record: Recorder, annotation: int) -> Row:
    """Return an annotation that stands at a stretch of its article.

    Raises:
        Refused: when it is about the whole article.
    """
    row = record.row("annotations", annotation)
    if row["start"] is None:
        raise Refused("An annotation of the whole article has no boundaries; go to one in the text.")
    return row


def _refuse_past(record: Recorder, article: int, anchor: Anchor) -> None:
    (found,) = record.db.query("SELECT length FROM articles WHERE id = ?", [article])
    if anchor.span.end > found["length"]:
        raise Refused(f"The text ends at {found['length']}, before {anchor.span.end}. Select text inside it.")
