"""Rows of an edited table: who is their author, and whether they may replace the work of another analyst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.timestamps import is_timestamp
from glossator.text.normalise import flatten, normalise

SEPARATOR: Final = ";"
"""The separator of tags in a cell."""
# Characters of a text that a message quotes.
_QUOTED: Final = 40


class OutdatedRow(Exception):
    """A row whose annotation was changed in the workspace after the table was written."""


class ConflictingRow(Exception):
    """A row that differs from another analyst's work."""


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row of the table: its place, for messages, and its cells by the names of the columns that the table has."""

    where: str
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return a cell without surrounding spaces; empty where the table does not have it."""
        return self.cells.get(name, "").strip()

    @property
    def analyst(self) -> str:
        """The analyst in the row; empty without one."""
        return flatten(normalise(self.cell("analyst")))


@dataclass(frozen=True, slots=True)
class StoredRow:
    """An annotation of the workspace, or the note and tags of an article, to compare with a row.

    Attributes:
        name: its name in messages.
        values: status, label, note, entity, and tags by path.
        analyst: who changed it last; empty if nobody did.
        is_judged: whether an analyst has done anything to it.
        at: when it was changed last.
    """

    name: str
    values: Mapping[str, Any]
    analyst: str
    is_judged: bool
    at: str

    @property
    def owner(self) -> str:
        """The analyst whose work would be replaced; empty without one."""
        return self.analyst if self.is_judged else ""


def row_author(
    row: GivenRow, here: StoredRow, there: Mapping[str, Any], importer: str, now: str, *, take_theirs: bool
) -> tuple[str, str]:
    """Return the author and time of a row's values: those in the row, else `importer` and `now`.

    A row with the analyst of the workspace and no later time was edited in the table by the importer.

    Args:
        row: the row.
        here: what it would change.
        there: its values, by the same names.
        importer: who imports the table.
        now: the time of the import.
        take_theirs: whether it may replace another analyst's work.

    Raises:
        OutdatedRow: when `here` was changed after the table was written.
        ConflictingRow: when it would replace another analyst's work, and may not.
    """
    written = row.cell("updated_at")
    is_dated = is_timestamp(written)
    # Another analyst's own decision, so neither is an older state of the other.
    is_apart = row.analyst not in ("", here.analyst) and here.owner == here.analyst
    if not is_apart and is_dated and here.at > written:
        raise OutdatedRow(
            f"{here.name}: changed here at {here.at}, after what the table has of {written}; export the table again"
        )
    is_newer = is_dated and written > here.at
    is_by_importer = not row.analyst or (row.analyst == here.analyst and not is_newer)
    who = importer if is_by_importer else row.analyst
    if here.owner not in ("", who) and not take_theirs:
        differences = ", ".join(
            f"{name} ({_quoted(value)} here, {_quoted(there[name])} in the table)"
            for name, value in here.values.items()
            if value != there[name]
        )
        raise ConflictingRow(f"{here.name}: by {here.owner} here; the row by {who} differs in {differences}")
    return who, now if is_by_importer or not is_dated else written


def join_tags(tags: Sequence[str]) -> str:
    """Return tags as a cell."""
    return f"{SEPARATOR} ".join(tags)


def shorten_quote(text: str) -> str:
    """Return the beginning of a text in one line."""
    one_line = flatten(text)
    return one_line if len(one_line) <= _QUOTED else f"{one_line[: _QUOTED - 1]}…"


def _quoted(value: Any) -> str:
    """Return a value of an annotation for a message."""
    written = join_tags(value) if isinstance(value, list) else str(value or "")
    return f"“{shorten_quote(written)}”" if written else "none"
