"""The passages of a code: the first screen of them in context, against the bare query for as many rows in that order.

With 200,000 annotations for each megabyte asked for, half of them tagged. The matrix of codes is measured against one
pass over all annotations.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row, seconds
from benchmarks.importing import IN_EACH, written
from benchmarks.workspaces import Workspaces
from glossator.domain.code import CodeKind
from glossator.domain.query import And, Not, QueryField, Unit
from glossator.services.passages import PassageView, find_passages
from glossator.store.queries.code_matrix import code_matrix
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 3
_BAR: Final = 1.5
_FIRST: Final = 100
_REPEATED: Final = 3
_FOR_EACH_MEGABYTE: Final = 200_000
# For what the bare query does not do at all: reading the tags and entities of what it found.
_ALLOWED: Final = 0.005
# A frequent label, a rare tag, a tag, and a tag with many below it.
_CODES: Final = (
    QueryField("label", "GPE"),
    QueryField("tag", "rare"),
    QueryField("tag", "actors/armed-1"),
    QueryField("tag", "actors"),
)
_TAGS: Final = 40
_BARE: Final = """
SELECT a.uid, a.start, a."end", a.prefix, a.quote, a.suffix, a.label, a.status, a.note, a.analyst, a.updated_at,
    t.uid, t.title, t.source, t.published_at
FROM annotations AS a JOIN articles AS t ON t.id = a.article
WHERE {} AND a.status <> 'rejected' AND a.article NOT IN (SELECT article FROM inactive_articles)
ORDER BY t.published_at DESC, t.id, a.start, a."end" DESC LIMIT ?
"""
_OF_CODE: Final = {
    "label": "a.label = ?1",
    "tag": "a.id IN (SELECT annotation FROM annotation_tags WHERE tag IN "
    "(SELECT id FROM tags WHERE path = ?1 OR path LIKE ?1 || '/%'))",
}


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Ask for the passages of each code in turn, in one process that both have warm; then for the matrices."""
    articles = max(1, round(_FOR_EACH_MEGABYTE * workspaces.megabytes / IN_EACH))
    path = _made(environment, workspaces, articles)
    rows = []
    with Workspace(path, Author("bench")) as workspace, closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM annotations").fetchone()
        for code in _CODES:
            pairs = [
                (_taken(partial(_bare, connection, code)), _taken(partial(_program, workspace, code)))
                for _ in range(rounds)
            ]
            what = f"first {_FIRST} passages of {code.name}:{code.value}, {count:,} annotations"
            row = ratio_row(what, "bare query", None, pairs, milliseconds)
            met = all(taken <= _BAR * least + _ALLOWED for least, taken in pairs)
            rows.append(replace(row, bar=f"{_BAR:g}x + {milliseconds(_ALLOWED)}", met=met))
        for kind in CodeKind:
            for unit in Unit:
                pairs = [
                    (_taken(partial(_pass, connection), 1), _taken(partial(_matrix, workspace, kind, unit), 1))
                    for _ in range(rounds)
                ]
                what = f"{kind.value}s together in one {unit.value}, {count:,} annotations"
                rows.append(ratio_row(what, "one pass over all", None, pairs, seconds))
    path.unlink()
    return rows


def _taken(act: Callable[[], object], times: int = _REPEATED) -> float:
    """Return the median of the seconds that an act takes."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
    return median(found)


def _bare(connection: sqlite3.Connection, code: QueryField) -> None:
    connection.execute(_BARE.format(_OF_CODE[code.name]), (code.value, _FIRST)).fetchall()


def _program(workspace: Workspace, code: QueryField) -> None:
    """Read as many passages as the page shows first."""
    view = PassageView(And((code, Not(QueryField("status", "rejected")))))
    list(islice(find_passages(workspace, view), _FIRST))


def _pass(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT sum(length(quote)) FROM annotations").fetchall()


def _matrix(workspace: Workspace, kind: CodeKind, unit: Unit) -> None:
    workspace.ask(code_matrix, kind, kind, unit)


def _made(environment: Environment, workspaces: Workspaces, count: int) -> Path:
    """Return a workspace of that many articles with annotations, dates and tags."""
    path = environment.folder / "passages.db"
    source = written(environment.folder / "passages.jsonl", workspaces.seed_texts(), count)
    environment.run(program("--db", str(path), "import", str(source)))
    source.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE articles SET published_at = date('2015-01-01', (id % 4000) || ' days')")
        tag = "INSERT INTO tags VALUES (?, ?, ?, '', '#aa00ff', '', 0, '')"
        paths = [(number, f"t_{number}", f"actors/armed-{number % 4}/group-{number}") for number in range(1, _TAGS)]
        connection.executemany(tag, [*paths, (_TAGS, f"t_{_TAGS}", "actors/armed-1"), (_TAGS + 1, "t_rare", "rare")])
        connection.execute(f"INSERT INTO annotation_tags SELECT id, {_TAGS + 1} FROM annotations WHERE id % 5000 = 1")
        connection.execute(
            f"INSERT INTO annotation_tags SELECT id, 1 + id / 2 % {_TAGS} FROM annotations WHERE id % 2 = 0"
        )
    return path
