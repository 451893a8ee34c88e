"""Words with what stands before and after them, as pages that list mentions show them."""

from typing import Final

from rich.cells import cell_len
from textual.content import Content

from glossator.ui.widgets.article.glyphs import visible

LEFT: Final = 40
"""Cells that a line has before its words, of which a column shows what there is room for."""


def on_a_line(left: str, hit: str, right: str) -> Content:
    """Return the words on a line, below those of the other lines, for a column with `LEFT` cells before them."""
    left, hit, right = _parts(left, hit, right)
    left = left[-LEFT:]
    while (over := cell_len(left) - LEFT) > 0:
        # A character takes two cells at the most.
        left = left[(over + 1) // 2 :]
    return Content.assemble((" " * -over + left, "dim"), (hit, "bold"), (right, "dim"))


def in_context(left: str, hit: str, right: str) -> Content:
    """Return the words in a paragraph."""
    left, hit, right = _parts(left, hit, right)
    return Content.assemble(left, (hit, "bold reverse"), right)


def _parts(left: str, hit: str, right: str) -> tuple[str, str, str]:
    """Return each part fit to be shown, with the spaces between them."""
    before = " " if left[-1:].isspace() else ""
    after = " " if right[:1].isspace() else ""
    return visible(left) + before, visible(hit), after + visible(right)
