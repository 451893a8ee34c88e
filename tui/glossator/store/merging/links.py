"""Merging what links or marks other rows: tags, aliases, former labels, versions, orphans and the archive.

Such a row is there or not, and is recognised by what it is about. What one side added is added, and what it removed is
removed, unless the other side needs it.
"""

from collections.abc import Collection
from typing import Any, Final

from glossator.domain.codebook import folded_name
from glossator.store.merging.articles import deleted_there
from glossator.store.merging.codebook import adopt
from glossator.store.merging.context import MergeContext
from glossator.store.merging.row_map import Unmapped
from glossator.store.rows import Row
from glossator.store.schema.catalogue import recorded

_KNOWN_BY: Final = {
    "article_tags": ("article", "tag"),
    "annotation_tags": ("annotation", "tag"),
    "aliases": ("entity", "alias"),
    "former_labels": ("name",),
    "assignments": ("article", "analyst"),
    "archived_articles": ("article",),
    "article_versions": ("article",),
    "orphans": ("article", "annotation"),
    "carried_over": ("annotation",),
    "uid_aliases": ("foreign_uid",),
}
"""The columns by which rows are recognised, by table, in the order in which they are merged."""


def merge_links(merge: MergeContext, new_articles: Collection[int]) -> None:
    """Merge all rows of these tables that changed there, and those of new articles."""
    gone = deleted_there(merge)
    for table in _KNOWN_BY:
        seen: set[tuple[int, ...]] = set()
        new: dict[tuple[int, ...], Row] = {}
        for key in merge.timeline.keys(table):
            seen.add(key)
            _merge_row(merge, table, merge.timeline.base(table, key), merge.timeline.now(table, key), gone, new)
        if "article" in _KNOWN_BY[table]:
            for row in merge.timeline.rows(table, "article", sorted(new_articles)):
                if tuple(row[name] for name in recorded()[table].key) not in seen:
                    _merge_row(merge, table, None, row, gone, new)
        merge.record.insert_all(table, list(new.values()))
        merge.counts.taken += len(new)


def _merge_row(
    merge: MergeContext,
    table: str,
    base: Row | None,
    theirs: Row | None,
    gone: Collection[int],
    new: dict[tuple[int, ...], Row],
) -> None:
    """Merge a row; a new one that only links others is added to `new`, which are inserted together."""
    try:
        row = _translated(merge, table, theirs or base)
    except Unmapped:
        return
    if row is None:
        return
    if table == "uid_aliases" and _is_here(merge, row["foreign_uid"]):
        return
    mine = _find(merge, table, row)
    if theirs is None:
        if base is not None and mine is not None and not _is_kept(merge, table, base, row, gone):
            merge.record.delete(table, *(mine[name] for name in recorded()[table].key))
            merge.counts.taken += 1
        return
    if mine is None:
        if recorded()[table].is_link and (base is None or theirs != base):
            new[tuple(row[name] for name in recorded()[table].key)] = row
        elif base is None or theirs != base:
            _insert(merge, table, row)
        return
    same = all(mine[name] == value for name, value in row.items())
    merge.counts.agreed += same and base is None
    if not same and base is not None and theirs != base:
        was = _translated(merge, table, base)
        if was is not None and all(mine[name] == value for name, value in was.items()):
            changes = {name: value for name, value in row.items() if name not in recorded()[table].key}
            merge.record.update(table, *(mine[name] for name in recorded()[table].key), **changes)
            merge.counts.taken += 1


def _translated(merge: MergeContext, table: str, row: Row | None) -> Row | None:
    """Return a row there as it would be here; missing tags and entities are added."""
    if row is None:
        return None
    for column, other in (("tag", "tags"), ("entity", "entities")):
        if column in row and column in recorded()[table].references:
            adopt(merge, other, row[column])
    made = merge.rows.row(table, row)
    if made is not None and table == "uid_aliases":
        made["local_uid"] = merge.rows.uid(made["local_uid"])
    return made


def _find(merge: MergeContext, table: str, row: Row) -> Row | None:
    names = _KNOWN_BY[table]
    where = " AND ".join(f'"{name}" = ?' for name in names)
    found = merge.db.query(f"SELECT * FROM {table} WHERE {where}", [row[name] for name in names])
    return next(iter([*found]), None)


def _is_kept(merge: MergeContext, table: str, base: Row, row: Row, gone: Collection[int]) -> bool:
    """Return whether a row that was removed there with what it is about stays here, because that stays."""
    if table in ("annotation_tags", "carried_over", "orphans"):
        return merge.there.execute("SELECT 1 FROM annotations WHERE id = ?", (base["annotation"],)).fetchone() is None
    if table in ("article_tags", "archived_articles", "article_versions"):
        return row["article"] in gone
    return False


def _insert(merge: MergeContext, table: str, row: Row) -> None:
    if table == "former_labels":
        labels = merge.db.execute("SELECT name FROM labels").fetchall()
        if any(folded_name(name) == folded_name(row["name"]) for (name,) in labels):
            return
    if table == "article_versions":
        taken = _one(merge, "SELECT article FROM article_versions WHERE supersedes = ?", row["supersedes"])
        if taken is not None or row["article"] == row["supersedes"] or _is_older(merge, row):
            title = _one(merge, "SELECT title FROM articles WHERE id = ?", row["supersedes"])
            merge.list(f"Both have a newer version of “{title}”; both stay, and only yours is linked to it.")
            return
    merge.record.insert(table, row)
    merge.counts.taken += 1


def _is_older(merge: MergeContext, row: Row) -> bool:
    """Return whether an article is an older version of the one that it is to supersede."""
    older = row["supersedes"]
    while older is not None:
        if older == row["article"]:
            return True
        older = _one(merge, "SELECT supersedes FROM article_versions WHERE article = ?", older)
    return False


def _is_here(merge: MergeContext, uid: str) -> bool:
    tables = ("articles", "annotations", "tags", "entities", "labels")
    return any(_one(merge, f"SELECT 1 FROM {table} WHERE uid = ?", uid) for table in tables)


def _one(merge: MergeContext, question: str, *values: Any) -> Any:
    found = merge.db.execute(question, list(values)).fetchone()
    return None if found is None else found[0]
