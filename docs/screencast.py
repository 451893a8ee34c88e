"""Records the tour in docs/pictures/tour.cast (asciicast v2), on a copy of the starter workspace.

Run by `make screencast`; play it with `asciinema play docs/pictures/tour.cast`.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pexpect

from docs.site import ROOT

CAST: Final = ROOT / "docs" / "pictures" / "tour.cast"
SIZE: Final = (100, 30)
# The keys of the tour, each with the seconds that a viewer has to see what it does.
_TOUR: Final = (
    *((" ", 1.2), ("a", 1.2), ("a", 1.0), ("x", 1.0)),
    *(("r", 1.2), ("o", 1.2)),
    *(("p", 2.0), ("\r", 1.5)),
    *(("t", 1.0), *((letter, 0.1) for letter in "talks"), ("\r", 1.2)),
    *(("n", 0.8), *((letter, 0.08) for letter in "Who was in the room?"), ("\x1b", 1.2)),
    *(("u", 1.2), ("P", 2.0), ("j", 0.7), ("\r", 1.5), ("?", 2.5), ("q", 0.5)),
)
# Seconds without output after which a frame is complete.
_QUIET: Final = 0.3
_FIRST_FRAME: Final = 60.0


def record() -> None:
    """Record the tour."""
    with tempfile.TemporaryDirectory(prefix="glossator-cast-") as folder:
        workspace = Path(shutil.copy(ROOT / "annotations.db", folder))
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM", "TMUX")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "HOME": folder,
            "LOGNAME": "ann",
            **{f"XDG_{name}_HOME": folder for name in ("CONFIG", "STATE", "DATA", "CACHE")},
        }
        columns, lines = SIZE
        child = pexpect.spawn(
            sys.executable,
            ["-m", "glossator", "--db", str(workspace)],
            env=environment,
            dimensions=(lines, columns),
            encoding="utf-8",
        )
        events = [(0.0, text) for text in _output(child, _FIRST_FRAME)]
        moment = 1.0
        for key, pause in _TOUR:
            child.send(key)
            events += [(moment, text) for text in _output(child, _QUIET)]
            moment += pause
        child.send("q")
        child.close(force=True)
    header = {"version": 2, "width": columns, "height": lines, "title": "Glossator", "env": {"TERM": "xterm-256color"}}
    rows = [json.dumps(header), *(json.dumps([round(at, 2), "o", text]) for at, text in events)]
    CAST.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _output(child: "pexpect.spawn[str]", patience: float) -> list[str]:
    """Return what the program writes until it is quiet; wait up to `patience` seconds for the first of it."""
    found: list[str] = []
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            found.append(child.read_nonblocking(65_536, timeout=0.05))
        except pexpect.TIMEOUT:
            continue
        until = time.monotonic() + _QUIET * (4 if len(found) < 3 else 1)
    return ["".join(found)] if found else []


if __name__ == "__main__":
    record()
    print(CAST.relative_to(ROOT))
