from pathlib import Path

import pytest

from benchmarks.gold import BadGold, Gold
from benchmarks.held_out import Text
from benchmarks.held_out_keys import CODEBOOK, chosen, tasks_of, with_place_labels
from benchmarks.keys.effort import Suggested
from benchmarks.scoring import Mark
from glossator.text.span import Span

_NAMES = [Mark(Span(start, start + 4), "PERSON") for start in range(0, 50, 10)]


def _text(length: int, names: int = 5, letter: str = "a") -> Text:
    return Text(letter * length, _NAMES[:names])


def test_texts_of_moderate_length_with_enough_names_are_chosen() -> None:
    fitting = _text(2_000)
    assert chosen([_text(100), fitting, _text(9_000), _text(3_000, names=4)], 9) == [fitting]


def test_the_choice_does_not_depend_on_the_order() -> None:
    texts = [_text(2_000, letter=letter) for letter in "abcdefgh"]
    assert chosen(texts, 3) == chosen(texts[::-1], 3)
    assert len(chosen(texts, 3)) == 3


def test_only_people_organisations_and_places_are_gold(tmp_path: Path) -> None:
    text = Text("Rosa saw Port Selby.\n", [Mark(Span(9, 19), "PLACE"), Mark(Span(0, 4), "NORP")])
    (task,) = tasks_of([text], tmp_path / "texts")
    assert task.gold.marks == (Mark(Span(9, 19), "PLACE"),)
    assert task.source.read_text(encoding="utf-8") == text.text
    assert task.gold.text == "Rosa saw Port Selby."


def test_a_text_that_is_read_as_another_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="another text"):
        tasks_of([Text("\n\n  Rosa came.", [])], tmp_path / "texts")


def test_a_place_has_the_label_that_is_suggested_for_it(tmp_path: Path) -> None:
    text = Text("Rosa saw Port Selby, the Alps and Lumen.", [])
    (task,) = tasks_of([text], tmp_path / "texts")
    places = [Mark(Span(9, 19), "PLACE"), Mark(Span(25, 29), "PLACE"), Mark(Span(34, 39), "PLACE")]
    gold = Gold(task.gold.name, task.gold.draft, (Mark(Span(0, 4), "PERSON"), *places))
    found = Suggested([Mark(Span(0, 4), "ORG"), Mark(Span(25, 29), "LOC"), Mark(Span(34, 39), "ORG")], frozenset())
    assert [mark.label for mark in with_place_labels(gold, found).marks] == ["PERSON", "GPE", "LOC", "GPE"]


def test_the_codebook_has_no_labels_that_the_sets_lack() -> None:
    assert set(CODEBOOK.labels) == {"PERSON", "ORG", "GPE", "LOC", "FAC"}
    assert not CODEBOOK.has_numbers
