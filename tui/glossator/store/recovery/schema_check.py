"""What is said of a workspace whose tables, views or triggers are not those that the program made."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from glossator.store.errors import Altered
from glossator.store.schema import expected

# Names that one sentence lists.
_MOST: Final = 3


def check_unaltered(connection: sqlite3.Connection, path: Path, wanted: expected.Objects) -> None:
    """Make sure that what the program reads and writes is defined as the program defines it.

    Raises:
        Altered: when it is not.
    """
    if names := expected.altered(expected.objects_in(connection), wanted):
        are = "is" if len(names) == 1 else "are"
        raise Altered(
            f"{path} is not as this program made it: {_listed(names)} {are} missing or replaced; “glossator doctor” "
            "lists what is wrong, with --salvage NEW.db it takes the rows into a new workspace; --db names another."
        )


def foreign_triggers(connection: sqlite3.Connection, path: Path, wanted: expected.Objects) -> str:
    """Return a sentence when triggers that the program did not make would run with its changes; else nothing."""
    names = expected.foreign_triggers(expected.objects_in(connection), wanted)
    if not names:
        return ""
    return (
        f"{path} has triggers that this program did not make ({_listed(names)}) and that would run with each change, "
        "so nothing is written to it; drop them, or take the rows into a new workspace with “glossator doctor "
        "--salvage NEW.db”."
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"
