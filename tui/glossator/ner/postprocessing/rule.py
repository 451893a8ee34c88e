"""What a rule is, and putting what a rule finds among the other suggestions."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias

from glossator.domain.annotation import Suggestion
from glossator.text.span import Span

Rule: TypeAlias = Callable[[str, Span, Sequence[Suggestion]], list[Suggestion]]
"""Returns the corrected suggestions for a piece of a text; neither the old nor the new ones overlap."""

Change: TypeAlias = Callable[[str, Suggestion], Suggestion | None]
"""Returns one suggestion in a text corrected, or None to drop it."""


def suggestion_rule(change: Change) -> Rule:
    """Return the rule that applies `change` to each suggestion."""

    def rule(text: str, _: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return [changed for one in suggestions if (changed := change(text, one)) is not None]

    return rule


def list_rule(change: Callable[[str, Sequence[Suggestion]], list[Suggestion]]) -> Rule:
    """Return the rule that applies `change` to all suggestions, without the piece."""

    def rule(text: str, _: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return change(text, suggestions)

    return rule


NAMES: Final = frozenset({"PERSON", "PER", "ORG", "GPE", "LOC", "FAC"})
"""The labels of names, which have a capital."""
_LETTERS: Final = re.compile(r"[a-z]+")
# How many characters around a suggestion are searched for its text.
AROUND: Final = 20_000


@lru_cache(maxsize=1)
def words_in(text: str, piece: Span) -> frozenset[str]:
    """Return the words of a piece that consist of the letters a to z, in lower case.

    Cached, because several rules use it in turn to skip pieces that lack their words.
    """
    return frozenset(_LETTERS.findall(piece.of(text).casefold()))


def overlay(text: str, suggestions: Sequence[Suggestion], found: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the suggestions with those of `found`, each replacing what it overlaps.

    The rest of an overlapped name stays if it begins with a capital.
    """
    kept = list(suggestions)
    for new in found:
        kept = [part for one in kept for part in _rest(text, one, new.span)]
        kept.append(new)
    return sorted(kept, key=lambda one: one.span)


def is_covered(suggestions: Iterable[Suggestion], span: Span, label: str) -> bool:
    """Return whether a suggestion with that label covers `span`."""
    return any(one.label == label and one.span.start <= span.start and span.end <= one.span.end for one in suggestions)


def _rest(text: str, one: Suggestion, taken: Span) -> list[Suggestion]:
    if not one.span.overlaps(taken):
        return [one]
    if one.label not in NAMES:
        return []
    parts = ((one.span.start, taken.start), (taken.end, one.span.end))
    return [
        replace(one, span=Span(start + len(words) - len(words.lstrip(_LOOSE)), start + len(words.rstrip(_LOOSE))))
        for start, end in parts
        if start < end and (words := text[start:end]).strip(_LOOSE)[:1].isupper()
    ]


_LOOSE: Final = " \n,;:()[]“”\"'’-–—"
