"""Files that cannot be merged: one sentence each, and nothing is changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.store.ingest.articles import add_article
from glossator.store.schema import SCHEMA_VERSION
from glossator.store.workspace import Workspace
from tests.store.dumps import ask, change, everything
from tests.store.merging.copies import copied, merged
from tests.store.scene import Scene, done, ticking


def _another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


def _damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    path.write_bytes(data)


def _no_database(path: Path) -> None:
    path.write_text("Dear Amina, here is my file." * 100)


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 3])


def _newer(path: Path) -> None:
    change(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def _altered(path: Path) -> None:
    change(path, "DROP VIEW flat")


def _bad_history(path: Path) -> None:
    change(path, "UPDATE history SET after = '{' WHERE id = (SELECT max(id) FROM history)")


def _being_written(path: Path) -> None:
    path.with_name(f"{path.name}-journal").write_bytes(b"x")


BAD = {
    _another_program: "is not a workspace of this program, so nothing was merged; name another file",
    _damaged: "is not a workspace, or is damaged",
    _no_database: "is not a workspace, or is damaged",
    _cut_off: "is not a workspace, or is damaged",
    _newer: f"schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}",
    _altered: "is not as this program made it",
    _bad_history: "The history of .* is damaged, so nothing was merged",
    _being_written: "Another program is writing to",
    Path.unlink: "There is no file .*theirs.db; name the colleague's workspace",
}


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__.strip("_"))
def test_a_bad_file_is_refused_in_a_sentence(scene: Scene, spoil: Callable[[Path], None]) -> None:
    good, bad = copied(scene.path, "good.db"), copied(scene.path, "theirs.db")
    for seed, path in enumerate((good, bad)):
        with Workspace(path, ticking("ben", seed)) as workspace:
            done(workspace, operations.accept, [scene.ship])
    spoil(bad)
    before = everything(scene.path)
    data = bad.read_bytes() if bad.exists() else b""
    with pytest.raises(StoreError, match=BAD[spoil]) as refused:
        merged(scene.path, good, bad)
    assert str(refused.value).count("\n") == 0
    assert everything(scene.path) == before
    assert (bad.read_bytes() if bad.exists() else b"") == data


def test_the_same_file_twice_and_the_workspace_itself_are_refused(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    for others, why in (
        ([theirs, theirs.parent / "." / "theirs.db"], "is named twice"),
        ([scene.path], "is this workspace itself"),
        ([scene.path.parent], "is not a file"),
    ):
        with pytest.raises(StoreError, match=why):
            merged(scene.path, *others)


def test_a_file_that_is_open_elsewhere_is_read_with_its_log(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    with closing(sqlite3.connect(theirs)) as reader, Workspace(theirs, ticking("ben", seed=2)) as workspace:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM history").fetchone()
        done(workspace, operations.accept, [scene.ship])
        log = theirs.with_name("theirs.db-wal")
        before = theirs.read_bytes(), log.read_bytes()
        assert before[1]
        (report,) = merged(scene.path, theirs)
        assert (theirs.read_bytes(), log.read_bytes()) == before
    assert report.operations == 1


def test_a_name_that_two_people_may_share_is_asked_about(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    done(scene.workspace, operations.accept, [scene.ship])
    with Workspace(theirs, ticking("ann", seed=2)) as workspace:
        done(workspace, operations.reject, [scene.ship])
    with pytest.raises(StoreError, match=r"“ann” has worked in this workspace and in .*--same “ann”.*--rename “ann="):
        merged(scene.path, theirs)
    apart, together = copied(scene.path, "apart.db"), copied(scene.path, "together.db")
    merged(apart, theirs, renamed={"ann": "Ann B."})
    question = "SELECT analyst, status FROM every_verdict WHERE annotation = ? ORDER BY 1"
    assert ask(apart, question, [scene.ship]) == [("Ann B.", "rejected"), ("ann", "accepted")]
    assert ask(apart, "SELECT DISTINCT analyst FROM merged_history") == [("Ann B.",)]
    merged(together, theirs, same=["Ann"])
    assert len(ask(together, question, [scene.ship])) == 1


def test_clocks_that_disagree_are_reported(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    with Workspace(theirs, ticking("ben", seed=2)) as workspace:
        done(workspace, operations.accept, [scene.ship])
    (report,) = merged(scene.path, theirs, at="2026-01-01T00:00:00Z")
    assert len(report.listed) == 1
    assert report.listed[0].startswith("The clock there is ahead: 1 operation up to 2026-01-02")


def test_an_article_whose_text_was_changed_by_another_program_is_kept_as_another(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    change(theirs, "DROP TRIGGER articles_text_stays")
    (sql,) = ask(scene.path, "SELECT sql FROM sqlite_schema WHERE name = 'articles_text_stays'")
    with Workspace(theirs.with_name("other.db"), ticking("ben", seed=5), create=True) as other:
        done(other, add_article, ArticleDraft("Ferry to Lumen", "An edited text."))
    change(
        theirs,
        "UPDATE articles SET (text, text_sha256, length) = ('An edited text.', ?, 15)",
        ask(theirs.with_name("other.db"), "SELECT text_sha256 FROM articles")[0],
    )
    change(theirs, "DELETE FROM annotation_tags")
    change(theirs, "DELETE FROM annotations")
    change(theirs, *sql)
    change(theirs, "UPDATE articles SET note = 'x'")
    with Workspace(theirs, ticking("ben", seed=2)) as workspace:
        done(workspace, operations.write_article_note, scene.article.id, "Edited.")
    (report,) = merged(scene.path, theirs)
    assert "The text of “Ferry to Lumen” differs in the two files; both are kept as articles." in report.listed
    assert len(ask(scene.path, "SELECT 1 FROM articles")) == 2


def test_a_dry_run_changes_nothing(scene: Scene) -> None:
    theirs = copied(scene.path, "theirs.db")
    with Workspace(theirs, ticking("ben", seed=2)) as workspace:
        done(workspace, operations.accept, [scene.ship])
    before = everything(scene.path)
    (report,) = merged(scene.path, theirs, dry_run=True)
    assert (report.taken, report.operations) == (1, 1)
    assert everything(scene.path) == before
