"""Saved searches, which all analysts of the workspace share."""

import sqlite3
from dataclasses import dataclass

from glossator.domain.mention import Order
from glossator.store.errors import Missing
from glossator.text.normalise import flatten, normalise


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search, with its order, author and time."""

    name: str
    query: str
    order: Order
    analyst: str
    saved_at: str


def saved_searches(connection: sqlite3.Connection) -> list[SavedSearch]:
    """Return the saved searches by name."""
    rows = connection.execute(
        "SELECT name, query, sort, analyst, saved_at FROM saved_searches ORDER BY name COLLATE NOCASE"
    ).fetchall()
    # A later version of the program may have saved another order.
    return [
        SavedSearch(name, query, Order(sort) if sort in list(Order) else Order.RELEVANCE, analyst, saved_at)
        for name, query, sort, analyst, saved_at in rows
    ]


def saved_search(connection: sqlite3.Connection, name: str) -> SavedSearch:
    """Return the saved search with a name, without regard to case.

    Raises:
        Missing: when there is none.
    """
    wanted = flatten(normalise(name)).lower()
    found = next((one for one in saved_searches(connection) if one.name.lower() == wanted), None)
    if found is None:
        raise Missing(f"There is no saved search “{name}”; “glossator search --saved” lists them.")
    return found
