"""The command line, run inside the test or as a process of its own, in a folder of its own."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from glossator.cli import main
from tests.journeys.ready import ARTICLE, make_ready
from tests.journeys.terminal import PROGRAM, REPOSITORY


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command: its exit code, and what it wrote to standard output and standard error."""

    code: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on standard output."""
        return self.out.decode("utf-8").splitlines()

    @property
    def refusal(self) -> str:
        """The one sentence of a command that was refused, without the name of the program in front."""
        assert self.code == 1, self
        assert self.out == b""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("glossator: ")
        assert "Traceback" not in self.err
        return self.err.removeprefix("glossator: ").rstrip("\n")


class Run(Protocol):
    """Runs a command line inside the test, with these bytes on standard input."""

    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Ran: ...


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands are run in, empty at first."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LOGNAME", "ann")
    return folder


@pytest.fixture
def glossator(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line."""

    def run(*words: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        out, err = capsysbinary.readouterr()
        return Ran(code, out, err.decode("utf-8"))

    return run


@pytest.fixture
def article(here: Path) -> Path:
    """An article, in the folder."""
    return Path(shutil.copy(ARTICLE, here))


@pytest.fixture
def ready(here: Path) -> Path:
    """The workspace of the folder, with an article that the machine has read."""
    make_ready(here / "annotations.db")
    return here / "annotations.db"


def run_process(*words: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """Run a command line as a process of its own; the options are those of `subprocess.run`."""
    ended = subprocess.run(
        [*PROGRAM, *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **(env or {})},
        **{
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "stdin": subprocess.DEVNULL,
            "check": False,
            **options,
        },
    )
    return Ran(ended.returncode, ended.stdout or b"", (ended.stderr or b"").decode("utf-8"))
