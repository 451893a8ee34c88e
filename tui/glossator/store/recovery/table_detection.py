"""Detecting the table of the rows on a page, where the schema is damaged.

A page has rows of one table. There are three ways to detect it. A readable part of the schema may name the root page of
a table, which leads to its other pages. The rows of most tables can be recognised by the number and types of their
values and by the form of uids. And a table has the same root page as in a new or vacuumed workspace, if a table before
and one after it have. Rows of tables without rowids look like those of indexes, and are not recognised by values.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from glossator.domain.uid import LETTERS
from glossator.store.recovery.sqlite_pages import INNER, KEYS_INNER, KEYS_LEAF, LEAF, PageRow, Pages, Value
from glossator.store.schema.tables import TABLES, UID_FORM

_TYPES: Final[dict[str, tuple[type, ...]]] = {"INTEGER": (int,), "TEXT": (str,), "REAL": (float, int), "BLOB": (bytes,)}


# The most columns that migrations added to the end of one table.
_MOST_ADDED: Final = 2


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table of the current schema.

    Attributes:
        columns: name, types of the values, and form of the texts.
        last: the values of the last columns in rows that are older than these; empty where all rows have them.
        keyed: whether it has no rowids.
        numbered: the index of the column that is the rowid; -1 when there is none.
        begins: its root page in a new workspace, and in a vacuumed one.
    """

    name: str
    columns: tuple[tuple[str, tuple[type, ...], re.Pattern[str] | None], ...]
    last: tuple[Value, ...]
    keyed: bool
    numbered: int
    begins: tuple[int, ...]

    def completed(self, row: PageRow) -> tuple[Value, ...] | None:
        """Return the values of a row for all columns; None when it cannot be of this table."""
        missing = len(self.columns) - len(row.values)
        if (row.number is None) != self.keyed or not 0 <= missing <= len(self.last):
            return None
        values = row.values + self.last[len(self.last) - missing :]
        if self.numbered < 0:
            return values
        return None if values[self.numbered] is not None else _with(values, self.numbered, row.number)

    def fits(self, row: PageRow) -> bool:
        """Return whether a row can be of this table."""
        values = self.completed(row)
        return values is not None and all(
            isinstance(value, types) and (form is None or value is None or bool(form.fullmatch(str(value))))
            for value, (_, types, form) in zip(values, self.columns, strict=True)
        )


@dataclass
class DetectedTables:
    """The pages of the tables.

    Attributes:
        pages: by table, in the order in which to read them: those that others refer to first.
        whole: the tables of which all pages were found.
        highest: the highest rowid that a table ever had, where it is known.
    """

    pages: dict[str, list[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    highest: dict[str, int] = field(default_factory=dict)


def tables_of(made: sqlite3.Connection, names: Sequence[str]) -> list[KnownTable]:
    """Return the tables of those names in a new workspace, which is vacuumed for this."""
    new = _begin(made)
    made.execute("VACUUM")
    packed = _begin(made)
    return [_table(made, name, (new[name], packed[name])) for name in names]


def _begin(made: sqlite3.Connection) -> dict[str, int]:
    return dict(made.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall())


def detect_tables(pages: Pages, tables: Sequence[KnownTable]) -> DetectedTables:
    """Find the pages with rows of the tables."""
    found, seen = DetectedTables(), _look(pages, tables)
    found.highest = seen.highest
    begins = _by_place(pages, tables, seen) | seen.begins()
    for table in tables:
        known = _Tree(pages, table, seen)
        if table.name in begins:
            known.follow(begins[table.name])
            if known.is_whole:
                found.whole.add(table.name)
        others = [] if known.is_whole or table.keyed else seen.of(table.name)
        there = set(known.leaves)
        others = [number for number in others if number not in there]
        others.sort(key=lambda number: number not in seen.referred)
        if known.leaves or others:
            found.pages[table.name] = known.leaves + others
    return found


@dataclass
class _Seen:
    """What is known of all pages.

    Attributes:
        tables: by page, the table of its rows, as far as they are recognised.
        referred: by page, the number of inner pages that refer to it.
        claims: by page, the tables and indexes whose root it is according to the schema, as kind and name.
        highest: as that of `DetectedTables`.
    """

    tables: dict[int, str] = field(default_factory=dict)
    referred: Counter[int] = field(default_factory=Counter)
    claims: defaultdict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    highest: dict[str, int] = field(default_factory=dict)

    def begins(self) -> dict[str, int]:
        """Return the root page of each table, where the schema names just one, and that for no other."""
        said = Counter(claim for claims in self.claims.values() for claim in claims)
        return {
            name: number
            for number, claims in self.claims.items()
            for kind, name in claims
            if kind == "table" and len(claims) == said[kind, name] == 1 and number not in self.referred
        }

    def of(self, table: str) -> list[int]:
        return [number for number, name in self.tables.items() if name == table]


def _look(pages: Pages, tables: Sequence[KnownTable]) -> _Seen:
    seen, free = _Seen(), pages.free()
    names = {table.name for table in tables}
    by_number = [table for table in tables if not table.keyed]
    for number in range(1, pages.count + 1):
        if number in free:
            continue
        kind = pages.kind(number)
        if kind in (INNER, KEYS_INNER):
            seen.referred.update(pages.children(number))
        elif kind == LEAF:
            for row in pages.rows(number):
                if row is None:
                    continue
                fitting = [table.name for table in by_number if table.fits(row)]
                if fitting:
                    # A row that fits several tables is not recognised.
                    if len(fitting) == 1:
                        seen.tables[number] = fitting[0]
                    break
                _note_down(row, names, seen)
    return seen


def _note_down(row: PageRow, names: set[str], seen: _Seen) -> None:
    """Store what a row of SQLite says about a table: its root page, or its highest rowid."""
    match row.values:
        case ("table" | "index" as kind, str(name), str(), int(begins), str() | None) if begins:
            seen.claims[begins].add((kind, name))
        case (str(name), int(highest)) if name in names:
            seen.highest[name] = max(highest, seen.highest.get(name, 0))


class _Tree:
    """The pages that the root page of a table leads to."""

    def __init__(self, pages: Pages, table: KnownTable, seen: _Seen) -> None:
        self._pages, self._table, self._seen = pages, table, seen
        self.leaves: list[int] = []
        self.is_whole = False

    def follow(self, begins: int) -> None:
        """Find the pages with rows, and whether all pages exist and are of the table."""
        self.is_whole = True
        inner, leaf = (KEYS_INNER, KEYS_LEAF) if self._table.keyed else (INNER, LEAF)
        todo, been = [begins], set[int]()
        while todo:
            number = todo.pop()
            kind, rows = self._pages.kind(number), list(self._pages.rows(number))
            # A page that something else refers to, too, is a wrong reference.
            is_shared = number != begins and (self._seen.referred[number] > 1 or number in self._seen.claims)
            if is_shared or number in been or kind not in (inner, leaf) or not self._is_of_table(number, rows, begins):
                self.is_whole = False
                continue
            been.add(number)
            if rows:
                self.leaves.append(number)
            if kind == inner:
                todo += reversed(self._pages.children(number))

    def _is_of_table(self, number: int, rows: Sequence[PageRow | None], begins: int) -> bool:
        """Return whether the rows on a page are of the table; only a root page may have none."""
        if self._pages.kind(number) == INNER:
            return True
        there = [row for row in rows if row]
        if not there:
            return number == begins
        if self._table.keyed:
            return all(self._table.fits(row) for row in there)
        return self._seen.tables.get(number) == self._table.name


def _by_place(pages: Pages, tables: Sequence[KnownTable], seen: _Seen) -> dict[str, int]:
    """Return the root pages of tables without rowids that lie between the root pages of two other tables.

    These two must have the same root pages as in a new or a vacuumed workspace.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    for order in range(len(tables[0].begins)):
        ordered = sorted(tables, key=lambda table: table.begins[order])
        proven = [_begins(pages, table, table.begins[order], seen) for table in ordered]
        for place, table in enumerate(ordered):
            begins = table.begins[order]
            is_taken = begins in seen.referred or begins in seen.claims
            if table.keyed and not is_taken and any(proven[:place]) and any(proven[place:]):
                found[table.name].add(begins)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _begins(pages: Pages, table: KnownTable, number: int, seen: _Seen) -> bool:
    """Return whether a page is the root page of a table with recognised rows."""
    if table.keyed or number in seen.referred:
        return False
    if pages.kind(number) == INNER:
        return any(seen.tables.get(child) == table.name for child in pages.children(number))
    return seen.tables.get(number) == table.name


def _table(made: sqlite3.Connection, name: str, begins: tuple[int, ...]) -> KnownTable:
    (keyed,) = made.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (name,)).fetchone()
    described = made.execute('SELECT name, type, "notnull" OR pk, dflt_value, pk FROM pragma_table_info(?)', (name,))
    columns = described.fetchall()
    newest = takewhile(lambda column: not column[2] or column[3] is not None, columns[: -_MOST_ADDED - 1 : -1])
    keys = [place for place, column in enumerate(columns) if column[4]]
    is_numbered = not keyed and len(keys) == 1 and columns[keys[0]][1] == "INTEGER"
    return KnownTable(
        name,
        tuple(_column(name, *column[:3]) for column in columns),
        tuple(made.execute(f"SELECT {column[3] or 'NULL'}").fetchone()[0] for column in [*newest][::-1]),
        bool(keyed),
        keys[0] if is_numbered else -1,
        begins,
    )


def _column(table: str, name: str, kind: str, needed: int) -> tuple[str, tuple[type, ...], re.Pattern[str] | None]:
    letter = LETTERS.get(table.removeprefix("removed_")) if name == "uid" else None
    form = UID_FORM.format(letter) if letter else TABLES[table].forms.get(name)
    types = _TYPES[kind]
    return name, types if needed else (*types, type(None)), re.compile(form) if form else None


def _with(values: tuple[Value, ...], place: int, value: Value) -> tuple[Value, ...]:
    return (*values[:place], value, *values[place + 1 :])
