"""Which articles are nearly the same: sketches as they are stored, and the links that follow from them."""

import json
import sqlite3
import struct
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from glossator.matching.minhash import ALIKE, Sketch, index_keys, likeness
from glossator.store import rows
from glossator.store.operation import operation
from glossator.store.queries.visibility import stands

if TYPE_CHECKING:
    from sqlite_utils import Database

    from glossator.store.history import Recorder

# A run of words that so many articles have is a paper's own phrase, and says nothing.
_COMMON: Final = 50
_MOST_LINKS: Final = 20


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two articles that are nearly the same, by uid; `likeness` from 0 to 1."""

    article: str
    other: str
    title: str
    source: str
    likeness: float


def without_sketch(connection: sqlite3.Connection, most: int, after: int = 0) -> list[tuple[int, str]]:
    """Return up to `most` articles, id and text, that have not been compared with the others yet, ids past `after`."""
    return connection.execute(
        "SELECT id, text FROM articles WHERE id > ? AND id NOT IN (SELECT article FROM sketches) ORDER BY id LIMIT ?",
        (after, most),
    ).fetchall()


def near_duplicates(connection: sqlite3.Connection, articles: Sequence[str]) -> list[NearDuplicate]:
    """Return the near-duplicates of articles, given by uid, that were not put away; the most alike first."""
    rows = connection.execute(
        "SELECT t.uid, o.uid, o.title, o.source, n.likeness FROM articles AS t "
        "JOIN near_duplicates AS n ON n.article = t.id JOIN articles AS o ON o.id = n.other "
        f"WHERE t.uid IN (SELECT value FROM json_each(?)) AND {stands('n.other')} ORDER BY t.id, n.likeness DESC, o.id",
        (json.dumps(articles),),
    ).fetchall()
    return [NearDuplicate(*row) for row in rows]


@operation("article.sketch", "store sketches")
def keep_sketches(record: "Recorder", sketches: Sequence[tuple[int, Sketch]]) -> int:
    """Store the sketches of articles, link each with those that it is like, and return how many pairs that are.

    Articles that were deleted meanwhile are left out.
    """
    return link_sketches(record.db, sketches)


def link_sketches(db: "Database", sketches: Sequence[tuple[int, Sketch]]) -> int:
    """Do what `keep_sketches` does, inside a transaction that the caller began."""
    articles = json.dumps([article for article, _ in sketches])
    found = db.execute("SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [articles]).fetchall()
    still = {article for (article,) in found}
    sketches = [(article, sketch) for article, sketch in sketches if article in still]
    there = {article for article, _ in _packed(db, [article for article, _ in sketches])}
    new = {article: sketch for article, sketch in sketches if article not in there}
    having = _having(db, {key for sketch in new.values() for key in index_keys(sketch)})
    packed = dict(_packed(db, sorted({article for those in having.values() for article in those})))
    pairs: list[tuple[int, int, float]] = []
    for article, sketch in new.items():
        alike = []
        candidates = {other for key in index_keys(sketch) if len(having[key]) < _COMMON for other in having[key]}
        for other in candidates:
            share = likeness(sketch, new.get(other) or _unpacked(packed[other]))
            if share >= ALIKE:
                alike.append((share, other))
        pairs += [(article, other, share) for share, other in sorted(alike, reverse=True)[:_MOST_LINKS]]
        for key in index_keys(sketch):
            having[key].append(article)
    rows.insert_values(
        db,
        "sketches",
        ("article", "sketch"),
        [(article, struct.pack(f"<{len(sketch)}I", *sketch)) for article, sketch in new.items()],
    )
    keyed = [(key, article) for article, sketch in new.items() for key in index_keys(sketch)]
    rows.insert_values(db, "sketch_keys", ("key", "article"), keyed, replacing=True)
    both_ways = [row for one, other, share in pairs for row in ((one, other, share), (other, one, share))]
    rows.insert_values(db, "near_duplicates", ("article", "other", "likeness"), both_ways, replacing=True)
    return len(pairs)


def _having(db: "Database", wanted: Set[int]) -> dict[int, list[int]]:
    """Return for each key the articles that have it; of those that are common, some."""
    found = db.execute(
        "SELECT value, (SELECT json_group_array(article) FROM (SELECT article FROM sketch_keys WHERE key = value "
        "LIMIT ?)) FROM json_each(?)",
        [_COMMON, json.dumps(sorted(wanted))],
    )
    return {key: json.loads(articles) for key, articles in found.fetchall()}


def _packed(db: "Database", articles: Sequence[int]) -> list[tuple[int, bytes]]:
    """Return those of the articles that have a sketch, with it as it is stored."""
    found = db.execute(
        "SELECT article, sketch FROM sketches WHERE article IN (SELECT value FROM json_each(?))", [json.dumps(articles)]
    )
    return found.fetchall()


def _unpacked(packed: bytes) -> Sketch:
    return struct.unpack(f"<{len(packed) // 4}I", packed)
