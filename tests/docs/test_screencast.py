"""The screencast is an asciicast of the program as it is."""

import json

from docs.screencast import CAST, SIZE
from tests.emulator import Emulator


def test_the_screencast_shows_the_tour() -> None:
    header, *events = map(json.loads, CAST.read_text(encoding="utf-8").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, *SIZE)
    assert all(kind == "o" and isinstance(text, str) for _, kind, text in events)
    assert [moment for moment, *_ in events] == sorted(moment for moment, *_ in events)
    emulator = Emulator(*SIZE)
    shown = []
    for _, _, text in events:
        emulator.feed(text)
        shown.append("\n".join(emulator.lines))
    steps = (
        "Accepted “",
        "Rejected “",
        "Relabelled “",
        "Other mentions of",
        "Tagged “",
        "Undid ",
        "Library",
        "Keys of the reader",
    )
    places = [next((n for n, screen in enumerate(shown) if step in screen), -1) for step in steps]
    assert -1 not in places, dict(zip(steps, places, strict=True))
    assert places == sorted(places)
