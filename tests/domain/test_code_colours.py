import re
from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.code_colours import TagColours, new_label_colour, tree_order
from glossator.domain.codebook import LABELS, tag_colour

_parts = st.sampled_from(["a", "b", "B c", "b-d", "é"])
_paths = st.lists(_parts, min_size=1, max_size=3).map("/".join)


def test_a_tag_comes_before_those_below_it_and_those_before_the_next() -> None:
    assert sorted(["a b", "a/x", "A", "a-c", "a/x/y"], key=tree_order) == ["A", "a/x", "a/x/y", "a b", "a-c"]


@given(paths=st.lists(_paths, unique_by=str.casefold, max_size=30))
def test_a_new_tag_is_unlike_those_before_after_and_above_it(paths: list[str]) -> None:
    codebook: dict[str, str] = {}
    colours = TagColours(codebook)
    for path in paths:
        codebook[path] = colours.choose(path)
        colours.add(path, codebook[path])
        assert re.fullmatch("#[0-9a-f]{6}", codebook[path])
    ordered = sorted(codebook, key=tree_order)
    assert all(codebook[one] != codebook[next_] for one, next_ in pairwise(ordered))


def test_a_tag_above_is_looked_at_when_it_is_no_neighbour() -> None:
    path, above = "a/x", tag_colour("a/x")
    assert TagColours({"a": above, "a/b": "#000000"}).choose(path) != above


def test_a_colour_that_an_analyst_chose_is_kept_away_from_too() -> None:
    first = tag_colour("b")
    nearly = f"#{int(first[1:], 16) ^ 0x010101:06x}"
    assert TagColours({"a": nearly}).choose("b") != first


def test_a_tag_alone_has_the_colour_that_its_name_gives() -> None:
    assert TagColours({}).choose("sea") == tag_colour("sea")
    assert TagColours({"land/a": tag_colour("sea"), "land/b": "#000000"}).choose("sea") == tag_colour("sea")


def test_new_labels_take_colours_that_others_do_not_have() -> None:
    colours = [label.colour for label in LABELS]
    made: list[str] = []
    for number in range(4):
        made.append(new_label_colour(f"LABEL {number}", Counter(colours + made)))
    assert len(set(made)) == 4
