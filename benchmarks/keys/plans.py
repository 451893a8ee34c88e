"""Plans: what a skilled analyst presses, step by step, to turn the suggestions of an article into its gold.

The plain way decides on one thing at a time; the key that goes to names which are not marked serves it too. The full
way corrects what is wrong and then accepts all the rest with one count; it repeats the last act, joins, and does the
same for all other mentions. Each goes through the article in the best of three orders; that fewer keys are possible is
not ruled out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from benchmarks.keys.corrections import Correction, corrections
from benchmarks.keys.ground import Ground, survey
from benchmarks.keys.presses import Presses
from benchmarks.keys.sweeping import Means, Step, Sweep
from benchmarks.scoring import Mark
from glossator.text.span import Span


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from the suggestions to the gold, from a cursor at the first token on."""

    steps: tuple[Step, ...]

    @property
    def presses(self) -> Presses:
        """All presses, one after the other."""
        return tuple(press for step in self.steps for press in step.presses)

    @property
    def keys(self) -> int:
        """How many keys it takes."""
        return len(self.presses)


def plain_plan(text: str, suggestions: Sequence[Mark], gold: Sequence[Mark], *, numbers: bool = True) -> Plan:
    """Return the way that decides on one thing at a time.

    Args:
        text: an article's stored text.
        suggestions: what stands in it, undecided; none over another.
        gold: what should stand in it, accepted; none over another.
        numbers: whether there are labels for numbers, so that unmarked numbers are gone to as well.

    Raises:
        ValueError: when suggestions overlap.
    """
    ground = survey(text, numbers=numbers)
    found = corrections(ground, suggestions, gold, joining=False)
    return _shortest(ground, _orders(found), [Means()])


def full_plan(
    text: str,
    suggestions: Sequence[Mark],
    gold: Sequence[Mark],
    doubtful: Collection[Mark] = frozenset(),
    *,
    numbers: bool = True,
) -> Plan:
    """Return the way with all that the reader offers.

    Args:
        text: an article's stored text.
        suggestions: what stands in it, undecided; none over another.
        gold: what should stand in it, accepted; none over another.
        doubtful: the suggestions that are shown as doubtful.
        numbers: whether there are labels for numbers, so that unmarked numbers are gone to as well.

    Raises:
        ValueError: when suggestions overlap.
    """
    ground = survey(text, numbers=numbers)
    means = [
        Means(spreading=spreading, repeating=True, leaving=True, doubtful_last=doubtful_last)
        for spreading, doubtful_last in product((False, True), repeat=2)
    ]
    orders = _orders(corrections(ground, suggestions, gold, joining=True))
    found = _shortest(ground, orders, means, frozenset(mark.span for mark in doubtful))
    return min(found, plain_plan(text, suggestions, gold, numbers=numbers), key=lambda plan: plan.keys)


def _shortest(
    ground: Ground,
    orders: Sequence[Sequence[Correction]],
    means: Sequence[Means],
    doubtful: frozenset[Span] = frozenset(),
) -> Plan:
    plans = []
    for order, used in product(orders, means):
        sweep = Sweep(ground, order, used, doubtful)
        sweep.go_through()
        plans.append(Plan(tuple(sweep.steps)))
    return min(plans, key=lambda plan: plan.keys)


def _orders(found: list[Correction]) -> tuple[list[Correction], ...]:
    """Return what is to be done in the order of the text, so that what is missing comes last, and label by label."""
    return (
        found,
        sorted(found, key=lambda correction: correction.suggested is None),
        sorted(found, key=lambda correction: correction.wanted.label if correction.wanted else ""),
    )
