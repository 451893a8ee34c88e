"""What undoing an import and deleting an article need of the schema.

An import is one batch of the history; `imports` says what was named, and how many articles and annotations it stored.

What was removed is kept until it is put back. The history tells which rows were removed; what it does not hold itself
is in the `removed_` tables: the text of an article with what is known of it by machine (`rest`, JSON), and annotations
that the history tells of by their ids alone. `removed_annotations` has the columns of `annotations`, but for the label,
which is kept by its id, or 0 for none, so that a label that was renamed meanwhile is still known.

Where a file is damaged, rows are told from those of other tables by their columns: no two tables have the same.
"""

from collections.abc import Iterator
from typing import Final

_TABLES: Final = (
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


def statements() -> Iterator[str]:
    """Yield what makes the tables."""
    yield from _TABLES
