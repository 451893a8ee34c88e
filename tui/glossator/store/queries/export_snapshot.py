"""A consistent snapshot of a workspace for export."""

import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from glossator.domain.annotation import Status
from glossator.domain.article import Article
from glossator.domain.code import Code, CodeKind
from glossator.domain.codebook import Label, Tag
from glossator.domain.export_snapshot import AnnotatedArticle, EntityRecord, Row
from glossator.store import connection as store_connection
from glossator.store.queries import export_layers, records
from glossator.store.queries.records import FlatFilter, Selection


@contextmanager
def open_snapshot(path: Path, wanted: FlatFilter) -> Iterator["StoredSnapshot"]:
    """Open a snapshot of the workspace at `path`, restricted by a filter, for a `with` block.

    Raises:
        BadQuery: when the query of the filter is not valid.
        StoreError: when the workspace cannot be read.
    """
    with store_connection.translate_errors(path), store_connection.reading_connection(path) as connection:
        connection.execute("BEGIN")
        taken = StoredSnapshot(connection, wanted)
        try:
            yield taken
        finally:
            taken.close()


class StoredSnapshot:
    """A snapshot that is read step by step, through a connection in a transaction."""

    def __init__(self, connection: sqlite3.Connection, wanted: FlatFilter) -> None:
        self._connection = connection
        self._wanted = wanted
        layer = "" if wanted.layer == export_layers.STANDING else wanted.layer
        self._layer = export_layers.Layer(connection, layer) if layer else None
        # In a layer, they are those of its decisions.
        standing = replace(wanted, labels=(), statuses=(), analysts=()) if layer else wanted
        self._selection = Selection(connection, standing)
        self._begun: list[Generator[Row]] = []
        self.archived = self._selection.archived
        self.labels: Sequence[Label] = records.labels(connection)
        self.tags: Sequence[Tag] = records.tags(connection)
        self.entities: Sequence[EntityRecord] = _entities(connection)
        self.codes: Sequence[Code] = _codes(connection, self.labels, self.tags)

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The filter: names with values."""
        asked = asdict(self._wanted)
        return {name: (values,) if isinstance(values, str) else values for name, values in asked.items() if values}

    def rows(self) -> Iterator[Row]:
        """Yield the matching rows of the flat view."""
        rows = self._selection.rows() if self._layer is None else self._layer_rows(self._layer)
        self._begun.append(rows)
        return rows

    def count_by_status(self) -> Iterator[Mapping[str, int]]:
        """Yield the number of matching annotations of each status, for an article at a time."""
        if self._layer is None:
            return map(self._selection.statuses_of, self._selection.articles)
        return (Counter(one.status for one in found.annotations) for found in self.articles())

    def _layer_rows(self, layer: export_layers.Layer) -> Generator[Row]:
        for uid in self._selection.articles:
            for row in layer.rows(self._selection.rows_of(uid)):
                status, label, analyst = row[8], row[9], row[22]
                if self._fits(status, label, analyst):
                    yield row

    def _fits(self, status: str, label: str | None, analyst: str) -> bool:
        """Return whether a decision of a layer matches the filter."""
        asked = ((status, self._wanted.statuses), (label, self._wanted.labels), (analyst, self._wanted.analysts))
        return all(not accepted or value in accepted for value, accepted in asked)

    def is_empty(self) -> bool:
        """Return whether a filter was given that nothing matches."""
        return bool(self.wanted) and next(self.articles(), None) is None

    def close(self) -> None:
        """Close iterators of rows that have not been exhausted, before the connection is closed."""
        for rows in self._begun:
            rows.close()

    def articles(self) -> Iterator[AnnotatedArticle]:
        """Yield the articles that match, or of which something matches, one at a time."""
        for uid, taken in self._matching():
            yield self._annotated(uid, taken)

    def whole_articles(self) -> Iterator[Article]:
        """Yield the same articles with their own note and tags, whether these match or not."""
        for uid, _ in self._matching():
            yield records.article(self._connection, uid)

    def _matching(self) -> Iterator[tuple[str, set[str] | None]]:
        """Yield the uid of each article, and the uids of what matches in it; None for all."""
        for uid in self._selection.articles:
            taken = self._selection.taken_of(uid)
            if taken is None or taken or self._selection.wants(uid):
                yield uid, taken

    def __len__(self) -> int:
        """Return the maximal number of articles."""
        return len(self._selection.articles)

    def _annotated(self, uid: str, taken: set[str] | None) -> AnnotatedArticle:
        article = records.article(self._connection, uid)
        annotations = records.annotations(self._connection, article.id)
        if self._layer is not None:
            standing = annotations if taken is None else [one for one in annotations if one.uid in taken]
            annotations = [
                one
                for one in self._layer.annotations(standing, article.text)
                if self._fits(str(one.status), one.label, one.analyst)
            ]
            taken = None if taken is None else {one.uid for one in annotations} | (taken & {uid})
        undecided = tuple(one.span for one in annotations if one.span and one.status is Status.SUGGESTED)
        if taken is None:
            return AnnotatedArticle(article, tuple(annotations), undecided)
        if uid not in taken:
            article = replace(article, note="", tags=())
        return AnnotatedArticle(article, tuple(one for one in annotations if one.uid in taken), undecided)


def _codes(connection: sqlite3.Connection, labels: Sequence[Label], tags: Sequence[Tag]) -> list[Code]:
    uids = dict(connection.execute("SELECT name, uid FROM labels").fetchall())
    return [
        *(
            Code(CodeKind.LABEL, one.name, one.description, one.colour, one.key, one.archived, uid=uids[one.name])
            for one in labels
        ),
        *(
            Code(CodeKind.TAG, one.path, one.description, one.colour, one.key, one.archived, one.note, one.uid)
            for one in tags
        ),
    ]


def _entities(connection: sqlite3.Connection) -> list[EntityRecord]:
    aliases: dict[int, list[str]] = {}
    for entity, alias in connection.execute("SELECT entity, alias FROM aliases ORDER BY alias").fetchall():
        aliases.setdefault(entity, []).append(alias)
    rows = connection.execute("SELECT id, uid, name, label, note, reference FROM entities ORDER BY name, id").fetchall()
    return [
        EntityRecord(uid, name, label, note, reference, tuple(aliases.get(key, ())))
        for key, uid, name, label, note, reference in rows
    ]
