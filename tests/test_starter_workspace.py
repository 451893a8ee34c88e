"""The starter workspace that is committed: sound, and what its articles make."""

import sqlite3
from contextlib import closing
from pathlib import Path

import glossator
from seeds.build import build

REPOSITORY = Path(glossator.__file__).parents[2]
STARTER = REPOSITORY / "annotations.db"


def opened(path: Path) -> sqlite3.Connection:
    """Open a workspace that nothing is written to."""
    return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)


def test_every_quote_is_what_stands_at_its_place() -> None:
    with closing(opened(STARTER)) as connection:
        rows = connection.execute(
            'SELECT t.text, start, "end", quote FROM annotations JOIN articles AS t ON t.id = article'
        ).fetchall()
    assert len(rows) > 500
    assert [quote for text, start, end, quote in rows if text[start:end] != quote] == []


def test_it_is_whole_and_written_by_this_schema() -> None:
    with closing(opened(STARTER)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_it_is_what_its_articles_make(tmp_path: Path) -> None:
    build(tmp_path / "built.db")
    with closing(opened(STARTER)) as committed, closing(opened(tmp_path / "built.db")) as built:
        assert list(committed.iterdump()) == list(built.iterdump()), "make annotations.db"
