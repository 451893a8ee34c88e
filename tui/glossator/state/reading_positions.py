"""The last article of each workspace, and the reading position in each article, kept in the state folder."""

from pathlib import Path
from typing import Any, Final

from glossator.state.locations import read_json, write_json

_MOST_ARTICLES: Final = 5_000


class ReadingPositions:
    """The reading positions of one workspace, in a file shared with the others; unreadable data is ignored."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        """Keep the positions for `workspace` in `folder`."""
        self._file = folder / "positions.json"
        self._workspace = str(workspace.absolute())

    def last_article(self) -> str | None:
        """Return the uid of the article that was read last, or None."""
        uid = self._mine(read_json(self._file)).get("last")
        return uid if isinstance(uid, str) else None

    def offset(self, uid: str) -> int:
        """Return the position in the article, in code points; 0 if it was never read."""
        offset = self._mine(read_json(self._file)).get("offsets", {}).get(uid, 0)
        return offset if isinstance(offset, int) and offset >= 0 else 0

    def save(self, uid: str, offset: int) -> None:
        """Save the last article and the position in it; if that fails, do nothing."""
        everything = read_json(self._file)
        offsets = self._mine(everything).get("offsets", {})
        offsets.pop(uid, None)
        offsets[uid] = offset
        while len(offsets) > _MOST_ARTICLES:
            offsets.pop(next(iter(offsets)))
        everything[self._workspace] = {"last": uid, "offsets": offsets}
        write_json(self._file, everything)

    def _mine(self, everything: dict[str, Any]) -> dict[str, Any]:
        found = everything.get(self._workspace, {})
        return found if isinstance(found, dict) and isinstance(found.get("offsets", {}), dict) else {}
