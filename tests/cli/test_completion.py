"""Completion as the shells themselves do it, and what it leaves alone."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import pexpect
import pytest

from glossator.cli.program import COMMANDS
from glossator.services.formats import FORMATS
from tests.cli.conftest import Run, run_process
from tests.journeys.steps import rows
from tests.store.dumps import change

Complete = Callable[..., list[str]]

# The script is loaded as users load it; what the function of the shell offers is printed, one on each line.
# compopt, which asks for files as well, works only while a key is answered.
_BASH = """
compopt() { :; }
eval "$(glossator completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_glossator_completion glossator
printf '%s\\n' "${COMPREPLY[@]}"
"""
# The widgets that show completions are not there without a terminal.
_ZSH = """
compdef() { }
compadd() { print -rl -- "${(@P)@[-1]}" }
_describe() { print -rl -- "${(@)${(@P)3}%%:*}" }
_path_files() { print -r -- files }
eval "$(glossator completion zsh)"
words=("$@")
CURRENT=$#
_glossator_completion
"""
_FISH = """
glossator completion fish | source
complete --do-complete (string join ' ' -- $argv)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program on the path of the shells, by its name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "glossator").write_text(f'#!/bin/sh\nexec {quote(sys.executable)} -m glossator "$@"\n', encoding="utf-8")
    (folder / "glossator").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def _completed(shell: str, script: str, *words: str) -> list[str]:
    """Return what a shell offers for the last of the words; nothing may be reported."""
    options = {"bash": ["--norc", "-c", script, "bash"], "zsh": ["-f", "-c", script, "zsh"]}
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    command = [found, *options.get(shell, ["--no-config", "-c", script, "--"]), "glossator", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, stdin=subprocess.DEVNULL)
    assert done.stderr == ""
    # fish adds a description.
    return [line.partition("\t")[0] for line in done.stdout.splitlines() if line]


@pytest.fixture
def bash(program: None) -> Complete:
    """Returns what bash offers."""
    return lambda *words: _completed("bash", _BASH, *words)


@pytest.fixture(params=[("bash", _BASH), ("zsh", _ZSH), ("fish", _FISH)], ids=lambda shell: str(shell[0]))
def shell(request: pytest.FixtureRequest, program: None) -> Complete:
    """Returns the candidates of a shell."""
    return lambda *words: _completed(*request.param, *words)


def test_each_shell_completes_commands_options_and_values(shell: Complete, ready: Path) -> None:
    assert "archive" in shell("ar")
    assert shell("export", "--stat") == ["--status"]
    assert shell("export", "--status", "acc") == ["accepted"]
    assert shell("import", "--format", "docc") == ["doccano", "doccano-codepoints"]
    assert shell("archive", "") == [uid for (uid,) in rows(ready, "SELECT uid FROM articles")]


def test_the_tab_key_completes(program: None, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (here / "story.txt").touch()
    monkeypatch.setenv("TERM", "dumb")
    terminal = pexpect.spawn("bash", ["--norc", "--noprofile", "-i"], encoding="utf-8", timeout=60)
    terminal.sendline("PS1='ready> '; eval \"$(glossator completion bash)\"")
    terminal.expect_exact("\r\nready> ")
    terminal.send("glossator archi\t--ba\t")
    terminal.expect_exact("glossator archive --back ")
    terminal.sendline("x")
    terminal.expect_exact("\r\nready> ")
    terminal.send("glossator stor\t")
    terminal.expect_exact("glossator story.txt ")
    terminal.close(force=True)


def test_without_a_word_the_commands_are_offered(bash: Complete, here: Path) -> None:
    assert bash("") == list(COMMANDS)
    assert list(here.iterdir()) == []


def test_options_before_the_command_and_paths_after_the_first_are_known(bash: Complete, here: Path) -> None:
    assert bash("--db", "else.db", "dele") == ["delete"]
    assert bash("a.txt", "dele") == []
    assert bash("--db", "else.db", "stats", "--art") == ["--articles"]


def test_formats_are_completed(bash: Complete, here: Path) -> None:
    assert bash("import", "--format", "") == [*FORMATS.import_names]
    assert {"csv", "xlsx", "refi-qda", "spacy"} <= set(bash("export", "--format", ""))


def add_tag(workspace: Path, path: str) -> None:
    """Add a tag to the workspace, as another program would."""
    values = "lower(hex(randomblob(6))), ?, '', '', '', 0"
    change(workspace, f"INSERT INTO tags (uid, path, description, colour, key, archived) VALUES ({values})", (path,))


def test_labels_and_tags_of_the_workspace_are_completed(bash: Complete, ready: Path) -> None:
    assert {"PERSON", "GPE"} <= set(bash("export", "--label", ""))
    add_tag(ready, "talks")
    assert bash("export", "--tag", "") == ["talks"]
    ready.rename("else.db")
    assert bash("export", "--tag", "") == []
    assert bash("--db", "else.db", "export", "--tag", "") == ["talks"]
    assert bash("export", "--db", "else.db", "--tag", "ta") == ["talks"]


def test_a_name_that_a_shell_would_run_is_quoted_or_left_out(bash: Complete, ready: Path) -> None:
    for path in ("$(touch ran)", "peace talks", "one, two", "a\u202eb"):
        add_tag(ready, path)
    assert sorted(bash("export", "--tag", "")) == ["'$(touch ran)'", "'peace talks'"]
    assert not (ready.parent / "ran").exists()


@pytest.mark.parametrize("content", [None, b"", b"This is no workspace.", b"SQLite format 3\0" + bytes(4_000)])
def test_a_workspace_that_cannot_be_read_offers_nothing_and_stays(
    bash: Complete, here: Path, content: bytes | None
) -> None:
    if content is not None:
        (here / "annotations.db").write_bytes(content)
    assert bash("archive", "") == []
    assert [file.read_bytes() for file in here.iterdir()] == ([] if content is None else [content])


def test_an_older_workspace_is_not_migrated(bash: Complete, ready: Path) -> None:
    change(ready, "PRAGMA user_version = 3")
    assert "GPE" in bash("export", "--label", "")
    change(ready, "ALTER TABLE labels DROP COLUMN archived")
    before = ready.read_bytes()
    assert bash("export", "--label", "") == []
    assert [file.name for file in ready.parent.iterdir()] == [ready.name]
    assert ready.read_bytes() == before


def test_what_a_script_does_not_ask_for_is_refused_without_a_word() -> None:
    for instruction in ("bash_source", "tcsh_complete", "", "bash_complete"):
        ran = run_process(env={"_GLOSSATOR_COMPLETE": instruction})
        assert (ran.code, ran.out, ran.err) == (1, b"", "")


def test_another_shell_is_refused(glossator: Run) -> None:
    assert glossator("completion", "tcsh").code == 2
