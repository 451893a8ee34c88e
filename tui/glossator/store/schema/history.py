"""What undo and replay need of the schema: when each operation was undone and redone, and the history of one row."""

from collections.abc import Iterator
from typing import Final

_STATEMENTS: Final = (
    # The history says what each operation changed, in the order of its ids. This says when, in that order, an operation
    # was undone or redone: after the row `entry` of the history.
    """CREATE TABLE undo_events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event TEXT NOT NULL CHECK (event IN ('start', 'undo', 'redo')),
        batch INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        at TEXT NOT NULL,
        analyst TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX undo_events_batch ON undo_events (batch)",
    "CREATE INDEX undo_events_entry ON undo_events (entry)",
    # Of what was done before, nobody knows in which order it was undone and redone: it cannot be replayed.
    "INSERT INTO undo_events (event, batch, entry, at, analyst) "
    "SELECT 'start', 0, max(id), max(at), '' FROM history HAVING count(*) > 0",
    # What happened to one row, however long the history is.
    "DROP INDEX history_batch",
    "CREATE INDEX history_batch ON history (batch)",
    "CREATE INDEX history_subject ON history (subject)",
    # The first schemas kept the names of labels in the history, later ones keep their ids.
    *(
        f"UPDATE history SET {side} = json_set({side}, '$.label', "
        f"(SELECT id FROM labels WHERE name = json_extract({side}, '$.label'))) "
        "WHERE substr(subject, 1, instr(subject, ':') - 1) IN ('annotations', 'entities', 'lexicon') "
        f"AND iif(json_valid({side}), json_type({side}, '$.label') = 'text' "
        f"AND json_extract({side}, '$.label') IN (SELECT name FROM labels), 0)"
        for side in ("before", "after")
    ),
)


def statements() -> Iterator[str]:
    """Yield what makes it all."""
    yield from _STATEMENTS
