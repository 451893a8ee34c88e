"""Imports as operations: an import is one batch of the history, over as many transactions as it takes.

Its entries are the articles that it stored and its changes to existing articles and the codebook. What belongs to a new
article has no entries, because the article leads to it. Therefore `remove_import` does not reverse the entries: it
removes what the import added, with the suggestions of pipelines, as far as nobody has changed it since. That is a batch
of its own, whose `undoes` is the import, and which redo reverses.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeAlias, TypeVar

from glossator.store import rows
from glossator.store.errors import Conflict
from glossator.store.history.changeset import Entry, parse_entry
from glossator.store.history.operation import Operation
from glossator.store.history.recorder import Recorder
from glossator.store.history.removal import removal_changes
from glossator.store.operation import IMPORT, SUGGEST
from glossator.store.queries.history import title_in
from glossator.store.schema.catalogue import TableSchema, recorded, references_to
from glossator.text.pluralize import counted

if TYPE_CHECKING:
    from sqlite_utils import Database

P = ParamSpec("P")
T = TypeVar("T")
# Kept articles that are named in the message.
_MOST_NAMED: Final = 3
_RowKey: TypeAlias = tuple[str, rows.Key]
"""A table and the key of a row in it."""
RestoreRows: TypeAlias = Callable[[Sequence[Entry]], None]
"""Restores the rows of entries, all of one table, to what they were before."""


class Import:
    """An import, which may consist of several operations."""

    def __init__(self, source: str) -> None:
        """Begin an import of `source`, such as "reports/"."""
        self._source = source
        self._batch: int | None = None

    def part(self, operation: Operation[P, T]) -> Operation[P, T]:
        """Return `operation` as a part of this import, which is a transaction of its own."""

        def performed(record: Recorder, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if self._batch is not None and _stands(record, self._batch):
                record.batch = self._batch
            before = [rows.next_id(record.db, table) for table in ("articles", "annotations")]
            result = operation(record, *args, **kwargs)
            after = [rows.next_id(record.db, table) for table in ("articles", "annotations")]
            if record.batch is not None:
                record.db.execute(
                    "INSERT INTO imports VALUES (?, ?, ?, ?) ON CONFLICT (batch) DO UPDATE SET "
                    "articles = articles + excluded.articles, annotations = annotations + excluded.annotations",
                    [record.batch, after[0] - before[0], after[1] - before[1], self._source],
                )
                self._batch = record.batch
            return result

        return Operation(IMPORT, performed)


def _stands(record: Recorder, batch: int) -> bool:
    """Return whether the batch is an import of the analyst that is not undone."""
    return (
        record.db.execute(
            "SELECT 1 FROM imports JOIN history AS h USING (batch) WHERE batch = ? AND analyst = ? AND act = ? "
            "AND undone IS NULL AND NOT EXISTS (SELECT 1 FROM history WHERE undoes = h.batch AND undone IS NULL)",
            [batch, record.analyst, IMPORT],
        ).fetchone()
        is not None
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """A later operation that uses something imported, which is therefore kept."""

    batch: int
    analyst: str


@dataclass(slots=True)
class _Split:
    """What an undo of an import removes and keeps.

    Attributes:
        going: the ids of the articles to delete.
        stays: the ids of the articles to keep, with the reason.
        back: entries about rows of other articles and of the codebook to undo.
        why: the reasons for keeping rows of other articles.
        codes: the number of rows of the codebook that are kept because they are used.
    """

    going: set[int]
    stays: dict[int, _Use]
    back: list[Entry] = field(default_factory=list)
    why: list[_Use] = field(default_factory=list)
    codes: int = 0


def remove_import(recorder: Recorder, batch: int, put_back: RestoreRows) -> str:
    """Remove what an import added and nobody has used since, and return a sentence about what is removed and kept.

    Args:
        recorder: of the undo.
        batch: the number of the import.
        put_back: restores rows of articles that existed before, and of the codebook.

    Raises:
        Conflict: when nothing can be removed, because all of it is used or deleted.
        BadEntry: when the history is damaged.
    """
    db = recorder.db
    entries = [parse_entry(row) for row in db.query("SELECT * FROM history WHERE batch = ? ORDER BY id", [batch])]
    split = _split(db, entries, _uses(db, batch, entries[0].id))
    _keep_used_codes(db, split)
    is_all_in_use = bool(split.stays or split.why) and all(_is_code(one) for one in split.back)
    staying = _staying(db, split)
    if not split.going and (is_all_in_use or not split.back):
        raise Conflict(f"The import cannot be undone: {staying or 'everything that it added has been deleted.'}")
    back = split.back[::-1]
    _put_all_back(recorder, [one for one in back if not _is_code(one)], put_back)
    recorder.apply(removal_changes(db, split.going))
    # After the articles that use them.
    _put_all_back(recorder, [one for one in back if _is_code(one)], put_back)
    return _removed(split, staying)


def _put_all_back(recorder: Recorder, back: Sequence[Entry], put_back: RestoreRows) -> None:
    for _, group in groupby(back, lambda one: one.table):
        entries = list(group)
        put_back(entries)
        recorder.log_reversed(entries)


def _uses(db: "Database", batch: int, first: int) -> dict[object, _Use]:
    """Return the rows and ids of articles that were changed since an import, each with the first such operation.

    Operations that are undone, and the undos themselves, do not count.

    Args:
        db: the database.
        batch: the number of the import.
        first: the id of its first entry.
    """
    later = f"id > {first:d} AND batch <> {batch:d} AND undone IS NULL AND act <> '{SUGGEST}'"
    taken_back: set[int] = set()
    for number, undoes in db.execute(
        f"SELECT DISTINCT batch, undoes FROM history WHERE {later} AND undoes IS NOT NULL ORDER BY batch DESC"
    ).fetchall():
        if number not in taken_back:
            taken_back.add(undoes)
        taken_back.add(number)
    entries = [
        (parse_entry(row), _Use(row["batch"], row["analyst"]))
        for row in db.query(f"SELECT * FROM history WHERE {later} ORDER BY id")
        if row["batch"] not in taken_back
    ]
    found: dict[object, _Use] = {}
    owners = _owners(db, [one for one, _ in entries])
    for one, use in entries:
        references = recorded()[one.table].references.items()
        places = [(column, other) for column, other in references if other in ("articles", "annotations")]
        for row_key in _row_keys(one):
            found.setdefault(_whole(row_key), use)
            found.setdefault(row_key, use)
            if row_key in owners:
                found.setdefault(owners[row_key], use)
            for column, other in places:
                number = _value(one, row_key[1], column)
                found.setdefault(number if other == "articles" else (other, (number,)), use)
    return found


def _row_keys(one: Entry) -> list[_RowKey]:
    """Return the rows of an entry."""
    return [(one.table, key) for key in one.keys]


def _whole(row_key: _RowKey) -> _RowKey:
    """Return the annotation or article that a row belongs to, or the row itself."""
    table = recorded()[row_key[0]]
    return (table.keyed_by, row_key[1][:1]) if table.is_link else row_key


def _is_code(one: Entry) -> bool:
    """Return whether an entry is about the codebook."""
    return not recorded()[one.table].is_in_articles


def _value(one: Entry, key: rows.Key, column: str) -> Any:
    """Return the value of a column in a row of an entry; None where the entry does not have it."""
    names = recorded()[one.table].key
    return key[names.index(column)] if column in names else (one.before or one.after or {}).get(column)


def _owners(db: "Database", entries: Sequence[Entry]) -> dict[_RowKey, int]:
    """Return the id of the article of each row of the entries that belongs to one."""
    found: dict[_RowKey, int] = {}
    marks: defaultdict[int, list[_RowKey]] = defaultdict(list)
    for one in entries:
        table = recorded()[one.table]
        article, annotation = table.column_of("articles"), table.column_of("annotations")
        for row_key in _row_keys(one):
            if article and (owner := _value(one, row_key[1], article)):
                found[row_key] = int(owner)
            elif annotation:
                marks[_value(one, row_key[1], annotation)].append(row_key)
    question = "SELECT id, article FROM annotations WHERE id IN (SELECT value FROM json_each(?))"
    for mark, article in db.execute(question, [json.dumps(list(marks))]).fetchall():
        found.update(dict.fromkeys(marks[mark], article))
    return found


def _split(db: "Database", entries: Sequence[Entry], uses: Mapping[object, _Use]) -> _Split:
    """Return which articles and rows of an import can be removed, before `_keep_used_codes`."""
    owners = _owners(db, entries)
    new = {one.keys[0][0] for one in entries if one.table == "articles" and one.before is None}
    question = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    there = {article for (article,) in db.execute(question, [json.dumps(sorted(new))]).fetchall()}
    stays = {article: uses[article] for article in there if article in uses}
    _keep_older_versions(db, there, stays)
    split = _Split(there - stays.keys(), stays)
    # An existing article that the import made a newer version is restored as a whole or not at all.
    linked = {one.keys[0][0] for one in entries if one.table == "article_versions"}
    whole = {article: uses[article] for article in linked - new if article in uses}
    for one in entries:
        back = []
        for row_key in _row_keys(one):
            owner = owners.get(row_key)
            use = whole.get(owner or 0) or uses.get(row_key) or uses.get(_whole(row_key))
            if owner in new:
                # Deleted or kept with the article.
                continue
            if use is None:
                back.append(row_key[1])
            elif not _is_code(one):
                split.why.append(use)
        if back:
            split.back.append(replace(one, keys=tuple(back)))
    return split


def _keep_older_versions(db: "Database", there: Collection[int], stays: dict[int, _Use]) -> None:
    """Add to `stays` the older versions of the articles in it."""
    versions: dict[int, int] = dict(db.execute("SELECT article, supersedes FROM article_versions").fetchall())
    waiting = list(stays)
    while waiting:
        article = waiting.pop()
        older = versions.get(article, 0)
        if older in there and older not in stays:
            stays[older] = stays[article]
            waiting.append(older)


def _keep_used_codes(db: "Database", split: _Split) -> None:
    """Keep what the import added to the codebook and is used by rows that are kept."""
    for table in reversed([*recorded()]):
        made_here = [key for one in split.back if one.table == table and one.before is None for key in one.keys]
        if recorded()[table].is_in_articles or not made_here:
            continue
        back = {row_key for one in split.back for row_key in _row_keys(one)}
        columns = references_to(table)
        used = {key for column in columns for key in _used(db, split.going, back, table, made_here, *column)}
        staying = [one for one in split.back if _row_keys(one)[0] in used]
        split.back = [one for one in split.back if _row_keys(one)[0] not in used]
        split.codes += len(staying)


def _used(
    db: "Database",
    going: Collection[int],
    back: Collection[_RowKey],
    table: str,
    keys: Sequence[rows.Key],
    child: TableSchema,
    column: str,
) -> Iterator[_RowKey]:
    """Yield the rows of `table` that a row of `child` refers to which is kept."""
    parts = ", ".join(f"c.{name}" for name in child.key)
    article, annotation = (child.column_of(other) for other in ("articles", "annotations"))
    owner = "NULL"
    if article:
        owner = f"c.{article}"
    elif annotation:
        owner = f"(SELECT article FROM annotations WHERE id = c.{annotation})"
    named = "t.name" if column in child.labelled else "t.id"
    question = (
        f"SELECT t.id, {owner}, {parts} FROM {table} AS t JOIN {child.name} AS c ON c.{column} = {named} "
        "WHERE t.id IN (SELECT value FROM json_each(?))"
    )
    for number, article, *key in db.execute(question, [json.dumps([key[0] for key in keys])]).fetchall():
        of_mark = ("annotations", (key[0],)) if child.keyed_by == "annotations" else None
        if article not in going and (child.name, tuple(key)) not in back and of_mark not in back:
            yield table, (number,)


def _removed(split: _Split, staying: str) -> str:
    """Return a sentence about what an undo of an import removes and keeps."""
    of = f" of {len(split.going) + len(split.stays):,}" if split.stays else ""
    noun = "article" if len(split.going) == 1 and not split.stays else "articles"
    parts = [f"{len(split.going):,}{of} {noun}"] if split.going else []
    marks = sum(len(one.keys) for one in split.back if one.table == "annotations" and one.before is None)
    parts += [f"{counted(marks, 'annotation')}{' in other articles' if parts else ''}"] if marks else []
    return f"Removed {' and '.join(parts) or 'what it changed'}{f'; {staying}' if staying else '.'}"


def _staying(db: "Database", split: _Split) -> str:
    """Return a sentence about what of an import is kept, and why; empty when nothing is."""
    listed = json.dumps(sorted(split.stays))
    titles = dict(
        db.execute("SELECT id, title FROM articles WHERE id IN (SELECT value FROM json_each(?))", [listed]).fetchall()
    )
    named = sorted(split.stays)[:_MOST_NAMED]
    parts = [f"“{titles[article]}” was kept, because {_because(db, split.stays[article], 'it')}" for article in named]
    if more := len(split.stays) - len(named):
        parts.append(f"{more:,} more {'was' if more == 1 else 'were'} kept for the same reason")
    if split.why:
        parts.append(f"some changes in other articles were kept, because {_because(db, split.why[0], 'them')}")
    if split.codes:
        kept = "was kept, because it is" if split.codes == 1 else "were kept, because they are"
        parts.append(f"{split.codes:,} of its labels, tags and entities {kept} used")
    return f"{'; '.join(parts)}." if parts else ""


def _because(db: "Database", use: _Use, it: str) -> str:
    return f"{use.analyst} has changed {it} since (“{title_in(db.conn, use.batch)}”, operation {use.batch})"
