"""What grows with the codebook: a key in the tag field, and importing it."""

import time
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, ratio_row, seconds
from benchmarks.terminal import Terminal
from benchmarks.workspaces import Workspaces, copied
from glossator.services.codebook_files import import_codebook, read_codebook
from glossator.store.workspace import Author, Workspace

ROUNDS: Final = 5
_TAGS: Final = (30, 2_000)
_ROWS: Final = (2_000, 4_000)
_KEY_BAR: Final = 2.0
_IMPORT_BAR: Final = 2.2
# Letters that all tags have, some have, and few have; then back, so that all are listed again.
_KEYS: Final = ("t", "o", "p", "i", "c", " ", "1", *("\x7f",) * 7)


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Type into the tag field of both workspaces, and import both codebooks, in turn."""
    prepared = [copied(workspaces.seeds.path, f"tags-{count}.db") for count in _TAGS]
    for path, count in zip(prepared, _TAGS, strict=True):
        _import(path, count)
    typed, imported = [], []
    for number in range(rounds):
        few, many = (_typed(environment, path, workspaces.seeds.shown) for path in prepared)
        typed.append((few, many))
        folder = environment.folder
        few, many = (_import(folder / f"import-{number}-{count}.db", count) for count in _ROWS)
        imported.append((few, many))
    return [
        ratio_row(f"a key in the tag field, {_TAGS[1]:,} tags", f"{_TAGS[0]} tags", _KEY_BAR, typed, milliseconds),
        ratio_row(f"import of a codebook, {_ROWS[1]:,} tags", f"{_ROWS[0]:,} tags", _IMPORT_BAR, imported, seconds),
    ]


def _typed(environment: Environment, path: Path, shown: tuple[bytes, ...]) -> float:
    """Return the median of what keys take in the tag field."""
    with Terminal(program("--db", str(path)), environment.variables) as terminal:
        terminal.first_frame(*shown)
        terminal.rest()
        terminal.press("]")
        terminal.press("t")
        return median(terminal.press(key) for key in _KEYS)


def _import(path: Path, count: int) -> float:
    """Return the seconds of a processor that importing a codebook of so many tags takes."""
    rows = (f"topic {number % 50}/part {number // 50 % 8}/code {number},What it is\n" for number in range(count))
    codes, _ = read_codebook("".join(("tag,description\n", *rows)).encode())
    with Workspace(path, Author("bench"), create=not path.exists()) as workspace:
        started = time.process_time()
        import_codebook(workspace, codes)
        return time.process_time() - started
