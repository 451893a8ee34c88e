"""doccano’s examples, in every shape that it has had."""

from typing import Any

import pytest

from tests.formats.annotations.reading import arrivals, article, articles, kinds, marks

TEXT = "Ada Vane left Oskel."
ADA = [("Ada Vane", "PER", "")]


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ({"label": [[0, 8, "PER"]]}, ADA),
        ({"labels": [[0, 8, "PER"]]}, ADA),
        ({"entities": [[0, 8, "PER"]]}, ADA),
        ({"entities": [{"id": 1, "start_offset": 0, "end_offset": 8, "label": "PER"}], "relations": []}, ADA),
        ({"entities": [[0, 8, "PER"]], "username": "ida"}, [("Ada Vane", "PER", "ida")]),
        (
            {"annotations": [{"label": 7, "start_offset": 0, "end_offset": 8, "user": 1}], "meta": {}},
            [("Ada Vane", "7", "1")],
        ),
    ],
)
def test_spans_of_every_shape(example: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    found = article("doccano", {"id": 1, "text": TEXT, **example})
    assert (marks(found), found.problems, found.left_out) == (expected, (), ())


@pytest.mark.parametrize(
    ("example", "tags"),
    [
        ({"label": ["politics", "sea"]}, ("politics", "sea")),
        ({"labels": ["politics"]}, ("politics",)),
        ({"label": "politics"}, ("politics",)),
        ({"entities": [[0, 8, "PER"]], "cats": ["politics"]}, ("politics",)),
        ({"annotations": [{"label": 3, "user": 1}]}, ("3",)),
        ({"label": ["a; b", "x//y"]}, ("a, b", "x--y")),
    ],
)
def test_classes_of_the_text_are_tags(example: dict[str, Any], tags: tuple[str, ...]) -> None:
    found = article("doccano", {"id": 1, "text": TEXT, **example})
    assert (found.tags, found.problems, found.left_out) == (tags, (), ())


def test_texts_about_the_text_and_comments_are_notes() -> None:
    summary = "A summary that is much too long to be the name of a class of texts."
    found = article("doccano", {"text": TEXT, "label": [summary], "Comments": ["ask Ida"]})
    assert (found.note, found.tags) == (f"{summary}\n\nask Ida", ())


def test_relations_are_counted_and_other_keys_are_metadata() -> None:
    found = article("doccano", {"text": TEXT, "relations": [{}, {}], "desk": "Foreign", "meta": '{"page": 3}'})
    assert kinds(found.left_out) == {"relation": 2}
    assert found.draft.metadata == (("desk", "Foreign"), ("page", "3"))


def test_an_array_is_read_as_lines_are() -> None:
    found = articles("doccano", [{"text": "Nothing.", "label": []}, {"text": TEXT, "label": [[0, 8, "PER"]]}])
    assert [marks(each) for each in found] == [[], ADA]
    assert [each.where for each in found] == ["record 1", "record 2"]


def test_what_is_no_example_is_named_by_its_place() -> None:
    assert arrivals("doccano", [{"filename": "x.png", "label": []}]) == [
        "record 1: not an example with a text; repair or remove it"
    ]
