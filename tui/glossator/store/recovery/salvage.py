"""Salvage: copying what can be read of a damaged workspace into a new one."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from glossator.domain.codebook import LABELS, tag_colour
from glossator.store.connection import READ_ERRORS, connect_reading, create_or_migrate, translate_errors
from glossator.store.errors import Damaged, NotAWorkspace, Refused, StoreError
from glossator.store.files.copies import remove_database
from glossator.store.recovery.sqlite_pages import Pages
from glossator.store.recovery.table_detection import DetectedTables, KnownTable, detect_tables, tables_of
from glossator.store.schema.catalogue import catalogue
from glossator.store.schema.tables import Role
from glossator.store.spelling_index import index_spellings

# Lost rows that are reported one by one, for each table.
_MOST_REPORTED: Final = 100
# Failed reads after which a table is given up; each damaged page costs about twice the number of its rows.
_MOST_FAILURES: Final = 2_000


@dataclass
class Salvaged:
    """The result of a salvage.

    Attributes:
        kept: the numbers of rows by table.
        how: a notice where the pages were read without SQLite.
        lost: a sentence for each loss.
    """

    kept: Counter[str] = field(default_factory=Counter)
    how: str = ""
    lost: list[str] = field(default_factory=list)


def salvage(path: Path, target: Path) -> Salvaged:
    """Copy what can be read of the workspace at `path`, which does not change, into a new workspace at `target`.

    Raises:
        StoreError: when nothing can be read, or `target` exists.
    """
    if target.exists():
        raise Refused(f"{target} exists already; name another file.")
    try:
        source = connect_reading(path, whole=False, untouched=True, trusted=True)
    except Damaged:
        return _salvage_pages(path, target)
    with closing(source):
        # Damaged UTF-8 is read as far as possible.
        source.text_factory = lambda data: data.decode("utf-8", "replace")
        try:
            there = _tables(source)
        except READ_ERRORS:
            there = []
        if "articles" in there:
            with _new(path, target) as (made, salvaged):
                for table in _tables(made):
                    if table in there:
                        _take_over(source, made, table, salvaged)
            return salvaged
    # The schema itself is damaged.
    return _salvage_pages(path, target)


def _salvage_pages(path: Path, target: Path) -> Salvaged:
    """Copy the rows of the pages whose tables can be detected."""
    with path.open("rb") as file, closing(_schema()) as schema:
        pages = Pages(file)
        # The rows of computed tables cannot be recognised.
        names = [name for name in _tables(schema) if catalogue()[name].info.role is not Role.COMPUTED]
        tables = tables_of(schema, names)
        found = detect_tables(pages, tables)
        if not found.pages:
            raise NotAWorkspace(f"Nothing in {path} can be read; look for a backup beside it.")
        with _new(path, target) as (made, salvaged):
            salvaged.how = _how(path, pages)
            for table in tables:
                _take_pages(pages, found, made, table, salvaged)
            known = found.pages.keys() | found.whole | found.highest.keys()
            unknown = [table.name for table in tables if table.name not in known]
            if unknown:
                salvaged.lost.append(f"Rows of {', '.join(unknown)} could not be recognised, if there were any.")
    return salvaged


def _schema() -> sqlite3.Connection:
    """Return an empty workspace in memory."""
    from sqlite_utils import Database

    from glossator.store.schema.migrations import migrations

    db = Database(memory=True, execute_plugins=False)
    migrations.apply(db)
    return db.conn


def _how(path: Path, pages: Pages) -> str:
    log = path.with_name(f"{path.name}-wal")
    unread = f" {log} was not read." if log.exists() and log.stat().st_size else ""
    return (
        f"The schema of {path} is damaged, so its pages were read one by one; {pages.count:,} of "
        f"{max(pages.stated, pages.count):,} exist. In a table that has lost pages, rows may be outdated, and deleted "
        f"rows may be back.{unread}"
    )


@contextmanager
def _new(path: Path, target: Path) -> Iterator[tuple[sqlite3.Connection, Salvaged]]:
    """Create the new workspace, and repair it when it is filled; it appears complete or not at all."""
    part = target.with_name(f".{target.name}.part")
    remove_database(part)
    try:
        create_or_migrate(part)
        part.chmod(path.stat().st_mode & 0o777)
        with translate_errors(part), closing(sqlite3.connect(part, isolation_level=None)) as made:
            made.execute("PRAGMA synchronous = FULL")
            made.execute("BEGIN IMMEDIATE")
            salvaged = Salvaged()
            yield made, salvaged
            _add_labels(made)
            _mend_references(made, salvaged)
            index_spellings(made)
            made.execute("COMMIT")
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        part.replace(target)
    except StoreError as error:
        raise type(error)(str(error).replace(str(part), str(target))) from error
    finally:
        remove_database(part)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that are copied, which does not include those of search."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    return [name for (name,) in found if name in catalogue()]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()]


def _take_over(source: sqlite3.Connection, made: sqlite3.Connection, table: str, salvaged: Salvaged) -> None:
    """Copy the rows of a table that SQLite can read, and report losses."""
    here = _columns(source, table)
    names = [name for name in _columns(made, table) if name in here]
    columns = ", ".join(f'"{name}"' for name in names)
    _put(made, table, names, _rows(source, table, columns, salvaged), salvaged)


def _take_pages(
    pages: Pages, found: DetectedTables, made: sqlite3.Connection, table: KnownTable, salvaged: Salvaged
) -> None:
    """Copy the rows of a table from its pages, and report losses."""
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
    """Insert rows into the new workspace, and report those that are refused."""
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    # A new workspace has the default labels, and the old one may have others with their ids.
    made.execute(f'DELETE FROM "{table}"')
    refused = 0
    for row in rows:
        try:
            made.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', row)
            salvaged.kept[table] += 1
        except sqlite3.OperationalError:
            # Not because of the row, but such as a full disk.
            raise
        except READ_ERRORS as error:
            refused += 1
            if refused <= _MOST_REPORTED:
                salvaged.lost.append(f"A row of {table} is damaged ({error}): {_description(table, names, row)}.")
    if refused > _MOST_REPORTED:
        salvaged.lost.append(f"{refused - _MOST_REPORTED:,} more rows of {table} are damaged.")


def _rows(source: sqlite3.Connection, table: str, columns: str, salvaged: Salvaged) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that can be read, and report how many cannot."""
    keys = [row[1] for row in source.execute(f'PRAGMA table_xinfo("{table}")').fetchall() if row[5]]
    try:
        source.execute(f'SELECT rowid FROM "{table}" LIMIT 0')
    except sqlite3.OperationalError:
        # Without rowids, parts of a table cannot be tried one by one.
        yield from _from_both_ends(source, table, columns, keys, salvaged)
        return
    select = f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED'
    first, last = 1, 0
    try:
        for number, row in _in_order(source.execute(f"{select} ORDER BY rowid"), 1):
            first = number + 1
            yield row
    except READ_ERRORS:
        last = _remembered_last(source, table)
    else:
        return
    try:
        for number, row in _in_order(
            source.execute(f"{select} WHERE rowid >= ? ORDER BY rowid DESC", (first,)), first, backwards=True
        ):
            last = number - 1
            yield row
    except READ_ERRORS:
        pass
    failures: list[tuple[int, int]] = []
    yield from _ranges(source, select, first, last, failures)
    lost = sum(end - start + 1 for start, end in failures)
    if lost:
        salvaged.lost.append(f"Up to {lost:,} rows of {table} cannot be read.")


def _in_order(
    rows: sqlite3.Cursor, first: int, last: int = 2**63 - 1, *, backwards: bool = False
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield each row with its id; raise sqlite3.DatabaseError at the first id out of order, a sign of damage."""
    for number, *row in rows:
        if not first <= number <= last:
            raise sqlite3.DatabaseError("the ids are not in order")
        first, last = (first, number - 1) if backwards else (number + 1, last)
        yield number, tuple(row)


def _remembered_last(source: sqlite3.Connection, table: str) -> int:
    """Return the highest id that a table ever had, according to SQLite."""
    try:
        found = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    except READ_ERRORS:
        found = None
    return int(found[0]) if found else _MOST_FAILURES


def _ranges(
    source: sqlite3.Connection, select: str, first: int, last: int, failures: list[tuple[int, int]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the readable rows with ids from `first` to `last`, and add ranges that cannot be read to `failures`."""
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
        except READ_ERRORS:
            tried += 1
            if place >= end or tried > _MOST_FAILURES:
                failures.append((place, end))
                continue
            middle = (place + end) // 2
            todo += [(middle + 1, end), (place, middle)]


def _from_both_ends(
    source: sqlite3.Connection, table: str, columns: str, keys: Sequence[str], salvaged: Salvaged
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows before the damage, and those after it from the end."""
    seen: set[tuple[Any, ...]] = set()
    failed = False
    for direction in ("ASC", "DESC"):
        order = ", ".join(f'"{key}" {direction}' for key in keys)
        try:
            for row in source.execute(f'SELECT {columns} FROM "{table}" NOT INDEXED ORDER BY {order}'):
                if row not in seen:
                    seen.add(row)
                    yield row
        except READ_ERRORS:
            failed = True
        if not failed:
            return
    salvaged.lost.append(f"Some rows of {table} cannot be read.")


def _add_labels(made: sqlite3.Connection) -> None:
    """Add lost labels that are used to the codebook."""
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
    """Set references to lost rows to NULL, or delete the row where it needs the reference."""
    while broken := made.execute("PRAGMA foreign_key_check").fetchall():
        for table in {row[0] for row in broken}:
            for _, _, parent, column, to, *_ in made.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
                _mend(made, table, parent, column, to, salvaged)


def _mend(made: sqlite3.Connection, table: str, parent: str, column: str, to: str, salvaged: Salvaged) -> None:
    orphans = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{to}" FROM "{parent}")'
    # Columns of a key are needed even where they are not declared NOT NULL.
    question = 'SELECT "notnull" OR pk FROM pragma_table_info(?) WHERE name = ?'
    needed = made.execute(question, (table, column)).fetchone()[0]
    names = _columns(made, table)
    for row in made.execute(f'SELECT * FROM "{table}" WHERE {orphans}').fetchall():
        what = "is left out" if needed else f"has lost its {column}"
        salvaged.lost.append(f"A row of {table} {what}: {_description(table, names, row)}.")
        salvaged.kept[table] -= bool(needed)
    if needed:
        made.execute(f'DELETE FROM "{table}" WHERE {orphans}')
    else:
        made.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {orphans}')


def _description(table: str, names: Sequence[str], row: Sequence[Any]) -> str:
    """Return a description of a row, such as its quote and note; of a text only the beginning."""
    wanted = ("uid", *catalogue()[table].info.name, "label", "note", "text", "subject")
    cells = dict(zip(names, row, strict=True))
    parts = [f"{name} “{str(cells[name])[:200]}”" for name in wanted if cells.get(name)]
    return ", ".join(parts) or ", ".join(f"{name} {cell}" for name, cell in cells.items())[:200]
