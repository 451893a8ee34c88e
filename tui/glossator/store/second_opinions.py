"""The opinions of pipelines on the suggestions of others: their finds, and the scores that follow from them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from glossator.store.pipeline_runs import UNTOUCHED, PipelineAuthor, rescore, run_of
from glossator.store.queries.visibility import is_active
from glossator.text.span import Span

if TYPE_CHECKING:
    from sqlite_utils import Database


class PipelineVersion(NamedTuple):
    """A version of a pipeline, as in `runs`."""

    pipeline: str
    version: str

    def __str__(self) -> str:
        return f"{self.pipeline} {self.version}"


class ScoredSuggestion(NamedTuple):
    """A stored suggestion; the score is from 0 to 1, or None."""

    span: Span
    label: str
    score: float | None


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a pipeline finds in an article, and the scores that follow for the suggestions of another.

    Attributes:
        article: its id.
        finds: spans and labels.
        rescored: the spans of suggestions with their new scores, for those that are untouched.
    """

    article: int
    finds: Sequence[tuple[Span, str]]
    rescored: Sequence[tuple[Span, float]]


def articles_without_opinion(
    connection: sqlite3.Connection, second: PipelineVersion, about: PipelineVersion
) -> list[str]:
    """Return the uids of active articles that `about` has analysed, and on which `second` gave no opinion."""
    rows = connection.execute(
        "SELECT t.uid FROM articles AS t JOIN runs AS r ON r.article = t.id AND r.pipeline = ?1 AND r.version = ?2 "
        f"WHERE r.finished_at IS NOT NULL AND {is_active('t.id')} AND NOT EXISTS (SELECT 1 FROM runs AS other "
        "JOIN second_opinions AS o ON o.run = other.id WHERE other.article = t.id AND other.pipeline = ?3 "
        "AND other.version = ?4 AND o.about = ?5) ORDER BY t.id",
        (*about, *second, str(about)),
    ).fetchall()
    return [uid for (uid,) in rows]


def untouched_suggestions(
    connection: sqlite3.Connection, article: int, pipeline: PipelineVersion
) -> list[ScoredSuggestion]:
    """Return the suggestions of a pipeline in an article that nobody has decided on or changed, by start."""
    rows = connection.execute(
        'SELECT start, "end", label, score FROM annotations WHERE article = ?1 AND start IS NOT NULL '
        f"AND {UNTOUCHED} AND run = (SELECT id FROM runs WHERE article = ?1 AND pipeline = ?2 AND version = ?3) "
        'ORDER BY start, "end"',
        (article, *pipeline),
    ).fetchall()
    return [ScoredSuggestion(Span(start, end), label, score) for start, end, label, score in rows]


def finds_of(connection: sqlite3.Connection, article: int, pipeline: PipelineVersion) -> set[tuple[Span, str]] | None:
    """Return what a pipeline found in an article that it has analysed; None where it has not."""
    run = connection.execute(
        "SELECT id FROM runs WHERE article = ? AND pipeline = ? AND version = ? AND finished_at IS NOT NULL",
        (article, *pipeline),
    ).fetchone()
    if run is None:
        return None
    found = connection.execute('SELECT start, "end", label FROM finds WHERE run = ?', run).fetchall()
    return {(Span(start, end), label) for start, end, label in found}


def store_opinions(
    db: "Database", author: PipelineAuthor, about: PipelineVersion, opinions: Sequence[SecondOpinion]
) -> None:
    """Store opinions on different articles; each once, and not on articles that were deleted meanwhile."""
    for opinion in opinions:
        rated = db.execute(
            "SELECT id FROM runs WHERE article = ? AND pipeline = ? AND version = ?", [opinion.article, *about]
        ).fetchone()
        if rated is None:
            continue
        run, _ = run_of(db, author, opinion.article)
        added = db.execute(
            "INSERT INTO second_opinions VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [run, str(about), author.at]
        )
        if added.rowcount:
            db.conn.executemany(
                "INSERT OR IGNORE INTO finds VALUES (?, ?, ?, ?)",
                [(run, span.start, span.end, label) for span, label in opinion.finds],
            )
            rescore(db, rated[0], opinion.rescored)
