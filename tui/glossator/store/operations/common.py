"""What operations on annotations have in common.

Changing one annotation by hand accepts it. A new label or new boundaries accept it whatever its status, as they correct
it; adding a tag or an entity accepts a suggestion, and leaves a rejected annotation rejected. Removing a tag or entity,
writing a note and changing many annotations at once accept nothing.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from glossator.domain.annotation import Status
from glossator.store.blind_coding import shown_values
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.operations.verdicts import verdicts_kept
from glossator.store.rows import Row, column_list
from glossator.store.schema.catalogue import references_to
from glossator.text.anchor import Anchor
from glossator.text.span import Span

# A change of one of these is a decision about the annotation.
_DECISION: Final = frozenset(("status", "label", "start"))
_TWIN: Final = {
    Status.ACCEPTED: "“{}” is annotated as {} already; delete or reject one of them.",
    Status.SUGGESTED: "“{}” is suggested as {} already; accept that suggestion and reject this one.",
    Status.REJECTED: "“{}” was rejected as {}; accept that annotation instead.",
}


def update_stamped(record: Recorder, annotation: int, **values: str | int | None) -> None:
    """Set values of an annotation, with analyst and time."""
    decided = not _DECISION.isdisjoint(values)
    with verdicts_kept(record, [annotation], decided=decided):
        if decided:
            _decide_on_what_is_shown(record, [annotation], but=values)
        record.update("annotations", annotation, **values, analyst=record.analyst, updated_at=record.at)


def update_and_accept(record: Recorder, annotation: int, **values: str | int | None) -> None:
    """Set values of an annotation, with analyst and time, and accept it if it is a suggestion."""
    suggested = record.row("annotations", annotation)["status"] == Status.SUGGESTED
    update_stamped(record, annotation, **values, **({"status": Status.ACCEPTED} if suggested else {}))


def update_all_stamped(record: Recorder, annotations: Iterable[int], **values: str | int | None) -> int:
    """Set the same values of annotations, with analyst and time, and return how many have changed."""
    wanted = list(annotations)
    decided = not _DECISION.isdisjoint(values)
    with verdicts_kept(record, wanted, decided=decided):
        if decided:
            _decide_on_what_is_shown(record, wanted, but=values)
        return record.set_all("annotations", wanted, {**values, "analyst": record.analyst, "updated_at": record.at})


def _decide_on_what_is_shown(record: Recorder, annotations: Sequence[int], but: Collection[str]) -> None:
    """Set label and place of annotations, except the columns of `but`, to those that the analyst sees.

    They differ only for an analyst who works blind, where another one has changed them.
    """
    shown = shown_values(record.db.conn, record.analyst, annotations)
    for number, values in shown.items():
        if "start" not in but:
            record.update("annotations", number, **{name: value for name, value in values.items() if name not in but})


def update_article(record: Recorder, article: int, **values: str) -> None:
    """Set values of an article, with analyst and time."""
    record.update("articles", article, **values, updated_by=record.analyst, updated_at=record.at)


def annotations_at(record: Recorder, article: int, start: int, end: int) -> list[Row]:
    """Return the annotations with this span, by id."""
    return list(
        record.db.query(
            'SELECT * FROM annotations WHERE article = ? AND start = ? AND "end" = ? ORDER BY id', [article, start, end]
        )
    )


def refuse_duplicate(record: Recorder, article: int, span: Span, label: str | None, *, but: Sequence[int]) -> None:
    """Raise Refused when an annotation, except those of `but`, has this span and label."""
    for row in annotations_at(record, article, span.start, span.end):
        if row["label"] == label and row["id"] not in but:
            raise Refused(_TWIN[Status(row["status"])].format(row["quote"], label or "a highlight"))


def delete_annotation(record: Recorder, annotation: int) -> None:
    """Delete an annotation with all rows that refer to it, such as its tags."""
    for table, column in references_to("annotations"):
        key = column_list(table.key)
        found = record.db.execute(f"SELECT {key} FROM {table.name} WHERE {column} = ? ORDER BY {key}", [annotation])
        for row_key in found.fetchall():
            record.delete(table.name, *row_key)
    record.delete("annotations", annotation)


def tags_of(record: Recorder, annotation: int) -> list[int]:
    """Return the ids of the tags of an annotation."""
    rows = record.db.query("SELECT tag FROM annotation_tags WHERE annotation = ? ORDER BY tag", [annotation])
    return [int(row["tag"]) for row in rows]


def attach_tags(record: Recorder, annotations: Sequence[int], tags: Sequence[int]) -> None:
    """Add tags to those of the annotations that do not have them."""
    listed = json.dumps(annotations)
    there = {
        (row["annotation"], row["tag"])
        for row in record.db.query(
            "SELECT annotation, tag FROM annotation_tags WHERE annotation IN (SELECT value FROM json_each(?))", [listed]
        )
    }
    record.insert_all(
        "annotation_tags",
        [
            {"annotation": annotation, "tag": tag}
            for annotation in annotations
            for tag in tags
            if (annotation, tag) not in there
        ],
    )


def anchor_columns(anchor: Anchor) -> Row:
    """Return the columns of an anchor."""
    return {
        "start": anchor.span.start,
        "end": anchor.span.end,
        "quote": anchor.quote,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "paragraph": anchor.paragraph,
    }
