"""How far each article was read, and when the library was looked at last. A convenience, kept in the state folder.

Scrolling past an article does not make it read: its end must have been in view, and it must have been open for
`seconds_to_read`, which is 3 seconds and another second for each 1,000 code points, but no more than 30 seconds.
"""

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, Final

from glossator.domain.library import ReadingState
from glossator.runtime.private_folder import make_private

_MOST_ARTICLES: Final = 200_000
_KEPT: Final = {state.value: state for state in (ReadingState.BEGUN, ReadingState.READ)}


# Seconds that any article must be open to count as read, and that none must be open for longer.
_LEAST_SECONDS: Final = 3.0
_MOST_SECONDS: Final = 30.0
# Code points that a fast reader takes in a second: far more than can be read, so that skimming counts.
_FASTEST: Final = 1_000


def seconds_to_read(length: int) -> float:
    """Return for how many seconds an article of `length` code points must be open to count as read."""
    return min(_LEAST_SECONDS + length / _FASTEST, _MOST_SECONDS)


def is_read(length: int, seconds: float, *, end_seen: bool) -> bool:
    """Return whether an article of `length` code points that was open for `seconds` counts as read."""
    return end_seen and seconds >= seconds_to_read(length)


@dataclass(slots=True)
class _Visit:
    """The article that is open now, since when, in seconds of the clock, and whether its end was in view."""

    uid: str
    since: float
    end_seen: bool = False


class ReadStatus:
    """The states of one workspace's articles, in a file; what cannot be read or written is done without.

    An article is unread until it was opened, begun until `is_read` says that it is read. It stays read when it is
    opened again. Whether all is decided is for the workspace to say. Several windows keep theirs in the same file,
    each adding what it knows to what is there.
    """

    def __init__(self, folder: Path, workspace: Path, clock: Callable[[], float] = monotonic) -> None:
        """Keep the states for `workspace` in `folder`; `clock` returns seconds."""
        self._clock = clock
        self._visit: _Visit | None = None
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
    def last_visit(self) -> str:
        """When one looked last before this was made, ISO 8601 in UTC; empty when one never did.

        What came in since then is new, and stays so while the program runs, however often one looks.
        """
        return self._before

    def states(self) -> dict[str, ReadingState]:
        """Return the state of each article that is not unread, by uid."""
        return {uid: _KEPT[state] for uid, state in self._kept.items()}

    def record_opening(self, uid: str) -> None:
        """Remember that the article was opened, now."""
        self._visit = _Visit(uid, self._clock())
        if uid not in self._kept:
            self._set((uid,), ReadingState.BEGUN)

    def record_view(self, uid: str, length: int, *, end_in_view: bool) -> None:
        """Mark the open article of `length` code points as read if it was open long enough and its end in view."""
        visit = self._visit
        if visit is None or visit.uid != uid:
            return
        visit.end_seen |= end_in_view
        if is_read(length, self._clock() - visit.since, end_seen=visit.end_seen):
            self.mark_read(uid)

    def mark_read(self, *uids: str) -> None:
        """Mark articles as read."""
        unread = [uid for uid in uids if self._kept.get(uid) != ReadingState.READ]
        if unread:
            self._set(unread, ReadingState.READ)

    def mark_unread(self, *uids: str) -> None:
        """Forget that the articles were opened; one that is open now stays unread until it is opened again."""
        if self._visit is not None and self._visit.uid in uids:
            self._visit = None
        if known := [uid for uid in uids if uid in self._kept]:
            self._changed.update(dict.fromkeys(known))
            self._write()

    def set_last_visit(self, moment: str) -> None:
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
