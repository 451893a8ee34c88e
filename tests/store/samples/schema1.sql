PRAGMA application_id = 1196183379;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'glossator','0001_first','2026-11-24 11:13:02.472200+00:00');
CREATE TABLE aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
    alias TEXT NOT NULL CHECK (alias <> ''),
    UNIQUE (entity, alias)
) STRICT;
CREATE TABLE annotation_tags (
    annotation INTEGER NOT NULL REFERENCES annotations (id),
    tag INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (annotation, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO "annotation_tags" VALUES(3,1);
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
INSERT INTO "annotations" VALUES(1,'a_bxvng6rw585w',1,10,16,'Aurora','The ferry ',' left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took',1,'PRODUCT','accepted','',NULL,'model',1,0.75,'ann','2026-01-02T00:01:00Z','2026-01-02T00:05:00Z');
INSERT INTO "annotations" VALUES(2,'a_wnwd4war8m34',1,22,32,'Port Selby','The ferry Aurora left ',' at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took nine hours, and',1,'GPE','suggested','',NULL,'model',1,NULL,'','2026-01-02T00:01:00Z','2026-01-02T00:01:00Z');
INSERT INTO "annotations" VALUES(3,'a_agtg2x2eh5v5',1,66,77,'Mira Okafor','The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ',' waved.

It took nine hours, and Lumen’s pier is open.',1,'PERSON','accepted','Ask her.
Twice.',NULL,'analyst',NULL,NULL,'ann','2026-01-02T00:02:00Z','2026-01-02T00:06:00Z');
INSERT INTO "annotations" VALUES(4,'a_z7jmmvxsr2dh',1,94,104,'nine hours','left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took ',', and Lumen’s pier is open.',2,NULL,'accepted','',NULL,'analyst',NULL,NULL,'ann','2026-01-02T00:04:00Z','2026-01-02T00:04:00Z');
CREATE TABLE article_tags (
    article INTEGER NOT NULL REFERENCES articles (id),
    tag INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "articles" VALUES(1,'t_kgt4htgbephm','Ferry to Lumen','The Tidewatch','https://example.org/ferry','R. Quill','2026-01-01','en','utf-8','plain','38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',131,'Old.','2026-01-02T00:00:00Z','ann','2026-01-02T00:07:00Z','ann','The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took nine hours, and Lumen’s pier is open.');
CREATE TABLE entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
    note TEXT NOT NULL,
    reference TEXT NOT NULL
) STRICT;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    at TEXT NOT NULL,
    analyst TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT,
    undone TEXT
, dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1))) STRICT;
INSERT INTO "history" VALUES(1,1,'2026-01-02T00:00:00Z','ann','add_article','articles:1',NULL,'{"uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656"}',NULL,0);
INSERT INTO "history" VALUES(2,2,'2026-01-02T00:02:00Z','ann','annotate','annotations:3',NULL,'{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": "PERSON", "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:02:00Z"}',NULL,0);
INSERT INTO "history" VALUES(3,3,'2026-01-02T00:03:00Z','ann','tag','tags:1',NULL,'{"id": 1, "uid": "c_b5ezzc3qgwrt", "path": "people/crew", "description": "", "colour": "#4fa8a3", "key": "", "archived": 0}',NULL,0);
INSERT INTO "history" VALUES(4,3,'2026-01-02T00:03:00Z','ann','tag','annotation_tags:3,1',NULL,'{"annotation": 3, "tag": 1}',NULL,0);
INSERT INTO "history" VALUES(5,3,'2026-01-02T00:03:00Z','ann','tag','annotations:3','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": "PERSON", "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:02:00Z"}','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": "PERSON", "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:03:00Z"}',NULL,0);
INSERT INTO "history" VALUES(6,4,'2026-01-02T00:04:00Z','ann','annotate','annotations:4',NULL,'{"id": 4, "uid": "a_z7jmmvxsr2dh", "article": 1, "start": 94, "end": 104, "quote": "nine hours", "prefix": "left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took ", "suffix": ", and Lumen’s pier is open.", "paragraph": 2, "label": null, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:04:00Z", "updated_at": "2026-01-02T00:04:00Z"}',NULL,0);
INSERT INTO "history" VALUES(7,5,'2026-01-02T00:05:00Z','ann','accept','annotations:1','{"id": 1, "uid": "a_bxvng6rw585w", "article": 1, "start": 10, "end": 16, "quote": "Aurora", "prefix": "The ferry ", "suffix": " left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took", "paragraph": 1, "label": "PRODUCT", "status": "suggested", "note": "", "entity": null, "origin": "model", "run": 1, "score": 0.75, "analyst": "", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:01:00Z"}','{"id": 1, "uid": "a_bxvng6rw585w", "article": 1, "start": 10, "end": 16, "quote": "Aurora", "prefix": "The ferry ", "suffix": " left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took", "paragraph": 1, "label": "PRODUCT", "status": "accepted", "note": "", "entity": null, "origin": "model", "run": 1, "score": 0.75, "analyst": "ann", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:05:00Z"}',NULL,0);
INSERT INTO "history" VALUES(8,6,'2026-01-02T00:06:00Z','ann','write_note','annotations:3','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": "PERSON", "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:03:00Z"}','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": "PERSON", "status": "accepted", "note": "Ask her.\nTwice.", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:06:00Z"}',NULL,0);
INSERT INTO "history" VALUES(9,7,'2026-01-02T00:07:00Z','ann','write_article_note','articles:1','{"id": 1, "uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "source": "The Tidewatch", "url": "https://example.org/ferry", "author": "R. Quill", "published_at": "2026-01-01", "language": "en", "encoding": "utf-8", "text_format": "plain", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656", "file_sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "length": 131, "note": "", "added_at": "2026-01-02T00:00:00Z", "added_by": "ann", "updated_at": "2026-01-02T00:00:00Z", "updated_by": "ann"}','{"id": 1, "uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "source": "The Tidewatch", "url": "https://example.org/ferry", "author": "R. Quill", "published_at": "2026-01-01", "language": "en", "encoding": "utf-8", "text_format": "plain", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656", "file_sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "length": 131, "note": "Old.", "added_at": "2026-01-02T00:00:00Z", "added_by": "ann", "updated_at": "2026-01-02T00:07:00Z", "updated_by": "ann"}',NULL,0);
INSERT INTO "history" VALUES(10,8,'2026-01-02T00:08:00Z','ann','reject','annotations:2','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": "GPE", "status": "suggested", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:01:00Z"}','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": "GPE", "status": "rejected", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:08:00Z"}','2026-01-02T00:09:00Z',0);
CREATE TABLE labels (
    name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
    colour TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
    key TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;
INSERT INTO "labels" VALUES('PERSON','#d9a441','p','People, real or fictional');
INSERT INTO "labels" VALUES('ORG','#4c9be8','o','Companies, agencies, institutions, armed groups');
INSERT INTO "labels" VALUES('GPE','#5bb98c','g','Countries, cities, provinces');
INSERT INTO "labels" VALUES('LOC','#3fb6b2','l','Other places: mountains, rivers, regions');
INSERT INTO "labels" VALUES('NORP','#c586c0','n','Nationalities, religious and political groups');
INSERT INTO "labels" VALUES('FAC','#a08bd8','f','Buildings, airports, roads, bridges');
INSERT INTO "labels" VALUES('EVENT','#e07a5f','e','Wars, storms, elections, meetings with a name');
INSERT INTO "labels" VALUES('PRODUCT','#b5a642','k','Objects, vehicles, weapons, foods');
INSERT INTO "labels" VALUES('WORK_OF_ART','#d16d9e','w','Titles of books, songs, films');
INSERT INTO "labels" VALUES('LAW','#9aa85c','a','Documents made into law, treaties');
INSERT INTO "labels" VALUES('LANGUAGE','#7f9cc0','u','Any named language');
INSERT INTO "labels" VALUES('DATE','#8f9bb3','d','Absolute or relative dates and periods');
INSERT INTO "labels" VALUES('TIME','#7a93a8','t','Times shorter than a day');
INSERT INTO "labels" VALUES('MONEY','#7fb069','m','Sums of money, with their unit');
INSERT INTO "labels" VALUES('PERCENT','#a3b18a','5','Percentages');
INSERT INTO "labels" VALUES('QUANTITY','#b08968','q','Measures of weight, distance and so on');
INSERT INTO "labels" VALUES('ORDINAL','#a69f98','r','First, second and so on');
INSERT INTO "labels" VALUES('CARDINAL','#9c9c9c','c','Numbers that are no other type');
CREATE TABLE run_parts (
    run INTEGER NOT NULL REFERENCES runs (id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL CHECK (start < "end"),
    PRIMARY KEY (run, start)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "runs" VALUES(1,1,'en_test','1.0','38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656','2026-01-02T00:01:00Z','2026-01-02T00:01:00Z');
CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (path <> '' AND instr(path, ';') = 0),
    description TEXT NOT NULL,
    colour TEXT NOT NULL,
    key TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1))
) STRICT;
INSERT INTO "tags" VALUES(1,'c_b5ezzc3qgwrt','people/crew','','#4fa8a3','',0);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
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
BEGIN SELECT RAISE(ABORT, 'the text of an article never changes'); END;
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
WHERE articles.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article_tags.article = articles.id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('articles',1);
INSERT INTO "sqlite_sequence" VALUES('history',10);
INSERT INTO "sqlite_sequence" VALUES('runs',1);
INSERT INTO "sqlite_sequence" VALUES('annotations',4);
INSERT INTO "sqlite_sequence" VALUES('tags',1);
COMMIT;
