"""Analysing articles into the store, against what spaCy alone takes for the same pieces of text."""

import json
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment, module
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.workspaces import Workspaces, copied

ROUNDS: Final = 3
ARTICLES: Final = 500
_BAR: Final = 1.1


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Analyse in turn with spaCy alone and with the program, each time in a new process and into a new copy."""
    source = workspaces.varied(ARTICLES)

    def once(side: str, path: Path) -> dict[str, float]:
        measured: dict[str, float] = json.loads(environment.run(module("benchmarks.analysing_once", side, str(path))))
        return measured

    pairs = [
        (once("floor", source), once("program", copied(source, f"analysed-{number}.db"))) for number in range(rounds)
    ]

    def row(what: str, kind: str, bar: float | None) -> Row:
        return ratio_row(what, "bare nlp.pipe", bar, [(bare[kind], ours[kind]) for bare, ours in pairs], seconds)

    what = f"analysing {ARTICLES} articles into the store with one pipeline"
    return [row(what, "seconds", _BAR), row(f"{what}: processor time", "processor", None)]
