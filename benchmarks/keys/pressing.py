"""Pressing what a plan says, in the real program."""

import re
from typing import Final

from benchmarks.keys.plans import Plan
from benchmarks.keys.presses import ACCEPT_ARTICLE, ALL, CONFIRM, LABEL, PROPAGATE, PROPAGATE_IN_VIEW, YES
from benchmarks.terminal import Terminal, words
from glossator.domain.codebook import LABELS
from glossator.ui.commands import COMMANDS, key_label

_KEYS: Final = {command.id: command.keys[0] for command in COMMANDS if command.keys}
_LABEL_KEYS: Final = {label.name: label.key for label in LABELS}
# What terminals send for the keys among those of the commands that have no character of their own.
_SENT: Final = {
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
}

_ANSWERS: Final = {CONFIRM: "\r", YES: "y", ALL: "d"}
_MENTIONS: Final = words("Other mentions of")
# What a list or question shows when it has opened, by the press that opens it.
_OPENED: Final = {PROPAGATE: _MENTIONS, ACCEPT_ARTICLE: words("in this article (")}


def sent(press: str) -> str:
    """Return what a terminal sends for a press.

    Raises:
        ValueError: when no key of the program does that.
    """
    if press.isdigit():
        return press
    if press in _ANSWERS:
        return _ANSWERS[press]
    key = _LABEL_KEYS.get(press.removeprefix(LABEL), "") if press.startswith(LABEL) else _KEYS.get(press, "")
    character = _SENT.get(key) or key_label(key)
    if len(key) == 0 or (len(character) > 1 and key not in _SENT):
        raise ValueError(f"no key is known for {press}")
    return character


def play(terminal: Terminal, plan: Plan) -> int:
    """Press the keys of a plan, a step at a time, each when the screen says that the one before is done.

    Where mentions that a decision is applied to are not all in view, the program lists them, and one more key confirms.

    Args:
        terminal: shows the article that the plan is for, with nothing of it decided and the cursor at its start.
        plan: what to press.

    Returns:
        How many keys were pressed.

    Raises:
        NothingSeen: when a step does not decide on as many annotations as the plan says.
    """
    decided, listed = 0, 0
    for step in plan.steps:
        decided += step.changes
        done = tally(decided)
        together: list[str] = []
        for one in step.presses:
            together.append(sent(one))
            # A list that opens or closes takes no keys for a moment, and the page below none either.
            if one in _OPENED:
                terminal.key_to_frame("".join(together), _OPENED[one])
                together.clear()
            elif one == PROPAGATE_IN_VIEW:
                terminal.key_to_frame("".join(together), b"|".join((_MENTIONS, done)))
                together.clear()
                if re.search(_MENTIONS, terminal.shown):
                    listed += 1
                    terminal.key_to_frame(_ANSWERS[CONFIRM], done)
            elif _answers(one):
                terminal.key_to_frame("".join(together), done)
                together.clear()
        if together:
            # What follows on a list moves boundaries, and decides on nothing more.
            terminal.key_to_frame("".join(together), *(() if any(map(_answers, step.presses)) else (done,)))
    return plan.keys + listed


def _answers(press: str) -> bool:
    return press in _ANSWERS or press.startswith(LABEL)


def tally(decided: int) -> bytes:
    """Return the pattern that finds it on the screen that so many are decided."""
    return words(f" {decided} of ") + rb"[\d,]+ decided"
