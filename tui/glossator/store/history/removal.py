"""What has to go when articles go: the articles, and all that refers to them."""

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


def removal(db: "Database", articles: Collection[int]) -> list[Change | BulkChange]:
    """Return the changes that remove articles with all that refers to them, in an order in which they can be made.

    Tags on them, and annotations, are told of many at a time; of annotations in that case by ids, label and entity.
    Annotations that the history has told of by themselves are told of by themselves, with all that they hold.
    """
    listed = json.dumps(sorted(articles))
    changes: list[Change | BulkChange] = [*_without_run(db, listed)]
    # Before each table, those that refer to it.
    for table in reversed([one for one in recorded().values() if one.is_in_articles]):
        if table.name == "annotations":
            marks = f"SELECT label, entity, id FROM annotations WHERE article {_AMONG} ORDER BY id"
            changes += _annotations(db, db.execute(marks, [listed]).fetchall(), _told_alone(db, listed))
        elif table.is_link:
            changes += _links(db, table, belonging(table, _AMONG), listed)
        else:
            keys = rows.listed(table.key)
            question = f"SELECT {keys} FROM {table.name} WHERE {belonging(table, _AMONG)} ORDER BY {keys}"
            changes += _single(db, table.name, db.execute(question, [listed]).fetchall())
    return changes


def _without_run(db: "Database", listed: str) -> Iterator[Change]:
    """Yield what becomes of annotations of other articles that were carried over from these: their runs go too."""
    question = (
        f"SELECT id FROM annotations WHERE run IN (SELECT id FROM runs WHERE article {_AMONG}) "
        f"AND NOT article {_AMONG} ORDER BY id"
    )
    found = rows.fetch(db, "annotations", db.execute(question, [listed]).fetchall())
    return (Change("annotations", key, row, {**row, "run": None}) for key, row in found.items())


def annotations_made(db: "Database", ids: Sequence[int]) -> list[Change | BulkChange]:
    """Return the changes that have made the annotations with these ids, and put tags on them."""
    listed = json.dumps(ids)
    question = f"SELECT label, entity, id FROM annotations WHERE id {_AMONG} ORDER BY id"
    links = [(table, column) for table, column in references_to("annotations") if table.is_link]
    changes = [one for table, column in links for one in _links(db, table, f"{column} {_AMONG}", listed)]
    return made([*changes, *_annotations(db, db.execute(question, [listed]).fetchall(), ())])


def made(changes: Sequence[Change | BulkChange]) -> list[Change | BulkChange]:
    """Return the changes that put back what `changes` remove."""
    return [
        Change(one.table, one.key, one.after, one.before)
        if isinstance(one, Change)
        else BulkChange(one.table, one.ids, one.after, one.before)
        for one in reversed(changes)
    ]


def _told_alone(db: "Database", listed: str) -> set[int]:
    """Return those of the annotations of articles that an entry of the history tells of alone."""
    question = (
        f"SELECT id FROM annotations WHERE article {_AMONG} "
        "AND EXISTS (SELECT 1 FROM history WHERE subject = 'annotations:' || annotations.id)"
    )
    return {number for (number,) in db.execute(question, [listed]).fetchall()}


def _annotations(db: "Database", marks: Sequence[tuple[Any, ...]], whole: Collection[int]) -> list[Change | BulkChange]:
    """Return the removal of annotations, each given as label, entity and id."""
    single = _single(db, "annotations", [(number,) for *_, number in marks if number in whole])
    return [*single, *_alike("annotations", ("label", "entity"), [row for row in marks if row[-1] not in whole])]


def _single(db: "Database", table: str, keys: Sequence[rows.Key]) -> Iterator[Change]:
    before = rows.fetch(db, table, keys)
    return (Change(table, key, before[key], None) for key in keys)


def _links(db: "Database", table: TableSchema, condition: str, listed: str) -> Iterator[BulkChange]:
    """Yield the removal of the links for which a condition is true of the ids `listed`."""
    first, *others = table.key
    question = f"SELECT {rows.listed(others)}, {first} FROM {table.name} WHERE {condition} ORDER BY {first}"
    return _alike(table.name, others, db.execute(question, [listed]))


def _alike(table: str, names: Sequence[str], found: Iterable[tuple[Any, ...]]) -> Iterator[BulkChange]:
    """Yield the removal of rows, each given as its values in the columns `names` and its id, in the order of ids."""
    groups: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for *values, number in found:
        groups[tuple(values)].append(number)
    return (BulkChange(table, ids, dict(zip(names, values, strict=True)), None) for values, ids in groups.items())
