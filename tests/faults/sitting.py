"""The real program in a terminal, worked with by seed and killed, one start after another on the same workspace."""

import random
import time
from collections import Counter
from pathlib import Path
from typing import Final, Protocol

from glossator.text.normalise import fingerprint
from tests.journeys.ready import SUGGESTIONS
from tests.journeys.steps import edits, leave, offers, rows, statuses, write
from tests.journeys.terminal import Terminal
from tests.store.dumps import change

_TOTAL: Final = len(SUGGESTIONS)
_FILES: Final = 200


class StartReader(Protocol):
    """Starts the program in the folder of the workspace."""

    def __call__(self, *arguments: str) -> Terminal: ...


class Sitting:
    """What the screen has shown as saved in one workspace, over all starts.

    Attributes:
        kills: how often programs were killed, by what was at work.
        checked: acts that were shown as saved, and looked for after the kill.
    """

    def __init__(self, workspace: Path, start: StartReader, seed: int) -> None:
        """Work in `workspace`, with the readers and commands that `start` starts there."""
        self.kills: Counter[str] = Counter()
        self.checked = 0
        self._workspace = workspace
        self._start = start
        self._chance = random.Random(seed)
        self._decided: dict[str, str] = {}
        self._note = ""

    def kill_one(self) -> list[str]:
        """Start the program, work, kill it in the middle of something, and return what is not as it was shown."""
        reader = self._open()
        self.checked += self._work(reader)
        self._hurry(reader)
        reader.kill()
        self.kills["reader"] += 1
        return self._complaints()

    def kill_two(self) -> list[str]:
        """Do the same with two readers that work in turn, and then both in a hurry."""
        reader, other = self._open(), self._start("--analyst", "bea")
        other.wait_for(self._counted(), offers("Accept"))
        self.checked += self._work(reader)
        # What the one has done, the other sees before it goes on.
        other.wait_for(self._counted())
        self.checked += self._work(other)
        reader.wait_for(self._counted())
        self._to_first(reader)
        self._hurry(other)
        self._hurry(reader)
        self._kill(reader, other)
        self.kills["reader and reader"] += 1
        return self._complaints()

    def kill_beside_import(self) -> list[str]:
        """Do the same with a reader and a command that brings files in."""
        folder = self._workspace.parent / f"in-{sum(self.kills.values())}"
        folder.mkdir()
        for number in range(_FILES):
            text = f"{folder.name} {number}: " + "The ferry Aurora left Port Selby.\n" * 100
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        return self._kill_beside("import", folder.name)

    def kill_beside_export(self) -> list[str]:
        """Do the same with a reader and a command that writes a table."""
        complaints = self._kill_beside("export", "-o", "out.csv", "--force")
        table = self._workspace.with_name("out.csv")
        if table.exists() and not table.read_bytes().endswith(b"\r\n"):
            complaints.append("the table is half written")
        return complaints

    def _kill_beside(self, *command: str) -> list[str]:
        reader = self._open()
        other = self._start(*command)
        self.checked += self._work(reader)
        self._hurry(reader)
        self._kill(reader, other)
        self.kills[f"reader and {command[0]}"] += 1
        return self._complaints()

    def _kill(self, *programs: Terminal) -> None:
        for one in self._chance.sample(programs, len(programs)):
            one.kill()

    def _to_first(self, reader: Terminal) -> str:
        """Go to the first that is not decided, and return its words."""
        first = next(quote for quote, _ in SUGGESTIONS if quote not in self._decided)
        reader.press("g", "space")
        reader.wait_for(edits(first, "suggested"))
        return first

    def _counted(self) -> str:
        return f"{len(self._decided)} of {_TOTAL} decided"

    def _open(self) -> Terminal:
        if len(self._decided) > _TOTAL // 2:
            # So that there is something left to decide on.
            self._decided = {}
            change(self._workspace, "UPDATE annotations SET status = 'suggested'")
        reader = self._start()
        reader.wait_for(self._counted(), offers("Accept"))
        return reader

    def _work(self, reader: Terminal) -> int:
        """Do some acts, each until it is shown as saved, and return how many."""
        acts = self._chance.randrange(1, 4)
        reader.press("g")
        for _ in range(acts):
            if self._chance.random() < 0.3:
                reader.press("g")
                # Who writes before what another reader wrote is in sight gets both texts, one below the other.
                reader.wait_for(edits(self._note))
                # In words that are not broken over the ends of lines.
                more = (" " if len(self._note) % 12 == 11 else "") + self._chance.choice("abcdefgh")
                self._note += more
                write(reader, "N", more)
                reader.wait_for(edits(self._note), offers("saved"))
                leave(reader)
                continue
            key, status = self._chance.choice([("a", "accepted"), ("x", "rejected")])
            first = self._to_first(reader)
            reader.press(key)
            self._decided[first] = status
            reader.wait_for(self._counted(), offers("saved"))
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
        (note,) = rows(self._workspace, "SELECT note FROM articles ORDER BY id")[0]
        if note != self._note:
            complaints.append(f"the note {self._note} is {note}")
        complaints += [
            f"the text of {uid} is not whole"
            for uid, text, shown in rows(self._workspace, "SELECT uid, text, text_sha256 FROM articles")
            if fingerprint(text) != shown
        ]
        # What was done in a hurry may be there or not; from here on it counts.
        self._decided = {quote: status for quote, status in now.items() if status != "suggested"}
        return complaints
