"""Where and how the measured processes run: as a user would run them, in a home of their own."""

import compileall
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
"""The repository; every process starts here."""

# What would make the measured processes other than a user's, or let the machine's settings in.
_TAKEN_OUT: Final = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONDEVMODE", "PYTHONOPTIMIZE", "PYTHONPROFILEIMPORTTIME"),
    *("NO_COLOR", "COLUMNS", "LINES", "TERM_PROGRAM"),
)
_PREFIXES: Final = ("GLOSSATOR_", "TEXTUAL")


@dataclass(frozen=True, slots=True)
class Environment:
    """A temporary folder that holds all that a run makes, and the variables of the processes in it."""

    folder: Path

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment of each process."""
        home = self.folder / "home"
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in _TAKEN_OUT and not name.startswith(_PREFIXES)
        }
        return {
            **kept,
            "HOME": str(home),
            **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "STATE", "DATA", "CACHE")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, command: Sequence[str]) -> str:
        """Run a command to its end and return what it wrote to standard output.

        Raises:
            subprocess.CalledProcessError: when it fails; what it said goes to standard error.
        """
        return subprocess.run(
            command, check=True, cwd=ROOT, env=dict(self.variables), stdout=subprocess.PIPE, text=True
        ).stdout


def program(*arguments: str) -> list[str]:
    """Return the command that is the program's console script, without the file around it."""
    return _python("import sys; from glossator.cli import main; sys.exit(main())", *arguments)


def floor_program() -> list[str]:
    """Return the command that starts the floor of start-up, in the same way as the program's."""
    return _python("import sys; from benchmarks.floor_app import main; sys.exit(main())")


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module."""
    return [sys.executable, "-m", name, *arguments]


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def compile_modules() -> None:
    """Compile what is measured; what it builds on was compiled when it was installed, or is by a warm-up."""
    for package in ("tui/glossator", "benchmarks"):
        compileall.compile_dir(ROOT / package, quiet=1)
