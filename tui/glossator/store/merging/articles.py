"""Merging articles: new ones with all that belongs to them, notes, deletions, versions and the archive."""

import json
from collections.abc import Iterable
from typing import Any, Final

from glossator.store import rows
from glossator.store.history.changeset import Change
from glossator.store.history.removal import removal_changes
from glossator.store.merging.context import MergeContext
from glossator.store.merging.three_way import merge_columns
from glossator.store.rows import column_list
from glossator.store.schema.catalogue import catalogue
from glossator.store.schema.tables import Role
from glossator.store.sketches import link_sketches, unpack
from glossator.text.normalise import flatten

_COLUMNS: Final = ("title", "source", "url", "author", "published_at", "language", "note")
_STAMPS: Final = ("updated_at", "updated_by")
# Ids in one question.
_AT_ONCE: Final = 500


class Runs:
    """The analyses here that analyses there are; those of existing articles are added when a suggestion needs them.

    Attributes:
        added: the rows of those that were added to existing articles, which undo deletes.
    """

    def __init__(self, merge: MergeContext) -> None:
        self._merge = merge
        self._ids: dict[int, int | None] = {}
        self.added: list[list[Any]] = []

    def learn(self, run: int, here: int) -> None:
        """Store which analysis here one there is."""
        self._ids[run] = here

    def id(self, run: int) -> int | None:
        """Return the id here of an analysis there; None where its article is not here."""
        if run not in self._ids:
            self._ids[run] = self._find(run)
        return self._ids[run]

    def _find(self, run: int) -> int | None:
        db = self._merge.db
        row = self._merge.there.execute(
            "SELECT article, pipeline, version, text_sha256, started_at FROM runs WHERE id = ?", (run,)
        ).fetchone()
        article = None if row is None else self._merge.rows.id("articles", row[0])
        if article is None:
            return None
        same = "SELECT id FROM runs WHERE article = ? AND pipeline = ? AND version = ?"
        found = db.execute(same, [article, *row[1:3]]).fetchone()
        if found is None:
            values = [article, *row[1:]]
            db.execute(
                "INSERT INTO runs (article, pipeline, version, text_sha256, started_at) VALUES (?, ?, ?, ?, ?)", values
            )
            found = db.execute(same, [article, *row[1:3]]).fetchone()
            self.added.append([found[0], *values])
        return int(found[0])


def added_there(merge: MergeContext, table: str) -> list[int]:
    """Return the articles or annotations there that were added since the ancestor or the last merge, by id.

    Also those of which the history has no entries; but not those that were deleted here.
    """
    known = merge.known.articles if table == "articles" else merge.known.annotations
    first = max(known, _split_id(merge, table))
    rows = dict(merge.there.execute(f"SELECT id, uid FROM {table} WHERE id > ? ORDER BY id", (first,)).fetchall())
    if not merge.has_ancestor or not rows:
        return list(rows)
    # The last rows that both had may have been deleted here.
    subjects = [f"{table}:{number}" for number in rows]
    gone = {
        uid
        for (uid,) in merge.db.execute(
            "SELECT iif(json_valid(before), json_extract(before, '$.uid'), '') FROM history "
            "WHERE subject IN (SELECT value FROM json_each(?)) AND before IS NOT NULL",
            [json.dumps(subjects)],
        ).fetchall()
    }
    if table == "annotations":
        question = "SELECT uid FROM removed_annotations WHERE uid IN (SELECT value FROM json_each(?))"
        gone.update(uid for (uid,) in merge.db.execute(question, [json.dumps([*rows.values()])]).fetchall())
    return [number for number, uid in rows.items() if uid not in gone]


def _split_id(merge: MergeContext, table: str) -> int:
    """Return the highest id that has the same uid here and there; 0 where the files have no common ancestor.

    Rows there with a higher id were added after the files were copied, also where the history has no entries of them.
    """
    if not merge.has_ancestor:
        return 0
    below = 2**62
    while True:
        question = f"SELECT id, uid FROM {table} WHERE id < ? ORDER BY id DESC LIMIT {_AT_ONCE}"
        theirs = merge.there.execute(question, (below,)).fetchall()
        if not theirs:
            return 0
        listed = json.dumps([number for number, _ in theirs])
        mine = dict(
            merge.db.execute(
                f"SELECT id, uid FROM {table} WHERE id IN (SELECT value FROM json_each(?))", [listed]
            ).fetchall()
        )
        for number, uid in theirs:
            if mine.get(number) == uid:
                return int(number)
        below = theirs[-1][0]


def find_articles(merge: MergeContext) -> list[int]:
    """Find the articles here that articles there are, and return those there that are not here, by id.

    An article that was deleted here is not here, unless something in it has changed there; then it comes back.
    """
    numbers = set(added_there(merge, "articles"))
    touched = _articles_of_changes(merge)
    merge.rows.find("articles", numbers | touched)
    missing = []
    for number in sorted(numbers | touched):
        row = merge.there.execute("SELECT uid, text_sha256, title FROM articles WHERE id = ?", (number,)).fetchone()
        if row is None:
            continue
        uid, text, title = row
        here = merge.rows.id("articles", number)
        if here is not None:
            (own,) = merge.db.execute("SELECT text_sha256 FROM articles WHERE id = ?", [here]).fetchone()
            if own == text:
                continue
            merge.list(f"The text of “{flatten(title)}” differs in the two files; both are kept as articles.")
            merge.rows.learn("articles", number, None)
        same = merge.db.execute("SELECT id, uid FROM articles WHERE text_sha256 = ?", [text]).fetchone()
        if same is not None:
            merge.rows.learn("articles", number, same[0])
            known = merge.db.execute("SELECT 1 FROM uid_aliases WHERE foreign_uid = ?", [uid]).fetchone()
            if same[1] != uid and known is None:
                merge.record.insert("uid_aliases", {"foreign_uid": uid, "local_uid": same[1]})
            continue
        if number not in numbers:
            merge.list(f"“{flatten(title)}” was deleted here and changed there; it is restored.")
        missing.append(number)
    return missing


def _articles_of_changes(merge: MergeContext) -> set[int]:
    """Return the articles there in which something has changed."""
    found: set[int] = set()
    annotations: set[int] = set()
    for name, key in merge.timeline.differing():
        table = catalogue()[name]
        article, annotation = table.column_of("articles"), table.column_of("annotations")
        row = merge.timeline.now(name, key) or merge.timeline.base(name, key) or {}
        if article:
            found.add(row.get(article, 0))
        elif annotation:
            annotations.add(row.get(annotation, 0))
    question = "SELECT article FROM annotations WHERE id IN (SELECT value FROM json_each(?))"
    found.update(number for (number,) in merge.there.execute(question, (json.dumps(sorted(annotations)),)))
    return found - {0}


def add_articles(merge: MergeContext, numbers: Iterable[int], runs: Runs) -> None:
    """Add articles there that are not here, with their analyses, files and metadata, but without annotations."""
    names = [*catalogue()["articles"].columns, "text"]
    logged = []
    for number in numbers:
        row = dict(
            zip(
                names,
                merge.there.execute(f"SELECT {column_list(names)} FROM articles WHERE id = ?", (number,)).fetchone(),
                strict=True,
            )
        )
        here = rows.next_id(merge.db, "articles")
        if merge.db.execute("SELECT 1 FROM articles WHERE uid = ?", [row["uid"]]).fetchone():
            row["uid"] = merge.record.new_uid("articles")
        row["id"] = here
        for column in ("added_by", "updated_by"):
            row[column] = merge.rows.renamed.get(row[column], row[column])
        rows.insert_values(merge.db, "articles", names, [tuple(row[name] for name in names)])
        merge.rows.learn("articles", number, here)
        text = row.pop("text")
        logged.append(Change("articles", (here,), None, row))
        _add_rest(merge, number, here, runs)
        del text
        merge.counts.articles += 1
        merge.counts.taken += 1
    merge.record.log(logged)


def _add_rest(merge: MergeContext, there: int, here: int, runs: Runs) -> None:
    """Add what belongs to a new article and is not in the history, which deleting the article deletes as well."""
    for table in catalogue().values():
        if table.info.role is not Role.OF_ARTICLE:
            continue
        article = table.column_of("articles")
        where = f"{article} = ?" if article else "run IN (SELECT id FROM runs WHERE article = ?)"
        names = list(table.columns)
        for values in merge.there.execute(
            f"SELECT {column_list(names)} FROM {table.name} WHERE {where} ORDER BY {column_list(table.key)}", (there,)
        ).fetchall():
            row = dict(zip(names, values, strict=True))
            if article:
                row[article] = here
            else:
                row["run"] = runs.id(row["run"])
            number = row.pop("id") if table.key == ("id",) else None
            rows.insert_values(merge.db, table.name, list(row), [tuple(row.values())])
            if table.name == "runs" and number is not None:
                (made,) = merge.db.execute("SELECT last_insert_rowid()").fetchone()
                runs.learn(number, made)
    sketch = merge.there.execute("SELECT sketch FROM sketches WHERE article = ?", (there,)).fetchone()
    if sketch is not None:
        link_sketches(merge.db, [(here, unpack(sketch[0]))])


def merge_articles(merge: MergeContext) -> None:
    """Merge the notes and other columns of articles that are here and there."""
    for key in merge.timeline.keys("articles"):
        theirs, base = merge.timeline.now("articles", key), merge.timeline.base("articles", key)
        here = merge.rows.id("articles", key[0])
        if theirs is None or here is None:
            continue
        mine = merge.record.row("articles", here)
        if base is None and mine["uid"] == theirs["uid"] and mine["updated_at"] == theirs["updated_at"]:
            # Just added.
            continue
        base = merge.base("articles", here, base, mine)
        author = merge.rows.renamed.get(theirs["updated_by"], theirs["updated_by"])
        outcome = merge_columns(base, theirs, mine, _COLUMNS, (author, mine["updated_by"]))
        merge.counts.joined += outcome.joined
        merge.counts.agreed += outcome.is_agreed
        for column in outcome.conflicts:
            merge.list(f"The {column} of “{flatten(mine['title'])}” was changed in both; yours stays.")
        if outcome.values:
            stamps = max((mine["updated_at"], mine["updated_by"]), (theirs["updated_at"], author))
            merge.record.update("articles", here, **outcome.values, **dict(zip(_STAMPS, stamps, strict=True)))
            merge.counts.taken += 1


def delete_articles(merge: MergeContext) -> None:
    """Delete articles here that were deleted there, unless something in them has changed here."""
    gone: list[int] = []
    changed = _changed_articles(merge)
    for key in merge.timeline.keys("articles"):
        base = merge.timeline.base("articles", key)
        if merge.timeline.now("articles", key) is not None or base is None:
            continue
        here = merge.rows.id("articles", key[0])
        if here is None:
            merge.counts.agreed += 1
        elif here in changed:
            merge.list(f"“{flatten(base['title'])}” was deleted there and changed here; it stays.")
        else:
            gone.append(here)
    if gone:
        merge.record.apply(removal_changes(merge.db, gone))
        merge.counts.taken += len(gone)


def _changed_articles(merge: MergeContext) -> set[int]:
    """Return the articles here in which something has changed since the common ancestor."""
    owners: set[int] = set()
    for name, key in merge.changed_here:
        table = catalogue()[name]
        for column, other in (("article", "articles"), ("annotation", "annotations")):
            if column in table.key:
                number = key[table.key.index(column)]
                owners.add(number if other == "articles" else _article_of(merge, number))
                break
        else:
            if name == "articles":
                owners.add(key[0])
            elif name == "annotations":
                owners.add(_article_of(merge, key[0]))
            elif column_ := table.column_of("annotations"):
                row = merge.db.execute(f"SELECT {column_} FROM {name} WHERE id = ?", [key[0]]).fetchone()
                owners.add(0 if row is None else _article_of(merge, row[0]))
    return owners - {0}


def _article_of(merge: MergeContext, annotation: int) -> int:
    row = merge.db.execute("SELECT article FROM annotations WHERE id = ?", [annotation]).fetchone()
    return 0 if row is None else int(row[0])


def deleted_there(merge: MergeContext) -> set[int]:
    """Return the articles here that were deleted there."""
    found = set()
    for key in merge.timeline.keys("articles"):
        if merge.timeline.now("articles", key) is None and merge.timeline.base("articles", key) is not None:
            here = merge.rows.id("articles", key[0])
            found |= set() if here is None else {here}
    return found
