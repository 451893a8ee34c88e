"""A terminal without a window: runs the real program, and says what a person would see on its screen."""

import codecs
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeAlias

import pexpect
from pyte.screens import Char

import glossator
from tests.emulator import Emulator
from tests.journeys.fork_server import Forked, Server

PROGRAM: Final = (sys.executable, "-m", "glossator")
REPOSITORY: Final = Path(glossator.__file__).parents[2]
PATIENCE: Final = 30.0
"""Seconds after which what was waited for is taken to never come. Nothing takes that long but on a hung program."""

_KEYS: Final = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
}
_AT_ONCE: Final = 65_536
_MOMENT: Final = 0.05
_LEFT, _WHEEL_UP, _WHEEL_DOWN, _DRAGGING = 0, 64, 65, 32

Wanted: TypeAlias = str | Callable[["Terminal"], bool]


class Terminal:
    """One run of the program in a pseudo-terminal of its own. Answers no question that the program asks it."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        folder: Path,
        environment: Mapping[str, str],
        columns: int = 120,
        lines: int = 40,
        before: Callable[[], None] | None = None,
        server: Server | None = None,
    ) -> None:
        """Start the program.

        Args:
            arguments: of the command line.
            folder: where it is started.
            environment: all of it.
            columns, lines: the size of the window.
            before: what the new process does before it becomes the program; then it is not a fork.
            server: what forks the program; without it, an interpreter is started.
        """
        self._emulator = Emulator(columns, lines)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._changed = threading.Condition()
        self._ended = False
        self._closing = threading.Event()
        paths = os.pathsep.join(filter(None, (environment.get("PYTHONPATH"), str(REPOSITORY))))
        environment = {**environment, "PYTHONPATH": paths}
        self._process: Forked | pexpect.spawn[bytes]
        if server is not None and before is None:
            self._process = Forked(server, list(map(str, arguments)), folder, environment, (lines, columns))
        else:
            self._process = pexpect.spawn(
                PROGRAM[0],
                [*PROGRAM[1:], *map(str, arguments)],
                cwd=str(folder),
                env=environment,
                dimensions=(lines, columns),
                preexec_fn=before,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # What is on the screen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        with self._changed:
            return self._emulator.lines

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def foot(self) -> str:
        """The last line: how the saving stands, and the keys."""
        return self.lines[-1]

    @property
    def in_reader(self) -> bool:
        """Whether the program has taken the whole screen."""
        return self._emulator.on_alternate

    def cell(self, column: int, line: int) -> Char:
        """Return a cell with its style."""
        with self._changed:
            return self._emulator.cell(column, line)

    def cells(self) -> list[Char]:
        """Return all cells with their styles."""
        with self._changed:
            return self._emulator.cells

    def find(self, text: str) -> tuple[int, int]:
        """Return the column and the line, from 0, at which `text` first starts."""
        with self._changed:
            for number, cells in enumerate(self._emulator.rows):
                before, found, _ = "".join(cells).partition(text)
                if found:
                    ends = accumulate(map(len, cells), initial=0)
                    return next(column for column, end in enumerate(ends) if end == len(before)), number
        raise AssertionError(f"{text!r} is not on the screen:\n{self._dump()}")

    def shows(self, *wanted: Wanted) -> bool:
        """Return whether all of `wanted` holds at once: texts on the screen, and conditions."""
        seen = self.text
        return all(want in seen if isinstance(want, str) else want(self) for want in wanted)

    def wait_for(self, *wanted: Wanted, timeout: float = PATIENCE) -> None:
        """Wait until all that is wanted holds at once; fail, showing the screen, when it does not come to that."""
        end = time.monotonic() + timeout
        with self._changed:
            # What is wanted may be of a file, and then nothing on the screen tells of it.
            while not (came := self._ended or self.shows(*wanted)) and time.monotonic() < end:
                self._changed.wait(_MOMENT)
            if not came or not self.shows(*wanted):
                missing = ", ".join(repr(want) for want in wanted if not self.shows(want))
                how = "the program has ended without" if self._ended else f"{timeout} s went by without"
                raise AssertionError(f"{how} {missing}:\n{self._dump()}")

    def wait_until_gone(self, text: str) -> None:
        """Wait until `text` is no longer to be seen."""
        self.wait_for(lambda terminal: text not in terminal.text)

    # What a person does

    def press(self, *keys: str) -> None:
        """Press keys, named as Textual names them: "a", "enter", "ctrl+r"."""
        self._send("".join(_pressed(key) for key in keys))

    def type(self, text: str) -> None:
        """Type a text."""
        self._send(text)

    def click(self, column: int, line: int, times: int = 1) -> None:
        """Click on the cell, so many times without a pause."""
        self._send(times * (_mouse(_LEFT, column, line) + _mouse(_LEFT, column, line, released=True)))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the button at one cell, and let go of it at another on the way over those between."""
        column, line = start
        self._point(_LEFT, column, line)
        while (column, line) != end:
            column += (end[0] > column) - (end[0] < column)
            line += (end[1] > line) - (end[1] < line)
            self._point(_DRAGGING, column, line)
        self._point(_LEFT, column, line, released=True)

    def wheel(self, column: int, line: int, steps: int) -> None:
        """Turn the wheel over the cell: down, or up where `steps` is less than 0."""
        for _ in range(abs(steps)):
            self._point(_WHEEL_DOWN if steps > 0 else _WHEEL_UP, column, line)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        with self._changed:
            self._emulator.resize(columns, lines)
        self._process.setwinsize(lines, columns)

    # The end

    def exit_code(self) -> int:
        """Wait for the program to end, and return its exit code; minus the signal where one ended it."""
        self._reader.join(PATIENCE)
        assert not self._reader.is_alive(), f"the program has not ended:\n{self._dump()}"
        self._process.wait()
        code = self._process.exitstatus
        return -(self._process.signalstatus or 0) if code is None else code

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._process.kill(number)

    def close(self) -> None:
        """Close the window under the program."""
        # The kernel hangs up when nobody holds the window's end of the terminal any more, and reading holds it.
        self._closing.set()
        self._reader.join(PATIENCE)
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self._process.child_fd)

    def wait_for_end(self) -> None:
        """Wait for a program to end whose window is closed."""
        end = time.monotonic() + PATIENCE
        while self._process.isalive():
            assert time.monotonic() < end, "the program has not ended"
            time.sleep(_MOMENT)

    def kill(self) -> None:
        """End the program as `kill -9` does, if it has not ended by itself."""
        if self._process.isalive():
            self._process.kill(9)
            self._process.wait()
        self._reader.join(PATIENCE)
        self._process.close()

    # Inside

    def _point(self, button: int, column: int, line: int, *, released: bool = False) -> None:
        self._send(_mouse(button, column, line, released=released))

    def _send(self, text: str) -> None:
        os.write(self._process.child_fd, text.encode("utf-8"))

    def _read(self) -> None:
        # On Linux, reading fails once the program has ended; elsewhere nothing comes any more.
        with suppress(OSError):
            while self._comes() and (data := os.read(self._process.child_fd, _AT_ONCE)):
                with self._changed:
                    self._emulator.feed(self._decoder.decode(data))
                    # What comes in one go is looked at as a whole.
                    if not select.select([self._process.child_fd], [], [], 0)[0]:
                        self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _comes(self) -> bool:
        """Wait until there is something to read, and say so; not where the window is closed."""
        while not self._closing.is_set():
            if select.select([self._process.child_fd], [], [], _MOMENT)[0]:
                return True
        return False

    def _dump(self) -> str:
        edge = "─" * self._emulator.size[0]
        return "\n".join((edge, *self.lines, edge))


def _pressed(key: str) -> str:
    """Return what a terminal sends for a key."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return chr(ord(key[-1].upper()) - 64)
    if len(key) > 1:
        return _KEYS[key]
    return key


def _mouse(button: int, column: int, line: int, *, released: bool = False) -> str:
    """Return what a terminal sends when a button goes down or up over a cell."""
    return f"\x1b[<{button};{column + 1};{line + 1}{'m' if released else 'M'}"
