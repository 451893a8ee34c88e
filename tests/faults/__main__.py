"""`python -m tests.faults [--kills N] [--inputs N] [--rounds N] [--first SEED]`: the long run, with its figures.

One kill of twenty is of the whole program in a terminal, which takes a second to start; the others are of its store.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.faults.freezes import freezes
from tests.faults.fuzzing import FUZZ, prepare, try_many
from tests.faults.rig import Rig, nursery
from tests.faults.sitting import Sitting
from tests.journeys.conftest import terminal_environment
from tests.journeys.ready import make_ready
from tests.journeys.terminal import Terminal
from tests.spared_disk import spared_disk

_OF_READERS: Final = 20


def main() -> int:
    """Kill programs, try inputs and measure under a lock; print what came of it, and return 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="The long run, with its figures.")
    parser.add_argument("--kills", type=int, default=1_000, metavar="N")
    parser.add_argument("--inputs", type=int, default=2_500, metavar="N", help="of each kind that is fuzzed")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of measuring while another program writes")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="what the seeds are counted from")
    parser.add_argument("--minutes", type=float, default=1_000.0, metavar="N", help="after which no more are killed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        print(*freezes(folder, arguments.rounds), sep="\n", flush=True)
        found = _fuzz(folder, arguments.inputs, arguments.first)
        lost = _kill(folder, arguments.kills, arguments.first, arguments.minutes)
    return 1 if lost or found else 0


def _fuzz(folder: Path, inputs: int, first: int) -> int:
    """Try so many inputs of each kind, and return how many kinds had one that was not fit."""
    prepare(folder)
    failed = 0
    for name, check in FUZZ.items():
        tried = try_many(check, folder, inputs, first)
        failed += bool(tried.found)
        told = f"{tried.inputs} inputs, the longest {tried.longest:.2f} s; {tried.found or 'nothing found'}"
        print(f"{name}: {told}", flush=True)
    return failed


def _kill(folder: Path, kills: int, first: int, minutes: float) -> int:
    """Kill so many times, and return how much was lost."""
    started = time.monotonic()
    with nursery() as process, spared_disk():
        rig = Rig(folder, process)
        sitting = _sitting(folder / "desk", first)
        beside = (sitting.kill_beside_import, sitting.kill_beside_export)
        sittings = (sitting.kill_one, sitting.kill_two, sitting.kill_one, *beside)
        lost = rig.tally.lost
        done = 0
        while done < kills and time.monotonic() - started < minutes * 60:
            if done % _OF_READERS:
                rig.kill(first + done)
            else:
                lost += sittings[done // _OF_READERS % len(sittings)]()
            done += 1
            if sys.stderr.isatty():
                print(f"{done} of {kills}", end="\r", file=sys.stderr, flush=True)
    print(*lost, sep="\n")
    print(*_counted({**rig.tally.kills, **sitting.kills}), sep="\n")
    print(
        f"{done} kills, {rig.tally.cut_short} in the middle of a step that is not there; "
        f"{rig.tally.checked + sitting.checked} steps shown as saved, {len(lost)} lost; "
        f"{time.monotonic() - started:.0f} s"
    )
    return len(lost)


def _counted(kinds: dict[str, int]) -> Iterable[str]:
    return (f"{count} kills of {kind}" for kind, count in kinds.items())


def _sitting(folder: Path, seed: int) -> Sitting:
    """Return a reader at work in a new folder, with a home of its own."""
    folder.mkdir()
    make_ready(folder / "annotations.db")
    environment = terminal_environment(folder.parent / "home")
    return Sitting(
        folder / "annotations.db",
        lambda *arguments: Terminal(arguments, folder=folder, environment=environment),
        seed,
    )


if __name__ == "__main__":
    sys.exit(main())
