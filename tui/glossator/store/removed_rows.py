"""Deleted rows, kept so that undo can restore them.

The history has the changes of rows. Kept here is what it does not have: the text of an article, its runs, finds, file
and sketch, and annotations of which the history only has the ids.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from glossator.store import rows
from glossator.store.rows import Key, Row
from glossator.store.schema.catalogue import TableSchema, belonging, catalogue
from glossator.store.schema.tables import Role
from glossator.store.sketches import link_sketches, unpack

if TYPE_CHECKING:
    from sqlite_utils import Database

_AMONG: Final = "IN (SELECT value FROM json_each(?))"
IN_BULK: Final = frozenset(("annotations",))
"""The tables of which different rows can be deleted and restored by their ids."""


def delete(db: "Database", table: str, keys: Sequence[Key]) -> None:
    """Delete rows of which the history has an entry each, and keep what it does not have."""
    if table == "articles":
        _delete_articles(db, json.dumps([key for (key,) in keys]))
    else:
        rows.delete(db, table, keys)


def insert(db: "Database", table: str, given: Sequence[Row]) -> None:
    """Restore rows that were deleted by `delete`, or insert new ones.

    Raises:
        sqlite3.IntegrityError: when they conflict with other rows, or their texts are not kept.
    """
    if table == "articles":
        _insert_articles(db, given)
    else:
        rows.insert(db, table, given)


def delete_in_bulk(db: "Database", ids: Sequence[int]) -> None:
    """Delete the annotations with these ids, and keep them."""
    listed = json.dumps(ids)
    columns, values = _annotation_columns(_ID_OF_LABEL)
    db.execute(
        f"INSERT INTO removed_annotations ({columns}) SELECT {values} FROM annotations WHERE id {_AMONG}", [listed]
    )
    db.execute(f"DELETE FROM annotations WHERE id {_AMONG}", [listed])


def insert_in_bulk(db: "Database", ids: Sequence[int]) -> None:
    """Restore the annotations with these ids.

    Raises:
        sqlite3.IntegrityError: when they conflict with other rows, or are not kept.
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
    """Return the columns of an annotation as SQL, and again with the expression `label` for its label."""
    names = catalogue()["annotations"].columns
    return rows.column_list(names), ", ".join(label if name == "label" else rows.column_list([name]) for name in names)


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
    # Computed rows are deleted with the article, by ON DELETE CASCADE.
    db.execute(f"DELETE FROM articles WHERE id {_AMONG}", [listed])


def _of_article() -> list[TableSchema]:
    """Return the tables with the role `OF_ARTICLE`, each after those that it refers to."""
    return [table for table in catalogue().values() if table.info.role is Role.OF_ARTICLE]


def _kept(table: TableSchema) -> str:
    """Return a SELECT of the rows of an article `t` as JSON, without the column that refers to the article."""
    names = rows.column_list(_without_article(table))
    return f"SELECT json_group_array(json_array({names})) FROM {table.name} WHERE {belonging(table, '= t.id')}"


def _without_article(table: TableSchema) -> list[str]:
    return [name for name in table.columns if name != table.column_of("articles")]


def _insert_articles(db: "Database", given: Sequence[Row]) -> None:
    for row in given:
        put_back = db.execute(
            f"INSERT INTO articles ({rows.column_list(row)}, text) SELECT {', '.join('?' * len(row))}, text "
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
            f"INSERT INTO {table.name} ({rows.column_list(values)}) SELECT {', '.join(values.values())} "
            f"FROM removed_articles, json_each(rest, '$.{table.name}') AS one WHERE article {_AMONG}",
            [listed],
        )
    sketches = db.execute(
        "SELECT article, json_extract(rest, '$.sketch') FROM removed_articles "
        f"WHERE article {_AMONG} AND json_extract(rest, '$.sketch') IS NOT NULL ORDER BY article",
        [listed],
    ).fetchall()
    link_sketches(db, [(article, unpack(bytes.fromhex(written))) for article, written in sketches])
    db.execute(f"DELETE FROM removed_articles WHERE article {_AMONG}", [listed])
