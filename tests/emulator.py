"""What a terminal shows of the bytes that a program writes to it."""

import re
from functools import lru_cache
from typing import Final

import pyte
from pyte import modes
from pyte.screens import Char, wcwidth

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
# A style, which programs write before nearly every piece of text.
_STYLE: Final = re.compile(r"\x1b\[([\d;]*)m")
_TEXT: Final = pyte.Stream._text_pattern


class _Cells(dict[str, Char]):
    """The cells of one style, by what they hold."""

    def __init__(self, style: Char) -> None:
        super().__init__()
        self._style = style

    def __missing__(self, data: str) -> Char:
        self[data] = cell = self._style._replace(data=data)
        return cell


class _Screen(pyte.Screen):
    """A screen that takes in one step what pyte takes cell by cell: text of narrow characters that ends on its line."""

    def __init__(self, columns: int, lines: int) -> None:
        self._cells: dict[Char, _Cells] = {}
        self._styles: dict[tuple[Char, str, bool], Char] = {}
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        cursor = self.cursor
        end = cursor.x + len(data)
        if modes.IRM in self.mode or end > self.columns or not _narrow(data):
            super().draw(data)
            return
        cells = self._cells.get(cursor.attrs) or self._cells.setdefault(cursor.attrs, _Cells(cursor.attrs))
        self.buffer[cursor.y].update(zip(range(cursor.x, end), map(cells.__getitem__, data), strict=True))
        cursor.x = end

    def style(self, parameters: str) -> None:
        """Take the parameters of a style as they are written."""
        key = self.cursor.attrs, parameters, modes.DECSCNM in self.mode
        if (known := self._styles.get(key)) is None:
            self.select_graphic_rendition(*(min(int(part or 0), 9_999) for part in parameters.split(";")))
            self._styles[key] = self.cursor.attrs
        else:
            self.cursor.attrs = known


class _Stream(pyte.Stream):
    """A parser that takes a style in one step, which pyte takes character by character."""

    def __init__(self, screen: _Screen) -> None:
        super().__init__(screen)
        self._screen = screen

    def feed(self, data: str) -> None:
        place = 0
        while place < len(data):
            if self._taking_plain_text and (found := _TEXT.match(data, place)):
                self._screen.draw(found.group())
                place = found.end()
            elif self._taking_plain_text and (found := _STYLE.match(data, place)):
                self._screen.style(found.group(1))
                place = found.end()
            else:
                self._taking_plain_text = self._send_to_parser(data[place])
                place += 1


@lru_cache(maxsize=8_192)
def _narrow(text: str) -> bool:
    """Return whether each character takes one cell."""
    return all(wcwidth(character) == 1 for character in text)


class Emulator:
    """A terminal's two screens, and what was written to them."""

    def __init__(self, columns: int, lines: int) -> None:
        """Start with empty screens, the main one shown."""
        self._main = _Screen(columns, lines)
        self._alternate = _Screen(columns, lines)
        self._screen = self._main
        self._streams = {id(screen): _Stream(screen) for screen in (self._main, self._alternate)}
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
