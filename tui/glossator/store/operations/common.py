"""What acts on annotations have in common: finding what stands at a place, and saying who changed it.

Changing one annotation by hand accepts it. A new label or new boundaries accept it whatever its status was, as they
correct what was wrong; a tag or an entity accepts a suggestion, and leaves a rejected annotation rejected. Taking a tag
or an entity off, writing a note, and changes to many annotations at once accept nothing.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from glossator.domain.annotation import Status
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.rows import Row, listed
from glossator.store.schema.catalogue import references_to
from glossator.text.anchor import Anchor
from glossator.text.span import Span

_TWIN: Final = {
    Status.ACCEPTED: "“{}” is marked as {} already; delete or reject one of the two.",
    Status.SUGGESTED: "“{}” is suggested as {} already; accept that one and reject this.",
    Status.REJECTED: "“{}” was rejected as {}; accept that one, if it is right after all.",
}


def touch(record: Recorder, annotation: int, **values: str | int | None) -> None:
    """Set values of an annotation, and whose they are now."""
    record.update("annotations", annotation, **values, analyst=record.analyst, updated_at=record.at)


def touch_and_accept(record: Recorder, annotation: int, **values: str | int | None) -> None:
    """Set values of an annotation, and whose they are now; a suggestion is accepted with it."""
    suggested = record.row("annotations", annotation)["status"] == Status.SUGGESTED
    touch(record, annotation, **values, **({"status": Status.ACCEPTED} if suggested else {}))


def touch_all(record: Recorder, annotations: Iterable[int], **values: str | int | None) -> int:
    """Set the same values of many annotations, and whose they are now; return how many were not so already."""
    return record.set_all("annotations", annotations, {**values, "analyst": record.analyst, "updated_at": record.at})


def touch_article(record: Recorder, article: int, **values: str) -> None:
    """Set values of an article, and who did it."""
    record.update("articles", article, **values, updated_by=record.analyst, updated_at=record.at)


def standing_at(record: Recorder, article: int, start: int, end: int) -> list[Row]:
    """Return the annotations at just this span, in the order they were made."""
    return list(
        record.db.query(
            'SELECT * FROM annotations WHERE article = ? AND start = ? AND "end" = ? ORDER BY id', [article, start, end]
        )
    )


def refuse_twin(record: Recorder, article: int, span: Span, label: str | None, *, but: Sequence[int]) -> None:
    """Make sure that no annotation stands at `span` with `label`, but for those that may.

    Raises:
        Refused: when one does.
    """
    for row in standing_at(record, article, span.start, span.end):
        if row["label"] == label and row["id"] not in but:
            raise Refused(_TWIN[Status(row["status"])].format(row["quote"], label or "a highlight"))


def remove(record: Recorder, annotation: int) -> None:
    """Take an annotation out of the workspace with all that refers to it, such as its tags."""
    for table, column in references_to("annotations"):
        key = listed(table.key)
        found = record.db.execute(f"SELECT {key} FROM {table.name} WHERE {column} = ? ORDER BY {key}", [annotation])
        for row_key in found.fetchall():
            record.delete(table.name, *row_key)
    record.delete("annotations", annotation)


def tags_of(record: Recorder, annotation: int) -> list[int]:
    """Return the ids of the tags of an annotation."""
    rows = record.db.query("SELECT tag FROM annotation_tags WHERE annotation = ? ORDER BY tag", [annotation])
    return [int(row["tag"]) for row in rows]


def give_tags(record: Recorder, annotations: Sequence[int], tags: Sequence[int]) -> None:
    """Put each of the tags on those of the annotations that do not have it."""
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


def placed(anchor: Anchor) -> Row:
    """Return the columns that say where an annotation stands."""
    return {
        "start": anchor.span.start,
        "end": anchor.span.end,
        "quote": anchor.quote,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "paragraph": anchor.paragraph,
    }
