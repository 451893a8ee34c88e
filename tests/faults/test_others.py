"""Other windows and programs: two at one annotation, long locks, and files that go from under the program."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glossator.store import operations
from glossator.store.errors import NoteChanged, WorkspaceReplaced
from glossator.store.workspace import Workspace
from tests.journeys.conftest import Start
from tests.journeys.steps import another_program_writes, edits, in_a_field, leave, no, offers, rows, statuses, write
from tests.journeys.terminal import Terminal
from tests.store.dumps import ask, everything
from tests.store.scene import Scene, done, outcome


def _on_the_first(start: Start, *arguments: str) -> Terminal:
    reader = start(*arguments)
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point", "suggested"))
    return reader


# Two at one


def test_two_who_write_the_same_note_both_find_their_text_in_it_and_the_second_is_reported(
    start: Start, ready: Path
) -> None:
    ann, bea = _on_the_first(start), _on_the_first(start, "--analyst", "bea")
    write(ann, "n")
    with another_program_writes(ready):
        ann.type("Ann’s words.")
        ann.wait_for(edits("Ann’s words."))
        write(bea, "n", "Bea’s words.")
        bea.wait_for(edits("Bea’s words."))
    # Which of the two comes second is up to the two programs.
    both = {"Ann’s words.\n\nBea’s words.": "ann", "Bea’s words.\n\nAnn’s words.": "bea"}
    for reader in (ann, bea):
        reader.wait_for(edits("Ann’s words.", "Bea’s words."), offers("saved"))
    ((note,),) = rows(ready, "SELECT note FROM annotations WHERE note <> ''")
    second = bea if both[note] == "ann" else ann
    second.wait_for(f"{both[note]} has changed this note, too")


def test_one_who_types_on_while_another_writes_loses_neither(start: Start, ready: Path) -> None:
    ann, bea = _on_the_first(start), _on_the_first(start, "--analyst", "bea")
    write(ann, "n", "First of ann.")
    ann.wait_for(edits("First of ann."), offers("saved"))
    bea.wait_for(edits("First of ann."))
    write(bea, "n", " Bea adds.")
    bea.wait_for(edits("First of ann. Bea adds."), offers("saved"))
    ann.wait_for(edits("First of ann. Bea adds."))
    ann.type(" Ann again.")
    # The caret stays where it was, in front of what bea has added.
    ann.wait_for(edits("First of ann. Ann again. Bea adds."), offers("saved"))
    leave(bea)
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [("First of ann. Ann again. Bea adds.",)]


def test_a_note_that_is_not_what_one_has_seen_is_not_written_over(scene: Scene, other: Workspace) -> None:
    done(other, operations.write_note, scene.ship, "Bea’s.")
    with pytest.raises(NoteChanged, match="bea has changed the note") as caught:
        done(scene.workspace, operations.write_note, scene.ship, "Ann’s.", None, ("",))
    assert (caught.value.note, caught.value.analyst) == ("Bea’s.", "bea")
    assert scene.now(scene.ship).note == "Bea’s."
    done(other, operations.write_article_note, scene.article.id, "Bea’s.")
    with pytest.raises(NoteChanged):
        done(scene.workspace, operations.write_article_note, scene.article.id, "Ann’s.", None, ("",))
    done(scene.workspace, operations.write_article_note, scene.article.id, "Both.", None, ("", "Bea’s."))
    assert scene.workspace.refreshed(scene.article).note == "Both."


def test_two_who_decide_on_the_same_annotation_see_what_the_last_has_decided(start: Start, ready: Path) -> None:
    ann, bea = _on_the_first(start), _on_the_first(start, "--analyst", "bea")
    ann.press("a")
    ann.wait_for("1 of 13 decided", offers("saved"))
    bea.wait_for(edits("Hartness Point", "accepted"))
    bea.press("x")
    ann.press("g", "]")
    ann.wait_for(edits("Hartness Point", "rejected"))
    assert statuses(ready)["Hartness Point"] == "rejected"
    assert rows(ready, "SELECT analyst FROM history WHERE subject LIKE 'annotations:%' ORDER BY id") == [
        ("ann",),
        ("bea",),
    ]


# Files that go


def _put_another(path: Path) -> None:
    beside = path.with_name("beside.db")
    shutil.copyfile(path, beside)
    beside.replace(path)


@pytest.mark.parametrize("go", [Path.unlink, _put_another, lambda path: path.rename(path.with_name("moved.db"))])
def test_a_file_that_is_deleted_replaced_or_moved_is_noticed_and_not_written_to(
    start: Start, ready: Path, go: object
) -> None:
    assert callable(go)
    reader = _on_the_first(start)
    before = everything(ready)
    go(ready)
    reader.wait_for("has been deleted, moved or replaced", "After nine dark winters")
    reader.press("a")
    reader.wait_for(offers("not saved"))
    write(reader, "n", "Where to?")
    reader.wait_for("The note was not saved")
    reader.press("ctrl+q")
    assert reader.exit_code() == 1
    reader.wait_for("this note on “Hartness Point” is not saved", "Where to?", "unsaved notes are in")
    for left in ready.parent.glob("*.db"):
        assert everything(left) == before
    assert ready.exists() == (go is _put_another)


def test_a_file_that_is_put_back_is_written_to_again(scene: Scene) -> None:
    moved = scene.path.with_name("moved.db")
    scene.path.rename(moved)
    with pytest.raises(WorkspaceReplaced):
        done(scene.workspace, operations.accept, [scene.ship])
    with pytest.raises(WorkspaceReplaced):
        scene.workspace.version()
    moved.rename(scene.path)
    done(scene.workspace, operations.accept, [scene.ship])
    assert ask(scene.path, "SELECT status FROM annotations WHERE quote = 'Aurora'") == [("accepted",)]


def test_a_file_that_goes_before_the_first_act_is_not_made_anew(scene: Scene) -> None:
    scene.workspace.close()
    with Workspace(scene.path, scene.workspace.author) as workspace:
        scene.path.unlink()
        with pytest.raises(WorkspaceReplaced):
            outcome(workspace.perform(operations.accept, [scene.ship]))
    assert not scene.path.exists()


def test_what_was_written_is_soon_all_in_the_one_file(start: Start, ready: Path, tmp_path: Path) -> None:
    reader = _on_the_first(start)
    reader.press("a")
    reader.wait_for("1 of 13 decided", offers("saved"))
    log = ready.with_name(ready.name + "-wal")
    reader.wait_for(lambda _: log.stat().st_size == 0)
    copied = tmp_path / "copy.db"
    shutil.copyfile(ready, copied)
    assert statuses(copied)["Hartness Point"] == "accepted"


# Long locks


def test_nothing_waits_for_a_long_lock_but_the_saving(start: Start, ready: Path) -> None:
    reader = _on_the_first(start)
    with closing(sqlite3.connect(ready, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        reader.press("a")
        reader.wait_for(offers("waiting"))
        reader.press("]")
        reader.wait_for(edits("Saturday evening"))
        write(reader, "n", "Meanwhile.")
        reader.wait_for(edits("Meanwhile."), in_a_field, offers("waiting"))
        other.execute("ROLLBACK")
    reader.wait_for(offers("saved"), "1 of 13 decided", no("waiting"))
    assert statuses(ready)["Hartness Point"] == "accepted"
