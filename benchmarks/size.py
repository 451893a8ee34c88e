"""What opening a large article costs, in time and in memory, against one of 4 KB."""

from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.terminal import Terminal
from benchmarks.workspaces import Prepared, Workspaces

ROUNDS: Final = 9
_BAR: Final = 2.0
_MEMORY_BAR: Final = 250


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Open both articles in turn; one start of each before counts for nothing."""
    small, large = workspaces.seeds, workspaces.large

    def start(prepared: Prepared) -> tuple[float, float]:
        with Terminal(program("--db", str(prepared.path)), environment.variables) as terminal:
            moment = terminal.first_frame(*prepared.shown)
            terminal.rest()
            return moment, terminal.memory()

    times, memories = [], []
    for number in range(rounds + 1):
        (small_time, small_memory), (large_time, large_memory) = start(small), start(large)
        if number:
            times.append((small_time, large_time))
            memories.append((small_memory, large_memory))
    size = f"{workspaces.megabytes:g} MB, {workspaces.annotations:,} annotations"
    grown = [much - least for least, much in memories]
    return [
        ratio_row(f"start to first frame, {size}", "4 KB article", _BAR, times, seconds),
        Row(
            what=f"memory, {size}",
            floor="4 KB article",
            bar=f"+{_MEMORY_BAR} MB",
            ratio=f"+{median(grown):.0f} MB",
            spread=f"+{min(grown):.0f}–{max(grown):.0f} MB (all {len(grown)})",
            medians=", ".join(f"{median(side):.0f} MB" for side in zip(*memories, strict=True)),
            met=median(grown) <= _MEMORY_BAR,
        ),
    ]
