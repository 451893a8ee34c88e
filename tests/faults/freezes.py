"""How long keys wait for their frame while another program holds the write lock, against the same keys without it."""

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.environment import Environment, compile_modules, program
from benchmarks.terminal import Terminal, words
from tests.journeys.ready import make_ready

# Seconds after which the status line says that another program is in the way.
_WAITING: Final = 2.2
# Seconds after which a note is handed on.
_PAUSE: Final = 0.7


def freezes(folder: Path, rounds: int) -> Iterator[str]:
    """Press the same keys with and without a foreign lock in turn, and yield a line for each kind of key."""
    compile_modules()
    desk = folder / "freezes"
    desk.mkdir()
    environment, path = Environment(desk), desk / "annotations.db"
    make_ready(path)
    taken: dict[str, dict[bool, list[float]]] = defaultdict(lambda: {False: [], True: []})
    for number in range(rounds):
        for held in (False, True):
            copied = desk / f"{number}-{held}.db"
            shutil.copyfile(path, copied)
            for what, seconds in _keys(environment, copied, held=held):
                taken[what][held].append(seconds * 1_000)
    for what, times in taken.items():
        shown = (f"median {median(found):.0f} ms, longest {max(found):.0f} ms" for found in (times[False], times[True]))
        yield f"{what}: {next(shown)} without the lock; {next(shown)} with it"


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def _keys(environment: Environment, path: Path, *, held: bool) -> Iterator[tuple[str, float]]:
    """Yield what was pressed, and the seconds to its frame."""
    with Terminal(program("--db", str(path)), environment.variables) as terminal:
        terminal.first_frame(words("0 of 13"))
        terminal.rest()
        terminal.press("]")
        terminal.settle()
        with _lock(path) if held else nullcontext():
            for act in "axa":
                yield from _moving(terminal, act, "the key behind an act")
            terminal.read_on(_WAITING)
            for act in "axu":
                yield from _moving(terminal, act, "the key behind an act, later on")
            yield "going to the note", terminal.key_to_frame("n")
            typed = "abcdefghijklmnopqrst"
            for end in range(1, len(typed) + 1):
                yield "a letter of a note", terminal.key_to_frame(typed[end - 1], words(typed[max(0, end - 2) : end]))
                if end % 5 == 0:
                    terminal.read_on(_PAUSE)
        terminal.read_on(_PAUSE)
        terminal.send("\x1b")
        terminal.read_on(_PAUSE)


def _moving(terminal: Terminal, act: str, what: str) -> Iterator[tuple[str, float]]:
    """Have an act done, go on at once, and about."""
    terminal.send(act)
    yield what, terminal.key_to_frame("]")
    for _ in range(4):
        yield "going about", terminal.key_to_frame("]")
