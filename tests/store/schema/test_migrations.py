"""Workspaces of every earlier schema: brought up to date whole, or left as they were."""

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from glossator.store import history, operations
from glossator.store.connection import create_or_migrate
from glossator.store.errors import StoreError
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.schema.operation_ids import IDS
from glossator.store.workspace import Workspace
from tests.journeys.terminal import PROGRAM, REPOSITORY
from tests.store.dumps import ask, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import done, ticking


@pytest.fixture(params=SAMPLES)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A workspace of an earlier schema, with an article, decisions, notes, tags, and something undone."""
    path = tmp_path / "older.db"
    make_sample(path, request.param)
    return path


def test_there_is_a_sample_of_every_earlier_schema() -> None:
    assert tuple(range(1, SCHEMA_VERSION)) == SAMPLES


def _shape(path: Path) -> list[tuple[Any, ...]]:
    """Return what SQLite knows of tables and columns, in whatever order the steps have made them."""
    tables = ask(path, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    return [(table, *row[1:4]) for (table,) in tables for row in sorted(ask(path, f'PRAGMA table_info("{table}")'))]


def test_everything_an_analyst_did_is_there_afterwards_and_can_be_undone(older: Path, tmp_path: Path) -> None:
    reported = "SELECT uid, start, quote, label, status, note, origin, analyst, updated_at FROM annotations ORDER BY id"
    before = ask(older, reported), ask(older, "SELECT uid, title, text, note FROM articles")
    acts_before = [
        (batch, at, analyst, IDS.get(name, name), *rest)
        for batch, at, analyst, name, *rest in ask(
            older, "SELECT batch, at, analyst, act, subject, undone FROM history ORDER BY id"
        )
    ]
    with Workspace(older, ticking("ann")) as workspace:
        assert (ask(older, reported), ask(older, "SELECT uid, title, text, note FROM articles")) == before
        assert ask(older, "SELECT batch, at, analyst, act, subject, undone FROM history ORDER BY id") == acts_before
        assert workspace.problems() == []
        new = Workspace(tmp_path / "new.db", ticking("ann"), create=True)
        new.close()
        assert {row[:2] for row in _shape(older)} == {row[:2] for row in _shape(new.path)}
        (article,) = workspace.articles()
        annotation = workspace.annotations(workspace.article(article.uid).id)[0]
        done(workspace, operations.write_note, annotation.id, "New.")
        done(workspace, history.undo)
        done(workspace, history.redo)
        assert workspace.problems() == []


class _Stopped(sqlite3.OperationalError):
    """The disk failed."""


def test_a_migration_that_stops_at_any_statement_leaves_the_file_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, left = everything(older), 0
    version = ask(older, "PRAGMA user_version")
    # The newest step is stopped at each of its statements; the older ones at each third from the oldest sample, which
    # takes them all, and more rarely from the others.
    apart = {(SCHEMA_VERSION - 1,): 1, (1,): 3}.get(version[0], 9)
    execute = Database.execute

    def stopping(self: Database, sql: str, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and sql != "ROLLBACK":
            raise _Stopped("disk I/O error")
        return execute(self, sql, *args)

    monkeypatch.setattr(Database, "execute", stopping)
    stopped = 0
    for number in range(1, 1_000, apart):
        left = number
        try:
            create_or_migrate(older)
            break
        except StoreError:
            stopped += 1
            assert ask(older, "PRAGMA user_version") == version
            assert everything(older) == before
    assert stopped >= 5, "it has more statements than that"
    left = 0
    assert ask(older, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    with Workspace(older, ticking("ann")) as workspace:
        assert workspace.problems() == []


def test_programs_that_open_an_older_workspace_at_once_bring_it_up_to_date_once(older: Path) -> None:
    programs = [
        subprocess.Popen(
            [*PROGRAM, "stats", "--db", str(older)], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for program in programs:
        _, reported = program.communicate()
        assert (program.returncode, reported) == (0, b"")
    assert len(list(older.parent.glob("*.backup"))) == 1
    with Workspace(older, ticking("ann")) as workspace:
        assert workspace.problems() == []
