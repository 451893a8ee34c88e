"""The codebook: its labels and tags with how often they are used, and looking one up by name."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.code_colours import tree_order
from glossator.domain.codebook import SEPARATOR, Label, Tag, folded_name, tag_path
from glossator.store.queries import records
from glossator.store.queries.visibility import is_active

if TYPE_CHECKING:
    from sqlite_utils import Database


_WANTED: Final = (
    "WITH wanted AS (SELECT json_extract(value, '$[0]') AS name, json_extract(value, '$[1]') AS tag FROM json_each(?))"
)
_TAGGED: Final = "wanted JOIN annotation_tags USING (tag) JOIN annotations ON id = annotation AND status <> 'rejected'"
_ANNOTATIONS: Final = f"SELECT name, count(DISTINCT annotation) FROM {_TAGGED} WHERE {is_active('article')}"
_ARTICLES: Final = (
    f"SELECT name, count(*) FROM (SELECT name, article FROM {_TAGGED} "
    "UNION SELECT name, article FROM wanted JOIN article_tags USING (tag)) "
    f"WHERE {is_active('article')}"
)


@dataclass(frozen=True, slots=True)
class UseCount:
    """The numbers of annotations with a tag that are not rejected, and of articles with it."""

    annotations: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class LabelInUse:
    """A label with the numbers of its annotations that are not rejected, their articles, and accepted ones."""

    label: Label
    uid: str
    annotations: int
    articles: int
    accepted: int


@dataclass(frozen=True, slots=True)
class TagInUse:
    """A node in the tree of tags.

    Attributes:
        path: such as actors/state.
        tag: None where there are only tags below.
        own: the use of this tag.
        all: the use of this tag and those below it.
    """

    path: str
    tag: Tag | None
    own: UseCount
    all: UseCount


@dataclass(frozen=True, slots=True)
class Codebook:
    """All labels in the order of their creation, and the tree of tags, each before those below it."""

    labels: tuple[LabelInUse, ...]
    tags: tuple[TagInUse, ...]


def codebook(connection: sqlite3.Connection) -> Codebook:
    """Return the codebook with its use in active articles."""
    return Codebook(tuple(_labels(connection)), tuple(_tags(connection)))


def _labels(connection: sqlite3.Connection) -> list[LabelInUse]:
    uses = {
        name: counts
        for name, *counts in connection.execute(
            "SELECT label, count(*), count(DISTINCT article), sum(status = 'accepted') "
            f"FROM annotations WHERE status <> 'rejected' AND {is_active('article')} GROUP BY label"
        ).fetchall()
    }
    uids = dict(connection.execute("SELECT name, uid FROM labels").fetchall())
    return [
        LabelInUse(label, uids[label.name], *uses.get(label.name, (0, 0, 0))) for label in records.labels(connection)
    ]


def _tags(connection: sqlite3.Connection) -> list[TagInUse]:
    tags = records.tags(connection)
    within: defaultdict[str, list[int]] = defaultdict(list)
    paths: dict[str, str] = {}
    for tag in tags:
        parts = tag.path.split(SEPARATOR)
        for depth in range(1, len(parts) + 1):
            path = SEPARATOR.join(parts[:depth])
            within[folded_name(path)].append(tag.id)
            paths.setdefault(folded_name(path), path)
    by_name = {folded_name(tag.path): tag for tag in tags}
    paths |= {name: tag.path for name, tag in by_name.items()}
    own = _uses(connection, {name: [tag.id] for name, tag in by_name.items()})
    whole = _uses(
        connection, {name: ids for name, ids in within.items() if ids != [getattr(by_name.get(name), "id", 0)]}
    )
    return [
        TagInUse(paths[name], by_name.get(name), own.get(name, UseCount()), whole.get(name, own.get(name, UseCount())))
        for name in sorted(within, key=lambda name: tree_order(paths[name]))
    ]


def _uses(connection: sqlite3.Connection, tags: dict[str, list[int]]) -> dict[str, UseCount]:
    """Return the use of each name, which stands for several tags."""
    pairs = json.dumps([(name, tag) for name, ids in tags.items() for tag in ids])
    annotations, articles = (
        dict(connection.execute(f"{_WANTED} {question} GROUP BY name", (pairs,)).fetchall())
        for question in (_ANNOTATIONS, _ARTICLES)
    )
    return {name: UseCount(annotations.get(name, 0), articles.get(name, 0)) for name in tags}


def find_tag(db: "Database", typed: str) -> dict[str, Any] | None:
    """Return the row of the tag `typed`, without regard to case and spaces; None when there is none.

    Raises:
        BadTag: when `typed` is not valid.
    """
    wanted = folded_name(tag_path(typed))
    return next((row for row in db.query("SELECT * FROM tags") if folded_name(row["path"]) == wanted), None)


def find_label(db: "Database", typed: str) -> dict[str, Any] | None:
    """Return the row of the label `typed`, without regard to case and spaces; None when there is none."""
    wanted = folded_name(typed)
    return next((row for row in db.query("SELECT * FROM labels") if folded_name(row["name"]) == wanted), None)


def current_labels(db: "sqlite3.Connection | Database", /) -> dict[str, str | None]:
    """Return the current label of each current or former name; None for archived labels."""
    now = {
        str(name): None if archived else str(name)
        for name, archived in db.execute("SELECT name, archived FROM labels").fetchall()
    }
    former = db.execute("SELECT name, label FROM former_labels").fetchall()
    return {**{name: now[label] for name, label in former}, **now}
