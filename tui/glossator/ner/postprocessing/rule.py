"""What a rule is, and how what one finds goes among the suggestions that are there."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, TypeAlias

from glossator.domain.annotation import Suggestion
from glossator.text.span import Span

Rule: TypeAlias = Callable[[str, Span, Sequence[Suggestion]], list[Suggestion]]
"""Returns what it makes of the suggestions for a piece of a text, none of which overlaps another; nor do those then."""

Change: TypeAlias = Callable[[str, Suggestion], Suggestion | None]
"""Returns what it makes of one suggestion in a text, or None where that is none."""


def each(change: Change) -> Rule:
    """Return the rule that changes each suggestion by itself."""

    def rule(text: str, _: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return [changed for one in suggestions if (changed := change(text, one)) is not None]

    return rule


def among(change: Callable[[str, Sequence[Suggestion]], list[Suggestion]]) -> Rule:
    """Return the rule that looks at the suggestions beside each other, and at no other place."""

    def rule(text: str, _: Span, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return change(text, suggestions)

    return rule


NAMES: Final = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
"""Labels of what is written with a capital wherever it is a name."""
_LETTERS: Final = re.compile(r"[a-z]+")
# How far around a suggestion its words are looked for.
AROUND: Final = 20_000


@lru_cache(maxsize=1)
def words_in(text: str, piece: Span) -> frozenset[str]:
    """Return the words of a piece, as far as they are of Latin letters without marks, in small letters.

    Several rules ask in turn, so as not to look for what needs a word that is not there.
    """
    return frozenset(_LETTERS.findall(piece.of(text).casefold()))


def laid_over(text: str, suggestions: Sequence[Suggestion], found: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the suggestions with those that were found, each in place of what it overlaps.

    What is left of a name at its start or end stays, where that is a word with a capital.
    """
    kept = list(suggestions)
    for new in found:
        kept = [part for one in kept for part in _beside(text, one, new.span)]
        kept.append(new)
    return sorted(kept, key=lambda one: one.span)


def holds(suggestions: Iterable[Suggestion], span: Span, label: str) -> bool:
    """Say whether one with that label stands there already, or has it inside."""
    return any(one.label == label and one.span.start <= span.start and span.end <= one.span.end for one in suggestions)


def _beside(text: str, one: Suggestion, taken: Span) -> list[Suggestion]:
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
