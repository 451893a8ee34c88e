"""What a merge changed in each article, from the entries that it added to the history."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from glossator.domain.merge_report import ArticleChanges
from glossator.store.history.changeset import parse_entry

# Tables whose rows are of the annotation or article that their key begins with.
_OF_ANNOTATION: Final = frozenset(("annotations", "annotation_tags", "adjudications", "carried_over"))
_OF_ARTICLE: Final = frozenset(("articles", "article_tags", "archived_articles", "article_versions"))


@dataclass(frozen=True, slots=True)
class MergeStart:
    """How far history and articles had come before a merge, and which annotations were disputed."""

    entry: int
    article: int
    disputed: frozenset[int]

    @classmethod
    def now(cls, connection: sqlite3.Connection) -> "MergeStart":
        """Return the present state."""
        (entry,) = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
        (article,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        return cls(entry, article, disputed(connection))


def disputed(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the ids of the disputed annotations."""
    return frozenset(number for (number,) in connection.execute("SELECT annotation FROM disputes").fetchall())


def changes_by_article(connection: sqlite3.Connection, start: MergeStart) -> tuple[ArticleChanges, ...]:
    """Return what changed since `start`, for each article that changed, those with most disputes first."""
    annotations, articles = set[int](), set[int]()
    rows = connection.execute(
        "SELECT id, batch, subject, before, after FROM history WHERE id > ? ORDER BY id", (start.entry,)
    )
    for number, batch, subject, before, after in rows.fetchall():
        entry = parse_entry({"id": number, "batch": batch, "subject": subject, "before": before, "after": after})
        if entry.table in _OF_ANNOTATION:
            annotations.update(key[0] for key in entry.keys)
        elif entry.table in _OF_ARTICLE:
            articles.update(key[0] for key in entry.keys)
        elif entry.table == "verdicts":
            annotations.update(side["annotation"] for side in (entry.before, entry.after) if side)
    changed: defaultdict[int, int] = defaultdict(int)
    disputes: defaultdict[int, int] = defaultdict(int)
    new_disputes = disputed(connection) - start.disputed
    for number, article in connection.execute(
        "SELECT id, article FROM annotations WHERE id IN (SELECT value FROM json_each(?)) OR article > ?",
        (json.dumps([*annotations, *new_disputes]), start.article),
    ):
        changed[article] += 1
        disputes[article] += number in new_disputes
    listed = [
        ArticleChanges(uid, title, changed[article], disputes[article], is_added=article > start.article)
        for article, uid, title in connection.execute("SELECT id, uid, title FROM articles ORDER BY id")
        if changed[article] or article in articles or article > start.article
    ]
    return tuple(sorted(listed, key=lambda one: -one.disputed))
