"""What each pipeline that made suggestions was loaded from."""

from collections.abc import Iterator
from typing import Final

_TABLES: Final = (
    # `runs` names a pipeline by what it calls itself, which anybody can write into a meta.json.
    """CREATE TABLE pipelines (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pipeline TEXT NOT NULL,
        version TEXT NOT NULL,
        loaded_from TEXT NOT NULL CHECK (loaded_from <> ''),
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        first_used_at TEXT NOT NULL,
        UNIQUE (pipeline, version, loaded_from, sha256)
    ) STRICT""",
)


def statements() -> Iterator[str]:
    """Yield the statements that make the tables."""
    yield from _TABLES
