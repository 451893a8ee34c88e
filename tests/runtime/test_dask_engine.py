"""The engine on a real scheduler with one worker, both in this process."""

import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from importlib.metadata import PackageNotFoundError

import pytest

from glossator.runtime import dask_engine
from glossator.runtime.dask_engine import DaskEngine
from glossator.runtime.engines import EngineFailed


def test_without_dask_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineFailed, match=r"Dask is not installed.*pip install distributed"):
        DaskEngine("127.0.0.1:1")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a scheduler with one worker."""
    distributed = pytest.importorskip("distributed", reason="needs the extra glossator[dask]")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield cluster.scheduler_address.removeprefix("tcp://")


@pytest.fixture
def engine(address: str) -> Iterator[DaskEngine]:
    made = DaskEngine(address)
    yield made
    made.close()


def test_equal_tasks_are_computed_each_time_and_errors_are_raised(engine: DaskEngine) -> None:
    assert engine.workers == 1
    one, other = [engine._executor.submit(uuid.uuid4) for _ in range(2)]
    assert one.result() != other.result()
    assert engine.run(len, "four") == 4
    with pytest.raises(ValueError, match="invalid literal"):
        engine.run(int, "no number")


def test_a_lost_scheduler_is_reported(engine: DaskEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled: Future[int] = Future()
    cancelled.cancel()
    monkeypatch.setattr(engine._executor, "submit", lambda *_: cancelled)
    with pytest.raises(EngineFailed, match=r"is lost\. Run the same command again"):
        engine.run(len, "four")


def test_waiting_ends_when_no_worker_is_left(engine: DaskEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    never: Future[int] = Future()
    monkeypatch.setattr(dask_engine, "_LOOK_SECONDS", 0)
    monkeypatch.setattr(engine._executor, "submit", lambda *_: never)
    monkeypatch.setattr(engine._client, "nthreads", dict)
    with pytest.raises(EngineFailed, match="no workers any more"):
        engine.run(len, "four")


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({}, "has no workers. Start them with “dask worker"),
        ({"tcp://b": PackageNotFoundError()}, "The Dask worker tcp://b does not have Glossator. Install Glossator"),
        ({"tcp://b": "0.0.1"}, "The Dask worker tcp://b has Glossator 0.0.1. Install Glossator"),
    ],
)
def test_workers_that_cannot_run_the_tasks_are_reported(
    address: str, monkeypatch: pytest.MonkeyPatch, found: dict[str, object], sentence: str
) -> None:
    monkeypatch.setattr("distributed.Client.run", lambda *_, **__: found)
    with pytest.raises(EngineFailed, match=sentence):
        DaskEngine(address)


def test_a_scheduler_that_does_not_answer_is_reported(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "_CONNECT_SECONDS", 0.1)
    with pytest.raises(EngineFailed, match="No Dask scheduler answers at dask://127"):
        DaskEngine("127.0.0.1:1")
