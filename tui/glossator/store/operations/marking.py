"""Creating annotations, and changing their boundaries: moving, splitting, merging."""

from glossator.domain.annotation import Origin, Status
from glossator.store.blind_coding import hides_decision
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import (
    anchor_columns,
    annotations_at,
    attach_tags,
    delete_annotation,
    refuse_duplicate,
    tags_of,
    update_stamped,
)
from glossator.store.operations.labels import current_label
from glossator.store.rows import Row
from glossator.text.anchor import Anchor
from glossator.text.boundaries import enclosing_span
from glossator.text.span import Span


@operation("annotation.create", "annotate")
def annotate(record: Recorder, article: int, anchor: Anchor, label: str | None) -> int:
    """Annotate a span, and return the id of the annotation; a suggestion with the same span is accepted instead.

    A rejected annotation with the same span and label is accepted, too.

    Raises:
        Refused: when an accepted annotation has the same span and label, or the label does not exist.
    """
    label = current_label(record, label)
    span = anchor.span
    same = annotations_at(record, article, span.start, span.end)
    for row in same:
        if row["label"] == label and row["status"] == Status.ACCEPTED:
            if hides_decision(record.db.conn, record.analyst, row["id"]):
                # Both have marked it without knowing.
                update_stamped(record, row["id"], status=Status.ACCEPTED)
                return int(row["id"])
            raise Refused(f"“{row['quote']}” is annotated as {label or 'a highlight'} already; choose another label.")
    undecided = sorted(
        (row for row in same if row["status"] != Status.ACCEPTED), key=lambda row: bool(row["label"] != label)
    )
    for row in undecided:
        if row["label"] == label or row["status"] == Status.SUGGESTED:
            update_stamped(record, row["id"], label=label, status=Status.ACCEPTED)
            return int(row["id"])
    return _insert(record, article, anchor, label)


@operation("annotation.move", "move boundaries")
def move_boundaries(record: Recorder, annotation: int, anchor: Anchor) -> None:
    """Move an annotation to another span, and accept it.

    Raises:
        Refused: when the span ends after the text, or another annotation has it with the same label.
    """
    row = _with_span(record, annotation)
    if row["start"] == anchor.span.start and row["end"] == anchor.span.end:
        return
    _refuse_past(record, row["article"], anchor)
    refuse_duplicate(record, row["article"], anchor.span, row["label"], but=[annotation])
    update_stamped(record, annotation, **anchor_columns(anchor), status=Status.ACCEPTED)


@operation("annotation.split", "split")
def split(record: Recorder, annotation: int, first: Anchor, second: Anchor) -> int:
    """Move an annotation to `first`, create a copy at `second`, and return the id of the copy; both are accepted.

    Both have the label, tags and entity; the first keeps the note and the uid.

    Raises:
        Refused: when the two are not successive parts of the annotation, or a part is annotated with the label already.
    """
    row = _with_span(record, annotation)
    if not row["start"] <= first.span.start < first.span.end <= second.span.start < second.span.end <= row["end"]:
        raise Refused("The boundaries have changed in the meantime; split the annotation again.")
    for part in (first, second):
        refuse_duplicate(record, row["article"], part.span, row["label"], but=[annotation])
    update_stamped(record, annotation, **anchor_columns(first), status=Status.ACCEPTED)
    made = _insert(record, row["article"], second, row["label"], row["entity"])
    attach_tags(record, [made], tags_of(record, annotation))
    return made


@operation("annotation.merge", "merge")
def merge(record: Recorder, annotation: int, other: int, anchor: Anchor) -> None:
    """Move an annotation to `anchor`, which spans both, delete the other, and accept it.

    It gets the tags and notes of both, and the label and entity of the other where it has none.

    Raises:
        Refused: when they are in different articles or paragraphs, have different entities, are the same, or the span
            is annotated with the label already.
    """
    row, gone = _with_span(record, annotation), _with_span(record, other)
    if annotation == other or row["article"] != gone["article"] or row["paragraph"] != gone["paragraph"]:
        raise Refused("Only annotations of the same paragraph can be merged; choose the one before or after.")
    if anchor.span != enclosing_span(Span(row["start"], row["end"]), Span(gone["start"], gone["end"])):
        raise Refused("The boundaries have changed in the meantime; merge the annotations again.")
    if None not in (row["entity"], gone["entity"]) and row["entity"] != gone["entity"]:
        raise Refused(f"“{row['quote']}” and “{gone['quote']}” are linked to different entities; unlink one first.")
    label = gone["label"] if row["label"] is None else row["label"]
    refuse_duplicate(record, row["article"], anchor.span, label, but=[annotation, other])
    tags = tags_of(record, other)
    delete_annotation(record, other)
    update_stamped(
        record,
        annotation,
        **anchor_columns(anchor),
        label=label,
        status=Status.ACCEPTED,
        entity=gone["entity"] if row["entity"] is None else row["entity"],
        note=_joined_notes(row, gone),
    )
    attach_tags(record, [annotation], tags)


def _insert(record: Recorder, article: int, anchor: Anchor, label: str | None, entity: int | None = None) -> int:
    return record.insert(
        "annotations",
        {
            "uid": record.new_uid("annotations"),
            "article": article,
            **anchor_columns(anchor),
            "label": label,
            "status": Status.ACCEPTED,
            "note": "",
            "entity": entity,
            "origin": Origin.ANALYST,
            "analyst": record.analyst,
            "created_at": record.at,
            "updated_at": record.at,
        },
    )


def _joined_notes(kept: Row, gone: Row) -> str:
    if kept["note"] and gone["note"]:
        return f"{kept['note']}\n\n“{gone['quote']}”: {gone['note']}"
    return str(kept["note"] or gone["note"])


def _with_span(record: Recorder, annotation: int) -> Row:
    """Return an annotation with a span; raise Refused when it is about the whole article."""
    row = record.row("annotations", annotation)
    if row["start"] is None:
        raise Refused("An annotation of the whole article has no boundaries; select one in the text.")
    return row


def _refuse_past(record: Recorder, article: int, anchor: Anchor) -> None:
    (found,) = record.db.query("SELECT length FROM articles WHERE id = ?", [article])
    if anchor.span.end > found["length"]:
        raise Refused(f"The text ends at {found['length']}, before {anchor.span.end}; choose a span in the text.")
