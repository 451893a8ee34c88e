"""Taking out of a damaged workspace what can still be read, into a new one."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tui.model.codebook import LABELS, tag_colour
from tui.store.connecting import REFUSALS, bring_up_to_date, connect_reading, sentences
from tui.store.errors import NotAWorkspace, Refused

# What follows from other tables, by triggers or by the program, or is made with a new workspace.
_DERIVED: Final = ("sqlite_", "_sqlite_migrations", "search_")
# Rows told of one by one, of each table.
_MOST_TOLD: Final = 100
# Reads that fail before a table is given up; each damaged page costs about twice the rows that were on it.
_MOST_FAILURES: Final = 2_000


@dataclass
class Salvaged:
    """What was taken out of a damaged workspace.

    Attributes:
        kept: rows by table.
        lost: a sentence for each thing that was there and could not be taken over.
    """

    kept: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def salvage(path: Path, target: Path) -> Salvaged:
    """Copy what can be read of the workspace at `path`, which is only read, into a new workspace at `target`.

    Raises:
        StoreError: when nothing can be read at all, or there is a file at `target`.
    """
    if target.exists():
        raise Refused(f"{target} is there already; name a file that is not.")
    with closing(connect_reading(path, whole=False)) as source:
        # What is not UTF-8 any more is read as far as it is.
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            there = _tables(source)
        except REFUSALS:
            # What says which tables there are is itself damaged.
            there = []
        if "articles" not in there:
            raise NotAWorkspace(f"Nothing in {path} can be read; look for a backup beside it.")
        bring_up_to_date(target)
        target.chmod(path.stat().st_mode & 0o777)
        with sentences(target), closing(sqlite3.connect(target, isolation_level=None)) as made:
            made.execute("PRAGMA synchronous = FULL")
            made.execute("BEGIN IMMEDIATE")
            salvaged = Salvaged()
            for table in _tables(made):
                if table in there:
                    _take_over(source, made, table, salvaged)
            _add_labels(made)
            _mend_references(made, salvaged)
            made.execute("COMMIT")
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return salvaged


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that hold what nothing else does."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    return [name for (name,) in found if not name.startswith(_DERIVED)]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()]


def _take_over(source: sqlite3.Connection, made: sqlite3.Connection, table: str, salvaged: Salvaged) -> None:
    """Copy the rows of one table, and write down what is lost."""
    here = _columns(source, table)
    names = [name for name in _columns(made, table) if name in here]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    # A new workspace has the labels of the program, and the old one may have others under their ids.
    made.execute(f'DELETE FROM "{table}"')
    senseless = 0
    for row in _rows(source, table, columns, salvaged):
        try:
            made.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row)
            salvaged.kept[table] += 1
        except REFUSALS as error:
            senseless += 1
            if senseless <= _MOST_TOLD:
                salvaged.lost.append(f"A row of {table} makes no sense any more ({error}): {_told(names, row)}.")
    if senseless > _MOST_TOLD:
        salvaged.lost.append(f"{senseless - _MOST_TOLD:,} more rows of {table} make no sense any more.")


def _rows(source: sqlite3.Connection, table: str, columns: str, salvaged: Salvaged) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that can be read, and write down how many places of the table cannot."""
    keys = [row[1] for row in source.execute(f'PRAGMA table_xinfo("{table}")').fetchall() if row[5]]
    try:
        source.execute(f'SELECT rowid FROM "{table}" LIMIT 0')
    except sqlite3.OperationalError:
        # A table without rowids has no places to try one by one.
        yield from _from_both_ends(source, table, columns, keys, salvaged)
        return
    select = f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED'
    first, last = 1, 0
    try:
        for number, row in _in_order(source.execute(f"{select} ORDER BY rowid"), 1):
            first = number + 1
            yield row
    except REFUSALS:
        last = _remembered_last(source, table)
    else:
        return
    try:
        for number, row in _in_order(
            source.execute(f"{select} WHERE rowid >= ? ORDER BY rowid DESC", (first,)), first, backwards=True
        ):
            last = number - 1
            yield row
    except REFUSALS:
        pass
    failures: list[tuple[int, int]] = []
    yield from _ranges(source, select, first, last, failures)
    lost = sum(end - start + 1 for start, end in failures)
    if lost:
        salvaged.lost.append(f"Up to {lost:,} rows of {table} cannot be read.")


def _in_order(
    rows: sqlite3.Cursor, first: int, last: int = 2**63 - 1, *, backwards: bool = False
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield each row with its id, as long as the ids are in order, which those on a damaged page are not.

    Raises:
        sqlite3.DatabaseError: at the first that is not.
    """
    for number, *row in rows:
        if not first <= number <= last:
            raise sqlite3.DatabaseError("the ids are not in order")
        first, last = (first, number - 1) if backwards else (number + 1, last)
        yield number, tuple(row)


def _remembered_last(source: sqlite3.Connection, table: str) -> int:
    """Return the highest id that a table has ever given, where its end cannot be read."""
    try:
        found = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    except REFUSALS:
        found = None
    return int(found[0]) if found else _MOST_FAILURES


def _ranges(
    source: sqlite3.Connection, select: str, first: int, last: int, failures: list[tuple[int, int]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the readable rows with an id from `first` to `last`; note in `failures` the ids that fail, as ranges."""
    todo, tried = [(first, last)], 0
    while todo:
        start, end = todo.pop()
        if start > end:
            continue
        place = start
        try:
            found = source.execute(f"{select} WHERE rowid BETWEEN ? AND ? ORDER BY rowid", (start, end))
            for number, row in _in_order(found, start, end):
                place = number + 1
                yield row
        except REFUSALS:
            tried += 1
            if place >= end or tried > _MOST_FAILURES:
                failures.append((place, end))
                continue
            middle = (place + end) // 2
            todo += [(middle + 1, end), (place, middle)]


def _from_both_ends(
    source: sqlite3.Connection, table: str, columns: str, keys: Sequence[str], salvaged: Salvaged
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows up to the damage, then those from the end back to it."""
    seen: set[tuple[Any, ...]] = set()
    failed = False
    for direction in ("ASC", "DESC"):
        order = ", ".join(f'"{key}" {direction}' for key in keys)
        try:
            for row in source.execute(f'SELECT {columns} FROM "{table}" NOT INDEXED ORDER BY {order}'):
                if row not in seen:
                    seen.add(row)
                    yield row
        except REFUSALS:
            failed = True
        if not failed:
            return
    salvaged.lost.append(f"Some rows of {table} cannot be read.")


def _add_labels(made: sqlite3.Connection) -> None:
    """Give the codebook the labels that are in use and were lost with it, without their descriptions."""
    used = made.execute(
        "SELECT DISTINCT label FROM annotations WHERE label IS NOT NULL AND label NOT IN (SELECT name FROM labels)"
    ).fetchall()
    known = {label.name: label for label in LABELS}
    for (name,) in used:
        label = known.get(name)
        made.execute(
            "INSERT INTO labels (name, colour, key, description) VALUES (?, ?, '', ?)",
            (name, label.colour if label else tag_colour(name), label.description if label else ""),
        )


def _mend_references(made: sqlite3.Connection, salvaged: Salvaged) -> None:
    """Make what refers to something lost refer to nothing, where that makes sense, or leave it out."""
    while broken := made.execute("PRAGMA foreign_key_check").fetchall():
        for table in {row[0] for row in broken}:
            for _, _, parent, column, to, *_ in made.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
                _mend(made, table, parent, column, to, salvaged)


def _mend(made: sqlite3.Connection, table: str, parent: str, column: str, to: str, salvaged: Salvaged) -> None:
    orphans = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{to}" FROM "{parent}")'
    # What a row is known by has to be there, whether the table says so or not.
    question = 'SELECT "notnull" OR pk FROM pragma_table_info(?) WHERE name = ?'
    needed = made.execute(question, (table, column)).fetchone()[0]
    names = _columns(made, table)
    for row in made.execute(f'SELECT * FROM "{table}" WHERE {orphans}').fetchall():
        what = "is left out" if needed else f"has lost its {column}"
        salvaged.lost.append(f"A row of {table} {what}: {_told(names, row)}.")
        salvaged.kept[table] -= bool(needed)
    if needed:
        made.execute(f'DELETE FROM "{table}" WHERE {orphans}')
    else:
        made.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {orphans}')


def _told(names: Sequence[str], row: Sequence[Any]) -> str:
    """Return what a person would miss of a row, such as its quote and its note; a text only in its beginning."""
    wanted = ("uid", "title", "name", "path", "form", "alias", "label", "quote", "note", "text", "subject")
    cells = dict(zip(names, row, strict=True))
    parts = [f"{name} “{str(cells[name])[:200]}”" for name in wanted if cells.get(name)]
    return ", ".join(parts) or ", ".join(f"{name} {cell}" for name, cell in cells.items())[:200]
