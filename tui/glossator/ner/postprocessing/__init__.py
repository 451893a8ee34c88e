"""Rules that correct a model's suggestions. Each has a name, by which settings can switch it off.

What a rule adds counts as suggested by the pipeline. Only `ner`, services and the checks of settings import this.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from glossator.domain.annotation import Suggestion
from glossator.domain.languages import ENGLISH
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
from glossator.ner.postprocessing.french import without_french_address, without_french_article
from glossator.ner.postprocessing.hyphens import complete_hyphenated_names
from glossator.ner.postprocessing.label_cues import datelines, institutions, joined_places, places_by_kind
from glossator.ner.postprocessing.rule import Rule, list_rule, suggestion_rule
from glossator.ner.postprocessing.times import times_of_day, weekdays, with_every, without_described
from glossator.ner.recogniser import FoundEntity
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
IN_OTHER_LANGUAGES: Final[Mapping[tuple[str, str], Rule]] = {
    ("leading_article", "fr"): suggestion_rule(without_french_article),
    ("forms_of_address", "fr"): suggestion_rule(without_french_address),
}
"""The rules of `LOCAL` for other languages, by name and language.

Only what helped on texts annotated by people is there: the Spanish pipeline leaves no articles or titles to remove.
"""
ONE_LABEL: Final = "one_label"
OTHER_MENTIONS: Final = "other_mentions"
"""The rules for a whole article, applied in this order when all of it was analysed."""
RULES: Final = (*LOCAL, ONE_LABEL, OTHER_MENTIONS)

RETIRED: Final = ("accounts", "dividing_possessive")
"""Rules of earlier versions, which changed nothing on texts that nobody tuned to; settings may still name them."""

ANY_LANGUAGE: Final = ("no_letters", "list_numbers", "ragged_edges", "other_scripts", ONE_LABEL, OTHER_MENTIONS)
"""The rules that need no English words; names of persons and places have the same labels in other pipelines."""
_SAME_LABELS: Final = {"PER": "PERSON"}
_NO_LABELS: Final[Mapping[str, str]] = {}


def rules_for(language: str, rules: Collection[str]) -> tuple[str, ...]:
    """Return those of the named rules that fit a language; all of them where it is unknown, which is empty.

    Args:
        language: ISO 639-1, as of a spaCy pipeline.
        rules: names of rules.
    """
    return tuple(
        name
        for name in rules
        if language in ("", ENGLISH) or name in ANY_LANGUAGE or (name, language) in IN_OTHER_LANGUAGES
    )


def same_labels(codebook: Collection[str]) -> Mapping[str, str]:
    """Return the labels of recognisers that mean the same as one of the standard codebook, with the latter.

    PER becomes PERSON, so that entities and the lexicon work across languages, unless the codebook has PER. LOC, ORG
    and MISC stay: LOC in such pipelines is what GPE and LOC are in others.
    """
    return {label: other for label, other in _SAME_LABELS.items() if label not in codebook}


def labels_known_as(labels: Collection[str]) -> Mapping[str, str]:
    """Return the labels of the standard codebook that a recogniser has under another name, with that name.

    Args:
        labels: those of the recogniser.
    """
    return {other: label for label, other in _SAME_LABELS.items() if label in labels and other not in labels}


def found_suggestions(
    piece: Span, found: Iterable[FoundEntity], labels: Mapping[str, str] = _NO_LABELS
) -> list[Suggestion]:
    """Return what a recogniser found in a piece of a text, with offsets in the text.

    Args:
        piece: of the text.
        found: the entities, with offsets in the piece.
        labels: labels to replace, with others.
    """
    return [
        Suggestion(Span(piece.start + one.start, piece.start + one.end), labels.get(one.label, one.label), one.score)
        for one in found
    ]


def enabled_rules(enabled: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the names of the rules that are on; a rule that `enabled` does not name is on."""
    return tuple(name for name in RULES if enabled.get(name, True))


def postprocess(
    text: str,
    piece: Span,
    suggestions: Sequence[Suggestion],
    rules: Collection[str] = RULES,
    language: str = ENGLISH,
) -> list[Suggestion]:
    """Return a model's suggestions for a piece of a text, which do not overlap, corrected by the named local rules.

    Args:
        text, piece: the text and the piece.
        suggestions: of the piece.
        rules: names of rules that fit the language.
        language: ISO 639, as of a spaCy pipeline.
    """
    found = sorted(suggestions, key=lambda one: one.span)
    for name, rule in LOCAL.items():
        if name in rules:
            found = IN_OTHER_LANGUAGES.get((name, language), rule)(text, piece, found)
    return found


def suggestions_in(
    text: str,
    found: Sequence[tuple[Span, Sequence[Suggestion]]],
    rules: Collection[str] = RULES,
    language: str = ENGLISH,
) -> list[Suggestion]:
    """Return a model's suggestions for a whole text, corrected by the named rules; `found` has those of each piece."""
    standing = {one.span: one for piece, some in found for one in postprocess(text, piece, some, rules, language)}
    if ONE_LABEL in rules:
        standing.update((one.span, one) for one in list(one_label(text, standing.values(), set(standing))))
    if OTHER_MENTIONS in rules:
        standing.update((one.span, one) for one in list(other_mentions(text, standing.values(), list(standing))))
    return list(standing.values())


__all__ = [
    "IN_OTHER_LANGUAGES",
    "LOCAL",
    "ONE_LABEL",
    "OTHER_MENTIONS",
    "RETIRED",
    "RULES",
    "Rule",
    "enabled_rules",
    "found_suggestions",
    "labels_known_as",
    "one_label",
    "other_mentions",
    "postprocess",
    "rules_for",
    "same_labels",
    "suggestions_in",
]
