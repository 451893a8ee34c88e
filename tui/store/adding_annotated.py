"""Putting articles into a workspace with the annotations that another program's file brings."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tui.model.anchor import Anchor
from tui.model.annotation import Origin, Status
from tui.model.arrival import Arrival, ArrivedAnnotation
from tui.model.codebook import tag_colour
from tui.store import rows
from tui.store.acts.tags import add_tag
from tui.store.adding import add_article
from tui.store.codebook import find_tag, understood
from tui.store.connecting import make_room
from tui.store.history import Recorder

_COLUMNS: Final = (
    *("id", "uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note"),
    *("entity", "origin", "score", "analyst", "created_at", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation that a file brings, and its anchor in the article's text; None when it is about the whole of it."""

    one: ArrivedAnnotation
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class Added:
    """An article that is in the workspace now.

    Attributes:
        new: whether it was not there before.
        annotations: how many were added.
        known: how many stood there already, at the same place with the same label.
    """

    uid: str
    new: bool
    annotations: int
    known: int


def add_annotated(record: Recorder, arrival: Arrival, placed: Sequence[Placed], source: str) -> Added:
    """Store an article, unless its text is there already, and those of its annotations that are not.

    Names that this program gave before are kept where they are free. The note of an article that has one stays.

    Args:
        record: of the act.
        arrival: what the file brings.
        placed: its annotations with their anchors, in the order of the text.
        source: the file, for the history.
    """
    uid, new = add_article(record, arrival.draft, arrival.uid)
    ((article, note),) = record.db.execute("SELECT id, note FROM articles WHERE uid = ?", [uid]).fetchall()
    names = Named(record)
    record.db.conn.executemany(
        "INSERT INTO article_tags VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(article, names.tag(path)) for path in arrival.tags],
    )
    if arrival.note and not note:
        record.db.execute("UPDATE articles SET note = ? WHERE id = ?", [arrival.note, article])
    fresh = list(enumerate(_fresh(record, article, placed), start=rows.next_id(record.db, "annotations")))
    taken = _taken(record, [each.one.uid for _, each in fresh])
    added = [(number, *_row(record, article, each, names, taken)) for number, each in fresh]
    rows.insert(record.db, "annotations", [dict(zip(_COLUMNS, row, strict=True)) for row in added])
    record.db.conn.executemany(
        "INSERT INTO annotation_tags VALUES (?, ?)",
        [(number, tag) for number, each in fresh for tag in sorted({names.tag(path) for path in each.one.tags})],
    )
    if fresh:
        record.trace(
            f"articles:{article}", {"uid": uid, "title": arrival.draft.title, "from": source, "annotations": len(fresh)}
        )
    return Added(uid, new, len(fresh), len(placed) - len(fresh))


def add_all_annotated(
    record: Recorder, arrivals: Sequence[tuple[Arrival, Sequence[Placed]]], source: str
) -> list[Added]:
    """Store several articles in one act, and return for each what `add_annotated` does."""
    record.act = add_annotated.__name__
    make_room(record.db)
    return [add_annotated(record, arrival, placed, source) for arrival, placed in arrivals]


class Named:
    """Finds tags, labels and entities by name, and makes those that are not there."""

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._tags: dict[str, int] = {}
        self._labels = {name: label or name for name, label in understood(record.db).items()}
        self._entities: dict[str, int] = {}

    def tag(self, path: str) -> int:
        """Return the id of the tag at `path`."""
        if path not in self._tags:
            found = find_tag(self._record.db, path)
            self._tags[path] = int(found["id"]) if found else add_tag(self._record, path)
        return self._tags[path]

    def label(self, name: str) -> str:
        """Return what the label `name` is called here."""
        if name not in self._labels:
            self._record.insert(
                "labels",
                {
                    "uid": self._record.new_uid("labels"),
                    "name": name,
                    "colour": tag_colour(name),
                    "key": "",
                    "description": "",
                },
            )
            self._labels[name] = name
        return self._labels[name]

    def entity(self, name: str, label: str | None) -> int:
        """Return the id of the entity of that name, of that label where there are several."""
        if name not in self._entities:
            found = self._record.db.execute(
                "SELECT id FROM entities WHERE name = ? ORDER BY label IS NOT ?, id LIMIT 1", [name, label]
            ).fetchone()
            self._entities[name] = (
                int(found[0])
                if found
                else self._record.insert(
                    "entities",
                    {
                        "uid": self._record.new_uid("entities"),
                        "name": name,
                        "label": label,
                        "note": "",
                        "reference": "",
                    },
                )
            )
        return self._entities[name]


def _fresh(record: Recorder, article: int, placed: Iterable[Placed]) -> Iterator[Placed]:
    """Yield those that do not stand in the article yet, nor come twice."""
    question = "SELECT start, \"end\", label, iif(start IS NULL, note, '') FROM annotations WHERE article = ?"
    seen = set(record.db.execute(question, [article]).fetchall())
    for each in placed:
        span = each.anchor.span if each.anchor else None
        place = (span.start, span.end, each.one.label, "") if span else (None, None, each.one.label, each.one.note)
        if place not in seen:
            seen.add(place)
            yield each


def _taken(record: Recorder, uids: Sequence[str]) -> set[str]:
    """Return those of the uids that annotations have already."""
    found = record.db.execute(
        "SELECT uid FROM annotations WHERE uid IN (SELECT value FROM json_each(?))", [json.dumps(uids)]
    )
    return {str(uid) for (uid,) in found.fetchall()}


def _row(record: Recorder, article: int, each: Placed, names: Named, taken: set[str]) -> tuple[object, ...]:
    one, anchor = each.one, each.anchor
    uid = one.uid if one.uid and one.uid not in taken else record.new_uid("annotations")
    taken.add(uid)
    label = names.label(one.label) if one.label else None
    # Somebody decided on what this program wrote; of another's, whoever brings it in does.
    analyst = one.analyst or ("" if one.uid or one.status is Status.SUGGESTED else record.analyst)
    return (
        *(uid, article),
        *((anchor.span.start, anchor.span.end) if anchor else (None, None)),
        *((anchor.quote, anchor.prefix, anchor.suffix, anchor.paragraph) if anchor else ("", "", "", None)),
        *(label, one.status, one.note, names.entity(one.entity, label) if one.entity else None, Origin.IMPORTED),
        *(one.score, analyst, one.created_at or record.at, one.updated_at or record.at),
    )
