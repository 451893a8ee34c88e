"""What a terminal shows of the bytes that a program writes to it."""

import re
from typing import Final

import pyte
from pyte.screens import Char

# What pyte does not know and would write onto its screen, or take for something else: strings for the terminal itself
# (OSC, DCS and their kin), questions to it, the kitty keyboard protocol, the shape of the cursor, colons in styles.
_UNKNOWN: Final = re.compile(
    r"\x1b[PX^_\]].*?(?:\x07|\x1b\\)"
    r"|\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    r"|\x1b\[\?[0-?]*[ -/]*[^hl0-?\x20-/]"
    r"|\x1b\[[0-?]*[ -/]+[@-~]",
    re.DOTALL,
)
# At one of these pyte drops the rest of what it was given.
_WIDTHLESS: Final = re.compile("[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[PX^_\]][^\x07\x1b]*\x1b?)?\Z")
_ALTERNATE: Final = re.compile(r"(\x1b\[\?1049[hl])")


class Emulator:
    """A terminal's two screens, and what was written to them."""

    def __init__(self, columns: int, lines: int) -> None:
        """Start with empty screens, the main one shown."""
        self._main = pyte.Screen(columns, lines)
        self._alternate = pyte.Screen(columns, lines)
        self._screen = self._main
        self._streams = {id(screen): pyte.Stream(screen) for screen in (self._main, self._alternate)}
        self._unfinished = ""

    @property
    def size(self) -> tuple[int, int]:
        """The columns and lines of the screen."""
        return self._screen.columns, self._screen.lines

    @property
    def on_alternate(self) -> bool:
        """Whether the screen for programs that take all of it is shown."""
        return self._screen is self._alternate

    @property
    def rows(self) -> list[list[str]]:
        """What each cell of each line holds; the second cell of a wide character holds nothing."""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return [
            [line[column].data for column in columns] for line in map(buffer.__getitem__, range(self._screen.lines))
        ]

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        return ["".join(cells) for cells in self.rows]

    @property
    def cells(self) -> list[Char]:
        """All cells with their styles, a line after the other."""
        buffer = self._screen.buffer
        return [buffer[line][column] for line in range(self._screen.lines) for column in range(self._screen.columns)]

    def cell(self, column: int, line: int) -> Char:
        """Return a cell with its style."""
        return self._screen.buffer[line][column]

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of both screens."""
        for screen in (self._main, self._alternate):
            screen.resize(lines, columns)

    def feed(self, data: str) -> None:
        """Show what `data` writes; a sequence that it does not finish waits for the next."""
        data = self._unfinished + data
        unfinished = _UNFINISHED.search(data)
        self._unfinished = unfinished.group() if unfinished else ""
        known = _WIDTHLESS.sub("", _UNKNOWN.sub("", data[: len(data) - len(self._unfinished)]))
        for part in _ALTERNATE.split(known):
            if _ALTERNATE.fullmatch(part):
                self._screen = self._alternate if part.endswith("h") else self._main
            else:
                self._streams[id(self._screen)].feed(part)
