"""Entities: their mentions, entities mentioned together, and groups of mentions that are probably of one entity."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from glossator.domain.entity import CoOccurrence, Entity, EntityInUse, EntityPage, match_name
from glossator.domain.mention import Mention
from glossator.matching.entity_groups import Group, KnownName, group_mentions
from glossator.matching.name_rules import NamedMention
from glossator.store.errors import Missing
from glossator.store.queries.fetch_json import fetch_json
from glossator.store.queries.mentions import article_hit, mentions_by_id
from glossator.store.queries.visibility import is_active

_AFTER: Final = 100
_COMPANY: Final = 100
# Articles between two reports of progress.
_ARTICLES: Final = 200
_MENTIONS: Final = (
    "FROM annotations AS a JOIN articles AS t ON t.id = a.article WHERE a.entity = ? AND a.status <> 'rejected' "
    f"AND {is_active('a.article')} "
)


def entities(connection: sqlite3.Connection) -> list[EntityInUse]:
    """Return all entities by name, with their mentions counted."""
    return _in_use(connection, _entities(connection))


def find_entities(connection: sqlite3.Connection, typed: str, most: int) -> list[EntityInUse]:
    """Return up to `most` entities whose name or alias matches what was typed, the best first."""
    if not typed.strip():
        return []
    ranked = [
        (how, entity.name, entity)
        for entity in _entities(connection)
        if (how := match_name(typed, entity.name, entity.aliases)) is not None
    ]
    ranked.sort(key=lambda one: (one[0], one[1].casefold(), one[2].id))
    return _in_use(connection, [entity for *_, entity in ranked[:most]])


def entity_with(connection: sqlite3.Connection, uid: str) -> Entity:
    """Return the entity with a uid; raise Missing when there is none."""
    row = connection.execute("SELECT id FROM entities WHERE uid = ?", (uid,)).fetchone()
    if row is None:
        raise Missing(f"There is no entity {uid} in this workspace; “glossator entities” lists them.")
    return entity(connection, row[0])


def entity(connection: sqlite3.Connection, entity_id: int) -> Entity:
    """Return the entity with an id; raise Missing when there is none."""
    found = _entities(connection, entity_id)
    if not found:
        raise Missing(
            "That entity is no longer there; another window or program has merged or removed it. Choose another."
        )
    return found[0]


def entity_page(connection: sqlite3.Connection, entity_id: int) -> EntityPage:
    """Return an entity with its forms and the entities mentioned with it; raise Missing when there is none."""
    (use,) = _in_use(connection, [entity(connection, entity_id)])
    seen = [
        connection.execute(
            f"SELECT t.id, t.uid, t.title, t.source, t.published_at {_MENTIONS} AND t.published_at <> '' "
            f"ORDER BY t.published_at {way}, t.id {way} LIMIT 1",
            (entity_id,),
        ).fetchone()
        for way in ("ASC", "DESC")
    ]
    forms = connection.execute(
        f"SELECT quote, count(*) FROM annotations WHERE entity = ? AND status <> 'rejected' AND {is_active('article')} "
        "GROUP BY quote ORDER BY count(*) DESC, quote",
        (entity_id,),
    ).fetchall()
    company = connection.execute(
        "SELECT e.id, e.name, e.label, c.articles FROM (SELECT entity, count(DISTINCT article) AS articles "
        "FROM annotations WHERE article IN "
        f"(SELECT article FROM annotations WHERE entity = ?1 AND status <> 'rejected' AND {is_active('article')}) "
        "AND entity IS NOT NULL AND status <> 'rejected' AND entity <> ?1 GROUP BY entity) AS c "
        "JOIN entities AS e ON e.id = c.entity ORDER BY c.articles DESC, e.name, e.id LIMIT ?2",
        (entity_id, _COMPANY),
    ).fetchall()
    first, last = (None if row is None else article_hit(*row) for row in seen)
    return EntityPage(use, first, last, tuple(forms), tuple(CoOccurrence(*row) for row in company))


def mentions_of(connection: sqlite3.Connection, entity_id: int, first: int, most: int) -> list[Mention]:
    """Return up to `most` mentions of an entity in context from the `first` on, by date, without a date last."""
    rows = connection.execute(
        f"SELECT a.id {_MENTIONS} ORDER BY t.published_at = '', t.published_at, t.id, a.start, a.id LIMIT ? OFFSET ?",
        (entity_id, most, first),
    ).fetchall()
    found = mentions_by_id(connection, [number for (number,) in rows])
    return [found[number] for (number,) in rows if number in found]


def suggested_groups(
    connection: sqlite3.Connection,
    article_id: int | None = None,
    *,
    progress: Callable[[int, int], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Group]:
    """Return the groups of mentions that are probably of one entity.

    Args:
        connection: the connection.
        article_id: the article; None for all active ones.
        progress: called now and then with the number of articles done, and of all.
        cancelled: called now and then; when it returns True, no groups are returned.
    """
    known = [KnownName(one.id, name, one.label) for one in _entities(connection) for name in (one.name, *one.aliases)]
    with suppress(_Cancelled):
        return group_mentions(_named(connection, article_id, progress, cancelled), known)
    return []


class _Cancelled(Exception):
    """The caller has cancelled."""


def _named(
    connection: sqlite3.Connection,
    article_id: int | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[NamedMention]:
    articles = [article_id] if article_id is not None else _articles(connection)
    for first in range(0, len(articles), _ARTICLES):
        if cancelled():
            raise _Cancelled
        progress(first, len(articles))
        rows = fetch_json(
            connection,
            f"SELECT id, article, quote, label, entity, substr(suffix, 1, {_AFTER}) AS after FROM annotations "
            "WHERE article IN (SELECT value FROM json_each(?)) AND label IS NOT NULL AND start IS NOT NULL "
            "AND status <> 'rejected' ORDER BY article, start, id",
            "id, article, quote, label, entity, after",
            (json.dumps(articles[first : first + _ARTICLES]),),
        )
        yield from (NamedMention(*row) for row in rows)
    progress(len(articles), len(articles))


def _articles(connection: sqlite3.Connection) -> list[int]:
    rows = connection.execute(f"SELECT id FROM articles WHERE {is_active('id')} ORDER BY id").fetchall()
    return [number for (number,) in rows]


def _entities(connection: sqlite3.Connection, only: int | None = None) -> list[Entity]:
    """Return all entities by name, or the one with the id `only`."""
    restricted = "" if only is None else "WHERE e.id = ?"
    rows = connection.execute(
        "SELECT e.id, e.uid, e.name, e.label, e.note, e.reference, "
        "(SELECT json_group_array(alias) FROM (SELECT alias FROM aliases WHERE entity = e.id ORDER BY alias)) "
        f"FROM entities AS e {restricted} ORDER BY e.name COLLATE NOCASE, e.id",
        () if only is None else (only,),
    ).fetchall()
    return [Entity(*(*row[:6], tuple(json.loads(row[6])))) for row in rows]


def _in_use(connection: sqlite3.Connection, found: Sequence[Entity]) -> list[EntityInUse]:
    rows = connection.execute(
        "SELECT a.entity, count(*), count(DISTINCT a.article), coalesce(min(nullif(t.published_at, '')), ''), "
        "max(t.published_at) FROM annotations AS a JOIN articles AS t ON t.id = a.article "
        f"WHERE a.entity IN (SELECT value FROM json_each(?)) AND a.status <> 'rejected' AND {is_active('a.article')} "
        "GROUP BY a.entity",
        (json.dumps([one.id for one in found]),),
    ).fetchall()
    uses = {row[0]: row[1:] for row in rows}
    return [EntityInUse(one, *uses.get(one.id, (0, 0, "", ""))) for one in found]
