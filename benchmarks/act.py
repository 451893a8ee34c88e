"""From a key to the painted frame: what each frequent act takes in a large article, against one of 4 KB."""

from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, percentile_95, ratio_row
from benchmarks.terminal import Terminal
from benchmarks.workspaces import Prepared, Workspaces, copied

ROUNDS: Final = 5
_PRESSES: Final = 20
_MEDIAN_BAR: Final = 1.5
_P95_BAR: Final = 2.0


@dataclass(frozen=True, slots=True)
class Act:
    """A key that is pressed again and again, and what shows that it was done, where not any frame does.

    Attributes:
        before: pressed first where the article's end would be reached, or is, otherwise.
        everywhere: whether `before` is pressed in the large article too.
    """

    what: str
    key: str
    shown: bytes = b""
    before: str = ""
    everywhere: bool = False


_ACTS: Final = (
    Act("next annotation", "]"),
    Act("accept", "a", shown=rb"\d+ of [\d,]+ decided"),
    Act("page down", "page_down", before="home"),
    Act("to the end", "end", before="home", everywhere=True),
)


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Press each key in a small and a large article in turn; each round opens both again."""
    small, large = workspaces.seeds, workspaces.large
    timed: dict[str, list[list[tuple[float, float]]]] = {act.what: [] for act in _ACTS}
    for number in range(rounds):
        with (
            _open(environment, small, f"small-{number}.db") as small_terminal,
            _open(environment, large, f"large-{number}.db") as large_terminal,
        ):
            for act in _ACTS:
                timed[act.what].append(
                    [
                        (_press(small_terminal, act, reset=True), _press(large_terminal, act, reset=act.everywhere))
                        for _ in range(_PRESSES)
                    ]
                )
    rows = []
    size = f"{workspaces.megabytes:g} MB, {workspaces.annotations:,} annotations"
    for what, sessions in timed.items():
        for name, statistic, bar in (("median", median, _MEDIAN_BAR), ("p95", percentile_95, _P95_BAR)):
            pairs = [
                (statistic([least for least, _ in session]), statistic([much for _, much in session]))
                for session in sessions
            ]
            rows.append(ratio_row(f"{what}, {size}: {name}", "4 KB article", bar, pairs, milliseconds))
    return rows


def _open(environment: Environment, prepared: Prepared, name: str) -> Terminal:
    """Open a copy of the workspace, and wait until all is quiet: the writer is ready, nothing is left to recognise."""
    path = copied(prepared.path, name)
    terminal = Terminal(program("--db", str(path)), environment.variables)
    terminal.first_frame(*prepared.shown)
    terminal.rest()
    return terminal


def _press(terminal: Terminal, act: Act, *, reset: bool) -> float:
    if act.before and reset:
        terminal.press(act.before)
    return terminal.press(act.key, *((act.shown,) if act.shown else ()))
