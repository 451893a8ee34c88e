"""Rules that make suggestions what an analyst would have marked. Each has a name, and can be switched off.

What a rule finds that the model did not is kept as the run's own, as it follows from what that was given to read.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.amounts import measures_whole, money_whole, numbers, with_alternative, with_how_exact
from glossator.ner.postprocessing.article_rules import one_label, other_mentions
from glossator.ner.postprocessing.brackets import other_scripts, short_forms
from glossator.ner.postprocessing.edges import (
    divided_by_possessive,
    without_address,
    without_article,
    without_kind,
    without_possessive,
    without_ragged_edges,
)
from glossator.ner.postprocessing.false_positives import (
    without_letters,
    without_list_number,
    without_sentence_start,
    without_small_letters,
)
from glossator.ner.postprocessing.hyphens import hyphenated_whole
from glossator.ner.postprocessing.label_cues import accounts, datelines, institutions, joined_places, places_by_kind
from glossator.ner.postprocessing.rule import Rule, among, each
from glossator.ner.postprocessing.times import times_of_day, weekdays, with_every, without_described
from glossator.text.span import Span

LOCAL: Final[Mapping[str, Rule]] = {
    "no_letters": each(without_letters),
    "list_numbers": each(without_list_number),
    "trailing_possessive": each(without_possessive),
    "ragged_edges": each(without_ragged_edges),
    "leading_article": each(without_article),
    "small_letters": without_small_letters,
    "sentence_starts": each(without_sentence_start),
    "dividing_possessive": among(divided_by_possessive),
    "forms_of_address": each(without_address),
    "kind_behind_name": each(without_kind),
    "hyphenated_names": among(hyphenated_whole),
    "datelines": datelines,
    "institutions": institutions,
    "places_by_kind": places_by_kind,
    "joined_places": joined_places,
    "accounts": accounts,
    "short_forms": short_forms,
    "other_scripts": other_scripts,
    "money": money_whole,
    "measures": measures_whole,
    "numbers": numbers,
    "times_of_day": times_of_day,
    "weekdays": weekdays,
    "described_times": each(without_described),
    "how_exact": each(with_how_exact),
    "or_so": with_alternative,
    "every": with_every,
}
"""The rules that look at a suggestion and what is around it, in the order in which they work."""
ONE_LABEL: Final = "one_label"
OTHER_MENTIONS: Final = "other_mentions"
"""The rules that look at a whole article, when all of it was read, in the order in which they work."""
RULES: Final = (*LOCAL, ONE_LABEL, OTHER_MENTIONS)


def enabled_rules(tidying: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the names of the rules that the setting `tidying` leaves on; a rule that it does not name is on."""
    return tuple(name for name in RULES if tidying.get(name, True))


def tidied(
    text: str, piece: Span, suggestions: Sequence[Suggestion], rules: Collection[str] = RULES
) -> list[Suggestion]:
    """Return what the named ones of the local rules make of what a model finds in a piece of a text.

    Of its suggestions none overlaps another.
    """
    found = sorted(suggestions, key=lambda one: one.span)
    for name, rule in LOCAL.items():
        if name in rules:
            found = rule(text, piece, found)
    return found


__all__ = [
    "LOCAL",
    "ONE_LABEL",
    "OTHER_MENTIONS",
    "RULES",
    "Rule",
    "enabled_rules",
    "one_label",
    "other_mentions",
    "tidied",
]
