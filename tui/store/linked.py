"""Which entity an annotation is linked to, and annotations by their names outside the workspace."""

import json
import sqlite3
from collections.abc import Sequence


def entity_of(connection: sqlite3.Connection, annotation: int) -> int | None:
    """Return the id of the entity that an annotation is linked to; None when it is linked to none, or is gone."""
    row = connection.execute("SELECT entity FROM annotations WHERE id = ?", (annotation,)).fetchone()
    return None if row is None else row[0]


def ids_of(connection: sqlite3.Connection, uids: Sequence[str]) -> list[int]:
    """Return the ids of the annotations with these uids, in their order; those that are gone are left out."""
    rows = connection.execute(
        "SELECT a.id FROM json_each(?) AS wanted JOIN annotations AS a ON a.uid = wanted.value ORDER BY wanted.key",
        (json.dumps(list(uids)),),
    ).fetchall()
    return [number for (number,) in rows]
