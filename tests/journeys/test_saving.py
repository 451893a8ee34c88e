"""What was shown as saved is in the file, whatever happens next; and reading alone changes nothing."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from glossator.store.operations.tags import make_tag
from glossator.store.workspace import Author, Workspace
from tests.journeys.conftest import Start
from tests.journeys.ready import SUGGESTIONS
from tests.journeys.steps import another_program_writes, edits, in_a_field, leave, no, offers, rows, statuses, write
from tests.journeys.terminal import PROGRAM, REPOSITORY


def _state(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_reading_leaves_the_workspace_byte_for_byte_as_it_was(
    start: Start, article: Path, folder: Path, environment: dict[str, str]
) -> None:
    for command in (("import", article.name), ("analyse", "--all")):
        subprocess.run(
            [*PROGRAM, *command],
            cwd=folder,
            env={**environment, "PYTHONPATH": str(REPOSITORY)},
            check=True,
            capture_output=True,
        )
    before = _state(folder)
    assert before.keys() == {"annotations.db", "hartness.txt"}

    # Without a path, and with that of a folder whose files are all known.
    for path in ((), (folder,)):
        reader = start(*path)
        reader.wait_for("After nine dark winters", "0 of ", offers("Accept"))
        for keys in ("]]jj", "G", "{vll", "g", " "):
            reader.press(*keys)
        reader.wait_for(edits("suggested"))
        reader.press("?")
        reader.wait_for("Move")
        reader.press("escape")
        reader.wait_until_gone("Move")
        write(reader, "N")
        leave(reader)
        reader.press("q")
        assert reader.exit_code() == 0
        assert _state(folder) == before


def test_an_act_in_one_window_appears_in_the_other(start: Start, ready: Path) -> None:
    one, other = start(), start()
    for reader in (one, other):
        reader.wait_for("0 of 13 decided", offers("Accept"))
        reader.press("space")
        reader.wait_for(edits("Hartness Point", "suggested"))
    one.press("a")
    one.wait_for("1 of 13 decided")
    other.wait_for("1 of 13 decided", edits("Hartness Point", "accepted"))
    write(other, "n", "Seen from the other window.")
    leave(other)
    one.press("[")
    one.wait_for(edits("Hartness Point", "Seen from the other window."))
    other.press("u")
    other.wait_for("Undid write note")
    one.wait_for(no("Seen from the other window."))


def test_killing_the_program_loses_no_act_that_was_shown_as_saved(start: Start, ready: Path) -> None:
    for number, (quote, _) in enumerate(SUGGESTIONS[:5], start=1):
        reader = start()
        reader.wait_for(f"{number - 1} of 13 decided", offers("Accept"))
        reader.press("g", "space")
        reader.wait_for(edits(quote, "suggested"))
        reader.press("a")
        reader.wait_for(f"{number} of 13 decided", "saved")
        reader.kill()
        assert list(statuses(ready).values()).count("accepted") == number
        assert statuses(ready)[quote] == "accepted"
    assert rows(ready, "PRAGMA integrity_check") == [("ok",)]


def test_killing_the_program_loses_no_note_that_was_shown_as_saved(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, "n", "Not to be lost.")
    reader.wait_for(edits("Not to be lost."), offers("saved"))
    reader.kill()
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [("Not to be lost.",)]


@pytest.mark.parametrize("key", ["n", "N"])
def test_a_note_that_is_half_typed_when_one_quits_is_kept(start: Start, ready: Path, key: str) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, key, "Half a sent")
    reader.wait_for("Half a sent")
    reader.press("ctrl+q")
    assert reader.exit_code() == 0
    table = "annotations" if key == "n" else "articles"
    assert rows(ready, f"SELECT note FROM {table} WHERE note <> ''") == [("Half a sent",)]


def test_a_note_that_is_half_typed_when_one_goes_to_another_annotation_is_kept_with_the_first(
    start: Start, ready: Path
) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, "n", "About the lamp")
    reader.wait_for(edits("About the lamp"))
    reader.click(*reader.find("Gdańsk"))
    reader.wait_for(edits("Gdańsk"), "saved", no("About the lamp"))
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(ready, "SELECT quote, note FROM annotations WHERE note <> ''") == [("Hartness Point", "About the lamp")]


def test_while_another_program_writes_one_reads_on_and_the_act_is_saved_as_soon_as_it_can_be(
    start: Start, ready: Path
) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point", "suggested"))
    with another_program_writes(ready):
        reader.press("a")
        reader.wait_for(offers("waiting"))
        reader.press("]")
        reader.press("]")
        reader.wait_for(edits("Ingrid Sollberg", "suggested"))
        assert "saved" not in reader.foot
        assert statuses(ready)["Hartness Point"] == "suggested"
    reader.wait_for("1 of 13 decided", offers("saved"))
    assert statuses(ready)["Hartness Point"] == "accepted"


def test_a_note_is_not_said_to_be_saved_while_another_program_writes(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point", "suggested"))
    write(reader, "n")
    with another_program_writes(ready):
        reader.type("Wait for me.")
        reader.wait_for(edits("Wait for me."), offers("waiting"))
        reader.type(" And me.")
        reader.wait_for(edits("Wait for me. And me."), in_a_field, offers("waiting"))
    reader.wait_for(edits("Wait for me. And me."), offers("saved"))
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [("Wait for me. And me.",)]


def test_undo_reaches_back_over_a_restart(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    reader.press("a")
    reader.wait_for("1 of 13 decided", edits("Saturday evening"))
    reader.press("x")
    reader.wait_for("2 of 13 decided")
    reader.press("q")
    assert reader.exit_code() == 0
    reader = start()
    reader.wait_for("2 of 13 decided", offers("Undo"))
    reader.press("u")
    reader.wait_for("1 of 13 decided", "Undid reject", edits("Saturday evening", "suggested"))
    reader.press("u")
    reader.wait_for("0 of 13 decided", "Undid accept", edits("Hartness Point", "suggested"))
    reader.press("u")
    reader.wait_for("Undo the import of 1 article?")
    reader.press("n")
    reader.wait_for(no("Undo the import"), "0 of 13 decided")
    reader.press("u")
    reader.wait_for("Undo the import of 1 article?")
    reader.press("y")
    reader.wait_for("Undid import. Removed 1 article.", "This workspace has no articles.")
    reader.press("u")
    reader.wait_for("There is nothing to undo.")
    reader.press("ctrl+r")
    reader.wait_for("0 of 13 decided", "Redid import")
    assert set(statuses(ready).values()) == {"suggested"}


def test_a_note_is_written_in_an_editor_of_ones_own(start: Start, ready: Path, folder: Path) -> None:
    editor = folder / "my editor.sh"
    editor.write_text(
        '#!/bin/sh\nprintf "%s\\nWritten outside: %s" "$(cat "$1")" "Gdańsk" > "$1.new"\nmv "$1.new" "$1"\n'
    )
    editor.chmod(0o755)
    reader = start(EDITOR=f"'{editor}'", VISUAL="")
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, "n", "Written inside.")
    reader.wait_for(edits("Written inside."), offers("saved"))
    leave(reader)
    reader.press("E")
    reader.wait_for(edits("Written inside.", "Written outside: Gdańsk"), offers("saved", "Accept"))
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [
        ("Written inside.\nWritten outside: Gdańsk",)
    ]


def test_an_editor_that_is_not_there_is_reported_and_the_note_stays(start: Start, ready: Path) -> None:
    reader = start(EDITOR="no-such-editor", VISUAL="")
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, "n", "Kept.")
    leave(reader)
    reader.press("E")
    reader.wait_for("Could not run the editor “no-such-editor”", edits("Kept."))
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [("Kept.",)]


def test_the_note_of_a_tag_is_written_in_the_analyst_s_own_editor_too(start: Start, ready: Path, folder: Path) -> None:
    with Workspace(ready, Author("ann")) as workspace:
        workspace.perform(make_tag, "harbour").result()
    editor = folder / "editor.sh"
    editor.write_text("#!/bin/sh\nprintf 'Where ships lie.' >> \"$1\"\n")
    editor.chmod(0o755)
    reader = start(EDITOR=str(editor), VISUAL="")
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.type("KGn")
    reader.wait_for("Note on harbour", "ctrl+g")
    reader.press("ctrl+g")
    reader.wait_for("Where ships lie.")
    reader.press("escape")
    reader.wait_until_gone("Note on harbour")
    assert rows(ready, "SELECT note FROM tags") == [("Where ships lie.",)]
