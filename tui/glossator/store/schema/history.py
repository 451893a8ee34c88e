"""Logs, added by migration 0006: when each operation was undone and redone, and what each pipeline was loaded from."""

from typing import Final

STATEMENTS: Final = (
    # An operation was undone or redone after the row `entry` of the history.
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
    # The order of earlier undos and redos is unknown, so what was done before cannot be replayed.
    "INSERT INTO undo_events (event, batch, entry, at, analyst) "
    "SELECT 'start', 0, max(id), max(at), '' FROM history HAVING count(*) > 0",
    # Find the history of one row.
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
    # `runs` names a pipeline by what it calls itself, which anybody can write into a meta.json.
    """CREATE TABLE pipelines (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pipeline TEXT NOT NULL,
        version TEXT NOT NULL,
        loaded_from TEXT NOT NULL CHECK (loaded_from <> ''),
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        first_used_at TEXT NOT NULL,
        UNIQUE (pipeline, version, loaded_from, sha256)
    ) STRICT""",
)
