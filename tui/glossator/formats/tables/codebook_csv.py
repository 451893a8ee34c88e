"""The codebook as a table, for spreadsheets and for Taguette, which reads and writes the first four columns.

A text that a spreadsheet would run as a formula gets an apostrophe in front, which reading removes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Final

from glossator.domain import code
from glossator.domain.codebook import BadName
from glossator.domain.export_snapshot import Row
from glossator.formats.content import Problem
from glossator.formats.encodings import decode
from glossator.formats.errors import Unreadable
from glossator.formats.tables import csv_writer
from glossator.formats.tables.csv_reader import read_csv
from glossator.formats.tables.export_tables import CellKind, TableColumn
from glossator.formats.tables.formula_guard import unguard
from glossator.formats.tables.profiles import Profile

_COLUMNS: Final = (
    TableColumn("tag"),
    TableColumn("description", CellKind.LONG_TEXT),
    TableColumn("number of highlights", CellKind.NUMBER),
    TableColumn("number of documents", CellKind.NUMBER),
    *(TableColumn(name) for name in ("kind", "colour", "key", "archived")),
    TableColumn("note", CellKind.LONG_TEXT),
    TableColumn("id"),
)
_PROFILE: Final = Profile(one_line=False)
# The names that other programs give the columns; the first that is there counts.
_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "name": ("tag", "path", "name", "code"),
    "description": ("description", "memo", "definition"),
    "colour": ("colour", "color"),
    "key": ("key", "hotkey"),
    "kind": ("kind",),
    "archived": ("archived",),
    "note": ("note",),
}
_TRUE: Final = ("yes", "true", "1")
_FALSE: Final = ("no", "false", "0")


def write(codes: Iterable[tuple[code.Code, int, int]], target: BinaryIO) -> int:
    """Write codes, each with its numbers of annotations and articles, and return how many were written."""
    return csv_writer.write(_COLUMNS, map(_row, codes), target, _PROFILE).rows


def read(data: bytes) -> tuple[list[code.Code], list[code.BadCode]]:
    """Return the codes in a table, and the rows that are not a code.

    Raises:
        Unreadable: when it is damaged, or no column holds the names.
    """
    header, rows = read_csv(decode(data)[0])
    places = _places(header)
    codes: list[code.Code] = []
    broken: list[code.BadCode] = []
    for row in rows:
        if isinstance(row, Problem):
            raise Unreadable(f"{row.where}: {row.reason}")
        where, cells = row
        if any(cell.strip() for cell in cells):
            try:
                codes.append(_code({name: unguard(cells[at]) for name, at in places.items() if at < len(cells)}))
            except BadName as error:
                broken.append(code.BadCode(where, str(error)))
    return codes, broken


def _row(counted: tuple[code.Code, int, int]) -> Row:
    one, annotations, articles = counted
    archived = {None: "", True: "yes", False: "no"}[one.archived]
    return (
        *(one.name, one.description, annotations, articles, one.kind.value, one.colour, one.key, archived),
        *(one.note, one.uid),
    )


def _places(header: Sequence[str]) -> dict[str, int]:
    """Return where each known column is.

    Raises:
        Unreadable: when none holds the names.
    """
    written = {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
    found = {
        meaning: next((written[name] for name in names if name in written), None) for meaning, names in _NAMES.items()
    }
    if found["name"] is None:
        raise Unreadable("No column is named “tag”, “path” or “name”. Rename the one that holds the codes.")
    return {meaning: place for meaning, place in found.items() if place is not None}


def _code(values: Mapping[str, str]) -> code.Code:
    kind, archived = (values.get(name, "").strip().lower() for name in ("kind", "archived"))
    if kind not in ("", *code.CodeKind):
        raise BadName(f"Unknown kind “{kind}”. Write label or tag.")
    if archived not in ("", *_TRUE, *_FALSE):
        raise BadName(f"Unknown value “{archived}” for archived. Write yes or no.")
    return code.parse_code(
        code.CodeKind(kind) if kind else code.CodeKind.TAG,
        values.get("name", ""),
        description=values.get("description", ""),
        colour=values.get("colour", ""),
        key=values.get("key", ""),
        archived=archived in _TRUE if archived else None,
        note=values.get("note", ""),
    )
