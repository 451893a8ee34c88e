"""Rows of the tables whose changes the history keeps, read and written many at a time."""

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

# How many values one statement adds rows of, while so many are left; the last few go one by one. SQLite takes 32,766.
_TOGETHER: Final = (9_500, 380)


def fetch(db: "Database", table: str, keys: Sequence[Key]) -> dict[Key, Row]:
    """Return the rows of `table` that there are at `keys`."""
    known = recorded()[table]
    parts = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(known.key)))
    found = db.query(
        f"SELECT {listed(known.columns)} FROM {table} "
        f"WHERE ({listed(known.key)}) IN (SELECT {parts} FROM json_each(?))",
        [json.dumps(keys)],
    )
    return {key_of(table, row): row for row in found}


def fetch_columns(db: "Database", table: str, ids: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the ids of the rows of `table` that there are among `ids`, each with its values in the columns `names`."""
    query = f"SELECT id, {listed(names)} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return db.execute(query, [json.dumps(ids)]).fetchall()


def key_of(table: str, row: Row) -> Key:
    """Return what tells `row` apart from the other rows of `table`."""
    return tuple(int(row[name]) for name in recorded()[table].key)


def insert(db: "Database", table: str, rows: Iterable[Row]) -> None:
    """Add `rows`; runs of them that have the same columns go together."""
    for names, group in groupby(rows, tuple):
        insert_values(db, table, names, [tuple(row.values()) for row in group])


def insert_values(
    db: "Database", table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, replacing: bool = False
) -> None:
    """Add rows, each given as its values in the columns `names`; those that have the same key go where `replacing`.

    Several hundred rows go in one statement. Each statement that has triggers begins by keeping what each page was that
    it changes, and the threads of the program take turns at each; so a row costs half of what it does by itself.
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
    return f"INSERT{' OR REPLACE' * replacing} INTO {table} ({listed(names)}) VALUES {', '.join([row] * count)}"


def update(db: "Database", table: str, changes: Iterable[tuple[Key, Row]]) -> None:
    """Set values in the rows at the keys; runs that set the same columns go in one statement."""
    for names, group in groupby(changes, lambda change: tuple(change[1])):
        if names:
            values = ", ".join(f'"{name}" = ?' for name in names)
            db.conn.executemany(
                f"UPDATE {table} SET {values} WHERE {_at(table)}", [(*row.values(), *key) for key, row in group]
            )


def delete(db: "Database", table: str, keys: Iterable[Key]) -> None:
    """Remove the rows at `keys`."""
    db.conn.executemany(f"DELETE FROM {table} WHERE {_at(table)}", keys)


def next_id(db: "Database", table: str) -> int:
    """Return the id that the next row of `table` gets."""
    (newest,) = db.query("SELECT max(seq) AS seq FROM sqlite_sequence WHERE name = ?", [table])
    return (newest["seq"] or 0) + 1


def listed(names: Iterable[str]) -> str:
    """Return the names of columns as SQL lists them."""
    return ", ".join(f'"{name}"' for name in names)


def _at(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in recorded()[table].key)
