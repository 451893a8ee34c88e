"""Taking out of a damaged workspace what can still be read, into a new one."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from glossator.domain.codebook import LABELS, tag_colour
from glossator.store.connection import REFUSALS, bring_up_to_date, connect_reading, sentences
from glossator.store.errors import Damaged, NotAWorkspace, Refused, StoreError
from glossator.store.recovery.copies import remove
from glossator.store.recovery.sqlite_pages import Pages
from glossator.store.recovery.table_detection import DetectedTables, KnownTable, recognise, tables_of
from glossator.store.schema.catalogue import catalogue
from glossator.store.schema.tables import Role
from glossator.store.spelling_index import read_spellings

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
        how: what is to be known of the way in which it was read, where that was not the usual one.
    """

    kept: Counter[str] = field(default_factory=Counter)
    how: str = ""
    lost: list[str] = field(default_factory=list)


def salvage(path: Path, target: Path) -> Salvaged:
    """Copy what can be read of the workspace at `path`, which is only read, into a new workspace at `target`.

    Raises:
        StoreError: when nothing can be read at all, or there is a file at `target`.
    """
    if target.exists():
        raise Refused(f"{target} is there already; name a file that is not.")
    try:
        source = connect_reading(path, whole=False, untouched=True, trusted=True)
    except Damaged:
        return _salvage_pages(path, target)
    with closing(source):
        # What is not UTF-8 any more is read as far as it is.
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            there = _tables(source)
        except REFUSALS:
            there = []
        if "articles" in there:
            with _new(path, target) as (made, salvaged):
                for table in _tables(made):
                    if table in there:
                        _take_over(source, made, table, salvaged)
            return salvaged
    # What says which tables there are is itself damaged.
    return _salvage_pages(path, target)


def _salvage_pages(path: Path, target: Path) -> Salvaged:
    """Copy what is on pages of which it can be told what they hold."""
    with path.open("rb") as file, closing(_schema()) as schema:
        pages = Pages(file)
        # What can be computed again cannot be told from what else there is on pages.
        names = [name for name in _tables(schema) if catalogue()[name].info.role is not Role.COMPUTED]
        tables = tables_of(schema, names)
        found = recognise(pages, tables)
        if not found.pages:
            raise NotAWorkspace(f"Nothing in {path} can be read; look for a backup beside it.")
        with _new(path, target) as (made, salvaged):
            salvaged.how = _how(path, pages)
            for table in tables:
                _take_pages(pages, found, made, table, salvaged)
            known = found.pages.keys() | found.whole | found.highest.keys()
            unknown = [table.name for table in tables if table.name not in known]
            if unknown:
                salvaged.lost.append(f"Whether there were rows of {', '.join(unknown)} cannot be told; none are taken.")
    return salvaged


def _schema() -> sqlite3.Connection:
    """Return an empty workspace of this program's schema, which is nowhere but in memory."""
    from sqlite_utils import Database

    from glossator.store.schema.migrations import migrations

    db = Database(memory=True, execute_plugins=False)
    migrations.apply(db)
    return db.conn


def _how(path: Path, pages: Pages) -> str:
    log = path.with_name(f"{path.name}-wal")
    unread = f" What stands in {log} was not read." if log.exists() and log.stat().st_size else ""
    return (
        f"What says which tables there are in {path} cannot be read as a whole, so its pages were read one by one; "
        f"{pages.count:,} of {max(pages.stated, pages.count):,} are there. Of a table that has lost pages, a row may "
        f"be older than it last was, and one that was deleted may be back.{unread}"
    )


@contextmanager
def _new(path: Path, target: Path) -> Iterator[tuple[sqlite3.Connection, Salvaged]]:
    """Make the new workspace, and make it sound when it is filled; it appears complete, or not at all."""
    part = target.with_name(f".{target.name}.part")
    remove(part)
    try:
        bring_up_to_date(part)
        part.chmod(path.stat().st_mode & 0o777)
        with sentences(part), closing(sqlite3.connect(part, isolation_level=None)) as made:
            made.execute("PRAGMA synchronous = FULL")
            made.execute("BEGIN IMMEDIATE")
            salvaged = Salvaged()
            yield made, salvaged
            _add_labels(made)
            _mend_references(made, salvaged)
            read_spellings(made)
            made.execute("COMMIT")
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        part.replace(target)
    except StoreError as error:
        raise type(error)(str(error).replace(str(part), str(target))) from error
    finally:
        remove(part)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that hold what nothing else does."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    return [name for (name,) in found if name in catalogue()]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()]


def _take_over(source: sqlite3.Connection, made: sqlite3.Connection, table: str, salvaged: Salvaged) -> None:
    """Copy the rows of one table that SQLite can read, and write down what is lost."""
    here = _columns(source, table)
    names = [name for name in _columns(made, table) if name in here]
    columns = ", ".join(f'"{name}"' for name in names)
    _put(made, table, names, _rows(source, table, columns, salvaged), salvaged)


def _take_pages(
    pages: Pages, found: DetectedTables, made: sqlite3.Connection, table: KnownTable, salvaged: Salvaged
) -> None:
    """Copy the rows of one table from its pages, and write down what is lost."""
    seen: Counter[str] = Counter()

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in numbers:
            for row in pages.rows(number):
                values = table.completed(row) if row else None
                if row is None or values is None:
                    seen["spoiled"] += 1
                elif row.number is not None and made.execute(there, (row.number,)).fetchone():
                    seen["again"] += 1
                else:
                    yield values

    numbers = found.pages.get(table.name, [])
    there = f'SELECT 1 FROM "{table.name}" WHERE rowid = ?'
    if numbers:
        _put(made, table.name, _columns(made, table.name), rows(), salvaged)
    missing = found.highest.get(table.name, 0) - salvaged.kept[table.name]
    if table.name in found.whole:
        if seen["spoiled"]:
            salvaged.lost.append(f"Rows of {table.name} that cannot be read: {seen['spoiled']:,}.")
    elif missing > 0:
        salvaged.lost.append(f"Up to {missing:,} rows of {table.name} cannot be read, or had been deleted.")
    elif numbers and (table.name not in found.highest or seen["spoiled"]):
        salvaged.lost.append(f"Some rows of {table.name} may be lost; not all of its pages can be read.")
    if seen["again"]:
        salvaged.lost.append(f"Rows of {table.name} left out, as others with their ids were read: {seen['again']:,}.")


def _put(
    made: sqlite3.Connection, table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]], salvaged: Salvaged
) -> None:
    """Put the rows of one table into the new workspace, and write down those that make no sense."""
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    # A new workspace has the labels of the program, and the old one may have others under their ids.
    made.execute(f'DELETE FROM "{table}"')
    senseless = 0
    for row in rows:
        try:
            made.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row)
            salvaged.kept[table] += 1
        except sqlite3.OperationalError:
            # No fault of the row, such as a full disk.
            raise
        except REFUSALS as error:
            senseless += 1
            if senseless <= _MOST_TOLD:
                salvaged.lost.append(f"A row of {table} makes no sense any more ({error}): {_told(table, names, row)}.")
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
        salvaged.lost.append(f"A row of {table} {what}: {_told(table, names, row)}.")
        salvaged.kept[table] -= bool(needed)
    if needed:
        made.execute(f'DELETE FROM "{table}" WHERE {orphans}')
    else:
        made.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {orphans}')


def _told(table: str, names: Sequence[str], row: Sequence[Any]) -> str:
    """Return what a person would miss of a row, such as its quote and its note; a text only in its beginning."""
    wanted = ("uid", *catalogue()[table].info.name, "label", "note", "text", "subject")
    cells = dict(zip(names, row, strict=True))
    parts = [f"{name} “{str(cells[name])[:200]}”" for name in wanted if cells.get(name)]
    return ", ".join(parts) or ", ".join(f"{name} {cell}" for name, cell in cells.items())[:200]
