"""The analyses that a merge added to existing articles, which undo deletes and redo restores.

The history has no entries of analyses. One that a merge added is only what its suggestions refer to: it has no parts
and no finds, and is not finished.
"""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database


def _added(db: "Database") -> list[list[Any]]:
    """Return the analyses that merges added, each as id, article, pipeline, version, hash of the text, and time."""
    found = db.execute("SELECT runs FROM merged WHERE runs <> '[]' ORDER BY id").fetchall()
    return [run for (written,) in found for run in json.loads(written)]


def restore_runs(db: "Database") -> None:
    """Restore those that undo deleted, so that suggestions can refer to them again."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO runs (id, article, pipeline, version, text_sha256, started_at) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM articles WHERE id = ?2)",
        _added(db),
    )


def delete_unused_runs(db: "Database") -> None:
    """Delete those to which no suggestion refers, and by which nothing was analysed here."""
    db.conn.executemany(
        "DELETE FROM runs WHERE id = ? AND finished_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM run_parts WHERE run = runs.id) "
        "AND NOT EXISTS (SELECT 1 FROM finds WHERE run = runs.id) "
        "AND NOT EXISTS (SELECT 1 FROM annotations WHERE run = runs.id)",
        [run[:1] for run in _added(db)],
    )
