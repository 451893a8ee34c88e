"""What is no command line, and what is one before the workspace is looked at."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from glossator import __version__
from glossator.cli.program import COMMANDS, PROGRAM
from tests.cli.conftest import Run, run_process


@pytest.mark.parametrize(
    "words",
    [
        ("--nope",),
        ("keys", "--nope"),
        ("stats", "--js"),
        ("stats", "somewhere"),
        ("import",),
        ("import", "--format", "exe", "a.txt"),
        ("analyse",),
        ("analyse", "--all", "t_someone"),
        ("export", "-o"),
        ("export", "--format", "pdf"),
        ("export", "--status", "maybe"),
        ("history", "-n", "0"),
        ("history", "-n", "many"),
        ("stats", "--db"),
        ("--analyst",),
        ("export", "--label"),
        ("export", "-o", "--force"),
        ("export", "--raw", "--profile", "tsv"),
        ("search", "--saved", "--save", "a"),
        ("doctor", "--report", "--replay"),
        ("undo", "--json=1"),
        ("keys", "--no\x1bpe"),
        ("completion",),
        ("completion", "tcsh"),
    ],
)
def test_wrong_usage_is_reported_in_one_line_that_names_the_help(
    glossator: Run, here: Path, words: tuple[str, ...]
) -> None:
    ran = glossator(*words)
    assert (ran.code, ran.out) == (2, b"")
    command = f"glossator {words[0]}" if words[0].isalpha() else "glossator"
    assert ran.err.startswith(f"{command}: ")
    assert ran.err.endswith(f" See “{command} --help”.\n")
    assert ran.err.rstrip("\n").isprintable()
    assert "_count" not in ran.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_every_command_tells_about_itself(glossator: Run, command: tuple[str, ...]) -> None:
    ran = glossator(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith(f"Usage: glossator {' '.join(command)}".strip())
    assert all(len(line) <= 80 for line in ran.lines)
    assert glossator(*command, "-h").out == ran.out


def test_the_help_names_every_command(glossator: Run) -> None:
    _, _, listed = glossator("--help").out.decode().partition("Commands:\n")
    assert re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_line_of_its_help(name: str) -> None:
    command = PROGRAM.get_command(click.Context(PROGRAM), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").partition("\n")[0] == f"{COMMANDS[name][1]}."


def modules_after(*words: str) -> set[str]:
    """Return the modules that a command line imports in an interpreter of its own."""
    code = "import sys; from glossator.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.splitlines()[-1].split())


# They report errors in queries as search does.
_ALSO = {"export": {"search"}, "agree": {"search"}}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_its_own_module_only(command: str) -> None:
    modules = {name: action.partition(":")[0] for name, (action, _) in COMMANDS.items()}
    found = modules_after(command, "-h")
    imported = {name for name in (*modules.values(), "reader") if f"glossator.cli.{name}" in found}
    assert imported == {modules[command], *_ALSO.get(command, ())}


def test_the_version_and_the_help_need_no_workspace_and_no_screen() -> None:
    late = {"glossator.store.workspace", "glossator.cli.stats", "sqlite3", "textual"}
    for option in ("--version", "--help"):
        assert modules_after(option) & late == set()


def test_the_version_is_reported(glossator: Run) -> None:
    assert glossator("--version").lines == [f"glossator {__version__}"]


def test_options_may_stand_before_the_command(glossator: Run, ready: Path, here: Path) -> None:
    assert glossator("--db", ready, "stats").code == 0
    assert glossator("--analyst", "import", "undo").refusal == "There is nothing to undo."
    assert glossator("--db", "stats", "stats").refusal.startswith("There is no workspace at stats")


def test_the_environment_names_the_workspace_and_the_line_has_the_last_word(
    glossator: Run, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOSSATOR_DB", "elsewhere.db")
    assert "elsewhere.db" in glossator("stats").refusal
    assert glossator("stats", "--db", ready).code == 0


@pytest.mark.parametrize("words", [(), ("hartness.txt",)])
def test_the_reader_needs_a_terminal_and_touches_nothing_without_one(
    glossator: Run, article: Path, here: Path, words: tuple[str, ...]
) -> None:
    assert "needs a terminal" in glossator(*words, stdin=b"some text").refusal
    assert list(here.iterdir()) == [article]


@pytest.mark.parametrize(
    "words", [("history.txt",), ("nowhere/at/all",), ("hartness.txt", "nowhere/at/all"), ("nowhere*.txt",)]
)
def test_without_a_terminal_too_a_path_that_is_not_there_is_reported_first(
    glossator: Run, article: Path, words: tuple[str, ...]
) -> None:
    assert glossator(*words).refusal == f"{words[-1]}: no such file or folder; check the spelling"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("serach", "kabul"), "search"),
        (("--db", "exports", "exprot", "-o", "x.csv"), "export"),
        (("Import", "a"), "import"),
    ],
)
def test_a_command_with_a_slip_in_it_is_reported_with_what_was_probably_meant(
    glossator: Run, here: Path, words: tuple[str, ...], command: str
) -> None:
    (slip,) = [word for word in words if word in ("serach", "exprot", "Import")]
    reported = f"{slip}: no such file or folder; did you mean “glossator {command}”?"
    assert glossator(*words).refusal == reported
    assert list(here.iterdir()) == []


def test_a_file_that_is_called_nearly_as_a_command_is_a_file(glossator: Run, here: Path) -> None:
    (here / "exports").mkdir()
    (here / "exports" / "a.txt").write_text("A text.", encoding="utf-8")
    assert "needs a terminal" in glossator("exports").refusal


def test_the_module_is_the_command(here: Path) -> None:
    ran = run_process("--version")
    assert (ran.code, ran.lines, ran.err) == (0, [f"glossator {__version__}"], "")
