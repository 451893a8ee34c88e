import pytest

from glossator.matching.similar_names import Alike, Likeness, alike


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Actors/State", "actors/state", Likeness.CASE),
        ("peace-talks", "peace talks", Likeness.DIVIDERS),
        ("Peace_Talks", "peacetalks", Likeness.DIVIDERS),
        ("actor/state", "actors/states", Likeness.PLURAL),
        ("party", "parties", Likeness.PLURAL),
        ("crash", "crashes", Likeness.PLURAL),
        ("ceasefire", "ceasfire", Likeness.SPELLING),
        ("ceasefire", "caesefire", Likeness.SPELLING),
        ("ceasefire", "ceasefjre", Likeness.SPELLING),
        ("actors/armed", "actor/armed", Likeness.PLURAL),
        # Not alike.
        ("war", "law", None),
        ("state", "actors/state", None),
        ("ceasefire", "ceasefires/broken", None),
        ("round 1", "round 2", None),
        ("phase-11", "phase-1", None),
        ("status", "statu", Likeness.SPELLING),
        ("ceasefire", "ceafeire", None),
        ("gas", "ga", None),
        ("aceasefire", "ceasefireb", None),
    ],
)
def test_two_names_are_alike_when_they_differ_in_little(one: str, other: str, likeness: Likeness | None) -> None:
    expected = [Alike(min(one, other), max(one, other), likeness)] if likeness else []
    assert alike([one, other]) == expected
    assert alike([other, one]) == expected


def test_of_several_each_pair_is_told_once_with_the_least_difference() -> None:
    found = alike(["sea", "Sea", "seas", "sea", "ocean"])
    assert found == [
        Alike("Sea", "sea", Likeness.CASE),
        Alike("Sea", "seas", Likeness.PLURAL),
        Alike("sea", "seas", Likeness.PLURAL),
    ]


def test_many_names_are_compared_at_once() -> None:
    paths = [f"topic {chr(97 + one)}{chr(97 + two) * 7}" for one in range(26) for two in range(26)]
    assert alike([*paths, "Topic aaaaaaaa"])[0].likeness is Likeness.CASE
