"""What is printed on a terminal changes nothing of it; what goes into a file or a pipe is exact."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from glossator.cli import main
from tests.cli.conftest import Run
from tests.store.dumps import change

_HOSTILE = "a\u202eb\x1b]0;x\x07\x9bc\u200bd\x7f"
_UNSEEN = "\u202e\x1b\x07\x9b\u200b\x7f\ufeff"


class Tty(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def shown(*words: str) -> str:
    """Return what a command shows on a terminal."""
    with Tty() as tty, redirect_stdout(tty):
        assert main(words) == 0
        return tty.getvalue()


@pytest.fixture
def hostile(ready: Path) -> Path:
    """A workspace from elsewhere, in which names, notes and texts would change a terminal."""
    change(ready, "PRAGMA ignore_check_constraints = ON")
    change(ready, "UPDATE labels SET name = ?, description = ? WHERE name = 'GPE'", (_HOSTILE, _HOSTILE))
    change(ready, "UPDATE articles SET uid = ?, title = ?, note = ?, source = ?", (_HOSTILE,) * 4)
    change(ready, "UPDATE annotations SET analyst = ?, note = ?", (_HOSTILE, f"first\r{_HOSTILE}"))
    return ready


_COMMANDS = (
    ("search", "Norway"),
    ("search", "quote:Norway"),
    ("search", "Norway", "--json"),
    ("stats",),
    ("stats", "--json"),
    ("codebook",),
    ("codebook", "--json"),
    ("codebook", "export"),
    ("history", "--json"),
    ("doctor",),
    *(("export", "--format", name) for name in ("csv", "articles", "codebook", "prodigy", "html", "markdown")),
)


@pytest.mark.parametrize("words", _COMMANDS, ids=" ".join)
def test_nothing_that_changes_a_terminal_reaches_it(
    hostile: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with Tty() as tty, redirect_stdout(tty):
        main(words)
        written = tty.getvalue()
    assert written
    for text in (written, capsys.readouterr().err):
        assert [character for character in text if character in _UNSEEN or character == "\r"] == []


def test_json_on_a_terminal_means_the_same_and_in_a_pipe_is_exact(hostile: Path, glossator: Run) -> None:
    piped = glossator("search", "Norway", "--json").out.decode("utf-8")
    seen = shown("search", "Norway", "--json")
    assert "\u202e" in piped
    assert "\\u202e" in seen
    assert json.loads(seen) == json.loads(piped)
    assert "Ships’" in seen, "what can be seen stays as it is"


def test_a_table_on_a_terminal_has_the_lines_of_the_one_in_a_pipe(ready: Path, glossator: Run) -> None:
    piped = glossator("export").out
    assert shown("export").splitlines() == piped.decode("utf-8-sig").splitlines()
