"""Which analyst is to work on which article, added by the migration `assignments`.

With `blind`, the analyst does not see what others did in the article (`store/blind_coding`). The view
`hidden_remarks` has the rows of the search index that are hidden; here it has none, and the connections of an analyst
who works blind have a temporary view of that name.
"""

from sqlite_utils import Database


def apply(db: Database) -> None:
    """Make the changes, inside a transaction that the caller began."""
    db.execute("""CREATE TABLE assignments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES articles (id),
        analyst TEXT NOT NULL CHECK (analyst <> ''),
        blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
        assigned_by TEXT NOT NULL,
        assigned_at TEXT NOT NULL,
        UNIQUE (article, analyst)
    ) STRICT""")
    db.execute("CREATE VIEW hidden_remarks AS SELECT 0 AS id WHERE 0")
