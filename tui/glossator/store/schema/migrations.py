"""The migrations of the schema, applied in order. A migration that has been released is never edited."""

from typing import Final

from sqlite_utils import Database, Migrations

from glossator.domain.codebook import LABELS
from glossator.store.schema import assignments, codebook, corpus, history, imports, operation_ids, search, team

migrations: Final = Migrations("glossator")

_TABLES: Final = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    author TEXT NOT NULL,
    published_at TEXT NOT NULL,
    language TEXT NOT NULL,
    encoding TEXT NOT NULL,
    text_format TEXT NOT NULL,
    text_sha256 TEXT NOT NULL UNIQUE CHECK (length(text_sha256) = 64),
    file_sha256 TEXT NOT NULL,
    length INTEGER NOT NULL CHECK (length > 0),
    note TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    text TEXT NOT NULL CHECK (length(text) = length)
) STRICT;

CREATE TABLE labels (
    name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
    colour TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
    key TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (path <> '' AND instr(path, ';') = 0),
    description TEXT NOT NULL,
    colour TEXT NOT NULL,
    key TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1))
) STRICT;

CREATE TABLE entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
    note TEXT NOT NULL,
    reference TEXT NOT NULL
) STRICT;

CREATE TABLE aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
    alias TEXT NOT NULL CHECK (alias <> ''),
    UNIQUE (entity, alias)
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (id),
    pipeline TEXT NOT NULL,
    version TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    UNIQUE (article, pipeline, version)
) STRICT;

CREATE TABLE run_parts (
    run INTEGER NOT NULL REFERENCES runs (id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL CHECK (start < "end"),
    PRIMARY KEY (run, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles (id),
    start INTEGER,
    "end" INTEGER,
    quote TEXT NOT NULL,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    paragraph INTEGER,
    label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected')),
    note TEXT NOT NULL,
    entity INTEGER REFERENCES entities (id),
    origin TEXT NOT NULL CHECK (origin IN ('analyst', 'model', 'lexicon', 'propagated', 'imported')),
    run INTEGER REFERENCES runs (id),
    score REAL CHECK (score BETWEEN 0 AND 1),
    analyst TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((start IS NULL) = ("end" IS NULL) AND (start IS NULL) = (paragraph IS NULL)),
    CHECK (start IS NULL OR (0 <= start AND start < "end")),
    CHECK (length(quote) = coalesce("end" - start, 0))
) STRICT;

CREATE TABLE annotation_tags (
    annotation INTEGER NOT NULL REFERENCES annotations (id),
    tag INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (annotation, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_tags (
    article INTEGER NOT NULL REFERENCES articles (id),
    tag INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    at TEXT NOT NULL,
    analyst TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    undone TEXT,
    -- An act that was undone before another act came is never redone.
    dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1))
) STRICT;

CREATE INDEX articles_file ON articles (file_sha256);
CREATE UNIQUE INDEX annotations_place
    ON annotations (article, start, "end" DESC, coalesce(label, ''), coalesce(run, 0));
CREATE INDEX annotations_status ON annotations (article, status);
CREATE INDEX annotations_undecided ON annotations (article, start, "end" DESC) WHERE status = 'suggested';
CREATE INDEX annotations_long ON annotations (article, start) WHERE "end" - start > 400;
CREATE INDEX annotations_label ON annotations (label);
CREATE INDEX annotations_entity ON annotations (entity) WHERE entity IS NOT NULL;
CREATE INDEX annotations_run ON annotations (run) WHERE run IS NOT NULL;
CREATE INDEX annotation_tags_tag ON annotation_tags (tag);
CREATE INDEX article_tags_tag ON article_tags (tag);
CREATE INDEX history_batch ON history (batch, subject);
CREATE INDEX history_analyst ON history (analyst, batch);

CREATE TRIGGER annotations_inside_insert BEFORE INSERT ON annotations
WHEN NEW."end" > (SELECT length FROM articles WHERE id = NEW.article)
BEGIN SELECT RAISE(ABORT, 'the span reaches past the text'); END;

CREATE TRIGGER annotations_inside_update BEFORE UPDATE OF start, "end", article ON annotations
WHEN NEW."end" > (SELECT length FROM articles WHERE id = NEW.article)
BEGIN SELECT RAISE(ABORT, 'the span reaches past the text'); END;

CREATE TRIGGER articles_text_stays BEFORE UPDATE OF text, text_sha256, length ON articles
BEGIN SELECT RAISE(ABORT, 'the text of an article never changes'); END
"""

# One row per annotation, and one per article that has a note or tags of its own; the columns of the analysts' CSV.
_FLAT: Final = """
CREATE VIEW flat AS
SELECT
    annotations.uid AS annotation_id,
    articles.uid AS article_id,
    articles.title AS article_title,
    articles.source AS source,
    articles.url AS url,
    articles.author AS author,
    articles.published_at AS published_at,
    CASE WHEN annotations.start IS NULL THEN 'article' ELSE 'span' END AS scope,
    annotations.status AS status,
    annotations.label AS label,
    annotations.quote AS quote,
    entities.name AS entity,
    (SELECT group_concat(path, '; ') FROM (
        SELECT path FROM annotation_tags JOIN tags ON tags.id = annotation_tags.tag
        WHERE annotation_tags.annotation = annotations.id ORDER BY path
    )) AS tags,
    annotations.note AS note,
    annotations.prefix AS context_before,
    annotations.suffix AS context_after,
    annotations.paragraph AS paragraph,
    annotations.start AS start,
    annotations."end" AS "end",
    annotations.origin AS origin,
    runs.pipeline || ' ' || runs.version AS model,
    annotations.score AS score,
    annotations.analyst AS analyst,
    annotations.created_at AS created_at,
    annotations.updated_at AS updated_at,
    articles.text_sha256 AS text_sha256
FROM articles
JOIN annotations ON annotations.article = articles.id
LEFT JOIN entities ON entities.id = annotations.entity
LEFT JOIN runs ON runs.id = annotations.run
UNION ALL
SELECT
    articles.uid, articles.uid, articles.title, articles.source, articles.url, articles.author, articles.published_at,
    'article', 'accepted', NULL, '', NULL,
    (SELECT group_concat(path, '; ') FROM (
        SELECT path FROM article_tags JOIN tags ON tags.id = article_tags.tag
        WHERE article_tags.article = articles.id ORDER BY path
    )),
    articles.note, '', '', NULL, NULL, NULL, 'analyst', NULL, NULL,
    articles.updated_by, articles.added_at, articles.updated_at, articles.text_sha256
FROM articles
WHERE articles.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article_tags.article = articles.id)
"""

# `lexicon` holds only what an analyst entered; what is learnt from decisions is computed from the annotations.
_DECIDE_ONCE: Final = """
ALTER TABLE annotations ADD COLUMN propagated_from TEXT;

CREATE TABLE lexicon (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    form TEXT NOT NULL UNIQUE CHECK (form <> ''),
    ruling TEXT NOT NULL CHECK (ruling IN ('always', 'never', 'forgotten')),
    label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
    origin TEXT NOT NULL CHECK (origin IN ('edited', 'imported')),
    analyst TEXT NOT NULL,
    at TEXT NOT NULL,
    CHECK ((ruling = 'always') = (label IS NOT NULL))
) STRICT;

CREATE INDEX annotations_quote ON annotations (quote, status, label, article)
"""


@migrations(name="0001_first")
def _first(db: Database) -> None:
    for statement in (*_TABLES.split(";\n"), _FLAT):
        db.execute(statement)
    db.table("labels").insert_all(
        {"name": label.name, "colour": label.colour, "key": label.key, "description": label.description}
        for label in LABELS
    )


@migrations(name="0002_decide_once")
def _decide_once(db: Database) -> None:
    for statement in _DECIDE_ONCE.split(";\n"):
        db.execute(statement)


@migrations(name="0003_codebook_and_entities")
def _codebook_and_entities(db: Database) -> None:
    codebook.apply(db)


@migrations(name="0004_search")
def _search(db: Database) -> None:
    for statement in search.statements():
        db.execute(statement)


@migrations(name="0005_corpus")
def _corpus(db: Database) -> None:
    for statement in corpus.STATEMENTS:
        db.execute(statement)


@migrations(name="0006_trust")
def _trust(db: Database) -> None:
    spellings = search.spelling_statements()
    for statement in (*history.STATEMENTS, *spellings, *imports.STATEMENTS, *operation_ids.STATEMENTS):
        db.execute(statement)


@migrations(name="0007_inactive_articles")
def _inactive_articles(db: Database) -> None:
    db.execute("DROP VIEW put_away")
    db.execute(
        "CREATE VIEW inactive_articles AS "
        "SELECT article FROM archived_articles UNION SELECT supersedes FROM article_versions"
    )


@migrations(name="0008_article_metadata")
def _article_metadata(db: Database) -> None:
    # Salvage recognises rows by their columns, unless a table has no rowids; in another order, they would be those of
    # removed_articles.
    db.execute("""CREATE TABLE article_metadata (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (name <> ''),
        value TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (id),
        UNIQUE (article, name)
    ) STRICT""")


@migrations(name="0009_several_analysts")
def _several_analysts(db: Database) -> None:
    team.apply(db)


@migrations(name="0010_assignments")
def _assignments(db: Database) -> None:
    assignments.apply(db)


@migrations(name="0011_second_opinions")
def _second_opinions(db: Database) -> None:
    # A run that only gave its opinion has finds but is not finished, so its pipeline can still analyse the article. The
    # other run is given by its name, because a merge knows only one reference to a run in a row.
    db.execute("""CREATE TABLE second_opinions (
        run INTEGER NOT NULL REFERENCES runs (id),
        about TEXT NOT NULL CHECK (about <> ''),
        given_at TEXT NOT NULL,
        PRIMARY KEY (run, about)
    ) STRICT, WITHOUT ROWID""")
