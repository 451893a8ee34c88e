"""`glossator codebook` and `glossator entities`, and `history` and `undo` of one act."""

import json
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.operations import entities, tags
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run

_TABLE = b'tag,description,key,note\r\nactors,,,\r\nactors/state,Who governs,s,"cf. Doha\nand Istanbul"\r\nsea,,s,\r\n'


@pytest.fixture
def coded(ready: Path) -> Path:
    """A workspace with a tag, a linked mention, and one act of bo after them."""
    with Workspace(ready, Author("ann")) as workspace:
        workspace.perform(operations.tag, 1, "actors/state").result()
        workspace.perform(tags.describe_tag, "actors/state", "Who governs").result()
        workspace.perform(entities.link, [1], "The first").result()
    with Workspace(ready, Author("bo")) as workspace:
        workspace.perform(operations.reject, [2]).result()
    return ready


def test_a_codebook_is_imported_listed_and_taken_back_as_one(glossator: Run, here: Path) -> None:
    (here / "book.csv").write_bytes(_TABLE)
    ran = glossator("codebook", "import", "book.csv")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.splitlines() == [
        "glossator: book.csv, tag “sea”: Another has the key “s”; choose one in the codebook.",
        "3 new, 0 changed, 0 unchanged, 0 left out.",
    ]
    listed = json.loads(glossator("codebook", "--json").out)
    assert [(row["kind"], row["name"], row["key"], row["note"]) for row in listed if row["kind"] != "label"] == [
        ("tag", "actors", "", ""),
        ("tag", "actors/state", "s", "cf. Doha\nand Istanbul"),
        ("tag", "sea", "", ""),
    ]
    assert glossator("codebook", "import", "book.csv").err.endswith("0 new, 0 changed, 3 unchanged, 0 left out.\n")
    assert glossator("undo").code == 0
    assert "actors" not in glossator("codebook").out.decode()


@pytest.mark.parametrize("name", ["book.csv", "book.qdc"])
def test_a_codebook_goes_to_another_workspace_and_comes_out_the_same(
    glossator: Run, here: Path, coded: Path, name: str
) -> None:
    assert glossator("codebook", "export", "-o", name).err == f"Exported 19 labels and tags to {name}.\n"
    assert glossator("--db", "other.db", "codebook", "import", name).code == 0
    mine, other = (
        [
            {key: row[key] for key in ("kind", "name", "key", "colour", "description", "archived")}
            for row in json.loads(glossator("--db", db, "codebook", "--json").out)
        ]
        for db in ("annotations.db", "other.db")
    )
    assert mine == other
    assert "exists" in glossator("codebook", "export", "-o", name).refusal


def test_a_codebook_goes_to_standard_output_in_either_format(glossator: Run, coded: Path) -> None:
    assert glossator("codebook", "export").lines[-1].startswith("actors/state,Who governs,1,1,tag,")
    assert glossator("codebook", "export", "--format", "qdc").lines[1].startswith("<CodeBook")


def test_what_cannot_be_imported_is_refused_and_changes_nothing(glossator: Run, here: Path) -> None:
    (here / "no.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert glossator("codebook", "import", "no.csv").refusal.startswith("no.csv: No column is named “tag”")
    assert "cannot be read" in glossator("codebook", "import", "none.csv").refusal
    assert glossator("codebook", "import").refusal == "name the file to import, or - for standard input."
    assert not (here / "annotations.db").exists()


def test_broken_lines_are_reported_and_the_rest_is_taken(glossator: Run) -> None:
    ran = glossator("codebook", "import", "-", stdin=b"tag\ngood\na;b\n")
    assert ran.code == 1
    assert ran.err.splitlines()[0].startswith("glossator: -, row 3: A tag cannot contain a semicolon")
    assert ran.err.splitlines()[1] == "1 new, 0 changed, 0 unchanged, 1 left out."


def test_entities_are_listed_with_their_mentions(glossator: Run, coded: Path) -> None:
    (entity,) = json.loads(glossator("entities", "--json").out)
    assert (entity["name"], entity["mentions"], len(entity["aliases"]), entity["note"]) == ("The first", 1, 1, "")
    assert glossator("entities").lines[0].split()[:4] == ["uid", "name", "label", "mentions"]
    (mention,) = json.loads(glossator("entities", entity["uid"], "--json").out)
    assert mention["mention"] == entity["aliases"][0]
    assert glossator("entities", "e_none").refusal.startswith("There is no entity e_none")


def test_one_act_is_reported_in_full(glossator: Run, coded: Path) -> None:
    acts_ = json.loads(glossator("history", "--json").out)
    described = next(act for act in acts_ if act["act"] == "tag.describe")
    heading, row = glossator("history", "--act", str(described["batch"])).lines
    assert heading.split() == ["what", "name", "field", "change"]
    assert row.split(maxsplit=3) == ["tag", "actors/state", "description", "– → Who governs"]
    (reported,) = json.loads(glossator("history", "--act", str(described["batch"]), "--json").out)
    assert reported["fields"] == [{"name": "description", "old": "", "new": "Who governs"}]
    assert glossator("history", "--act", "999").refusal.startswith("there is no operation 999")


def test_one_older_act_is_taken_back_by_its_number(glossator: Run, coded: Path) -> None:
    numbers = {act["act"]: str(act["batch"]) for act in json.loads(glossator("history", "--json").out)}
    assert glossator("undo", numbers["tag.describe"]).out == b"Undone: describe tag\n"
    assert json.loads(glossator("history", "--json").out)[0]["act"] == "history.undo"
    why = "by “undo describe tag” of ann at "
    assert why in glossator("undo", numbers["annotation.tag"]).refusal
    assert "undone already" in glossator("undo", numbers["tag.describe"]).refusal
    assert glossator("undo", "0").code == 2


def test_an_imported_codebook_has_one_spelling_of_each_parent(glossator: Run, here: Path) -> None:
    rows = ["actors", "Actors/state", "ACTORS/armed/militia", "actors/Armed/police", "Ne\u0301gatif/fort", "Négatif"]
    (here / "book.csv").write_text("\n".join(["tag", *rows]), encoding="utf-8")
    assert glossator("codebook", "import", "book.csv").err == "6 new, 0 changed, 0 unchanged, 0 left out.\n"
    exported = glossator("export", "--format", "codebook", "--raw").out.decode()
    listed = json.loads(glossator("codebook", "--json").out)
    assert [(row["kind"], row["name"]) for row in listed if row["kind"] != "label"] == [
        ("tag", "actors"),
        ("group", "actors/armed"),
        ("tag", "actors/armed/militia"),
        ("tag", "actors/armed/police"),
        ("tag", "actors/state"),
        ("tag", "Négatif"),
        ("tag", "Négatif/fort"),
    ]
    assert "Actors" not in exported


def test_an_import_takes_over_a_key_that_an_earlier_row_gives_up(glossator: Run, here: Path) -> None:
    (here / "book.csv").write_text("tag,key\nsea,s\nsea,w\nsky,s\n", encoding="utf-8")
    glossator("codebook", "import", "book.csv")
    listed = json.loads(glossator("codebook", "--json").out)
    assert {row["name"]: row["key"] for row in listed if row["kind"] == "tag"} == {"sea": "w", "sky": "s"}
