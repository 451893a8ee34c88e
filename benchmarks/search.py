"""Searching large workspaces: the first screenful of mentions in context, against the bare full-text query.

The bar has 10 ms on top of the ratio, for what the bare query does not do at all: reading the texts of what it found,
and cutting the contexts out.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, milliseconds, ratio_row
from benchmarks.texts import varied
from benchmarks.workspaces import Workspaces
from glossator.domain.article import ArticleDraft
from glossator.domain.mention import Order
from glossator.domain.query import parse
from glossator.store.ingest.articles import add_articles
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 5
ARTICLES: Final = (10_000, 100_000)
_LIMIT: Final = 50
_BAR: Final = 1.5
_ALLOWED: Final = 0.010
_REPEATED: Final = 5
# A word in every article, one in a third of them, a phrase, a beginning, and words that are joined.
_QUERIES: Final = (
    ("the", '"the"'),
    ("Torkham", '"Torkham"'),
    ('"Foreign Office"', '"Foreign Office"'),
    ("negot*", '"negot" *'),
    ("border (Kabul OR Islamabad) NOT Doha", '"border" AND ("Kabul" OR "Islamabad") NOT "Doha"'),
)


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Ask the bare index and the program in turn, in one process that both have warm, in each of the workspaces."""
    return [row for count in ARTICLES for row in _measure(environment, workspaces, rounds, count)]


def _measure(environment: Environment, workspaces: Workspaces, rounds: int, count: int) -> list[Row]:
    path = environment.folder / "searched.db"
    _fill(path, workspaces, count)
    rows = []
    with Workspace(path, Author("bench")) as workspace, closing(sqlite3.connect(path)) as connection:
        for typed, expression in _QUERIES:
            pairs = [
                (
                    median(_bare(connection, expression) for _ in range(_REPEATED)),
                    median(_program(workspace, typed) for _ in range(_REPEATED)),
                )
                for _ in range(rounds)
            ]
            what = f"first {_LIMIT} mentions of {typed}, {count:,} articles"
            row = ratio_row(what, "bare FTS5 query", None, pairs, milliseconds)
            met = all(taken <= _BAR * least + _ALLOWED for least, taken in pairs)
            rows.append(replace(row, bar=f"{_BAR:g}x + {milliseconds(_ALLOWED)}", met=met))
    path.unlink()
    return rows


def _bare(connection: sqlite3.Connection, expression: str) -> float:
    started = time.perf_counter()
    connection.execute(
        "SELECT rowid FROM search_texts WHERE search_texts MATCH ? ORDER BY rank LIMIT ?", (expression, _LIMIT)
    ).fetchall()
    return time.perf_counter() - started


def _program(workspace: Workspace, typed: str) -> float:
    """Return the seconds from what was typed to as many mentions as a screen shows."""
    started = time.perf_counter()
    list(islice(workspace.search(parse(typed), Order.RELEVANCE), _LIMIT))
    return time.perf_counter() - started


def _fill(path: Path, workspaces: Workspaces, count: int) -> None:
    with Workspace(path, Author("bench", chance=random.Random(1)), create=True) as workspace:
        drafts = _drafts(workspaces, count)
        while some := list(islice(drafts, 200)):
            workspace.perform(add_articles, some).result()


def _drafts(workspaces: Workspaces, count: int) -> Iterator[ArticleDraft]:
    with Workspace(workspaces.seeds.path, Author("bench")) as workspace:
        texts = [workspace.article(summary.uid).text for summary in workspace.articles()]
    for number, text in enumerate(varied(texts, count), start=1):
        yield ArticleDraft(title=f"Article {number}", text=text, published_at=f"2026-01-{number % 28 + 1:02}")
