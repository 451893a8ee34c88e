import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.errors import Locked, StoreError
from glossator.store.ingest import articles
from glossator.store.queries.records import FlatFilter
from glossator.store.workspace import Author, Workspace, utc_now
from tests.store.dumps import ask, everything
from tests.store.scene import SOON, Scene, add, done, outcome, ticking

_ALL: Final = FlatFilter()


def test_two_windows_on_one_file_see_each_others_changes(scene: Scene, other: Workspace) -> None:
    assert len(other.annotations(scene.article.id)) == len(scene.workspace.annotations(scene.article.id))
    made = done(other, operations.annotate, scene.article.id, scene.at("Monday"), "DATE")
    assert scene.now(made).analyst == "bea"
    done(scene.workspace, operations.reject, [made])
    (seen,) = [one for one in other.annotations(scene.article.id) if one.id == made]
    assert (seen.status, seen.analyst) == (Status.REJECTED, "ann")


def test_warming_up_imports_the_operations(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = threading.Event()
    monkeypatch.setattr("glossator.store.operation.all_titles", imported.set)
    scene.workspace.warm_up()
    assert imported.wait(10)


def test_the_version_changes_with_every_write_of_anybody_and_with_nothing_else(scene: Scene, other: Workspace) -> None:
    first = scene.workspace.version()
    scene.workspace.annotations(scene.article.id)
    other.annotations(scene.article.id)
    assert scene.workspace.version() == first
    done(other, operations.accept, [scene.ship])
    second = scene.workspace.version()
    assert second != first
    done(scene.workspace, operations.accept, [scene.harbour])
    third = scene.workspace.version()
    assert third != second
    assert scene.workspace.version() == third


def test_an_act_in_one_window_waits_for_that_of_another(scene: Scene, other: Workspace) -> None:
    futures = [
        workspace.perform(operations.write_note, annotation, f"{number}")
        for number in range(20)
        for workspace, annotation in ((scene.workspace, scene.ship), (other, scene.harbour))
    ]
    for future in futures:
        outcome(future)
    assert (scene.now(scene.ship).note, scene.now(scene.harbour).note) == ("19", "19")
    batches = [batch for (batch,) in ask(scene.path, "SELECT batch FROM history WHERE act = 'annotation.note'")]
    assert len(set(batches)) == 40


def test_a_window_can_be_read_from_any_thread_and_closed_from_this_one(scene: Scene) -> None:
    with ThreadPoolExecutor(4) as threads:
        counted = list(threads.map(lambda _: len(scene.workspace.annotations(scene.article.id)), range(40)))
    assert counted == [4] * 40
    assert scene.workspace.close()
    assert not scene.path.with_name("scene.db-wal").exists()


def test_threads_read_at_the_same_time(scene: Scene) -> None:
    together = threading.Barrier(3, timeout=SOON)

    def read() -> int:
        together.wait()
        return sum(len(scene.workspace.annotations(scene.article.id)) for _ in range(20))

    with ThreadPoolExecutor(3) as threads:
        assert [future.result(SOON) for future in [threads.submit(read) for _ in range(3)]] == [80] * 3


def test_patience_is_that_of_the_window(scene: Scene) -> None:
    with (
        closing(sqlite3.connect(scene.path, isolation_level=None)) as busy,
        Workspace(scene.path, ticking("bea"), patience=0.0) as hasty,
    ):
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked):
            done(hasty, operations.accept, [scene.ship])
        busy.execute("ROLLBACK")
    assert scene.now(scene.ship).status is Status.SUGGESTED


def test_the_writer_tells_what_it_is_about(scene: Scene) -> None:
    idle = threading.Event()
    pending: list[int] = []

    def reported(state: object) -> None:
        pending.append(getattr(state, "pending", -1))
        if pending[-1] == 0:
            idle.set()

    with Workspace(scene.path, ticking("bea"), on_writer=reported) as workspace:
        done(workspace, operations.accept, [scene.ship])
        assert idle.wait(SOON)
        assert workspace.writer.pending == 0
    assert pending == [1, 0]


def test_leaving_the_block_writes_what_waits(scene: Scene) -> None:
    with Workspace(scene.path, ticking("bea")) as workspace:
        futures = [workspace.perform(operations.write_note, scene.ship, f"{number}") for number in range(10)]
    assert all(future.done() for future in futures)
    assert scene.now(scene.ship).note == "9"


def test_a_closed_window_says_so(scene: Scene) -> None:
    before = everything(scene.path)
    assert scene.workspace.close()
    with pytest.raises(StoreError):
        done(scene.workspace, operations.accept, [scene.ship])
    with pytest.raises(StoreError):
        scene.workspace.articles()
    assert everything(scene.path) == before


def test_the_moment_now_is_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", utc_now())


def test_uids_come_from_the_authors_chance(tmp_path: Path, draft: ArticleDraft) -> None:
    uids = []
    for name in ("one.db", "two.db"):
        with Workspace(tmp_path / name, ticking("ann", seed=4), create=True) as workspace:
            uids.append(add(workspace, draft).uid)
    assert uids[0] == uids[1]
    with Workspace(tmp_path / "three.db", Author("ann"), create=True) as workspace:
        assert add(workspace, draft).uid not in uids


_KILLED: Final = """
import os, random, sys
from pathlib import Path
from glossator.store import operations
from glossator.store.workspace import Author, Workspace

workspace = Workspace(Path(sys.argv[1]), Author("kay", lambda: "2026-01-04T00:00:00Z", random.Random(2)))
for number in range(1000):
    workspace.perform(operations.write_note, int(sys.argv[2]), str(number)).result()
    print(number, flush=True)
"""


def test_what_was_shown_as_saved_survives_a_kill(scene: Scene) -> None:
    scene.workspace.close()
    command = [sys.executable, "-c", _KILLED, str(scene.path), str(scene.ship)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        saved = [int(process.stdout.readline()) for _ in range(25)]
        process.kill()
        saved += [int(line) for line in process.stdout.read().splitlines()]
    with Workspace(scene.path, ticking("ann")) as again:
        assert again.problems() == []
        (ship,) = [one for one in again.annotations(scene.article.id) if one.id == scene.ship]
        # The one after the last that was reported may be there too.
        assert int(ship.note) in (saved[-1], saved[-1] + 1)
        kept = [row[0] for row in ask(scene.path, "SELECT count(*) FROM history WHERE analyst = 'kay'")]
        assert kept == [int(ship.note) + 1]
        done(again, operations.accept, [scene.ship])


def test_an_article_is_stored_once_whatever_else_is_said_of_it(workspace: Workspace, draft: ArticleDraft) -> None:
    uid, new = done(workspace, articles.add_article, draft)
    assert new
    before = everything(workspace.path)
    again, new_again = done(workspace, articles.add_article, ArticleDraft("Another title", draft.text, source="x"))
    assert (again, new_again) == (uid, False)
    assert everything(workspace.path) == before


def test_an_empty_text_is_no_article(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="CHECK"):
        done(workspace, articles.add_article, ArticleDraft("Empty", ""))
    assert workspace.articles() == []


@pytest.mark.parametrize(
    ("damage", "reported"),
    [
        (
            "UPDATE annotations SET quote = 'Aurorb' WHERE quote = 'Aurora'",
            "quotes “Aurorb”, but the text has “Aurora” there",
        ),
        ('UPDATE annotations SET start = start + 1, "end" = "end" + 1 WHERE quote = \'Aurora\'', "quotes “Aurora”"),
        ("DROP TRIGGER articles_text_stays; UPDATE articles SET text = upper(text)", "is not the one that was stored"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM tags", "annotation_tags refers to a row of tags"),
    ],
    ids=["quote", "offsets", "text", "reference"],
)
def test_what_is_wrong_with_a_workspace_is_found(scene: Scene, damage: str, reported: str) -> None:
    assert scene.workspace.problems() == []
    with closing(sqlite3.connect(scene.path)) as connection:
        connection.executescript(damage)
    assert any(reported in problem for problem in scene.workspace.problems())


_QUESTIONS: dict[str, Callable[[Workspace], object]] = {
    "articles": lambda workspace: workspace.articles(),
    "labels": lambda workspace: workspace.labels(),
    "tags": lambda workspace: workspace.tags(),
    "history": lambda workspace: workspace.history(5),
    "counts": lambda workspace: workspace.counts(),
    "figures": lambda workspace: list(workspace.article_statistics()),
    "problems": lambda workspace: workspace.problems(),
    "flat": lambda workspace: list(workspace.flat(_ALL)),
}


@pytest.mark.parametrize("name", _QUESTIONS)
def test_reading_pins_nothing_so_that_others_can_tidy_up(scene: Scene, name: str) -> None:
    _QUESTIONS[name](scene.workspace)
    scene.workspace.annotations(scene.article.id)
    done(scene.workspace, operations.accept, [scene.ship])
    assert ask(scene.path, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0
