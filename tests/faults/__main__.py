"""`python -m tests.faults [--kills N] [--inputs N] [--rounds N] [--operations N] [--first SEED]`: the long run.

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
from tests.faults.team import Team
from tests.journeys.conftest import terminal_environment
from tests.journeys.ready import make_ready
from tests.journeys.terminal import Terminal
from tests.spared_disk import spared_disk

_OF_READERS: Final = 20
_KILLS_PER_LOOK: Final = 25


def main() -> int:
    """Kill programs, try inputs and measure under a lock; print what came of it, and return 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="The long run, with its figures.")
    parser.add_argument("--kills", type=int, default=1_000, metavar="N")
    parser.add_argument("--inputs", type=int, default=2_500, metavar="N", help="of each kind that is fuzzed")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of measuring while another program writes")
    parser.add_argument(
        "--operations", type=int, default=100_000, metavar="N", help="of three programs that are killed at them"
    )
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="what the seeds are counted from")
    parser.add_argument("--minutes", type=float, default=1_000.0, metavar="N", help="after which no more are killed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        if arguments.rounds:
            print(*freezes(folder, arguments.rounds), sep="\n", flush=True)
        found = _fuzz(folder, arguments.inputs, arguments.first) if arguments.inputs else 0
        lost = _kill(folder, arguments.kills, arguments.first, arguments.minutes) if arguments.kills else 0
        lost += _work_together(folder, arguments.operations, arguments.first, arguments.minutes)
    return 1 if lost or found else 0


def _fuzz(folder: Path, inputs: int, first: int) -> int:
    """Try so many inputs of each kind, and return how many kinds had one that was not fit."""
    prepare(folder)
    failed = 0
    for name, check in FUZZ.items():
        tried = try_many(check, folder, inputs, first)
        failed += bool(tried.found)
        shown = f"{tried.inputs} inputs, the longest {tried.longest:.2f} s; {tried.found or 'nothing found'}"
        print(f"{name}: {shown}", flush=True)
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


def _work_together(folder: Path, wanted: int, first: int, minutes: float) -> int:
    """Have programs do so many operations on one workspace, killed again and again; return what was wrong."""
    started, round_ = time.monotonic(), 0
    with nursery() as process:
        team = Team(folder / "team", process)
        while team.operations < wanted and time.monotonic() - started < minutes * 60 and not team.complaints:
            team.kill(first + round_)
            round_ += 1
            if round_ % _KILLS_PER_LOOK == 0:
                team.look()
            if sys.stderr.isatty():
                print(f"{team.operations:,} of {wanted:,}", end="\r", file=sys.stderr, flush=True)
        entries = team.look()
    print(*team.complaints, sep="\n")
    print(*_counted(team.kills), sep="\n")
    print(
        f"{team.operations:,} operations of three programs, {sum(team.kills.values()):,} kills; {entries:,} entries of "
        f"the history replayed, {team.undone:,} undone or redone; {len(team.complaints)} complaints; "
        f"{time.monotonic() - started:.0f} s"
    )
    return len(team.complaints)


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
