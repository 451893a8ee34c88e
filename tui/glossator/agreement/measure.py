"""What a measure of agreement is, what it returns, and the figure that is shown of it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeAlias, TypeVar

Key = TypeVar("Key", bound=Hashable)
"""What is counted."""


class Undefined(StrEnum):
    """Why the data define no value of a measure."""

    NOTHING_IN_COMMON = "nothing in common"
    ONE_CATEGORY = "one category only"
    UNEQUAL_NUMBERS = "items with different numbers of ratings"


Value: TypeAlias = float | Undefined
"""The value of a measure, or why there is none."""


@dataclass(frozen=True, slots=True)
class Measure(Generic[Key]):
    """A measure of counts that can be added up over articles.

    Attributes:
        name: what it is called in tables.
        of: returns its value for the counts.
        least: its least possible value; the greatest is 1.
    """

    name: str
    of: Callable[[Mapping[Key, int]], Value]
    least: float = -1.0


class Method(StrEnum):
    """How an interval was computed."""

    JACKKNIFE = "jackknife"
    BOOTSTRAP = "bootstrap"


LEVEL: Final = 0.95
"""The level of confidence of all intervals."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval of confidence at `LEVEL`.

    Attributes:
        low, high: its bounds.
        method: how it was computed.
        articles: over how many articles.
    """

    low: float
    high: float
    method: Method
    articles: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a measure, with all that is needed to read it.

    Attributes:
        measure: the name of the measure.
        unit: what was counted, in the plural.
        items: how many of them.
        value: None if it is undefined.
        reason: why there is no value; empty if there is one.
        interval: None without a value, or if the articles are too few for one.
    """

    measure: str
    unit: str
    items: int
    value: float | None
    reason: str = ""
    interval: Interval | None = None


def figure(measure: str, unit: str, items: int, value: Value, interval: Interval | None = None) -> Figure:
    """Return the figure of a value; an undefined value has no interval."""
    if isinstance(value, Undefined):
        return Figure(measure, unit, items, None, str(value))
    return Figure(measure, unit, items, value, interval=interval)
