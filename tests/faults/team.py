"""Three programs that do any operations on one workspace and are killed, again and again; its history has to replay."""

import json
import random
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final

from glossator.store.history.replay import replay
from tests.faults.aftermath import unsound
from tests.faults.rig import killed
from tests.faults.works import Stored
from tests.store import operations

_KINDS: Final = (
    ("operations", "operations", "operations"),
    ("operations", "imports", "analyses"),
    ("operations", "operations", "imports"),
    ("operations", "operations", "analyses"),
)
# How many reports each program has made before any is killed.
_REPORTS: Final = (3, 40)


class Team:
    """A workspace that programs work on and are killed at.

    Attributes:
        operations: how many were done by programs that were notified of it, or refused.
        kills: by what was at work.
        complaints: a sentence for each thing that is not as it was shown, or does not fit.
    """

    def __init__(self, folder: Path, nursery: "subprocess.Popen[str]") -> None:
        """Make the workspace in `folder`; programs are started and killed by `nursery`."""
        folder.mkdir()
        self.operations = 0
        self.kills: Counter[str] = Counter()
        self.complaints: list[str] = []
        self.path = folder / "annotations.db"
        self._nursery = nursery
        self._known: set[tuple[object, ...]] = set()
        operations.set_up(self.path)

    def kill(self, seed: int, reports: int | None = None) -> None:
        """Kill three programs when each has been notified of some operations, and see that none of those is lost."""
        kinds = _KINDS[seed % len(_KINDS)]
        shown = killed(self._nursery, kinds, self.path.parent, seed, reports or random.Random(seed).randint(*_REPORTS))
        for kind, lines in zip(kinds, shown, strict=True):
            self.kills[kind] += 1
            for line in lines:
                if line.startswith("!"):
                    self.complaints.append(f"{kind} {seed} broke: {line}")
                    continue
                self.operations += 1
                self._known.update(tuple(row) for row in json.loads(line))
        with closing(sqlite3.connect(self.path)) as connection:
            now = {tuple(row) for row in Stored().new(connection)}
        if lost := self._known - now:
            self.complaints.append(f"{seed}: {len(lost)} things were stored and are lost, as {min(map(repr, lost))}")
            self._known &= now

    @property
    def undone(self) -> int:
        """How often something was undone or redone that programs were notified of."""
        return sum(row[0] == "event" for row in self._known)

    def look(self) -> int:
        """See that the workspace is sound and its history replays, and return how many entries that has."""
        self.complaints += unsound(self.path)
        found = replay(self.path)
        if found.misfit is not None:
            self.complaints.append(f"{found.misfit} of {found.operation}")
        return found.entries
