from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from glossator.domain.codebook import Tag, tag_colour
from glossator.text.folding import fold
from glossator.ui.widgets.tag_field import TagChoice, _line, tag_choices


def tag(path: str, *, uses: int = 0, archived: bool = False) -> Tag:
    return Tag(1, "g_1", path, "", tag_colour(path), "", archived, uses)


_TAGS = [tag(path) for path in ("actors/state", "actors/armed", "state", "threat", "places/estate", "State/Formal")]


def paths(typed: str, tags: list[Tag] | None = None) -> list[str]:
    return [choice.path for choice in tag_choices(typed, _TAGS if tags is None else tags, ())]


def test_what_begins_so_comes_before_what_has_it_inside() -> None:
    assert paths("state") == ["state", "State/Formal", "actors/state", "places/estate"]


def test_a_part_that_begins_so_comes_before_one_that_has_it_in_its_middle() -> None:
    assert paths("stat") == ["state", "State/Formal", "actors/state", "places/estate", "stat"]


def test_with_nothing_typed_the_tags_that_are_used_most_come_first() -> None:
    tags = [tag("b", uses=1), tag("a"), tag("c", uses=7), tag("A2", uses=1)]
    assert paths("", tags) == ["c", "A2", "b", "a"]


def test_once_something_is_typed_uses_count_for_nothing() -> None:
    assert paths("a", [tag("ab", uses=9), tag("aa")]) == ["aa", "ab", "a"]


def test_what_no_tag_is_called_is_offered_as_a_new_one_at_the_end() -> None:
    offered = tag_choices(" Ports ", _TAGS, ())
    assert offered == [TagChoice("Ports", new=True)]


def test_a_tag_that_is_there_in_another_case_is_not_offered_anew() -> None:
    assert paths("THREAT") == ["threat"]


def test_what_is_on_the_subject_already_is_marked() -> None:
    assert tag_choices("thr", _TAGS, ("threat",)) == [TagChoice("threat", present=True), TagChoice("thr", new=True)]


def test_tags_are_found_as_words_are_found_and_another_spelling_can_be_made() -> None:
    tags = [tag("Łódź"), tag("Straße/ﬁne")]
    assert tag_choices("lodz", tags, ()) == [TagChoice("Łódź"), TagChoice("lodz", new=True)]
    assert paths("strasse/fine", tags) == ["Straße/ﬁne"]


def test_a_choice_shows_the_key_and_the_description_of_its_tag() -> None:
    (choice,) = tag_choices("", [replace(tag("threat"), key="7", description="A threat\nof force")], ())
    (cell,) = _line(choice)
    assert cell.plain == "  threat  ,7  A threat of force"
    (new,) = _line(TagChoice("war", new=True))
    assert new.plain == "+ war  new tag"


def test_archived_tags_are_not_offered() -> None:
    assert paths("", [tag("old", archived=True), tag("new")]) == ["new"]


def test_without_tags_and_without_letters_there_is_nothing_to_choose() -> None:
    assert tag_choices("  ", [], ()) == []


@given(st.text(max_size=8), st.lists(st.text("aB/ éß", min_size=1, max_size=6), max_size=8, unique=True))
def test_every_choice_holds_what_was_typed_and_comes_once(typed: str, tags: list[str]) -> None:
    offered = tag_choices(typed, [tag(path) for path in tags], tags[:2])
    wanted = fold(typed)
    assert all(wanted in fold(choice.path) for choice in offered)
    assert {choice.path for choice in offered if not choice.new} == {path for path in tags if wanted in fold(path)}
    assert [choice.new for choice in offered] == sorted(choice.new for choice in offered)
    assert sum(choice.new for choice in offered) <= 1
    assert all(choice.present == (choice.path in tags[:2]) for choice in offered if not choice.new)
