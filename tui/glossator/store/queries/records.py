"""Articles, annotations, labels and tags as domain objects, and the rows of the flat view for export."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from glossator.domain.annotation import DOUBTFUL, Annotation, Origin, Status
from glossator.domain.article import Article, ArticleSummary, TextFormat
from glossator.domain.codebook import Label, Tag
from glossator.store.errors import Missing
from glossator.store.queries.visibility import annotation_is_active, is_active, is_disputed
from glossator.text.span import Span

if TYPE_CHECKING:
    from glossator.store.queries.export_filter import QueryResult

_ARTICLE: Final = (
    "SELECT id, uid, title, text, text_format, text_sha256, source, url, author, published_at, language, encoding, "
    "note, added_at, added_by, updated_at, updated_by FROM articles "
)
_ANNOTATION: Final = (
    'SELECT a.id, a.uid, a.article, a.start, a."end", a.quote, a.label, a.status, a.note, a.paragraph, e.name, '
    "a.origin, r.pipeline || ' ' || r.version, a.score, a.analyst, a.created_at, a.updated_at, "
    f"a.propagated_from, {is_disputed('a.id')} FROM annotations AS a "
    "LEFT JOIN entities AS e ON e.id = a.entity LEFT JOIN runs AS r ON r.id = a.run "
)


LONG_ANNOTATION: Final = 400
"""Annotations with more code points are in the index `annotations_long`."""


def articles(connection: sqlite3.Connection, *, inactive: bool = True) -> list[ArticleSummary]:
    """Return all articles without their texts, in the order in which they were added, or only the active ones."""
    only = "" if inactive else f"WHERE {is_active('t.id')} "
    rows = connection.execute(
        "SELECT t.id, t.uid, t.title, t.source, t.published_at, t.length, coalesce(c.decided, 0), coalesce(c.total, 0) "
        "FROM articles AS t LEFT JOIN (SELECT article, count(*) AS total, sum(status <> 'suggested') AS decided "
        f"FROM annotations GROUP BY article) AS c ON c.article = t.id {only}ORDER BY t.id"
    ).fetchall()
    return [ArticleSummary(*row) for row in rows]


def article(connection: sqlite3.Connection, uid: str) -> Article:
    """Return the article with a uid; raise Missing when there is none."""
    row = connection.execute(_ARTICLE + "WHERE uid = ?", (uid,)).fetchone()
    if row is None:
        raise Missing(f"There is no article {uid} in this workspace; “glossator stats --articles” lists them.")
    return Article(
        id=row[0],
        uid=row[1],
        title=row[2],
        text=row[3],
        # A file from elsewhere may have any; the doctor reports it.
        text_format=TextFormat(row[4]) if row[4] in list(TextFormat) else TextFormat.PLAIN,
        text_sha256=row[5],
        source=row[6],
        url=row[7],
        author=row[8],
        published_at=row[9],
        language=row[10],
        encoding=row[11],
        note=row[12],
        added_at=row[13],
        added_by=row[14],
        updated_at=row[15],
        updated_by=row[16],
        tags=_article_tags(connection, row[0]),
        metadata=article_metadata(connection, row[0]),
    )


def refreshed(connection: sqlite3.Connection, known: Article) -> Article:
    """Return an article with its current language, note, tags and stamps; raise Missing when it has been deleted."""
    row = connection.execute(
        "SELECT language, note, updated_at, updated_by FROM articles WHERE id = ?", (known.id,)
    ).fetchone()
    if row is None:
        raise Missing(f"The article “{known.title}” is no longer in this workspace; open another.")
    language, note, updated_at, updated_by = row
    tags = _article_tags(connection, known.id)
    return replace(known, language=language, note=note, tags=tags, updated_at=updated_at, updated_by=updated_by)


def article_metadata(connection: sqlite3.Connection, article_id: int) -> tuple[tuple[str, str], ...]:
    """Return what else the source of an article says about it, as names and values in its order."""
    rows = connection.execute("SELECT name, value FROM article_metadata WHERE article = ? ORDER BY id", (article_id,))
    return tuple(rows.fetchall())


def _article_tags(connection: sqlite3.Connection, article_id: int) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT path FROM article_tags JOIN tags ON tags.id = tag WHERE article = ? ORDER BY path", (article_id,)
    ).fetchall()
    return tuple(path for (path,) in rows)


def article_with(connection: sqlite3.Connection, *, text_sha256: str = "", file_sha256: str = "") -> str | None:
    """Return the uid of the article with a text, or from a file with these bytes; None when there is none."""
    row = connection.execute(
        "SELECT uid FROM articles WHERE text_sha256 = ?1 OR (file_sha256 = ?2 AND ?2 <> '') LIMIT 1",
        (text_sha256, file_sha256),
    ).fetchone()
    return None if row is None else str(row[0])


def annotations(connection: sqlite3.Connection, article_id: int) -> list[Annotation]:
    """Return the annotations of an article by start, the longer first."""
    return _annotations(connection, "a.article = :article", {"article": article_id})


def annotations_between(connection: sqlite3.Connection, article_id: int, start: int, end: int) -> list[Annotation]:
    """Return the annotations that overlap `start` to `end`, by start, the longer first."""
    # Long ones have an index, so that others are only searched as far back as they reach. Indexes are of tables, and
    # a blind analyst has a view instead (store/blind_coding); the ids are the same.
    return _annotations(
        connection,
        "a.id IN (SELECT id FROM main.annotations WHERE article = :article "
        f'AND start > :start - {LONG_ANNOTATION} AND start < :end AND "end" > :start UNION '
        "SELECT id FROM main.annotations INDEXED BY annotations_long WHERE article = :article "
        f'AND "end" - start > {LONG_ANNOTATION} AND start <= :start - {LONG_ANNOTATION} AND "end" > :start)',
        {"article": article_id, "start": start, "end": end},
    )


def annotations_with(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Annotation]:
    """Return the annotations with these ids that exist, by start, the longer first."""
    return _annotations(connection, "a.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(ids)})


def annotation(connection: sqlite3.Connection, annotation_id: int) -> Annotation | None:
    """Return the annotation with an id, or None when it has been deleted."""
    return next(iter(_annotations(connection, "a.id = :id", {"id": annotation_id})), None)


@dataclass(frozen=True, slots=True)
class NeighbourQuery:
    """A position in the order of annotations (by start, the longer first, then by id), and a direction.

    Attributes:
        start, end, id: of an annotation; for an offset: the offset, an end past the text, and 0.
        forward: whether to return the next annotation, or else the previous one.
        undecided: whether to return only undecided ones.
        doubtful: whether to return only undecided ones with a low score.
    """

    start: int
    end: int
    id: int
    forward: bool
    undecided: bool
    doubtful: bool = False


def neighbour(connection: sqlite3.Connection, article_id: int, turn: NeighbourQuery) -> Annotation | None:
    """Return the next annotation of the article in the direction of `turn`, round its ends; None when there is none."""
    wanted = " AND status = 'suggested'" if turn.undecided or turn.doubtful else ""
    wanted += f" AND score < {DOUBTFUL}" if turn.doubtful else ""
    if turn.forward:
        order = 'start, "end" DESC, id'
        beyond = 'start >= :start AND (start > :start OR "end" < :end OR ("end" = :end AND id > :id))'
    else:
        order = 'start DESC, "end", id DESC'
        beyond = 'start <= :start AND (start < :start OR "end" > :end OR ("end" = :end AND id < :id))'
    here = {"article": article_id, "start": turn.start, "end": turn.end, "id": turn.id}
    for condition in (beyond, "start IS NOT NULL"):
        found = connection.execute(
            f"SELECT id FROM annotations WHERE article = :article AND {condition}{wanted} ORDER BY {order} LIMIT 1",
            here,
        ).fetchone()
        if found is not None:
            return annotation(connection, found[0])
    return None


_DECIDED: Final = tuple(status for status in Status if status is not Status.SUGGESTED)


def tally(connection: sqlite3.Connection, article_id: int) -> tuple[int, int]:
    """Return the numbers of decided and of all annotations of an article."""
    (total,) = connection.execute("SELECT count(*) FROM annotations WHERE article = ?", (article_id,)).fetchone()
    # By status, because that uses the index.
    (decided,) = connection.execute(
        f"SELECT count(*) FROM annotations WHERE article = ? AND status IN ({', '.join('?' for _ in _DECIDED)})",
        (article_id, *_DECIDED),
    ).fetchone()
    return decided, total


def has_doubtful(connection: sqlite3.Connection, article_id: int) -> bool:
    """Return whether an article has undecided suggestions with a low score."""
    query = f"SELECT 1 FROM annotations WHERE article = ? AND status = 'suggested' AND score < {DOUBTFUL} LIMIT 1"
    return connection.execute(query, (article_id,)).fetchone() is not None


def _annotations(connection: sqlite3.Connection, condition: str, values: Mapping[str, int | str]) -> list[Annotation]:
    """Return the annotations that fulfil a condition, by start, the longer first."""
    with _snapshot(connection):
        rows = connection.execute(
            f'{_ANNOTATION} WHERE {condition} ORDER BY a.start, a."end" DESC, a.id', values
        ).fetchall()
        tagged = connection.execute(
            "SELECT j.annotation, t.path FROM annotations AS a JOIN annotation_tags AS j ON j.annotation = a.id "
            f"JOIN tags AS t ON t.id = j.tag WHERE {condition} ORDER BY t.path",
            values,
        ).fetchall()
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for annotation_id, path in tagged:
        tags[annotation_id].append(path)
    return [_annotation(row, tags.get(row[0], ())) for row in rows]


def _annotation(row: tuple[Any, ...], tags: Any) -> Annotation:
    return Annotation(
        id=row[0],
        uid=row[1],
        article=row[2],
        span=None if row[3] is None else Span(row[3], row[4]),
        quote=row[5],
        label=row[6],
        status=Status(row[7]),
        note=row[8],
        paragraph=row[9],
        entity=row[10],
        origin=Origin(row[11]),
        model=row[12],
        score=row[13],
        analyst=row[14],
        created_at=row[15],
        updated_at=row[16],
        tags=tuple(tags),
        propagated_from=row[17],
        disputed=bool(row[18]),
    )


def labels(connection: sqlite3.Connection) -> list[Label]:
    """Return the labels in the order of their creation."""
    rows = connection.execute("SELECT name, colour, key, description, archived FROM labels ORDER BY id").fetchall()
    return [Label(*(*row[:4], bool(row[4]))) for row in rows]


def tags(connection: sqlite3.Connection) -> list[Tag]:
    """Return the tags by path, with the number of annotations and articles that have them; only active ones count."""
    rows = connection.execute(
        "SELECT id, uid, path, description, colour, key, archived, "
        f"(SELECT count(*) FROM annotation_tags WHERE tag = tags.id AND {annotation_is_active('annotation')}) + "
        f"(SELECT count(*) FROM article_tags WHERE tag = tags.id AND {is_active('article')}), note "
        "FROM tags ORDER BY path"
    ).fetchall()
    return [Tag(*(*row[:6], bool(row[6]), *row[7:])) for row in rows]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the numbers of active articles and their annotations, also by status, and of other rows."""
    asked = {
        "articles": f"articles WHERE {is_active('id')}",
        "inactive": "inactive_articles",
        "annotations": f"annotations WHERE {is_active('article')}",
        "tags": "tags",
        "entities": "entities",
        "history": "history",
        **{status.value: f"annotations WHERE status = '{status}' AND {is_active('article')}" for status in Status},
    }
    return {name: int(connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]) for name, rows in asked.items()}


@dataclass(frozen=True, slots=True)
class FlatFilter:
    """A filter for the flat view; empty values match all.

    Attributes:
        tags: paths; a tag includes those below it.
        articles: uids.
        where: a query of the search language.
        layer: "all" for the decisions of all analysts, or the name of one; empty for what stands. Labels, statuses and
            analysts are then those of the decisions; the rest of the filter is about what stands.
    """

    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    analysts: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    where: str = ""
    layer: str = ""


def flat(connection: sqlite3.Connection, wanted: FlatFilter) -> Generator[tuple[Any, ...]]:
    """Yield rows of the flat view by article, start and descending end.

    They are from one snapshot: the connection is in a transaction until the iterator is exhausted or closed.

    Raises:
        BadQuery: when `where` is not valid.
    """
    with _snapshot(connection):
        yield from Selection(connection, wanted).rows()


class Selection:
    """What matches a filter.

    Attributes:
        articles: the uids of articles in which something may match, in the order in which they were added.
        archived: the number of further articles that are left out because they are archived.
    """

    def __init__(self, connection: sqlite3.Connection, wanted: FlatFilter) -> None:
        """Select; raise BadQuery when `where` is not valid."""
        self._connection = connection
        self._wanted = wanted
        self._chosen: QueryResult | None = None
        if wanted.where:
            from glossator.store.queries.export_filter import run_query

            self._chosen = run_query(connection, wanted.where)
        self._narrowed = bool(wanted.labels or wanted.tags or wanted.statuses or wanted.analysts)
        found = connection.execute(
            "SELECT uid, id IN (SELECT article FROM inactive_articles), id IN (SELECT article FROM archived_articles) "
            "FROM articles ORDER BY id"
        ).fetchall()
        fitting = [
            row
            for row in found
            if (not wanted.articles or row[0] in wanted.articles)
            and (self._chosen is None or self._chosen.includes(row[0]))
        ]
        # Inactive articles must be named, or the query must have an `is` field.
        named = bool(wanted.articles) or (self._chosen is not None and self._chosen.includes_inactive)
        self.articles: Sequence[str] = [uid for uid, away, _ in fitting if named or not away]
        self.archived = 0 if named else sum(archived for _, _, archived in fitting)

    def rows(self) -> Generator[tuple[Any, ...]]:
        """Yield the matching rows of the flat view, in the order of `flat`."""
        for uid in self.articles:
            yield from self.rows_of(uid)

    def rows_of(self, uid: str) -> sqlite3.Cursor:
        """Return the matching rows of an article, by start and descending end."""
        conditions, values = self._conditions(uid)
        query = f'SELECT * FROM flat WHERE {conditions} ORDER BY start, "end" DESC, annotation_id'
        return self._connection.execute(query, values)

    def statuses_of(self, uid: str) -> dict[str, int]:
        """Return the number of matching annotations of an article by status, without its own note and tags."""
        conditions, values = self._conditions(uid)
        query = f"SELECT status, count(*) FROM flat WHERE {conditions} AND annotation_id <> article_id GROUP BY status"
        return dict(self._connection.execute(query, values).fetchall())

    def _conditions(self, uid: str) -> tuple[str, list[Any]]:
        """Return the condition for the matching rows of an article in the flat view, and its values."""
        wanted, conditions, values = self._wanted, ["article_id = ?"], [uid]
        for column, accepted in (("label", wanted.labels), ("status", wanted.statuses), ("analyst", wanted.analysts)):
            if accepted:
                conditions.append(f"{column} IN ({','.join('?' for _ in accepted)})")
                values.extend(accepted)
        if wanted.tags:
            one = "instr(lower('; ' || tags || ';'), lower('; ' || ? || '{}'))"
            either = f"{one.format(';')} OR {one.format('/')}"
            conditions.append(f"({' OR '.join(either for _ in wanted.tags)})")
            values.extend(path for path in wanted.tags for _ in range(2))
        if self._chosen is not None:
            of_query = self._chosen.rows_of(uid)
            conditions.append(of_query.sql)
            values.extend(of_query.values)
        return " AND ".join(conditions), values

    def taken_of(self, uid: str) -> set[str] | None:
        """Return the uids of what matches in an article, with its own for its note and tags; None for all."""
        if not self._narrowed and self._chosen is None:
            return None
        return {str(row[0]) for row in self.rows_of(uid)}

    def wants(self, uid: str) -> bool:
        """Return whether an article matches, even where nothing in it does."""
        return not self._narrowed and (self._chosen is None or uid in self._chosen.articles)


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read from one snapshot, in a transaction of the caller or of this block."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")
