"""Kills programs at any moment, and compares what they leave behind with what they had shown as saved."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults import script
from tests.faults.aftermath import look, prepare
from tests.faults.works import REDO
from tests.journeys.terminal import REPOSITORY

KINDS: Final[tuple[tuple[str, ...], ...]] = (
    ("work",),
    ("migrate",),
    ("beside", "beside"),
    ("import",),
    ("export",),
    ("work",),
    ("beside", "import"),
    ("backup",),
    ("merge",),
    ("work",),
    ("migrate", "migrate"),
    ("beside", "export"),
    ("restore",),
    ("work",),
    ("beside", "beside"),
    ("import",),
    ("work",),
    ("beside", "backup"),
    ("migrate",),
    ("beside", "beside", "import"),
    ("work",),
)
"""What the programs are about that are killed together, one kill after the other, and then from the beginning."""


@dataclass
class Tally:
    """What came of the kills.

    Attributes:
        kills: by what was going on.
        checked: steps that had been shown as saved, and were looked for.
        cut_short: kills in the middle of a step that nobody had been notified of, and that is not there.
        lost: a sentence for each thing that was not as it was shown.
    """

    kills: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    cut_short: int = 0
    lost: list[str] = field(default_factory=list)


class Rig:
    """Kills one program after another, or several at once, in a folder."""

    def __init__(self, folder: Path, nursery: "subprocess.Popen[str]") -> None:
        """Work in `folder`, with the programs that `nursery` starts and kills."""
        self.tally = Tally()
        self._folder = folder
        self._nursery = nursery
        self._set_up = folder / "set-up.db"
        script.set_up(self._set_up)

    def kill(self, seed: int) -> None:
        """Kill programs, which do what `seed` makes of them, and see what is left."""
        kinds = KINDS[seed % len(KINDS)]
        folder = self._folder / f"{'-'.join(kinds)}-{seed}"
        folder.mkdir()
        prepare(folder, kinds, seed, self._set_up)
        shown = killed(self._nursery, kinds, folder, seed)
        left = look(folder, kinds, [seed * 10 + number for number in range(len(kinds))], shown, self._set_up)
        self.tally.kills[" and ".join(kinds)] += 1
        self.tally.checked += sum(line != REDO for lines in shown for line in lines)
        self.tally.cut_short += left.cut_short
        self.tally.lost += [f"{folder.name}: {complaint}" for complaint in left.complaints]
        if not left.complaints:
            shutil.rmtree(folder)


def killed(
    nursery: "subprocess.Popen[str]", kinds: Sequence[str], folder: Path, seed: int, reports: int = 0
) -> list[list[str]]:
    """Have the nursery start programs in a folder and kill them, and return what each had reported by then.

    Where a number of reports is given, none is killed before each has made so many.
    """
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    order = {"kinds": kinds, "folder": str(folder), "seed": seed, "reports": reports}
    nursery.stdin.write(json.dumps(order) + "\n")
    nursery.stdin.flush()
    shown: list[list[str]] = json.loads(nursery.stdout.readline())
    return shown


@contextmanager
def nursery() -> "Iterator[subprocess.Popen[str]]":
    """Start the process that starts and kills the others, and end it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()
