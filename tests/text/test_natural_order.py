import random

from hypothesis import given
from hypothesis import strategies as st

from glossator.text.natural_order import natural_key, natural_path_key


def test_numbers_in_names_count_as_numbers() -> None:
    ordered = ["Ch 1", "ch 2", "ch 02 b", "ch 10", "Ch 11", "Éa", "eb", "v1.9", "v1.10", "x007", "x7a", "x08"]
    shuffled = random.Random(3).sample(ordered, len(ordered))
    assert sorted(shuffled, key=natural_key) == ordered


def test_a_path_is_ordered_by_the_names_in_it() -> None:
    paths = [("part 10", "ch1"), ("part 2", "ch10"), ("part 2", "ch9")]
    paths.sort(key=lambda names: natural_path_key(*names))
    assert paths == [("part 2", "ch9"), ("part 2", "ch10"), ("part 10", "ch1")]


@given(st.lists(st.text("a1 0Zé٣²", max_size=6), max_size=6))
def test_every_name_has_a_place(names: list[str]) -> None:
    turned = names[::-1]
    assert sorted(names, key=natural_key) == sorted(turned, key=natural_key)
