"""Rows read off the pages of a file: the same that SQLite wrote, and nothing worse than None of what makes no sense."""

import io
import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossator.store.recovery.sqlite_pages import INNER, KEYS_INNER, KEYS_LEAF, LEAF, PageRow, Pages, Value

_INTEGERS = st.integers(-(2**63), 2**63 - 1)
_NUMBERS = st.floats(allow_nan=False)
_TEXTS = st.text(max_size=40) | st.sampled_from(["", "🛥️ naïve", "ä" * 700, "long " * 5_000])
_VALUES = st.none() | _INTEGERS | st.integers(-300, 300) | _NUMBERS | _TEXTS | st.binary(max_size=40)
_ROWS = st.dictionaries(_INTEGERS, st.tuples(_VALUES, _VALUES, _VALUES), max_size=12)


def _file(statements: Sequence[tuple[str, Sequence[Sequence[Value]]]], size: int = 4_096) -> bytes:
    """Return the bytes of a file in which each statement was run with each of its rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {size}")
        for statement, rows in statements:
            connection.executemany(statement, rows) if rows else connection.execute(statement)
        return connection.serialize()


def _read(data: bytes, kinds: Sequence[int], size: int) -> list[PageRow | None]:
    """Return the rows on all pages of a kind, without the first page, where SQLite says which tables there are."""
    pages = Pages(io.BytesIO(data))
    numbers = range(2, pages.count + 1)
    return [row for number in numbers if pages.kind(number) in kinds for row in pages.rows(number)]


def _comparable(value: Value) -> tuple[str, str]:
    """Tell 0.0 from -0.0 and from 0."""
    return type(value).__name__, repr(value)


@settings(max_examples=60)
@given(rows=_ROWS, size=st.sampled_from([512, 4_096, 65_536]))
@example(rows={0: ("x" * 300_000, b"\0" * 70_000, -0.0), -1: (math.inf, 0, 1)}, size=512)
def test_rows_with_numbers_come_back_as_they_are(rows: dict[int, tuple[Value, ...]], size: int) -> None:
    data = (
        _file(
            [
                ("CREATE TABLE some (id INTEGER PRIMARY KEY, a, b, c)", ()),
                ("INSERT INTO some VALUES (?, ?, ?, ?)", [(number, *values) for number, values in rows.items()]),
            ],
            size,
        )
        if rows
        else _file([("CREATE TABLE some (id INTEGER PRIMARY KEY, a, b, c)", ())], size)
    )
    found = {row.number: row.values for row in _read(data, (LEAF,), size) if row}
    assert {number: [_comparable(value) for value in values] for number, values in found.items()} == {
        number: [_comparable(value) for value in (None, *values)] for number, values in rows.items()
    }


@settings(max_examples=40)
@given(keys=st.sets(st.tuples(_INTEGERS, _TEXTS), min_size=1, max_size=30), size=st.sampled_from([512, 4_096]))
@example(keys={(number, f"{number} " * 40) for number in range(300)}, size=512)
def test_rows_without_numbers_come_back_as_they_are(keys: set[tuple[int, str]], size: int) -> None:
    data = _file(
        [
            ("CREATE TABLE some (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID", ()),
            ("INSERT INTO some VALUES (?, ?)", sorted(keys)),
        ],
        size,
    )
    found = [row for row in _read(data, (KEYS_LEAF, KEYS_INNER), size) if row]
    assert sorted(row.values for row in found) == sorted(keys)
    assert {row.number for row in found} == {None}


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    _look_at_all(b"SQLite format 3\0\x02\0\x01\x01\0" + data)
    _look_at_all(data.ljust(4_096, b"\x0d") * 2)


@pytest.fixture(scope="module")
def two_kinds() -> bytes:
    """A file of small pages, with both kinds of tables, long rows, and pages in no use."""
    return _file(
        [
            ("CREATE TABLE some (id INTEGER PRIMARY KEY, a)", ()),
            ("CREATE TABLE other (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID", ()),
            ("INSERT INTO some VALUES (?, ?)", [(number, "word " * number) for number in range(1, 300)]),
            ("INSERT INTO other VALUES (?, ?)", [(number, "key " * (number % 60)) for number in range(300)]),
            ("DELETE FROM some WHERE id > 200", ()),
        ],
        512,
    )


@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.integers(0, 2**24), st.integers(0, 255)), min_size=1, max_size=400))
def test_a_file_that_was_changed_anywhere_is_read_without_an_error(
    two_kinds: bytes, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(two_kinds)
    for place, byte in changes:
        data[place % len(data)] = byte
    _look_at_all(bytes(data))


def _look_at_all(data: bytes) -> None:
    pages = Pages(io.BytesIO(data))
    pages.free()
    for number in range(pages.count + 2):
        pages.kind(number)
        pages.children(number)
        for row in pages.rows(number):
            assert row is None or isinstance(row, PageRow)


def test_what_a_page_refers_to_and_what_is_in_no_use_is_reported(two_kinds: bytes) -> None:
    pages = Pages(io.BytesIO(two_kinds))
    assert pages.count == pages.stated == len(two_kinds) // 512
    free = pages.free()
    assert len(free) == int.from_bytes(two_kinds[36:40]) > 20
    todo, rows = [2], []
    assert pages.kind(2) == INNER
    while todo:
        number = todo.pop()
        todo += pages.children(number)
        rows += [row.number for row in pages.rows(number) if row]
        assert number not in free
    assert sorted(filter(None, rows)) == list(range(1, 201))


def test_a_long_row_that_leads_in_circles_comes_to_an_end() -> None:
    data = bytearray(
        _file(
            [
                ("CREATE TABLE some (a)", ()),
                ("INSERT INTO some VALUES (?)", [("x" * 2_000_000,)]),
            ],
            512,
        )
    )
    for start in range(2 * 512, len(data), 512):
        data[start : start + 4] = (3).to_bytes(4)
    assert _read(bytes(data), (LEAF,), 512) == [None]


def test_the_end_of_a_long_row_that_is_of_another_is_noticed() -> None:
    data = _file([("CREATE TABLE some (a)", ()), ("INSERT INTO some VALUES (?)", [("x" * 1_000,)])], 512)
    assert _read(data, (LEAF,), 512) == [PageRow(1, ("x" * 1_000,))]
    changed = bytearray(data)
    changed[-512:-508] = (3).to_bytes(4)
    assert _read(bytes(changed), (LEAF,), 512) == [None]


@pytest.mark.parametrize("cut", [1, 100, 300, 500, 512])
def test_of_a_page_that_is_cut_off_what_is_whole_is_read_and_nothing_is_made_up(cut: int) -> None:
    rows = [(number, f"row {number}") for number in range(20)]
    data = _file([("CREATE TABLE some (id INTEGER PRIMARY KEY, a)", ()), ("INSERT INTO some VALUES (?, ?)", rows)], 512)
    found = _read(data[:-cut], (LEAF,), 512)
    # Rows are laid down from the end of a page.
    kept = [row.values[1] for row in found if row]
    assert kept == [text for _, text in rows][len(rows) - len(kept) :]
    assert len(found) == {500: 1, 512: 0}.get(cut, 20)
    assert (None in found) == (cut != 512)
