"""Shows the paragraphs of two versions of a text, with what was inserted and deleted, one change at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

# The cells of the signs at the left.
_GUTTER: Final = 2
# The look of signs, and of lines between paragraphs.
_QUIET: Final = Style(dim=True)
# Lines above the change that one goes to.
_ABOVE: Final = 3


@dataclass(frozen=True, slots=True)
class ComparisonBlock:
    """A paragraph, or a line between paragraphs.

    Attributes:
        sign: what is shown at its left, one cell.
        content: its text; the style of a change is its kind and its number, as `change_style` returns it.
    """

    sign: str
    content: Content


def change_style(kind: str, number: int) -> str:
    """Return the style of a piece of a change: `kind` is inserted or deleted, `number` that of the change."""
    return f"{kind} {number}"


class ComparisonView(ScrollView, can_focus=True):
    """The blocks of a comparison, below each other; one change is the current one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "comparison--inserted",
        "comparison--deleted",
    }
    DEFAULT_CSS = """
    ComparisonView {
        overflow-x: hidden;
        scrollbar-gutter: stable;
        & > .comparison--inserted { color: $text-success; text-style: underline; }
        & > .comparison--deleted { color: $text-error; text-style: strike; }
    }
    """
    ALLOW_SELECT = False

    class Moved(Message):
        """Another change is the current one."""

    def __init__(self) -> None:
        """Start without blocks."""
        super().__init__()
        self._blocks: Sequence[ComparisonBlock] = ()
        self._lines: list[tuple[str, Content]] = []
        self._first_lines: list[int] = []
        self._current: int | None = None

    @property
    def current(self) -> int | None:
        """The number of the current change, from 0; None if there are no changes."""
        return self._current

    def show(self, blocks: Sequence[ComparisonBlock]) -> None:
        """Show `blocks`, with the first change as the current one."""
        self._blocks = blocks
        self._lay_out()
        self.go_to(0)

    def go_to(self, number: int) -> None:
        """Make the change with this number, or else the nearest, the current one, and show it."""
        if not self._first_lines:
            return
        self._current = min(max(0, number), len(self._first_lines) - 1)
        self.scroll_to(y=max(0, self._first_lines[self._current] - _ABOVE), animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Moved())

    def step(self, by: int) -> bool:
        """Go to the next or previous change, and return whether there is one."""
        wanted = (self._current or 0) + by
        there = self._current is not None and 0 <= wanted < len(self._first_lines)
        if there:
            self.go_to(wanted)
        return there

    def on_resize(self) -> None:
        """Break the lines again, and keep the current change in view."""
        self._lay_out()
        if self._current is not None:
            self.go_to(self._current)

    def _lay_out(self) -> None:
        width = max(1, self.scrollable_content_region.width - _GUTTER)
        self._lines = [("", Content(""))]
        first_lines: dict[int, int] = {}
        for block in self._blocks:
            first = len(self._lines)
            for number, line in enumerate(block.content.wrap(width)):
                for change in _changes(line):
                    first_lines.setdefault(change, len(self._lines))
                self._lines.append((block.sign if number == 0 else "", line))
            # A changed space may be lost at the end of a line.
            for change in _changes(block.content):
                first_lines.setdefault(change, first)
            self._lines.append(("", Content("")))
        self._first_lines = [first_lines[number] for number in sorted(first_lines)]
        self.virtual_size = Size(width + _GUTTER, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line with the sign of its paragraph."""
        place, width = int(self.scroll_offset.y) + y, self.scrollable_content_region.width
        plain = self.visual_style
        if place >= len(self._lines):
            return Strip.blank(width, plain.rich_style)
        sign, line = self._lines[place]
        segments = [Segment(sign.ljust(_GUTTER), (plain + _QUIET).rich_style)]
        segments += [
            Segment(text, look.rich_style) for text, look in line.render(plain, end="", parse_style=self._style)
        ]
        return Strip(segments).adjust_cell_length(width, plain.rich_style)

    def _style(self, style: str | Style) -> Style:
        """Return the look of a part of a line."""
        if isinstance(style, Style):
            return style
        change = _change(style)
        if change is None:
            return _QUIET
        look = self.get_visual_style(f"comparison--{change[0]}", partial=True)
        return look + Style(reverse=True) if change[1] == self._current else look


def _changes(content: Content) -> Iterator[int]:
    """Yield the numbers of the changes of which a content has a part."""
    for span in content.spans:
        if (change := _change(str(span.style))) is not None:
            yield change[1]


def _change(style: str) -> tuple[str, int] | None:
    """Return the kind and number of the change with a style, or None."""
    kind, _, number = style.partition(" ")
    return (kind, int(number)) if number.isdecimal() else None
