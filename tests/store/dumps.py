"""Workspaces looked at from outside, with the standard library alone."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TypeAlias

Dump: TypeAlias = dict[str, list[tuple[Any, ...]]]

# What undo need not restore: the record of the acts themselves with what they removed, and the counters that keep ids
# from being used twice.
_UNCOMPARED: Final = (
    *("history", "undo_events", "imports", "removed_articles", "removed_annotations"),
    *("workspaces", "merged", "merged_history"),
    *("sqlite_sequence", "_sqlite_migrations"),
)
# How a full-text index keeps what it holds depends on the order in which that came; what it holds is compared.
_SHADOWS: Final = "search_*_*"


def ask(path: Path, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that answer an SQL question to the file at `path`, without waiting for anybody."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        return connection.execute(question, values).fetchall()


def change(path: Path, statement: str, values: Sequence[Any] = ()) -> None:
    """Change the file at `path` as another program would, with foreign keys on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement, values)


def tables(path: Path) -> list[str]:
    """Return the names of all tables."""
    return [name for (name,) in ask(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]


def dump(path: Path) -> Dump:
    """Return every row of every table that an act changes and an undo restores."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB ?", (_SHADOWS,)
        ).fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
            for (name,) in names
            if name not in _UNCOMPARED
        }


def history(path: Path) -> list[tuple[Any, ...]]:
    """Return every row of the history."""
    return ask(path, "SELECT * FROM history ORDER BY id")


def everything(path: Path) -> tuple[Dump, list[tuple[Any, ...]]]:
    """Return all rows, those of the history among them."""
    return dump(path), history(path)
