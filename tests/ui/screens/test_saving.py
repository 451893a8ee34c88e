"""How the saving stands, while other windows and programs use the same file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossator.domain.annotation import Status
from glossator.state.locations import state_folder
from glossator.store import operations
from glossator.store.errors import NotAWorkspace
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what goes by the clock go soon."""
    monkeypatch.setattr("glossator.store.writer._SAY_AFTER", 0.0)
    monkeypatch.setattr("glossator.store.writer._PAUSE", 0.005)
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 0.005)


class Lock:
    """Another program that writes."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def take(self) -> None:
        """Take the write lock."""
        self._connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        """Give it back."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


@pytest.fixture
def lock(stage: Stage) -> Iterator[Lock]:
    """Another program, not writing yet."""
    other = Lock(stage.path)
    yield other
    other.let_go()


def word(play: Play) -> str:
    """Return what the status line says of the saving."""
    return play.reader.status.saving.word.plain


async def test_everything_is_saved_to_begin_with(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        assert word(play) == "saved"
        assert play.seen.splitlines()[-1].startswith("  saved    ann ")


async def test_while_another_program_writes_it_is_said_and_one_goes_on(
    open_app: OpenApp, stage: Stage, lock: Lock
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        lock.take()
        await play.press("a")
        await play.until(lambda: word(play) == "waiting for another program")
        assert "waiting for another program" in play.seen
        await play.press("G")
        assert play.word == "."
        await play.go_to("Monday")
        assert "Monday" in play.seen
        await play.press("x")
        assert stage.now("Port Selby").status is Status.SUGGESTED
        lock.let_go()
        await play.saved()
        assert word(play) == "saved"
        assert stage.now("Port Selby").status is Status.ACCEPTED
        assert stage.now("Monday").status is Status.REJECTED
        assert "16 of 28 decided" in play.seen


async def test_a_note_is_kept_while_another_program_writes_and_saved_then(
    open_app: OpenApp, stage: Stage, lock: Lock
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        lock.take()
        await play.type("deep")
        await play.until(lambda: word(play) == "waiting for another program")
        await play.type(" water")
        assert play.note.text == "deep water"
        await play.press("escape")
        assert play.app.focused is play.pane
        await play.press("l", "l")
        assert [text for _, text in play.editor.drafts] == ["deep water"]
        lock.let_go()
        await play.saved()
        assert stage.now("Port Selby").note == "deep water"
        assert word(play) == "saved"
        await play.do("u")
        assert stage.now("Port Selby").note == "", "one sitting, however often it was tried"


async def test_no_key_waits_for_a_note_that_waits_for_another_program(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        lock.take()
        await play.press("n")
        await play.type("deep")
        await play.press("escape")
        await play.until(lambda: word(play) == "waiting for another program")
        monkeypatch.setattr("glossator.ui.reader.operation_runner._MOMENT", 3_600.0)
        pending = stage_of_writing(play)
        for _ in range(3):
            await play.press("]")
        assert play.here.quote != "Port Selby"
        assert stage_of_writing(play) == pending, "the note queues once"
        await play.press("a")
        assert word(play) == "waiting for another program"
        monkeypatch.undo()
        lock.let_go()
        await play.saved()
        assert stage.now("Port Selby").note == "deep"


async def test_no_key_waits_for_an_act_that_has_only_begun_to_wait_for_another_program(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.store.writer._SAY_AFTER", 3_600.0)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        lock.take()
        await play.press("a")
        await play.until(lambda: play.reader.session.workspace.writer.blocked)
        monkeypatch.setattr("glossator.ui.reader.operation_runner._MOMENT", 3_600.0)
        await play.press("x")
        await play.press("]")
        assert play.here.quote != "Port Selby"
        lock.let_go()
        await play.saved()
        assert stage.now("Port Selby").status is Status.REJECTED


def stage_of_writing(play: Play) -> int:
    """Return how many writes wait."""
    return len(play.reader.runner.running)


async def test_a_write_that_fails_is_reported_and_one_stays(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.app._PATIENCE", 0.0)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        lock.take()
        await play.press("a")
        await play.until(lambda: play.notifications)
        assert len(play.notifications) == 1
        assert word(play) == "not saved"
        assert play.here.quote == "Port Selby"
        assert play.here.status is Status.SUGGESTED
        assert "14 of 28 decided" in play.seen
        lock.let_go()
        await play.do("a")
        assert word(play) == "saved"
        assert stage.now("Port Selby").status is Status.ACCEPTED


@pytest.mark.parametrize("key", ["d", "u"])
async def test_what_was_not_done_is_not_said_to_be(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr("glossator.ui.app._PATIENCE", 0.0)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        lock.take()
        await play.press(key)
        await play.until(lambda: play.notifications)
        assert play.said == ""


async def test_a_note_that_cannot_be_saved_is_reported_and_stays(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.app._PATIENCE", 0.0)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        lock.take()
        await play.type("deep")
        await play.until(lambda: play.notifications)
        assert play.notifications[0].startswith("The note was not saved. ")
        assert word(play) == "not saved"
        assert play.note.text == "deep"
        await play.press("escape")
        await play.go_to("6:40")
        await play.go_to("Port Selby")
        assert play.note.text == "deep"
        lock.let_go()
        await play.press("n")
        await play.type("!")
        await play.press("escape")
        await play.saved()
        assert stage.now("Port Selby").note == "deep!"
        assert word(play) == "saved"


async def test_leaving_saves_what_was_typed_last(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 3_600.0)
    app = open_app()
    async with playing(app, stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep")
        await play.press("ctrl+q")
    assert app.return_code == 0
    app.close_workspace()
    assert app.parting_words == ""
    assert stage.now("Port Selby").note == "deep"


async def test_leaving_does_not_wait_for_ever_and_gives_back_what_could_not_be_saved(
    open_app: OpenApp, stage: Stage, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 3_600.0)
    monkeypatch.setattr("glossator.ui.reader.screen._LEAVING", 0.05)
    app = open_app()
    close = app._workspace._writer.close
    monkeypatch.setattr(app._workspace._writer, "close", lambda _: close(0.05))
    async with playing(app, stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep")
        lock.take()
        await play.press("ctrl+q")
    assert app.return_code == 0
    app.close_workspace()
    assert app.parting_words.splitlines() == [
        f"another program is writing to {stage.path}; the last operations are not saved.",
        "this note on “Port Selby” is not saved:",
        "deep",
        f"unsaved notes are in {state_folder() / 'unsaved-notes.txt'}.",
    ]
    assert "on “Port Selby”:\ndeep\n" in (state_folder() / "unsaved-notes.txt").read_text("utf-8")
    lock.let_go()
    async with playing(open_app(), stage) as play:
        await play.until(lambda: play.notifications)
        assert str(state_folder() / "unsaved-notes.txt") in "".join(play.notifications)


async def test_when_the_program_breaks_the_note_is_kept_and_nothing_of_it_is_shown_or_reported(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 3_600.0)
    app = open_app()

    def breaks() -> None:
        raise LookupError(f"deep in {app.title}: Port Selby")

    async def break_in_a_note() -> None:
        async with playing(app, stage) as play:
            await play.go_to("Port Selby")
            await play.press("n")
            await play.type("deep")
            app.call_later(breaks)
            await play.until(lambda: app.crash)

    with pytest.raises(LookupError):
        await break_in_a_note()
    app.close_workspace()
    assert stage.now("Port Selby").note == "deep"
    (report,) = state_folder().glob("error-*.txt")
    assert app.parting_words == (
        f"an internal error ended the program. A report without any of your texts is in {report}; "
        "please send it with a description."
    )
    assert app.return_code == 1
    written = report.read_text("utf-8")
    assert "builtins.LookupError" in written
    assert "tests/ui/screens/test_saving.py" in written.replace("\\", "/")
    assert "Selby" not in written
    assert str(state_folder().parent) not in written
    assert report.stat().st_mode & 0o777 == 0o600
    assert capfd.readouterr() == ("", "")


async def test_damage_that_ends_the_program_is_reported_in_its_own_words(open_app: OpenApp, stage: Stage) -> None:
    app = open_app()

    def breaks() -> None:
        raise NotAWorkspace("The file is damaged; look for a backup.")

    async def break_it() -> None:
        async with playing(app, stage) as play:
            app.call_later(breaks)
            await play.until(lambda: app.crash)

    with pytest.raises(NotAWorkspace):
        await break_it()
    app.close_workspace()
    assert app.parting_words == "The file is damaged; look for a backup."
    assert not list(state_folder().glob("error-*.txt"))


# Other windows


async def test_what_another_window_writes_is_shown_and_nothing_moves(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._LOOK_AROUND", 0.01)
    async with playing(open_app(), stage, (120, 24)) as play:
        await play.go_to("the Lumen Coastguard")
        before = play.pane.scroll_offset, play.pane.offset_in_text, play.here.id
        with stage.opened() as other:
            done(other, operations.accept, [stage.ids["Port Selby"], stage.ids["the Lumen Coastguard"]])
            done(other, operations.write_note, stage.ids["the Lumen Coastguard"], "seen by bea")
            done(other, operations.tag, stage.ids["the Lumen Coastguard"], "new/one")
            await play.until(lambda: "16 of 28 decided" in play.seen)
            await play.until(lambda: play.here.tags == ("actors/state", "new/one"))
            await play.until(lambda: play.note.text == "seen by bea")
            assert (play.pane.scroll_offset, play.pane.offset_in_text, play.here.id) == before
            done(other, operations.delete, stage.ids["Selby"])
            await play.until(lambda: "of 27 decided" in play.seen)


async def test_what_one_types_is_not_lost_to_what_another_window_writes(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._LOOK_AROUND", 0.01)
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 3_600.0)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("mine")
        with stage.opened() as other:
            done(other, operations.accept, [stage.ids["Port Selby"]])
            await play.until(lambda: "15 of 28 decided" in play.seen)
        assert play.note.text == "mine"
        assert play.app.focused is play.note
        await play.type("!")
        assert play.note.text == "mine!"


async def test_when_the_annotation_under_the_cursor_goes_the_editor_shows_what_is_left(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._LOOK_AROUND", 0.01)
    async with playing(open_app(), stage) as play:
        await play.go_to("oranges")
        with stage.opened() as other:
            done(other, operations.delete, stage.ids["oranges"])
        await play.until(lambda: play.pane.current is None)
        await play.until(lambda: play.editor.subject is not None and play.editor.subject.annotation is None)
        assert play.word == "oranges"


async def test_an_article_that_another_program_deletes_is_reported_and_left(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        with sqlite3.connect(stage.path) as other:
            other.execute("DELETE FROM articles WHERE uid = ?", [stage.ferry.uid])
        other.close()
        play.reader._look_around()
        await play.until(lambda: play.notifications)
        assert play.notifications == [
            "“Ferry to Lumen sails again after two winters” was deleted. This is the next one."
        ]
        assert "The ferry Aurora left" not in play.seen


async def test_a_file_that_has_gone_is_reported_once_and_again_when_it_goes_again(
    open_app: OpenApp, stage: Stage
) -> None:
    aside = stage.path.with_name("aside.db")
    async with playing(open_app(), stage) as play:

        async def go_and_come_back(times: int) -> None:
            stage.path.rename(aside)
            for _ in range(3):
                play.reader._look_around()
            await play.until(lambda: len(play.notifications) >= times)
            assert len(play.notifications) == times
            assert "has been deleted, moved or replaced" in play.notifications[-1]
            aside.rename(stage.path)
            play.reader._look_around()

        await go_and_come_back(1)
        await go_and_come_back(2)


async def test_what_is_said_goes_when_it_was_read(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.reader.screen._READING_TIME", 0.01)
    async with playing(open_app(), stage) as play:
        play.reader.say("Read this.")
        await play.until(lambda: play.said == "")
