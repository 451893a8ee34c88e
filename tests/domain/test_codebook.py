import re

import pytest
from hypothesis import given

from glossator.domain.codebook import (
    LABELS,
    BadName,
    BadTag,
    colour_code,
    folded_name,
    label_name,
    shortcut_key,
    tag_colour,
    tag_path,
)
from tests.text.strategies import texts


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
        ("", "Enter a name"),
        (" \n\t", "Enter a name"),
        ("/", "empty part"),
        ("a/", "empty part"),
        ("/a", "empty part"),
        ("a/ /b", "empty part"),
        ("a;b", "semicolon"),
        ("a/b ;", "semicolon"),
        ("x" * 201, "up to 200 characters; this one has 201"),
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


@pytest.mark.parametrize("other", ["war crimes", "War Crimes", "warcrimes", "war\u00a0 crimes", "ＷＡＲ crimes"])
def test_names_that_differ_in_case_and_spaces_only_are_the_same(other: str) -> None:
    assert folded_name(other) == folded_name("war crimes")


def test_accents_are_a_difference_and_their_composition_is_none() -> None:
    assert folded_name("Orbán") == folded_name("Orba\u0301n") != folded_name("Orban")
    assert folded_name("a/b") != folded_name("ab")


def test_a_label_has_a_short_name_on_one_line() -> None:
    assert label_name(" ARMED\n GROUP ") == "ARMED GROUP"
    for typed, why in (("", "Enter a name"), (" \t", "Enter a name"), ("x" * 61, "up to 60 characters")):
        with pytest.raises(BadName, match=why):
            label_name(typed)


@pytest.mark.parametrize(
    ("typed", "key"), [("s", "s"), (" S ", "S"), ("", ""), ("é", "é"), ("e\u0301", "é"), ("7", "7")]
)
def test_a_key_is_one_character_or_none(typed: str, key: str) -> None:
    assert shortcut_key(typed) == key


@pytest.mark.parametrize("typed", ["ab", "ctrl+a", "\x00", "\u202e"])
def test_what_cannot_be_a_key_is_refused(typed: str) -> None:
    with pytest.raises(BadName, match="A key is one character"):
        shortcut_key(typed)


@pytest.mark.parametrize(
    ("typed", "colour"), [("#5A9BD4", "#5a9bd4"), ("5a9bd4", "#5a9bd4"), (" #abc ", "#aabbcc"), ("#000000", "#000000")]
)
def test_a_colour_is_six_digits(typed: str, colour: str) -> None:
    assert colour_code(typed) == colour


@pytest.mark.parametrize("typed", ["", "red", "#12345", "#gggggg", "#1234567", "##12345"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(BadName, match=r"is not a colour\. Write it as"):
        colour_code(typed)
