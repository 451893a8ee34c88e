"""A walk at random through all pages: each key is chosen among those that do something, and each is followed by a look.

A walk is made of sittings. A sitting has a seed, a fresh copy of the world and a window of its own, so the seed alone
plays it again.
"""

import os
import random
import shutil
import tempfile
import traceback
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from textual.widgets import Input, TextArea

from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.prompt import Prompt
from glossator.ui.widgets.themes import THEMES
from tests.ui.screens.oracle import History, complaints, marked
from tests.walk.laws import reader_complaints, repaint_complaints
from tests.walk.window import SIZES, Window, steady, window
from tests.walk.world import TWINS, World

_LAST: Final = 20
_FIELDS: Final = ("enter", "enter", "enter", "escape", "escape", "down", "up", "backspace", "tab", "ctrl+r", "left")
_WORDS: Final = (
    *TWINS,
    *("Petra Lisk", "captain", "PERSON", "coast", "seen", "is:superseded", "status:suggested", "has:note", "theme"),
    *(
        "next",
        "a/b/c",
        "鹿港",
        "Zoë",
        "[red]x[/]",
        "\u202eabc",
        "O’Neill",
        "nothing at all",
        "0",
        ".*",
        "(",
        "note.txt",
    ),
    *("inbox", "no/such/file", "out.csv", "out.html", "#aa3377", "k"),
)
_FILES: Final = ("note.txt", "inbox", "inbox/*.csv", "no/such/file")
_MOTIONS: Final = ("j", "k", "down", "up", "space", "space", "right_square_bracket", "pagedown", "G", "g")
# In the reader: what decides and writes, and what opens pages, is pressed more often than it is bound.
_OFTEN: Final = (
    *("a", "x", "r", "t", "n", "T", "N", "enter", "d", "A", "asterisk", "u", "i"),
    *("greater_than_sign", "less_than_sign", "m", "apostrophe", "slash", "question_mark"),
    *("P", "ctrl+f", "C", "K", "D", "Q", "Z", "R", "J", "O", "Y", "I", "U", "p", "o", "number_sign"),
)
# What Textual binds on every page.
_OF_TEXTUAL: Final = frozenset(
    ("ctrl+pageup", "ctrl+pagedown", "ctrl+c", "super+c", "tab", "shift+tab", "f1", "ctrl+p")
)
_QUIT: Final = frozenset(("q", "ctrl+q"))
_ANSWERS: Final[Sequence[str]] = ("enter", "escape", *"abcknprsxyAR01")
_SIZES: Final = (*SIZES, (100, 30), (60, 20))


@dataclass
class Sitting:
    """What came of a sitting.

    Attributes:
        keys: how many were pressed.
        pages: how many of them on which page.
        changes: how many rows `history` gained.
        fault: what was found, with the keys that led there; empty where nothing was.
    """

    seed: int
    keys: int = 0
    changes: int = 0
    fault: str = ""
    pages: Counter[str] = field(default_factory=Counter)


async def sit(world: World, seed: int, keys: int, redraw_every: int = 1) -> Sitting:
    """Press `keys` keys, or fewer where something is found.

    Args:
        world: which is copied.
        seed: chooses the keys and the size of the window.
        keys: how many.
        redraw_every: after how many keys all is drawn again, to see what was not repainted.
    """
    sitting, chance = Sitting(seed), random.Random(seed)
    recent: deque[str] = deque(maxlen=_LAST)
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="walk-") as name:
        folder = Path(shutil.copytree(world.folder, Path(name, "world")))
        os.chdir(folder)
        try:
            with steady(Path(name)):
                while sitting.keys < keys and not sitting.fault:
                    async with window(folder / world.path.name, SIZES[seed % len(SIZES)]) as opened:
                        await _walk(opened, sitting, chance, recent, keys, redraw_every)
        except Exception as error:
            lines = traceback.format_exception(error)
            sitting.fault = "".join(lines[-6:])
        finally:
            os.chdir(here)
    if sitting.fault:
        size = "x".join(map(str, SIZES[seed % len(SIZES)]))
        sitting.fault = (
            f"seed {seed}, key {sitting.keys}, {size} at first; the last keys: {' '.join(recent)}\n{sitting.fault}"
        )
    return sitting


async def _walk(
    opened: Window, sitting: Sitting, chance: random.Random, recent: deque[str], keys: int, redraw_every: int
) -> None:
    """Press keys until there are enough, something is found, or the app is quit."""
    path = opened.reader.session.workspace.path
    while sitting.keys < keys:
        step = _next_step(opened, chance)
        recent.append(step)
        sitting.keys += 1
        sitting.pages[type(opened.app.screen).__name__] += 1
        before, history = marked(opened.app, path), History.of(path)
        await _take(opened, step)
        if not opened.running:
            return
        found = reader_complaints(opened)
        sitting.changes += len(history.rows())
        if not step.startswith("burst:"):
            found += complaints(before, history)
        if sitting.keys % redraw_every == 0:
            found += await repaint_complaints(opened)
        if found:
            sitting.fault = "\n".join(found)
            return
        opened.app.clear_notifications()


def _next_step(opened: Window, chance: random.Random) -> str:
    """Return what to do next: a key, or a word and a colon before what is not one key."""
    app = opened.app
    if (lot := chance.random()) < 0.01:
        return f"resize:{chance.randrange(len(_SIZES))}"
    if lot < 0.015:
        return f"theme:{chance.choice(THEMES).name}"
    if lot < 0.03:
        columns, lines = opened.emulator.size
        return f"click:{chance.randrange(columns)},{chance.randrange(lines)}"
    if isinstance(app.screen, KeyPrompt):
        return chance.choice(_ANSWERS)
    if isinstance(app.screen, Prompt) and app.screen._title.startswith("Import"):
        if app.screen.query_one(Input).value:
            return chance.choice(("enter", "escape"))
        return f"type:{chance.choice(_FILES)}"
    if isinstance(app.focused, Input | TextArea):
        return f"type:{chance.choice(_WORDS)}" if lot < 0.5 else chance.choice(_FIELDS)
    if lot < 0.05:
        return "burst:" + " ".join(_key(opened, chance) for _ in range(3))
    return _key(opened, chance)


def _key(opened: Window, chance: random.Random) -> str:
    """Return a key that does something on the page, or leaves it."""
    app = opened.app
    on_reader = isinstance(app.screen, ReaderScreen)
    if not on_reader and chance.random() < 0.12:
        return "escape"
    lot = chance.random()
    if lot < 0.002:
        return "q"
    if lot < 0.2:
        return chance.choice(_MOTIONS)
    if on_reader and lot < 0.6:
        return chance.choice(_OFTEN)
    rare = _QUIT if lot < 0.65 else _QUIT | _OF_TEXTUAL
    bound = [key for key, active in app.screen.active_bindings.items() if active.enabled and key not in rare]
    return chance.choice(sorted(bound) or ["escape"])


async def _take(opened: Window, step: str) -> None:
    kind, colon, rest = step.partition(":")
    if not colon:
        await opened.press(step)
    elif kind == "type":
        await opened.type(rest)
    elif kind == "burst":
        await opened.burst(*rest.split())
    elif kind == "resize":
        await opened.resize(*_SIZES[int(rest)])
    elif kind == "theme":
        opened.app.theme = rest
        await opened.rest()
    else:
        column, line = map(int, rest.split(","))
        await opened.pilot.click(offset=(column, line))
        await opened.rest()
