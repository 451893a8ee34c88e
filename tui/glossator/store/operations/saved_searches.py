"""Saving and deleting searches."""

from glossator.domain.query import parse
from glossator.store.errors import Refused
from glossator.store.history import Recorder
from glossator.store.history.operation import operation
from glossator.text.normalise import flatten, normalise


@operation("search.save", "save search")
def save_search(record: Recorder, name: str, query: str, sort: str) -> None:
    """Save a search, in place of one with the same name (without regard to case).

    Raises:
        Refused: when the name is empty.
        BadQuery: when the query is not valid.
    """
    name = flatten(normalise(name))
    if not name:
        raise Refused("Enter a name for the saved search.")
    parse(query)
    row = {"query": query.strip(), "sort": sort, "analyst": record.analyst, "saved_at": record.at}
    known = record.db.execute("SELECT id FROM saved_searches WHERE name = ?", [name]).fetchone()
    if known is None:
        record.insert("saved_searches", {"name": name, **row})
    else:
        record.update("saved_searches", int(known[0]), name=name, **row)


@operation("search.delete", "delete saved search")
def delete_search(record: Recorder, name: str) -> None:
    """Delete a saved search.

    Raises:
        Refused: when there is none with that name.
    """
    found = record.db.execute("SELECT id FROM saved_searches WHERE name = ?", [flatten(normalise(name))]).fetchone()
    if found is None:
        raise Refused(f"There is no saved search “{name}”; “glossator search --saved” lists them.")
    record.delete("saved_searches", int(found[0]))
