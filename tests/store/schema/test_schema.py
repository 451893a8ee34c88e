import sqlite3
from typing import Any

import pytest
from sqlite_utils import Database

from glossator.store import operations
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.schema.migrations import migrations
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, everything, tables
from tests.store.scene import Scene, done


def test_the_version_is_the_number_of_migrations() -> None:
    steps = migrations.pending(Database(memory=True))
    assert len(steps) == SCHEMA_VERSION
    assert [step.name[:4] for step in steps] == [f"{number:04}" for number in range(1, SCHEMA_VERSION + 1)]


def test_every_table_is_strict(workspace: Workspace) -> None:
    strict = {
        name: bool(strict)
        for _, name, kind, _, _, strict in ask(workspace.path, "PRAGMA table_list")
        if kind == "table"
    }
    assert {"articles", "annotations", "annotation_tags", "article_tags", "labels", "tags", "runs", "history"} <= {
        *strict
    }
    assert [name for name in strict if not strict[name] and not name.startswith(("sqlite_", "_sqlite_"))] == []


def test_a_workspace_is_sound(scene: Scene) -> None:
    assert ask(scene.path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(scene.path, "PRAGMA foreign_key_check") == []
    assert scene.workspace.problems() == []


_WORDS: dict[str, Any] = {"quote": "Monday", "start": 44, "end": 50, "paragraph": 1}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"start": 9_000, "end": 9_006}, "reaches past the text"),
        ({"start": 50, "end": 44}, "CHECK"),
        ({"start": 44, "end": 44, "quote": ""}, "CHECK"),
        ({"start": -6, "end": 0}, "CHECK"),
        ({"start": None}, "CHECK"),
        ({"end": None}, "CHECK"),
        ({"paragraph": None}, "CHECK"),
        ({"start": None, "end": None}, "CHECK"),
        ({"start": None, "end": None, "paragraph": None}, "CHECK"),
        ({"quote": "Mond"}, "CHECK"),
        ({"quote": "Monday "}, "CHECK"),
        ({"start": "44"}, None),
        ({"start": "x"}, "cannot store TEXT"),
        ({"start": 44.5}, "cannot store REAL"),
        ({"quote": None}, "NOT NULL"),
        ({"status": "maybe"}, "CHECK"),
        ({"origin": "oracle"}, "CHECK"),
        ({"label": "WEATHER"}, "FOREIGN KEY"),
        ({"article": 99}, "FOREIGN KEY"),
        ({"run": 99}, "FOREIGN KEY"),
        ({"entity": 99}, "FOREIGN KEY"),
        ({"score": 1.01}, "CHECK"),
        ({"score": -0.01}, "CHECK"),
        ({"uid": "taken"}, "UNIQUE"),
        ({}, None),
        ({"start": None, "end": None, "paragraph": None, "quote": ""}, None),
        ({"score": 1.0, "label": None}, None),
    ],
    ids=str,
)
def test_an_annotation_is_refused_by_the_file_itself_when_it_is_bad(
    scene: Scene, values: dict[str, Any], why: str | None
) -> None:
    empty = dict.fromkeys(("prefix", "suffix", "note", "analyst", "created_at", "updated_at"), "")
    decided = {"label": "DATE", "status": "accepted", "origin": "analyst"}
    row = {"uid": "a_new", "article": scene.article.id} | _WORDS | empty | decided | values
    change(scene.path, "UPDATE annotations SET uid = 'taken' WHERE id = ?", [scene.plain])
    before = everything(scene.path)
    names = ", ".join(f'"{name}"' for name in row)
    statement = f"INSERT INTO annotations ({names}) VALUES ({', '.join('?' for _ in row)})"
    if why is None:
        change(scene.path, statement, list(row.values()))
        assert everything(scene.path) != before
        return
    with pytest.raises(sqlite3.IntegrityError, match=why):
        change(scene.path, statement, list(row.values()))
    assert everything(scene.path) == before


def test_an_annotation_cannot_be_moved_past_the_text(scene: Scene) -> None:
    length = len(scene.article.text)
    change(scene.path, 'UPDATE annotations SET start = ?, "end" = ? WHERE id = ?', [length - 10, length, scene.plain])
    with pytest.raises(sqlite3.IntegrityError, match="reaches past the text"):
        change(
            scene.path,
            'UPDATE annotations SET start = ?, "end" = ? WHERE id = ?',
            [length - 9, length + 1, scene.plain],
        )


def test_the_same_words_have_the_same_label_once(scene: Scene) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        change(
            scene.path,
            'UPDATE annotations SET (start, "end", quote, label) = '
            '(SELECT start, "end", quote, label FROM annotations WHERE id = ?) WHERE id = ?',
            [scene.captain, scene.plain],
        )


@pytest.mark.parametrize(
    ("column", "value"), [("text", "other"), ("text_sha256", "0" * 64), ("length", 5)], ids=["text", "sha256", "length"]
)
def test_the_text_of_an_article_never_changes(scene: Scene, column: str, value: object) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        change(scene.path, f"UPDATE articles SET {column} = ?", [value])


def test_what_is_known_about_an_article_may_change(scene: Scene) -> None:
    change(scene.path, "UPDATE articles SET title = 'Corrected'")
    assert scene.workspace.articles()[0].title == "Corrected"


@pytest.mark.parametrize("table", ["articles", "labels", "runs"])
def test_nothing_goes_that_an_annotation_stands_on(scene: Scene, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        change(scene.path, f"DELETE FROM {table}")


def test_a_tag_that_is_in_use_does_not_go(scene: Scene) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        change(scene.path, "DELETE FROM tags")


@pytest.mark.parametrize(
    ("path", "why"), [("People/CREW", "UNIQUE"), ("", "CHECK"), ("a;b", "CHECK")], ids=["case", "empty", "semicolon"]
)
def test_a_tag_has_a_path_of_its_own_without_a_semicolon(scene: Scene, path: str, why: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=why):
        change(scene.path, "INSERT INTO tags VALUES (NULL, 'c_new', ?, '', '#000000', '', 0, '')", [path])


def test_a_renamed_label_is_followed_by_its_annotations(scene: Scene) -> None:
    change(scene.path, "UPDATE labels SET name = 'HUMAN' WHERE name = 'PERSON'")
    assert scene.now(scene.captain).label == "HUMAN"


def test_what_an_act_could_change_is_what_the_dumps_of_these_tests_hold(scene: Scene) -> None:
    done(scene.workspace, operations.tag_article, scene.article.id, "sea")
    assert {*tables(scene.path)} >= {"articles", "annotations", "annotation_tags", "article_tags", "tags", "history"}
