"""Copying to the clipboard of the user's terminal, also over SSH and through tmux."""

import base64
import os
from collections.abc import Mapping
from typing import Final

from textual.app import App

from glossator.terminal.textual_private import write_to_terminal

_MOST: Final = 74_000


def osc52_sequence(text: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the control sequence (OSC 52) that makes a terminal copy `text`, and a description of the way.

    Args:
        text: what to copy; terminals accept about 74,000 bytes, encoded.
        environment: of the process, by which tmux and screen are recognised; they need the sequence wrapped.

    Raises:
        ValueError: when the text is too long.
    """
    encoded = base64.b64encode(text.encode("utf-8")).decode("ascii")
    if len(encoded) > _MOST:
        raise ValueError(f"The text is too long for a terminal’s clipboard ({len(text):,} characters). Copy less.")
    plain = f"\x1b]52;c;{encoded}\x07"
    if "TMUX" in environment:
        return "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\", "through tmux (set -g allow-passthrough on)"
    if environment.get("TERM", "").startswith("screen"):
        return f"\x1bP{plain}\x1b\\", "through screen"
    return plain, "by the terminal (OSC 52)"


def copy(app: App[object], text: str) -> str:
    """Copy `text` to the clipboard of the terminal, and return a description of the way.

    Raises:
        ValueError: when the text is too long, or there is no terminal.
    """
    sequence, how = osc52_sequence(text, os.environ)
    if not write_to_terminal(app, sequence):
        raise ValueError("There is no terminal, so nothing was copied.")
    return how
