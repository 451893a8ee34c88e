"""SQLite databases of other programs, read in memory: nothing is written, and nothing in them is executed."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

MAGIC: Final = b"SQLite format 3\0"
"""What each SQLite database begins with."""
# The bytes that say that a write-ahead log belongs to a database; without that file it is read as one without.
_LOGGED, _NOT_LOGGED = b"\x02\x02", b"\x01\x01"
_AT: Final = 18


class BadDatabase(ValueError):
    """A file that is no SQLite database, or a damaged one."""


class ForeignDatabase(AbstractContextManager["ForeignDatabase"]):
    """A database of another program. Only its tables are read; views and virtual tables are not.

    Attributes:
        tables: the names of the columns of each table.
    """

    def __init__(self, data: bytes) -> None:
        """Open a database, given as the bytes of its file.

        Raises:
            BadDatabase: when they are no database, or its structure is damaged.
        """
        if not data.startswith(MAGIC):
            raise BadDatabase("It is not an SQLite database.")
        if data[_AT : _AT + 2] == _LOGGED:
            data = data[:_AT] + _NOT_LOGGED + data[_AT + 2 :]
        self._connection = sqlite3.connect(":memory:")
        self._connection.text_factory = lambda found: found.decode("utf-8", "replace")
        try:
            self._connection.deserialize(data)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA query_only = ON")
            self.tables: Mapping[str, Sequence[str]] = {
                name: self._columns(name)
                for (name,) in self._connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                ).fetchall()
            }
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._connection.close()
            raise BadDatabase(f"The database is damaged ({error}).") from error

    def _columns(self, table: str) -> Sequence[str]:
        found = self._connection.execute("SELECT name FROM pragma_table_info(?)", [table])
        return [name for (name,) in found.fetchall()]

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of columns in all rows of a table in their order; None for columns that it does not have.

        Raises:
            BadDatabase: when the database is damaged.
        """
        there = self.tables.get(table)
        if there is None:
            return
        wanted = ", ".join(_quoted(name) if name in there else "NULL" for name in columns)
        try:
            yield from self._connection.execute(f"SELECT {wanted} FROM {_quoted(table)} ORDER BY rowid")
        except sqlite3.Error as error:
            raise BadDatabase(f"The database is damaged ({error}).") from error

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
