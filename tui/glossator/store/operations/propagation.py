"""Having one decision stand for all mentions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from glossator.domain.annotation import Origin, Status
from glossator.store.history import Recorder
from glossator.store.operation import operation
from glossator.store.operations.common import give_tags, placed, tags_of, touch_all
from glossator.store.rows import Row
from glossator.text.anchor import Anchor


@dataclass(frozen=True, slots=True)
class Propagated:
    """What became of the places.

    Attributes:
        made: new annotations.
        decided: suggestions that are accepted now, or rejected where a rejection was propagated.
        passed: places that were left as they are, since somebody has decided on them, or nothing is there to reject.
        given: annotations that were accepted with the label before, and have the tags and the entity now too.
    """

    made: int
    decided: int
    passed: int
    given: int = 0


@operation("annotation.propagate", "propagate")
def propagate(
    record: Recorder, annotation: int, places: Sequence[tuple[int, Anchor]], agreeing: Sequence[int] = ()
) -> Propagated:
    """Decide at each of the places as on the annotation, which is accepted where nobody has decided on it yet.

    A suggestion at just that span is accepted with the label; where nothing is, a copy is made. Both take over the tags
    and the entity, not the note, and keep the uid of the annotation. Of a rejected one, suggestions at the places are
    rejected, and nothing is made. Where anybody has decided on just that span, nothing changes; but those of the
    annotations `agreeing` that are accepted with the label get the tags and the entity that they lack.

    Args:
        record: the recorder.
        annotation: what is propagated.
        places: article ids and where in each.
        agreeing: ids of annotations that were accepted as this one is.

    Raises:
        Missing: when the annotation is gone.
    """
    source = record.row("annotations", annotation)
    wanted = {(article, anchor.span.start, anchor.span.end): anchor for article, anchor in places}
    standing = _standing(record, list(wanted))
    free = [key for key in wanted if key not in standing]
    undecided = [rows for rows in standing.values() if all(row["status"] == Status.SUGGESTED for row in rows)]
    if source["status"] == Status.REJECTED:
        rejected = [int(row["id"]) for rows in undecided for row in rows]
        touch_all(record, rejected, status=Status.REJECTED, propagated_from=source["uid"])
        return Propagated(0, len(rejected), len(wanted) - len(undecided) + len(agreeing))
    touch_all(record, [annotation], status=Status.ACCEPTED)
    # Of several suggestions at one span, one with the label is as good as the first of them.
    chosen = [min(rows, key=lambda row: (row["label"] != source["label"], row["id"])) for rows in undecided]
    accepted = {int(row["id"]): _taken_over(record, source, row) for row in chosen if row["id"] != annotation}
    record.update_all("annotations", accepted)
    made = record.insert_all("annotations", [_copy(record, source, key[0], wanted[key]) for key in free])
    tags = tags_of(record, annotation)
    give_tags(record, [*accepted, *made], tags)
    given = _give_what_lacks(record, source, tags, agreeing)
    passed = len(wanted) + len(agreeing) - len(made) - len(accepted) - given
    return Propagated(len(made), len(accepted), passed, given)


def _give_what_lacks(record: Recorder, source: Row, tags: Sequence[int], agreeing: Sequence[int]) -> int:
    """Give annotations that are accepted with the label the tags and the entity that they lack; return to how many."""
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
    touch_all(record, unlinked, entity=source["entity"])
    touch_all(record, untagged - unlinked)
    give_tags(record, sorted(untagged), tags)
    return len(unlinked | untagged)


def _standing(record: Recorder, keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], list[Row]]:
    """Return the annotations at each of the places, by article, start and end, where there are any."""
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
        **placed(anchor),
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
