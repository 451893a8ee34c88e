"""The real program in a terminal, worked with by seed and killed, one start after another on the same workspace."""

import random
import time
from pathlib import Path
from typing import Final, Protocol

from tests.journeys.ready import SUGGESTIONS
from tests.journeys.steps import edits, leave, offers, rows, statuses, write
from tests.journeys.terminal import Terminal
from tests.store.dumps import change

_TOTAL: Final = len(SUGGESTIONS)


class StartReader(Protocol):
    """Starts the program in the folder of the workspace."""

    def __call__(self) -> Terminal: ...


class Sitting:
    """What the screen has shown as saved in one workspace, over all starts.

    Attributes:
        kills: how often the program was killed.
        checked: acts that were shown as saved, and looked for after the kill.
    """

    def __init__(self, workspace: Path, start: StartReader, seed: int) -> None:
        self.kills = 0
        self.checked = 0
        self._workspace = workspace
        self._start = start
        self._chance = random.Random(seed)
        self._decided: dict[str, str] = {}
        self._note = ""

    def kill_one(self) -> list[str]:
        """Start the program, work, kill it in the middle of something, and return what is not as it was shown."""
        if len(self._decided) > _TOTAL // 2:
            # So that there is something left to decide on.
            self._decided = {}
            change(self._workspace, "UPDATE annotations SET status = 'suggested'")
        reader = self._start()
        reader.wait_for(f"{len(self._decided)} of {_TOTAL} decided", offers("Accept"))
        shown = self._work(reader)
        self._hurry(reader)
        reader.kill()
        self.kills += 1
        self.checked += shown
        return self._complaints()

    def _work(self, reader: Terminal) -> int:
        """Do some acts, each until it is shown as saved, and return how many."""
        acts = self._chance.randrange(1, 4)
        reader.press("g")
        for _ in range(acts):
            if self._chance.random() < 0.3:
                self._note += self._chance.choice("abcdefgh")
                write(reader, "N", self._note[-1])
                reader.wait_for(edits(self._note), offers("saved"))
                leave(reader)
                continue
            key, status = self._chance.choice([("a", "accepted"), ("x", "rejected")])
            undecided = [quote for quote, _ in SUGGESTIONS if quote not in self._decided]
            reader.press("g", "space")
            reader.wait_for(edits(undecided[0], "suggested"))
            reader.press(key)
            self._decided[undecided[0]] = status
            reader.wait_for(f"{len(self._decided)} of {_TOTAL} decided", offers("saved"))
        return acts

    def _hurry(self, reader: Terminal) -> None:
        """Press keys that nobody waits for, and let a moment pass in which they may or may not come to something."""
        reader.press(*self._chance.choices(["a", "x"], k=3))
        moment = time.perf_counter() + self._chance.random() * 0.1
        while time.perf_counter() < moment:
            pass

    def _complaints(self) -> list[str]:
        """Return what is damaged, and what was shown as saved and is not there."""
        complaints = [f"{row}: no such row" for row in rows(self._workspace, "PRAGMA foreign_key_check")]
        complaints += [said for (said,) in rows(self._workspace, "PRAGMA integrity_check") if said != "ok"]
        now = statuses(self._workspace)
        complaints += [
            f"{quote} was shown as {status} and is {now[quote]}"
            for quote, status in self._decided.items()
            if now[quote] != status
        ]
        ((note,),) = rows(self._workspace, "SELECT note FROM articles")
        if note != self._note:
            complaints.append(f"the note {self._note} is {note}")
        # What was done in a hurry may be there or not; from here on it counts.
        self._decided = {quote: status for quote, status in now.items() if status != "suggested"}
        return complaints
