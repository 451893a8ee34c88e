"""How far each article was read, and when one looked last. A comfort, kept in the state folder."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tui.locations import make_private
from tui.model.library import ReadingState

_MOST_ARTICLES: Final = 200_000
_KEPT: Final = {state.value: state for state in (ReadingState.BEGUN, ReadingState.READ)}


class ReadingStates:
    """The states of one workspace's articles, in a file; what cannot be read or written is done without.

    An article is unread until it was opened, begun until its end was seen, then read. It stays read when it is opened
    again. Whether all is decided is for the workspace to say. Several windows keep theirs in the same file, each
    adding what it knows to what is there.
    """

    def __init__(self, folder: Path, workspace: Path) -> None:
        """Keep the states for `workspace` in `folder`."""
        name = sha256(str(workspace.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._file = folder / "reading" / f"{name}.json"
        # What was changed here, which goes before what is in the file; None for what is unread.
        self._changed: dict[str, str | None] = {}
        self._kept, self._looked = self._read()
        self._before = self._looked

    def _read(self) -> tuple[dict[str, str], str]:
        """Return the states that are in the file, and when one looked last."""
        with suppress(OSError, ValueError, RecursionError):
            found: Any = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(found, dict) and isinstance(found.get("states"), dict):
                states = found["states"].items()
                kept = {uid: state for uid, state in states if isinstance(state, str) and state in _KEPT}
                return kept, found["looked"] if isinstance(found.get("looked"), str) else ""
        return {}, ""

    @property
    def looked(self) -> str:
        """When one looked last before this was made, ISO 8601 in UTC; empty when one never did.

        What came in since then is new, and stays so while the program runs, however often one looks.
        """
        return self._before

    def states(self) -> dict[str, ReadingState]:
        """Return the state of each article that is not unread, by uid."""
        return {uid: _KEPT[state] for uid, state in self._kept.items()}

    def opened(self, uid: str) -> None:
        """Remember that the article was opened."""
        if uid not in self._kept:
            self._set((uid,), ReadingState.BEGUN)

    def saw_end(self, *uids: str) -> None:
        """Remember that the articles were read to their end, or that one takes them for read."""
        unread = [uid for uid in uids if self._kept.get(uid) != ReadingState.READ]
        if unread:
            self._set(unread, ReadingState.READ)

    def take_for_unread(self, *uids: str) -> None:
        """Forget that the articles were opened."""
        if known := [uid for uid in uids if uid in self._kept]:
            self._changed.update(dict.fromkeys(known))
            self._write()

    def look(self, moment: str) -> None:
        """Remember for the next time that one looked at what is new, at `moment`, ISO 8601 in UTC."""
        self._looked = moment
        self._write()

    def _set(self, uids: Iterable[str], state: ReadingState) -> None:
        for uid in uids:
            self._changed.pop(uid, None)
            self._changed[uid] = state.value
        self._write()

    def _write(self) -> None:
        there, looked = self._read()
        there = there or self._kept
        self._looked = max(self._looked, looked)
        # What another window has read to its end was not only begun.
        begun, read = ReadingState.BEGUN.value, ReadingState.READ.value
        for uid in [uid for uid, state in self._changed.items() if state == begun and there.get(uid) == read]:
            del self._changed[uid]
        # Those changed here come last, and so are kept longest.
        self._kept = {uid: state for uid, state in there.items() if uid not in self._changed}
        self._kept |= {uid: state for uid, state in self._changed.items() if state is not None}
        while len(self._kept) > _MOST_ARTICLES:
            self._kept.pop(next(iter(self._kept)))
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        with suppress(OSError):
            make_private(self._file.parent)
            try:
                beside.touch(mode=0o600)
                beside.write_text(json.dumps({"looked": self._looked, "states": self._kept}), encoding="utf-8")
                beside.chmod(0o600)
                beside.replace(self._file)
            finally:
                beside.unlink(missing_ok=True)
