"""The worked day of two analysts and a reviewer: its command lines, one after the other, with what is done between."""

import csv
import re
import shlex
import shutil
from pathlib import Path
from typing import Final

from docs.site import ROOT
from glossator.store import operations
from glossator.store.operations import adjudication
from glossator.store.queries import verdicts
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run, glossator, here
from tests.store.scene import done

__all__ = ["glossator", "here"]

_LINE: Final = re.compile(r"^    ((?:glossator|cp) .*)$", re.MULTILINE)


def _code(path: Path, analyst: str, rejected: int) -> None:
    """Decide on the first suggestions of all articles, all of which but one in `rejected` are accepted."""
    with Workspace(path, Author(analyst)) as workspace:
        for article in workspace.articles():
            found = [one.id for one in workspace.annotations(article.id) if one.span and one.status == "suggested"]
            done(workspace, operations.accept, found)
            done(workspace, operations.reject, found[::rejected])


def _adjudicate(path: Path) -> None:
    with Workspace(path, Author("Dora")) as workspace:
        sides = [(one.annotation.id, one.verdicts[0].analyst) for one in workspace.ask(verdicts.disputes)]
        assert sides
        done(workspace, adjudication.take_sides, sides, "Looked up.")


def test_the_day_goes_as_it_is_written(glossator: Run, here: Path) -> None:
    shutil.copy(ROOT / "annotations.db", here)
    said = {}
    lines = _LINE.findall((ROOT / "docs" / "team.md").read_text(encoding="utf-8"))
    for line in lines:
        program, *words = shlex.split(line)
        if program == "cp":
            shutil.copy(here / words[0], here / words[1])
        elif words[0] == "--db":
            _code(here / words[1], words[3], {"Amina": 9, "Ben": 7}[words[3]])
        elif words[0] == "--analyst":
            _adjudicate(here / "annotations.db")
        elif words[0] != "analyse":
            ran = glossator(*words)
            assert ran.code == 0, (line, ran)
            said[line] = f"{ran.out.decode()}{ran.err}"
    assert len(lines) > 12
    assert "is no lock" in said["glossator assign --to Amina,Ben --overlap 20% --blind"]
    assert "Nothing was stored." in said["glossator merge amina.db ben.db --dry-run"]
    assert "disputed" in said["glossator merge amina.db ben.db"]
    assert said["glossator search is:disputed"].count("\n") <= 1
    with (here / "standing.csv").open(encoding="utf-8-sig", newline="") as file:
        standing = list(csv.DictReader(file))
    with (here / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["analyst"] for row in csv.DictReader(file)} >= {"Amina", "Ben"}
    assert {row["analyst"] for row in standing} >= {"Dora"} or any("Amina" in row["verdicts"] for row in standing)
