"""What journeys have in common: going in and out of fields, and looking at what is shown and what is left behind."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.journeys.terminal import Terminal


def editor(terminal: Terminal) -> str:
    """Return what the editor beside the article shows, on one line; nothing when there is no editor."""
    lines = terminal.lines
    edge = next((line.index("Tags") for line in lines if "Tags" in line), None)
    return "" if edge is None else " ".join(" ".join(line[edge:] for line in lines[1:-1]).split())


def edits(*words: str) -> Callable[[Terminal], bool]:
    """Return the question whether the editor shows these words."""

    def asked(terminal: Terminal) -> bool:
        seen = editor(terminal)
        return all(word in seen for word in words)

    asked.__qualname__ = f"the editor with {', '.join(words)}"
    return asked


def offers(*words: str) -> Callable[[Terminal], bool]:
    """Return the question whether the last line, which names the keys, shows these words."""

    def asked(terminal: Terminal) -> bool:
        return all(word in terminal.foot for word in words)

    asked.__qualname__ = f"the last line with {', '.join(words)}"
    return asked


def no(text: str) -> Callable[[Terminal], bool]:
    """Return the question whether `text` is nowhere on the screen."""

    def asked(terminal: Terminal) -> bool:
        return text not in terminal.text

    asked.__qualname__ = f"no {text}"
    return asked


def counts(decided: int, total: int) -> Callable[[Terminal], bool]:
    """Return the question whether the first line says that so many of so many are decided, in however many words."""

    def asked(terminal: Terminal) -> bool:
        first = terminal.lines[0]
        return f" {decided} of {total} decided" in first or f" {decided}/{total} " in first

    asked.__qualname__ = f"the first line with {decided} of {total}"
    return asked


def looks_like(place: tuple[int, int], other: tuple[int, int]) -> Callable[[Terminal], bool]:
    """Return the question whether the cells at both places have the same background."""

    def asked(terminal: Terminal) -> bool:
        return terminal.cell(*place).bg == terminal.cell(*other).bg

    asked.__qualname__ = f"the background of {place} at {other}"
    return asked


def in_a_field(terminal: Terminal) -> bool:
    """Return whether what is typed now goes into a field or a note: then the article's keys are not offered."""
    return terminal.in_reader and "Accept" not in terminal.foot


def write(terminal: Terminal, key: str, text: str = "") -> None:
    """Go into a field of the editor by its key, and write `text`."""
    terminal.press(key)
    terminal.wait_for(in_a_field)
    terminal.type(text)


def leave(terminal: Terminal) -> None:
    """Leave a note, once it is saved, for the article."""
    terminal.wait_for(in_a_field)
    terminal.press("escape")
    terminal.wait_for(offers("saved", "Accept"))


def rows(workspace: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what `sql` finds in the workspace."""
    with closing(sqlite3.connect(f"{workspace.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


@contextmanager
def another_program_writes(workspace: Path) -> Iterator[None]:
    """Hold the write lock, as another program does in the middle of something long."""
    with closing(sqlite3.connect(workspace, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def statuses(workspace: Path) -> dict[str, str]:
    """Return the status of each annotation, by its words."""
    return dict(rows(workspace, "SELECT quote, status FROM annotations"))
