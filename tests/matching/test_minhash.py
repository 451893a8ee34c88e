import random

import pytest

from glossator.matching.minhash import ALIKE, index_keys, likeness, sketch


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefgh", k=4)) for _ in range(count)]


def test_case_punctuation_and_white_space_do_not_count() -> None:
    text = words(1, 60)
    assert sketch(" ".join(text)) == sketch(",\n".join(text).upper())


def test_a_text_that_is_too_short_is_like_none() -> None:
    assert sketch("one two three") == ()
    assert likeness((), sketch(" ".join(words(1, 60)))) == 0


@pytest.mark.parametrize(("shared", "low", "high"), [(0, 0.0, 0.1), (150, 0.2, 0.5), (280, 0.75, 1.0), (300, 1.0, 1.0)])
def test_likeness_is_about_the_share_of_what_both_have(shared: int, low: float, high: float) -> None:
    text = words(1, 300)
    other = text[:shared] + words(2, 300 - shared)
    one, two = sketch(" ".join(text)), sketch(" ".join(other))
    assert low <= likeness(one, two) == likeness(two, one) <= high


def test_near_duplicates_have_a_key_in_common_nearly_always() -> None:
    missed = 0
    for seed in range(100):
        text = words(seed, 200)
        other = sketch(" ".join(text[:120] + words(-seed - 1, 30) + text[120:]))
        one = sketch(" ".join(text))
        missed += likeness(one, other) >= ALIKE and not set(index_keys(one)) & set(index_keys(other))
    assert missed <= 1
