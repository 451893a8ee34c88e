"""What a bench found: ratios with their spread, and the table that shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

_HEADINGS: Final = ("what", "floor", "bar", "ratio", "spread", "floor, program", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured against which floor, the bar, what came out, whether it is met.

    Attributes:
        spread: of the ratio over the rounds.
        medians: what was measured itself, of the floor and of the program.
        met: None where there is no bar.
    """

    what: str
    floor: str
    bar: str
    ratio: str
    spread: str
    medians: str
    met: bool | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the line, in the order of the headings."""
        verdict = {True: "met", False: "short", None: ""}[self.met]
        return (self.what, self.floor, self.bar, self.ratio, self.spread, self.medians, verdict)


def ratio_row(
    what: str,
    floor: str,
    bar: float | None,
    pairs: Sequence[tuple[float, float]],
    shown: Callable[[float], str],
) -> Row:
    """Return the line for figures of the floor and of the program that were taken in turn, a pair for each round."""
    ratios = [program / least for least, program in pairs]
    middle = median(ratios)
    return Row(
        what=what,
        floor=floor,
        bar=f"{bar:g}x" if bar else "–",
        ratio=f"{middle:.2f}x",
        spread=spread(ratios),
        medians=f"{shown(median(least for least, _ in pairs))}, {shown(median(program for _, program in pairs))}",
        met=middle <= bar if bar else None,
    )


def spread(ratios: Sequence[float]) -> str:
    """Return where the middle half of the ratios lies, or all of them where there are few."""
    if len(ratios) < 8:
        return f"{min(ratios):.2f}–{max(ratios):.2f} (all {len(ratios)})"
    low, _, high = quantiles(ratios, n=4)
    return f"{low:.2f}–{high:.2f} (mid half of {len(ratios)})"


def percentile_95(values: Sequence[float]) -> float:
    """Return what 95 of 100 values do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1]


def seconds(value: float) -> str:
    """Return a time to the hundredth of a second."""
    return f"{value:.2f} s"


def milliseconds(value: float) -> str:
    """Return a time to the tenth of a millisecond."""
    return f"{value * 1000:.1f} ms"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table, which is readable in a terminal too."""
    lines = [_HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return "\n".join([written[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *written[1:]])
