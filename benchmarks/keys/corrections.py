"""What there is to do: each suggestion beside the gold that it should become, and the presses for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.keys.ground import Ground, between
from benchmarks.keys.presses import Presses, label, times
from benchmarks.keys.routes import clusters
from benchmarks.scoring import Mark
from glossator.text.punctuation import strip_punctuation
from glossator.text.span import Span
from glossator.ui.commands.boundaries import MOST_BETWEEN


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing to do: accept, reject, correct or make an annotation.

    Attributes:
        suggested: what stands there; None where the annotation is missing.
        wanted: what should stand there; None where the suggestion is wrong.
        joined: the next suggestion, where the two together are what is wanted.
    """

    suggested: Mark | None
    wanted: Mark | None
    joined: Mark | None = None

    @property
    def place(self) -> Span:
        """Where the cursor has to be, at the start."""
        mark = self.suggested or self.wanted
        if mark is None:
            raise ValueError("a correction is about something")
        return mark.span

    @property
    def is_right(self) -> bool:
        """Whether the suggestion only needs to be accepted."""
        return self.suggested == self.wanted

    @property
    def goes_on(self) -> bool:
        """Whether the act takes the cursor on to the next undecided suggestion."""
        return self.is_right or self.wanted is None

    def lies_over(self, other: "Correction") -> bool:
        """Return whether what is wanted here would lie over what is suggested there, and make it hard to point at."""
        return (
            self.wanted is not None
            and other.suggested is not None
            and other.place != self.place
            and other.place.overlaps(self.wanted.span)
        )


def corrections(
    ground: Ground, suggestions: Sequence[Mark], gold: Sequence[Mark], *, joining: bool
) -> list[Correction]:
    """Return what is to be done, in the order of the text; `joining` says whether two suggestions may become one.

    Raises:
        ValueError: when suggestions overlap.
    """
    suggestions = sorted(suggestions)
    if any(one.span.overlaps(other.span) for one, other in pairwise(suggestions)):
        raise ValueError("suggestions that overlap are not planned for")
    at = {mark.span: mark for mark in gold}
    astray = [mark for mark in suggestions if mark.span not in at]
    found = [Correction(mark, at.pop(mark.span)) for mark in suggestions if mark.span in at]
    for mark in astray:
        near = [(_worth(ground, mark, wanted), wanted) for span, wanted in at.items() if span.overlaps(mark.span)]
        worth, best = min(near, default=(0, None))
        if worth < 0 and best is not None:
            del at[best.span]
            found.append(Correction(mark, best))
        else:
            found.append(Correction(mark, None))
    found += [Correction(None, wanted) for wanted in at.values()]
    found.sort(key=lambda correction: correction.place.start)
    return _with_joints(ground, found) if joining else found


def _with_joints(ground: Ground, found: list[Correction]) -> list[Correction]:
    """Have what ends with the next suggestion be joined with that one, not moved over it."""
    joint: list[Correction] = []
    for correction in found:
        before = joint[-1] if joint else None
        if (
            before is not None
            and before.suggested is not None
            and before.wanted is not None
            and correction.wanted is None
            and correction.suggested is not None
            and before.place.start < before.wanted.span.end == correction.place.end
            and before.place.end < before.wanted.span.end
            and between(ground.starts, before.place.end, correction.place.start) <= MOST_BETWEEN
        ):
            joint[-1] = Correction(before.suggested, before.wanted, correction.suggested)
        else:
            joint.append(correction)
    return joint


def pressed(ground: Ground, correction: Correction, last_label: str = "") -> Presses:
    """Return the presses that make the correction, with the cursor at its place.

    Where the last act gave `last_label`, giving the same again is repeating it.

    Raises:
        ValueError: when a boundary cannot be moved there by tokens.
    """
    suggested, wanted = correction.suggested, correction.wanted
    if wanted is None:
        return ("reject",)
    if suggested is None:
        return _annotated(ground, wanted, last_label)
    if suggested == wanted:
        return ("accept",)
    end = wanted.span.end if correction.joined is None else suggested.span.end
    moved = _moved(ground, suggested.span, Span(wanted.span.start, end))
    if moved is None:
        raise ValueError(f"tokens do not lead from {suggested.span} to {wanted.span}")
    if correction.joined is not None:
        moved = (*moved, "merge")
    if suggested.label == wanted.label:
        return moved
    return (*(("repeat",) if wanted.label == last_label else ("relabel", label(wanted.label))), *moved)


def labelled(wanted: Mark, last_label: str) -> Presses:
    """Return the presses that mark what is selected, or the word here."""
    return ("repeat",) if wanted.label == last_label else ("annotate", label(wanted.label))


def _annotated(ground: Ground, wanted: Mark, last_label: str) -> Presses:
    """Return the presses that mark a span from its start: the word there, several words, or by characters."""
    end = labelled(wanted, last_label)
    span = wanted.span
    # What is selected by words is marked without punctuation at its ends.
    if not ground.has_token_edges(span) or strip_punctuation(ground.text, span) != span:
        more = clusters(ground.text, span.start, span.end) - 1
        return ("select_characters", *times("character_right", more), *end)
    more = between(ground.starts, span.start, span.end) - 1
    return ("select", *times("token_right", more), *end) if more else end


def _moved(ground: Ground, span: Span, wanted: Span) -> Presses | None:
    """Return the presses that move both boundaries by tokens, or None where those do not lead there."""
    left_fits = wanted.start == span.start or between(ground.starts, wanted.start, wanted.start + 1)
    right_fits = wanted.end == span.end or between(ground.ends, wanted.end, wanted.end + 1)
    if not (left_fits and right_fits):
        return None
    return (
        *times("grow_left", between(ground.starts, wanted.start, span.start)),
        *times("shrink_left", between(ground.starts, span.start + 1, wanted.start + 1)),
        *times("grow_right", between(ground.ends, span.end + 1, wanted.end + 1)),
        *times("shrink_right", between(ground.ends, wanted.end, span.end)),
    )


def _worth(ground: Ground, mark: Mark, wanted: Mark) -> int:
    """Return by how many keys correcting is dearer than rejecting and marking again."""
    again = 1 + len(_annotated(ground, wanted, ""))
    if _moved(ground, mark.span, wanted.span) is None:
        return 0
    return len(pressed(ground, Correction(mark, wanted))) - again
