"""An open workspace: the interface of screens and commands for reading, and for operations that write."""

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
from glossator.store.blind_coding import hide_work_of_others
from glossator.store.connection import (
    ReadConnection,
    connect_reading,
    create_or_migrate,
    reading_connection,
    switch_to_wal,
    translate_errors,
    version_of,
    waits_for_writers,
    write_obstacle,
)
from glossator.store.errors import ReadOnly, SearchDamaged
from glossator.store.queries import records
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.writer import Writer, WriterState
from glossator.text.span import Span

if TYPE_CHECKING:
    from sqlite_utils import Database

    from glossator.domain.annotation import AnnotationPage
    from glossator.domain.lexicon import LexiconEntry
    from glossator.domain.mention import Mention, Order
    from glossator.domain.query import Query
    from glossator.store import pipeline_runs, second_opinions
    from glossator.store.history.operation import Operation
    from glossator.store.queries import codebook
    from glossator.store.queries import history as history_queries
    from glossator.store.queries.statistics import ArticleStatistics
    from glossator.store.queries.texts import ArticleText

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> str:
    """Return the current time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, with a source of times and of random uids.

    Attributes:
        analyst: the name in the history.
        clock: returns the current time, ISO 8601 in UTC.
        chance: the source of new uids.
    """

    analyst: str
    clock: Callable[[], str] = utc_now
    chance: random.Random = field(default_factory=random.SystemRandom)


class Workspace:
    """An open database file. Any thread may read; all writing goes through the one writer.

    Attributes:
        unwritable: why the file must not be written to, as a sentence; else empty.
    """

    def __init__(
        self,
        path: Path,
        author: Author,
        *,
        create: bool = False,
        read_only: bool = False,
        patience: float = 10.0,
        on_writer: Callable[[WriterState], None] | None = None,
    ) -> None:
        """Open the workspace at `path`; an older one is backed up and migrated first, unless `read_only`.

        Args:
            path: the file.
            author: who writes.
            create: whether to create the file when it does not exist.
            read_only: whether to leave the file as it is.
            patience: seconds that a write waits for another program.
            on_writer: called with each state of the writer, from any thread.

        Raises:
            StoreError: when it cannot be opened.
        """
        self.path = path
        self.author = author
        self._connections = threading.local()
        self._open: list[ReadConnection] = []
        if create and not path.exists():
            create_or_migrate(path)
        elif version_of(self._reader)[1] < SCHEMA_VERSION:
            self._let_go()
            if read_only:
                raise ReadOnly(f"{path} was made by an earlier version of the program. Open it once for writing.")
            create_or_migrate(path)
        self.unwritable = f"{path} was opened for reading only." if read_only else write_obstacle(self._reader, path)
        if not self.unwritable and waits_for_writers(self._reader) and os.access(path, os.W_OK):
            self._let_go()
            switch_to_wal(path)
        self._writer = Writer(path, patience, on_writer)

    @property
    def _reader(self) -> ReadConnection:
        """The connection of this thread for reading."""
        connection: ReadConnection | None = getattr(self._connections, "reader", None)
        if connection is not None and connection.is_outdated(self.path):
            self._open.remove(connection)
            connection.close()
            connection = None
        if connection is None:
            connection = connect_reading(self.path)
            self._connections.reader = connection
            self._open.append(connection)
        self._hide_work_of_others(connection)
        return connection

    def _hide_work_of_others(self, connection: ReadConnection) -> None:
        """Make `connection` show what the analyst may see; asked again only when the workspace has changed."""
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != connection.checked_for_blindness:
            connection.checked_for_blindness = version
            if version_of(connection)[1] >= SCHEMA_VERSION:
                hide_work_of_others(connection, self.author.analyst)

    # Reading

    def articles(self, *, inactive: bool = True) -> list[ArticleSummary]:
        """Return all articles in the order in which they were added, or only the active ones."""
        return self._read(records.articles, inactive=inactive)

    def article(self, uid: str) -> Article:
        """Return an article with its text.

        Raises:
            Missing: when no article has that uid.
        """
        return self._read(records.article, uid)

    def refreshed(self, article: Article) -> Article:
        """Return an article with its current language, note and tags; the text is not read again.

        Raises:
            Missing: when it has been deleted.
        """
        return self._read(records.refreshed, article)

    def article_with(self, *, text_sha256: str = "", file_sha256: str = "") -> str | None:
        """Return the uid of the article with this text or from this file; None where there is none."""
        with translate_errors(self.path):
            return records.article_with(self._reader, text_sha256=text_sha256, file_sha256=file_sha256)

    def annotations(self, article: int) -> list[Annotation]:
        """Return the annotations of an article by start, the longer first."""
        return self._read(records.annotations, article)

    def annotations_between(self, article: int, start: int, end: int) -> list[Annotation]:
        """Return the annotations of an article that overlap `start` to `end`, by start, the longer first."""
        return self._read(records.annotations_between, article, start, end)

    def annotation(self, annotation: int) -> Annotation | None:
        """Return an annotation, or None when it has been deleted."""
        return self._read(records.annotation, annotation)

    def neighbour(self, article: int, turn: records.NeighbourQuery) -> Annotation | None:
        """Return the next annotation of an article in a direction; after the last follows the first."""
        return self._read(records.neighbour, article, turn)

    def undecided(
        self, article: int, *, label: str | None = None, within: Span | None = None, likely: bool = False
    ) -> list[int]:
        """Return the ids of the undecided suggestions in an article.

        With `label` and in `within` where given; `likely` leaves out doubtful ones.
        """
        from glossator.store.queries.annotations import undecided

        return self._read(undecided, article, label=label, within=within, likely=likely)

    def filtered_annotations(self, article: int, typed: str, near: int, most: int) -> "AnnotationPage":
        """Return up to `most` annotations of an article that match the words typed, around the offset `near`."""
        from glossator.store.queries.annotations import filtered_annotations

        return self._read(filtered_annotations, article, typed, near, most)

    def tally(self, article: int) -> tuple[int, int]:
        """Return the numbers of decided and of all annotations of an article."""
        return self._read(records.tally, article)

    def labels(self) -> list[Label]:
        """Return the labels of the codebook."""
        return self._read(records.labels)

    def tags(self) -> list[Tag]:
        """Return the tags of the codebook by path."""
        return self._read(records.tags)

    def codebook(self) -> "codebook.Codebook":
        """Return all labels and the tree of tags, with how often they are used."""
        from glossator.store.queries import codebook

        return self._read(codebook.codebook)

    def history(self, most: int, before: int | None = None) -> "list[history_queries.HistoryEntry]":
        """Return up to `most` operations of the history, newest first, or those before the batch `before`."""
        from glossator.store.queries import history as history_queries

        return self._read(history_queries.history, most, before)

    def changes(self, batch: int, first: int = 0, most: int = 100) -> "list[history_queries.ChangeView]":
        """Return the changes of an operation in words, from the `first` on."""
        from glossator.store.queries import history as history_queries

        return self._read(history_queries.changes, batch, first, most)

    def ask(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a query function of the store, such as those of `glossator.store.queries`."""
        return self._read(question, *args, **kwargs)

    def search(self, query: "Query", order: "Order", *, reverse: bool = False) -> "Iterator[Mention]":
        """Yield the results of a search, a few articles at a time, in an order or its reverse.

        Raises:
            SearchDamaged: when the index is damaged or lacks words.
        """
        # Not needed for the first frame.
        from glossator.domain.query import positive_words
        from glossator.store.queries.search import search
        from glossator.store.recovery.search_index import REBUILD_HINT, misses_words, translate_search_errors

        with translate_errors(self.path), translate_search_errors(self.path):
            nothing = True
            for mention in search(self._reader, query, order, reverse=reverse):
                nothing = False
                yield mention
            if nothing and misses_words(self._reader, positive_words(query)):
                raise SearchDamaged(
                    f"The search index of {self.path} does not find words of the texts; {REBUILD_HINT}."
                )

    def counts(self) -> dict[str, int]:
        """Return the numbers of articles, annotations (also by status), tags and entities."""
        return self._read(records.counts)

    def article_statistics(self) -> "Iterator[ArticleStatistics]":
        """Yield the statistics of each article, in the order in which they were added."""
        from glossator.store.queries.statistics import article_statistics

        with translate_errors(self.path):
            yield from article_statistics(self._reader)

    def run_progress(self, article: int, pipeline: str, version: str) -> "pipeline_runs.RunProgress":
        """Return how far a pipeline has analysed an article."""
        from glossator.store import pipeline_runs

        return self._read(pipeline_runs.run_progress, article, pipeline, version)

    def text_of(self, article: int) -> "ArticleText | None":
        """Return the text of an article, or None when it has been deleted."""
        from glossator.store.queries.texts import text_of

        return self._read(text_of, article)

    def texts(self) -> "Iterator[ArticleText]":
        """Yield the texts of the active articles; only a few are in memory."""
        from glossator.store.queries.texts import texts

        with translate_errors(self.path):
            yield from texts(self._reader)

    def lexicon(self) -> "list[LexiconEntry]":
        """Return the entries of the lexicon by form: those that were entered, and those learnt from decisions."""
        from glossator.store.queries.lexicon import lexicon

        return self._read(lexicon)

    def unanalysed_articles(self, pipeline: str, version: str) -> list[str]:
        """Return the uids of the articles that a pipeline has not analysed completely."""
        from glossator.store import pipeline_runs

        return self._read(pipeline_runs.unanalysed_articles, pipeline, version)

    def flat(self, wanted: records.FlatFilter) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the flat view that match a filter, from one snapshot of the workspace."""
        with translate_errors(self.path), reading_connection(self.path) as connection:
            yield from records.flat(connection, wanted)

    def problems(self) -> list[str]:
        """Return a sentence for each problem of the file."""
        from glossator.store.recovery import checks

        return self._read(lambda connection: list(checks.problems(connection, self.path)))

    def version(self) -> int:
        """Return a number that changes with each write of any program to the workspace.

        Raises:
            WorkspaceReplaced: when the file has been deleted, moved or replaced since it was opened.
        """
        self._writer.check_place()
        (number,) = self._reader.execute("PRAGMA data_version").fetchone()
        return int(number)

    def _read(self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with translate_errors(self.path):
            return question(self._reader, *args, **kwargs)

    # Writing

    def perform(self, operation: "Operation[P, T]", *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit an operation to the writer, and return the future of its result.

        The future raises a StoreError when the operation cannot be done.
        """
        from glossator.store.spelling_index import index_spellings

        def job(db: "Database") -> T:
            from glossator.store.history import Recorder

            author = self.author
            recorder = Recorder(db, author.analyst, author.clock(), operation.id, author.chance)
            result = operation(recorder, *args, **kwargs)
            index_spellings(db.conn)
            return result

        return self._writer.submit(job)

    def record_pipeline(self, pipeline: "pipeline_runs.LoadedPipeline") -> Future[None]:
        """Store what a pipeline was loaded from; the operations of analysts go first."""
        from glossator.store import pipeline_runs

        def job(db: "Database") -> None:
            pipeline_runs.record_pipeline(db, pipeline, self.author.clock())

        return self._writer.submit(job, behind=True)

    def store_analysis(
        self, pipeline: str, version: str, reads: "Sequence[pipeline_runs.AnalysedPart]"
    ) -> Future[list[int]]:
        """Store the suggestions of a pipeline for some articles; the future returns the number of new ones in each.

        They are stored in one transaction. The operations of analysts go first.
        """
        from glossator.store import pipeline_runs

        def job(db: "Database") -> list[int]:
            return pipeline_runs.store_analysis(
                db, pipeline_runs.PipelineAuthor(pipeline, version, self.author.clock(), self.author.chance), reads
            )

        return self._writer.submit(job, behind=True)

    def store_opinions(
        self,
        second: "second_opinions.PipelineVersion",
        about: "second_opinions.PipelineVersion",
        opinions: "Sequence[second_opinions.SecondOpinion]",
    ) -> Future[None]:
        """Store the opinions of a pipeline on the suggestions of another, in one transaction; operations go first."""
        from glossator.store import pipeline_runs, second_opinions

        def job(db: "Database") -> None:
            author = pipeline_runs.PipelineAuthor(*second, self.author.clock(), self.author.chance)
            second_opinions.store_opinions(db, author, about, opinions)

        return self._writer.submit(job, behind=True)

    @property
    def writer(self) -> WriterState:
        """The state of the writer."""
        return self._writer.state

    def warm_up(self) -> None:
        """Start the writer, so that the first operation does not wait for its imports."""
        from glossator.store.operation import all_titles

        self._writer.warm_up()
        threading.Thread(target=all_titles, name="operations", daemon=True).start()

    def finish(self, timeout: float = 10.0) -> bool:
        """Finish the waiting operations, accept no more, and return whether that took less than `timeout` seconds."""
        return self._writer.close(timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Do as `finish`, and close the file."""
        written = self.finish(timeout)
        self._close_readers()
        return written

    def _let_go(self) -> None:
        """Close the connections for reading; the next read opens a new one."""
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
