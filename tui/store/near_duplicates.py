"""Which articles are nearly the same: sketches as they are stored, and the links that follow from them."""

import json
import sqlite3
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.model.near_duplicates import ALIKE, Sketch, keys, likeness

if TYPE_CHECKING:
    from sqlite_utils import Database

    from tui.store.history import Recorder

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


def without_sketch(connection: sqlite3.Connection, most: int) -> list[tuple[int, str]]:
    """Return up to `most` articles, id and text, that have not been compared with the others yet."""
    return connection.execute(
        "SELECT id, text FROM articles WHERE id NOT IN (SELECT article FROM sketches) ORDER BY id LIMIT ?", (most,)
    ).fetchall()


def near_duplicates(connection: sqlite3.Connection, articles: Sequence[str]) -> list[NearDuplicate]:
    """Return the near-duplicates of articles, given by uid, the most alike first."""
    rows = connection.execute(
        "SELECT t.uid, o.uid, o.title, o.source, n.likeness FROM articles AS t "
        "JOIN near_duplicates AS n ON n.article = t.id JOIN articles AS o ON o.id = n.other "
        "WHERE t.uid IN (SELECT value FROM json_each(?)) ORDER BY t.id, n.likeness DESC, o.id",
        (json.dumps(articles),),
    ).fetchall()
    return [NearDuplicate(*row) for row in rows]


def keep_sketches(record: "Recorder", sketches: Sequence[tuple[int, Sketch]]) -> int:
    """Store the sketches of articles, link each with those that it is like, and return how many pairs that are."""
    db, pairs = record.db, 0
    for article, sketch in sketches:
        if db.execute("SELECT 1 FROM sketches WHERE article = ?", [article]).fetchone() is not None:
            continue
        alike = _alike(db, sketch)
        db.execute("INSERT INTO sketches VALUES (?, ?)", [article, struct.pack(f"<{len(sketch)}I", *sketch)])
        db.conn.executemany("INSERT OR IGNORE INTO sketch_keys VALUES (?, ?)", [(key, article) for key in keys(sketch)])
        db.conn.executemany(
            "INSERT OR REPLACE INTO near_duplicates VALUES (?1, ?2, ?3), (?2, ?1, ?3)",
            [(article, other, share) for share, other in alike],
        )
        pairs += len(alike)
    return pairs


def _alike(db: "Database", sketch: Sketch) -> list[tuple[float, int]]:
    """Return the articles that a sketch is like, with how much, the most alike first."""
    candidates: set[int] = set()
    for key in keys(sketch):
        rows = db.execute("SELECT article FROM sketch_keys WHERE key = ? LIMIT ?", [key, _COMMON]).fetchall()
        if len(rows) < _COMMON:
            candidates.update(article for (article,) in rows)
    rows = db.execute(
        "SELECT article, sketch FROM sketches WHERE article IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(candidates))],
    ).fetchall()
    compared = [(likeness(sketch, struct.unpack(f"<{len(packed) // 4}I", packed)), article) for article, packed in rows]
    return sorted((pair for pair in compared if pair[0] >= ALIKE), reverse=True)[:_MOST_LINKS]
