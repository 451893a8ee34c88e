"""Our own table, read back: every text as it was before it was written."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.formats.content import TableRow
from glossator.formats.tables import csv_writer
from glossator.formats.tables.annotation_table import read
from glossator.formats.tables.csv_writer import flatten_cell
from glossator.formats.tables.export_tables import ANNOTATIONS
from glossator.formats.tables.profiles import PROFILES
from tests.formats.tables.test_formula_guard import texts

GUARDING = sorted(name for name, profile in PROFILES.items() if profile.guarded)
_TEXTS = ("article_title", "quote", "entity", "tags", "note", "context_before", "published_at")
_cells = texts.map(flatten_cell) | st.sampled_from(
    ["'=1", "''=1", "'007", "''-5", "-5", "007", "'25", "'tis", "'", "'' =x", "＝1"]
)


@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(_TEXTS, _cells)), min_size=1, max_size=3), st.sampled_from(GUARDING)
)
def test_every_text_comes_back_as_it_was(rows: list[dict[str, str]], profile: str) -> None:
    target = io.BytesIO()
    filled = [
        tuple(row.get(column.name, 1 if column.kind.is_number else "x") for column in ANNOTATIONS) for row in rows
    ]
    csv_writer.write(ANNOTATIONS, filled, target, PROFILES[profile])
    found = list(read(target.getvalue()))
    assert [{name: row.cells[name] for name in _TEXTS} for row in found if isinstance(row, TableRow)] == rows


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_a_table_of_an_earlier_version_is_read_without_its_apostrophes(mark: str) -> None:
    table = (
        f"{mark}annotation_id,article_id,quote,start,end,note\r\na_1,t_1,'007,4,7,''25\r\na_2,t_1,'-5,8,10,'=1+1\r\n"
    )
    found = [row.cells for row in read(table.encode()) if isinstance(row, TableRow)]
    assert [(cells["quote"], cells["note"]) for cells in found] == [("007", "'25"), ("-5", "=1+1")]
