"""Storing articles with their annotations from a file of this or another program."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import folded_name, tag_colour
from glossator.domain.import_record import AnnotationRecord, ImportRecord
from glossator.matching.minhash import Sketch
from glossator.store import rows
from glossator.store.connection import enlarge_cache
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.history.removal import creation_changes
from glossator.store.ingest.articles import StoredArticle, add_articles, store_sketches
from glossator.store.operations.labels import adopt_spelling
from glossator.store.operations.tags import TagBook
from glossator.store.queries.codebook import current_labels
from glossator.text.anchor import Anchor

_COLUMNS: Final = (
    *("id", "uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note"),
    *("entity", "origin", "score", "analyst", "created_at", "updated_at"),
)
# A plain string, as the driver looks for an adapter for each value of any other type.
_IMPORTED: Final = str(Origin.IMPORTED)


@dataclass(frozen=True, slots=True)
class AnchoredAnnotation:
    """An annotation of a file, and its anchor in the article's text; None when it is about the whole article."""

    one: AnnotationRecord
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """An article that was stored.

    Attributes:
        new: whether it was not in the workspace before.
        annotations: the number of annotations added.
        known: the number of annotations that were there, with the same span and label.
        agreeing, differing: the numbers of annotations of other analysts that were not added, because one with the same
            span and label is there, with the same decision or another.
        labels: the labels of its annotations that were added to the codebook.
    """

    uid: str
    new: bool
    annotations: int
    known: int
    agreeing: int = 0
    differing: int = 0
    labels: tuple[str, ...] = ()


@operation("article.add_annotated", "add annotated article")
def add_annotated_article(
    record: Recorder, arrival: ImportRecord, placed: Sequence[AnchoredAnnotation]
) -> AddedArticle:
    """Store an article, unless its text is in the workspace, and its annotations that are new.

    Uids are kept where they are free. An existing article keeps its note.

    Args:
        record: the recorder.
        arrival: the article of the file.
        placed: its annotations with their anchors, in the order of the text.
    """
    return add_annotated_articles(record, [(arrival, placed)])[0]


@operation("articles.add_annotated", "add annotated articles")
def add_annotated_articles(
    record: Recorder,
    arrivals: Sequence[tuple[ImportRecord, Sequence[AnchoredAnnotation]]],
    sketches: Sequence[Sketch] | None = None,
) -> list[AddedArticle]:
    """Do as `add_annotated_article` with several articles; with their sketches, link new ones with near-duplicates."""
    enlarge_cache(record.db)
    coming = [arrival for arrival, _ in arrivals]
    stored = add_articles(
        record, [one.draft for one in coming], [one.uid for one in coming], [one.note for one in coming]
    )
    names = CodebookLookup(record)
    for one, (arrival, _) in zip(stored, arrivals, strict=True):
        _tag_article(record, one, arrival, names)
    compared = _compared(record, stored, [placed for _, placed in arrivals], names)
    fresh = [each.new for each in compared]
    # Annotations of new articles have no entries in the history, as the article leads to them.
    for logged in (False, True):
        _insert(
            record,
            [(one.id, each) for one, new in zip(stored, fresh, strict=True) if one.new is not logged for each in new],
            names,
            logged=logged,
        )
    if sketches is not None:
        store_sketches(record, [(one.id, of) for one, of in zip(stored, sketches, strict=True) if one.new])
    return [
        AddedArticle(one.uid, one.new, len(of.new), of.known, of.agreeing, of.differing, names.made_among(of.new))
        for one, of in zip(stored, compared, strict=True)
    ]


def _tag_article(record: Recorder, stored: StoredArticle, arrival: ImportRecord, names: "CodebookLookup") -> None:
    """Add the tags of a file to an article, and its note to an existing article without one."""
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


def _insert(
    record: Recorder, fresh: Sequence[tuple[int, AnchoredAnnotation]], names: "CodebookLookup", *, logged: bool
) -> None:
    """Insert annotations, each with the id of its article; with `logged`, the history has entries of them."""
    taken = _taken_uids(record, [each.one.uid for _, each in fresh if each.one.uid])
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
    if logged:
        record.log(creation_changes(record.db, [row[0] for row in added]))


class CodebookLookup:
    """Finds tags, labels and entities by name, and creates missing ones.

    Attributes:
        made_labels: the labels that were created, in order.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._tags: dict[str, int] = {}
        self._labels = {name: label or name for name, label in current_labels(record.db).items()}
        # The first of those that differ only in case.
        self._folded: dict[str, str] = {}
        for name, label in self._labels.items():
            self._folded.setdefault(folded_name(name), label)
        self._entities: dict[str, int] = {}
        self.made_labels: list[str] = []

    def made_among(self, placed: Sequence[AnchoredAnnotation]) -> tuple[str, ...]:
        """Return the created labels that annotations have."""
        used = {self.known_label(each.one.label) for each in placed if each.one.label} if self.made_labels else set()
        return tuple(label for label in self.made_labels if label in used)

    def tag(self, path: str) -> int:
        """Return the id of the tag `path`, created if necessary."""
        if path not in self._tags:
            self._tags[path] = self._book.find_or_make(path)
        return self._tags[path]

    @cached_property
    def _book(self) -> TagBook:
        return TagBook(self._record)

    def known_label(self, name: str) -> str:
        """Return the current name of the label `name`, or `name` where there is none; nothing is created.

        A label that differs only in case, spaces or Unicode composition is the same, and its stored name counts; except
        that a label that nothing uses yet may be spelt as `name`.
        """
        if name not in self._labels:
            stored = self._folded.get(folded_name(name))
            if stored is None:
                return name
            if adopt_spelling(self._record, name):
                for each in [each for each, label in self._labels.items() if label == stored]:
                    self._labels[each] = name
                stored = self._folded[folded_name(name)] = name
            self._labels[name] = stored
        return self._labels[name]

    def label(self, name: str) -> str:
        """Return the current name of the label `name`, created if necessary."""
        current = self.known_label(name)
        if current not in self._labels:
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
            self._labels[name] = self._folded[folded_name(name)] = name
            self.made_labels.append(name)
        return current

    def entity(self, name: str, label: str | None) -> int:
        """Return the id of the entity `name`, preferably with `label`, created if necessary."""
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


@dataclass(slots=True)
class _Compared:
    """The annotations of an article in a file, compared with those that are there: new ones, and numbers of others."""

    new: list[AnchoredAnnotation] = field(default_factory=list)
    known: int = 0
    agreeing: int = 0
    differing: int = 0


# Uid, analyst and status of the annotation at a place.
_Standing: TypeAlias = tuple[str, str, str]


def _compared(
    record: Recorder,
    stored: Sequence[StoredArticle],
    placed: Sequence[Sequence[AnchoredAnnotation]],
    names: CodebookLookup,
) -> list[_Compared]:
    """Return for each article which annotations are not there yet, each once."""
    question = (
        "SELECT start, \"end\", label, iif(start IS NULL, note, ''), uid, coalesce(analyst, ''), status "
        "FROM annotations WHERE article = ?"
    )
    seen: dict[int, dict[tuple[object, ...], _Standing]] = {}
    found = []
    for one, those in zip(stored, placed, strict=True):
        if one.id not in seen:
            rows_there = [] if one.new else record.db.execute(question, [one.id]).fetchall()
            seen[one.id] = {tuple(row[:4]): tuple(row[4:]) for row in rows_there}
        there, of = seen[one.id], _Compared()
        for each in those:
            place = _place(each, names)
            standing = there.get(place)
            if standing is None:
                there[place] = (each.one.uid, each.one.analyst, str(each.one.status))
                of.new.append(each)
            elif not each.one.analyst or each.one.analyst == standing[1] or each.one.uid == standing[0] != "":
                of.known += 1
            elif str(each.one.status) == standing[2]:
                of.agreeing += 1
            else:
                of.differing += 1
        found.append(of)
    return found


def _place(each: AnchoredAnnotation, names: CodebookLookup) -> tuple[object, ...]:
    """Return the values by which an annotation is recognised in its article."""
    label = names.known_label(each.one.label) if each.one.label else None
    if each.anchor is None:
        return None, None, label, each.one.note
    return each.anchor.span.start, each.anchor.span.end, label, ""


def _taken_uids(record: Recorder, uids: Sequence[str]) -> set[str]:
    """Return those of the uids that are taken by annotations."""
    if not uids:
        return set()
    found = record.db.execute(
        "SELECT uid FROM annotations WHERE uid IN (SELECT value FROM json_each(?))", [json.dumps(uids)]
    )
    return {str(uid) for (uid,) in found.fetchall()}


def _values(record: Recorder, each: AnchoredAnnotation, names: CodebookLookup) -> tuple[object, ...]:
    """Return the values of an annotation in the columns after its id, uid and article."""
    one, anchor = each.one, each.anchor
    label = names.label(one.label) if one.label else None
    # Without an analyst, a file of this program has an undecided annotation; that of another is decided by who imports.
    analyst = one.analyst or ("" if one.uid or one.status is Status.SUGGESTED else record.analyst)
    return (
        *((anchor.span.start, anchor.span.end) if anchor else (None, None)),
        *((anchor.quote, anchor.prefix, anchor.suffix, anchor.paragraph) if anchor else ("", "", "", None)),
        *(label, str(one.status), one.note, names.entity(one.entity, label) if one.entity else None, _IMPORTED),
        *(one.score, analyst, one.created_at or record.at, one.updated_at or record.at),
    )
