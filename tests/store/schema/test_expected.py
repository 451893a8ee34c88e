"""Workspaces from elsewhere: what the program relies on is its own, and what users add beside it is left alone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from glossator.store import operations
from glossator.store.connection import connect_reading
from glossator.store.errors import Altered, Damaged, ReadOnly
from glossator.store.recovery.checks import examine
from glossator.store.recovery.salvage import salvage
from glossator.store.schema import SCHEMA_VERSION, expected
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, dump, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import Scene, done, outcome, ticking


def test_the_stored_definitions_are_those_that_the_migrations_make() -> None:
    made = expected.at_version(SCHEMA_VERSION)
    assert dict(expected.current()) == dict(made), (
        "run “python -m glossator.store.schema.expected” after a new migration"
    )


@pytest.mark.parametrize("version", SAMPLES)
def test_an_earlier_workspace_is_as_the_program_made_it(tmp_path: Path, version: int) -> None:
    make_sample(tmp_path / "older.db", version)
    assert examine(tmp_path / "older.db").problems == ()
    with closing(sqlite3.connect(tmp_path / "older.db")) as connection:
        found = expected.objects_in(connection)
        # The first schema was written in other words by an early program.
        assert expected.altered(found, expected.at_version(version)) == []


_ALTERED = {
    "view flat": ("DROP VIEW flat", "CREATE VIEW flat AS SELECT 'a' AS annotation_id"),
    "view inactive_articles": (
        "DROP VIEW inactive_articles",
        "CREATE VIEW inactive_articles AS SELECT id AS article FROM articles",
    ),
    "table tags": ("ALTER TABLE tags ADD COLUMN mine TEXT",),
    "table finds": ("DROP TABLE finds", "CREATE VIEW finds AS SELECT 1 AS run, 0 AS start, 1 AS 'end', '' AS label"),
    "index annotations_place": ("DROP INDEX annotations_place",),
    "trigger articles_text_stays": ("DROP TRIGGER articles_text_stays",),
}


@pytest.mark.parametrize("name", _ALTERED)
def test_a_workspace_with_other_tables_or_views_is_refused_and_its_rows_can_be_taken_out(
    scene: Scene, tmp_path: Path, name: str
) -> None:
    scene.workspace.close()
    for statement in _ALTERED[name]:
        change(scene.path, statement)
    with pytest.raises(Altered, match=rf"is not as this program made it: {name} is missing or replaced; “glossator d"):
        Workspace(scene.path, ticking("ann"))
    (problem,) = [said for said in examine(scene.path).problems if name in said]
    assert problem.startswith(f"The {name} is missing, or not as this program made it; “glossator doctor --salvage")
    salvage(scene.path, tmp_path / "new.db")
    with Workspace(tmp_path / "new.db", ticking("ann")) as workspace:
        assert [one.quote for one in workspace.annotations(1)] == ["Aurora", "Port Selby", "Mira Okafor", "nine hours"]
        assert workspace.problems() == []


def test_a_view_replaced_while_the_workspace_is_closed_answers_no_export(scene: Scene) -> None:
    change(scene.path, "DROP VIEW flat")
    change(scene.path, "CREATE VIEW flat AS SELECT text AS annotation_id FROM articles")
    with pytest.raises(Altered):
        connect_reading(scene.path)


def _own_tables(path: Path) -> None:
    db = Database(path)
    db.table("mine").insert({"id": 1, "article": 1, "text": "words of mine"}, pk="id")
    db.table("mine").enable_fts(["text"], create_triggers=True)
    db.table("articles").enable_fts(["title", "text"])
    db.table("annotations").create_index(["analyst"])
    db.create_view("by_analyst", "SELECT analyst, count(*) FROM annotations GROUP BY analyst")
    db.execute("ANALYZE")
    db.close()


def test_what_users_add_with_other_tools_is_left_alone(scene: Scene) -> None:
    scene.workspace.close()
    _own_tables(scene.path)
    with Workspace(scene.path, ticking("ann")) as workspace:
        assert workspace.unwritable == ""
        done(workspace, operations.write_note, scene.ship, "Seen.")
        assert workspace.problems() == []
    assert ask(scene.path, "SELECT text FROM mine") == [("words of mine",)]


_TRIGGERS: dict[str, Callable[[Path], None]] = {
    "on a table": lambda path: change(
        path, "CREATE TRIGGER spy AFTER UPDATE ON annotations BEGIN UPDATE articles SET note = 'mine'; END"
    ),
    "in other letters": lambda path: change(
        path, 'CREATE TRIGGER spy AFTER INSERT ON "HISTORY" BEGIN DELETE FROM history; END'
    ),
    "on a part of an index": lambda path: change(
        path, "CREATE TRIGGER spy AFTER INSERT ON search_remarks_content BEGIN DELETE FROM history; END"
    ),
    "on a view": lambda path: change(
        path, "CREATE TRIGGER spy INSTEAD OF INSERT ON flat BEGIN DELETE FROM history; END"
    ),
}


@pytest.mark.parametrize("kind", _TRIGGERS)
def test_with_a_trigger_from_elsewhere_a_workspace_is_read_and_not_written_to(scene: Scene, kind: str) -> None:
    scene.workspace.close()
    _TRIGGERS[kind](scene.path)
    before = everything(scene.path)
    with Workspace(scene.path, ticking("ann")) as workspace:
        assert "has triggers that this program did not make (spy)" in workspace.unwritable
        assert len(workspace.annotations(1)) == 4
        with pytest.raises(ReadOnly, match=r"\(spy\).*so nothing is written to it; drop them, or take the rows"):
            outcome(workspace.perform(operations.write_note, scene.ship, "Seen."))
        assert "The trigger spy is not this program’s" in "\n".join(workspace.problems())
    assert everything(scene.path) == before
    change(scene.path, "DROP TRIGGER spy")
    with Workspace(scene.path, ticking("ann")) as workspace:
        done(workspace, operations.write_note, scene.ship, "Seen.")


@pytest.mark.parametrize("disguise", ["type = 'index'", "tbl_name = 'mine'"])
def test_a_trigger_that_is_listed_as_something_else_is_damage(scene: Scene, disguise: str) -> None:
    scene.workspace.close()
    change(scene.path, "CREATE TABLE mine (x)")
    change(scene.path, "CREATE TRIGGER spy AFTER UPDATE ON articles BEGIN DELETE FROM runs; END")
    with closing(sqlite3.connect(scene.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"UPDATE sqlite_master SET {disguise} WHERE name = 'spy'")
    with pytest.raises(Damaged, match=r"malformed database schema \(spy\)"):
        Workspace(scene.path, ticking("ann"))


def test_an_earlier_workspace_with_a_trigger_from_elsewhere_is_not_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    make_sample(path, SAMPLES[-1])
    change(path, "CREATE TRIGGER spy AFTER INSERT ON labels BEGIN DELETE FROM history; END")
    before = dump(path)
    with pytest.raises(ReadOnly, match=r"triggers that this program did not make \(spy\)"):
        Workspace(path, ticking("ann"))
    assert "The trigger spy is not this program’s" in "\n".join(examine(path).problems)
    assert dump(path) == before
    assert ask(path, "PRAGMA user_version") == [(SAMPLES[-1],)]


def test_values_that_the_program_never_stores_are_reported_and_do_not_stop_a_reader(scene: Scene) -> None:
    scene.workspace.close()
    change(scene.path, "UPDATE articles SET uid = '../x', text_format = 'evil'")
    with Workspace(scene.path, ticking("ann")) as workspace:
        assert workspace.article("../x").text_format == "plain"
        problems = "\n".join(workspace.problems())
    assert "Article ../x has the unknown text format “evil”; it is shown as plain text." in problems
    assert "The uid “../x” in articles is not valid" in problems


def test_connections_for_reading_trust_nothing_that_the_file_defines(scene: Scene) -> None:
    with closing(connect_reading(scene.path)) as connection:
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert connection.execute("PRAGMA cell_size_check").fetchone() == (1,)
