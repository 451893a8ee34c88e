"""A text that is one line, against the same words in paragraphs: the start, and keys."""

from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row, seconds
from benchmarks.terminal import Terminal
from benchmarks.workspaces import Prepared, Workspaces, copied

ROUNDS: Final = 5
_PRESSES: Final = 10
_BAR: Final = 3.0
_KEYS: Final = {"next annotation": "]", "page down": "page_down"}


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Open both in turn, and press keys in each."""
    starts = []
    keys: dict[str, list[tuple[float, float]]] = {what: [] for what in _KEYS}
    for number in range(rounds):
        (start, pressed), (line_start, line_pressed) = (
            _once(environment, prepared, f"{name}-{number}.db")
            for name, prepared in (("paragraphs", workspaces.large), ("line", workspaces.unbroken))
        )
        starts.append((start, line_start))
        for what, pairs in keys.items():
            pairs.append((pressed[what], line_pressed[what]))
    floor = f"{workspaces.megabytes:g} MB in paragraphs"
    line = f"{workspaces.megabytes:g} MB on one line"
    return [
        ratio_row(f"start to first frame, {line}", floor, _BAR, starts, seconds),
        *(ratio_row(f"{what}, {line}: median", floor, _BAR, pairs, milliseconds) for what, pairs in keys.items()),
    ]


def _once(environment: Environment, prepared: Prepared, name: str) -> tuple[float, dict[str, float]]:
    """Return how long the start of a copy takes, and the median of each key."""
    with Terminal(program("--db", str(copied(prepared.path, name))), environment.variables) as terminal:
        start = terminal.first_frame(*prepared.shown)
        terminal.rest()
        return start, {what: median(terminal.press(key) for _ in range(_PRESSES)) for what, key in _KEYS.items()}
