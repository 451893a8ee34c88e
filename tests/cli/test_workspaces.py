"""Workspaces that cannot be used: one sentence with the way out, and not a byte of them changed."""

import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from glossator.runtime.crash_report import write_report
from glossator.state.locations import settings_file, state_folder
from glossator.state.settings import Settings
from glossator.store import operations
from glossator.store.errors import ReadOnly
from glossator.store.workspace import Workspace
from glossator.ui.app import GlossatorApp
from tests.cli.conftest import Ran, Run, run_process
from tests.journeys.rights import allow_writing, forbid_writing, give_up_rights, needs_no_rights
from tests.journeys.steps import rows
from tests.store.dumps import change
from tests.store.scene import ticking

READING = (("stats",), ("history",), ("export",), ("export", "-o", "out.csv"))
WRITING = (("undo",), ("analyse", "--all"), ("import", "hartness.txt"))


def _text(path: Path) -> None:
    path.write_text("Dear diary, this is no database at all, and never was one.", encoding="utf-8")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE diary (entry TEXT)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {0x474C4F53}")
        connection.execute("PRAGMA user_version = 99")
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY)")


@pytest.mark.parametrize("command", [*READING, *WRITING])
@pytest.mark.parametrize(
    ("make", "wrong"), [(_text, "not a workspace"), (_foreign, "not a workspace"), (_newer, "later version")]
)
def test_a_file_that_is_no_workspace_is_refused_and_left_alone(
    glossator: Run, here: Path, article: Path, command: tuple[str, ...], make: Any, wrong: str
) -> None:
    path = here / "annotations.db"
    make(path)
    before = path.read_bytes()
    refusal = glossator(*command).refusal
    assert wrong in refusal
    assert "annotations.db" in refusal
    assert path.read_bytes() == before
    assert {path.name for path in here.iterdir()} == {"annotations.db", "hartness.txt"}


@pytest.mark.parametrize("command", [*READING, *WRITING[:2]])
def test_without_a_workspace_one_is_reported_how_to_begin_and_none_is_made(
    glossator: Run, here: Path, command: tuple[str, ...]
) -> None:
    assert "glossator FILE" in glossator(*command).refusal
    assert list(here.iterdir()) == []


def test_a_folder_is_no_workspace(glossator: Run, here: Path, article: Path) -> None:
    for command in (("stats",), ("import", article.name)):
        assert "is a folder" in glossator(*command, "--db", here).refusal


def test_a_workspace_in_a_folder_that_is_not_there_is_refused(glossator: Run, here: Path, article: Path) -> None:
    assert "There is no folder nowhere" in glossator("import", article.name, "--db", "nowhere/a.db").refusal
    assert list(here.iterdir()) == [article]


def test_a_damaged_workspace_is_reported(glossator: Run, ready: Path) -> None:
    data = bytearray(ready.read_bytes())
    data[4096 * 2 : 4096 * 6] = b"\xff" * 4096 * 4
    ready.write_bytes(data)
    ran = glossator("stats")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "damaged" in ran.err
    assert glossator("doctor").code == 1


def test_the_doctor_writes_what_a_report_of_a_fault_needs_and_nothing_of_what_was_read(
    glossator: Run, ready: Path, here: Path
) -> None:
    with closing(sqlite3.connect(ready)) as connection, connection:
        connection.execute("UPDATE annotations SET quote = 'Hartness Tower' WHERE quote = 'Hartness Point'")
    with pytest.raises(ValueError, match="invalid literal") as broken:
        int("Hartness Point")
    assert write_report(state_folder(), broken.value) is not None
    ran = glossator("doctor", "--report")
    assert ran.code == 0
    reported = ran.out.decode()
    for wanted in ("glossator: ", "python: ", "NOT SOUND", "quotes “…”", "builtins.ValueError", " in test_the_doctor"):
        assert wanted in reported
    for hidden in ("Hartness", str(here), str(Path.home()), "sound_gazette"):
        assert hidden not in reported


def test_an_error_of_the_programs_own_ends_a_command_in_one_sentence_and_a_report_without_any_text(
    glossator: Run, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> int:
        return int("Hartness Point")

    monkeypatch.setattr("glossator.cli.stats.summary", breaks)
    refusal = glossator("stats").refusal
    (file,) = state_folder().glob("error-*.txt")
    assert refusal == (
        f"an internal error ended the program. A report without any of your texts is in {file}; "
        "please send it with a description."
    )
    assert "in breaks" in file.read_text(encoding="utf-8")
    assert "Hartness" not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_damage_in_a_text_is_reported_by_the_doctor_without_the_text(glossator: Run, ready: Path) -> None:
    secret = b"\xffOnly for Hartness".hex()
    with closing(sqlite3.connect(ready)) as connection, connection:
        connection.execute(f"UPDATE articles SET author = CAST(x'{secret}' AS TEXT)")
    ran = glossator("doctor")
    assert ran.code == 1
    assert "Table articles cannot be read to its end: damaged text." in ran.out.decode()
    assert "glossator doctor --salvage NEW.db" in ran.out.decode()
    assert "Only for" not in ran.out.decode() + glossator("doctor", "--report").out.decode()


def test_history_that_makes_no_sense_is_said_to_be_damaged(glossator: Run, ready: Path) -> None:
    with closing(sqlite3.connect(ready)) as connection, connection:
        connection.execute("UPDATE history SET after = '{\"cut off'")
    assert "damaged; “glossator doctor --replay” says more" in glossator("history").out.decode()
    assert "row 1 of the history; “glossator doctor" in glossator("history", "--act", "1", "--json").out.decode()
    ran = glossator("doctor")
    assert ran.code == 1
    assert "Row 1 of the history, of operation 1, is damaged" in ran.out.decode()


def test_the_doctor_replays_the_history_on_request(glossator: Run, ready: Path) -> None:
    ran = glossator("doctor", "--replay", "--json")
    history = json.loads(ran.out)[-1]
    assert (ran.code, history["what"], history["sound"], ran.err) == (0, "history", True, "")
    assert history["seen"].endswith(" entries replayed; they agree with the tables")
    with Workspace(ready, ticking("ann")) as workspace:
        annotation = workspace.annotations(workspace.articles()[0].id)[0]
        workspace.perform(operations.accept, [annotation.id]).result()
        entry = workspace.history(1)[0]
    change(ready, "UPDATE annotations SET status = 'rejected' WHERE id = ?", [annotation.id])
    ran = glossator("doctor", "--replay", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)[-1]["seen"].endswith(
        f"does not fit. Operation {entry.batch}, “accept” of ann at {entry.at}, annotations:{annotation.id}: "
        "expected status 'accepted', found status 'rejected'."
    )


def test_the_doctor_tells_of_settings_that_are_wrong(glossator: Run, ready: Path) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("measure = 1", encoding="utf-8")
    ran = glossator("doctor")
    assert ran.code == 1
    assert "measure must be a number of cells" in ran.out.decode()


@pytest.mark.parametrize("command", [("undo",), ("import", "hartness.txt")])
def test_while_another_program_writes_a_command_says_so_and_gives_up(
    glossator: Run,
    here: Path,
    ready: Path,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    for user in ("glossator.store.workspace", "glossator.store.lazy_workspace"):
        monkeypatch.setattr(f"{user}.Workspace", partial(Workspace, patience=0.1))
    article.write_text("Something new to import.", encoding="utf-8")
    with closing(sqlite3.connect(ready, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "Another program is writing to annotations.db" in glossator(*command).refusal
        assert glossator("stats").code == 0, "reading goes on"
    assert rows(ready, "SELECT count(*) FROM articles") == [(1,)]


def test_a_workspace_that_another_program_keeps_to_itself_is_reported(glossator: Run, ready: Path) -> None:
    with closing(sqlite3.connect(ready, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "Another program" in glossator("stats").refusal


@pytest.fixture
def locked_up(here: Path, ready: Path, article: Path) -> Iterator[Path]:
    """The folder, in which nothing may be written any more."""
    (here / "new.txt").write_text("Something new to import.", encoding="utf-8")
    forbid_writing(here)
    yield here
    allow_writing(here)


def _run_without_rights(*words: str) -> Ran:
    return run_process(*words, preexec_fn=give_up_rights)


@needs_no_rights
@pytest.mark.parametrize(("command", "shown"), [("stats", b"13 annotations"), ("export", b"Hartness")])
def test_a_workspace_that_cannot_be_written_can_be_read(locked_up: Path, command: str, shown: bytes) -> None:
    ran = _run_without_rights(command)
    assert ran.code == 0, ran.err
    assert shown in ran.out


@needs_no_rights
@pytest.mark.parametrize("command", [("undo",), ("import", "new.txt")])
def test_a_workspace_that_cannot_be_written_refuses_to_be(locked_up: Path, command: tuple[str, ...]) -> None:
    before = (locked_up / "annotations.db").read_bytes()
    assert "cannot be written to" in _run_without_rights(*command).refusal
    assert (locked_up / "annotations.db").read_bytes() == before


@needs_no_rights
def test_a_folder_that_cannot_be_written_refuses_a_workspace_and_a_table(locked_up: Path) -> None:
    before = {path.name for path in locked_up.iterdir()}
    assert "cannot be written" in _run_without_rights("export", "-o", "out.csv").refusal
    assert "cannot be written" in _run_without_rights("import", "new.txt", "--db", "other.db").refusal
    assert {path.name for path in locked_up.iterdir()} == before


@needs_no_rights
def test_a_file_that_may_not_be_read_is_reported(here: Path, article: Path) -> None:
    article.chmod(0)
    refusal = _run_without_rights("import", article.name).refusal
    assert refusal == "hartness.txt: it cannot be read (Permission denied); make it readable, or name a copy"


@pytest.fixture(params=["a file", "below a file", "a device"])
def no_home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing can be read or written."""
    file = tmp_path / "occupied"
    file.touch()
    home = {"a file": file, "below a file": file / "home", "a device": Path("/dev/null")}[request.param]
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    return home


def test_commands_work_without_a_home_after_one_warning(glossator: Run, no_home: Path, article: Path) -> None:
    warning = f"glossator: The settings folder {no_home}/.config/glossator cannot be used (Not a directory)"
    ran = glossator("import", article.name)
    assert ran.code == 0
    assert ran.err.splitlines()[0].startswith(warning)
    assert ran.err.count("cannot be used") == 1
    ran = glossator("stats")
    assert (ran.code, len(ran.err.splitlines())) == (0, 1)
    assert ran.out


def test_the_doctor_says_that_a_home_cannot_be_used(glossator: Run, ready: Path, no_home: Path) -> None:
    ran = glossator("doctor", "--json")
    assert (ran.code, ran.err) == (1, "")
    seen = {finding["what"]: finding for finding in json.loads(ran.out)}
    assert (seen["settings"]["sound"], seen["state"]["sound"]) == (False, False)
    assert str(no_home) in seen["state"]["seen"]
    assert "Set HOME or XDG_STATE_HOME" in seen["state"]["seen"]


def test_the_doctor_leaves_nothing_of_its_try_in_the_state_folder(glossator: Run, ready: Path) -> None:
    state = {finding["what"]: finding for finding in json.loads(glossator("doctor", "--json").out)}["state"]
    assert (state["sound"], state["seen"]) == (True, str(state_folder()))
    assert list(state_folder().iterdir()) == []


def test_under_two_names_commands_read_with_a_warning_and_write_nothing(
    glossator: Run, ready: Path, article: Path
) -> None:
    ready.with_name("second.db").hardlink_to(ready)
    usual = glossator("stats", "--db", "second.db")
    assert usual.code == 0
    assert usual.lines
    assert usual.err.startswith("glossator: warning: second.db has 2 names (hard links: also annotations.db)")
    article.write_text("Something else.", encoding="utf-8")
    for words in (("import", article), ("undo",), ("analyse", "--all"), ("doctor", "--rebuild-search")):
        assert glossator(*words).refusal.startswith("annotations.db has 2 names (hard links: also second.db), and what")
    doctor = glossator("doctor")
    assert doctor.code == 1
    assert "annotations.db has 2 names" in doctor.out.decode("utf-8")
    ready.with_name("second.db").unlink()
    assert glossator("stats").err == ""


def test_a_workspace_that_must_not_be_written_to_is_not_opened_in_the_reader(ready: Path) -> None:
    ready.with_name("second.db").hardlink_to(ready)
    with pytest.raises(ReadOnly, match="has 2 names"):
        GlossatorApp(ready, "ann", Settings())
    ready.with_name("second.db").unlink()
    change(ready, "CREATE TRIGGER spy AFTER UPDATE ON annotations BEGIN DELETE FROM history; END")
    with pytest.raises(ReadOnly, match=r"triggers that this program did not make \(spy\)"):
        GlossatorApp(ready, "ann", Settings())


def test_the_index_of_search_is_made_again(glossator: Run, ready: Path) -> None:
    sound = glossator("search", "Norway").lines
    change(ready, "DELETE FROM search_texts_data WHERE id > 10")
    said = glossator("search", "Norway")
    assert said.refusal.startswith("The search index of annotations.db")
    assert "run “glossator doctor --rebuild-search” to rebuild it" in said.err
    doctor = glossator("doctor")
    assert doctor.code == 1
    assert "The search index (search_texts) is damaged or incomplete" in doctor.out.decode("utf-8")
    ran = glossator("doctor", "--rebuild-search")
    assert (ran.code, ran.out) == (0, b"")
    assert "Rebuilt the search index of annotations.db" in ran.err
    assert glossator("search", "Norway").lines == sound


@pytest.mark.parametrize("name", ["", " ", "\u3000\t", "\u200b"])
def test_a_blank_name_of_an_analyst_is_refused(
    glossator: Run, ready: Path, article: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    given = glossator("undo", "--analyst", name)
    assert (given.code, given.out) == (2, b"")
    assert "invalid value for '--analyst': the name is blank" in given.err
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, name or " ")
    assert "The login name is blank" in glossator("undo").refusal
    assert glossator("doctor").code == 1
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(f"analyst = '{name or ' '}'", encoding="utf-8")
    assert "analyst must not be blank" in glossator("undo").refusal
