"""Fetching many rows as one value."""

import json
import sqlite3
from typing import Any


def fetch_json(
    connection: sqlite3.Connection, select: str, columns: str, parameters: tuple[Any, ...] = ()
) -> list[Any]:
    """Return the rows of a SELECT as lists, fetched as one JSON value.

    Between single rows another thread, such as the one that paints, may get its turn, which makes thousands of rows
    several times slower.

    Args:
        connection: the connection.
        select: the SELECT; its columns have the names in `columns`.
        columns: the wanted columns, as SQL.
        parameters: of the SELECT.
    """
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array({columns})) FROM ({select})", parameters
    ).fetchone()
    rows: list[Any] = json.loads(found)
    return rows
