"""How one starts: settings, terminals without colour, no pipeline, and what cannot be opened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyte.screens import Char

from tests.journeys.conftest import Start
from tests.journeys.rights import allow_writing, forbid_writing, give_up_rights, needs_no_rights
from tests.journeys.steps import edits, in_a_field, leave, offers, rows, statuses, write
from tests.journeys.terminal import Terminal


@pytest.fixture
def server() -> None:
    """Nothing: what is new to the program is started as a shell does, with an interpreter of its own."""


def _is_grey(colour: str) -> bool:
    return colour in ("default", "black", "white") or (len(colour) == 6 and colour[:2] == colour[2:4] == colour[4:])


def _says(*words: str) -> Callable[[Terminal], bool]:
    """Return the question whether a toast, on the right, says these words, whatever lines it takes."""

    def asked(terminal: Terminal) -> bool:
        said = " ".join(" ".join(line[-62:].replace("▌", "") for line in terminal.lines).split())
        return all(word in said for word in words)

    return asked


def _unwrapped(terminal: Terminal) -> str:
    """Return what stands on the screen without the breaks that the terminal has made in long lines."""
    return "".join(terminal.lines).strip()


def test_with_no_color_nothing_on_the_screen_is_coloured_and_the_statuses_still_differ(
    start: Start, ready: Path
) -> None:
    reader = start(NO_COLOR="1")
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    reader.press("a")
    reader.wait_for("1 of 13 decided", edits("Saturday evening"))
    reader.press("x")
    reader.wait_for("2 of 13 decided", edits("Ingrid Sollberg"))
    reader.press("g")
    reader.wait_for(edits("The lamp at Hartness burns again"))
    assert {colour for cell in reader.cells() for colour in (cell.fg, cell.bg) if not _is_grey(colour)} == set()

    def look(words: str) -> tuple[bool, bool, bool]:
        cell: Char = reader.cell(*reader.find(words))
        return cell.bold, cell.underscore, cell.strikethrough

    looks = [look(words) for words in ("Hartness Point", "evening", "Ingrid", "dark winters")]
    assert len(set(looks)) == len(looks), "accepted, rejected, suggested and plain text look different"


def test_a_key_of_one_s_own_accepts_and_the_old_one_no_longer_does(
    start: Start, ready: Path, settings: Callable[[str], None]
) -> None:
    settings('analyst = "Mira Okafor"\n[keys]\naccept = "z"\n')
    reader = start()
    reader.wait_for("0 of 13 decided", offers("z Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    reader.press("a")
    reader.press("z")
    reader.wait_for("1 of 13 decided", edits("Saturday evening"), offers("saved", "Mira Okafor"))
    reader.press("q")
    assert reader.exit_code() == 0
    assert list(statuses(ready).values()).count("accepted") == 1
    assert rows(ready, "SELECT analyst FROM annotations WHERE status = 'accepted'") == [("Mira Okafor",)]


def test_what_is_wrong_in_the_settings_is_reported_at_the_start_and_the_rest_of_them_holds(
    start: Start, ready: Path, settings: Callable[[str], None]
) -> None:
    settings('analyst = "Mira"\nmeasure = "wide"\n[keys]\naccept = "x"\n')
    reader = start(columns=160)
    reader.wait_for(_says("measure must be a number", "“x” is bound to both", "as “Mira”."), offers("a Accept", "Mira"))
    reader.press("q")
    assert reader.exit_code() == 0


def test_with_nonsense_in_settings_and_state_the_program_starts_and_says_so(
    start: Start, ready: Path, settings: Callable[[str], None], environment: dict[str, str]
) -> None:
    settings("a = " + "[" * 100_000)
    state = Path(environment["XDG_STATE_HOME"], "glossator")
    (state / "unsaved-notes.txt").mkdir(parents=True)
    (state / "positions.json").write_text("[" * 100_000, encoding="utf-8")
    (state / "reading").write_text("no folder", encoding="utf-8")
    reader = start(columns=160)
    reader.wait_for(_says("The settings in", "are nested too deep", "as “ann”."), offers("Accept"))
    reader.press("G", "q")
    assert reader.exit_code() == 0


def test_without_a_pipeline_the_app_says_so_and_one_can_work(start: Start, article: Path, folder: Path) -> None:
    reader = start("--model", "nope_nope", article.name)
    reader.wait_for("After nine dark winters", "no pipeline", "Unknown pipeline nope_nope")
    reader.press("l", "v", "l", "l", "enter")
    reader.wait_for("Label of “nine dark winters”")
    reader.press("d")
    reader.wait_for("1 of 1 decided", edits("nine dark winters", "DATE", "accepted"))
    write(reader, "n", "By hand.")
    leave(reader)
    reader.press("q")
    assert reader.exit_code() == 0
    workspace = folder / "annotations.db"
    assert rows(workspace, "SELECT quote, label, note FROM annotations") == [("nine dark winters", "DATE", "By hand.")]


def test_what_cannot_be_read_is_reported_and_the_rest_is_opened(start: Start, article: Path, folder: Path) -> None:
    (folder / "empty.txt").touch()
    reader = start("--model", "nope_nope", "empty.txt", "missing.txt", article.name)
    reader.wait_for("After nine dark winters", "no pipeline")
    reader.press("q")
    assert reader.exit_code() == 0


def test_when_nothing_can_be_read_no_reader_opens_and_no_workspace_is_made(start: Start, folder: Path) -> None:
    reader = start("missing.txt")
    assert reader.exit_code() == 1
    assert _unwrapped(reader) == "glossator: missing.txt: no such file or folder; check the spelling"
    assert list(folder.iterdir()) == []


def test_without_a_workspace_and_without_a_path_one_is_reported_how_to_begin(start: Start, folder: Path) -> None:
    reader = start()
    assert reader.exit_code() == 1
    assert "glossator FILE" in _unwrapped(reader)
    assert list(folder.iterdir()) == []


def test_an_article_from_the_command_line_opens_though_another_was_read_last(
    start: Start, ready: Path, folder: Path
) -> None:
    (folder / "short.txt").write_text("Title: A short one\n\nNothing much happened.\n", encoding="utf-8")
    reader = start("--model", "nope_nope", "short.txt")
    reader.wait_for("A short one", "Nothing much happened.")
    reader.press("q")
    assert reader.exit_code() == 0
    reader = start("--model", "nope_nope")
    reader.wait_for("A short one", "Nothing much happened.", offers("Accept"))
    reader.press("<")
    reader.wait_for("After nine dark winters")
    reader.press("O")
    reader.wait_for("Open an article")
    reader.type("short")
    reader.wait_for(lambda seen: "The Sound Gazette" not in seen.text.partition("type to filter")[2])
    reader.press("enter")
    reader.wait_for("Nothing much happened.")


@needs_no_rights
def test_a_workspace_that_cannot_be_written_is_read_and_what_was_typed_is_handed_back(
    start: Start, ready: Path, folder: Path
) -> None:
    before = ready.read_bytes()
    forbid_writing(folder)
    try:
        reader = start(before=give_up_rights)
        reader.wait_for("0 of 13 decided", offers("Accept"))
        reader.press("space")
        reader.wait_for(edits("Hartness Point", "suggested"))
        reader.press("a")
        reader.wait_for("cannot be written", "0 of 13 decided")
        reader.press("]")
        reader.wait_for(edits("Saturday evening", "suggested"))
        write(reader, "n", "Words not to be lost.")
        reader.wait_for(in_a_field, edits("Words not to be lost."), offers("not saved"))
        reader.press("ctrl+q")
        assert reader.exit_code() == 1
        assert "Words not to be lost." in _unwrapped(reader)
    finally:
        allow_writing(folder)
    assert ready.read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {"annotations.db"}
