"""Data frames: the columns of the CSV, their types, and the same cells."""

import csv
import io
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import polars as pl
import pytest

from glossator import Workspace
from glossator.api.data_frames import table_columns, to_pandas, to_polars
from glossator.domain.export_snapshot import Cell, Row
from glossator.formats.tables.export_tables import ANNOTATIONS
from glossator.formats.tables.profiles import EXACT
from glossator.services.exporting import export, formats
from glossator.store.queries.records import FlatFilter
from tests.store.scene import Scene

_NAMES = [column.name for column in ANNOTATIONS]


def row(**cells: Cell) -> Row:
    usual: dict[str, Cell] = {
        "annotation_id": "a_1",
        "scope": "span",
        "quote": "Ö",
        "created_at": "2026-01-02T12:00:00Z",
    }
    return tuple((usual | cells).get(name) for name in _NAMES)


def test_the_cells_are_those_of_the_csv(scene: Scene, opened: Workspace) -> None:
    opened.note(next(opened.annotations("label:PERSON")), 'two\nlines, "quoted"')
    opened.tag_article(next(opened.articles()), "ferries")
    written = io.BytesIO()
    export(scene.workspace.__class__(opened.path, scene.workspace.author), FlatFilter(), formats(EXACT)["csv"], written)
    rows = list(csv.DictReader(io.StringIO(written.getvalue().decode("utf-8"), newline="")))
    assert len(rows) == 5
    assert list(opened.to_pandas().columns) == opened.to_polars().columns == list(rows[0]) == _NAMES
    texts = [name for name in _NAMES if name not in {"published_at", "created_at", "updated_at", "score"}]
    table = opened.to_pandas()[texts].astype("string").fillna("")
    assert table.to_dict("records") == [{name: each[name] for name in texts} for each in rows]
    polars = opened.to_polars().select(pl.col(texts).cast(pl.String).fill_null(""))
    assert polars.rows(named=True) == [{name: each[name] for name in texts} for each in rows]


@pytest.mark.parametrize("rows", [[], [row(), row(start=3, score=0.5, label="GPE", published_at="2026-01-31")]])
def test_the_types_do_not_depend_on_the_rows(rows: list[Row]) -> None:
    table = to_pandas(rows)
    assert {name: str(table[name].dtype).split("[")[0] for name in ("start", "score", "label", "quote")} == {
        "start": "Int64",
        "score": "float64",
        "label": "category",
        "quote": "string",
    }
    assert isinstance(table["created_at"].dtype, pd.DatetimeTZDtype)
    assert table["published_at"].dtype.kind == "M"
    polars = to_polars(rows)
    assert polars.select("start", "score", "label", "quote", "published_at", "created_at").dtypes == [
        *(pl.Int64, pl.Float64, pl.Categorical, pl.String, pl.Date, pl.Datetime("us", "UTC")),
    ]


def test_dates_and_times_are_values() -> None:
    rows = [
        row(published_at=written, start=number)
        for number, written in enumerate(["2026-01-31", "2026-01-31T23:30:00-05:00", "1300-01-01", "soon", ""])
    ]
    table, polars = to_pandas(rows), to_polars(rows)
    days = [date(2026, 1, 31), date(2026, 1, 31), date(1300, 1, 1), None, None]
    assert [None if pd.isna(each) else each.date() for each in table["published_at"]] == days
    assert polars["published_at"].to_list() == days
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert list(table["created_at"]) == polars["created_at"].to_list() == [noon] * 5


def test_missing_numbers_stay_missing() -> None:
    rows = [row(start=0, end=10**10), row()]
    table, polars = to_pandas(rows), to_polars(rows)
    assert table["end"].to_list() == [10**10, pd.NA]
    assert polars["end"].to_list() == [10**10, None]


def test_equal_titles_are_one_object() -> None:
    titles = ["".join(["Ferry to ", "Lumen"]) for _ in range(3)]
    assert len({id(title) for title in titles}) == 3
    columns = table_columns(row(article_title=title) for title in titles)
    assert columns["article_title"] == titles
    assert len({id(title) for title in columns["article_title"]}) == 1


@pytest.mark.parametrize(("package", "make"), [("pandas", Workspace.to_pandas), ("polars", Workspace.to_polars)])
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch, package: str, make: Callable[[Workspace], object]
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    said = rf"^{package} is not installed\. Install it with “.* -m pip install {package}”\.$"
    with pytest.raises(ImportError, match=said):
        make(opened)
