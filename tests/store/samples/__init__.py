"""Workspaces as earlier schemas left them, kept as SQL, one file for each schema."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
SAMPLES: Final = tuple(sorted(int(path.stem.removeprefix("schema")) for path in _FOLDER.glob("schema*.sql")))
"""The schemas that there are samples of."""


def make_sample(path: Path, version: int) -> None:
    """Make the workspace of schema `version` at `path`, where there is no file yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((_FOLDER / f"schema{version}.sql").read_text(encoding="utf-8"))
