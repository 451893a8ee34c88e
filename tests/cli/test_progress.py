"""How far a command is, as a person at a terminal sees it."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pyte
import pytest

from glossator.cli import main
from tests.ner.small import small_pipeline


class Tty(io.StringIO):
    """Takes what is written to both streams, as one terminal does."""

    def isatty(self) -> bool:
        return True


def written(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """Return what a command that does its work writes to a terminal of forty columns."""
    monkeypatch.setenv("COLUMNS", "40")
    with Tty() as tty, redirect_stdout(tty), redirect_stderr(tty):
        assert main(words) == 0
        return tty.getvalue()


def left_of(text: str) -> list[str]:
    """Return what stands in such a terminal when that was written."""
    screen = pyte.Screen(40, 30)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    return [line.rstrip() for line in screen.display if line.strip()]


def test_what_is_printed_stands_whole_above_how_far_it_is(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (here / name).write_text(f"Lumen {name}.", encoding="utf-8")
    text = written(monkeypatch, "import", "a", "b")
    assert "2 done" in text
    *articles, last = left_of(text)
    assert [line.split("  ", 1)[1] for line in articles] == ["new    a", "new    b"]
    assert last == "2 new, 0 known already, 0 failed."


def test_how_far_it_is_fits_the_terminal_and_goes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pipeline(here / "small")
    (here / "a").write_text("Lumen.", encoding="utf-8")
    written(monkeypatch, "import", "a")
    text = written(monkeypatch, "analyse", "--all", "--model", str(here / "small"))
    shown = [part.partition("\x1b[K")[0] for part in text.split("\r")]
    assert "0 of 1 articles" in shown
    assert any(part.startswith("1 of 1 articles, ") for part in shown)
    assert all(len(part) < 40 for part in shown if " of 1 articles" in part)
    first, *second = left_of(text)
    assert first.endswith("  1 suggestion")
    assert "".join(second).endswith("1 suggestion.")
