"""The titles of operations in the history."""

import sqlite3

from glossator.store.operation import REDO, UNDO
from glossator.store.operation import title_of as title_of_id


def title_of(connection: sqlite3.Connection, act: str, undoes: int | None) -> str:
    """Return the title of an operation of the history; of an undo, with that of the operation undone: "undo accept".

    Args:
        connection: to the workspace.
        act: the id that the history has of it.
        undoes: the number of the operation that it undoes, where it is an undo or a redo.
    """
    turn = {UNDO: "undo", REDO: "redo"}.get(act)
    if turn is None:
        return title_of_id(act)
    while act in (UNDO, REDO):
        found = connection.execute("SELECT act, undoes FROM history WHERE batch = ? LIMIT 1", (undoes,)).fetchone()
        # An operation undoes an earlier one, unless the file is damaged.
        if found is None or (found[1] or 0) >= (undoes or 0):
            return turn
        act, undoes = found
    return f"{turn} {title_of_id(act)}"


def title_in(connection: sqlite3.Connection, batch: int) -> str:
    """Return the title of the operation with the number `batch`."""
    return title_of(
        connection, *connection.execute("SELECT act, undoes FROM history WHERE batch = ? LIMIT 1", (batch,)).fetchone()
    )
