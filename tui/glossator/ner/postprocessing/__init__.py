"""Rules that correct a model's suggestions. Each has a name, by which settings can switch it off.

What a rule adds counts as suggested by the pipeline. Only `ner`, services and the checks of settings import this.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.ner.postprocessing.amounts import (
    complete_measures,
    complete_money,
    number_words,
    with_alternative,
    with_qualifier,
)
from glossator.ner.postprocessing.article_rules import one_label, other_mentions
from glossator.ner.postprocessing.brackets import other_scripts, short_forms
from glossator.ner.postprocessing.edges import (
    without_address,
    without_article,
    without_possessive,
    without_ragged_edges,
    without_type_word,
)
from glossator.ner.postprocessing.false_positives import (
    without_letters,
    without_list_number,
    without_sentence_start,
    without_small_letters,
)
from glossator.ner.postprocessing.hyphens import complete_hyphenated_names
from glossator.ner.postprocessing.label_cues import datelines, institutions, joined_places, places_by_kind
from glossator.ner.postprocessing.rule import Rule, list_rule, suggestion_rule
from glossator.ner.postprocessing.times import times_of_day, weekdays, with_every, without_described
from glossator.text.span import Span

LOCAL: Final[Mapping[str, Rule]] = {
    "no_letters": suggestion_rule(without_letters),
    "list_numbers": suggestion_rule(without_list_number),
    "trailing_possessive": suggestion_rule(without_possessive),
    "ragged_edges": suggestion_rule(without_ragged_edges),
    "leading_article": suggestion_rule(without_article),
    "small_letters": without_small_letters,
    "sentence_starts": suggestion_rule(without_sentence_start),
    "forms_of_address": suggestion_rule(without_address),
    "kind_behind_name": suggestion_rule(without_type_word),
    "hyphenated_names": list_rule(complete_hyphenated_names),
    "datelines": datelines,
    "institutions": institutions,
    "places_by_kind": places_by_kind,
    "joined_places": joined_places,
    "short_forms": short_forms,
    "other_scripts": other_scripts,
    "money": complete_money,
    "measures": complete_measures,
    "numbers": number_words,
    "times_of_day": times_of_day,
    "weekdays": weekdays,
    "described_times": suggestion_rule(without_described),
    "how_exact": suggestion_rule(with_qualifier),
    "or_so": with_alternative,
    "every": with_every,
}
"""The rules for a piece of a text, in the order in which they are applied."""
ONE_LABEL: Final = "one_label"
OTHER_MENTIONS: Final = "other_mentions"
"""The rules for a whole article, applied in this order when all of it was analysed."""
RULES: Final = (*LOCAL, ONE_LABEL, OTHER_MENTIONS)

RETIRED: Final = ("accounts", "dividing_possessive")
"""Rules of earlier versions, which changed nothing on texts that nobody tuned to; settings may still name them."""

ANY_LANGUAGE: Final = ("no_letters", "list_numbers", "ragged_edges", "other_scripts", ONE_LABEL, OTHER_MENTIONS)
"""The rules that need no English words; names of persons and places have the same labels in other pipelines."""
ENGLISH: Final = "en"


def rules_for(language: str, rules: Collection[str]) -> tuple[str, ...]:
    """Return those of the named rules that fit a language; all of them where it is unknown, which is empty.

    Args:
        language: ISO 639-1, as of a spaCy pipeline.
        rules: names of rules.
    """
    return tuple(name for name in rules if language in ("", ENGLISH) or name in ANY_LANGUAGE)


def enabled_rules(enabled: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the names of the rules that are on; a rule that `enabled` does not name is on."""
    return tuple(name for name in RULES if enabled.get(name, True))


def postprocess(
    text: str, piece: Span, suggestions: Sequence[Suggestion], rules: Collection[str] = RULES
) -> list[Suggestion]:
    """Return a model's suggestions for a piece of a text, which do not overlap, corrected by the named local rules."""
    found = sorted(suggestions, key=lambda one: one.span)
    for name, rule in LOCAL.items():
        if name in rules:
            found = rule(text, piece, found)
    return found


def suggestions_in(
    text: str, found: Sequence[tuple[Span, Sequence[Suggestion]]], rules: Collection[str] = RULES
) -> list[Suggestion]:
    """Return a model's suggestions for a whole text, corrected by the named rules; `found` has those of each piece."""
    standing = {one.span: one for piece, some in found for one in postprocess(text, piece, some, rules)}
    if ONE_LABEL in rules:
        standing.update((one.span, one) for one in list(one_label(text, standing.values(), set(standing))))
    if OTHER_MENTIONS in rules:
        standing.update((one.span, one) for one in list(other_mentions(text, standing.values(), list(standing))))
    return list(standing.values())


__all__ = [
    "LOCAL",
    "ONE_LABEL",
    "OTHER_MENTIONS",
    "RETIRED",
    "RULES",
    "Rule",
    "enabled_rules",
    "one_label",
    "other_mentions",
    "postprocess",
    "rules_for",
    "suggestions_in",
]
