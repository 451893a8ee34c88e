"""The lexicon: forms with the label that they get wherever they occur.

Entries are learnt from decisions, or entered by an analyst, which takes precedence. A form is learnt with a label when
it was accepted with it at least once and at least three in four of the relevant decisions agree; accepting it with
another label and rejecting it with this one count against. Labels of amounts are not learnt, because the same words
mean something else elsewhere, and neither are single characters.

A form that looks like a headline, of more than 6 words, or of more than 3 that fill their line, must be accepted in two
articles to be learnt.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from glossator.text.lexical import lexical_form
from glossator.text.normalise import normalise

AMOUNTS: Final = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
"""Labels of amounts and dates."""
LONGEST_FORM: Final = 200
"""The most code points of a form."""
_AGREED: Final = 0.75
# The most words of a form that is learnt from one article, in a line and filling its line. Of the 500 names in the
# seeds, the longest has 6 words and all but 11 have at most 3.
_MOST_WORDS: Final = 6
_MOST_WORDS_OF_LINE: Final = 3


class Ruling(StrEnum):
    """What the lexicon says of a form.

    ALWAYS: it has a label wherever it occurs. NEVER: it is not an entity anywhere. FORGOTTEN: nothing, whatever was
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
        form: as returned by `glossator.text.lexical.lexical_form`.
        label: None unless the ruling is ALWAYS.
        agreeing, against: the decisions for and against the label; without a label, all and none.
        analyst, at: who entered it and when, ISO 8601 in UTC; empty if it was learnt.
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
    """A text that is not a valid form; the message says why."""


def lexicon_form(typed: str) -> str:
    """Return `typed` as a form.

    Raises:
        BadForm: when it is blank or too long.
    """
    form = lexical_form(normalise(typed))
    if not form:
        raise BadForm("Enter a form of at least one character.")
    if len(form) > LONGEST_FORM:
        raise BadForm(f"A form can have up to {LONGEST_FORM} characters; this one has {len(form)}. Shorten it.")
    return form


@dataclass(frozen=True, slots=True)
class Learnt:
    """What decisions say of a form; `label` is None if they do not agree."""

    label: str | None
    agreeing: int
    against: int


def is_learnt_from_one_article(form: str, *, fills_line: bool) -> bool:
    """Return whether one article is enough to learn a form; `fills_line` if each of its mentions fills a line there."""
    return len(form.split()) <= (_MOST_WORDS_OF_LINE if fills_line else _MOST_WORDS)


def learn(
    form: str, accepted: Mapping[str, int], rejected: Mapping[str, int], unsettled: Collection[str] = ()
) -> Learnt:
    """Return what is learnt about a form.

    Args:
        form: the form.
        accepted, rejected: how often it was accepted and rejected, by label.
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
    """Return the matched forms with their labels, and the forms that are never an entity with None."""
    return {entry.form: entry.label for entry in entries if entry.ruling is not Ruling.FORGOTTEN}
