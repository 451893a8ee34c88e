"""The styles of an article under one theme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rich.style import Style
from textual.color import Color

from glossator.domain.annotation import Status
from glossator.ui.widgets.colours import UNLABELLED, Ground, Shades, displayed, shades

_SELECTION: Final = "#5f8fd0"


@dataclass(frozen=True)
class Palette:
    """The styles for a theme, a terminal and the colours of the labels.

    Attributes:
        colourful: whether colours are used; without, weight and lines carry the meaning.
    """

    ground: Ground
    accent: Color
    labels: Mapping[str, str]
    colourful: bool = True
    _made: dict[tuple[str | None, Status, bool], Style] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def plain(self) -> Style:
        """The style of the text itself."""
        return Style.from_color(self.ground.text.rich_color, self.ground.background.rich_color)

    @cached_property
    def heading(self) -> Style:
        """The style of a heading."""
        return self.plain + Style(bold=True)

    @cached_property
    def mark(self) -> Style:
        """The style of marks in the margin."""
        return Style.from_color(self.ground.readable(self.accent).rich_color, self.ground.background.rich_color)

    @cached_property
    def quiet(self) -> Style:
        """The style of inconspicuous marks."""
        return Style.from_color(self._muted.rich_color, self.ground.background.rich_color)

    @cached_property
    def _muted(self) -> Color:
        return self.ground.readable(self.ground.text.blend(self.ground.background, 0.35))

    @cached_property
    def cursor(self) -> Style:
        """The style of the word under the cursor: a muted block."""
        block = shades(UNLABELLED, self.ground)
        return Style.from_color(block.on_ink.rich_color, block.ink.rich_color)

    @cached_property
    def hit(self) -> Style:
        """The style of a hit of a search: a block in the accent colour, and doubly underlined."""
        block = shades(self.accent.hex6, self.ground)
        boxed = Style.from_color(block.on_ink.rich_color, block.ink.rich_color) if self.colourful else Style()
        return boxed + Style(underline2=True)

    @cached_property
    def selection(self) -> Style:
        """The style of selected text."""
        block = shades(_SELECTION, self.ground)
        return Style.from_color(block.on_ink.rich_color, block.ink.rich_color) + Style(bold=True)

    def _differs(self, colour: Color) -> bool:
        """Return whether the terminal shows a colour different from the background."""
        return displayed(colour, self.ground.depth) != displayed(self.ground.background, self.ground.depth)

    def shades(self, label: str | None) -> Shades:
        """Return the shades of a label's colour under this theme."""
        return shades(self.labels.get(label or "", UNLABELLED), self.ground)

    def annotated(self, label: str | None, status: Status, *, on_tint: bool) -> Style:
        """Return the style of annotated text; statuses differ without colour, too.

        Args:
            label: the label of the annotation.
            status: the status of the annotation.
            on_tint: whether it is inside a filled annotation, where only the text colour of the theme is readable.
        """
        style = self._made.get((label, status, on_tint))
        if style is None:
            style = self._made[label, status, on_tint] = self._annotated(self.shades(label), status, on_tint=on_tint)
        return style

    def _annotated(self, of_label: Shades, status: Status, *, on_tint: bool) -> Style:
        if status is Status.ACCEPTED:
            # With 16 colours, the tint may look like the background.
            filled = self.colourful and self._differs(of_label.tint)
            return Style(bgcolor=of_label.tint.rich_color) if filled else Style(bold=True)
        if status is Status.SUGGESTED:
            coloured = self.colourful and not on_tint
            return Style(color=of_label.ink.rich_color if coloured else None, underline=True)
        return Style(color=None if on_tint else self._muted.rich_color, strike=True)

    def current(self, label: str | None, status: Status) -> Style:
        """Return the style of the annotation under the cursor."""
        of_label = self.shades(label)
        loud = Style.from_color(of_label.on_ink.rich_color, of_label.ink.rich_color)
        return loud + Style(bold=True, underline=status is Status.SUGGESTED, strike=status is Status.REJECTED)
