"""Keys while the machine reads: from a key to the frame that shows what it does, against the same keys when idle.

The machine has read the beginning of the article before, and goes on below, so both sides show the same. What a key is
to show is picked out of what it shows when idle; where that is what stood there before, nothing is measured.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.environment import Environment, program
from benchmarks.figures import Row, milliseconds, percentile_95, ratio_row
from benchmarks.terminal import Terminal, words
from benchmarks.workspaces import Prepared, Workspaces, copied

ROUNDS: Final = 3
_PRESSES: Final = 20
_P95_BAR: Final = 2.0
_WORST_BAR: Final = 0.05
_BETWEEN: Final = 0.25
_READING: Final = rb"analysing \d+ of \d+"
# What begins the token under the cursor where it belongs to a suggestion: bold, underlined, underlined twice.
_CURSOR: Final = rb"\x1b\[1;4;21;[0-9;]*m"


@dataclass(frozen=True, slots=True)
class _Key:
    """A key, and where what it does is seen: the first group of `seen`, which stands after the pattern `before`.

    Where it leads to the same place each time, the key `back` leads away before.
    """

    what: str
    key: str
    seen: bytes
    before: bytes = b""
    back: str = ""


_TEXT: Final = rb"m(\w[\w ]{24,48})"
_KEYS: Final = (
    _Key("next annotation", "]", _CURSOR + rb"([^\x1b]+)", before=_CURSOR),
    _Key("accept", "a", _CURSOR + rb"([^\x1b]+)", before=_CURSOR),
    _Key("page down", "page_down", _TEXT),
    _Key("to the end", "end", _TEXT, back="home"),
)


def measure(environment: Environment, workspaces: Workspaces, rounds: int) -> list[Row]:
    """Press each key in an article that is read and in one that is being read, in turn; each round opens both again."""
    read, unread = workspaces.begun
    times: dict[str, list[tuple[list[float], list[float]]]] = {key.what: [] for key in _KEYS}
    for number in range(rounds):
        with (
            _open(environment, read, f"idle-{number}.db") as idle,
            _open(environment, unread, f"reading-{number}.db") as busy,
        ):
            busy.wait_for(_READING)
            for key in _KEYS:
                pairs = list(_pressed(idle, busy, key))
                times[key.what].append(([least for least, _ in pairs], [much for _, much in pairs]))
            # It must not have come to its end, or to a stop.
            busy.wait_for(_READING)
    rows = []
    for what, sessions in times.items():
        pairs = [(percentile_95(least), percentile_95(much)) for least, much in sessions]
        rows.append(ratio_row(f"{what} while recognition runs: p95", "idle", _P95_BAR, pairs, milliseconds))
        worst = [max(much) for _, much in sessions]
        rows.append(
            Row(
                what=f"{what} while recognition runs: worst",
                floor="idle",
                bar=milliseconds(_WORST_BAR),
                ratio=milliseconds(max(worst)),
                spread=f"{min(worst) * 1000:.1f}–{max(worst) * 1000:.1f} ms (all {len(worst)})",
                medians=f"{milliseconds(median(max(least) for least, _ in sessions))}, {milliseconds(median(worst))}",
                met=max(worst) <= _WORST_BAR,
            )
        )
    return rows


def _open(environment: Environment, prepared: Prepared, name: str) -> Terminal:
    terminal = Terminal(program("--db", str(copied(prepared.path, name))), environment.variables)
    terminal.first_frame(*prepared.shown)
    terminal.read_on(1)
    return terminal


def _pressed(idle: Terminal, busy: Terminal, key: _Key) -> Iterator[tuple[float, float]]:
    """Yield the seconds that a press takes on either side, again and again."""
    last = b""
    for _ in range(_PRESSES):
        if key.back:
            idle.key_to_frame(key.back)
            busy.key_to_frame(key.back)
            busy.read_on(_BETWEEN)
            last = b""
        idle.press(key.key)
        found = re.search(key.seen, idle.shown)
        if found is None or found[1] == last:
            busy.key_to_frame(key.key)
        else:
            last = found[1]
            pattern = key.before + words(last.decode())
            least = idle.shown_after(pattern)
            yield least, busy.key_to_frame(key.key, pattern)
        busy.read_on(_BETWEEN)
