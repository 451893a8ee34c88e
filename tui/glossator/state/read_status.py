"""How far each article was read, and when the library was last opened, kept in the state folder.

An article counts as read when its end has been in view and it has been open for `seconds_to_read`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Final

from glossator.domain.library import ReadingState
from glossator.state.locations import read_json, write_json

_MOST_ARTICLES: Final = 200_000
_STORED: Final = {state.value: state for state in (ReadingState.BEGUN, ReadingState.READ)}
_LEAST_SECONDS: Final = 3.0
_MOST_SECONDS: Final = 30.0
# Code points per second: faster than anyone reads, so that skimming counts.
_FASTEST: Final = 1_000


def seconds_to_read(length: int) -> float:
    """Return the seconds that an article of `length` code points must be open to count as read."""
    return min(_LEAST_SECONDS + length / _FASTEST, _MOST_SECONDS)


def is_read(length: int, seconds: float, *, end_seen: bool) -> bool:
    """Return whether an article of `length` code points that was open for `seconds` counts as read."""
    return end_seen and seconds >= seconds_to_read(length)


@dataclass(slots=True)
class _Visit:
    """The open article, since when, in seconds of the clock, and whether its end has been in view."""

    uid: str
    since: float
    end_seen: bool = False


class ReadStatus:
    """The reading states of one workspace's articles, in a file; unreadable data and failed writes are ignored.

    An article is UNREAD until it is opened, then BEGUN, and READ once `is_read`. Several windows share the file; each
    merges its changes into it.
    """

    def __init__(self, folder: Path, workspace: Path, clock: Callable[[], float] = monotonic) -> None:
        """Keep the states for `workspace` in `folder`; `clock` returns seconds."""
        self._clock = clock
        self._visit: _Visit | None = None
        name = sha256(str(workspace.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._file = folder / "reading" / f"{name}.json"
        # Changes of this window, which override the file; None for unread.
        self._changed: dict[str, str | None] = {}
        self._states, self._latest_visit = self._read()
        self.last_visit = self._latest_visit
        """When the library was last opened before this program started, ISO 8601 in UTC; empty if never."""

    def _read(self) -> tuple[dict[str, str], str]:
        """Return the states in the file, and when the library was last opened."""
        found = read_json(self._file)
        states, visit = found.get("states"), found.get("looked")
        if not isinstance(states, dict):
            return {}, ""
        known = {uid: state for uid, state in states.items() if isinstance(state, str) and state in _STORED}
        return known, visit if isinstance(visit, str) else ""

    def states(self) -> dict[str, ReadingState]:
        """Return the state of each article that is not unread, by uid."""
        return {uid: _STORED[state] for uid, state in self._states.items()}

    def record_opening(self, uid: str) -> None:
        """Record that the article was opened now."""
        self._visit = _Visit(uid, self._clock())
        if uid not in self._states:
            self._set((uid,), ReadingState.BEGUN)

    def record_view(self, uid: str, length: int, *, end_in_view: bool) -> None:
        """Record what is in view of the article of `length` code points, and mark it as read if it now `is_read`."""
        visit = self._visit
        if visit is None or visit.uid != uid:
            return
        visit.end_seen |= end_in_view
        if is_read(length, self._clock() - visit.since, end_seen=visit.end_seen):
            self.mark_read(uid)

    def mark_read(self, *uids: str) -> None:
        """Mark articles as read."""
        unread = [uid for uid in uids if self._states.get(uid) != ReadingState.READ]
        if unread:
            self._set(unread, ReadingState.READ)

    def mark_unread(self, *uids: str) -> None:
        """Mark articles as unread; one that is open now stays unread until it is opened again."""
        if self._visit is not None and self._visit.uid in uids:
            self._visit = None
        if known := [uid for uid in uids if uid in self._states]:
            self._changed.update(dict.fromkeys(known))
            self._write()

    def set_last_visit(self, moment: str) -> None:
        """Record for the next start that the library was opened at `moment`, ISO 8601 in UTC."""
        self._latest_visit = moment
        self._write()

    def _set(self, uids: Iterable[str], state: ReadingState) -> None:
        for uid in uids:
            self._changed.pop(uid, None)
            self._changed[uid] = state.value
        self._write()

    def _write(self) -> None:
        there, visit = self._read()
        there = there or self._states
        self._latest_visit = max(self._latest_visit, visit)
        # READ in another window overrides BEGUN here.
        begun, read = ReadingState.BEGUN.value, ReadingState.READ.value
        for uid in [uid for uid, state in self._changed.items() if state == begun and there.get(uid) == read]:
            del self._changed[uid]
        # The latest changes come last; the first are dropped when there are too many.
        self._states = {uid: state for uid, state in there.items() if uid not in self._changed}
        self._states |= {uid: state for uid, state in self._changed.items() if state is not None}
        while len(self._states) > _MOST_ARTICLES:
            self._states.pop(next(iter(self._states)))
        write_json(self._file, {"looked": self._latest_visit, "states": self._states})
