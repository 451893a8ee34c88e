"""Analysing articles with a process for each of two processors, against one process."""

import time
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.workspaces import Workspaces, copied
from glossator.ner.pipelines import find_pipeline
from glossator.services.bulk_analysis import analyse_many
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 3
ARTICLES: Final = 500
_BAR: Final = 0.75


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001 - as every bench
    """Analyse in turn with one process and with two, loading included, each time into a new copy."""
    source = workspaces.varied(ARTICLES)
    pairs = [
        (
            _once(copied(source, f"one-{number}.db"), processes=1),
            _once(copied(source, f"two-{number}.db"), processes=2),
        )
        for number in range(rounds)
    ]
    return [ratio_row(f"analysing {ARTICLES} articles with two processors", "with one", _BAR, pairs, seconds)]


def _once(path: Path, *, processes: int) -> float:
    with Workspace(path, Author("bench")) as workspace:
        uids = [article.uid for article in workspace.articles()]
        started = time.perf_counter()
        for _ in analyse_many(workspace, uids, find_pipeline(), processes=processes):
            pass
        return time.perf_counter() - started
