"""However the program ends, what was typed is kept."""

import os
import signal
import stat
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import another_program_writes, edits, offers, rows, write
from tests.journeys.terminal import Terminal


def _typing(start: Start, key: str, text: str) -> Terminal:
    """Return a reader in the middle of a note, seen on the screen and too young to be saved by itself."""
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    write(reader, key, text)
    reader.wait_for(text)
    return reader


@pytest.mark.parametrize("key", ["n", "N"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_note_that_is_half_typed_when_the_system_ends_the_program_is_kept(
    start: Start, ready: Path, key: str, number: signal.Signals
) -> None:
    reader = _typing(start, key, "Half a sent")
    reader.signal(number)
    assert reader.exit_code() == 128 + number
    assert not reader.in_reader, "the terminal is given back"
    table = "annotations" if key == "n" else "articles"
    assert rows(ready, f"SELECT note FROM {table} WHERE note <> ''") == [("Half a sent",)]


def test_a_note_that_is_half_typed_when_the_terminal_is_closed_is_kept(start: Start, ready: Path) -> None:
    reader = _typing(start, "n", "Half a sent")
    reader.close()
    reader.wait_for_end()
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == [("Half a sent",)]


def _under_a_parent_that_waits() -> None:
    """Run as the child of a process that, like make, gets the signal of the closed terminal and waits for its child."""
    child = os.fork()
    if child:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.closerange(3, 256)
        os.waitpid(child, 0)
        os._exit(0)


def test_the_program_ends_with_its_terminal_also_if_only_its_parent_is_told(start: Start, ready: Path) -> None:
    reader = start(before=_under_a_parent_that_waits)
    reader.wait_for("After nine dark winters", offers("Accept"))
    reader.close()
    reader.wait_for_end()


def _without_hangups() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


@pytest.mark.usefixtures("ready")
def test_the_program_ends_with_a_terminal_that_is_closed_while_it_starts(start: Start) -> None:
    reader = start(before=_without_hangups)
    # Before the first frame.
    reader.wait_for(lambda terminal: terminal.in_reader)
    reader.close()
    reader.wait_for_end()


def test_a_note_that_cannot_be_saved_when_the_terminal_is_closed_is_put_by_and_reported(
    start: Start, ready: Path, environment: dict[str, str]
) -> None:
    kept = Path(environment["XDG_STATE_HOME"], "glossator", "unsaved-notes.txt")
    reader = _typing(start, "n", "Half a sent")
    with another_program_writes(ready):
        reader.close()
        reader.wait_for_end()
    assert "on “Hartness Point”:\nHalf a sent\n" in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert rows(ready, "SELECT note FROM annotations WHERE note <> ''") == []
    start().wait_for("could not be saved", "unsaved-notes.txt")


def test_a_program_that_is_ended_on_the_article_leaves_it_as_it_was(start: Start, ready: Path) -> None:
    before = ready.read_bytes()
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.signal(signal.SIGTERM)
    assert reader.exit_code() == 128 + signal.SIGTERM
    assert ready.read_bytes() == before
    assert list(ready.parent.iterdir()) == [ready]
