"""Textual's terminal driver with a bounded size, and pastes that end; not used on Windows."""

import os
import sys
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.message import Message

from glossator.terminal.textual_private import AdaptedDriver, TerminalParser

LARGEST: Final = Size(1_000, 400)
"""The most columns and rows that are painted; a larger terminal is painted in its upper left corner."""
_USUAL: Final = Size(80, 24)
PASTE_TIMEOUT: Final = 2.0
"""Seconds without input after which a paste without an end marker is complete."""
_START, _END = "\x1b[200~", "\x1b[201~"


def bounded(size: Size) -> Size:
    """Return a size of at least one cell and at most `LARGEST`."""
    return Size(min(max(1, size.width), LARGEST.width), min(max(1, size.height), LARGEST.height))


def terminal_size() -> Size:
    """Return the size of the terminal in cells, bounded.

    The variables COLUMNS and LINES are ignored, because they do not change when the window is resized.
    """
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            width, height = os.get_terminal_size(stream.fileno()) if stream else (0, 0)
        except (OSError, ValueError):
            continue
        if width and height:
            return bounded(Size(width, height))
    return _USUAL


class PasteTimeoutParser(TerminalParser):
    """An input parser that ends a bracketed paste whose end marker never arrives.

    Otherwise a connection that lost the marker would leave the keyboard dead and the pasted text unseen.
    """

    def __init__(self, debug: bool = False, clock: Callable[[], float] = monotonic) -> None:
        """Parse nothing yet; `clock` returns seconds."""
        super().__init__(debug)
        self._clock = clock
        self._recent = ""
        self._pasting_since: float | None = None

    def feed(self, data: str) -> Iterable[Message]:
        """Parse input and yield its messages."""
        # A marker may arrive in two parts.
        seen = self._recent + data
        start, end = seen.rfind(_START), seen.rfind(_END)
        if start > end:
            self._pasting_since = self._clock()
        elif end > start:
            self._pasting_since = None
        elif self._pasting_since is not None:
            self._pasting_since = self._clock()
        self._recent = seen[1 - len(_START) :] if max(start, end) < 0 else seen[max(start, end) + len(_START) :][-5:]
        yield from super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Yield the messages that are due because no more input arrived."""
        yield from super().tick()
        if self._pasting_since is not None and self._clock() - self._pasting_since >= PASTE_TIMEOUT:
            yield from self.feed(_END)


class BoundedDriver(AdaptedDriver):
    """Textual's driver for Linux and macOS with a bounded size and `PasteTimeoutParser`."""

    parser = PasteTimeoutParser

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Drive the terminal for `app`; `size` is by default that of the terminal."""
        super().__init__(app, debug=debug, mouse=mouse, size=size or terminal_size())

    def measured_size(self) -> tuple[int, int]:
        """Return the columns and rows of the terminal."""
        return terminal_size()

    def process_message(self, message: Message) -> None:
        """Pass a message to the app; a size that the terminal reports in band is bounded too."""
        if isinstance(message, events.Resize):
            size = bounded(message.size)
            message = events.Resize(size, size, size, message.pixel_size)
        super().process_message(message)
