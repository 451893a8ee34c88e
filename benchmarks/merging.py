"""Merging a colleague's workspace: 2,000 operations on each side of 10,000 articles with 400,000 annotations.

The floor is the same rows, those that the merge adds and changes, written with `executemany` in one transaction into
another copy, with the keys, indexes and triggers of the workspace.
"""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.importing import ARTICLES, IN_EACH, written
from benchmarks.workspaces import Workspaces
from glossator.services.merging import merge_files
from glossator.store import operations
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 3
OPERATIONS: Final = 2_000
_BAR: Final = 3.0
_TABLES: Final = ("tags", "annotations", "annotation_tags", "verdicts", "history", "merged", "merged_history")


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Merge copies, and write the same rows into others, in turn."""
    base = environment.folder / "merging.db"
    source = written(environment.folder / "merging.jsonl", workspaces.seed_texts(), ARTICLES)
    environment.run(program("--db", str(base), "import", str(source)))
    source.unlink()
    mine, theirs = (_worked(base, name, seed) for seed, name in enumerate(("amina", "ben"), start=1))
    pairs = [_once(mine, theirs) for _ in range(rounds)]
    what = f"merge of 2 x {OPERATIONS:,} operations, {ARTICLES:,} articles with {ARTICLES * IN_EACH:,} annotations"
    return [ratio_row(what, "executemany of the changed rows", _BAR, pairs, seconds)]


def _worked(base: Path, analyst: str, seed: int) -> Path:
    """Return a copy in which an analyst has worked: accepted, rejected, relabelled, noted and tagged."""
    path = _copy(base, f"{analyst}.db")
    chance = random.Random(seed)
    with Workspace(path, Author(analyst, chance=random.Random(seed))) as workspace:
        count = workspace.counts()["annotations"]
        for number in range(OPERATIONS):
            annotation = chance.randint(1, count)
            if number % 5 == 0:
                done = workspace.perform(operations.write_note, annotation, f"Note {number} of {analyst}.")
            elif number % 5 == 1:
                done = workspace.perform(operations.add_tags, annotation, [f"tag {chance.randrange(50)}"])
            else:
                decide = operations.reject if number % 2 else operations.accept
                done = workspace.perform(decide, [annotation])
        done.result()
    return path


def _copy(path: Path, name: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return Path(shutil.copy(path, path.with_name(name)))


def _once(mine: Path, theirs: Path) -> tuple[float, float]:
    """Return the seconds of the floor and of the merge."""
    merged = _copy(mine, "merged.db")
    with Workspace(merged, Author("amina", chance=random.Random(7))) as workspace:
        workspace.warm_up()
        workspace.counts()
        began = time.perf_counter()
        merge_files(workspace, [theirs])
        took = time.perf_counter() - began
    floor = _copy(mine, "floor.db")
    rows = {table: _changed(floor, merged, table) for table in _TABLES}
    with closing(sqlite3.connect(floor, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, (new, changed) in rows.items():
            if new:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(new[0]))})", new)
            for names, values in changed:
                connection.executemany(f"UPDATE {table} SET {names} WHERE id = ?", values)
        connection.execute("COMMIT")
        floor_took = time.perf_counter() - began
    for path in (merged, floor):
        path.unlink()
    return floor_took, took


def _changed(before: Path, after: Path, table: str) -> tuple[list[Any], list[tuple[str, list[Any]]]]:
    """Return the rows of a table that are new, and the changed columns of others with their values and ids."""
    with closing(sqlite3.connect(after)) as connection:
        connection.execute("ATTACH ? AS other", [str(before)])
        names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
        found = connection.execute(f"SELECT * FROM main.{table} EXCEPT SELECT * FROM other.{table}").fetchall()
        if "id" not in names:
            return found, []
        known = {row[0]: row for row in connection.execute(f"SELECT * FROM other.{table}")}
    changes: dict[str, list[Any]] = {}
    for row in found:
        if row[0] in known:
            pairs = [(name, new) for name, new, old in zip(names, row, known[row[0]], strict=True) if new != old]
            setting = ", ".join(f'"{name}" = ?' for name, _ in pairs)
            changes.setdefault(setting, []).append((*(value for _, value in pairs), row[0]))
    return [row for row in found if row[0] not in known], list(changes.items())
