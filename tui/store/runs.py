"""What the machine has read of each article, and what it suggested there."""

import json
import random
import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tui.model.anchor import Anchor
from tui.model.annotation import Origin, Status
from tui.model.codebook import tag_colour
from tui.model.span import Span
from tui.model.uid import new_uids
from tui.store import rows
from tui.store.queries.reading import LONG

if TYPE_CHECKING:
    from sqlite_utils import Database


# Whoever does anything to an annotation is named in it.
_UNTOUCHED: Final = "(origin = 'model' AND status = 'suggested' AND analyst = '')"


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a pipeline has read an article.

    Attributes:
        finished: whether it has read all of it.
        done: what it has read, while it has not.
    """

    finished: bool
    done: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion as it is stored: where it stands, its label, how sure the machine was, and which kind it is."""

    anchor: Anchor
    label: str
    score: float | None
    origin: Origin = Origin.MODEL


def reading(connection: sqlite3.Connection, article_id: int, pipeline: str, version: str) -> Reading:
    """Return how far the pipeline of that version has read the article."""
    row = connection.execute(
        "SELECT id, finished_at FROM runs WHERE article = ? AND pipeline = ? AND version = ?",
        (article_id, pipeline, version),
    ).fetchone()
    if row is None:
        return Reading(finished=False, done=())
    if row[1] is not None:
        return Reading(finished=True, done=())
    parts = connection.execute('SELECT start, "end" FROM run_parts WHERE run = ? ORDER BY start', (row[0],)).fetchall()
    return Reading(finished=False, done=tuple(Span(*part) for part in parts))


def unread(connection: sqlite3.Connection, pipeline: str, version: str) -> list[str]:
    """Return the uids of the articles that the pipeline of that version has not read to the end."""
    rows = connection.execute(
        "SELECT uid FROM articles AS t WHERE NOT EXISTS (SELECT 1 FROM runs WHERE article = t.id AND pipeline = ? "
        "AND version = ? AND finished_at IS NOT NULL) ORDER BY id",
        (pipeline, version),
    ).fetchall()
    return [uid for (uid,) in rows]


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch that is marked.

    Attributes:
        label: None for a plain highlight.
        untouched: whether a model suggested it and nobody has decided on it or changed anything about it since.
    """

    span: Span
    label: str | None
    rejected: bool
    untouched: bool = False


def marked(connection: sqlite3.Connection, article_id: int) -> list[Marked]:
    """Return what is marked in an article, in its order."""
    rows = connection.execute(
        f"SELECT start, \"end\", label, status = 'rejected', {_UNTOUCHED} FROM annotations "
        'WHERE article = ? AND start IS NOT NULL ORDER BY start, "end" DESC',
        (article_id,),
    ).fetchall()
    return [
        Marked(Span(start, end), label, bool(rejected), bool(untouched))
        for start, end, label, rejected, untouched in rows
    ]


@dataclass(frozen=True, slots=True)
class Machine:
    """A pipeline at work: its name and version, and the moment and chance that its rows get."""

    pipeline: str
    version: str
    at: str
    chance: random.Random


def keep(
    db: "Database",
    machine: Machine,
    article_id: int,
    parts: Sequence[Span],
    suggested: Sequence[Suggested],
    *,
    last: bool = False,
) -> int:
    """Store what the machine made of `parts` of an article, and return how many suggestions are new.

    What was decided is not suggested again. Nothing is added where an analyst has decided on just that span, or has
    accepted something with that label which overlaps it, nor of words that were rejected in this article or are never
    an entity; nor where the same span has that label already or, of the lexicon, any suggestion. A label that has
    another name by now is taken for that, and one that is archived is not suggested. Parts that were stored before are
    passed over with their suggestions, and all are once the run is finished.

    Args:
        db: inside a transaction.
        machine: what has read.
        article_id: which article.
        parts: what it has read of it, now.
        suggested: what it makes of those parts.
        last: whether the whole article is read with this; then the suggestions may stand anywhere in it.
    """
    # Nothing is kept before the first frame, which does not wait for these.
    from tui.model.recurrence import lexical
    from tui.store.queries.refusals import refused_words

    run = _run(db, machine, article_id)
    if db.execute("SELECT finished_at FROM runs WHERE id = ?", [run]).fetchone()[0] is not None:
        return 0
    known = {
        start
        for (start,) in db.execute(
            "SELECT start FROM run_parts WHERE run = ? AND start IN (SELECT value FROM json_each(?))",
            [run, json.dumps([part.start for part in parts])],
        ).fetchall()
    }
    fresh = [part for part in parts if part.start not in known]
    db.conn.executemany("INSERT INTO run_parts VALUES (?, ?, ?)", [(run, part.start, part.end) for part in fresh])
    starts = [part.start for part in sorted(fresh)]
    ends = [part.end for part in sorted(fresh)]
    suggested = _as_called_now(db, suggested)
    refused = refused_words(db, article_id, [suggestion.anchor.quote for suggestion in suggested])
    spoken_for = _spoken_for(db, article_id, suggested)
    added: dict[tuple[Span, str], Suggested] = {}
    # What two pipelines are compared by; it says nothing of what the analyst makes of it.
    found: list[tuple[int, int, int, str]] = []
    for number, suggestion in enumerate(suggested):
        span = suggestion.anchor.span
        place = bisect_right(starts, span.start) - 1
        inside = last or (place >= 0 and span.start < ends[place])
        if inside and suggestion.origin is Origin.MODEL:
            found.append((run, span.start, span.end, suggestion.label))
        words = lexical(suggestion.anchor.quote)
        if inside and number not in spoken_for and not refused(words, suggestion.label):
            added[span, suggestion.label] = suggestion
    for label in dict.fromkeys(suggestion.label for suggestion in added.values()):
        _add_label(db, label)
    uids = new_uids("annotations", machine.chance)
    made = [(uid, *_row(machine, article_id, run, one)) for uid, one in zip(uids, added.values(), strict=False)]
    rows.insert_values(db, "annotations", _COLUMNS, made)
    db.conn.executemany("INSERT OR IGNORE INTO finds VALUES (?, ?, ?, ?)", found)
    return len(added)


def relabel(db: "Database", machine: Machine, article_id: int, suggested: Sequence[Suggested]) -> None:
    """Give what the machine suggested in an article other labels, where nobody has touched it since.

    Args:
        db: inside a transaction.
        machine: what has read.
        article_id: which article.
        suggested: where it stands, with the labels that it gets.
    """
    run = _run(db, machine, article_id)
    for one in _as_called_now(db, suggested):
        place = {"run": run, "start": one.anchor.span.start, "end": one.anchor.span.end, "label": one.label}
        there = 'run = :run AND start = :start AND "end" = :end'
        _add_label(db, one.label)
        if db.execute(f"UPDATE annotations SET label = :label WHERE {there} AND {_UNTOUCHED}", place).rowcount:
            db.execute(f"UPDATE finds SET label = :label WHERE {there}", place)


def finish(db: "Database", machine: Machine, article_id: int) -> None:
    """Mark the article as read to its end by the machine."""
    run = _run(db, machine, article_id)
    db.table("runs").update(run, {"finished_at": machine.at})
    db.execute("DELETE FROM run_parts WHERE run = ?", [run])


def _run(db: "Database", machine: Machine, article_id: int) -> int:
    key = [article_id, machine.pipeline, machine.version]
    row = db.execute("SELECT id FROM runs WHERE article = ? AND pipeline = ? AND version = ?", key).fetchone()
    if row is not None:
        return int(row[0])
    db.execute(
        "INSERT INTO runs (article, pipeline, version, text_sha256, started_at) "
        "SELECT id, ?, ?, text_sha256, ? FROM articles WHERE id = ?",
        [machine.pipeline, machine.version, machine.at, article_id],
    )
    return _run(db, machine, article_id)


def _as_called_now(db: "Database", suggested: Sequence[Suggested]) -> list[Suggested]:
    from tui.store.queries.codebook import understood

    names = understood(db)
    called = [(suggestion, names.get(suggestion.label, suggestion.label)) for suggestion in suggested]
    return [replace(suggestion, label=name) for suggestion, name in called if name is not None]


def _spoken_for(db: "Database", article_id: int, suggested: Sequence[Suggested]) -> set[int]:
    """Return which of the suggestions, by their numbers, are where something stands that speaks against them."""
    wanted = [
        (*(one.anchor.span.start, one.anchor.span.end), one.label, one.origin is Origin.LEXICON) for one in suggested
    ]
    # Names are shorter than LONG; so far back what could reach into a span is looked for.
    found = db.execute(
        "WITH wanted AS MATERIALIZED (SELECT key AS number, json_extract(value, '$[0]') AS start, "
        "json_extract(value, '$[1]') AS \"end\", json_extract(value, '$[2]') AS label, "
        "json_extract(value, '$[3]') AS of_lexicon FROM json_each(:wanted)) "
        "SELECT number FROM wanted WHERE EXISTS (SELECT 1 FROM annotations AS a WHERE a.article = :article "
        'AND a.start = wanted.start AND a."end" = wanted."end" '
        "AND (a.status <> 'suggested' OR a.label = wanted.label OR of_lexicon)) "
        f"OR EXISTS (SELECT 1 FROM annotations AS a WHERE a.article = :article AND a.start > wanted.start - {LONG} "
        'AND a.start < wanted."end" AND a."end" > wanted.start AND a.status = \'accepted\' AND a.label = wanted.label)',
        {"wanted": json.dumps(wanted), "article": article_id},
    ).fetchall()
    return {number for (number,) in found}


def _add_label(db: "Database", name: str) -> None:
    """Give the codebook a label that the pipeline uses and the workspace does not know yet."""
    db.execute(
        "INSERT INTO labels (name, colour, key, description) VALUES (?, ?, '', '') ON CONFLICT (name) DO NOTHING",
        [name, tag_colour(name)],
    )


def _row(machine: Machine, article_id: int, run: int, suggestion: Suggested) -> tuple[object, ...]:
    anchor = suggestion.anchor
    return (
        *(article_id, anchor.span.start, anchor.span.end),
        *(anchor.quote, anchor.prefix, anchor.suffix, anchor.paragraph),
        *(suggestion.label, Status.SUGGESTED, "", suggestion.origin),
        # What the lexicon found is not the pipeline's doing.
        *(run if suggestion.origin is Origin.MODEL else None, suggestion.score, "", machine.at, machine.at),
    )


_COLUMNS: Final = (
    *("uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note", "origin"),
    *("run", "score", "analyst", "created_at", "updated_at"),
)
