"""A window that becomes narrower and wider again: the first complete frame, and the layout of the whole text."""

from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row, seconds
from benchmarks.terminal import COLUMNS, Terminal
from benchmarks.workspaces import Prepared, Workspaces

ROUNDS: Final = 5
_TIMES: Final = 4
_NARROW: Final = 70
_VIEW_BAR: Final = 1.5
_WHOLE_BAR: Final = 1.0
# The top of a frame in which everything is painted.
_PAINTED: Final = rb"\x1b\[1;1H"


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Change the width of a small and a large article's window in turn, each time to where lines break elsewhere."""
    views, wholes = [], []
    for _ in range(rounds):
        with _open(environment, workspaces.seeds) as small, _open(environment, workspaces.large) as large:
            for number in range(_TIMES):
                columns = COLUMNS if number % 2 else _NARROW
                (small_view, small_whole), (large_view, large_whole) = (
                    terminal.resize(columns, _PAINTED) for terminal in (small, large)
                )
                views.append((small_view, large_view))
                wholes.append((small_whole, large_whole))
    size = f"{workspaces.megabytes:g} MB, {workspaces.annotations:,} annotations"
    larger = [much for _, much in wholes]
    return [
        ratio_row(f"resize, {size}: what is in view", "4 KB article", _VIEW_BAR, views, milliseconds),
        Row(
            what=f"resize, {size}: the whole",
            floor="4 KB article",
            bar=seconds(_WHOLE_BAR),
            ratio=seconds(median(larger)),
            spread=f"{min(larger):.2f}–{max(larger):.2f} s (all {len(larger)})",
            medians=", ".join(seconds(median(side)) for side in zip(*wholes, strict=True)),
            met=max(larger) <= _WHOLE_BAR,
        ),
    ]


def _open(environment: Environment, prepared: Prepared) -> Terminal:
    terminal = Terminal(program("--db", str(prepared.path)), environment.variables)
    terminal.first_frame(*prepared.shown)
    terminal.rest()
    return terminal
