"""Nothing leaves the machine, and what the program keeps for itself nobody else may read."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store.workspace import Workspace
from tests.cli.conftest import run_process
from tests.journeys.conftest import Start
from tests.journeys.steps import offers
from tests.journeys.terminal import REPOSITORY
from tests.store.scene import add


def test_the_journeys_are_watched(environment: dict[str, str]) -> None:
    """Every journey fails where the program tries to reach the network; here one sees that the watch works."""
    tries = (
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import urllib.request as r; r.urlopen('http://example.invalid/')",
        "import socket; socket.gethostbyname('example.invalid')",
        "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.sendto(b'x', ('192.0.2.1', 9))",
    )
    for number, attempt in enumerate(tries, start=1):
        ended = subprocess.run([sys.executable, "-c", attempt], env=environment, capture_output=True, check=False)
        assert b"the network is cut off" in ended.stderr
        assert len(Path(environment["WATCHED"]).read_text("utf-8").splitlines()) >= number
    within = "import asyncio, socket; asyncio.run(asyncio.sleep(0)); a, b = socket.socketpair(); a.sendall(b'x')"
    Path(environment["WATCHED"]).unlink()
    subprocess.run([sys.executable, "-c", within], env=environment, check=True)
    assert not Path(environment["WATCHED"]).exists()
    assert os.pathsep not in environment["PYTHONPATH"]
    assert str(REPOSITORY) in environment["PYTHONPATH"]


def test_what_is_kept_of_where_one_was_is_for_nobody_elses_eyes(
    start: Start, ready: Path, environment: dict[str, str]
) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("G", "q")
    assert reader.exit_code() == 0
    made = list(Path(environment["XDG_STATE_HOME"], "glossator").rglob("*"))
    assert made
    for path in (*made, made[0].parent):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize(("mask", "files", "folders"), [(0o077, 0o600, 0o700), (0o022, 0o644, 0o755)])
def test_what_one_makes_for_oneself_is_for_whom_one_lets_read_it(
    ready: Path, environment: dict[str, str], mask: int, files: int, folders: int
) -> None:
    def run(*words: str) -> None:
        assert run_process(*words, env={"HOME": environment["HOME"]}, cwd=ready.parent, umask=mask).code == 0

    for words in (("-o", "out.csv"), ("-o", "all.zip", "--format", "tables"), ("-o", "all", "--format", "tables")):
        run("export", *words)
    (ready.parent / "a.txt").write_text("The ferry left.", encoding="utf-8")
    run("import", "a.txt", "--db", "new.db")
    for name in ("out.csv", "all.zip", "new.db"):
        assert stat.S_IMODE((ready.parent / name).stat().st_mode) == files, name
    made = list((ready.parent / "all").rglob("*"))
    assert made
    for path in (ready.parent / "all", *made):
        assert stat.S_IMODE(path.stat().st_mode) == (folders if path.is_dir() else files), path


def test_what_was_kept_from_others_is_kept_from_them_when_it_is_replaced_or_copied(
    ready: Path, environment: dict[str, str]
) -> None:
    (ready.parent / "out.csv").touch(mode=0o600)
    ready.chmod(0o600)
    for words in (("export", "-o", "out.csv", "--force"), ("backup", "b.db"), ("doctor", "--salvage", "s.db")):
        assert run_process(*words, env={"HOME": environment["HOME"]}, cwd=ready.parent, umask=0).code == 0
    for name in ("out.csv", "b.db", "s.db"):
        assert stat.S_IMODE((ready.parent / name).stat().st_mode) == 0o600, name


def test_the_address_of_an_article_is_stored_without_what_lets_others_in(
    workspace: Workspace, draft: ArticleDraft
) -> None:
    article = add(workspace, replace(draft, url="https://ann:hush@example.org/a?id=7&token=hush"))
    assert article.url == "https://example.org/a?id=7"
    assert b"hush" not in workspace.path.read_bytes()
    assert b"hush" not in workspace.path.with_name(workspace.path.name + "-wal").read_bytes()
