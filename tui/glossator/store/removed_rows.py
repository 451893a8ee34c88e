"""Rows that were removed, kept so that they can be put back as they were.

The history says which rows were removed and when. What it does not hold itself is kept here: the text of an article,
what is known of an article by machine (runs, finds, the file it was read from, its sketch), and annotations that the
history tells of by their ids alone.
"""

import json
import sqlite3
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from glossator.store import rows
from glossator.store.near_duplicates import link_sketches
from glossator.store.rows import Key, Row

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMONG: Final = "IN (SELECT value FROM json_each(?))"
# What `removed_articles.rest` keeps: each list of rows by table, without the column that says whose they are.
_REST: Final = """json_object(
    'runs', (SELECT json_group_array(json_array(id, pipeline, version, text_sha256, started_at, finished_at))
        FROM runs WHERE article = t.id),
    'run_parts', (SELECT json_group_array(json_array(run, p.start, p."end"))
        FROM runs AS r JOIN run_parts AS p ON p.run = r.id WHERE r.article = t.id),
    'finds', (SELECT json_group_array(json_array(run, f.start, f."end", f.label))
        FROM runs AS r JOIN finds AS f ON f.run = r.id WHERE r.article = t.id),
    'article_files', (SELECT json_group_array(json_array(path_sha256)) FROM article_files WHERE article = t.id),
    'sketch', (SELECT hex(sketch) FROM sketches WHERE article = t.id)
)"""
# How each list is put back; `kept` is a row of `removed_articles`, and `one` a row of the list.
_PUT_BACK: Final = {
    "runs": "INSERT INTO runs (id, article, pipeline, version, text_sha256, started_at, finished_at) "
    "SELECT {0}, article, {1}, {2}, {3}, {4}, {5}",
    "run_parts": 'INSERT INTO run_parts (run, start, "end") SELECT {0}, {1}, {2}',
    "finds": 'INSERT INTO finds (run, start, "end", label) SELECT {0}, {1}, {2}, {3}',
    "article_files": "INSERT INTO article_files (article, path_sha256) SELECT article, {0}",
}
_ANNOTATION: Final = (
    *("id", "uid", "article", "start", "end", "quote", "prefix", "suffix", "paragraph", "label", "status", "note"),
    *("entity", "origin", "run", "score", "analyst", "created_at", "updated_at", "propagated_from"),
)
IN_BULK: Final = frozenset(("annotations",))
"""The tables of which many rows that differ can be removed, and put back, by their ids."""


def delete(db: "Database", table: str, keys: Sequence[Key]) -> None:
    """Remove rows that the history tells of one by one, and keep of them what it does not hold."""
    if table == "articles":
        _delete_articles(db, json.dumps([key for (key,) in keys]))
    else:
        rows.delete(db, table, keys)


def insert(db: "Database", table: str, given: Sequence[Row]) -> None:
    """Put rows back that were removed by `delete`.

    Raises:
        sqlite3.IntegrityError: when they cannot be where they were.
    """
    if table == "articles":
        _insert_articles(db, given)
    else:
        rows.insert(db, table, given)


def delete_in_bulk(db: "Database", ids: Sequence[int]) -> None:
    """Remove the annotations with these ids, and keep them."""
    listed = json.dumps(ids)
    columns = ", ".join(f'"{name}"' for name in _ANNOTATION)
    values = ", ".join(_ID_OF_LABEL if name == "label" else f'"{name}"' for name in _ANNOTATION)
    db.execute(
        f"INSERT INTO removed_annotations ({columns}) SELECT {values} FROM annotations WHERE id {_AMONG}", [listed]
    )
    db.execute(f"DELETE FROM annotations WHERE id {_AMONG}", [listed])


def insert_in_bulk(db: "Database", ids: Sequence[int]) -> None:
    """Put the annotations with these ids back.

    Raises:
        sqlite3.IntegrityError: when they are not kept, or cannot be where they were.
    """
    listed = json.dumps(ids)
    columns = ", ".join(f'"{name}"' for name in _ANNOTATION)
    values = ", ".join(_NAME_OF_LABEL if name == "label" else f'"{name}"' for name in _ANNOTATION)
    put_back = db.execute(
        f"INSERT INTO annotations ({columns}) SELECT {values} FROM removed_annotations WHERE id {_AMONG} ORDER BY id",
        [listed],
    ).rowcount
    if put_back != len(ids):
        raise sqlite3.IntegrityError("an annotation that was removed is not kept")
    db.execute(f"DELETE FROM removed_annotations WHERE id {_AMONG}", [listed])


_ID_OF_LABEL: Final = "coalesce((SELECT id FROM labels WHERE name = annotations.label), 0)"
_NAME_OF_LABEL: Final = "(SELECT name FROM labels WHERE id = removed_annotations.label)"


def _delete_articles(db: "Database", listed: str) -> None:
    db.execute(
        "INSERT INTO removed_articles (article, length, text, rest) "
        f"SELECT id, length, text, {_REST} FROM articles AS t WHERE id {_AMONG}",
        [listed],
    )
    for table in ("run_parts", "finds"):
        db.execute(f"DELETE FROM {table} WHERE run IN (SELECT id FROM runs WHERE article {_AMONG})", [listed])
    # What else is known by machine goes with the article, as its references say.
    db.execute(f"DELETE FROM runs WHERE article {_AMONG}", [listed])
    db.execute(f"DELETE FROM articles WHERE id {_AMONG}", [listed])


def _insert_articles(db: "Database", given: Sequence[Row]) -> None:
    for row in given:
        columns = ", ".join(f'"{name}"' for name in row)
        put_back = db.execute(
            f"INSERT INTO articles ({columns}, text) SELECT {', '.join('?' * len(row))}, text "
            "FROM removed_articles WHERE article = ?",
            [*row.values(), row["id"]],
        ).rowcount
        if put_back != 1:
            raise sqlite3.IntegrityError("the text of an article that was removed is not kept")
    listed = json.dumps([row["id"] for row in given])
    for table, statement in _PUT_BACK.items():
        values = statement.format(*(f"json_extract(one.value, '$[{place}]')" for place in range(6)))
        db.execute(
            f"{values} FROM removed_articles AS kept, json_each(kept.rest, '$.{table}') AS one WHERE article {_AMONG}",
            [listed],
        )
    sketches = db.execute(
        "SELECT article, json_extract(rest, '$.sketch') FROM removed_articles "
        f"WHERE article {_AMONG} AND json_extract(rest, '$.sketch') IS NOT NULL ORDER BY article",
        [listed],
    ).fetchall()
    link_sketches(db, [(article, _sketch(written)) for article, written in sketches])
    db.execute(f"DELETE FROM removed_articles WHERE article {_AMONG}", [listed])


def _sketch(written: str) -> tuple[int, ...]:
    packed = bytes.fromhex(written)
    return struct.unpack(f"<{len(packed) // 4}I", packed)
