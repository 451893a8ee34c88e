"""The annotation table as a data frame of pandas or Polars, which are imported when they are asked for."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final

from glossator.domain.export_snapshot import Cell, Row
from glossator.formats.tables.export_tables import ANNOTATIONS
from glossator.runtime.environment import install_command

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_CATEGORIES: Final = frozenset(("scope", "status", "label", "origin", "model", "analyst"))
_INTEGERS: Final = frozenset(("paragraph", "start", "end"))
_FLOATS: Final = frozenset(("score",))
_DAYS: Final = frozenset(("published_at",))
_INSTANTS: Final = frozenset(("created_at", "updated_at"))
# Columns of which most cells differ.
_DISTINCT: Final = _INTEGERS | _FLOATS | {"annotation_id", "quote", "context_before", "context_after"}
_ROWS_AT_ONCE: Final = 5_000
_DAY: Final = "%Y-%m-%d"
_DAY_LENGTH: Final = len("2026-01-31")
_INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"


def to_pandas(rows: Iterable[Row]) -> "pd.DataFrame":
    """Return the rows of the annotation table as a data frame of pandas.

    Raises:
        ImportError: when pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise _not_installed("pandas") from error

    def series(name: str, cells: list[Cell]) -> "pd.Series":
        if name in _DAYS:
            return pd.to_datetime(pd.Series(map(_day, cells), dtype="string"), format=_DAY, errors="coerce")
        if name in _INSTANTS:
            return pd.to_datetime(pd.Series(cells, dtype="string"), format=_INSTANT, errors="coerce", utc=True)
        if name in _INTEGERS:
            return pd.Series(cells, dtype="Int64")
        if name in _FLOATS:
            return pd.Series(cells, dtype="float64")
        return pd.Series(cells, dtype="category" if name in _CATEGORIES else "string")

    columns = table_columns(rows)
    return pd.DataFrame({name: series(name, columns.pop(name)) for name in list(columns)}, copy=False)


def to_polars(rows: Iterable[Row]) -> "pl.DataFrame":
    """Return the rows of the annotation table as a data frame of Polars.

    Raises:
        ImportError: when Polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise _not_installed("polars") from error

    def series(name: str, cells: list[Cell]) -> "pl.Series":
        if name in _DAYS:
            return pl.Series(name, list(map(_day, cells)), pl.String).str.to_date(_DAY, strict=False)
        if name in _INSTANTS:
            instants = pl.Series(name, cells, pl.String).str.to_datetime(_INSTANT, strict=False)
            return instants.dt.replace_time_zone("UTC")
        if name in _INTEGERS:
            return pl.Series(name, cells, pl.Int64)
        if name in _FLOATS:
            return pl.Series(name, cells, pl.Float64)
        return pl.Series(name, cells, pl.Categorical if name in _CATEGORIES else pl.String)

    columns = table_columns(rows)
    return pl.DataFrame([series(name, columns.pop(name)) for name in list(columns)])


def table_columns(rows: Iterable[Row]) -> dict[str, list[Cell]]:
    """Return the columns of the rows by name; equal cells of a column such as the title are one object."""
    columns: dict[str, list[Cell]] = {column.name: [] for column in ANNOTATIONS}
    known: dict[Cell, Cell] = {}
    rest = iter(rows)
    while some := list(islice(rest, _ROWS_AT_ONCE)):
        for (name, column), cells in zip(columns.items(), zip(*some, strict=True), strict=True):
            column.extend(cells if name in _DISTINCT else map(known.setdefault, cells, cells))
    return columns


def _day(cell: Cell) -> str:
    """Return the day of a date, which may be followed by a time."""
    return str(cell)[:_DAY_LENGTH]


def _not_installed(package: str) -> ImportError:
    return ImportError(f"{package} is not installed. Install it with “{install_command(package)}”.", name=package)
