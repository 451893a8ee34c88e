"""A row of our own table: whose it is, and whether it may replace what another analyst did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glossator.domain.timestamps import is_timestamp
from glossator.text.normalise import flatten, normalise

SEPARATOR: Final = ";"
"""What divides the tags of a cell."""
# The characters of a text that are quoted in a message.
_QUOTED: Final = 40


class Outdated(Exception):
    """A row that was changed here after the table was written; the message says so."""


class Theirs(Exception):
    """A row that differs from another analyst's work; the message says in what."""


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row of the table: where it stands there, and its cells by name; those of columns that are not there are not."""

    where: str
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """Return a cell without spaces around it; empty when there is none."""
        return self.cells.get(name, "").strip()

    @property
    def analyst(self) -> str:
        """The analyst whom the row names; empty when there is none."""
        return flatten(normalise(self.cell("analyst")))


@dataclass(frozen=True, slots=True)
class StoredRow:
    """What stands here, to be compared with a row.

    Attributes:
        name: how a message refers to it.
        values: by the names of columns, as a table has them: status, label, note and entity; tags by path.
        analyst: who changed it last; empty when nobody did.
        is_judged: whether it is more than a bare suggestion.
        at: when it was changed last.
    """

    name: str
    values: Mapping[str, Any]
    analyst: str
    is_judged: bool
    at: str

    @property
    def owner(self) -> str:
        """The analyst whose work would be replaced; empty when there is none."""
        return self.analyst if self.is_judged else ""


def author(
    row: GivenRow, here: StoredRow, there: Mapping[str, Any], importer: str, now: str, *, take_theirs: bool
) -> tuple[str, str]:
    """Return who made what a row says, and when: as the row has it, else `importer`, `now`.

    A row that names who changed it last here, and is no newer, was edited in the table by who imports it.

    Args:
        row: of the table.
        here: what the row would change.
        there: the row's values, by the same names.
        importer: who imports the table.
        now: the time of the import.
        take_theirs: whether the row may replace another analyst's work.

    Raises:
        Outdated: when it was changed here after the table was written.
        Theirs: when it would replace another analyst's work, and may not.
    """
    written = row.cell("updated_at")
    is_dated = is_timestamp(written)
    # Made apart from what is here, so that neither is the older state of the other.
    is_apart = row.analyst not in ("", here.analyst) and here.owner == here.analyst
    if not is_apart and is_dated and here.at > written:
        raise Outdated(
            f"{here.name}: changed here at {here.at}, after what the table has of {written}; export the table again"
        )
    is_newer = is_dated and written > here.at
    is_by_importer = not row.analyst or (row.analyst == here.analyst and not is_newer)
    who = importer if is_by_importer else row.analyst
    if here.owner not in ("", who) and not take_theirs:
        differences = ", ".join(
            f"{name} ({_told(value)} here, {_told(there[name])} in the table)"
            for name, value in here.values.items()
            if value != there[name]
        )
        raise Theirs(f"{here.name}: by {here.owner} here; the row by {who} differs in {differences}")
    return who, now if is_by_importer or not is_dated else written


def joined(tags: Sequence[str]) -> str:
    """Return tags as a cell has them."""
    return f"{SEPARATOR} ".join(tags)


def shortened(text: str) -> str:
    """Return the beginning of a text, on one line."""
    one_line = flatten(text)
    return one_line if len(one_line) <= _QUOTED else f"{one_line[: _QUOTED - 1]}…"


def _told(value: Any) -> str:
    """Return a value of an annotation as a message has it."""
    written = joined(value) if isinstance(value, list) else str(value or "")
    return f"“{shortened(written)}”" if written else "none"
