"""Plans: what a skilled analyst presses, step by step, to turn the suggestions of an article into its gold.

The plain way decides on one thing at a time. The full way also accepts several in a row or all in view, and does the
same for all other mentions. Each reads the article once from top to bottom, in the best of a few orders; that fewer
keys are possible is not ruled out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from benchmarks.keys.corrections import Correction, corrections
from benchmarks.keys.ground import survey
from benchmarks.keys.presses import Presses
from benchmarks.keys.sweeping import Step, Sweep
from benchmarks.scoring import Mark
from tui.model.span import Span


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


def plain_plan(text: str, suggestions: Sequence[Mark], gold: Sequence[Mark]) -> Plan:
    """Return the way without accepting in bulk and without doing the same for other mentions.

    Args:
        text: an article's stored text.
        suggestions: what stands in it, undecided; none over another.
        gold: what should stand in it, accepted; none over another.

    Raises:
        ValueError: when suggestions overlap.
    """
    ground = survey(text)
    plans = []
    for order in _orders(corrections(ground, suggestions, gold)):
        sweep = Sweep(ground, order, propagating=False, counting=False)
        sweep.one_by_one()
        plans.append(Plan(tuple(sweep.steps)))
    return min(plans, key=lambda plan: plan.keys)


def full_plan(text: str, suggestions: Sequence[Mark], gold: Sequence[Mark], pages: Sequence[Span]) -> Plan:
    """Return the way with all that the reader offers.

    Args:
        text: an article's stored text.
        suggestions: what stands in it, undecided; none over another.
        gold: what should stand in it, accepted; none over another.
        pages: what is in view together, from the top on, each a page below the one before.

    Raises:
        ValueError: when suggestions overlap.
    """
    ground = survey(text)
    plans = [plain_plan(text, suggestions, gold)]
    for order, propagating in product(_orders(corrections(ground, suggestions, gold)), (False, True)):
        in_a_row = Sweep(ground, order, propagating=propagating, counting=True)
        in_a_row.one_by_one()
        in_view = Sweep(ground, order, propagating=propagating, counting=True)
        in_view.page_by_page(pages)
        plans += [Plan(tuple(in_a_row.steps)), Plan(tuple(in_view.steps))]
    return min(plans, key=lambda plan: plan.keys)


def _orders(found: list[Correction]) -> tuple[list[Correction], list[Correction]]:
    """Return what is to be done in the order of the text, and so that what is missing comes last."""
    return found, sorted(found, key=lambda correction: correction.suggested is None)
