"""Several analysts, added by the migration `several_analysts`: verdicts, uids of operations, and what was merged.

Identity. The rows of a workspace keep their numbers, which `history` and bulk changes use, and merging spells them by
uid, which two copies have in common. `history.uid` is the uid of the operation, the same in all its rows. Operations of
earlier schemas get a uid that follows from their first row, so that copies made before the migration agree.

Verdicts. An annotation on which one analyst decides has no row in `verdicts`: its own columns are the verdict. As soon
as a second analyst changes it, `verdicts` has a row for each who decided, and the annotation has the standing value.
The view `every_verdict` has both kinds. Each verdict has its span, as analysts disagree about boundaries, too.

Merging. `merged` has up to which entry of the history, and event of undo, another file was merged, and `merged_history`
the operations that came with it, with their own analysts and times, rows spelt by uid.
"""

import hashlib
from typing import Final

from sqlite_utils import Database

TABLES: Final = (
    "ALTER TABLE history ADD COLUMN uid TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX history_uid ON history (uid)",
    "CREATE TABLE workspaces (uid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        annotation INTEGER NOT NULL REFERENCES annotations (id),
        analyst TEXT NOT NULL CHECK (analyst <> ''),
        status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        start INTEGER,
        "end" INTEGER,
        at TEXT NOT NULL,
        UNIQUE (annotation, analyst),
        CHECK ((start IS NULL) = ("end" IS NULL))
    ) STRICT""",
    "CREATE INDEX verdicts_label ON verdicts (label)",
    # What was decided about an annotation on which analysts disagreed.
    """CREATE TABLE adjudications (
        annotation INTEGER PRIMARY KEY REFERENCES annotations (id),
        status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        start INTEGER,
        "end" INTEGER,
        note TEXT NOT NULL,
        analyst TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX adjudications_label ON adjudications (label)",
    # The entries of a form about which analysts disagree; until they are adjudicated, none of them applies.
    """CREATE TABLE lexicon_verdicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        form TEXT NOT NULL CHECK (form <> ''),
        ruling TEXT NOT NULL CHECK (ruling IN ('always', 'never', 'forgotten')),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        analyst TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (form, analyst)
    ) STRICT""",
    "CREATE INDEX lexicon_verdicts_label ON lexicon_verdicts (label)",
    # The uid that a row has in another workspace, or that a tag or entity had that was merged into it.
    """CREATE TABLE uid_aliases (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        foreign_uid TEXT NOT NULL UNIQUE CHECK (foreign_uid <> ''),
        local_uid TEXT NOT NULL CHECK (local_uid <> '')
    ) STRICT""",
    "CREATE INDEX uid_aliases_local ON uid_aliases (local_uid)",
    # `batch` is 0 where the merge has changed nothing; `articles` and `annotations` are the highest ids there; `runs`
    # has the analyses that were added to existing articles.
    """CREATE TABLE merged (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        batch INTEGER NOT NULL,
        workspace TEXT NOT NULL,
        up_to INTEGER NOT NULL,
        event INTEGER NOT NULL,
        digest TEXT NOT NULL,
        merged_at TEXT NOT NULL,
        articles INTEGER NOT NULL,
        annotations INTEGER NOT NULL,
        runs TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE merged_history (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        merge INTEGER NOT NULL REFERENCES merged (id),
        batch INTEGER NOT NULL,
        uid TEXT NOT NULL,
        at TEXT NOT NULL,
        analyst TEXT NOT NULL,
        act TEXT NOT NULL,
        subject TEXT NOT NULL,
        before TEXT,
        after TEXT,
        undone TEXT
    ) STRICT""",
    "CREATE INDEX merged_history_batch ON merged_history (batch)",
    "CREATE INDEX merged_history_uid ON merged_history (uid)",
    "CREATE INDEX merged_history_merge ON merged_history (merge)",
    """CREATE VIEW every_verdict AS
    SELECT annotation, analyst, status, label, start, "end", at FROM verdicts
    UNION ALL
    SELECT id, analyst, status, label, start, "end", updated_at FROM annotations AS a
    WHERE status <> 'suggested' AND analyst <> '' AND NOT EXISTS (SELECT 1 FROM verdicts WHERE annotation = a.id)""",
    """CREATE VIEW disputes AS
    SELECT annotation FROM verdicts
    WHERE annotation NOT IN (SELECT annotation FROM adjudications)
    GROUP BY annotation
    HAVING count(DISTINCT CASE status WHEN 'accepted'
        THEN coalesce(start, '') || ' ' || coalesce("end", '') || ' ' || coalesce(label, '') ELSE status END) > 1""",
)

# The view of before, with the verdicts as its last column.
_VERDICTS: Final = """coalesce(
        (SELECT group_concat(said, '; ') FROM (
            SELECT analyst || ': ' || status || coalesce(' ' || label, '') AS said FROM verdicts
            WHERE annotation = annotations.id ORDER BY analyst
        )),
        CASE WHEN annotations.status <> 'suggested' AND annotations.analyst <> ''
        THEN annotations.analyst || ': ' || annotations.status || coalesce(' ' || annotations.label, '') END
    ) AS verdicts"""


def apply(db: Database) -> None:
    """Make the changes, inside a transaction that the caller began."""
    for statement in TABLES:
        db.execute(statement)
    (view,) = db.execute("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'flat'").fetchone()
    db.execute("DROP VIEW flat")
    db.execute(with_verdicts(view))
    _name_operations(db)


def with_verdicts(view: str) -> str:
    """Return the SQL of the view `flat` with the column `verdicts` at the end."""
    annotations, articles = view.split("\nUNION ALL\n")
    annotations = annotations.replace(
        "\nFROM articles\nJOIN annotations", f",\n    {_VERDICTS}\nFROM articles\nJOIN annotations"
    )
    before, table, after = articles.rpartition("\nFROM articles\nWHERE")
    return f"{annotations}\nUNION ALL\n{before}, NULL{table}{after}"


def _name_operations(db: Database) -> None:
    """Give each operation of the history a uid that follows from its first row, and the workspace one from that."""
    rows = db.execute(
        "SELECT batch, min(id), at, analyst, act, subject, before, after FROM history GROUP BY batch ORDER BY batch"
    ).fetchall()
    uids = [(f"o_{hashlib.sha256(repr(row[1:]).encode()).hexdigest()[:16]}", row[0]) for row in rows]
    db.execute("CREATE TEMP TABLE operation_uids (batch INTEGER PRIMARY KEY, uid TEXT)")
    db.conn.executemany("INSERT INTO operation_uids (uid, batch) VALUES (?, ?)", uids)
    db.execute("UPDATE history SET uid = (SELECT uid FROM operation_uids AS o WHERE o.batch = history.batch)")
    db.execute("DROP TABLE operation_uids")
    if uids:
        db.execute("INSERT INTO workspaces VALUES (?)", [f"w_{uids[0][0][2:]}"])
