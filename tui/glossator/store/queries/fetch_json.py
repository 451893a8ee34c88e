"""Answers of many rows, taken as one."""

import json
import sqlite3
from typing import Any


def whole(connection: sqlite3.Connection, select: str, columns: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    """Return the rows of a question as lists, fetched as one value.

    Between any two rows that are fetched by themselves, a thread that paints may take its turn, so thousands of them
    take several times as long while a page opens.

    Args:
        connection: the workspace's.
        select: the question; the names of its columns are those of `columns`.
        columns: what is wanted of each row.
        parameters: of the question.
    """
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array({columns})) FROM ({select})", parameters
    ).fetchone()
    rows: list[Any] = json.loads(found)
    return rows
