"""From the start to the first frame with the article and its highlights, analysed before."""

from collections.abc import Sequence
from typing import Final

from benchmarks import floor_app
from benchmarks.environment import Environment, floor_program, program
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.terminal import Terminal, words
from benchmarks.workspaces import Workspaces

ROUNDS: Final = 25
_BAR: Final = 2.0


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Start the floor and the program in turn; one start of each before counts for nothing."""
    seeds = workspaces.seeds

    def start(command: Sequence[str], *shown: bytes) -> float:
        with Terminal(command, environment.variables) as terminal:
            return terminal.first_frame(*shown)

    pairs = [
        (
            start(floor_program(), words(floor_app.SHOWN)),
            start(program("--db", str(seeds.path)), *seeds.shown),
        )
        for _ in range(rounds + 1)
    ]
    return [ratio_row("start to first frame, article of 4 KB", "Static + Footer", _BAR, pairs[1:], seconds)]
