import pytest

from glossator.store import operations
from tests.store.scene import Scene, done


def fitting(scene: Scene, typed: str) -> list[str]:
    """Return the quotes of what fits."""
    found = scene.workspace.filtered_annotations(scene.article.id, typed, 0, 100)
    assert (found.before, found.fitting, found.total) == (0, len(found.annotations), 4)
    return [annotation.quote for annotation in found.annotations]


@pytest.mark.parametrize(
    ("typed", "quotes"),
    [
        ("", ["Aurora", "Port Selby", "Mira Okafor", "nine hours"]),
        ("  ", ["Aurora", "Port Selby", "Mira Okafor", "nine hours"]),
        ("mira", ["Mira Okafor"]),
        ("OKAFOR mira", ["Mira Okafor"]),
        ("person", ["Mira Okafor"]),
        ("crew", ["Mira Okafor"]),
        ("suggested", ["Aurora", "Port Selby"]),
        ("suggested gpe", ["Port Selby"]),
        ("crew suggested", []),
        ("none", []),
        ("%", []),
    ],
)
def test_each_word_typed_is_somewhere_in_what_is_known(scene: Scene, typed: str, quotes: list[str]) -> None:
    assert fitting(scene, typed) == quotes


def test_notes_are_looked_at_and_case_is_folded_not_only_lowered(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.ship, "seen in Hafenstraße")
    assert fitting(scene, "HAFENSTRASSE") == ["Aurora"]


def test_words_do_not_reach_from_one_field_into_the_next(scene: Scene) -> None:
    done(scene.workspace, operations.write_note, scene.ship, "bow")
    assert fitting(scene, "aurorabow") == []
    assert fitting(scene, "bowproduct") == []


@pytest.mark.parametrize(
    ("near", "before", "quotes"),
    [(0, 0, ["Aurora", "Port Selby"]), (10_000, 2, ["Mira Okafor", "nine hours"])],
)
def test_of_a_long_list_the_part_around_a_place_is_returned(
    scene: Scene, near: int, before: int, quotes: list[str]
) -> None:
    part = scene.workspace.filtered_annotations(scene.article.id, "", near, 2)
    assert [annotation.quote for annotation in part.annotations] == quotes
    assert (part.before, part.fitting, part.total) == (before, 4, 4)


def test_the_place_is_in_the_middle_of_what_is_returned(scene: Scene) -> None:
    harbour = scene.now(scene.harbour).span
    assert harbour is not None
    part = scene.workspace.filtered_annotations(scene.article.id, "", harbour.start, 2)
    assert [annotation.quote for annotation in part.annotations] == ["Aurora", "Port Selby"]


def test_tags_come_along(scene: Scene) -> None:
    part = scene.workspace.filtered_annotations(scene.article.id, "crew", 0, 9)
    assert [annotation.tags for annotation in part.annotations] == [("people/crew",)]
