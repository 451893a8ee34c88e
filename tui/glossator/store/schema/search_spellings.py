"""Words that search finds by their folded form: see `glossator.text.spellings`.

`search_word_spellings` has a row for each such word; one that is no longer in any text stays, and finds nothing.
Folding is no function of SQL, so triggers only put down which rows have new text, in `search_unread_rows`; the
workspace reads them at the end of each operation. Rows that another
program adds are read with the next operation.
"""

from collections.abc import Iterator, Mapping
from typing import Final

SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ("title", "text", "note"),
    "annotations": ("note",),
    "tags": ("path",),
    "entities": ("name",),
    "aliases": ("alias",),
}
"""The tables that search looks in, each with its columns."""
_CHANGING: Final = {"articles": ("title", "note")}
_READ: Final = "INSERT INTO search_unread_rows VALUES ('{table}', NEW.id)"


def statements() -> Iterator[str]:
    """Yield what makes the tables and triggers, and has all that is there read."""
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
