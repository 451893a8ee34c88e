import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from glossator.store import writer as room
from glossator.store.errors import Locked, ReadOnly, Refused, StoreError
from glossator.store.writer import Writer, WriterState
from tests.store.dumps import ask
from tests.store.scene import SOON, outcome

if TYPE_CHECKING:
    from sqlite_utils import Database


class States:
    """What a writer said about itself, which a test can wait for."""

    def __init__(self) -> None:
        self.seen: list[WriterState] = []
        self._news: queue.SimpleQueue[WriterState] = queue.SimpleQueue()

    def __call__(self, state: WriterState) -> None:
        self._news.put(state)

    def until(self, wanted: Callable[[WriterState], bool]) -> WriterState:
        """Return the next state that is wanted."""
        while True:
            state = self._news.get(timeout=SOON)
            self.seen.append(state)
            if wanted(state):
                return state


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table, in the mode that workspaces are in."""
    path = tmp_path / "numbers.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY) STRICT")
    return path


@pytest.fixture
def states() -> States:
    """What the writer of this test says."""
    return States()


@pytest.fixture
def writer(path: Path, states: States) -> Iterator[Writer]:
    """A writer to that database that waits long for others."""
    made = Writer(path, SOON, states)
    yield made
    made.close()


def put(number: int) -> "Callable[[Database], int]":
    """Return a job that adds a number."""

    def job(db: "Database") -> int:
        db.table("numbers").insert({"number": number})
        return number

    return job


def numbers(path: Path) -> list[int]:
    return [number for (number,) in ask(path, "SELECT number FROM numbers ORDER BY number")]


def test_what_is_to_be_behind_lets_others_go_first(writer: Writer, path: Path) -> None:
    ran: list[str] = []
    started, go_on = threading.Event(), threading.Event()

    def holding(db: "Database") -> None:
        started.set()
        assert go_on.wait(SOON)

    def noting(name: str) -> "Callable[[Database], None]":
        return lambda _: ran.append(name)

    waiting = [writer.submit(holding)]
    assert started.wait(SOON)
    names = ("read 1", "act 1", "read 2", "act 2")
    waiting += [writer.submit(noting(name), behind=name.startswith("read")) for name in names]
    go_on.set()
    wait(waiting, SOON)
    assert ran == ["act 1", "act 2", "read 1", "read 2"]


def test_jobs_run_in_the_order_they_came_one_at_a_time_on_one_thread(writer: Writer, path: Path) -> None:
    ran: list[tuple[int, int]] = []
    go_on = threading.Event()

    def job(number: int) -> "Callable[[Database], None]":
        def run(db: "Database") -> None:
            go_on.wait(SOON)
            ran.append((number, threading.get_ident()))
            put(number)(db)

        return run

    futures = [writer.submit(job(number)) for number in range(50)]
    go_on.set()
    wait(futures, SOON)
    assert [number for number, _ in ran] == list(range(50))
    assert len({thread for _, thread in ran} - {threading.get_ident()}) == 1
    assert numbers(path) == list(range(50))


def test_what_a_future_has_reported_is_in_the_file(writer: Writer, path: Path) -> None:
    for number in range(20):
        assert outcome(writer.submit(put(number))) == number
        assert numbers(path)[-1] == number


def test_a_job_that_fails_leaves_nothing_behind_and_does_not_stop_the_next(writer: Writer, path: Path) -> None:
    def half(db: "Database") -> None:
        put(1)(db)
        raise Refused("Not like this.")

    failing, next_one = writer.submit(half), writer.submit(put(2))
    with pytest.raises(Refused, match=r"Not like this\."):
        outcome(failing)
    assert outcome(next_one) == 2
    assert numbers(path) == [2]


def test_what_the_file_refuses_comes_as_a_sentence_and_is_the_state_until_the_next_job(
    writer: Writer, path: Path, states: States
) -> None:
    outcome(writer.submit(put(1)))

    def two(db: "Database") -> None:
        put(2)(db)
        put(1)(db)

    with pytest.raises(StoreError, match=r"SQLite refused to work on .*: UNIQUE constraint failed"):
        outcome(writer.submit(two))
    assert "UNIQUE" in states.until(lambda state: bool(state.failed)).failed
    outcome(writer.submit(put(3)))
    states.until(lambda state: not state.failed and not state.pending)
    assert numbers(path) == [1, 3]


def test_a_job_that_the_analyst_got_wrong_is_no_failure_of_the_writer(writer: Writer, states: States) -> None:
    def refuse(db: "Database") -> None:
        raise Refused("Not like this.")

    assert writer.submit(refuse).exception(SOON) is not None
    assert states.until(lambda state: not state.pending).failed == ""


def test_even_an_error_that_nobody_expects_does_not_stop_the_writer(writer: Writer, path: Path) -> None:
    def leave(db: "Database") -> None:
        put(1)(db)
        raise SystemExit

    assert isinstance(writer.submit(leave).exception(SOON), SystemExit)
    outcome(writer.submit(put(2)))
    assert numbers(path) == [2]


def test_pending_counts_jobs_until_they_are_in_the_file(writer: Writer, states: States) -> None:
    go_on = threading.Event()

    def hold(db: "Database") -> None:
        go_on.wait(SOON)

    futures: list[Future[object]] = [writer.submit(hold), writer.submit(put(1)), writer.submit(put(2))]
    assert writer.state == WriterState(pending=3)
    go_on.set()
    wait(futures, SOON)
    states.until(lambda state: not state.pending)
    assert [state.pending for state in states.seen] == [1, 2, 3, 2, 1, 0]
    assert writer.state == WriterState()


def test_another_program_that_holds_the_lock_is_reported_and_waited_for(
    writer: Writer, path: Path, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_SAY_AFTER", 0.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("INSERT INTO numbers VALUES (7)")
        future = writer.submit(put(8))
        assert states.until(lambda state: state.waiting).pending == 1
        assert not future.done()
        busy.execute("COMMIT")
    assert outcome(future) == 8
    assert states.until(lambda state: not state.pending) == WriterState()
    assert [state.waiting for state in states.seen].count(True) == 1
    assert numbers(path) == [7, 8]


def test_the_writer_knows_at_once_that_another_program_is_in_the_way(writer: Writer) -> None:
    """Keys wait until it does, so SQLite may not wait long by itself."""

    def patience(db: "Database") -> int:
        ((milliseconds,),) = db.execute("PRAGMA busy_timeout").fetchall()
        return int(milliseconds)

    assert 0 < outcome(writer.submit(patience)) <= 10


def test_what_is_beside_the_file_is_moved_into_it_once_nobody_reads_it_any_more(
    writer: Writer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_QUIET", 0.0)
    log = path.with_name(path.name + "-wal")
    tries = threading.Semaphore(0)
    move = Writer._checkpoint

    def moving(self: Writer, db: "Database") -> bool:
        left = move(self, db)
        tries.release()
        return left

    monkeypatch.setattr(Writer, "_checkpoint", moving)
    outcome(writer.submit(put(1)))
    with closing(sqlite3.connect(path, isolation_level=None)) as reading:
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM numbers").fetchall()
        outcome(writer.submit(put(2)))
        for _ in range(3):
            assert tries.acquire(timeout=SOON)
        assert log.stat().st_size > 0
    while log.stat().st_size:
        assert tries.acquire(timeout=SOON)


def test_a_moment_of_waiting_is_not_reported(writer: Writer, path: Path, states: States) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        future = writer.submit(put(8))
        states.until(lambda state: state.pending == 1)
        busy.execute("COMMIT")
    outcome(future)
    states.until(lambda state: not state.pending)
    assert not any(state.waiting for state in states.seen)


def test_patience_ends_with_a_sentence_and_nothing_written(path: Path, states: States) -> None:
    writer = Writer(path, 0.0, states)
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match=r"Another program is writing to .*numbers\.db"):
            outcome(writer.submit(put(1)))
        assert "Another program" in states.until(lambda state: not state.pending).failed
        busy.execute("COMMIT")
    assert outcome(writer.submit(put(2))) == 2
    assert writer.close()
    assert numbers(path) == [2]


def test_closing_writes_what_waits(path: Path) -> None:
    writer = Writer(path, SOON)
    go_on = threading.Event()

    def hold(db: "Database") -> None:
        go_on.wait(SOON)

    writer.submit(hold)
    futures = [writer.submit(put(number)) for number in range(30)]
    go_on.set()
    assert writer.close(SOON)
    assert all(future.done() for future in futures)
    assert numbers(path) == list(range(30))


def test_closing_says_when_not_all_was_written_in_time(path: Path) -> None:
    writer = Writer(path, SOON)
    go_on = threading.Event()

    def hold(db: "Database") -> None:
        go_on.wait(SOON)

    future = writer.submit(hold)
    assert not writer.close(timeout=0.0)
    go_on.set()
    outcome(future)
    assert writer.close(SOON)


def test_closing_an_unused_writer_needs_no_file(tmp_path: Path) -> None:
    assert Writer(tmp_path / "nowhere.db", 0.0).close()
    assert list(tmp_path.iterdir()) == []


def test_after_closing_a_job_is_refused_and_not_forgotten(path: Path, states: States) -> None:
    writer = Writer(path, SOON, states)
    outcome(writer.submit(put(1)))
    assert writer.close()
    with pytest.raises(StoreError, match="closed, so nothing more can be saved"):
        outcome(writer.submit(put(2)))
    assert writer.state.pending == 0
    assert writer.close()
    assert numbers(path) == [1]


def test_a_file_that_cannot_be_opened_fails_each_job_and_hangs_none(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "gone" / "a.db", 0.0)
    for number in range(2):
        with pytest.raises(ReadOnly, match="cannot be written to"):
            outcome(writer.submit(put(number)))
    assert writer.close()


def test_who_stops_waiting_for_a_write_does_not_take_it_back(writer: Writer, path: Path) -> None:
    go_on = threading.Event()

    def hold(db: "Database") -> None:
        go_on.wait(SOON)

    writer.submit(hold)
    future = writer.submit(put(1))
    assert not future.cancel()
    go_on.set()
    assert outcome(future) == 1
    assert outcome(writer.submit(put(2))) == 2
    assert numbers(path) == [1, 2]


def test_a_listener_that_fails_does_not_stop_the_writing(path: Path) -> None:
    def gone(state: WriterState) -> None:
        raise RuntimeError("the screen has gone")

    writer = Writer(path, SOON, gone)
    futures = [writer.submit(put(number)) for number in range(3)]
    assert writer.close()
    assert [outcome(future) for future in futures] == [0, 1, 2]
    assert numbers(path) == [0, 1, 2]


def test_warming_up_writes_nothing(writer: Writer, path: Path, states: States) -> None:
    before = path.read_bytes()
    writer.warm_up()
    writer.warm_up()
    assert writer.close()
    assert path.read_bytes() == before
    assert writer.state == WriterState()


def test_a_job_that_waits_does_not_read_what_was_there_before_it_waited(
    writer: Writer, path: Path, states: States
) -> None:
    """A job sees what the other program wrote while it waited, so that nothing is decided on old rows."""

    def count(db: "Database") -> int:
        ((found,),) = db.execute("SELECT count(*) FROM numbers").fetchall()
        return int(found)

    outcome(writer.submit(count))
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("INSERT INTO numbers VALUES (1)")
        future = writer.submit(count)
        busy.execute("COMMIT")
    assert outcome(future) == 1
