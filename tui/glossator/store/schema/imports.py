"""Imports and deleted rows, added by migration 0006.

An import is one batch of the history; `imports` has its source and how many articles and annotations it stored.

Deleted rows are kept until they are restored. The history has the ids; the `removed_` tables have what it does not hold
itself: the text of an article with its runs, finds and files (`rest`, JSON), and annotations of which the history only
has the ids. `removed_annotations` has the columns of `annotations`, except that a label is given by id, or 0 for none,
because it may be renamed meanwhile.

No two tables have the same columns, because salvage recognises rows by them.
"""

from typing import Final

STATEMENTS: Final = (
    """CREATE TABLE imports (
        batch INTEGER PRIMARY KEY,
        articles INTEGER NOT NULL,
        annotations INTEGER NOT NULL,
        source TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE removed_articles (
        article INTEGER PRIMARY KEY,
        length INTEGER NOT NULL,
        text TEXT NOT NULL CHECK (length(text) = length),
        rest TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE removed_annotations (
        id INTEGER PRIMARY KEY,
        label INTEGER NOT NULL,
        uid TEXT NOT NULL,
        article INTEGER NOT NULL,
        start INTEGER,
        "end" INTEGER,
        quote TEXT NOT NULL,
        prefix TEXT NOT NULL,
        suffix TEXT NOT NULL,
        paragraph INTEGER,
        status TEXT NOT NULL,
        note TEXT NOT NULL,
        entity INTEGER,
        origin TEXT NOT NULL,
        run INTEGER,
        score REAL,
        analyst TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        propagated_from TEXT
    ) STRICT""",
)
