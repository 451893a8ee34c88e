"""Kills programs at any moment, and compares what they leave behind with what they had shown as saved."""

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.faults import script
from tests.journeys.terminal import REPOSITORY
from tests.store.dumps import ask, everything
from tests.store.samples import SAMPLES, make_sample
from tests.store.scene import ticking
from tui.store.workspace import Workspace

_KINDS: Final = ("work",) * 7 + ("migrate",) * 2 + ("export",)


@dataclass
class Tally:
    """What came of the kills.

    Attributes:
        kills: by what was going on.
        checked: steps that had been shown as saved, and were looked for.
        cut_short: kills in the middle of a step that nobody had been told of, and that is not there.
        lost: a sentence for each thing that was not as it was shown.
    """

    kills: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    cut_short: int = 0
    lost: list[str] = field(default_factory=list)


class Rig:
    """Kills one program after another in a folder."""

    def __init__(self, folder: Path, nursery: "subprocess.Popen[str]") -> None:
        """Work in `folder`, with the programs that `nursery` starts and kills."""
        self.tally = Tally()
        self._folder = folder
        self._nursery = nursery
        self._set_up = folder / "set-up.db"
        script.set_up(self._set_up)

    def kill(self, seed: int) -> None:
        """Kill one program, which does what `seed` makes of it, and see what is left."""
        kind = random.Random(seed).choice(_KINDS)
        folder = self._folder / f"{kind}-{seed}"
        folder.mkdir()
        look = getattr(self, f"_{kind}")
        complaints = list(look(folder, seed))
        self.tally.kills[kind] += 1
        self.tally.lost += [f"{kind} {seed}: {complaint}" for complaint in complaints]
        if not complaints:
            shutil.rmtree(folder)

    def _killed(self, kind: str, folder: Path, seed: int) -> int:
        """Return how many steps a program had reported when it was killed."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps({"kind": kind, "folder": str(folder), "seed": seed}) + "\n")
        self._nursery.stdin.flush()
        reported = int(self._nursery.stdout.readline())
        self.tally.checked += reported
        return reported

    def _work(self, folder: Path, seed: int) -> Iterator[str]:
        wanted = self._states(folder / "oracle.db", seed)
        path = folder / "annotations.db"
        shutil.copyfile(self._set_up, path)
        reported = self._killed("work", folder, seed)
        yield from _unsound(path)
        left = everything(path)
        if left not in wanted[reported : reported + 2]:
            yield f"{reported} steps were shown as saved, and the file is as after {_find(left, wanted)}"
        self.tally.cut_short += reported < script.STEPS and left == wanted[reported] != wanted[reported + 1]

    def _states(self, path: Path, seed: int) -> list[Any]:
        """Return what the workspace is after each step when nobody kills."""
        shutil.copyfile(self._set_up, path)
        return [everything(path), *(everything(path) for _ in script.steps(path, seed))]

    def _migrate(self, folder: Path, seed: int) -> Iterator[str]:
        version = random.Random(seed).choice(SAMPLES)
        before, after, path = folder / "before.db", folder / "after.db", folder / "annotations.db"
        for made in (before, after, path):
            make_sample(made, version)
        Workspace(after, ticking("ann")).close()
        reported = self._killed("migrate", folder, seed)
        now = ask(path, "PRAGMA user_version")
        self.tally.cut_short += now == ask(before, "PRAGMA user_version")
        if reported and now != ask(after, "PRAGMA user_version"):
            yield "it was shown as brought up to date and is not"
        if everything(path) not in (everything(before), everything(after)):
            yield "the file is neither of the older schema nor of the newer"
        # The next start finishes what was cut off.
        yield from _unsound(path)
        if everything(path) != everything(after):
            yield "the next start did not bring it up to date"

    def _export(self, folder: Path, seed: int) -> Iterator[str]:
        target = folder / "out.csv"
        reported = self._killed("export", folder, seed)
        if not target.exists():
            self.tally.cut_short += 1
            if reported:
                yield "the table is gone"
            return
        lines = target.read_bytes().split()
        if len(lines) != 40_000 or len(set(lines)) != 1:
            yield "the table is half written"
        elif int(lines[0]) not in (reported, reported + 1):
            yield f"{reported} tables were shown as written, and this is the one of step {int(lines[0])}"


def _unsound(path: Path) -> Iterator[str]:
    """Open the workspace as the program does, and yield what is wrong with it."""
    with Workspace(path, ticking("ann")) as workspace:
        yield from workspace.problems()
    if ask(path, "PRAGMA integrity_check") != [("ok",)] or ask(path, "PRAGMA foreign_key_check"):
        yield "SQLite finds it damaged"


def _find(left: Any, wanted: list[Any]) -> str:
    return f"step {wanted.index(left)}" if left in wanted else "none of them"


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
