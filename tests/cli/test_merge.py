"""The command merge."""

import csv
import io
import json
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.workspace import Workspace
from tests.cli.conftest import Run
from tests.store.dumps import everything
from tests.store.merging.copies import copied
from tests.store.scene import Scene, done, ticking


@pytest.fixture
def theirs(scene: Scene) -> Path:
    """Ben's copy, in which he rejects what ann accepts, and writes a note."""
    path = copied(scene.path, "ben.db")
    with Workspace(path, ticking("ben", seed=2)) as ben:
        done(ben, operations.reject, [scene.ship])
        done(ben, operations.write_note, scene.captain, "Who?")
    done(scene.workspace, operations.accept, [scene.ship])
    scene.workspace.close()
    return path


def test_it_says_what_was_merged_and_what_is_disputed(glossator: Run, scene: Scene, theirs: Path) -> None:
    ran = glossator("merge", theirs, "--db", scene.path)
    assert (ran.code, ran.lines) == (0, ["from ben: 1 taken, 0 agree, 1 disputed, 0 notes joined"])
    assert "1 disputed; “glossator search is:disputed”" in ran.err
    found = glossator("search", "is:disputed", "--db", scene.path)
    assert (found.code, "Aurora" in found.out.decode()) == (0, True)
    listed = glossator("history", "--db", scene.path).out.decode()
    assert "merge workspace" in listed
    assert "write note" in listed
    again = glossator("merge", theirs, "--db", scene.path)
    assert again.lines == ["from ben.db: 0 taken, 0 agree, 0 disputed, 0 notes joined"]
    undone = glossator("undo", "--db", scene.path)
    assert (undone.code, undone.lines[0].startswith("Undone: merge workspace")) == (0, True)


def test_a_dry_run_and_json(glossator: Run, scene: Scene, theirs: Path) -> None:
    before = everything(scene.path)
    ran = glossator("merge", theirs, "--dry-run", "--json", "--db", scene.path)
    (report,) = json.loads(ran.out)
    assert (report["source"], report["taken"], report["disputed"], report["dry_run"]) == ("ben.db", 1, 1, True)
    assert glossator("merge", theirs, "--dry-run", "--db", scene.path).err.endswith("Nothing was stored.\n")
    assert everything(scene.path) == before


def test_layers_of_an_export(glossator: Run, scene: Scene, theirs: Path) -> None:
    glossator("merge", theirs, "--db", scene.path)
    standing = glossator("export", "--raw", "--db", scene.path)
    assert "Analysts disagree on 1 annotation, exported with the latest decision." in standing.err
    ben = glossator("export", "--raw", "--layer", "ben", "--db", scene.path)
    (row,) = csv.DictReader(io.StringIO(ben.out.decode("utf-8-sig"), newline=""))
    assert (row["quote"], row["status"], row["analyst"]) == ("Aurora", "rejected", "ben")
    assert row["verdicts"] == "ann: accepted PRODUCT; ben: rejected PRODUCT"
    refused = glossator("export", "--layer", "nobody", "--db", scene.path)
    assert "Layers: standing, all, ann, ben" in refused.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "name the colleague's workspace"),
        (("nobody.db",), "There is no file nobody.db"),
        (("ben.db", "--rename", "ben"), "renames nobody; write --rename"),
    ],
)
def test_what_cannot_be_merged_is_one_sentence(glossator: Run, scene: Scene, words: tuple[str, ...], why: str) -> None:
    assert why in glossator("merge", *words, "--db", scene.path).refusal
