import pytest

from glossator.matching.similar_names import NameDifference, SimilarNames, similar_names


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Actors/State", "actors/state", NameDifference.CASE),
        ("peace-talks", "peace talks", NameDifference.DIVIDERS),
        ("Peace_Talks", "peacetalks", NameDifference.DIVIDERS),
        ("actor/state", "actors/states", NameDifference.PLURAL),
        ("party", "parties", NameDifference.PLURAL),
        ("crash", "crashes", NameDifference.PLURAL),
        ("ceasefire", "ceasfire", NameDifference.SPELLING),
        ("ceasefire", "caesefire", NameDifference.SPELLING),
        ("ceasefire", "ceasefjre", NameDifference.SPELLING),
        ("actors/armed", "actor/armed", NameDifference.PLURAL),
        # Not alike.
        ("war", "law", None),
        ("state", "actors/state", None),
        ("ceasefire", "ceasefires/broken", None),
        ("round 1", "round 2", None),
        ("phase-11", "phase-1", None),
        ("status", "statu", NameDifference.SPELLING),
        ("ceasefire", "ceafeire", None),
        ("gas", "ga", None),
        ("aceasefire", "ceasefireb", None),
    ],
)
def test_two_names_are_alike_when_they_differ_in_little(one: str, other: str, likeness: NameDifference | None) -> None:
    expected = [SimilarNames(min(one, other), max(one, other), likeness)] if likeness else []
    assert similar_names([one, other]) == expected
    assert similar_names([other, one]) == expected


def test_of_several_each_pair_is_reported_once_with_the_least_difference() -> None:
    found = similar_names(["sea", "Sea", "seas", "sea", "ocean"])
    assert found == [
        SimilarNames("Sea", "sea", NameDifference.CASE),
        SimilarNames("Sea", "seas", NameDifference.PLURAL),
        SimilarNames("sea", "seas", NameDifference.PLURAL),
    ]


def test_many_names_are_compared_at_once() -> None:
    paths = [f"topic {chr(97 + one)}{chr(97 + two) * 7}" for one in range(26) for two in range(26)]
    assert similar_names([*paths, "Topic aaaaaaaa"])[0].likeness is NameDifference.CASE
