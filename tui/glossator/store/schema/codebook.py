"""Ids of labels, former labels, aliases, and undo of any operation, added by migration 0003."""

import random
from typing import Final

from sqlite_utils import Database

from glossator.domain.uid import new_uid

# References to labels are by name and follow a new one; the history has ids.
_LABELS: Final = (
    "PRAGMA defer_foreign_keys = ON",
    "CREATE TEMP TABLE kept_labels AS SELECT rowid AS id, * FROM labels",
    "DROP TABLE labels",
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE DEFAULT ('l_' || lower(hex(randomblob(6)))),
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        colour TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
        key TEXT NOT NULL,
        description TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
    ) STRICT""",
)
_REST: Final = (
    "DROP TABLE kept_labels",
    # Former names of renamed and merged labels, so that suggestions with them get the current label.
    """CREATE TABLE former_labels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        label TEXT NOT NULL REFERENCES labels (name) ON UPDATE CASCADE
    ) STRICT""",
    "ALTER TABLE tags ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    # No ON DELETE CASCADE, so that the history has each deletion.
    "DROP TABLE aliases",
    """CREATE TABLE aliases (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entity INTEGER NOT NULL REFERENCES entities (id),
        alias TEXT NOT NULL CHECK (alias <> ''),
        UNIQUE (entity, alias)
    ) STRICT""",
    # The operation that an operation undid out of turn.
    "ALTER TABLE history ADD COLUMN undoes INTEGER",
    "CREATE INDEX history_undoes ON history (undoes) WHERE undoes IS NOT NULL",
    "CREATE INDEX former_labels_label ON former_labels (label)",
    "CREATE INDEX entities_label ON entities (label)",
    "DROP INDEX annotations_entity",
    "CREATE INDEX annotations_entity ON annotations (entity, article) WHERE entity IS NOT NULL",
    "CREATE INDEX annotations_company ON annotations (article, entity) "
    "WHERE entity IS NOT NULL AND status <> 'rejected'",
    "CREATE INDEX annotations_noted ON annotations (article, start) WHERE note <> ''",
)


def apply(db: Database) -> None:
    """Make the changes, inside a transaction that the caller began."""
    for statement in _LABELS:
        db.execute(statement)
    for row in list(db.query("SELECT * FROM kept_labels ORDER BY id")):
        # The same uid in every workspace, so that their codebooks can be exchanged.
        uid = new_uid("labels", random.Random(row["name"]))
        db.table("labels").insert({**row, "uid": uid, "archived": 0})
    for statement in _REST:
        db.execute(statement)
