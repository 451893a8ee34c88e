"""Putting articles into a workspace with the annotations that another program's file brings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import tag_colour
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.matching.minhash import Sketch
from glossator.store import rows
from glossator.store.connection import make_room
from glossator.store.history import Recorder
from glossator.store.history.removal import annotations_made
from glossator.store.ingest.articles import Stored, add_articles
from glossator.store.near_duplicates import keep_sketches
from glossator.store.operation import operation
from glossator.store.operations.tags import TagBook
from glossator.store.queries.codebook import understood
from glossator.text.anchor import Anchor

_COLUMNS: Final = (
    *("id", "uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note"),
    *("entity", "origin", "score", "analyst", "created_at", "updated_at"),
)
# As a plain text, since SQLite's driver looks for an adapter for anything else, each time.
_IMPORTED: Final = str(Origin.IMPORTED)


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation that a file brings, and its anchor in the article's text; None when it is about the whole of it."""

    one: AnnotationRecord
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class Added:
    """An article that is in the workspace now.

    Attributes:
        new: whether it was not there before.
        annotations: how many were added.
        known: how many stood there already, at the same place with the same label.
        labels: those of its annotations that the codebook did not have.
    """

    uid: str
    new: bool
    annotations: int
    known: int
    labels: tuple[str, ...] = ()


@operation("article.add_annotated", "add annotated article")
def add_annotated(record: Recorder, arrival: ImportRecord, placed: Sequence[Placed]) -> Added:
    """Store an article, unless its text is there already, and those of its annotations that are not.

    Names that this program gave before are kept where they are free. The note of an article that has one stays.

    Args:
        record: of the act.
        arrival: what the file brings.
        placed: its annotations with their anchors, in the order of the text.
    """
    return add_all_annotated(record, [(arrival, placed)])[0]


@operation("articles.add_annotated", "add annotated articles")
def add_all_annotated(
    record: Recorder,
    arrivals: Sequence[tuple[ImportRecord, Sequence[Placed]]],
    sketches: Sequence[Sketch] | None = None,
) -> list[Added]:
    """Store several articles in one act, and return for each what `add_annotated` does.

    Where the sketch of each is given, the new ones are linked with those that they are like.
    """
    make_room(record.db)
    coming = [arrival for arrival, _ in arrivals]
    stored = add_articles(
        record, [one.draft for one in coming], [one.uid for one in coming], [one.note for one in coming]
    )
    names = CodebookLookup(record)
    for one, (arrival, _) in zip(stored, arrivals, strict=True):
        _say_of_article(record, one, arrival, names)
    fresh = _fresh(record, stored, [placed for _, placed in arrivals])
    # What comes with a new article is known by the article; the history tells only of what others get.
    for told in (False, True):
        _insert(
            record,
            [(one.id, each) for one, new in zip(stored, fresh, strict=True) if one.new is not told for each in new],
            names,
            told=told,
        )
    if sketches is not None:
        keep_sketches(record, [(one.id, of) for one, of in zip(stored, sketches, strict=True) if one.new])
    return [
        Added(one.uid, one.new, len(new), len(placed) - len(new), names.made_among(new))
        for one, (_, placed), new in zip(stored, arrivals, fresh, strict=True)
    ]


def _say_of_article(record: Recorder, stored: Stored, arrival: ImportRecord, names: "CodebookLookup") -> None:
    """Give an article the tags that a file brings, and one that was there before the note where it has none."""
    tags = list(dict.fromkeys(names.tag(path) for path in arrival.tags))
    if stored.new:
        rows.insert_values(record.db, "article_tags", ("article", "tag"), [(stored.id, tag) for tag in tags])
        return
    if tags:
        found = record.db.execute("SELECT tag FROM article_tags WHERE article = ?", [stored.id]).fetchall()
        here = {tag for (tag,) in found}
        record.insert_all("article_tags", [{"article": stored.id, "tag": tag} for tag in tags if tag not in here])
    if arrival.note and not record.row("articles", stored.id)["note"]:
        record.update("articles", stored.id, note=arrival.note)


def _insert(record: Recorder, fresh: Sequence[tuple[int, Placed]], names: "CodebookLookup", *, told: bool) -> None:
    """Add annotations, each with the id of its article; where they are `told`, the history says which."""
    taken = _taken(record, [each.one.uid for _, each in fresh if each.one.uid])
    uids = record.new_uids("annotations")
    first = rows.next_id(record.db, "annotations")
    added: list[tuple[Any, ...]] = []
    tagged: list[tuple[int, int]] = []
    for number, (article, each) in enumerate(fresh, start=first):
        uid = each.one.uid if each.one.uid and each.one.uid not in taken else next(uids)
        taken.add(uid)
        added.append((number, uid, article, *_values(record, each, names)))
        if each.one.tags:
            tagged += [(number, tag) for tag in sorted({names.tag(path) for path in each.one.tags})]
    rows.insert_values(record.db, "annotations", _COLUMNS, added)
    rows.insert_values(record.db, "annotation_tags", ("annotation", "tag"), tagged)
    if told:
        record.note(annotations_made(record.db, [row[0] for row in added]))


class CodebookLookup:
    """Finds tags, labels and entities by name, and makes those that are not there.

    Attributes:
        made_labels: the labels that it made, in their order.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._tags: dict[str, int] = {}
        self._labels = {name: label or name for name, label in understood(record.db).items()}
        self._entities: dict[str, int] = {}
        self.made_labels: list[str] = []

    def made_among(self, placed: Sequence[Placed]) -> tuple[str, ...]:
        """Return those of the labels that were made here which some annotations have."""
        used = {each.one.label for each in placed} if self.made_labels else set()
        return tuple(label for label in self.made_labels if label in used)

    def tag(self, path: str) -> int:
        """Return the id of the tag at `path`."""
        if path not in self._tags:
            self._tags[path] = self._book.find_or_make(path)
        return self._tags[path]

    @cached_property
    def _book(self) -> TagBook:
        return TagBook(self._record)

    def known_label(self, name: str) -> str:
        """Return what the label `name` is called here, or `name` where there is none; nothing is made."""
        return self._labels.get(name, name)

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
            self.made_labels.append(name)
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


def _fresh(record: Recorder, stored: Sequence[Stored], placed: Sequence[Sequence[Placed]]) -> list[list[Placed]]:
    """Return for each article the annotations that do not stand in it yet, nor come twice."""
    question = "SELECT start, \"end\", label, iif(start IS NULL, note, '') FROM annotations WHERE article = ?"
    seen: dict[int, set[tuple[object, ...]]] = {}
    found = []
    for one, those in zip(stored, placed, strict=True):
        if one.id not in seen:
            seen[one.id] = set() if one.new else set(record.db.execute(question, [one.id]).fetchall())
        there, fresh = seen[one.id], []
        for each in those:
            place = _place(each)
            if place not in there:
                there.add(place)
                fresh.append(each)
        found.append(fresh)
    return found


def _place(each: Placed) -> tuple[object, ...]:
    """Return what tells an annotation from the others of its article."""
    if each.anchor is None:
        return None, None, each.one.label, each.one.note
    return each.anchor.span.start, each.anchor.span.end, each.one.label, ""


def _taken(record: Recorder, uids: Sequence[str]) -> set[str]:
    """Return those of the uids that annotations have already."""
    if not uids:
        return set()
    found = record.db.execute(
        "SELECT uid FROM annotations WHERE uid IN (SELECT value FROM json_each(?))", [json.dumps(uids)]
    )
    return {str(uid) for (uid,) in found.fetchall()}


def _values(record: Recorder, each: Placed, names: CodebookLookup) -> tuple[object, ...]:
    """Return what an annotation has in the columns after its id, uid and article."""
    one, anchor = each.one, each.anchor
    label = names.label(one.label) if one.label else None
    # Somebody decided on what this program wrote; of another's, whoever brings it in does.
    analyst = one.analyst or ("" if one.uid or one.status is Status.SUGGESTED else record.analyst)
    return (
        *((anchor.span.start, anchor.span.end) if anchor else (None, None)),
        *((anchor.quote, anchor.prefix, anchor.suffix, anchor.paragraph) if anchor else ("", "", "", None)),
        *(label, str(one.status), one.note, names.entity(one.entity, label) if one.entity else None, _IMPORTED),
        *(one.score, analyst, one.created_at or record.at, one.updated_at or record.at),
    )
