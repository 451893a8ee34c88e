"""Sketches of articles as they are stored, and the links between near-duplicates that follow from them."""

import json
import struct
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Final

from glossator.matching.minhash import ALIKE, Sketch, index_keys, likeness
from glossator.store import rows

if TYPE_CHECKING:
    from sqlite_utils import Database

# A run of words that so many articles have is a paper's own phrase, and says nothing.
_COMMON: Final = 50
_MOST_LINKS: Final = 20


def link_sketches(db: "Database", sketches: Sequence[tuple[int, Sketch]]) -> int:
    """Store the sketches of articles, link those that are alike, and return how many pairs that are.

    Articles that were deleted meanwhile are left out. The caller has begun a transaction.
    """
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
            share = likeness(sketch, new.get(other) or unpack(packed[other]))
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


def unpack(packed: bytes) -> Sketch:
    """Return a sketch from the bytes that it is stored as."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)
