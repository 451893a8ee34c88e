"""The searches that are kept under names.

They are the workspace's, and in its history, because analysts who share a workspace share what they look for in it, and
one who deletes a search of another can have it back.
"""

import sqlite3
from dataclasses import dataclass

from glossator.domain.mention import Order
from glossator.store.errors import Missing
from glossator.text.normalise import flatten, normalise


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept: its name, what was typed, what it is sorted by, and who kept it when."""

    name: str
    query: str
    order: Order
    analyst: str
    saved_at: str


def saved_searches(connection: sqlite3.Connection) -> list[SavedSearch]:
    """Return the searches that are kept, by name."""
    rows = connection.execute(
        "SELECT name, query, sort, analyst, saved_at FROM saved_searches ORDER BY name COLLATE NOCASE"
    ).fetchall()
    # Another version of the program may know other orders.
    return [
        SavedSearch(name, query, Order(sort) if sort in list(Order) else Order.RELEVANCE, analyst, saved_at)
        for name, query, sort, analyst, saved_at in rows
    ]


def saved_search(connection: sqlite3.Connection, name: str) -> SavedSearch:
    """Return the search that is kept under a name, whatever its case.

    Raises:
        Missing: when there is none.
    """
    wanted = flatten(normalise(name)).lower()
    found = next((one for one in saved_searches(connection) if one.name.lower() == wanted), None)
    if found is None:
        raise Missing(f"There is no saved search “{name}”; “glossator search --saved” lists those that there are.")
    return found
