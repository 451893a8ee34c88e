"""One open workspace: what screens and commands ask for, and the acts they hand in."""

import os
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from glossator.domain.annotation import Annotation
from glossator.domain.article import Article, ArticleSummary
from glossator.domain.codebook import Label, Tag
from glossator.store.connection import (
    SCHEMA_VERSION,
    bring_up_to_date,
    connect_reading,
    obstacle,
    reading_connection,
    sentences,
    stop_waiting_for_writers,
    version_of,
    waits_for_writers,
)
from glossator.store.errors import SearchDamaged
from glossator.store.queries import records
from glossator.store.queries.undecided import undecided
from glossator.store.read_connection import ReadConnection
from glossator.store.writer import Writer, WriterState
from glossator.text.span import Span

if TYPE_CHECKING:
    from sqlite_utils import Database

    from glossator.domain.annotation import AnnotationPage
    from glossator.domain.lexicon import LexiconEntry
    from glossator.domain.mention import Mention, Order
    from glossator.domain.query import Query
    from glossator.matching.similar_names import SimilarNames
    from glossator.store import pipeline_runs
    from glossator.store.operation import Operation
    from glossator.store.queries import codebook
    from glossator.store.queries import history as history_queries
    from glossator.store.queries.statistics import ArticleInFigures
    from glossator.store.queries.texts import ArticleText

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> str:
    """Return this moment as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and where the moments and the chance of what they write come from.

    Attributes:
        analyst: the name that every act is kept under.
        clock: the moment now, ISO 8601 in UTC.
        chance: where new uids come from.
    """

    analyst: str
    clock: Callable[[], str] = utc_now
    chance: random.Random = field(default_factory=random.SystemRandom)


class Workspace:
    """An open database file. Reading is safe from any thread; writing goes through the one writer.

    Attributes:
        unwritable: a sentence about why nothing can be written, where that is seen when the file is opened; else empty.
    """

    def __init__(
        self,
        path: Path,
        author: Author,
        *,
        create: bool = False,
        patience: float = 10.0,
        on_writer: Callable[[WriterState], None] | None = None,
    ) -> None:
        """Open the workspace at `path`; an older one is backed up and brought up to date first.

        Args:
            path: the file.
            author: who writes.
            create: whether to make the file when there is none.
            patience: seconds that a write waits for another program.
            on_writer: told of what the writer is about, from any thread.

        Raises:
            StoreError: with one sentence for the analyst.
        """
        self.path = path
        self.author = author
        self._connections = threading.local()
        self._open: list[ReadConnection] = []
        if create and not path.exists():
            bring_up_to_date(path)
        elif version_of(self._reader)[1] < SCHEMA_VERSION:
            self._let_go()
            bring_up_to_date(path)
        self.unwritable = obstacle(self._reader, path)
        if not self.unwritable and waits_for_writers(self._reader) and os.access(path, os.W_OK):
            self._let_go()
            stop_waiting_for_writers(path)
        self._writer = Writer(path, patience, on_writer)

    @property
    def _reader(self) -> ReadConnection:
        """This thread's connection for reading."""
        connection: ReadConnection | None = getattr(self._connections, "reader", None)
        if connection is not None and connection.is_outdated(self.path):
            self._open.remove(connection)
            connection.close()
            connection = None
        if connection is None:
            connection = connect_reading(self.path)
            self._connections.reader = connection
            self._open.append(connection)
        return connection

    # Reading

    def articles(self, *, put_away: bool = True) -> list[ArticleSummary]:
        """Return every article, in the order they came in; or only those that are not put away."""
        return self._read(records.articles, put_away=put_away)

    def article(self, uid: str) -> Article:
        """Return an article with its text.

        Raises:
            Missing: when there is none with that uid.
        """
        return self._read(records.article, uid)

    def refreshed(self, article: Article) -> Article:
        """Return an article that was read before with its note and tags of now.

        Raises:
            Missing: when it is gone.
        """
        return self._read(records.refreshed, article)

    def article_with(self, *, text_sha256: str = "", file_sha256: str = "") -> str | None:
        """Return the uid of the article that has this text or came from this file."""
        with sentences(self.path):
            return records.article_with(self._reader, text_sha256=text_sha256, file_sha256=file_sha256)

    def annotations(self, article: int) -> list[Annotation]:
        """Return the annotations of an article by start, the longer first."""
        return self._read(records.annotations, article)

    def annotations_between(self, article: int, start: int, end: int) -> list[Annotation]:
        """Return the annotations of an article that reach into `start` to `end`, by start, the longer first."""
        return self._read(records.annotations_between, article, start, end)

    def annotation(self, annotation: int) -> Annotation | None:
        """Return one annotation, or None when it is gone."""
        return self._read(records.annotation, annotation)

    def neighbour(self, article: int, turn: records.Turn) -> Annotation | None:
        """Return the next annotation of an article in the direction of `turn`, round its ends."""
        return self._read(records.neighbour, article, turn)

    def undecided(self, article: int, *, label: str | None = None, within: Span | None = None) -> list[int]:
        """Return the ids of the suggestions in an article; only those with `label` or in `within`, where given."""
        return self._read(undecided, article, label=label, within=within)

    def listing(self, article: int, typed: str, near: int, most: int) -> "AnnotationPage":
        """Return up to `most` annotations of an article that fit what was typed, those around the offset `near`."""
        from glossator.store.queries.annotation_list import listing

        return self._read(listing, article, typed, near, most)

    def tally(self, article: int) -> tuple[int, int]:
        """Return how many annotations of an article are decided, and how many there are."""
        return self._read(records.tally, article)

    def labels(self) -> list[Label]:
        """Return the labels of the codebook."""
        return self._read(records.labels)

    def tags(self) -> list[Tag]:
        """Return the tags of the codebook by path."""
        return self._read(records.tags)

    def codebook(self) -> "codebook.Codebook":
        """Return all labels and the tree of tags, with what they are used for."""
        from glossator.store.queries import codebook

        return self._read(codebook.codebook)

    def history(self, most: int, before: int | None = None) -> "list[history_queries.HistoryEntry]":
        """Return the last acts, newest first; with `before`, those before that one."""
        from glossator.store.queries import history as history_queries

        return self._read(history_queries.history, most, before)

    def changes(self, batch: int, first: int = 0, most: int = 100) -> "list[history_queries.ChangeView]":
        """Return what an act changed, in readable words, from the `first` change on."""
        from glossator.store.queries import history as history_queries

        return self._read(history_queries.changes, batch, first, most)

    def ask(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a question of `glossator.store` answers that is not asked often enough to stand here by name."""
        return self._read(question, *args, **kwargs)

    def search(self, query: "Query", order: "Order") -> "Iterator[Mention]":
        """Yield the mentions that a query finds, a few articles at a time.

        Raises:
            SearchDamaged: when the index is damaged, also where it only finds nothing of what is there.
        """
        # Only a search needs them, and the first frame does not wait for them.
        from glossator.domain.query import positive_words
        from glossator.store.queries.search import search
        from glossator.store.recovery.search_index import WAY_OUT, misses, search_sentences

        with sentences(self.path), search_sentences(self.path):
            nothing = True
            for mention in search(self._reader, query, order):
                nothing = False
                yield mention
            if nothing and misses(self._reader, positive_words(query)):
                raise SearchDamaged(
                    f"The index of search in {self.path} does not find words that are there; {WAY_OUT}."
                )

    def counts(self) -> dict[str, int]:
        """Return how many articles, annotations (by status too), tags and entities there are."""
        return self._read(records.counts)

    def articles_in_figures(self) -> "Iterator[ArticleInFigures]":
        """Yield every article with how much of it is decided, in the order they came in; one is held at a time."""
        from glossator.store.queries.statistics import articles_in_figures

        with sentences(self.path):
            yield from articles_in_figures(self._reader)

    def reading_of(self, article: int, pipeline: str, version: str) -> "pipeline_runs.RunProgress":
        """Return how far a pipeline has read an article."""
        from glossator.store import pipeline_runs

        return self._read(pipeline_runs.reading, article, pipeline, version)

    def text_of(self, article: int) -> "ArticleText | None":
        """Return the text of an article, or None when there is none."""
        from glossator.store.queries.texts import text_of

        return self._read(text_of, article)

    def texts(self) -> "Iterator[ArticleText]":
        """Yield the text of every article, in the order they came in; a few are held at a time."""
        from glossator.store.queries.texts import texts

        with sentences(self.path):
            yield from texts(self._reader)

    def marked(self, article: int) -> "list[pipeline_runs.Marked]":
        """Return the stretches of an article that are marked, in its order."""
        from glossator.store import pipeline_runs

        return self._read(pipeline_runs.marked, article)

    def lexicon(self) -> "list[LexiconEntry]":
        """Return the entries of the lexicon by form: those that were entered, and what decisions agree on."""
        from glossator.store.queries.lexicon import lexicon

        return self._read(lexicon)

    def tags_alike(self) -> "list[SimilarNames]":
        """Return the pairs of tags that are nearly the same."""
        from glossator.store.queries import consistency

        return self._read(consistency.tags_alike)

    def unread_by(self, pipeline: str, version: str) -> list[str]:
        """Return the uids of the articles that a pipeline has not read to the end."""
        from glossator.store import pipeline_runs

        return self._read(pipeline_runs.unread, pipeline, version)

    def flat(self, wanted: records.FlatFilter) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the flat view that are wanted, all of one moment."""
        with sentences(self.path), reading_connection(self.path) as connection:
            yield from records.flat(connection, wanted)

    def problems(self) -> list[str]:
        """Return a sentence for each thing that is wrong with the file."""
        from glossator.store.recovery import checks

        return self._read(lambda connection: list(checks.problems(connection, self.path)))

    def version(self) -> int:
        """Return a number that changes whenever any program has written to the workspace.

        Raises:
            Gone: when the file has been deleted, moved or replaced since it was opened.
        """
        self._writer.check_place()
        (number,) = self._reader.execute("PRAGMA data_version").fetchone()
        return int(number)

    def _read(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with sentences(self.path):
            return question(self._reader, *args, **kwargs)

    # Writing

    def perform(self, operation: "Operation[P, T]", *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit an operation to the writer, and return the future of its result.

        The future fails with a StoreError, whose message is one sentence, when the operation could not be done.
        """

        def job(db: "Database") -> T:
            from glossator.store.history import Recorder
            from glossator.store.spelling_index import read_spellings

            author = self.author
            recorder = Recorder(db, author.analyst, author.clock(), operation.id, author.chance)
            result = operation(recorder, *args, **kwargs)
            read_spellings(db.conn)
            return result

        return self._writer.submit(job)

    def record_pipeline(self, pipeline: "pipeline_runs.LoadedPipeline") -> Future[None]:
        """Store what a pipeline was loaded from; an analyst's operations go first."""

        def job(db: "Database") -> None:
            from glossator.store import pipeline_runs

            pipeline_runs.record_pipeline(db, pipeline, self.author.clock())

        return self._writer.submit(job, behind=True)

    def keep_reading(
        self, pipeline: str, version: str, reads: "Sequence[pipeline_runs.AnalysedPart]"
    ) -> Future[list[int]]:
        """Store what a pipeline made of some articles; the future tells how many suggestions are new in each.

        All is stored at once, or nothing. The analyst's acts do not wait for it.
        """

        def job(db: "Database") -> list[int]:
            from glossator.store import pipeline_runs

            return pipeline_runs.keep(
                db, pipeline_runs.Machine(pipeline, version, self.author.clock(), self.author.chance), reads
            )

        return self._writer.submit(job, behind=True)

    @property
    def writer(self) -> WriterState:
        """What the writer is about."""
        return self._writer.state

    def warm_up(self) -> None:
        """Have the writer get ready and the operations imported, so that the first one need not wait for imports."""
        from glossator.store.operation import all_operations

        self._writer.warm_up()
        threading.Thread(target=all_operations, name="operations", daemon=True).start()

    def finish(self, timeout: float = 10.0) -> bool:
        """Write what is still waiting, and say whether all was in `timeout` seconds; no more can be written then."""
        return self._writer.close(timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Write what is still waiting, let go of the file, and say whether all was written in `timeout` seconds."""
        written = self.finish(timeout)
        self._close_readers()
        return written

    def _let_go(self) -> None:
        """Close the connections for reading; who reads on gets a new one."""
        self._close_readers()
        self._connections = threading.local()

    def _close_readers(self) -> None:
        for connection in self._open:
            connection.close()
        self._open.clear()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
