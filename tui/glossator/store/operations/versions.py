"""Carrying annotations over from an older version of an article, and placing orphans."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.annotation import Status
from glossator.matching.reanchor import NotReanchored, Reanchored, reanchor
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.store.operations.common import anchor_columns, refuse_duplicate
from glossator.store.rows import Row
from glossator.text.anchor import Anchor, anchor
from glossator.text.paragraphs import paragraphs
from glossator.text.span import Span

# All but untouched suggestions, which a pipeline makes again in the newer version.
_CARRIED: Final = (
    "SELECT * FROM annotations AS a WHERE article = ? AND NOT (status = 'suggested' AND origin IN ('model', 'lexicon') "
    "AND note = '' AND entity IS NULL AND NOT EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id)) "
    'ORDER BY start, "end" DESC, id'
)
_KEPT: Final = ("label", "status", "note", "entity", "origin", "run", "score", "analyst", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The result of carrying over, in numbers of annotations.

    Attributes:
        older: the uid of the older version.
        stayed: annotations whose passage is unchanged in the newer version.
        moved: annotations that were re-anchored by quote and context.
        known: annotations that had been decided on in the newer version already.
        orphans: annotations that could not be re-anchored.
    """

    older: str
    stayed: int
    moved: int
    known: int
    orphans: int

    @property
    def carried(self) -> int:
        """The number of annotations that are in the newer version."""
        return self.stayed + self.moved + self.known


@operation("article.carry_over", "carry over")
def carry_over(record: Recorder, older: int, newer: int) -> CarriedOver:
    """Make an article the newer version of another, and carry over the note, tags and annotations of that.

    Annotations that can be re-anchored are copied with label, status, note, tags, entity, origin, score, analyst and
    times. The others become orphans. The older version does not change.

    Raises:
        Refused: when the older one has a newer version already, or the newer one an older version.
        Missing: when an article has been deleted.
    """
    texts = _texts(record, older, newer)
    _refuse_circle(record, older, newer)
    record.insert("article_versions", {"article": newer, "supersedes": older})
    _carry_note_and_tags(record, older, newer)
    sources = list(record.db.query(_CARRIED, [older]))
    spans = [Span(row["start"], row["end"]) for row in sources if row["start"] is not None]
    outcomes = iter(reanchor(*texts, spans))
    starts = [paragraph.start for paragraph in paragraphs(texts[1])]
    settled: list[tuple[Row, Anchor | None]] = []
    orphans: list[Row] = []
    stayed = 0
    for row in sources:
        outcome = Reanchored(Span(0, 1), 1.0) if row["start"] is None else next(outcomes)
        if isinstance(outcome, NotReanchored):
            orphans.append(_orphan(newer, row["id"], outcome))
            continue
        stayed += outcome.score == 1.0
        settled.append((row, None if row["start"] is None else anchor(texts[1], outcome.span, starts)))
    known = _copy_annotations(record, newer, settled)
    orphans += _moved_orphans(record, older, newer)
    record.insert_all("orphans", orphans)
    moved = len(settled) - stayed
    (uid,) = record.db.execute("SELECT uid FROM articles WHERE id = ?", [older]).fetchone()
    return CarriedOver(uid, stayed, moved, known, len(orphans))


@operation("orphan.place", "place orphan")
def place_orphan(record: Recorder, orphan: int, place: Anchor) -> int:
    """Place an orphan in the newer version, and return the id of the annotation.

    Raises:
        Refused: when the span has an annotation with the label already.
        Missing: when it is no longer an orphan.
    """
    waiting = record.row("orphans", orphan)
    source = record.row("annotations", waiting["annotation"])
    record.delete("orphans", orphan)
    taken = _suggestion_at(record, waiting["article"], source, place)
    refuse_duplicate(record, waiting["article"], place.span, source["label"], but=[] if taken is None else [taken])
    _copy_annotations(record, waiting["article"], [(source, place)])
    (made,) = record.db.execute(
        'SELECT id FROM annotations WHERE article = ? AND start = ? AND "end" = ? AND label IS ? ORDER BY id DESC',
        [waiting["article"], place.span.start, place.span.end, source["label"]],
    ).fetchone()
    return int(made)


@operation("orphans.place", "place orphans")
def place_orphans(record: Recorder, places: Sequence[tuple[int, Anchor]]) -> None:
    """Place several orphans, or none where one fails, as `place_orphan` does."""
    for orphan, place in places:
        place_orphan(record, orphan, place)


@operation("orphan.drop", "drop orphans")
def drop_orphans(record: Recorder, orphans: Sequence[int]) -> None:
    """Drop orphans; their annotations stay in the older version.

    Raises:
        Missing: when one is no longer an orphan.
    """
    for orphan in orphans:
        record.delete("orphans", orphan)


def _texts(record: Recorder, *articles: int) -> tuple[str, str]:
    for article in articles:
        record.row("articles", article)
    older, newer = (
        str(record.db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()[0])
        for article in articles
    )
    return older, newer


def _refuse_circle(record: Recorder, older: int, newer: int) -> None:
    """Raise Refused when the versions of the articles would not form a line."""
    if older == newer:
        raise Refused("An article cannot be a newer version of itself; name another.")
    for known, later in record.db.execute(
        "SELECT o.uid, n.uid FROM article_versions AS v JOIN articles AS o ON o.id = v.supersedes "
        "JOIN articles AS n ON n.id = v.article WHERE v.supersedes = ?1 OR v.article = ?2",
        [older, newer],
    ).fetchall():
        raise Refused(f"{later} is the newer version of {known} already; undo that, or name the newest version.")
    before: tuple[int] | None = (older,)
    while before is not None:
        if before[0] == newer:
            raise Refused("That article is an older version of this one already; name the newest version.")
        before = record.db.execute("SELECT supersedes FROM article_versions WHERE article = ?", [before[0]]).fetchone()


def _carry_note_and_tags(record: Recorder, older: int, newer: int) -> None:
    """Add the tags of the older version to the newer one, and its note where that has none."""
    tags = (
        "SELECT tag FROM article_tags WHERE article = ? AND tag NOT IN (SELECT tag FROM article_tags WHERE article = ?)"
    )
    missing = record.db.execute(f"{tags} ORDER BY tag", [older, newer]).fetchall()
    record.insert_all("article_tags", [{"article": newer, "tag": tag} for (tag,) in missing])
    source, target = record.row("articles", older), record.row("articles", newer)
    if source["note"] and not target["note"]:
        stamps = {name: source[name] for name in ("note", "updated_by", "updated_at")}
        record.update("articles", newer, **stamps)


def _copy_annotations(record: Recorder, newer: int, settled: Iterable[tuple[Row, Anchor | None]]) -> int:
    """Copy annotations to the newer version, and return how many had been decided on there.

    A suggestion with the same span and label becomes the annotation.
    """
    there = _by_place(record, newer)
    new: list[Row] = []
    sources: list[Row] = []
    changed: dict[int, Row] = {}
    takers: list[tuple[int, int]] = []
    known = 0
    for source, place in settled:
        at = (*((place.span.start, place.span.end) if place else (None, None)), source["label"])
        row = there.get(at) if place else None
        if row is None:
            kept = {name: source[name] for name in _KEPT}
            where = anchor_columns(place) if place else dict.fromkeys(("start", "end", "paragraph"))
            words = {} if place else dict.fromkeys(("quote", "prefix", "suffix"), "")
            uid = record.new_uid("annotations")
            new.append({"uid": uid, "article": newer, **where, **words, **kept})
            sources.append(source)
        elif row["status"] == Status.SUGGESTED:
            changed[row["id"]] = {name: source[name] for name in _KEPT if name not in ("run", "origin", "score")}
            takers.append((row["id"], source["id"]))
        else:
            known += 1
    made = record.insert_all("annotations", new)
    record.update_all("annotations", changed)
    links = [*zip(made, (row["id"] for row in sources), strict=True), *takers]
    uids = {row["id"]: row["uid"] for row, _ in settled}
    record.insert_all("carried_over", [{"annotation": here, "was": uids[source]} for here, source in links])
    _carry_tags(record, links)
    _carry_verdicts(record, links)
    return known


def _carry_verdicts(record: Recorder, links: Sequence[tuple[int, int]]) -> None:
    """Copy the verdicts on each second annotation, and what was adjudicated, to the first, with its boundaries."""
    here = {source: annotation for annotation, source in links}
    for table, key in (("verdicts", "id"), ("adjudications", "annotation")):
        found = record.db.query(
            f"SELECT * FROM {table} WHERE annotation IN (SELECT value FROM json_each(?)) ORDER BY {key}",
            [json.dumps([*here])],
        )
        copies = [{**row, "annotation": here[row["annotation"]]} for row in found]
        if not copies:
            continue
        spans = record.rows("annotations", [(number,) for number in {row["annotation"] for row in copies}])
        for row in copies:
            row |= {name: spans[row["annotation"],][name] for name in ("start", "end")}
            row.pop("id", None)
        record.insert_all(table, copies)


def _carry_tags(record: Recorder, links: Sequence[tuple[int, int]]) -> None:
    """Add the tags of each second annotation to the first."""
    ids = json.dumps([number for link in links for number in link])
    tags: defaultdict[int, set[int]] = defaultdict(set)
    for annotation, tag in record.db.execute(
        "SELECT annotation, tag FROM annotation_tags WHERE annotation IN (SELECT value FROM json_each(?))", [ids]
    ).fetchall():
        tags[annotation].add(tag)
    record.insert_all(
        "annotation_tags",
        [
            {"annotation": here, "tag": tag}
            for here, source in links
            for tag in sorted(tags.get(source, set()) - tags.get(here, set()))
        ],
    )


def _by_place(record: Recorder, article: int) -> dict[tuple[Any, ...], Row]:
    """Return the annotations of an article by span and label, preferably decided ones."""
    found = record.db.query(
        'SELECT id, start, "end", label, status FROM annotations WHERE article = ? AND start IS NOT NULL '
        "ORDER BY status = 'suggested' DESC, id DESC",
        [article],
    )
    return {(row["start"], row["end"], row["label"]): row for row in found}


def _suggestion_at(record: Recorder, article: int, source: Row, place: Anchor) -> int | None:
    """Return the id of a suggestion with the span and the label of `source`, if there is one."""
    row = _by_place(record, article).get((place.span.start, place.span.end, source["label"]))
    return int(row["id"]) if row and row["status"] == Status.SUGGESTED else None


def _orphan(newer: int, annotation: int, lost: NotReanchored) -> Row:
    likely = (lost.likely.start, lost.likely.end) if lost.likely else (None, None)
    return {"article": newer, "annotation": annotation, "reason": lost.reason, "start": likely[0], "end": likely[1]}


def _moved_orphans(record: Recorder, older: int, newer: int) -> Iterator[Row]:
    """Move the orphans of the older version to the newer one, and yield their rows."""
    for row in list(record.db.query("SELECT * FROM orphans WHERE article = ? ORDER BY id", [older])):
        record.delete("orphans", row["id"])
        yield {"article": newer, "annotation": row["annotation"], "reason": row["reason"], "start": None, "end": None}
