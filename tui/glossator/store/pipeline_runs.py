"""What the machine has read of each article, and what it suggested there."""

import json
import random
import sqlite3
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from glossator.domain.annotation import Origin, Status
from glossator.domain.codebook import tag_colour
from glossator.domain.uid import new_uids
from glossator.store import rows
from glossator.store.queries.records import LONG
from glossator.text.anchor import Anchor
from glossator.text.span import Span

if TYPE_CHECKING:
    from sqlite_utils import Database


# Whoever does anything to an annotation is named in it.
_UNTOUCHED: Final = "(origin = 'model' AND status = 'suggested' AND analyst = '')"


@dataclass(frozen=True, slots=True)
class RunProgress:
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


@dataclass(frozen=True, slots=True)
class LoadedPipeline:
    """A pipeline as it was loaded.

    Attributes:
        name: what it calls itself.
        version: its version, as in `runs`.
        loaded_from: "package NAME", or the path that it was named by.
        sha256: of the names and contents of its files, in hexadecimal.
    """

    name: str
    version: str
    loaded_from: str
    sha256: str


def record_pipeline(db: "Database", pipeline: LoadedPipeline, at: str) -> None:
    """Store what a pipeline was loaded from, once for each place and content; `at` is the moment, ISO 8601 in UTC."""
    db.execute(
        "INSERT OR IGNORE INTO pipelines (pipeline, version, loaded_from, sha256, first_used_at) "
        "VALUES (?, ?, ?, ?, ?)",
        [pipeline.name, pipeline.version, pipeline.loaded_from, pipeline.sha256, at],
    )


def reading(connection: sqlite3.Connection, article_id: int, pipeline: str, version: str) -> RunProgress:
    """Return how far the pipeline of that version has read the article."""
    row = connection.execute(
        "SELECT id, finished_at FROM runs WHERE article = ? AND pipeline = ? AND version = ?",
        (article_id, pipeline, version),
    ).fetchone()
    if row is None:
        return RunProgress(finished=False, done=())
    if row[1] is not None:
        return RunProgress(finished=True, done=())
    parts = connection.execute('SELECT start, "end" FROM run_parts WHERE run = ? ORDER BY start', (row[0],)).fetchall()
    return RunProgress(finished=False, done=tuple(Span(*part) for part in parts))


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
class AnalysedPart:
    """What a pipeline made of an article, or of some of it.

    Attributes:
        article: its id.
        parts: what was read of it, now.
        suggested: what the pipeline makes of those parts; it may stand anywhere in the article where that is finished.
        relabelled: what it suggested there before, with the labels that it gets where nobody has touched it since.
        finished: whether the whole article is read with this.
    """

    article: int
    parts: Sequence[Span]
    suggested: Sequence[Suggested] = ()
    relabelled: Sequence[Suggested] = ()
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A pipeline at work: its name and version, and the moment and chance that its rows get."""

    pipeline: str
    version: str
    at: str
    chance: random.Random


def keep(db: "Database", machine: Machine, reads: Sequence[AnalysedPart]) -> list[int]:
    """Store what the machine read of some articles, and return how many suggestions are new in each.

    What was decided is not suggested again. Nothing is added where an analyst has decided on just that span, or has
    accepted something with that label which overlaps it, nor of words that were rejected in this article or are never
    an entity; nor where the same span has that label already or, of the lexicon, any suggestion. A label that has
    another name by now is taken for that, and one that is archived is not suggested. Parts that were stored before are
    passed over with their suggestions, and all are once the run is finished. What was read of an article that was
    deleted meanwhile is dropped.

    Args:
        db: inside a transaction.
        machine: what has read.
        reads: of articles that are all different.
    """
    # Nothing is kept before the first frame, which does not wait for this.
    from glossator.store.queries.codebook import understood

    names = understood(db)
    added: list[tuple[object, ...]] = []
    found: list[tuple[int, int, int, str]] = []
    counts = []
    there = _there(db, [read.article for read in reads])
    for read in reads:
        if read.article not in there:
            counts.append(0)
            continue
        run, is_finished = _run(db, machine, read.article)
        _relabel(db, machine, run, _as_called_now(names, read.relabelled))
        fresh = [] if is_finished else _fresh(db, run, read, _as_called_now(names, read.suggested))
        # What two pipelines are compared by; it says nothing of what the analyst makes of it.
        found += [(run, *_place(one), one.label) for one, _ in fresh if one.origin is Origin.MODEL]
        new = {(*_place(one), one.label): one for one, is_new in fresh if is_new}
        for label in dict.fromkeys(label for *_, label in new):
            if label not in names:
                _add_label(db, label)
        added += [_row(machine, read.article, run, one) for one in new.values()]
        counts.append(len(new))
        if read.finished and not is_finished:
            db.execute("UPDATE runs SET finished_at = ? WHERE id = ?", [machine.at, run])
            db.execute("DELETE FROM run_parts WHERE run = ?", [run])
    uids = new_uids("annotations", machine.chance)
    rows.insert_values(db, "annotations", _COLUMNS, [(uid, *row) for uid, row in zip(uids, added, strict=False)])
    db.conn.executemany("INSERT OR IGNORE INTO finds VALUES (?, ?, ?, ?)", found)
    return counts


def _there(db: "Database", articles: Sequence[int]) -> set[int]:
    """Return those of the articles that have not been deleted."""
    listed = json.dumps(articles)
    found = db.execute("SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [listed]).fetchall()
    return {article for (article,) in found}


def _fresh(
    db: "Database", run: int, read: AnalysedPart, suggested: Sequence[Suggested]
) -> list[tuple[Suggested, bool]]:
    """Note the parts that were not read before, and return what is suggested there; each with whether it is added."""
    from glossator.store.queries.rejected_texts import refused_words

    known = {
        start
        for (start,) in db.execute(
            "SELECT start FROM run_parts WHERE run = ? AND start IN (SELECT value FROM json_each(?))",
            [run, json.dumps([part.start for part in read.parts])],
        ).fetchall()
    }
    parts = sorted(part for part in read.parts if part.start not in known)
    db.conn.executemany("INSERT INTO run_parts VALUES (?, ?, ?)", [(run, part.start, part.end) for part in parts])
    starts = [part.start for part in parts]

    def is_inside(span: Span) -> bool:
        place = bisect_right(starts, span.start) - 1
        return read.finished or (place >= 0 and span.start < parts[place].end)

    suggested = [one for one in suggested if is_inside(one.anchor.span)]
    refused = refused_words(db, read.article, [one.anchor.quote for one in suggested])
    spoken_for = _spoken_for(db, read.article, suggested)
    return [
        (one, number not in spoken_for and not refused(one.anchor.quote, one.label))
        for number, one in enumerate(suggested)
    ]


def _relabel(db: "Database", machine: Machine, run: int, relabelled: Sequence[Suggested]) -> None:
    """Give suggestions that nobody has touched other labels; the history says so of those that it tells of."""
    changes: dict[int, str] = {}
    for one in relabelled:
        place = {"run": run, "start": one.anchor.span.start, "end": one.anchor.span.end, "label": one.label}
        there = 'run = :run AND start = :start AND "end" = :end'
        _add_label(db, one.label)
        found = db.execute(f"SELECT id FROM annotations WHERE {there} AND {_UNTOUCHED}", place).fetchall()
        if found:
            db.execute(f"UPDATE finds SET label = :label WHERE {there}", place)
        changes |= {number: one.label for (number,) in found}
    if not changes:
        return
    # Not before the first frame, which does not wait for it.
    from glossator.store.history import Recorder
    from glossator.store.history.recorder import told_of
    from glossator.store.operation import SUGGEST

    known = told_of(db, "annotations", changes)
    record = Recorder(db, f"{machine.pipeline} {machine.version}", machine.at, SUGGEST, machine.chance)
    record.update_all("annotations", {number: {"label": changes[number]} for number in known})
    rows.update(db, "annotations", [((number,), {"label": changes[number]}) for number in changes.keys() - known])


def _place(one: Suggested) -> tuple[int, int]:
    return one.anchor.span.start, one.anchor.span.end


def _run(db: "Database", machine: Machine, article_id: int) -> tuple[int, bool]:
    """Return the id of the machine's run over an article, begun where there is none, and whether it is over."""
    key = [article_id, machine.pipeline, machine.version]
    row = db.execute(
        "SELECT id, finished_at IS NOT NULL FROM runs WHERE article = ? AND pipeline = ? AND version = ?", key
    ).fetchone()
    if row is not None:
        return int(row[0]), bool(row[1])
    db.execute(
        "INSERT INTO runs (article, pipeline, version, text_sha256, started_at) "
        "SELECT id, ?, ?, text_sha256, ? FROM articles WHERE id = ?",
        [machine.pipeline, machine.version, machine.at, article_id],
    )
    return _run(db, machine, article_id)


def _as_called_now(names: Mapping[str, str | None], suggested: Sequence[Suggested]) -> list[Suggested]:
    called = [(one, names.get(one.label, one.label)) for one in suggested]
    return [one if name == one.label else replace(one, label=name) for one, name in called if name is not None]


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
        *(suggestion.label, _SUGGESTED, "", str(suggestion.origin)),
        # What the lexicon found is not the pipeline's doing.
        *(run if suggestion.origin is Origin.MODEL else None, suggestion.score, "", machine.at, machine.at),
    )


# As plain texts, since SQLite's driver looks for an adapter for anything else, each time.
_SUGGESTED: Final = str(Status.SUGGESTED)
_COLUMNS: Final = (
    *("uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note", "origin"),
    *("run", "score", "analyst", "created_at", "updated_at"),
)
