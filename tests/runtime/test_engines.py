import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from glossator.runtime.background import Cancelled, interruptible
from glossator.runtime.engines import EngineFailed, LocalEngine, WorkerLost


class Breaking(Executor):
    """Breaks at its first task, unless it is one that holds."""

    def __init__(self, holds: bool) -> None:
        self.holds = holds
        self.is_shut_down = False

    def submit(self, task: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.holds:
            future.set_result(task(*args, **kwargs))
        else:
            future.set_exception(BrokenExecutor("a process has ended"))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.is_shut_down = True


def breaking_engine(*holds: bool) -> tuple[LocalEngine, list[tuple[int, Breaking]]]:
    """Return an engine of two workers whose executors hold or break, and those that were started, with their sizes."""
    started: list[tuple[int, Breaking]] = []

    def start(workers: int) -> Executor:
        started.append((workers, Breaking(holds[len(started)])))
        return started[-1][1]

    return LocalEngine(2, start), started


@pytest.mark.parametrize(
    ("holds", "sizes"),
    [
        ((True,), [2]),
        ((False, True), [2, 2]),
        ((False, False, True), [2, 2, 2]),
        ((False, False, False, True), [2, 2, 2, 1]),
    ],
)
def test_a_task_runs_again_when_a_process_ends_and_alone_in_the_end(holds: tuple[bool, ...], sizes: list[int]) -> None:
    engine, started = breaking_engine(*holds)
    assert engine.run(len, "four") == 4
    assert [size for size, _ in started] == sizes
    engine.close()
    assert all(executor.is_shut_down for _, executor in started)


def test_a_task_that_ends_every_process_is_reported() -> None:
    engine, started = breaking_engine(*[False] * 4)
    with pytest.raises(WorkerLost, match="fewer processes"):
        engine.run(len, "four")
    assert all(executor.is_shut_down for _, executor in started)


def test_an_error_of_the_task_is_raised_and_not_tried_again() -> None:
    engine = LocalEngine(1, ThreadPoolExecutor)
    with pytest.raises(ValueError, match="invalid literal"):
        engine.run(int, "no number")
    engine.close()


def test_a_closed_engine_starts_nothing() -> None:
    engine, started = breaking_engine()
    engine.close()
    with pytest.raises(EngineFailed, match="stopped"):
        engine.run(len, "four")
    assert started == []


def end_the_first_time(marker: Path) -> int:
    """End the process, unless the marker is there."""
    if not marker.exists():
        marker.touch()
        os._exit(9)
    return os.getpid()


def never_answer(marker: Path) -> None:
    marker.write_text(str(os.getpid()), encoding="ascii")
    threading.Event().wait()


def test_a_process_that_ends_is_replaced_and_closing_ends_one_that_never_answers(tmp_path: Path) -> None:
    engine = LocalEngine(1)
    assert engine.run(end_the_first_time, tmp_path / "ended") != os.getpid()
    begun = tmp_path / "begun"
    with pytest.raises(Cancelled):
        interruptible(lambda: engine.run(never_answer, begun), begun.exists)
    engine.close()
    # Waits for the processes, so that it does not return with one that never answers.
    with pytest.raises(EngineFailed):
        engine.run(os.getpid)
