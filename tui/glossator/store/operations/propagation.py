"""Applying the decision on one annotation to other mentions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from glossator.domain.annotation import Origin, Status
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import anchor_columns, attach_tags, tags_of, update_all_stamped
from glossator.store.rows import Row
from glossator.text.anchor import Anchor


@dataclass(frozen=True, slots=True)
class Propagated:
    """The result of a propagation, in numbers of annotations.

    Attributes:
        made: created.
        decided: suggestions that were accepted, or rejected where a rejection was propagated.
        passed: places that were skipped because they are decided, or there is nothing to reject.
        given: accepted with the label before, to which tags or the entity were added.
    """

    made: int
    decided: int
    passed: int
    given: int = 0


@operation("annotation.propagate", "propagate")
def propagate(
    record: Recorder, annotation: int, places: Sequence[tuple[int, Anchor]], agreeing: Sequence[int] = ()
) -> Propagated:
    """Accept an annotation, unless it is rejected, and decide on the places in the same way.

    A suggestion with the same span is accepted with the label; where there is none, a copy is created. Both get the
    tags and entity, but not the note, and store the uid of the source. If the source is rejected, suggestions are
    rejected, and nothing is created. Decided places do not change, but annotations of `agreeing` that are accepted with
    the label get missing tags and the entity.

    Args:
        record: the recorder.
        annotation: the source.
        places: article ids and anchors.
        agreeing: ids of annotations that were accepted with the same label.

    Raises:
        Missing: when the annotation has been deleted.
    """
    source = record.row("annotations", annotation)
    wanted = {(article, anchor.span.start, anchor.span.end): anchor for article, anchor in places}
    standing = _standing(record, list(wanted))
    free = [key for key in wanted if key not in standing]
    undecided = [rows for rows in standing.values() if all(row["status"] == Status.SUGGESTED for row in rows)]
    if source["status"] == Status.REJECTED:
        rejected = [int(row["id"]) for rows in undecided for row in rows]
        update_all_stamped(record, rejected, status=Status.REJECTED, propagated_from=source["uid"])
        return Propagated(0, len(rejected), len(wanted) - len(undecided) + len(agreeing))
    update_all_stamped(record, [annotation], status=Status.ACCEPTED)
    # Of several suggestions with a span, preferably one with the label.
    chosen = [min(rows, key=lambda row: (row["label"] != source["label"], row["id"])) for rows in undecided]
    accepted = {int(row["id"]): _taken_over(record, source, row) for row in chosen if row["id"] != annotation}
    record.update_all("annotations", accepted)
    made = record.insert_all("annotations", [_copy(record, source, key[0], wanted[key]) for key in free])
    tags = tags_of(record, annotation)
    attach_tags(record, [*accepted, *made], tags)
    given = _give_what_lacks(record, source, tags, agreeing)
    passed = len(wanted) + len(agreeing) - len(made) - len(accepted) - given
    return Propagated(len(made), len(accepted), passed, given)


def _give_what_lacks(record: Recorder, source: Row, tags: Sequence[int], agreeing: Sequence[int]) -> int:
    """Add missing tags and the entity to annotations that are accepted with the label, and return how many."""
    rows = record.db.query(
        "SELECT id, entity, (SELECT count(*) FROM annotation_tags WHERE annotation = a.id "
        "AND tag IN (SELECT value FROM json_each(:tags))) AS tagged FROM annotations AS a "
        "WHERE id IN (SELECT value FROM json_each(:agreeing)) AND status = :status AND label IS :label",
        {
            "tags": json.dumps(tags),
            "agreeing": json.dumps(agreeing),
            "status": Status.ACCEPTED,
            "label": source["label"],
        },
    )
    unlinked, untagged = set[int](), set[int]()
    for row in rows:
        if source["entity"] is not None and row["entity"] is None:
            unlinked.add(int(row["id"]))
        if row["tagged"] < len(tags):
            untagged.add(int(row["id"]))
    update_all_stamped(record, unlinked, entity=source["entity"])
    update_all_stamped(record, untagged - unlinked)
    attach_tags(record, sorted(untagged), tags)
    return len(unlinked | untagged)


def _standing(record: Recorder, keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], list[Row]]:
    """Return the annotations at the places, by article, start and end."""
    rows = record.db.query(
        'SELECT a.id, a.article, a.start, a."end", a.label, a.status, a.entity FROM json_each(?) AS place '
        "JOIN annotations AS a ON a.article = json_extract(place.value, '$[0]') "
        "AND a.start = json_extract(place.value, '$[1]') AND a.\"end\" = json_extract(place.value, '$[2]') "
        'ORDER BY a.article, a.start, a."end", a.id',
        [json.dumps(keys)],
    )
    return {key: list(group) for key, group in groupby(rows, lambda row: (row["article"], row["start"], row["end"]))}


def _taken_over(record: Recorder, source: Row, suggestion: Row) -> Row:
    return {
        "label": source["label"],
        "status": Status.ACCEPTED,
        "entity": source["entity"] if suggestion["entity"] is None else suggestion["entity"],
        "propagated_from": source["uid"],
        "analyst": record.analyst,
        "updated_at": record.at,
    }


def _copy(record: Recorder, source: Row, article: int, anchor: Anchor) -> Row:
    return {
        "uid": record.new_uid("annotations"),
        "article": article,
        **anchor_columns(anchor),
        "label": source["label"],
        "status": Status.ACCEPTED,
        "note": "",
        "entity": source["entity"],
        "origin": Origin.PROPAGATED,
        "analyst": record.analyst,
        "created_at": record.at,
        "updated_at": record.at,
        "propagated_from": source["uid"],
    }
