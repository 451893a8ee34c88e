import re

import pytest
from hypothesis import given

from tests.model.strategies import texts
from tui.model.codebook import LABELS, BadTag, tag_colour, tag_path


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("threat", "threat"),
        ("  actors / armed  groups ", "actors/armed groups"),
        ("a\n/\tb\u2028c", "a/b c"),
        ("Akteure/Übrige", "Akteure/Übrige"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_path_is_on_one_line_without_space_around_its_parts(typed: str, path: str) -> None:
    assert tag_path(typed) == path


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "needs a name"),
        (" \n\t", "needs a name"),
        ("/", "empty part"),
        ("a/", "empty part"),
        ("/a", "empty part"),
        ("a/ /b", "empty part"),
        ("a;b", "semicolon"),
        ("a/b ;", "semicolon"),
        ("x" * 201, "200 characters at most; this one has 201"),
    ],
)
def test_what_cannot_be_a_tag_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(BadTag, match=why):
        tag_path(typed)


@given(texts)
def test_a_path_stays_what_it_is(typed: str) -> None:
    try:
        path = tag_path(typed)
    except BadTag:
        return
    assert tag_path(path) == path
    assert "\n" not in path


def test_a_tag_has_the_same_colour_whatever_its_case() -> None:
    assert tag_colour("Actors/State") == tag_colour("actors/state")
    assert len({tag_colour(f"tag {number}") for number in range(100)}) > 6


def test_labels_have_names_and_keys_of_their_own_and_colours_that_can_be_stored() -> None:
    assert len({label.name for label in LABELS}) == len(LABELS)
    assert len({label.key for label in LABELS}) == len(LABELS)
    assert all(re.fullmatch("#[0-9a-f]{6}", label.colour) for label in LABELS)
    assert all(re.fullmatch("#[0-9a-f]{6}", tag_colour(str(number))) for number in range(50))
