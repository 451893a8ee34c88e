"""The runs of pipelines: what each has analysed and suggested."""

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
from glossator.store.queries.records import LONG_ANNOTATION
from glossator.text.anchor import Anchor
from glossator.text.span import Span

if TYPE_CHECKING:
    from sqlite_utils import Database


UNTOUCHED: Final = "(origin = 'model' AND status = 'suggested' AND analyst = '')"
"""The SQL condition of a suggestion that nobody has decided on or changed: those that were have an analyst."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a pipeline has analysed an article.

    Attributes:
        finished: whether it has analysed all of it.
        done: the parts that it has analysed; empty when it is finished.
    """

    finished: bool
    done: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion that is to be stored; the score is the confidence of the pipeline, from 0 to 1."""

    anchor: Anchor
    label: str
    score: float | None
    origin: Origin = Origin.MODEL


@dataclass(frozen=True, slots=True)
class LoadedPipeline:
    """The source of a pipeline.

    Attributes:
        name, version: according to the pipeline itself, as in `runs`.
        loaded_from: "package NAME", or the path that was given.
        sha256: the hash of the names and contents of its files, or of its command, in hexadecimal.
    """

    name: str
    version: str
    loaded_from: str
    sha256: str


def record_pipeline(db: "Database", pipeline: LoadedPipeline, at: str) -> None:
    """Store the source of a pipeline, once per place and content; `at` is the time, ISO 8601 in UTC."""
    db.execute(
        # OR IGNORE would also ignore values that the table refuses.
        "INSERT INTO pipelines (pipeline, version, loaded_from, sha256, first_used_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [pipeline.name, pipeline.version, pipeline.loaded_from, pipeline.sha256, at],
    )


def run_progress(connection: sqlite3.Connection, article_id: int, pipeline: str, version: str) -> RunProgress:
    """Return how far a version of a pipeline has analysed an article."""
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


def unanalysed_articles(connection: sqlite3.Connection, pipeline: str, version: str) -> list[str]:
    """Return the uids of the articles that a version of a pipeline has not analysed completely."""
    rows = connection.execute(
        "SELECT uid FROM articles AS t WHERE NOT EXISTS (SELECT 1 FROM runs WHERE article = t.id AND pipeline = ? "
        "AND version = ? AND finished_at IS NOT NULL) ORDER BY id",
        (pipeline, version),
    ).fetchall()
    return [uid for (uid,) in rows]


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """The span of an annotation.

    Attributes:
        label: None for a highlight.
        untouched: whether it is a suggestion of a pipeline that nobody has decided on or changed.
    """

    span: Span
    label: str | None
    rejected: bool
    untouched: bool = False


def marked_spans(connection: sqlite3.Connection, article_id: int) -> list[MarkedSpan]:
    """Return the spans of the annotations of an article, by start, the longer first."""
    rows = connection.execute(
        f"SELECT start, \"end\", label, status = 'rejected', {UNTOUCHED} FROM annotations "
        'WHERE article = ? AND start IS NOT NULL ORDER BY start, "end" DESC',
        (article_id,),
    ).fetchall()
    return [
        MarkedSpan(Span(start, end), label, bool(rejected), bool(untouched))
        for start, end, label, rejected, untouched in rows
    ]


@dataclass(frozen=True, slots=True)
class AnalysedPart:
    """The analysis of an article, or of parts of it.

    Attributes:
        article: its id.
        parts: the parts that were analysed.
        suggested: the suggestions in these parts, or anywhere in the article where it is finished.
        relabelled: earlier suggestions with new labels, for those that are untouched.
        rescored: the spans of earlier suggestions with their new scores, for those that are untouched.
        finished: whether the whole article is analysed with this.
    """

    article: int
    parts: Sequence[Span]
    suggested: Sequence[StoredSuggestion] = ()
    relabelled: Sequence[StoredSuggestion] = ()
    rescored: Sequence[tuple[Span, float]] = ()
    finished: bool = False


@dataclass(frozen=True, slots=True)
class PipelineAuthor:
    """A version of a pipeline as the author of rows, with their time and the source of their uids."""

    pipeline: str
    version: str
    at: str
    chance: random.Random


def store_analysis(db: "Database", author: PipelineAuthor, analyses: Sequence[AnalysedPart]) -> list[int]:
    """Store analyses of different articles, and return the number of new suggestions in each.

    A suggestion is left out where an analyst has decided on the same span, or accepted an overlapping annotation with
    the label; where its text was rejected in this article, or is never to be suggested; where the same span has the
    label already, or, for the lexicon, any suggestion; and where its label is archived. A renamed label is replaced by
    its current name. Parts that were stored before are skipped with their suggestions, as are finished runs and
    articles that were deleted meanwhile.
    """
    # Not needed for the first frame.
    from glossator.store.queries.codebook import current_labels

    names = current_labels(db)
    added: list[tuple[object, ...]] = []
    found: list[tuple[int, int, int, str]] = []
    counts = []
    there = _existing(db, [analysis.article for analysis in analyses])
    for analysis in analyses:
        if analysis.article not in there:
            counts.append(0)
            continue
        run, is_finished = run_of(db, author, analysis.article)
        _relabel(db, author, run, _with_current_labels(names, analysis.relabelled))
        rescore(db, run, analysis.rescored)
        fresh = [] if is_finished else _fresh(db, run, analysis, _with_current_labels(names, analysis.suggested))
        # Pipelines are compared by their finds, whatever analysts decide.
        found += [(run, *_place(one), one.label) for one, _ in fresh if one.origin is Origin.MODEL]
        new = {(*_place(one), one.label): one for one, is_new in fresh if is_new}
        for label in dict.fromkeys(label for *_, label in new):
            if label not in names:
                _add_label(db, label)
        added += [_row(author, analysis.article, run, one) for one in new.values()]
        counts.append(len(new))
        if analysis.finished and not is_finished:
            db.execute("UPDATE runs SET finished_at = ? WHERE id = ?", [author.at, run])
            db.execute("DELETE FROM run_parts WHERE run = ?", [run])
    uids = new_uids("annotations", author.chance)
    rows.insert_values(db, "annotations", _COLUMNS, [(uid, *row) for uid, row in zip(uids, added, strict=False)])
    db.conn.executemany("INSERT OR IGNORE INTO finds VALUES (?, ?, ?, ?)", found)
    return counts


def _existing(db: "Database", articles: Sequence[int]) -> set[int]:
    """Return the articles that still exist."""
    listed = json.dumps(articles)
    found = db.execute("SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [listed]).fetchall()
    return {article for (article,) in found}


def _fresh(
    db: "Database", run: int, analysis: AnalysedPart, suggested: Sequence[StoredSuggestion]
) -> list[tuple[StoredSuggestion, bool]]:
    """Store the parts that are new, and return the suggestions in them, each with whether it is to be added."""
    from glossator.store.queries.lexicon import rejection_filter

    known = {
        start
        for (start,) in db.execute(
            "SELECT start FROM run_parts WHERE run = ? AND start IN (SELECT value FROM json_each(?))",
            [run, json.dumps([part.start for part in analysis.parts])],
        ).fetchall()
    }
    parts = sorted(part for part in analysis.parts if part.start not in known)
    db.conn.executemany("INSERT INTO run_parts VALUES (?, ?, ?)", [(run, part.start, part.end) for part in parts])
    starts = [part.start for part in parts]

    def is_inside(span: Span) -> bool:
        place = bisect_right(starts, span.start) - 1
        return analysis.finished or (place >= 0 and span.start < parts[place].end)

    suggested = [one for one in suggested if is_inside(one.anchor.span)]
    refused = rejection_filter(db, analysis.article, [one.anchor.quote for one in suggested])
    excluded = _excluded(db, analysis.article, suggested)
    return [
        (one, number not in excluded and not refused(one.anchor.quote, one.label))
        for number, one in enumerate(suggested)
    ]


def _relabel(db: "Database", author: PipelineAuthor, run: int, relabelled: Sequence[StoredSuggestion]) -> None:
    """Relabel untouched suggestions, with an entry for those that have entries in the history already."""
    changes: dict[int, str] = {}
    for one in relabelled:
        place = {"run": run, "start": one.anchor.span.start, "end": one.anchor.span.end, "label": one.label}
        there = 'run = :run AND start = :start AND "end" = :end'
        _add_label(db, one.label)
        found = db.execute(f"SELECT id FROM annotations WHERE {there} AND {UNTOUCHED}", place).fetchall()
        if found:
            db.execute(f"UPDATE finds SET label = :label WHERE {there}", place)
        changes |= {number: one.label for (number,) in found}
    if not changes:
        return
    # Not needed for the first frame.
    from glossator.store.history import Recorder
    from glossator.store.history.recorder import rows_with_entries
    from glossator.store.operation import SUGGEST

    known = rows_with_entries(db, "annotations", changes)
    record = Recorder(db, f"{author.pipeline} {author.version}", author.at, SUGGEST, author.chance)
    record.update_all("annotations", {number: {"label": changes[number]} for number in known})
    rows.update(db, "annotations", [((number,), {"label": changes[number]}) for number in changes.keys() - known])


def rescore(db: "Database", run: int, rescored: Sequence[tuple[Span, float]]) -> None:
    """Store new scores of a run's untouched suggestions.

    Those with entries in the history keep theirs, so that it replays.
    """
    if not rescored:
        return
    scores = {(span.start, span.end): score for span, score in rescored}
    there = db.execute(
        f'SELECT id, start, "end", score FROM annotations WHERE run = ? AND {UNTOUCHED} '
        "AND article = (SELECT article FROM runs WHERE id = ?)",
        [run, run],
    ).fetchall()
    changed = {
        number: score
        for number, start, end, before in there
        if (score := scores.get((start, end))) is not None and score != before
    }
    if changed:
        # Not needed for the first frame.
        from glossator.store.history.recorder import rows_with_entries

        known = rows_with_entries(db, "annotations", changed)
        values = [((number,), {"score": score}) for number, score in changed.items() if number not in known]
        rows.update(db, "annotations", values)


def _place(one: StoredSuggestion) -> tuple[int, int]:
    return one.anchor.span.start, one.anchor.span.end


def run_of(db: "Database", author: PipelineAuthor, article_id: int) -> tuple[int, bool]:
    """Return the id of the run over an article, which is created if necessary, and whether it is finished."""
    key = [article_id, author.pipeline, author.version]
    row = db.execute(
        "SELECT id, finished_at IS NOT NULL FROM runs WHERE article = ? AND pipeline = ? AND version = ?", key
    ).fetchone()
    if row is not None:
        return int(row[0]), bool(row[1])
    db.execute(
        "INSERT INTO runs (article, pipeline, version, text_sha256, started_at) "
        "SELECT id, ?, ?, text_sha256, ? FROM articles WHERE id = ?",
        [author.pipeline, author.version, author.at, article_id],
    )
    return run_of(db, author, article_id)


def _with_current_labels(
    names: Mapping[str, str | None], suggested: Sequence[StoredSuggestion]
) -> list[StoredSuggestion]:
    called = [(one, names.get(one.label, one.label)) for one in suggested]
    return [one if name == one.label else replace(one, label=name) for one, name in called if name is not None]


def _excluded(db: "Database", article_id: int, suggested: Sequence[StoredSuggestion]) -> set[int]:
    """Return the indexes of the suggestions that an annotation at or over their span excludes."""
    wanted = [
        (*(one.anchor.span.start, one.anchor.span.end), one.label, one.origin is Origin.LEXICON) for one in suggested
    ]
    # Names are shorter than this, so annotations that start earlier cannot overlap the span.
    found = db.execute(
        "WITH wanted AS MATERIALIZED (SELECT key AS number, json_extract(value, '$[0]') AS start, "
        "json_extract(value, '$[1]') AS \"end\", json_extract(value, '$[2]') AS label, "
        "json_extract(value, '$[3]') AS of_lexicon FROM json_each(:wanted)) "
        "SELECT number FROM wanted WHERE EXISTS (SELECT 1 FROM annotations AS a WHERE a.article = :article "
        'AND a.start = wanted.start AND a."end" = wanted."end" '
        "AND (a.status <> 'suggested' OR a.label = wanted.label OR of_lexicon)) "
        "OR EXISTS (SELECT 1 FROM annotations AS a WHERE a.article = :article "
        f'AND a.start > wanted.start - {LONG_ANNOTATION} AND a.start < wanted."end" '
        "AND a.\"end\" > wanted.start AND a.status = 'accepted' AND a.label = wanted.label)",
        {"wanted": json.dumps(wanted), "article": article_id},
    ).fetchall()
    return {number for (number,) in found}


def _add_label(db: "Database", name: str) -> None:
    """Add a label to the codebook unless it is there."""
    db.execute(
        "INSERT INTO labels (name, colour, key, description) VALUES (?, ?, '', '') ON CONFLICT (name) DO NOTHING",
        [name, tag_colour(name)],
    )


def _row(author: PipelineAuthor, article_id: int, run: int, suggestion: StoredSuggestion) -> tuple[object, ...]:
    anchor = suggestion.anchor
    return (
        *(article_id, anchor.span.start, anchor.span.end),
        *(anchor.quote, anchor.prefix, anchor.suffix, anchor.paragraph),
        *(suggestion.label, _SUGGESTED, "", str(suggestion.origin)),
        # What the lexicon found does not belong to the run.
        *(run if suggestion.origin is Origin.MODEL else None, suggestion.score, "", author.at, author.at),
    )


# A plain string, as the driver looks for an adapter for each value of any other type.
_SUGGESTED: Final = str(Status.SUGGESTED)
_COLUMNS: Final = (
    *("uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note", "origin"),
    *("run", "score", "analyst", "created_at", "updated_at"),
)
