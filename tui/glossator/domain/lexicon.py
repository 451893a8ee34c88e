"""The lexicon: forms, each with what it stands for wherever it is met.

What a form stands for is learnt from decisions, or entered by an analyst, which counts more. A form is learnt when it
has been accepted with a label at least once, and at least three in four of the decisions that bear on it agree: what
was accepted with another label and what was rejected with this one speak against it. Labels of amounts are not learnt,
since the same words mean another thing elsewhere, and neither is a single character.

One article is not enough for what looks like a headline: a form of more than 6 words, or of more than 3 where it fills
its line, as headings do. It is learnt from two articles in which it was accepted with the label, or by being entered.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.text.lexical import lexical_form
from glossator.text.normalise import normalise

AMOUNTS: Final = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
"""Labels of what says how much or when: the same words mean another thing at another place."""
LONGEST_FORM: Final = 200
"""Code points that a form can have."""
_AGREED: Final = 0.75
# The most words of a form that one article is enough for: anywhere in a line, and where it fills its line. The longest
# of the 500 names in the seeds has 6, and but for 11 of them 3.
_MOST_WORDS: Final = 6
_MOST_WORDS_OF_LINE: Final = 3


class Ruling(StrEnum):
    """What is said of a form.

    ALWAYS: it has a label wherever it is met. NEVER: it is no entity anywhere. FORGOTTEN: nothing, whatever was
    decided.
    """

    ALWAYS = "always"
    NEVER = "never"
    FORGOTTEN = "forgotten"


class EntryOrigin(StrEnum):
    """Where an entry comes from."""

    LEARNT = "learnt"
    EDITED = "edited"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A form of the lexicon.

    Attributes:
        form: as `glossator.text.lexical.lexical_form` gives it.
        label: None unless the ruling is ALWAYS.
        agreeing, against: decisions that speak for and against the label, or all and none of those on the form.
        analyst, at: who entered it and when, ISO 8601 in UTC; empty where it was learnt.
    """

    form: str
    label: str | None
    ruling: Ruling
    source: EntryOrigin
    agreeing: int
    against: int
    analyst: str = ""
    at: str = ""


class BadForm(ValueError):
    """A text that cannot be a form; its message says why."""


def lexicon_form(typed: str) -> str:
    """Return the form that `typed` means.

    Raises:
        BadForm: when nothing is typed, or too much.
    """
    form = lexical_form(normalise(typed))
    if not form:
        raise BadForm("A form of the lexicon needs at least one character; type one.")
    if len(form) > LONGEST_FORM:
        raise BadForm(
            f"A form of the lexicon can have {LONGEST_FORM} characters at most; this one has {len(form)}, so "
            "shorten it."
        )
    return form


@dataclass(frozen=True, slots=True)
class Learnt:
    """What decisions say of a form; `label` is None where they do not agree."""

    label: str | None
    agreeing: int
    against: int


def is_learnt_from_one_article(form: str, *, fills_line: bool) -> bool:
    """Return whether a form may be learnt from one article; `fills_line` where it always was all of a line there."""
    return len(form.split()) <= (_MOST_WORDS_OF_LINE if fills_line else _MOST_WORDS)


def learn(
    form: str, accepted: Mapping[str, int], rejected: Mapping[str, int], unsettled: Collection[str] = ()
) -> Learnt:
    """Return what is learnt about a form.

    Args:
        form: the form.
        accepted: how often it was accepted, by label.
        rejected: how often it was rejected, by label.
        unsettled: labels that it was accepted with in one article only, where that is not enough.
    """
    total = sum(accepted.values())
    candidates = [label for label in accepted if label not in {*AMOUNTS, *unsettled} and len(form) > 1]
    for label in sorted(candidates, key=lambda label: -accepted[label]):
        agreeing, against = accepted[label], total - accepted[label] + rejected.get(label, 0)
        if agreeing >= _AGREED * (agreeing + against):
            return Learnt(label, agreeing, against)
    return Learnt(None, total + sum(rejected.values()), 0)


def active_forms(entries: Iterable[LexiconEntry]) -> dict[str, str | None]:
    """Return the forms that are matched with their labels, and those that are never an entity with None."""
    return {entry.form: entry.label for entry in entries if entry.ruling is not Ruling.FORGOTTEN}
