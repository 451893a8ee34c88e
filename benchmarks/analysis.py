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

    def once(side: str, path: Path) -> float:
        found = json.loads(environment.run(module("benchmarks.analysing_once", side, str(path))))
        return float(found["seconds"])

    pairs = []
    for number in range(rounds):
        bare = once("floor", source)
        pairs.append((bare, once("program", copied(source, f"analysed-{number}.db"))))
    return [ratio_row(f"analysing {ARTICLES} articles into the store", "bare nlp.pipe", _BAR, pairs, seconds)]
