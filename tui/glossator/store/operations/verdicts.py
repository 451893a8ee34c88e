"""Keeping the verdict of each analyst where several decide on one annotation.

While one analyst decides, the annotation itself is the verdict, and nothing here is stored. When a second analyst
changes an annotation, the verdict of the first becomes a row of `verdicts`, and from then on each decision is one.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from glossator.store.history import Recorder
from glossator.store.rows import Row

_VALUES: Final = 'status, label, start, "end"'


@contextmanager
def verdicts_kept(
    record: Recorder, annotations: Collection[int], *, decided: bool, author: tuple[str, str] | None = None
) -> Iterator[None]:
    """Keep the verdicts of other analysts on annotations that the `with` block changes.

    Args:
        record: the recorder.
        annotations: their ids.
        decided: whether the change is a decision, and so a verdict of its author.
        author: the analyst and time of the change, if they are not those of the operation.
    """
    analyst, at = author or (record.analyst, record.at)
    others = _verdicts_of_others(record, annotations, analyst)
    yield
    # After the change, which is what the operation is known by in the history.
    record.insert_all("verdicts", others)
    if decided:
        _decide(record, annotations, analyst, at)


def _verdicts_of_others(record: Recorder, annotations: Collection[int], analyst: str) -> list[Row]:
    """Return the rows for the verdicts that are in the annotations themselves and not of the analyst."""
    return list(
        record.db.query(
            f"SELECT id AS annotation, analyst, {_VALUES}, updated_at AS at FROM annotations AS a "
            "WHERE id IN (SELECT value FROM json_each(?)) AND status <> 'suggested' AND analyst NOT IN ('', ?) "
            "AND NOT EXISTS (SELECT 1 FROM verdicts WHERE annotation = a.id) ORDER BY id",
            [json.dumps(list(annotations)), analyst],
        )
    )


def _decide(record: Recorder, annotations: Collection[int], analyst: str, at: str) -> None:
    """Store the values of annotations that have verdicts in rows as those of an analyst."""
    found = record.db.query(
        f"SELECT v.id AS number, a.id AS annotation, {', '.join(f'a.{name}' for name in _VALUES.split(', '))} "
        "FROM annotations AS a LEFT JOIN verdicts AS v ON v.annotation = a.id AND v.analyst = ? "
        "WHERE a.id IN (SELECT value FROM json_each(?)) AND a.status <> 'suggested' "
        "AND EXISTS (SELECT 1 FROM verdicts WHERE annotation = a.id) ORDER BY a.id",
        [analyst, json.dumps(list(annotations))],
    )
    added, changed = list[Row](), dict[int, Row]()
    for row in list(found):
        number = row.pop("number")
        values = {**row, "analyst": analyst, "at": at}
        if number is None:
            added.append(values)
        else:
            changed[int(number)] = values
    record.insert_all("verdicts", added)
    record.update_all("verdicts", changed)
    # A later decision by hand opens an adjudicated annotation again.
    for (annotation,) in record.db.execute(
        "SELECT annotation FROM adjudications WHERE annotation IN (SELECT value FROM json_each(?)) ORDER BY 1",
        [json.dumps([*(row["annotation"] for row in added), *(row["annotation"] for row in changed.values())])],
    ).fetchall():
        record.delete("adjudications", annotation)
