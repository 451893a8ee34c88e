"""Nothing leaves the machine, and what the program keeps for itself nobody else may read."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.journeys.conftest import Start
from tests.journeys.steps import offers
from tests.journeys.terminal import REPOSITORY
from tests.store.scene import add
from tui.model.article import ArticleDraft
from tui.store.workspace import Workspace


def test_the_journeys_are_watched(environment: dict[str, str]) -> None:
    """Every journey fails where the program tries to reach the network; here one sees that the watch works."""
    tries = (
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import urllib.request as r; r.urlopen('http://example.invalid/')",
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


def test_the_address_of_an_article_is_stored_without_what_lets_others_in(
    workspace: Workspace, draft: ArticleDraft
) -> None:
    article = add(workspace, replace(draft, url="https://ann:hush@example.org/a?id=7&token=hush"))
    assert article.url == "https://example.org/a?id=7"
    assert b"hush" not in workspace.path.read_bytes()
    assert b"hush" not in workspace.path.with_name(workspace.path.name + "-wal").read_bytes()
