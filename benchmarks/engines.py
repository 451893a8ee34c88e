"""Analysing articles on a Dask cluster of two workers on this computer, against two local processes."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.environment import Environment
from benchmarks.figures import Row, ratio_row, seconds
from benchmarks.workspaces import Workspaces, copied
from glossator.ner.pipelines import find_pipeline
from glossator.runtime.dask_engine import DaskEngine
from glossator.runtime.engines import Engine, LocalEngine
from glossator.services.bulk_analysis import analyse_many
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 3
ARTICLES: Final = 100
_WORKERS: Final = 2
_BAR: Final = 1.2


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:  # noqa: ARG001 - as every bench
    """Analyse in turn on each engine, loading included, each time into a new copy; nothing where Dask is missing."""
    try:
        import distributed  # noqa: F401 - only whether it is there
    except ImportError:
        return []
    source = workspaces.varied(ARTICLES)
    pairs = []
    for number in range(rounds):
        with closing(LocalEngine(_WORKERS)) as engine:
            local = _once(copied(source, f"local-{number}.db"), engine)
        with _cluster() as address, closing(DaskEngine(address)) as engine:
            pairs.append((local, _once(copied(source, f"dask-{number}.db"), engine)))
    return [ratio_row(f"analysing {ARTICLES} articles on Dask", "local processes", _BAR, pairs, seconds)]


@contextmanager
def _cluster() -> Iterator[str]:
    """Start a scheduler and two workers, each a process, and give the address."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=_WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address.removeprefix("tcp://")


def _once(path: Path, engine: Engine) -> float:
    with Workspace(path, Author("bench")) as workspace:
        uids = [article.uid for article in workspace.articles()]
        started = time.perf_counter()
        for _ in analyse_many(workspace, uids, find_pipeline(), engine=engine):
            pass
        return time.perf_counter() - started
