"""Starts programs and kills them: forks children for each order on standard input, and tells what they had reported.

A process of its own, because only one without threads may fork; and forking, because an interpreter that starts again
for each kill would spend the time on that.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Final

from tests.faults import script
from tests.faults.works import FILES, MERGES, RESTORES, WORKS

# Seconds within which the moment of the kill lies, from the last report that was waited for.
_WITHIN: Final = {"migrate": 0.05}
_SOON: Final = 0.02
# The most that is waited for: fewer where there is less to report.
_LAST: Final = {"migrate": 1, "import": FILES - 2, "restore": RESTORES, "merge": MERGES}


class _Child:
    """A program at work."""

    def __init__(self, kind: str, folder: Path, seed: int) -> None:
        self._reports, report = os.pipe()
        self._shown_bytes = b""
        self._id = os.fork()
        if self._id == 0:
            # Whatever happens here must not go on as the parent.
            try:
                _report(kind, folder, seed, report)
            finally:
                os._exit(0)
        os.close(report)

    @property
    def shown(self) -> list[str]:
        """What was reported, line by line, behind the first, which says that it has begun."""
        return self._shown_bytes.decode().split("\n")[1:-1]

    def wait_for(self, lines: int) -> None:
        """Wait until it has begun, and reported so many lines, or has ended."""
        while len(self.shown) < lines or not self._shown_bytes:
            if not (shown := os.read(self._reports, 1)):
                return
            self._shown_bytes += shown

    def kill(self) -> None:
        """Kill it, and take what it had reported."""
        os.kill(self._id, signal.SIGKILL)
        os.waitpid(self._id, 0)
        while shown := os.read(self._reports, 4_096):
            self._shown_bytes += shown
        os.close(self._reports)


def _report(kind: str, folder: Path, seed: int, report: int) -> None:
    os.write(report, b"\n")
    try:
        for shown in WORKS[kind](folder, seed):
            os.write(report, f"{shown}\n".encode())
    except BaseException as error:
        os.write(report, f"!{error!r}\n".encode())
        raise


def _kill(kinds: list[str], folder: Path, seed: int, reports: int) -> list[list[str]]:
    """Start programs, kill them after a few reports and random moments more, and return what each had reported.

    Where a number of reports is given, each program has made so many; else the first has made some.
    """
    chance = random.Random(f"{kinds} {seed}")
    children = [_Child(kind, folder, seed * 10 + number) for number, kind in enumerate(kinds)]
    if reports:
        for child in children:
            child.wait_for(reports)
    else:
        children[0].wait_for(chance.randrange(_LAST.get(kinds[0], script.STEPS)))
    for child in chance.sample(children, len(children)):
        _pass(chance.random() * _WITHIN.get(kinds[0], _SOON))
        child.kill()
    return [child.shown for child in children]


def _pass(seconds: float) -> None:
    moment = time.perf_counter() + seconds
    while time.perf_counter() < moment:
        pass


if __name__ == "__main__":
    # Imported before the first fork, so that no child has to.
    from sqlite_utils import Database  # noqa: F401  (what the store imports when it first writes)

    from glossator.store.schema import migrations as schema  # noqa: F401  (what a migration imports)

    for order in sys.stdin:
        shown = json.loads(order)
        print(
            json.dumps(_kill(shown["kinds"], Path(shown["folder"]), shown["seed"], shown["reports"])),
            flush=True,
        )
