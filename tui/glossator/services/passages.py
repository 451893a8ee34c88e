"""Lists of passages: what a query finds, filtered, sorted and grouped, and over time; files of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from glossator.domain.export_snapshot import Row
from glossator.domain.mention import Grouping, Mention, MentionGroup, Order
from glossator.domain.query import Query
from glossator.formats.reports.counts import periods
from glossator.formats.reports.passages import WRITERS
from glossator.formats.tables import csv_writer
from glossator.formats.tables.export_tables import CellKind, TableColumn
from glossator.services.atomic_output import new_file
from glossator.store.queries.code_matrix import CodeMatrix
from glossator.store.workspace import Workspace

_BARS: Final = "▁▂▃▄▅▆▇"
_NONE: Final = "·"
_MOST_BARS: Final = 48
# A year, or a month.
_MONTH: Final = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class PassageView:
    """What a list of passages shows.

    Attributes:
        query: what it lists.
        words: folded words, all of which a passage, its context, article, codes or note must have.
        order, reverse: how it is sorted.
        grouping: what the passages are grouped by.
    """

    query: Query
    words: tuple[str, ...] = ()
    order: Order = Order.DATE
    reverse: bool = False
    grouping: Grouping = Grouping.ARTICLE


def find_passages(workspace: Workspace, view: PassageView) -> Iterator[Mention]:
    """Yield the passages of a view in its order, a few articles at a time.

    Raises:
        StoreError: when the workspace cannot be read, or the search index is damaged.
    """
    found = workspace.search(view.query, view.order, reverse=view.reverse)
    return (one for one in found if all(word in one.searchable for word in view.words)) if view.words else found


def write_passages(groups: Sequence[MentionGroup], title: str, path: Path, *, force: bool = False) -> None:
    """Write grouped passages to a file; its suffix, which `check_name` accepts, says in which format.

    Raises:
        ExportRefused: when it cannot be written; nothing is written then.
    """
    write = WRITERS[path.suffix.lower()]
    with new_file(path, force=force) as target:
        write(title, groups, target)


def write_matrix(matrix: CodeMatrix, path: Path, *, force: bool = False) -> None:
    """Write a matrix of codes as CSV, with a row and a column for each code.

    Raises:
        ExportRefused: when it cannot be written; nothing is written then.
    """
    columns = [TableColumn("code"), *(TableColumn(code.name, CellKind.NUMBER) for code in matrix.columns)]
    rows: Iterator[Row] = (
        (row.name, *(matrix.counts.get((row.id, code.id), 0) for code in matrix.columns)) for row in matrix.rows
    )
    with new_file(path, force=force) as target:
        csv_writer.write(columns, rows, target)


def check_name(name: str) -> None:
    """Raise ValueError where no passages can be written to a file of this name."""
    if Path(name).suffix.lower() not in WRITERS:
        raise ValueError(f"Name a file that ends in {', '.join(WRITERS)}.")


def count_by_month(mentions: Iterable[Mention]) -> Mapping[str, int]:
    """Return the numbers of passages by the year and month of publication (2025-10), as far as they are known."""
    return Counter(one.article.published_at[: len("2025-10")] for one in mentions)


def chart(counts: Mapping[str, int]) -> str:
    """Return a chart of numbers by year and month in plain characters; empty where no month is known.

    Such as ▁·▄▇ 2025-09 to 2025-12, most 31 in 2025-12. Bars are months, or years where there are too many months, or
    several years; a dot is a time without any.
    """
    dated = {month: number for month, number in counts.items() if _MONTH.fullmatch(month) and number}
    times, length = periods(dated)
    if not times:
        return ""
    step = -(-len(times) // _MOST_BARS)
    starts = times[::step]
    places = {time: place for place, time in enumerate(times)}
    heights = [0] * len(starts)
    for month, number in dated.items():
        heights[places[month[:length]] // step] += number
    most = max(heights)
    bars = "".join(_BARS[-(-number * len(_BARS) // most) - 1] if number else _NONE for number in heights)
    ends = times[0] if len(times) == 1 else f"{times[0]} to {times[-1]}"
    peak = heights.index(most)
    last = times[min(peak * step + step, len(times)) - 1]
    when = starts[peak] if starts[peak] == last else f"{starts[peak]} to {last}"
    return f"{bars} {ends}, most {most:,} in {when}" if len(heights) > 1 else f"{bars} {most:,} in {when}"
