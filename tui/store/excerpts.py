"""What an export asks of a workspace, all of one moment."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from tui.model.annotation import Status
from tui.model.code import Code, Kind
from tui.model.codebook import Label, Tag
from tui.model.excerpt import Annotated, KnownEntity, Row
from tui.store import reading
from tui.store.connecting import connect_reading, sentences
from tui.store.reading import FlatFilter

_NARROWING: Final = ("labels", "tags", "statuses", "analysts")


@contextmanager
def excerpt(path: Path, wanted: FlatFilter) -> Iterator["StoredExcerpt"]:
    """Give what is wanted of the workspace at `path`, as it is at this moment, for a `with` statement.

    Raises:
        StoreError: when it cannot be read.
    """
    with sentences(path), closing(connect_reading(path)) as connection:
        connection.execute("BEGIN")
        taken = StoredExcerpt(connection, wanted)
        try:
            yield taken
        finally:
            taken.close()


class StoredExcerpt:
    """An excerpt that is read as it is gone through, through a connection that is in a transaction."""

    def __init__(self, connection: sqlite3.Connection, wanted: FlatFilter) -> None:
        self._connection = connection
        self._wanted = wanted
        self._narrowed = any(getattr(wanted, name) for name in _NARROWING)
        self._begun: list[Generator[Row]] = []
        self._uids = reading.wanted_articles(connection, wanted)
        self.labels: Sequence[Label] = reading.labels(connection)
        self.tags: Sequence[Tag] = reading.tags(connection)
        self.entities: Sequence[KnownEntity] = _entities(connection)
        self.codes: Sequence[Code] = _codes(connection, self.labels, self.tags)

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The filter: names with the values that were asked for."""
        return {name: values for name, values in asdict(self._wanted).items() if values}

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the flat view that are wanted."""
        rows = reading.flat(self._connection, self._wanted)
        self._begun.append(rows)
        return rows

    def close(self) -> None:
        """Let go of rows that were not taken to their end; what reads them must still be open for that."""
        for rows in self._begun:
            rows.close()

    def articles(self) -> Iterator[Annotated]:
        """Yield the articles that are wanted, or have something that is, one at a time."""
        for uid in self._uids:
            chosen = self._chosen(uid) if self._narrowed else None
            if chosen is None or chosen:
                yield self._annotated(uid, chosen)

    def __len__(self) -> int:
        """Return how many articles there are at most."""
        return len(self._uids)

    def _chosen(self, uid: str) -> set[str]:
        """Return the uids of what is wanted of the article; its own stands for its note and tags."""
        return {str(row[0]) for row in reading.flat_of(self._connection, uid, self._wanted)}

    def _annotated(self, uid: str, chosen: set[str] | None) -> Annotated:
        article = reading.article(self._connection, uid)
        annotations = reading.annotations(self._connection, article.id)
        undecided = tuple(one.span for one in annotations if one.span and one.status is Status.SUGGESTED)
        if chosen is None:
            return Annotated(article, tuple(annotations), undecided)
        if uid not in chosen:
            article = replace(article, note="", tags=())
        return Annotated(article, tuple(one for one in annotations if one.uid in chosen), undecided)


def _codes(connection: sqlite3.Connection, labels: Sequence[Label], tags: Sequence[Tag]) -> list[Code]:
    uids = dict(connection.execute("SELECT name, uid FROM labels").fetchall())
    return [
        *(
            Code(Kind.LABEL, one.name, one.description, one.colour, one.key, one.archived, uid=uids[one.name])
            for one in labels
        ),
        *(
            Code(Kind.TAG, one.path, one.description, one.colour, one.key, one.archived, one.note, one.uid)
            for one in tags
        ),
    ]


def _entities(connection: sqlite3.Connection) -> list[KnownEntity]:
    aliases: dict[int, list[str]] = {}
    for entity, alias in connection.execute("SELECT entity, alias FROM aliases ORDER BY alias").fetchall():
        aliases.setdefault(entity, []).append(alias)
    rows = connection.execute("SELECT id, uid, name, label, note, reference FROM entities ORDER BY name, id").fetchall()
    return [
        KnownEntity(uid, name, label, note, reference, tuple(aliases.get(key, ())))
        for key, uid, name, label, note, reference in rows
    ]
