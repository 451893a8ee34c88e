"""`python -m tests.faults [KILLS] [FIRST]`: the long run, with its figures; seeds count from FIRST.

One kill of twenty is of the whole program in a terminal, which takes a second to start; the others are of its store.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.faults.rig import Rig, nursery
from tests.faults.sitting import Sitting
from tests.journeys.conftest import terminal_environment
from tests.journeys.ready import make_ready
from tests.journeys.terminal import Terminal
from tests.spared_disk import spared_disk

_OF_READERS: Final = 20


def main(kills: int = 1_000, first: int = 0) -> int:
    """Kill so many programs, print what came of it, and return 1 where anything was lost."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as name, nursery() as process, spared_disk():
        folder = Path(name)
        rig = Rig(folder, process)
        sitting = _sitting(folder / "desk", first)
        lost = rig.tally.lost
        for number in range(kills):
            if number % _OF_READERS:
                rig.kill(first + number)
            else:
                lost += sitting.kill_one()
            if sys.stderr.isatty():
                print(f"{number + 1} of {kills}", end="\r", file=sys.stderr, flush=True)
    print(*lost, sep="\n")
    kinds = {**rig.tally.kills, "reader": sitting.kills}
    print(
        f"{kills} kills ({', '.join(f'{count} {kind}' for kind, count in kinds.items())}), "
        f"{rig.tally.cut_short} in the middle of a step that is not there; "
        f"{rig.tally.checked + sitting.checked} steps shown as saved, {len(lost)} lost; "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if lost else 0


def _sitting(folder: Path, seed: int) -> Sitting:
    """Return a reader at work in a new folder, with a home of its own."""
    folder.mkdir()
    make_ready(folder / "annotations.db")
    environment = terminal_environment(folder.parent / "home")
    return Sitting(folder / "annotations.db", lambda: Terminal((), folder=folder, environment=environment), seed)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
