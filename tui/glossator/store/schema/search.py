"""The full-text indexes and the words that search finds by their folded form, added by migrations 0004 and 0006.

Triggers keep the indexes up to date. `search_texts` indexes the title and text of each article and has no text of its
own, so a row is deleted by giving FTS5 the old text. `search_remarks` has a row for each annotation, or article
(negative id), with a note, tag or entity, and holds its own text.

`search_word_spellings` maps folded words to their spellings (see `glossator.text.spellings`); a spelling that is no
longer used stays. SQL cannot fold, so triggers only list rows with new text in `search_unread_rows`, and the workspace
indexes them at the end of each operation. Rows that another program adds are indexed with the next operation.
"""

from collections.abc import Iterator, Mapping
from typing import Final

_WORDS: Final = 'tokenize = "unicode61 remove_diacritics 2"'

_TABLES: Final = (
    f"CREATE VIRTUAL TABLE search_texts USING fts5 (title, text, content = 'articles', content_rowid = 'id', {_WORDS})",
    f"CREATE VIRTUAL TABLE search_remarks USING fts5 (note, tags, entity, {_WORDS})",
    # What each run found, so that two pipelines can be compared.
    """CREATE TABLE finds (
        run INTEGER NOT NULL REFERENCES runs (id),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL CHECK (0 <= start AND start < "end"),
        label TEXT NOT NULL,
        PRIMARY KEY (run, start, "end", label)
    ) STRICT, WITHOUT ROWID""",
    # The MinHash sketch of each article, and the keys by which near-duplicates are found.
    """CREATE TABLE sketches (
        article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        sketch BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE sketch_keys (
        key INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        PRIMARY KEY (key, article)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE near_duplicates (
        article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        likeness REAL NOT NULL CHECK (likeness BETWEEN 0 AND 1),
        PRIMARY KEY (article, other)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sketch_keys_article ON sketch_keys (article)",
    "CREATE INDEX near_duplicates_other ON near_duplicates (other)",
)

_INSERT: Final = "INSERT INTO search_remarks (rowid, note, tags, entity) "
_SAID_OF_ANNOTATIONS: Final = """
SELECT a.id, a.note,
    coalesce((SELECT group_concat(path, char(10)) FROM annotation_tags JOIN tags ON tags.id = tag
        WHERE annotation = a.id), ''),
    coalesce((SELECT name || coalesce((SELECT char(10) || group_concat(alias, char(10)) FROM aliases
        WHERE entity = e.id), '') FROM entities AS e WHERE e.id = a.entity), '')
FROM annotations AS a WHERE {which}
AND (a.note <> '' OR a.entity IS NOT NULL OR EXISTS (SELECT 1 FROM annotation_tags WHERE annotation = a.id))
"""
_SAID_OF_ARTICLES: Final = """
SELECT -t.id, t.note,
    coalesce((SELECT group_concat(path, char(10)) FROM article_tags JOIN tags ON tags.id = tag
        WHERE article = t.id), ''), ''
FROM articles AS t WHERE {which}
AND (t.note <> '' OR EXISTS (SELECT 1 FROM article_tags WHERE article = t.id))
"""
_OF_ANNOTATIONS: Final = _INSERT + _SAID_OF_ANNOTATIONS
_OF_ARTICLES: Final = _INSERT + _SAID_OF_ARTICLES
SAID: Final = f"{_SAID_OF_ANNOTATIONS.format(which='true')} UNION ALL {_SAID_OF_ARTICLES.format(which='true')}"
"""The rows that `search_remarks` has to have: rowid, note, tags, entity."""
_TAKE_OUT: Final = (
    "INSERT INTO search_texts (search_texts, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text)"
)
_PUT_IN: Final = "INSERT INTO search_texts (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text)"
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ("title", "text", "note"),
    "annotations": ("note",),
    "tags": ("path",),
    "entities": ("name",),
    "aliases": ("alias",),
}
"""The tables and columns that are searched."""
_CHANGING: Final = {"articles": ("title", "note")}
_READ: Final = "INSERT INTO search_unread_rows VALUES ('{table}', NEW.id)"


def statements() -> Iterator[str]:
    """Yield the statements of migration 0004, which also index the existing rows."""
    yield from _TABLES
    yield from filling()
    yield _trigger("texts_insert", "INSERT ON articles", "", _PUT_IN)
    yield _trigger("texts_delete", "DELETE ON articles", "", _TAKE_OUT)
    yield _trigger("texts_update", "UPDATE OF title ON articles", "OLD.title <> NEW.title", _TAKE_OUT, _PUT_IN)
    yield _trigger(
        "marks_insert", "INSERT ON annotations", "NEW.note <> '' OR NEW.entity IS NOT NULL", *_mark("NEW.id")
    )
    yield _trigger(
        "marks_update",
        "UPDATE OF note, entity ON annotations",
        "OLD.note <> NEW.note OR OLD.entity IS NOT NEW.entity",
        *_mark("NEW.id"),
    )
    yield _trigger("marks_delete", "DELETE ON annotations", "", "DELETE FROM search_remarks WHERE rowid = OLD.id")
    yield _trigger("marks_tag", "INSERT ON annotation_tags", "", *_mark("NEW.annotation"))
    yield _trigger("marks_untag", "DELETE ON annotation_tags", "", *_mark("OLD.annotation"))
    yield _trigger("notes_insert", "INSERT ON articles", "NEW.note <> ''", *_article("NEW.id"))
    yield _trigger("notes_update", "UPDATE OF note ON articles", "OLD.note <> NEW.note", *_article("NEW.id"))
    yield _trigger("notes_delete", "DELETE ON articles", "", "DELETE FROM search_remarks WHERE rowid = -OLD.id")
    yield _trigger("articles_tag", "INSERT ON article_tags", "", *_article("NEW.article"))
    yield _trigger("articles_untag", "DELETE ON article_tags", "", *_article("OLD.article"))
    yield _trigger("tags_update", "UPDATE OF path ON tags", "OLD.path COLLATE BINARY <> NEW.path", *_with_tag("NEW.id"))
    yield _trigger("entities_update", "UPDATE OF name ON entities", "OLD.name <> NEW.name", *_with_entity("NEW.id"))
    yield _trigger("aliases_insert", "INSERT ON aliases", "", *_with_entity("NEW.entity"))
    yield _trigger("aliases_delete", "DELETE ON aliases", "", *_with_entity("OLD.entity"))
    yield _trigger("aliases_update", "UPDATE ON aliases", "", *_with_entity("OLD.entity"), *_with_entity("NEW.entity"))


def filling() -> Iterator[str]:
    """Yield the statements that fill the empty indexes."""
    yield "INSERT INTO search_texts (search_texts) VALUES ('rebuild')"
    yield _OF_ANNOTATIONS.format(which="true")
    yield _OF_ARTICLES.format(which="true")


def _trigger(name: str, event: str, when: str, *acts: str) -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER search_{name} AFTER {event} {condition}BEGIN {'; '.join(acts)}; END"


def _mark(annotation: str) -> tuple[str, str]:
    return (
        f"DELETE FROM search_remarks WHERE rowid = {annotation}",
        _OF_ANNOTATIONS.format(which=f"a.id = {annotation}"),
    )


def _article(article: str) -> tuple[str, str]:
    return f"DELETE FROM search_remarks WHERE rowid = -{article}", _OF_ARTICLES.format(which=f"t.id = {article}")


def _with_tag(tag: str) -> tuple[str, ...]:
    marks = f"SELECT annotation FROM annotation_tags WHERE tag = {tag}"
    articles = f"SELECT article FROM article_tags WHERE tag = {tag}"
    return (
        f"DELETE FROM search_remarks WHERE rowid IN ({marks})",
        _OF_ANNOTATIONS.format(which=f"a.id IN ({marks})"),
        f"DELETE FROM search_remarks WHERE rowid IN (SELECT -article FROM ({articles}))",
        _OF_ARTICLES.format(which=f"t.id IN ({articles})"),
    )


def _with_entity(entity: str) -> tuple[str, ...]:
    marks = f"SELECT id FROM annotations WHERE entity = {entity}"
    return f"DELETE FROM search_remarks WHERE rowid IN ({marks})", _OF_ANNOTATIONS.format(which=f"a.id IN ({marks})")


def spelling_statements() -> Iterator[str]:
    """Yield the statements of migration 0006, which also list all existing rows as unread."""
    yield """CREATE TABLE search_word_spellings (
        folded TEXT NOT NULL,
        spelling TEXT NOT NULL,
        PRIMARY KEY (folded, spelling)
    ) STRICT, WITHOUT ROWID"""
    yield "CREATE TABLE search_unread_rows (source TEXT NOT NULL, id INTEGER NOT NULL) STRICT"
    for table, columns in SOURCES.items():
        changing = _CHANGING.get(table, columns)
        inserted = "" if table == "articles" else f"WHEN {_has_other(columns)} "
        yield (
            f"CREATE TRIGGER search_unread_{table}_insert AFTER INSERT ON {table} {inserted}"
            f"BEGIN {_READ.format(table=table)}; END"
        )
        yield (
            f"CREATE TRIGGER search_unread_{table}_update AFTER UPDATE OF {', '.join(changing)} ON {table} "
            f"WHEN {_has_other(changing)} BEGIN {_READ.format(table=table)}; END"
        )
        there = "" if table == "articles" else f" WHERE {_has_other(columns).replace('NEW.', '')}"
        yield f"INSERT INTO search_unread_rows SELECT '{table}', id FROM {table}{there}"


def _has_other(columns: tuple[str, ...]) -> str:
    """Return the condition that a new row has a character outside ASCII in one of `columns`."""
    return " OR ".join(f"length(CAST(NEW.{column} AS BLOB)) <> length(NEW.{column})" for column in columns)
