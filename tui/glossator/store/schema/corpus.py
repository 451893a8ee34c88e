"""Versions of articles, archived articles, files and saved searches, added by migration 0005.

They are tables beside `articles`, whose text is its last column, so that lists of articles need not read past texts.
"""

from typing import Final

STATEMENTS: Final = (
    # A newer version and the version that it supersedes.
    """CREATE TABLE article_versions (
        article INTEGER PRIMARY KEY REFERENCES articles (id),
        supersedes INTEGER NOT NULL UNIQUE REFERENCES articles (id),
        CHECK (article <> supersedes)
    ) STRICT""",
    # An annotation of an older version that could not be carried over to `article`, and its likely place there.
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
    # The uid of the annotation of the older version; beside `annotations`, so that earlier operations can be undone.
    """CREATE TABLE carried_over (
        annotation INTEGER PRIMARY KEY REFERENCES annotations (id),
        was TEXT NOT NULL CHECK (was <> '')
    ) STRICT""",
    "CREATE TABLE archived_articles (article INTEGER PRIMARY KEY REFERENCES articles (id)) STRICT",
    # A hash of the path of the file that an article was read from, so that the path itself is not stored.
    """CREATE TABLE article_files (
        article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        path_sha256 TEXT NOT NULL CHECK (length(path_sha256) = 64)
    ) STRICT""",
    "CREATE INDEX article_files_path ON article_files (path_sha256)",
    "CREATE INDEX articles_url ON articles (url) WHERE url <> ''",
    # Covers the counts of each label in the codebook.
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
    # Inactive articles: archived, or superseded by a newer version.
    """CREATE VIEW put_away AS
    SELECT article FROM archived_articles UNION SELECT supersedes FROM article_versions""",
)
