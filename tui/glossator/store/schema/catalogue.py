"""The tables of a workspace: keys, references and unique columns according to SQLite, and their `TableInfo`.

A file is opened only if its tables are those of the program, so SQLite is asked once about empty tables in memory.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import NamedTuple

from glossator.store.schema import expected
from glossator.store.schema.tables import TABLES, Role, TableInfo


class TableSchema(NamedTuple):
    """A table of the current schema.

    Attributes:
        name: of the table.
        columns: the declared types of the columns that the history has, by name.
        key: the columns of the primary key.
        references: the tables that columns refer to, by column.
        labelled: the columns that refer to a label by name; others refer to the first column of a key.
        unique: the unique sets of columns, except for uids, which are random.
        is_in_articles: whether rows belong to articles, also indirectly; else they are of the codebook.
    """

    name: str
    info: TableInfo
    columns: Mapping[str, str]
    key: tuple[str, ...]
    references: Mapping[str, str]
    labelled: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    is_in_articles: bool

    @property
    def is_link(self) -> bool:
        """Whether a row only links others; it belongs to the first of them."""
        return len(self.key) == len(self.columns) > 1

    @property
    def keyed_by(self) -> str:
        """The table that the first column of the key refers to, or this one."""
        return self.references.get(self.key[0], self.name)

    @property
    def noun(self) -> str:
        """What people call a row, or the row that it belongs to."""
        return self.info.noun or TABLES[self.keyed_by].noun

    def column_of(self, table: str) -> str:
        """Return the column with the id of a row of `table`; empty where there is none."""
        if table == self.name:
            return self.key[0]
        return next((column for column, other in self.references.items() if other == table), "")


@cache
def catalogue() -> Mapping[str, TableSchema]:
    """Return all tables but those of search by name, each after those that it refers to."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for one, sql in expected.current().items():
            kind, name = one.split()
            if kind == "index" or (kind == "table" and TABLES[name].role is not Role.SEARCH):
                connection.execute(sql)
        found: dict[str, TableSchema] = {}
        for name, info in TABLES.items():
            if info.role is not Role.SEARCH:
                _add(connection, name, found)
    return found


@cache
def recorded() -> Mapping[str, TableSchema]:
    """Return the tables whose changes are in the history by name, each after those that it refers to."""
    return {name: table for name, table in catalogue().items() if table.info.role is Role.RECORDED}


def references_to(name: str) -> Iterator[tuple[TableSchema, str]]:
    """Yield the recorded tables and columns that refer to the table `name`, each before those that it refers to."""
    for table in reversed([*recorded().values()]):
        for column, other in table.references.items():
            if other == name:
                yield table, column


def belonging(table: TableSchema, articles: str) -> str:
    """Return the SQL condition that a row of a table belongs to articles, where `articles` is a condition on the id.

    Rows belong to rows of the same role only, so that an annotation of another article is kept without its run.
    """
    if table.name == "articles":
        return f"id {articles}"
    parents = [(column, catalogue()[other]) for column, other in table.references.items()]
    return " OR ".join(
        f"{column} IN (SELECT {parent.key[0]} FROM {parent.name} WHERE {belonging(parent, articles)})"
        for column, parent in parents
        if parent.name == "articles" or (parent.is_in_articles and parent.info.role is table.info.role)
    )


def _add(connection: sqlite3.Connection, name: str, found: dict[str, TableSchema]) -> None:
    """Add a table to `found`, after those that it refers to."""
    if name in found:
        return
    info = TABLES[name]
    columns = connection.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,)).fetchall()
    key = tuple(column for column, _, place in sorted(columns, key=lambda column: int(column[2])) if place)
    references = connection.execute(
        'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY id DESC', (name,)
    ).fetchall()
    for _, other, _ in references:
        _add(connection, other, found)
    found[name] = TableSchema(
        name=name,
        info=info,
        columns={column: declared for column, declared, _ in columns if column not in info.unrecorded},
        key=key,
        references={column: other for column, other, _ in references},
        labelled=tuple(column for column, other, to in references if (other, to) == ("labels", "name")),
        unique=tuple(_unique(connection, name, info)),
        is_in_articles=name == "articles" or any(found[other].is_in_articles for _, other, _ in references),
    )


def _unique(connection: sqlite3.Connection, name: str, info: TableInfo) -> Iterator[tuple[str, ...]]:
    """Yield the unique sets of columns of a table."""
    indexes = connection.execute(
        """SELECT name FROM pragma_index_list(?) WHERE "unique" AND origin <> 'pk' ORDER BY name""", (name,)
    ).fetchall()
    for (index,) in indexes:
        columns = connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)).fetchall()
        if (None,) in columns:
            yield info.unique
        elif columns != [("uid",)]:
            yield tuple(column for (column,) in columns)
