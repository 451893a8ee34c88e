"""Starts programs and kills them: forks a child for each order on standard input, and tells what it had reported.

A process of its own, because only one without threads may fork; and forking, because an interpreter that starts anew
for each kill would spend the time on that.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.faults import script
from tui.jobs.targets import new_file
from tui.store.workspace import Author, Workspace


def _work(folder: Path, seed: int) -> Iterator[int]:
    yield from script.steps(folder / "annotations.db", seed)


def _migrate(folder: Path, seed: int) -> Iterator[int]:
    with Workspace(folder / "annotations.db", Author("ann")):
        yield 1


def _export(folder: Path, seed: int) -> Iterator[int]:
    for number in range(1, script.STEPS + 1):
        with new_file(folder / "out.csv", force=True) as target:
            for _ in range(40):
                target.write(b"%d\n" % number * 1_000)
        yield number


WORK: Final[dict[str, Callable[[Path, int], Iterator[int]]]] = {"work": _work, "migrate": _migrate, "export": _export}


def _child(kind: str, folder: Path, seed: int, report: int) -> None:
    os.write(report, b"\n")
    for _ in WORK[kind](folder, seed):
        os.write(report, b"\n")


def _kill_one(kind: str, folder: Path, seed: int) -> int:
    """Fork, kill after a few reports and a random moment more, and return how many steps were reported as saved."""
    chance = random.Random(f"{kind} {seed}")
    reports, report = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens here must not go on as the parent.
        try:
            _child(kind, folder, seed, report)
        finally:
            os._exit(0)
    os.close(report)
    reported = -1
    last = chance.randrange(script.STEPS if kind != "migrate" else 1)
    while reported < last and os.read(reports, 1):
        reported += 1
    moment = time.perf_counter() + chance.random() * (0.05 if kind == "migrate" else 0.02)
    while time.perf_counter() < moment:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while os.read(reports, 1):
        reported += 1
    os.close(reports)
    return max(reported, 0)


if __name__ == "__main__":
    # Imported before the first fork, so that no child has to.
    from sqlite_utils import Database  # noqa: F401  (what the store imports when it first writes)

    from tui.store import schema  # noqa: F401  (what a migration imports)

    for order in sys.stdin:
        print(_kill_one(**{**(told := json.loads(order)), "folder": Path(told["folder"])}), flush=True)
