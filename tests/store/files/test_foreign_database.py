"""Databases of other programs: only tables are read, and what is damaged is named."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from glossator.store.files.foreign_database import BadDatabase, ForeignDatabase


def database(folder: Path, *statements: str) -> bytes:
    path = folder / "foreign.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


def test_tables_are_read_in_their_order_and_missing_columns_are_none(tmp_path: Path) -> None:
    data = database(tmp_path, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (2, 'x'), (1, CAST(x'41ff' AS TEXT))")
    with ForeignDatabase(data) as found:
        assert found.tables == {"t": ["a", "b"]}
        assert list(found.rows("t", "b", "c", "a")) == [("x", None, 2), ("A\ufffd", None, 1)]
        assert list(found.rows("other", "a")) == []


def test_views_and_virtual_tables_are_not_read(tmp_path: Path) -> None:
    data = database(tmp_path, "CREATE VIEW v AS SELECT 1 AS a", "CREATE VIRTUAL TABLE f USING fts5 (a)")
    with ForeignDatabase(data) as found:
        assert not {"v", "f"} & found.tables.keys()
        assert list(found.rows("v", "a")) == []


def test_a_database_with_a_log_of_its_own_is_read_as_it_is(tmp_path: Path) -> None:
    data = database(tmp_path, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)")
    with ForeignDatabase(data) as found:
        assert list(found.tables) == ["t"]


@pytest.mark.parametrize("cut", [0, 20, 2_000, 5_000])
def test_what_is_no_database_or_damaged_is_refused(tmp_path: Path, cut: int) -> None:
    data = database(tmp_path, "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", "CREATE TABLE u (a)")

    def read() -> None:
        with ForeignDatabase(data[:cut]) as found:
            list(found.rows("t", "a"))

    with pytest.raises(BadDatabase):
        read()
