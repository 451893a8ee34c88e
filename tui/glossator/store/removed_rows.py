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
from glossator.store.schema.catalogue import TableSchema, belonging, catalogue
from glossator.store.schema.tables import Role

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMONG: Final = "IN (SELECT value FROM json_each(?))"
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
    columns, values = _annotation_columns(_ID_OF_LABEL)
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
    columns, values = _annotation_columns(_NAME_OF_LABEL)
    put_back = db.execute(
        f"INSERT INTO annotations ({columns}) SELECT {values} FROM removed_annotations WHERE id {_AMONG} ORDER BY id",
        [listed],
    ).rowcount
    if put_back != len(ids):
        raise sqlite3.IntegrityError("an annotation that was removed is not kept")
    db.execute(f"DELETE FROM removed_annotations WHERE id {_AMONG}", [listed])


_ID_OF_LABEL: Final = "coalesce((SELECT id FROM labels WHERE name = annotations.label), 0)"
_NAME_OF_LABEL: Final = "(SELECT name FROM labels WHERE id = removed_annotations.label)"


def _annotation_columns(label: str) -> tuple[str, str]:
    """Return the columns of an annotation as SQL lists them, and again with `label` for its label."""
    names = catalogue()["annotations"].columns
    return rows.listed(names), ", ".join(label if name == "label" else rows.listed([name]) for name in names)


def _delete_articles(db: "Database", listed: str) -> None:
    rest = ", ".join(f"'{table.name}', ({_kept(table)})" for table in _of_article())
    db.execute(
        "INSERT INTO removed_articles (article, length, text, rest) SELECT id, length, text, "
        f"json_object({rest}, 'sketch', (SELECT hex(sketch) FROM sketches WHERE article = t.id)) "
        f"FROM articles AS t WHERE id {_AMONG}",
        [listed],
    )
    for table in reversed(_of_article()):
        db.execute(f"DELETE FROM {table.name} WHERE {belonging(table, _AMONG)}", [listed])
    # What can be computed again goes with the article, as its references say.
    db.execute(f"DELETE FROM articles WHERE id {_AMONG}", [listed])


def _of_article() -> list[TableSchema]:
    """Return the tables of what is known of an article by machine, each after those that it refers to."""
    return [table for table in catalogue().values() if table.info.role is Role.OF_ARTICLE]


def _kept(table: TableSchema) -> str:
    """Return the question for the rows of an article `t` as JSON, each without the column that says whose it is."""
    names = rows.listed(_without_article(table))
    return f"SELECT json_group_array(json_array({names})) FROM {table.name} WHERE {belonging(table, '= t.id')}"


def _without_article(table: TableSchema) -> list[str]:
    return [name for name in table.columns if name != table.column_of("articles")]


def _insert_articles(db: "Database", given: Sequence[Row]) -> None:
    for row in given:
        put_back = db.execute(
            f"INSERT INTO articles ({rows.listed(row)}, text) SELECT {', '.join('?' * len(row))}, text "
            "FROM removed_articles WHERE article = ?",
            [*row.values(), row["id"]],
        ).rowcount
        if put_back != 1:
            raise sqlite3.IntegrityError("the text of an article that was removed is not kept")
    listed = json.dumps([row["id"] for row in given])
    for table in _of_article():
        kept = {name: f"json_extract(one.value, '$[{place}]')" for place, name in enumerate(_without_article(table))}
        values = {name: kept.get(name, "article") for name in table.columns}
        db.execute(
            f"INSERT INTO {table.name} ({rows.listed(values)}) SELECT {', '.join(values.values())} "
            f"FROM removed_articles, json_each(rest, '$.{table.name}') AS one WHERE article {_AMONG}",
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
