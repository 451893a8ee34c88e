"""Blind coding: what an analyst does not see of an article that is assigned to them blind.

One place decides, for all queries: the connections of such an analyst get temporary views with the names of the tables,
and SQLite looks up names among the temporary ones first. A query that is added later is covered, too. What is written
goes to the tables, so nothing of the others is lost or changed.

In a blind article, the views have the suggestions of machines as they were suggested, and what the analyst decided,
made, tagged, noted and linked. They lack other annotations, and others' verdicts, adjudications, notes, tags and links.
While any article is blind, the history has the analyst's own operations only, and the lexicon lacks what others entered
since the first of them was assigned. What is learnt follows from the decisions that are shown. An index of the search
cannot be a view: `hidden_remarks` has its rows that contain something hidden.

This is a promise of the program, not a lock: anyone who has the file can open it with another program.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from typing import Final

from glossator.store.rows import Row
from glossator.text.context import CONTEXT

# The columns that a decision is about.
_SHOWN: Final = ("label", "start", "end", "quote", "prefix", "suffix")
_MARK: Final = "blind_analyst"
# Views of the file that are made again, so that they are about the views here.
_DERIVED: Final = ("every_verdict", "disputes", "flat")


def hide_work_of_others(connection: sqlite3.Connection, analyst: str) -> None:
    """Make a connection for reading show what `analyst` may see, if articles are assigned to them blind.

    The views stay, and show everything, once no article is blind any more.
    """
    if _is_hiding(connection) or not is_blind(connection, analyst):
        return
    # Temporary objects count as writing.
    connection.execute("PRAGMA query_only = OFF")
    try:
        for statement in _views(connection, analyst):
            connection.execute(statement)
    finally:
        connection.execute("PRAGMA query_only = ON")


def is_blind(connection: sqlite3.Connection, analyst: str) -> bool:
    """Return whether any article is assigned to `analyst` blind."""
    found = connection.execute("SELECT 1 FROM main.assignments WHERE blind AND analyst = ? LIMIT 1", (analyst,))
    return found.fetchone() is not None


def is_blind_article(connection: sqlite3.Connection, article: int, analyst: str) -> bool:
    """Return whether an article is assigned to an analyst blind."""
    found = connection.execute(
        "SELECT 1 FROM main.assignments WHERE blind AND article = ? AND analyst = ?", (article, analyst)
    )
    return found.fetchone() is not None


def shown_values(connection: sqlite3.Connection, analyst: str, annotations: Collection[int]) -> dict[int, Row]:
    """Return label and place of annotations as `analyst` sees them, by id, where that is not what stands.

    A decision of an analyst is about what they see.
    """
    if not is_blind(connection, analyst):
        return {}
    name = _quoted(analyst)
    shown = _annotations(connection, name, _blind(name))
    values = ", ".join(f'shown."{column}"' for column in _SHOWN)
    differs = " OR ".join(f'shown."{column}" IS NOT a."{column}"' for column in _SHOWN)
    rows = connection.execute(
        f"SELECT shown.id, {values} FROM json_each(?) AS wanted JOIN main.annotations AS a ON a.id = wanted.value "
        f"JOIN ({shown}) AS shown ON shown.id = a.id WHERE {differs}",
        (json.dumps(list(annotations)),),
    ).fetchall()
    return {number: dict(zip(_SHOWN, row, strict=True)) for number, *row in rows}


def hides_decision(connection: sqlite3.Connection, analyst: str, annotation: int) -> bool:
    """Return whether an annotation on which others decided is none, or undecided, for `analyst`."""
    if not is_blind(connection, analyst):
        return False
    name = _quoted(analyst)
    shown = _annotations(connection, name, _blind(name))
    found = connection.execute(f"SELECT status FROM ({shown}) WHERE id = ?", (annotation,)).fetchone()
    return found is None or found[0] == "suggested"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _blind(name: str) -> str:
    """Return the SQL of the articles that are blind for an analyst."""
    return f"SELECT article FROM main.assignments WHERE blind AND analyst = {name}"


def _is_hiding(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = ?", (_MARK,)).fetchone() is not None


def _views(connection: sqlite3.Connection, analyst: str) -> Iterator[str]:
    """Yield the statements that make the views."""
    name = _quoted(analyst)
    blind = _blind(name)
    yield f"CREATE TEMP VIEW {_MARK} AS SELECT {name} AS analyst"
    yield f"CREATE TEMP VIEW annotations AS {_annotations(connection, name, blind)}"
    note = f"CASE WHEN a.id NOT IN ({blind}) OR {_writer('articles', 'note')} = {name} THEN a.note ELSE '' END AS note"
    columns = _columns(connection, "articles", {"note": note})
    yield f"CREATE TEMP VIEW articles AS SELECT {columns} FROM main.articles AS a"
    of_annotation = "(SELECT a.article FROM main.annotations AS a WHERE a.id = j.annotation)"
    for table, key, article in (
        ("annotation_tags", "annotation", of_annotation),
        ("article_tags", "article", "j.article"),
    ):
        writer = (
            f"SELECT h.analyst FROM main.history AS h WHERE h.subject = '{table}:' || j.{key} || ',' || j.tag "
            "ORDER BY h.id DESC LIMIT 1"
        )
        yield (
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} AS j "
            f"WHERE {article} NOT IN ({blind}) OR ({writer}) = {name}"
        )
    for table in ("verdicts", "adjudications"):
        yield (
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} AS j "
            f"WHERE j.analyst = {name} OR {of_annotation} NOT IN ({blind})"
        )
    for table in ("history", "merged_history", "lexicon_verdicts"):
        yield f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE analyst = {name} OR NOT EXISTS ({blind})"
    since = f"SELECT min(assigned_at) FROM main.assignments WHERE blind AND analyst = {name}"
    yield (
        "CREATE TEMP VIEW lexicon AS SELECT * FROM main.lexicon "
        f"WHERE analyst = {name} OR at < coalesce(({since}), '9999')"
    )
    yield (
        "CREATE TEMP VIEW hidden_remarks AS "
        "SELECT a.id FROM main.annotations AS a LEFT JOIN annotations AS s ON s.id = a.id "
        f"WHERE a.article IN ({blind}) AND (s.id IS NULL OR s.note <> a.note OR s.entity IS NOT a.entity "
        f"OR {_number_of_tags('annotation', 'a')}) "
        "UNION ALL SELECT -a.id FROM main.articles AS a JOIN articles AS s ON s.id = a.id "
        f"WHERE a.id IN ({blind}) AND (s.note <> a.note OR {_number_of_tags('article', 'a')})"
    )
    for view in _DERIVED:
        (sql,) = connection.execute("SELECT sql FROM main.sqlite_schema WHERE name = ?", (view,)).fetchone()
        yield str(sql).replace("CREATE VIEW", "CREATE TEMP VIEW", 1)


def _annotations(connection: sqlite3.Connection, name: str, blind: str) -> str:
    """Return the query of annotations as the analyst sees them."""
    own = f"main.verdicts AS v WHERE v.annotation = a.id AND v.analyst = {name}"
    # Decided by this analyst: in a row of the verdicts, or, while nobody else has, in the annotation itself.
    is_own = (
        f"(EXISTS (SELECT 1 FROM {own}) OR (a.status <> 'suggested' AND a.analyst = {name} "
        "AND NOT EXISTS (SELECT 1 FROM main.verdicts AS v WHERE v.annotation = a.id)))"
    )
    is_shown = f"a.article NOT IN ({blind}) OR a.status = 'suggested'"
    # The row before somebody decided on it, in the first entry of the history about it.
    first = "main.history AS h WHERE h.subject = 'annotations:' || a.id AND h.before IS NOT NULL ORDER BY h.id LIMIT 1"
    text = own.replace("WHERE", "JOIN main.articles AS t ON t.id = a.article WHERE", 1)

    def column(column: str, of_verdict: str, of_suggestion: str = "") -> str:
        as_suggested = (
            of_suggestion or f"coalesce((SELECT json_extract(h.before, '$.{column}') FROM {first}), a.{column})"
        )
        return (
            f"CASE WHEN {is_shown} THEN a.{column} WHEN {is_own} THEN coalesce({of_verdict}, a.{column}) "
            f"ELSE {as_suggested} END AS {column}"
        )

    def written(column: str, hidden: str) -> str:
        writer = _writer("annotations", column)
        return (
            f"CASE WHEN a.article NOT IN ({blind}) OR {writer} = {name} THEN a.{column} ELSE {hidden} END AS {column}"
        )

    def words(start: str, length: str) -> str:
        return f"(SELECT substr(t.text, {start}, {length}) FROM {text})"

    label = f"SELECT l.name FROM main.labels AS l WHERE l.id = (SELECT json_extract(h.before, '$.label') FROM {first})"
    columns = {
        "start": column("start", f"(SELECT v.start FROM {own})"),
        "end": column('"end"', f'(SELECT v."end" FROM {own})'),
        "quote": column("quote", words("v.start + 1", 'v."end" - v.start')),
        "prefix": column("prefix", words(f"max(v.start - {CONTEXT}, 0) + 1", f"min(v.start, {CONTEXT})")),
        "suffix": column("suffix", words('v."end" + 1', str(CONTEXT))),
        "label": (
            f"CASE WHEN {is_shown} THEN a.label WHEN EXISTS (SELECT 1 FROM {own}) THEN (SELECT v.label FROM {own}) "
            f"WHEN {is_own} THEN a.label ELSE coalesce(({label}), a.label) END AS label"
        ),
        "status": column("status", f"(SELECT v.status FROM {own})", "'suggested'"),
        "note": written("note", "''"),
        "entity": written("entity", "NULL"),
        "analyst": column("analyst", name, "''"),
        "updated_at": column("updated_at", f"(SELECT v.at FROM {own})", "a.created_at"),
    }
    return (
        f"SELECT {_columns(connection, 'annotations', columns)} "
        f"FROM main.annotations AS a WHERE {is_shown} OR a.origin IN ('model', 'lexicon') OR {is_own}"
    )


def _writer(table: str, column: str) -> str:
    """Return the SQL of the analyst who changed a column of the row `a` last."""
    after, before = (f"json_extract(h.{side}, '$.{column}')" for side in ("after", "before"))
    return (
        f"(SELECT h.analyst FROM main.history AS h WHERE h.subject = '{table}:' || a.id "
        f"AND {after} IS NOT {before} ORDER BY h.id DESC LIMIT 1)"
    )


def _number_of_tags(kind: str, row: str) -> str:
    """Return the SQL condition that some tags of an annotation or article are hidden."""
    shown, all_of = (
        f"(SELECT count(*) FROM {schema}{kind}_tags AS j WHERE j.{kind} = {row}.id)" for schema in ("", "main.")
    )
    return f"{shown} <> {all_of}"


def _columns(connection: sqlite3.Connection, table: str, instead: dict[str, str]) -> str:
    """Return the columns of a table as `a`, some of them replaced by expressions."""
    names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,))]
    return ", ".join(instead.get(name, f'a."{name}"') for name in names)
