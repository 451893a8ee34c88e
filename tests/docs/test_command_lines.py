"""Every command line in the documentation works: it is run on a copy of the starter workspace.

A line that stands for many, such as `glossator archive UID …`, is only checked for its command.
"""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Final

import pytest

from docs.site import ROOT, pages
from glossator.cli.program import COMMANDS
from glossator.store.operations import reject
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run, glossator, here
from tests.store.scene import done

__all__ = ["glossator", "here"]

_LINE: Final = re.compile(r"^    (glossator .*)$|`(glossator [^`]+)`", re.MULTILINE)
# They open the reader, which the journeys do.
_READER: Final = frozenset(
    (
        *("glossator FILE", "glossator PATH …", "glossator [PATH ...]", "glossator --model en_core_web_lg"),
        "glossator annotations.csv",
    )
)
# Named without what they need.
_NAMED: Final = frozenset(
    (
        *("glossator import", "glossator completion", "glossator search", "glossator compare A B"),
        *("glossator evaluate", "glossator evaluate --against decided", "glossator analyse --all --with NAME"),
        # It needs hundreds of decisions.
        *("glossator train", "glossator train FOLDER", "glossator train ./mine"),
    )
)


def _command_lines() -> list[str]:
    found: dict[str, None] = {}
    for page in pages():
        # The lines of the worked day follow one another, and have a test of their own.
        if page not in ("CHANGELOG.md", "docs/team.md"):
            for block, inline in _LINE.findall((ROOT / page).read_text(encoding="utf-8")):
                # In a list of commands, a description follows after spaces.
                found[re.split(r" {2,}| describe the|\\s*[\\\\|]", block or inline)[0].strip()] = None
    return sorted(found.keys() - _READER)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the starter workspace, and what the lines name."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copy(ROOT / "annotations.db", folder)
    (folder / "article.txt").write_text("A ferry left. It was late.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("line", _command_lines())
def test_a_command_line_of_the_documentation_works(line: str, prepared: Path, glossator: Run, here: Path) -> None:
    name, *words = shlex.split(line)[1:]
    if line in _NAMED or any(sign in line for sign in ("…", "...", "[", ",")) or name == "COMMAND":
        for one in name.rstrip(",").replace("COMMAND", "stats"), *(word for word in words if word in COMMANDS):
            assert glossator(one, "--help").code == 0
        return
    shutil.copytree(prepared, here, dirs_exist_ok=True)
    ((uid, *_), *_) = [list(one.values()) for one in json.loads(glossator("stats", "--articles", "--json").out)]
    if name == "undo":
        assert glossator("archive", uid).code == 0
    if name == "merge":
        shutil.copy(here / "annotations.db", here / "ben.db")
    if name == "agree" or "ben" in words:
        with Workspace(here / "annotations.db", Author("ben")) as workspace:
            (first, *_) = workspace.annotations(workspace.article(uid).id)
            done(workspace, reject, [first.id])
    if name == "restore":
        assert glossator("backup", "backup.db").code == 0
    if "annotations.csv" in words and name == "import":
        assert glossator("export", "-o", "annotations.csv").code == 0
    ((number, *_), *_) = [list(one.values()) for one in json.loads(glossator("history", "--json").out)]
    stands_for = {
        "FILE": {"restore": "backup.db", "import": "article.txt"}.get(name, "out.csv"),
        "BACKUP": "backup.db",
        "NEW.db": "new.db",
        "SHELL": "bash",
        "QUERY": "Istanbul",
        "N": str(number),
        "UID": uid,
    }
    ran = glossator(name, *(stands_for.get(word, word) for word in words))
    assert ran.code == 0, ran


def test_the_lines_of_the_reader_are_in_the_documentation() -> None:
    text = "".join((ROOT / page).read_text(encoding="utf-8") for page in pages())
    assert [line for line in _READER if line not in text] == []
    assert len(_command_lines()) > 40
