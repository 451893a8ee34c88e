"""What the articles as a whole need of the schema: versions of one another, put away, where they came from, searches.

All of it is beside `articles`, whose text is its last column, so that lists of articles need not read past texts.
"""

from collections.abc import Iterator
from typing import Final

_TABLES: Final = (
    # A newer version and the one that it took the place of; both stay.
    """CREATE TABLE article_versions (
        article INTEGER PRIMARY KEY REFERENCES articles (id),
        supersedes INTEGER NOT NULL UNIQUE REFERENCES articles (id),
        CHECK (article <> supersedes)
    ) STRICT""",
    # An annotation of an older version that could not be carried over to `article`, and where it may have to stand.
    """CREATE TABLE orphans (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES articles (id),
        annotation INTEGER NOT NULL REFERENCES annotations (id),
        reason TEXT NOT NULL CHECK (reason <> ''),
        start INTEGER,
        "end" INTEGER,
        UNIQUE (article, annotation),
        CHECK ((start IS NULL) = ("end" IS NULL) AND (start IS NULL OR (0 <= start AND start < "end")))
    ) STRICT""",
    "CREATE INDEX orphans_annotation ON orphans (annotation)",
    # The uid of the annotation of an older version that this one was; beside it, so that acts of before can be undone.
    """CREATE TABLE carried_over (
        annotation INTEGER PRIMARY KEY REFERENCES annotations (id),
        was TEXT NOT NULL CHECK (was <> '')
    ) STRICT""",
    "CREATE TABLE archived_articles (article INTEGER PRIMARY KEY REFERENCES articles (id)) STRICT",
    # A fingerprint of the path of the file that an article was read from, which tells nobody the path.
    """CREATE TABLE article_files (
        article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        path_sha256 TEXT NOT NULL CHECK (length(path_sha256) = 64)
    ) STRICT""",
    "CREATE INDEX article_files_path ON article_files (path_sha256)",
    "CREATE INDEX articles_url ON articles (url) WHERE url <> ''",
    # What the codebook counts of each label, found in the index alone.
    "DROP INDEX annotations_label",
    "CREATE INDEX annotations_label ON annotations (label, article, status)",
    """CREATE TABLE saved_searches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
        query TEXT NOT NULL CHECK (query <> ''),
        sort TEXT NOT NULL,
        analyst TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT""",
    # What lists and searches leave out unless they are asked for it.
    """CREATE VIEW put_away AS
    SELECT article FROM archived_articles UNION SELECT supersedes FROM article_versions""",
)


def statements() -> Iterator[str]:
    """Yield what makes it all."""
    yield from _TABLES
