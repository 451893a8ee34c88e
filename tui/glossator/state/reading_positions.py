"""Where one was: the last article of each workspace, and the place in each. A comfort, kept in the state folder."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from glossator.runtime.private_folder import make_private

_MOST_ARTICLES: Final = 5_000


class ReadingPositions:
    """Reading positions in one file; what cannot be read or written is done without."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        """Keep the positions for `workspace` in `folder`."""
        self._file = folder / "positions.json"
        self._workspace = str(workspace.absolute())

    def last_article(self) -> str | None:
        """Return the uid of the article that was read last, or None."""
        uid = self._mine().get("last")
        return uid if isinstance(uid, str) else None

    def offset(self, uid: str) -> int:
        """Return the place in the article, in code points; 0 where it was never read."""
        offset = self._mine().get("offsets", {}).get(uid, 0)
        return offset if isinstance(offset, int) and offset >= 0 else 0

    def save(self, uid: str, offset: int) -> None:
        """Remember that the article was read last, and up to where."""
        everything = self._everything()
        mine = self._mine(everything)
        offsets = mine.get("offsets", {})
        offsets.pop(uid, None)
        offsets[uid] = offset
        while len(offsets) > _MOST_ARTICLES:
            offsets.pop(next(iter(offsets)))
        everything[self._workspace] = {"last": uid, "offsets": offsets}
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        with suppress(OSError):
            make_private(self._file.parent)
            try:
                beside.touch(mode=0o600)
                beside.write_text(json.dumps(everything), encoding="utf-8")
                beside.replace(self._file)
            finally:
                beside.unlink(missing_ok=True)

    def _everything(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _mine(self, everything: dict[str, Any] | None = None) -> dict[str, Any]:
        found = (self._everything() if everything is None else everything).get(self._workspace, {})
        return found if isinstance(found, dict) and isinstance(found.get("offsets", {}), dict) else {}
