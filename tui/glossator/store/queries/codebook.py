"""The codebook: its labels and tags with what they are used for, and finding one by what was typed."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.code_colours import tree_order
from glossator.domain.codebook import SEPARATOR, Label, Tag, folded_name, tag_path
from glossator.store.queries import records
from glossator.store.queries.visibility import stands

if TYPE_CHECKING:
    from sqlite_utils import Database


_WANTED: Final = (
    "WITH wanted AS (SELECT json_extract(value, '$[0]') AS name, json_extract(value, '$[1]') AS tag FROM json_each(?))"
)
_TAGGED: Final = "wanted JOIN annotation_tags USING (tag) JOIN annotations ON id = annotation AND status <> 'rejected'"
_ANNOTATIONS: Final = f"SELECT name, count(DISTINCT annotation) FROM {_TAGGED} WHERE {stands('article')}"
_ARTICLES: Final = (
    f"SELECT name, count(*) FROM (SELECT name, article FROM {_TAGGED} "
    "UNION SELECT name, article FROM wanted JOIN article_tags USING (tag)) "
    f"WHERE {stands('article')}"
)


@dataclass(frozen=True, slots=True)
class Uses:
    """How many annotations have something, but for rejected ones, and in how many articles it is, or of the whole."""

    annotations: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class LabelInUse:
    """A label, how many annotations that were not rejected have it in how many articles, and how many are accepted."""

    label: Label
    uid: str
    annotations: int
    articles: int
    accepted: int


@dataclass(frozen=True, slots=True)
class TagInUse:
    """A place in the tree of tags.

    Attributes:
        path: such as actors/state.
        tag: the tag there; None where there are only tags below.
        own: what has this tag.
        all: what has this tag or one below it.
    """

    path: str
    tag: Tag | None
    own: Uses
    all: Uses


@dataclass(frozen=True, slots=True)
class Codebook:
    """All labels in the order they were made, and the tree of tags, each before those below it."""

    labels: tuple[LabelInUse, ...]
    tags: tuple[TagInUse, ...]


def codebook(connection: sqlite3.Connection) -> Codebook:
    """Return the codebook with what it is used for in what was not put away."""
    return Codebook(tuple(_labels(connection)), tuple(_tags(connection)))


def _labels(connection: sqlite3.Connection) -> list[LabelInUse]:
    uses = {
        name: counts
        for name, *counts in connection.execute(
            "SELECT label, count(*), count(DISTINCT article), sum(status = 'accepted') "
            f"FROM annotations WHERE status <> 'rejected' AND {stands('article')} GROUP BY label"
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
        TagInUse(paths[name], by_name.get(name), own.get(name, Uses()), whole.get(name, own.get(name, Uses())))
        for name in sorted(within, key=lambda name: tree_order(paths[name]))
    ]


def _uses(connection: sqlite3.Connection, tags: dict[str, list[int]]) -> dict[str, Uses]:
    """Return for each name what has at least one of its tags."""
    pairs = json.dumps([(name, tag) for name, ids in tags.items() for tag in ids])
    annotations, articles = (
        dict(connection.execute(f"{_WANTED} {question} GROUP BY name", (pairs,)).fetchall())
        for question in (_ANNOTATIONS, _ARTICLES)
    )
    return {name: Uses(annotations.get(name, 0), articles.get(name, 0)) for name in tags}


def find_tag(db: "Database", typed: str) -> dict[str, Any] | None:
    """Return the row of the tag that `typed` means, whatever its case and spaces; None when there is none.

    Raises:
        BadTag: when `typed` cannot be a tag.
    """
    wanted = folded_name(tag_path(typed))
    return next((row for row in db.query("SELECT * FROM tags") if folded_name(row["path"]) == wanted), None)


def find_label(db: "Database", typed: str) -> dict[str, Any] | None:
    """Return the row of the label that `typed` means, whatever its case and spaces; None when there is none."""
    wanted = folded_name(typed)
    return next((row for row in db.query("SELECT * FROM labels") if folded_name(row["name"]) == wanted), None)


def understood(db: "Database") -> dict[str, str | None]:
    """Return for each name that a machine may still use the label that is meant; None for labels that are archived."""
    now = {
        str(name): None if archived else str(name)
        for name, archived in db.execute("SELECT name, archived FROM labels").fetchall()
    }
    former = db.execute("SELECT name, label FROM former_labels").fetchall()
    return {**{name: now[label] for name, label in former}, **now}
