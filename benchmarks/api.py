"""What importing the public API costs a script that may not use it, against a module of the standard library."""

import sys
import time
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, milliseconds, ratio_row
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 40
_BAR: Final = 1.2


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001  (every bench takes them)
    """Run Python with either import in turn; one run of each before counts for nothing."""

    def run(statement: str) -> float:
        began = time.perf_counter()
        environment.run([sys.executable, "-c", statement])
        return time.perf_counter() - began

    pairs = [(run("import sqlite3"), run("import glossator")) for _ in range(rounds + 1)]
    return [ratio_row("python -c “import glossator”", "“import sqlite3”", _BAR, pairs[1:], milliseconds)]
