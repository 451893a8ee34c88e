"""The changes that delete articles with all rows that refer to them, and those that create annotations."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from glossator.store import rows
from glossator.store.history.changeset import BulkChange, Change
from glossator.store.schema.catalogue import TableSchema, belonging, recorded, references_to

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMONG: Final = "IN (SELECT value FROM json_each(?1))"


def removal_changes(db: "Database", articles: Collection[int]) -> list[Change | BulkChange]:
    """Return the changes that delete articles with all that refers to them, in an order in which they can be made.

    Tags and annotations are deleted in bulk, except for annotations that have entries of their own in the history.
    """
    listed = json.dumps(sorted(articles))
    changes: list[Change | BulkChange] = [*_without_run(db, listed)]
    # Each table after those that refer to it.
    for table in reversed([one for one in recorded().values() if one.is_in_articles]):
        if table.name == "annotations":
            marks = f"SELECT label, entity, id FROM annotations WHERE article {_AMONG} ORDER BY id"
            changes += _annotations(db, db.execute(marks, [listed]).fetchall(), _with_own_entry(db, listed))
        elif table.is_link:
            changes += _links(db, table, belonging(table, _AMONG), listed)
        else:
            keys = rows.column_list(table.key)
            question = f"SELECT {keys} FROM {table.name} WHERE {belonging(table, _AMONG)} ORDER BY {keys}"
            changes += _single(db, table.name, db.execute(question, [listed]).fetchall())
    return changes


def _without_run(db: "Database", listed: str) -> Iterator[Change]:
    """Yield the changes of annotations that were carried over from these articles and lose their runs."""
    question = (
        f"SELECT id FROM annotations WHERE run IN (SELECT id FROM runs WHERE article {_AMONG}) "
        f"AND NOT article {_AMONG} ORDER BY id"
    )
    found = rows.fetch(db, "annotations", db.execute(question, [listed]).fetchall())
    return (Change("annotations", key, row, {**row, "run": None}) for key, row in found.items())


def creation_changes(db: "Database", ids: Sequence[int]) -> list[Change | BulkChange]:
    """Return the changes that created the annotations with these ids, and their tags."""
    listed = json.dumps(ids)
    question = f"SELECT label, entity, id FROM annotations WHERE id {_AMONG} ORDER BY id"
    links = [(table, column) for table, column in references_to("annotations") if table.is_link]
    changes = [one for table, column in links for one in _links(db, table, f"{column} {_AMONG}", listed)]
    return reversed_changes([*changes, *_annotations(db, db.execute(question, [listed]).fetchall(), ())])


def reversed_changes(changes: Sequence[Change | BulkChange]) -> list[Change | BulkChange]:
    """Return the changes that reverse `changes`."""
    return [
        Change(one.table, one.key, one.after, one.before)
        if isinstance(one, Change)
        else BulkChange(one.table, one.ids, one.after, one.before)
        for one in reversed(changes)
    ]


def _with_own_entry(db: "Database", listed: str) -> set[int]:
    """Return the annotations of articles that have an entry of their own in the history."""
    question = (
        f"SELECT id FROM annotations WHERE article {_AMONG} "
        "AND EXISTS (SELECT 1 FROM history WHERE subject = 'annotations:' || annotations.id)"
    )
    return {number for (number,) in db.execute(question, [listed]).fetchall()}


def _annotations(db: "Database", marks: Sequence[tuple[Any, ...]], alone: Collection[int]) -> list[Change | BulkChange]:
    """Return the changes that delete annotations, given as label, entity and id; those in `alone` with their own."""
    single = _single(db, "annotations", [(number,) for *_, number in marks if number in alone])
    return [*single, *_in_bulk("annotations", ("label", "entity"), [row for row in marks if row[-1] not in alone])]


def _single(db: "Database", table: str, keys: Sequence[rows.Key]) -> Iterator[Change]:
    before = rows.fetch(db, table, keys)
    return (Change(table, key, before[key], None) for key in keys)


def _links(db: "Database", table: TableSchema, condition: str, listed: str) -> Iterator[BulkChange]:
    """Yield the changes that delete the links for which a condition on the ids `listed` is true."""
    first, *others = table.key
    question = f"SELECT {rows.column_list(others)}, {first} FROM {table.name} WHERE {condition} ORDER BY {first}"
    return _in_bulk(table.name, others, db.execute(question, [listed]))


def _in_bulk(table: str, names: Sequence[str], found: Iterable[tuple[Any, ...]]) -> Iterator[BulkChange]:
    """Yield the changes that delete rows, given as their values in the columns `names` and their ids in order."""
    groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for *values, number in found:
        groups[tuple(values)].append(number)
    return (BulkChange(table, ids, dict(zip(names, values, strict=True)), None) for values, ids in groups.items())
