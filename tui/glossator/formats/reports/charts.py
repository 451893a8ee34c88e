"""Charts as SVG, for a page without scripts."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from glossator.text.normalise import shorten

_ROW: Final = 22
_STRIP: Final = 28
_NAME: Final = 220
_BAR: Final = 380
_FIGURE: Final = 70
_LONGEST: Final = 32
_AXIS: Final = 20
_WIDEST: Final = 36
_NAMED: Final = 5
# So that a count of one is visible.
_LEAST: Final = 1.5


def bar_chart(title: str, counted: Sequence[tuple[str, int, str]]) -> str:
    """Return a figure with a bar for each name, number and colour (#rrggbb); empty for none."""
    if not counted:
        return ""
    most = max(number for _, number, _ in counted) or 1
    rows = []
    for place, (name, number, colour) in enumerate(counted):
        top, width = place * _ROW, round(_BAR * number / most, 1)
        rows.append(
            f"{_named(name, top + 15)}"
            f'<rect x="{_NAME}" y="{top + 3}" width="{width}" height="{_ROW - 7}" fill="{escape(colour)}"/>'
            f'<text x="{_NAME + width + 6}" y="{top + 15}">{number:,}</text>'
        )
    return _figure(title, _ROW * len(counted), rows)


def strip_charts(title: str, periods: Sequence[str], counted: Sequence[tuple[str, Mapping[str, int], str]]) -> str:
    """Return a figure with a row of bars for each name, one bar a period, all to the same scale; empty for none.

    Args:
        title: of the figure.
        periods: in order, without gaps.
        counted: names with their numbers by period, and colours (#rrggbb).
    """
    if not counted or not periods:
        return ""
    most = max(max(numbers.values(), default=0) for _, numbers, _ in counted) or 1
    step = _BAR / len(periods)
    wide = min(step * 0.8, _WIDEST)
    rows = []
    for row, (name, numbers, colour) in enumerate(counted, start=1):
        floor = row * _STRIP - 3
        drawn = [_named(name, floor - 4), f'<line x1="{_NAME}" y1="{floor}" x2="{_NAME + _BAR}" y2="{floor}"/>']
        for number, period in enumerate(periods):
            if count := numbers.get(period, 0):
                height = max(_LEAST, (_STRIP - 8) * count / most)
                drawn.append(
                    f'<rect x="{_NAME + (number + 0.5) * step - wide / 2:.1f}" y="{floor - height:.1f}" '
                    f'width="{wide:.1f}" height="{height:.1f}" fill="{escape(colour)}">'
                    f"<title>{escape(period)}: {count:,}</title></rect>"
                )
        total = sum(numbers.values())
        rows.append(f'{"".join(drawn)}<text x="{_NAME + _BAR + 6}" y="{floor - 4}">{total:,}</text>')
    below = _STRIP * len(counted) + 14
    if len(periods) <= _NAMED:
        ends = [(_NAME + (number + 0.5) * step, "middle", period) for number, period in enumerate(periods)]
    else:
        ends = [(_NAME, "start", periods[0]), (_NAME + _BAR, "end", periods[-1])]
    for place, anchor, period in ends:
        rows.append(f'<text class="axis" x="{place:.1f}" y="{below}" text-anchor="{anchor}">{escape(period)}</text>')
    rows.append(f'<text class="axis" x="{_NAME - 8}" y="{below}" text-anchor="end">highest bar: {most:,}</text>')
    return _figure(title, _STRIP * len(counted) + _AXIS, rows)


def _named(name: str, top: int) -> str:
    return f'<text x="{_NAME - 8}" y="{top}" text-anchor="end">{escape(shorten(name, _LONGEST))}</text>'


def _figure(title: str, height: int, drawn: Sequence[str]) -> str:
    size = f"{_NAME + _BAR + _FIGURE} {height}"
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {size}" role="img" aria-label="{escape(title)}">{"".join(drawn)}</svg></figure>\n'
    )
