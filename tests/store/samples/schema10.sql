PRAGMA application_id = 1196183379;
PRAGMA user_version = 10;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'glossator','0001_first','2026-11-24 11:12:14.964927+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'glossator','0002_decide_once','2026-11-24 11:12:14.978967+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'glossator','0003_codebook_and_entities','2026-11-24 11:12:14.989726+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'glossator','0004_search','2026-11-26 11:19:27.589638+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'glossator','0005_corpus','2026-11-28 20:55:11.867292+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'glossator','0006_trust','2026-11-29 07:45:13.705635+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'glossator','0007_inactive_articles','2026-11-29 11:02:31.480217+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'glossator','0008_article_metadata','2026-11-29 11:02:31.480217+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'glossator','0009_several_analysts','2026-11-29 12:51:08.114092+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'glossator','0010_assignments','2026-11-29 13:16:36.201341+00:00');
CREATE TABLE article_metadata (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (name <> ''),
        value TEXT NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (id),
        UNIQUE (article, name)
    ) STRICT;
INSERT INTO article_metadata VALUES(1,'section','Harbour',1);
CREATE TABLE aliases (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entity INTEGER NOT NULL REFERENCES entities (id),
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
    updated_at TEXT NOT NULL, propagated_from TEXT,
    CHECK ((start IS NULL) = ("end" IS NULL) AND (start IS NULL) = (paragraph IS NULL)),
    CHECK (start IS NULL OR (0 <= start AND start < "end")),
    CHECK (length(quote) = coalesce("end" - start, 0))
) STRICT;
INSERT INTO "annotations" VALUES(1,'a_bxvng6rw585w',1,10,16,'Aurora','The ferry ',' left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took',1,'PRODUCT','accepted','',NULL,'model',1,0.75,'ann','2026-01-02T00:01:00Z','2026-01-02T00:05:00Z',NULL);
INSERT INTO "annotations" VALUES(2,'a_wnwd4war8m34',1,22,32,'Port Selby','The ferry Aurora left ',' at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took nine hours, and',1,'GPE','accepted','',NULL,'model',1,NULL,'sample','2026-01-02T00:01:00Z','2026-11-29T07:45:13Z',NULL);
INSERT INTO "annotations" VALUES(3,'a_agtg2x2eh5v5',1,66,77,'Mira Okafor','The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ',' waved.

It took nine hours, and Lumen’s pier is open.',1,'PERSON','accepted','Ask her.
Twice.',NULL,'analyst',NULL,NULL,'ann','2026-01-02T00:02:00Z','2026-01-02T00:06:00Z',NULL);
INSERT INTO "annotations" VALUES(4,'a_z7jmmvxsr2dh',1,94,104,'nine hours','left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.

It took ',', and Lumen’s pier is open.',2,NULL,'accepted','',NULL,'analyst',NULL,NULL,'ann','2026-01-02T00:04:00Z','2026-01-02T00:04:00Z',NULL);
CREATE TABLE archived_articles (article INTEGER PRIMARY KEY REFERENCES articles (id)) STRICT;
CREATE TABLE article_files (
        article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        path_sha256 TEXT NOT NULL CHECK (length(path_sha256) = 64)
    ) STRICT;
CREATE TABLE article_tags (
    article INTEGER NOT NULL REFERENCES articles (id),
    tag INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE article_versions (
        article INTEGER PRIMARY KEY REFERENCES articles (id),
        supersedes INTEGER NOT NULL UNIQUE REFERENCES articles (id),
        CHECK (article <> supersedes)
    ) STRICT;
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
CREATE TABLE carried_over (
        annotation INTEGER PRIMARY KEY REFERENCES annotations (id),
        was TEXT NOT NULL CHECK (was <> '')
    ) STRICT;
CREATE TABLE entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
    note TEXT NOT NULL,
    reference TEXT NOT NULL
) STRICT;
CREATE TABLE finds (
        run INTEGER NOT NULL REFERENCES runs (id),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK (0 <= start AND start < "end"),
        label TEXT NOT NULL,
        PRIMARY KEY (run, start, "end", label)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE former_labels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        label TEXT NOT NULL REFERENCES labels (name) ON UPDATE CASCADE
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
    undone TEXT,
    -- An act that was undone before another act came is never redone.
    dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1))
, undoes INTEGER) STRICT;
INSERT INTO "history" VALUES(1,1,'2026-01-02T00:00:00Z','ann','article.add','articles:1',NULL,'{"uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656"}',NULL,0,NULL);
INSERT INTO "history" VALUES(2,2,'2026-01-02T00:02:00Z','ann','annotation.create','annotations:3',NULL,'{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": 1, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:02:00Z", "propagated_from": null}',NULL,0,NULL);
INSERT INTO "history" VALUES(3,3,'2026-01-02T00:03:00Z','ann','annotation.tag','tags:1',NULL,'{"id": 1, "uid": "c_b5ezzc3qgwrt", "path": "people/crew", "description": "", "colour": "#4fa8a3", "key": "", "archived": 0, "note": ""}',NULL,0,NULL);
INSERT INTO "history" VALUES(4,3,'2026-01-02T00:03:00Z','ann','annotation.tag','annotation_tags:3,1',NULL,'{"annotation": 3, "tag": 1}',NULL,0,NULL);
INSERT INTO "history" VALUES(5,3,'2026-01-02T00:03:00Z','ann','annotation.tag','annotations:3','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": 1, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:02:00Z", "propagated_from": null}','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": 1, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:03:00Z", "propagated_from": null}',NULL,0,NULL);
INSERT INTO "history" VALUES(6,4,'2026-01-02T00:04:00Z','ann','annotation.create','annotations:4',NULL,'{"id": 4, "uid": "a_z7jmmvxsr2dh", "article": 1, "start": 94, "end": 104, "quote": "nine hours", "prefix": "left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took ", "suffix": ", and Lumen’s pier is open.", "paragraph": 2, "label": null, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:04:00Z", "updated_at": "2026-01-02T00:04:00Z", "propagated_from": null}',NULL,0,NULL);
INSERT INTO "history" VALUES(7,5,'2026-01-02T00:05:00Z','ann','annotation.accept','annotations:1','{"id": 1, "uid": "a_bxvng6rw585w", "article": 1, "start": 10, "end": 16, "quote": "Aurora", "prefix": "The ferry ", "suffix": " left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took", "paragraph": 1, "label": 8, "status": "suggested", "note": "", "entity": null, "origin": "model", "run": 1, "score": 0.75, "analyst": "", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:01:00Z", "propagated_from": null}','{"id": 1, "uid": "a_bxvng6rw585w", "article": 1, "start": 10, "end": 16, "quote": "Aurora", "prefix": "The ferry ", "suffix": " left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took", "paragraph": 1, "label": 8, "status": "accepted", "note": "", "entity": null, "origin": "model", "run": 1, "score": 0.75, "analyst": "ann", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:05:00Z", "propagated_from": null}',NULL,0,NULL);
INSERT INTO "history" VALUES(8,6,'2026-01-02T00:06:00Z','ann','annotation.note','annotations:3','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": 1, "status": "accepted", "note": "", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:03:00Z", "propagated_from": null}','{"id": 3, "uid": "a_agtg2x2eh5v5", "article": 1, "start": 66, "end": 77, "quote": "Mira Okafor", "prefix": "The ferry Aurora left Port Selby at 6:40 on Monday. 👩🏻‍✈️ Captain ", "suffix": " waved.\n\nIt took nine hours, and Lumen’s pier is open.", "paragraph": 1, "label": 1, "status": "accepted", "note": "Ask her.\nTwice.", "entity": null, "origin": "analyst", "run": null, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:02:00Z", "updated_at": "2026-01-02T00:06:00Z", "propagated_from": null}',NULL,0,NULL);
INSERT INTO "history" VALUES(9,7,'2026-01-02T00:07:00Z','ann','article.note','articles:1','{"id": 1, "uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "source": "The Tidewatch", "url": "https://example.org/ferry", "author": "R. Quill", "published_at": "2026-01-01", "language": "en", "encoding": "utf-8", "text_format": "plain", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656", "file_sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "length": 131, "note": "", "added_at": "2026-01-02T00:00:00Z", "added_by": "ann", "updated_at": "2026-01-02T00:00:00Z", "updated_by": "ann"}','{"id": 1, "uid": "t_kgt4htgbephm", "title": "Ferry to Lumen", "source": "The Tidewatch", "url": "https://example.org/ferry", "author": "R. Quill", "published_at": "2026-01-01", "language": "en", "encoding": "utf-8", "text_format": "plain", "text_sha256": "38e681a82f35c407fb7179fb1ce1b60ef3b59ec788b818b4b83db0d2a2f60656", "file_sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "length": 131, "note": "Old.", "added_at": "2026-01-02T00:00:00Z", "added_by": "ann", "updated_at": "2026-01-02T00:07:00Z", "updated_by": "ann"}',NULL,0,NULL);
INSERT INTO "history" VALUES(10,8,'2026-01-02T00:08:00Z','ann','annotation.reject','annotations:2','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": 3, "status": "suggested", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:01:00Z", "propagated_from": null}','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": 3, "status": "rejected", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "ann", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:08:00Z", "propagated_from": null}','2026-01-02T00:09:00Z',0,NULL);
INSERT INTO "history" VALUES(11,9,'2026-11-29T07:45:13Z','sample','annotation.accept','annotations:2','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": 3, "status": "suggested", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-01-02T00:01:00Z", "propagated_from": null}','{"id": 2, "uid": "a_wnwd4war8m34", "article": 1, "start": 22, "end": 32, "quote": "Port Selby", "prefix": "The ferry Aurora left ", "suffix": " at 6:40 on Monday. 👩🏻‍✈️ Captain Mira Okafor waved.\n\nIt took nine hours, and", "paragraph": 1, "label": 3, "status": "accepted", "note": "", "entity": null, "origin": "model", "run": 1, "score": null, "analyst": "sample", "created_at": "2026-01-02T00:01:00Z", "updated_at": "2026-11-29T07:45:13Z", "propagated_from": null}',NULL,0,NULL);
CREATE TABLE imports (
        batch INTEGER PRIMARY KEY,
        articles INTEGER NOT NULL,
        annotations INTEGER NOT NULL,
        source TEXT NOT NULL
    ) STRICT;
CREATE TABLE labels (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE DEFAULT ('l_' || lower(hex(randomblob(6)))),
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        colour TEXT NOT NULL CHECK (colour GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
        key TEXT NOT NULL,
        description TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1))
    ) STRICT;
INSERT INTO "labels" VALUES(1,'l_5xfay6k8jp7n','PERSON','#d9a441','p','People, real or fictional',0);
INSERT INTO "labels" VALUES(2,'l_q4n88av972w8','ORG','#4c9be8','o','Companies, agencies, institutions, armed groups',0);
INSERT INTO "labels" VALUES(3,'l_brw7rtgw3b6m','GPE','#5bb98c','g','Countries, cities, provinces',0);
INSERT INTO "labels" VALUES(4,'l_zmwjdt8dk49a','LOC','#3fb6b2','l','Other places: mountains, rivers, regions',0);
INSERT INTO "labels" VALUES(5,'l_6rwer34yf85f','NORP','#c586c0','n','Nationalities, religious and political groups',0);
INSERT INTO "labels" VALUES(6,'l_p56mbe3zxtmr','FAC','#a08bd8','f','Buildings, airports, roads, bridges',0);
INSERT INTO "labels" VALUES(7,'l_h3g7sdstkwma','EVENT','#e07a5f','e','Wars, storms, elections, meetings with a name',0);
INSERT INTO "labels" VALUES(8,'l_v2kx8x7kek9n','PRODUCT','#b5a642','k','Objects, vehicles, weapons, foods',0);
INSERT INTO "labels" VALUES(9,'l_kyy63pqn26ys','WORK_OF_ART','#d16d9e','w','Titles of books, songs, films',0);
INSERT INTO "labels" VALUES(10,'l_2hnevakzjppt','LAW','#9aa85c','a','Documents made into law, treaties',0);
INSERT INTO "labels" VALUES(11,'l_64c76nd7wacc','LANGUAGE','#7f9cc0','u','Any named language',0);
INSERT INTO "labels" VALUES(12,'l_pqnrp25ar6ft','DATE','#8f9bb3','d','Absolute or relative dates and periods',0);
INSERT INTO "labels" VALUES(13,'l_6kd3zzfjc7y5','TIME','#7a93a8','t','Times shorter than a day',0);
INSERT INTO "labels" VALUES(14,'l_ftx99c3amvz7','MONEY','#7fb069','m','Sums of money, with their unit',0);
INSERT INTO "labels" VALUES(15,'l_qs4dqr432bc6','PERCENT','#a3b18a','5','Percentages',0);
INSERT INTO "labels" VALUES(16,'l_hn2hjtwvwrvx','QUANTITY','#b08968','q','Measures of weight, distance and so on',0);
INSERT INTO "labels" VALUES(17,'l_4jmgnzqd778r','ORDINAL','#a69f98','r','First, second and so on',0);
INSERT INTO "labels" VALUES(18,'l_tx4pz36p9rw6','CARDINAL','#9c9c9c','c','Numbers that are no other type',0);
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
CREATE TABLE near_duplicates (
        article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        likeness REAL NOT NULL CHECK (likeness BETWEEN 0 AND 1),
        PRIMARY KEY (article, other)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE orphans (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES articles (id),
        annotation INTEGER NOT NULL REFERENCES annotations (id),
        reason TEXT NOT NULL CHECK (reason <> ''),
        start INTEGER,
        "end" INTEGER,
        UNIQUE (article, annotation),
        CHECK ((start IS NULL) = ("end" IS NULL) AND (start IS NULL OR (0 <= start AND start < "end")))
    ) STRICT;
CREATE TABLE pipelines (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pipeline TEXT NOT NULL,
        version TEXT NOT NULL,
        loaded_from TEXT NOT NULL CHECK (loaded_from <> ''),
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        first_used_at TEXT NOT NULL,
        UNIQUE (pipeline, version, loaded_from, sha256)
    ) STRICT;
CREATE TABLE removed_annotations (
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
    ) STRICT;
CREATE TABLE removed_articles (
        article INTEGER PRIMARY KEY,
        length INTEGER NOT NULL,
        text TEXT NOT NULL CHECK (length(text) = length),
        rest TEXT NOT NULL
    ) STRICT;
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
CREATE TABLE saved_searches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
        query TEXT NOT NULL CHECK (query <> ''),
        sort TEXT NOT NULL,
        analyst TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT;
CREATE TABLE search_unread_rows (source TEXT NOT NULL, id INTEGER NOT NULL) STRICT;
CREATE TABLE search_word_spellings (
        folded TEXT NOT NULL,
        spelling TEXT NOT NULL,
        PRIMARY KEY (folded, spelling)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE sketch_keys (
        key INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (key, article)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE sketches (
        article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        sketch BLOB NOT NULL
    ) STRICT;
CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (path <> '' AND instr(path, ';') = 0),
    description TEXT NOT NULL,
    colour TEXT NOT NULL,
    key TEXT NOT NULL,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1))
, note TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "tags" VALUES(1,'c_b5ezzc3qgwrt','people/crew','','#4fa8a3','',0,'');
CREATE TABLE undo_events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event TEXT NOT NULL CHECK (event IN ('start', 'undo', 'redo')),
        batch INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        at TEXT NOT NULL,
        analyst TEXT NOT NULL
    ) STRICT;
INSERT INTO "undo_events" VALUES(1,'start',0,10,'2026-01-02T00:08:00Z','');
INSERT INTO "undo_events" VALUES(2,'undo',9,11,'2026-11-29T07:45:13Z','sample');
INSERT INTO "undo_events" VALUES(3,'redo',9,11,'2026-11-29T07:45:13Z','sample');
CREATE VIRTUAL TABLE search_remarks USING fts5 (note, tags, entity, tokenize = "unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE search_texts USING fts5 (title, text, content = 'articles', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
INSERT INTO search_texts (search_texts) VALUES ('rebuild');
INSERT INTO search_remarks (rowid, note, tags, entity) VALUES(-1,'Old.','','');
INSERT INTO search_remarks (rowid, note, tags, entity) VALUES(3,'Ask her.
Twice.','people/crew','');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX articles_file ON articles (file_sha256);
CREATE UNIQUE INDEX annotations_place
    ON annotations (article, start, "end" DESC, coalesce(label, ''), coalesce(run, 0));
CREATE INDEX annotations_status ON annotations (article, status);
CREATE INDEX annotations_undecided ON annotations (article, start, "end" DESC) WHERE status = 'suggested';
CREATE INDEX annotations_long ON annotations (article, start) WHERE "end" - start > 400;
CREATE INDEX annotations_run ON annotations (run) WHERE run IS NOT NULL;
CREATE INDEX annotation_tags_tag ON annotation_tags (tag);
CREATE INDEX article_tags_tag ON article_tags (tag);
CREATE INDEX history_analyst ON history (analyst, batch);
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
CREATE INDEX annotations_quote ON annotations (quote, status, label, article)
;
CREATE INDEX history_undoes ON history (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX former_labels_label ON former_labels (label);
CREATE INDEX entities_label ON entities (label);
CREATE INDEX annotations_entity ON annotations (entity, article) WHERE entity IS NOT NULL;
CREATE INDEX annotations_company ON annotations (article, entity) WHERE entity IS NOT NULL;
CREATE INDEX annotations_noted ON annotations (article, start) WHERE note <> '';
CREATE INDEX sketch_keys_article ON sketch_keys (article);
CREATE INDEX near_duplicates_other ON near_duplicates (other);
CREATE TRIGGER annotations_inside_insert BEFORE INSERT ON annotations
WHEN NEW."end" > (SELECT length FROM articles WHERE id = NEW.article)
BEGIN SELECT RAISE(ABORT, 'the span reaches past the text'); END;
CREATE TRIGGER annotations_inside_update BEFORE UPDATE OF start, "end", article ON annotations
WHEN NEW."end" > (SELECT length FROM articles WHERE id = NEW.article)
BEGIN SELECT RAISE(ABORT, 'the span reaches past the text'); END;
CREATE TRIGGER articles_text_stays BEFORE UPDATE OF text, text_sha256, length ON articles
BEGIN SELECT RAISE(ABORT, 'the text of an article never changes'); END;
CREATE TRIGGER search_texts_insert AFTER INSERT ON articles BEGIN INSERT INTO search_texts (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text); END;
CREATE TRIGGER search_texts_delete AFTER DELETE ON articles BEGIN INSERT INTO search_texts (search_texts, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text); END;
CREATE TRIGGER search_texts_update AFTER UPDATE OF title ON articles WHEN OLD.title <> NEW.title BEGIN INSERT INTO search_texts (search_texts, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text); INSERT INTO search_texts (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text); END;
CREATE TRIGGER search_marks_insert AFTER INSERT ON annotations WHEN NEW.note <> '' OR NEW.entity IS NOT NULL BEGIN DELETE FROM search_remarks WHERE rowid = NEW.id; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id = NEW.id
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_marks_update AFTER UPDATE OF note, entity ON annotations WHEN OLD.note <> NEW.note OR OLD.entity IS NOT NEW.entity BEGIN DELETE FROM search_remarks WHERE rowid = NEW.id; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id = NEW.id
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_marks_delete AFTER DELETE ON annotations BEGIN DELETE FROM search_remarks WHERE rowid = OLD.id; END;
CREATE TRIGGER search_marks_tag AFTER INSERT ON annotation_tags BEGIN DELETE FROM search_remarks WHERE rowid = NEW.annotation; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id = NEW.annotation
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_marks_untag AFTER DELETE ON annotation_tags BEGIN DELETE FROM search_remarks WHERE rowid = OLD.annotation; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id = OLD.annotation
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_notes_insert AFTER INSERT ON articles WHEN NEW.note <> '' BEGIN DELETE FROM search_remarks WHERE rowid = -NEW.id; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE t.id = NEW.id
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
; END;
CREATE TRIGGER search_notes_update AFTER UPDATE OF note ON articles WHEN OLD.note <> NEW.note BEGIN DELETE FROM search_remarks WHERE rowid = -NEW.id; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE t.id = NEW.id
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
; END;
CREATE TRIGGER search_notes_delete AFTER DELETE ON articles BEGIN DELETE FROM search_remarks WHERE rowid = -OLD.id; END;
CREATE TRIGGER search_articles_tag AFTER INSERT ON article_tags BEGIN DELETE FROM search_remarks WHERE rowid = -NEW.article; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE t.id = NEW.article
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
; END;
CREATE TRIGGER search_articles_untag AFTER DELETE ON article_tags BEGIN DELETE FROM search_remarks WHERE rowid = -OLD.article; INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE t.id = OLD.article
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
; END;
CREATE TRIGGER search_tags_update AFTER UPDATE OF path ON tags WHEN OLD.path COLLATE BINARY <> NEW.path BEGIN DELETE FROM search_remarks WHERE rowid IN (SELECT annotation FROM annotation_tags WHERE tag = NEW.id); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT annotation FROM annotation_tags WHERE tag = NEW.id)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; DELETE FROM search_remarks WHERE rowid IN (SELECT -article FROM (SELECT article FROM article_tags WHERE tag = NEW.id)); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE t.id IN (SELECT article FROM article_tags WHERE tag = NEW.id)
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
; END;
CREATE TRIGGER search_entities_update AFTER UPDATE OF name ON entities WHEN OLD.name <> NEW.name BEGIN DELETE FROM search_remarks WHERE rowid IN (SELECT id FROM annotations WHERE entity = NEW.id); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT id FROM annotations WHERE entity = NEW.id)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_aliases_insert AFTER INSERT ON aliases BEGIN DELETE FROM search_remarks WHERE rowid IN (SELECT id FROM annotations WHERE entity = NEW.entity); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT id FROM annotations WHERE entity = NEW.entity)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_aliases_delete AFTER DELETE ON aliases BEGIN DELETE FROM search_remarks WHERE rowid IN (SELECT id FROM annotations WHERE entity = OLD.entity); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT id FROM annotations WHERE entity = OLD.entity)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE TRIGGER search_aliases_update AFTER UPDATE ON aliases BEGIN DELETE FROM search_remarks WHERE rowid IN (SELECT id FROM annotations WHERE entity = OLD.entity); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT id FROM annotations WHERE entity = OLD.entity)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; DELETE FROM search_remarks WHERE rowid IN (SELECT id FROM annotations WHERE entity = NEW.entity); INSERT INTO search_remarks (rowid, note, tags, entity) 
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE a.id IN (SELECT id FROM annotations WHERE entity = NEW.entity)
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
; END;
CREATE INDEX orphans_annotation ON orphans (annotation);
CREATE INDEX article_files_path ON article_files (path_sha256);
CREATE INDEX articles_url ON articles (url) WHERE url <> '';
CREATE INDEX annotations_label ON annotations (label, article, status);
CREATE VIEW inactive_articles AS SELECT article FROM archived_articles UNION SELECT supersedes FROM article_versions;
CREATE INDEX undo_events_batch ON undo_events (batch);
CREATE INDEX undo_events_entry ON undo_events (entry);
CREATE INDEX history_batch ON history (batch);
CREATE INDEX history_subject ON history (subject);
CREATE TRIGGER search_unread_articles_insert AFTER INSERT ON articles BEGIN INSERT INTO search_unread_rows VALUES ('articles', NEW.id); END;
CREATE TRIGGER search_unread_articles_update AFTER UPDATE OF title, note ON articles WHEN length(CAST(NEW.title AS BLOB)) <> length(NEW.title) OR length(CAST(NEW.note AS BLOB)) <> length(NEW.note) BEGIN INSERT INTO search_unread_rows VALUES ('articles', NEW.id); END;
CREATE TRIGGER search_unread_annotations_insert AFTER INSERT ON annotations WHEN length(CAST(NEW.note AS BLOB)) <> length(NEW.note) BEGIN INSERT INTO search_unread_rows VALUES ('annotations', NEW.id); END;
CREATE TRIGGER search_unread_annotations_update AFTER UPDATE OF note ON annotations WHEN length(CAST(NEW.note AS BLOB)) <> length(NEW.note) BEGIN INSERT INTO search_unread_rows VALUES ('annotations', NEW.id); END;
CREATE TRIGGER search_unread_tags_insert AFTER INSERT ON tags WHEN length(CAST(NEW.path AS BLOB)) <> length(NEW.path) BEGIN INSERT INTO search_unread_rows VALUES ('tags', NEW.id); END;
CREATE TRIGGER search_unread_tags_update AFTER UPDATE OF path ON tags WHEN length(CAST(NEW.path AS BLOB)) <> length(NEW.path) BEGIN INSERT INTO search_unread_rows VALUES ('tags', NEW.id); END;
CREATE TRIGGER search_unread_entities_insert AFTER INSERT ON entities WHEN length(CAST(NEW.name AS BLOB)) <> length(NEW.name) BEGIN INSERT INTO search_unread_rows VALUES ('entities', NEW.id); END;
CREATE TRIGGER search_unread_entities_update AFTER UPDATE OF name ON entities WHEN length(CAST(NEW.name AS BLOB)) <> length(NEW.name) BEGIN INSERT INTO search_unread_rows VALUES ('entities', NEW.id); END;
CREATE TRIGGER search_unread_aliases_insert AFTER INSERT ON aliases WHEN length(CAST(NEW.alias AS BLOB)) <> length(NEW.alias) BEGIN INSERT INTO search_unread_rows VALUES ('aliases', NEW.id); END;
CREATE TRIGGER search_unread_aliases_update AFTER UPDATE OF alias ON aliases WHEN length(CAST(NEW.alias AS BLOB)) <> length(NEW.alias) BEGIN INSERT INTO search_unread_rows VALUES ('aliases', NEW.id); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('labels',20);
INSERT INTO "sqlite_sequence" VALUES('articles',1);
INSERT INTO "sqlite_sequence" VALUES('history',11);
INSERT INTO "sqlite_sequence" VALUES('runs',1);
INSERT INTO "sqlite_sequence" VALUES('annotations',4);
INSERT INTO "sqlite_sequence" VALUES('tags',1);
INSERT INTO "sqlite_sequence" VALUES('undo_events',3);
COMMIT;
ALTER TABLE history ADD COLUMN uid TEXT NOT NULL DEFAULT '';
CREATE INDEX history_uid ON history (uid);
CREATE TABLE workspaces (uid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE verdicts (
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
    ) STRICT;
CREATE INDEX verdicts_label ON verdicts (label);
CREATE TABLE adjudications (
        annotation INTEGER PRIMARY KEY REFERENCES annotations (id),
        status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        start INTEGER,
        "end" INTEGER,
        note TEXT NOT NULL,
        analyst TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT;
CREATE INDEX adjudications_label ON adjudications (label);
CREATE TABLE lexicon_verdicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        form TEXT NOT NULL CHECK (form <> ''),
        ruling TEXT NOT NULL CHECK (ruling IN ('always', 'never', 'forgotten')),
        label TEXT REFERENCES labels (name) ON UPDATE CASCADE,
        analyst TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (form, analyst)
    ) STRICT;
CREATE INDEX lexicon_verdicts_label ON lexicon_verdicts (label);
CREATE TABLE uid_aliases (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        foreign_uid TEXT NOT NULL UNIQUE CHECK (foreign_uid <> ''),
        local_uid TEXT NOT NULL CHECK (local_uid <> '')
    ) STRICT;
CREATE INDEX uid_aliases_local ON uid_aliases (local_uid);
CREATE TABLE merged (
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
    ) STRICT;
CREATE TABLE merged_history (
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
    ) STRICT;
CREATE INDEX merged_history_batch ON merged_history (batch);
CREATE INDEX merged_history_uid ON merged_history (uid);
CREATE INDEX merged_history_merge ON merged_history (merge);
CREATE VIEW every_verdict AS
    SELECT annotation, analyst, status, label, start, "end", at FROM verdicts
    UNION ALL
    SELECT id, analyst, status, label, start, "end", updated_at FROM annotations AS a
    WHERE status <> 'suggested' AND analyst <> '' AND NOT EXISTS (SELECT 1 FROM verdicts WHERE annotation = a.id);
CREATE VIEW disputes AS
    SELECT annotation FROM verdicts
    WHERE annotation NOT IN (SELECT annotation FROM adjudications)
    GROUP BY annotation
    HAVING count(DISTINCT CASE status WHEN 'accepted'
        THEN coalesce(start, '') || ' ' || coalesce("end", '') || ' ' || coalesce(label, '') ELSE status END) > 1;
DROP VIEW flat;
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
    articles.text_sha256 AS text_sha256,
    coalesce(
        (SELECT group_concat(said, '; ') FROM (
            SELECT analyst || ': ' || status || coalesce(' ' || label, '') AS said FROM verdicts
            WHERE annotation = annotations.id ORDER BY analyst
        )),
        CASE WHEN annotations.status <> 'suggested' AND annotations.analyst <> ''
        THEN annotations.analyst || ': ' || annotations.status || coalesce(' ' || annotations.label, '') END
    ) AS verdicts
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
    articles.updated_by, articles.added_at, articles.updated_at, articles.text_sha256, NULL
FROM articles
WHERE articles.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article_tags.article = articles.id);
UPDATE history SET uid = 'o_061eee5adb8b8073' WHERE batch = 1;
UPDATE history SET uid = 'o_e1b13d366aad0082' WHERE batch = 2;
UPDATE history SET uid = 'o_bac770bfe1ee5155' WHERE batch = 3;
UPDATE history SET uid = 'o_8e472a7842e822eb' WHERE batch = 4;
UPDATE history SET uid = 'o_2e69b49df1f6ff76' WHERE batch = 5;
UPDATE history SET uid = 'o_77c1eaa67d08d5cc' WHERE batch = 6;
UPDATE history SET uid = 'o_8074e2c5dbe259ba' WHERE batch = 7;
UPDATE history SET uid = 'o_740e633d3131c33a' WHERE batch = 8;
UPDATE history SET uid = 'o_d63ecfb3339dbc32' WHERE batch = 9;
INSERT INTO workspaces VALUES('w_061eee5adb8b8073');
CREATE TABLE assignments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES articles (id),
        analyst TEXT NOT NULL CHECK (analyst <> ''),
        blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
        assigned_by TEXT NOT NULL,
        assigned_at TEXT NOT NULL,
        UNIQUE (article, analyst)
    ) STRICT;
CREATE VIEW hidden_remarks AS SELECT 0 AS id WHERE 0;
