"""A pseudo-terminal, of 160x48 at first: starts a command in it, and measures when what was asked for is on the screen.

A moment counts when the bytes are here: each read is stamped, and what was read is looked through only once the
program has gone quiet, or has not for a while, so looking costs nothing of what is measured. A frame ends with the end
of its synchronised update; where the program has not heard yet that the terminal knows these, with its last byte before
a pause.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from benchmarks.environment import ROOT

COLUMNS: Final = 160
ROWS: Final = 48
KEYS: Final = {"page_down": b"\x1b[6~", "home": b"\x1b[H", "end": b"\x1b[F"}
"""What a terminal sends for keys that have no character of their own."""

# Seconds without a byte after which a frame has surely ended.
_PAUSE: Final = 0.12
# Seconds after which what was read is looked through though bytes go on coming, as they do while the machine reads.
_LOOK: Final = 0.6
_PATIENCE: Final = 120.0
# Seconds between looks at whether the program still works.
_TICK: Final = 0.02
# What a crash prints comes after this, and is no frame.
_SCREEN_LEFT: Final = b"\x1b[?1049l"
_UPDATE_STARTS: Final = b"\x1b[?2026h"
_UPDATE_ENDS: Final = b"\x1b[?2026l"
# Textual asks once for synchronised output (2026) and for reports of the size in band (2048), and waits for neither.
# Answered as most terminals of today do: the first is known, the second is not.
_ANSWERS: Final = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[?2048$p": b"\x1b[?2048;0$y"}
_ESCAPES: Final = rb"(?:\x1b\[[0-9;?]*[A-Za-z])*"
UNDERLINED: Final = rb"\x1b\[(?:[1-9];)*4(?:;[0-9;]*)?m"
"""Finds the escape sequence that starts underlined text, as undecided suggestions are."""


class NothingSeen(Exception):
    """What was waited for did not come; the message has the end of what did."""


def words(text: str) -> bytes:
    """Return a pattern that finds `text` on the screen, whatever styles its characters have."""
    return _ESCAPES.join(re.escape(character).encode() for character in text)


class Terminal:
    """A command at work in a terminal of its own; it is ended with the `with` block."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str], folder: Path = ROOT) -> None:
        """Start `command` in `folder`."""
        self._command = command
        self._reads: list[tuple[int, float]] = []
        self._output = bytearray()
        self._ended = False
        self._started = self._pressed = time.perf_counter()
        self.process, self._file = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(folder)
            os.execvpe(command[0], list(command), dict(variables))
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)

    def first_frame(self, *patterns: bytes) -> float:
        """Return the seconds from the start to the end of the frame that completes `patterns`.

        Raises:
            NothingSeen: when the program ends, or goes on for minutes, without showing them.
        """
        return self._seen(patterns, self._started)

    def press(self, key: str, *patterns: bytes) -> float:
        """Send a key once all is quiet, and return the seconds to the last byte that came of it.

        Args:
            key: a character, or a name in KEYS.
            patterns: what is to be seen before the wait for quiet counts; any output when there are none.

        Raises:
            NothingSeen: when it is not shown.
        """
        self.settle()
        pressed = self._send(key)
        self._seen(patterns, pressed)
        return self._reads[-1][1] - pressed

    def key_to_frame(self, key: str, *patterns: bytes) -> float:
        """Send a key, quiet or not, and return the seconds to the end of the frame that completes `patterns`.

        Raises:
            NothingSeen: when they are not shown.
        """
        return self._seen(patterns, self._send(key))

    def send(self, key: str) -> None:
        """Send a key, and wait for nothing."""
        self._send(key)

    def shown_after(self, *patterns: bytes) -> float:
        """Return the seconds from the last key to the end of the frame that completed `patterns`, which was read.

        Raises:
            NothingSeen: when they were not shown.
        """
        place = self._place_after(patterns)
        if place is None:
            raise NothingSeen(f"no frame has shown {patterns}")
        return self._moment_of(self._frame_end(place)) - self._pressed

    def _send(self, key: str) -> float:
        """Send a key, and return when; what came before it is forgotten."""
        self._reads.clear()
        self._output.clear()
        self._pressed = time.perf_counter()
        os.write(self._file, KEYS.get(key, key.encode()))
        return self._pressed

    def resize(self, columns: int, *patterns: bytes) -> tuple[float, float]:
        """Give the window that many columns once all is quiet.

        Returns:
            The seconds to the end of the frame that completes `patterns`, and until the program had nothing left to do.

        Raises:
            NothingSeen: when they are not shown.
        """
        self.settle()
        self._reads.clear()
        self._output.clear()
        changed = time.perf_counter()
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
        idle = changed
        while time.perf_counter() - idle < _PAUSE and not self._overdue(changed):
            before = self._worked()
            self._read(_TICK)
            if self._worked() - before > _TICK / 20:
                idle = time.perf_counter()
        return self._seen(patterns, changed), idle - changed

    def wait_for(self, *patterns: bytes) -> None:
        """Read until `patterns` have been shown, from now on.

        Raises:
            NothingSeen: when they are not shown.
        """
        self._reads.clear()
        self._output.clear()
        self._seen(patterns, time.perf_counter())

    @property
    def shown(self) -> bytes:
        """What came since the last key, resize or wait."""
        return bytes(self._output)

    def read_on(self, seconds: float) -> None:
        """Take what comes for that long."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0 and not self._ended:
            self._read(left)

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing has come for `quiet` seconds."""
        while self._read(quiet):
            pass

    def rest(self) -> None:
        """Read until the program has nothing left to do: less than a twentieth of the time over half a second."""
        asked = time.perf_counter()
        busy = True
        while busy and not self._overdue(asked):
            before, since = self._worked(), time.perf_counter()
            self.settle(0.5)
            busy = self._worked() - before > (time.perf_counter() - since) / 20

    def _worked(self) -> float:
        """Return the seconds for which the threads of the process have had a processor."""
        worked = 0
        for thread in Path(f"/proc/{self.process}/task").iterdir():
            # A thread may have ended since it was listed.
            with suppress(FileNotFoundError):
                worked += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        return worked / 1_000_000_000

    def memory(self) -> float:
        """Return how much of the process is in memory, in MB."""
        for line in Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise NothingSeen("the process has no memory any more")

    def _seen(self, patterns: Sequence[bytes], since: float) -> float:
        """Return the seconds from `since` to the end of the frame in which the last of `patterns` is completed."""
        looked = since
        while True:
            more = self._read(_PAUSE)
            if more and time.perf_counter() - looked < _LOOK:
                continue
            looked = time.perf_counter()
            left = self._ended or _SCREEN_LEFT in self._output
            place = None if left else self._place_after(patterns)
            if place is not None and not (more and self._output.find(_UPDATE_ENDS, place) < 0):
                return self._moment_of(self._frame_end(place)) - since
            if left or self._overdue(since):
                raise NothingSeen(f"{' '.join(self._command)} showed, at last: {bytes(self._output[-400:])!r}")

    def _place_after(self, patterns: Sequence[bytes]) -> int | None:
        """Return the place after the last of `patterns`, or None while one of them is not there."""
        place = 1
        for pattern in patterns:
            found = re.search(pattern, self._output)
            if found is None:
                return None
            place = max(place, found.end())
        return place if self._output else None

    def _frame_end(self, place: int) -> int:
        """Return where the frame that holds the byte before `place` ends in what was read."""
        if self._output.rfind(_UPDATE_STARTS, 0, place) > self._output.rfind(_UPDATE_ENDS, 0, place):
            end = self._output.find(_UPDATE_ENDS, place)
            if end >= 0:
                return end + len(_UPDATE_ENDS)
        following_update = self._output.find(_UPDATE_STARTS, place)
        first = bisect_right(self._reads, (place, 0.0))
        for (end, read), (_, following) in zip(self._reads[first:], self._reads[first + 1 :], strict=False):
            if following - read >= _PAUSE or end == following_update:
                return end
        return following_update if following_update >= 0 else len(self._output)

    def _moment_of(self, end: int) -> float:
        """Return when the byte before `end` was read."""
        return self._reads[bisect_right(self._reads, (end, 0.0))][1]

    def _overdue(self, since: float) -> bool:
        return time.perf_counter() - since > _PATIENCE

    def _read(self, seconds: float) -> bool:
        """Take what comes within `seconds`, and return whether anything did."""
        if self._ended or not self._poll.poll(seconds * 1000):
            return False
        try:
            data = os.read(self._file, 65536)
        except OSError:
            data = b""
        if not data:
            self._ended = True
            return False
        self._output += data
        self._reads.append((len(self._output), time.perf_counter()))
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._file, answer)
        return True

    def _read_to_end(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while not self._ended and time.perf_counter() < until:
            self._read(0.05)

    def close(self) -> None:
        """Have the program quit, and wait until it is gone."""
        self.settle(0.02)
        if not self._ended:
            os.write(self._file, b"q")
            self._read_to_end(10)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._file)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
