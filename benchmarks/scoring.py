"""How near what a machine suggests comes to the gold annotations."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from glossator.text.span import Span


class Mark(NamedTuple):
    """A span with its label."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many were suggested, how many the gold has, and how many are in both."""

    suggested: int
    gold: int
    right: int

    @property
    def precision(self) -> float:
        """How much of what was suggested is right, from 0 to 1; 0 where nothing was suggested."""
        return self.right / self.suggested if self.suggested else 0.0

    @property
    def recall(self) -> float:
        """How much of the gold was suggested, from 0 to 1; 0 where there is no gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.suggested + self.gold
        return 2 * self.right / both if both else 0.0


def strict(suggested: Collection[Mark], gold: Collection[Mark]) -> Score:
    """Score marks that are right where the gold has the same span with the same label."""
    return _score(set(suggested), set(gold))


def span_only(suggested: Collection[Mark], gold: Collection[Mark]) -> Score:
    """Score marks that are right where the gold has the same span, whatever its label."""
    return _score({mark.span for mark in suggested}, {mark.span for mark in gold})


def total(scores: Iterable[Score]) -> Score:
    """Return the score over several articles, in which every mark counts the same."""
    counted = list(scores)
    return Score(
        sum(score.suggested for score in counted),
        sum(score.gold for score in counted),
        sum(score.right for score in counted),
    )


def _score(suggested: AbstractSet[object], gold: AbstractSet[object]) -> Score:
    return Score(len(suggested), len(gold), len(suggested & gold))
