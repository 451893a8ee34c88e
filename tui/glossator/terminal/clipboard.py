"""Copying to the clipboard of the terminal that one sits at, over SSH and through tmux too."""

import base64
import os
from collections.abc import Mapping
from typing import Final

from textual.app import App

from glossator.terminal.textual_private import write_to_terminal

_MOST: Final = 74_000


def osc52_sequence(text: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """Return what to send to the terminal so that it copies `text` (OSC 52), and how to speak of it.

    Args:
        text: what to copy; terminals take about 74,000 bytes of it, encoded.
        environment: of the process; tells whether tmux or screen stands between, which pass on what is wrapped.

    Raises:
        ValueError: when the text is longer than terminals take.
    """
    encoded = base64.b64encode(text.encode("utf-8")).decode("ascii")
    if len(encoded) > _MOST:
        raise ValueError(f"That is too long for a terminal’s clipboard ({len(text):,} characters); copy less.")
    plain = f"\x1b]52;c;{encoded}\x07"
    if "TMUX" in environment:
        return "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\", "through tmux (set -g allow-passthrough on)"
    if environment.get("TERM", "").startswith("screen"):
        return f"\x1bP{plain}\x1b\\", "through screen"
    return plain, "by the terminal (OSC 52)"


def copy(app: App[object], text: str) -> str:
    """Have the terminal copy `text`, and return how, in words.

    Raises:
        ValueError: when the text is longer than terminals take, or there is no terminal.
    """
    sequence, how = osc52_sequence(text, os.environ)
    if not write_to_terminal(app, sequence):
        raise ValueError("There is no terminal to copy with.")
    return how
