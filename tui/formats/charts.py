"""Plain charts as SVG, for a page that runs nothing."""

from collections.abc import Sequence
from html import escape
from typing import Final

_ROW: Final = 22
_NAME: Final = 220
_BAR: Final = 380
_FIGURE: Final = 70


def bars(title: str, counted: Sequence[tuple[str, int, str]]) -> str:
    """Return a figure with a bar for each name, number and colour (#rrggbb), in their order, if there are any."""
    if not counted:
        return ""
    most = max(number for _, number, _ in counted) or 1
    rows = []
    for place, (name, number, colour) in enumerate(counted):
        top, width = place * _ROW, round(_BAR * number / most, 1)
        shown = name if len(name) <= 32 else f"{name[:31]}…"
        rows.append(
            f'<text x="{_NAME - 8}" y="{top + 15}" text-anchor="end">{escape(shown)}</text>'
            f'<rect x="{_NAME}" y="{top + 3}" width="{width}" height="{_ROW - 7}" fill="{escape(colour)}"/>'
            f'<text x="{_NAME + width + 6}" y="{top + 15}">{number:,}</text>'
        )
    size = f"{_NAME + _BAR + _FIGURE} {_ROW * len(counted)}"
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {size}" role="img" aria-label="{escape(title)}">{"".join(rows)}</svg></figure>\n'
    )
