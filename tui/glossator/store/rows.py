"""Reading and writing many rows of recorded tables in few statements."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from glossator.store.schema.catalogue import recorded

if TYPE_CHECKING:
    from sqlite_utils import Database

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[int, ...]

# Values in one INSERT, while so many are left; the last rows are added one by one. SQLite allows 32,766.
_TOGETHER: Final = (9_500, 380)


def fetch(db: "Database", table: str, keys: Sequence[Key]) -> dict[Key, Row]:
    """Return the rows of `table` with `keys`, by key; keys without a row are left out."""
    known = recorded()[table]
    parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(known.key)))
    found = db.query(
        f"SELECT {column_list(known.columns)} FROM {table} "
        f"WHERE ({column_list(known.key)}) IN (SELECT {parts} FROM json_each(?))",
        [json.dumps(keys)],
    )
    return {key_of(table, row): row for row in found}


def fetch_columns(db: "Database", table: str, ids: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of `table` among `ids`, each as its id and its values in the columns `names`."""
    query = f"SELECT id, {column_list(names)} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return db.execute(query, [json.dumps(ids)]).fetchall()


def key_of(table: str, row: Row) -> Key:
    """Return the key of `row` in `table`."""
    return tuple(int(row[name]) for name in recorded()[table].key)


def insert(db: "Database", table: str, rows: Iterable[Row]) -> None:
    """Insert `rows`; consecutive ones with the same columns share statements."""
    for names, group in groupby(rows, tuple):
        insert_values(db, table, names, [tuple(row.values()) for row in group])


def insert_values(
    db: "Database", table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, replacing: bool = False
) -> None:
    """Insert rows, given as their values in the columns `names`; with `replacing`, in place of those with their keys.

    Several hundred rows share a statement, which halves the time: for each statement with triggers, SQLite keeps the
    old state of the pages that it changes, and Python switches threads.
    """
    first = 0
    for values in _TOGETHER:
        together = max(1, values // len(names))
        if len(rows) - first >= together:
            statement = _insertion(table, tuple(names), together, replacing)
            while len(rows) - first >= together:
                db.conn.execute(statement, list(chain.from_iterable(rows[first : first + together])))
                first += together
    db.conn.executemany(_insertion(table, tuple(names), 1, replacing), rows[first:])


@lru_cache
def _insertion(table: str, names: tuple[str, ...], count: int, replacing: bool) -> str:
    row = f"({', '.join('?' for _ in names)})"
    return f"INSERT{' OR REPLACE' * replacing} INTO {table} ({column_list(names)}) VALUES {', '.join([row] * count)}"


def update(db: "Database", table: str, changes: Iterable[tuple[Key, Row]]) -> None:
    """Set values in the rows with the keys; consecutive changes of the same columns share a statement."""
    for names, group in groupby(changes, lambda change: tuple(change[1])):
        if names:
            values = ", ".join(f'"{name}" = ?' for name in names)
            db.conn.executemany(
                f"UPDATE {table} SET {values} WHERE {_at(table)}", [(*row.values(), *key) for key, row in group]
            )


def delete(db: "Database", table: str, keys: Iterable[Key]) -> None:
    """Delete the rows with `keys`."""
    db.conn.executemany(f"DELETE FROM {table} WHERE {_at(table)}", keys)


def next_id(db: "Database", table: str) -> int:
    """Return the id of the next new row of `table`."""
    (newest,) = db.query("SELECT max(seq) AS seq FROM sqlite_sequence WHERE name = ?", [table])
    return (newest["seq"] or 0) + 1


def column_list(names: Iterable[str]) -> str:
    """Return names of columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in names)


def _at(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in recorded()[table].key)
