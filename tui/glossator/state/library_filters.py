"""The filters of the library that the user saved, kept in the state folder; they serve all workspaces."""

from dataclasses import dataclass
from pathlib import Path

from glossator.state.locations import read_json, write_json


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """A saved filter: its name, what was typed, the name of the column it was sorted by, and whether descending."""

    name: str
    typed: str
    column: str
    descending: bool = False


class LibraryFilters:
    """The saved filters, ordered by name; unreadable data is ignored."""

    def __init__(self, folder: Path) -> None:
        """Keep the filters in `folder`."""
        self._file = folder / "library_filters.json"

    def all(self) -> list[LibraryFilter]:
        """Return the saved filters, ordered by name."""
        found = []
        for name, kept in read_json(self._file).items():
            if isinstance(kept, list) and len(kept) == 3 and all(isinstance(one, str) for one in kept[:2]):
                found.append(LibraryFilter(name, kept[0], kept[1], bool(kept[2])))
        return sorted(found, key=lambda one: one.name.casefold())

    def save(self, new: LibraryFilter) -> bool:
        """Save a filter, instead of one with the same name; return whether that was possible."""
        everything = read_json(self._file)
        everything[new.name] = [new.typed, new.column, new.descending]
        write_json(self._file, everything)
        return new in self.all()

    def delete(self, name: str) -> bool:
        """Delete a filter; return whether that was possible."""
        everything = read_json(self._file)
        everything.pop(name, None)
        write_json(self._file, everything)
        return all(one.name != name for one in self.all())
