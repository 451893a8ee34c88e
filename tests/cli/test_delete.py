"""Deleting articles, and taking an import back, from the command line."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.workspace import Workspace
from tests.cli.conftest import Run, run_process
from tests.journeys.terminal import PROGRAM, REPOSITORY
from tests.store.dumps import ask, dump
from tests.store.scene import done, place, ticking

_COUNT = 400


@pytest.fixture
def two(glossator: Run, here: Path) -> list[str]:
    """The uids of two articles that were imported together from a folder."""
    (here / "in").mkdir()
    (here / "in" / "a.txt").write_text("A ferry sails to Lumen.", encoding="utf-8")
    (here / "in" / "b.txt").write_text("Another ferry, which nobody has seen.", encoding="utf-8")
    return [line.split()[0] for line in glossator("import", "in").lines]


def _annotate(path: Path, uid: str, analyst: str) -> None:
    with Workspace(path, ticking(analyst, seed=4)) as workspace:
        article = workspace.article(uid)
        done(workspace, operations.annotate, article.id, place(article.text, "ferry"), None)


def test_an_article_is_deleted_and_comes_back(glossator: Run, here: Path, two: list[str]) -> None:
    before = dump(here / "annotations.db")
    ran = glossator("delete", two[0])
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err == "1 article deleted. To undo this, run “glossator undo”.\n"
    assert [one["uid"] for one in json.loads(glossator("stats", "--articles", "--json").out)] == two[1:]
    assert glossator("undo").lines == ["Undone: delete articles “A ferry sails to Lumen.”"]
    assert dump(here / "annotations.db") == before


def test_the_work_of_analysts_is_deleted_only_where_that_is_meant(glossator: Run, here: Path, two: list[str]) -> None:
    _annotate(here / "annotations.db", two[0], "bo")
    before = dump(here / "annotations.db")
    refusal = glossator("delete", two[0]).refusal
    assert refusal == (
        "“A ferry sails to Lumen.” would be deleted with 1 annotation, so nothing was deleted. To delete it, add --yes."
    )
    assert glossator("delete", *two).refusal.startswith("2 articles would be deleted with 1 annotation")
    assert dump(here / "annotations.db") == before
    ran = glossator("delete", "--yes", *two, two[0])
    assert ran.err == "2 articles deleted with 1 annotation. To undo this, run “glossator undo”.\n"
    assert glossator("delete", two[0]).refusal.startswith(f"There is no article {two[0]}")


def test_a_deleted_file_comes_in_as_a_new_article(glossator: Run, two: list[str]) -> None:
    glossator("delete", two[0])
    (again, known) = glossator("import", "in").lines
    assert (again.split()[1], known.split()[1]) == ("new", "known")
    assert again.split()[0] != two[0]
    assert "was deleted" not in glossator("undo").err


def test_an_import_is_one_act_and_undo_says_what_stays(glossator: Run, here: Path, two: list[str]) -> None:
    (entry,) = json.loads(glossator("history", "--json").out)
    assert (entry["act"], entry["quote"]) == ("article.import", "2 articles from in/")
    _annotate(here / "annotations.db", two[0], "bo")
    assert glossator("undo").lines == [
        "Undone: import. Removed 1 of 2 articles; “A ferry sails to Lumen.” was kept, because bo has changed it "
        "since (“annotate”, operation 2)."
    ]
    assert "A ferry sails" in glossator("history", "--act", "1").out.decode()
    reported = [(one["act"], one["undone"] != "") for one in json.loads(glossator("history", "--json").out)]
    assert reported == [("history.undo", False), ("annotation.create", False), ("article.import", True)]


def test_what_an_import_that_was_killed_has_stored_is_taken_back(here: Path) -> None:
    rows = "\n".join(f'{{"text": "Lumen {number}. {"Selby. " * 400}"}}' for number in range(_COUNT))
    (here / "many.jsonl").write_text(rows, encoding="utf-8")
    running = subprocess.Popen(
        [*PROGRAM, "import", "many.jsonl"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert b"new" in running.stdout.readline()
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)
    stored = ask(here / "annotations.db", "SELECT count(*) FROM articles")[0][0]
    assert 0 < stored <= _COUNT
    undone = run_process("undo")
    assert undone.lines == [f"Undone: import. Removed {stored:,} articles."]
    assert ask(here / "annotations.db", "SELECT count(*) FROM articles") == [(0,)]
    assert run_process("doctor").code == 0
    assert run_process("import", "many.jsonl").out.count(b"  new  ") == _COUNT
