import pytest
from hypothesis import given

from glossator.text.sentences import next_sentence, previous_sentence, sentence_at
from tests.text.strategies import texts


def sentences(text: str) -> list[str]:
    """Return the sentences that one meets when one goes through the text."""
    found: list[str] = []
    place = -1
    while (following := next_sentence(text, place) if found else 0) > place or not found:
        place = following
        here = sentence_at(text, place)
        if here is None:
            break
        found.append(here.of(text))
        place = here.start
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One came. Two left! Three? Four", ["One came.", "Two left!", "Three?", "Four"]),
        ("“Stay.” He stayed. “Go!” she said.", ["“Stay.”", "He stayed.", "“Go!” she said."]),
        (
            "Dr. Okafor met Gen. Rao at 2.30 p.m. on Monday. Then",
            ["Dr. Okafor met Gen. Rao at 2.30 p.m. on Monday.", "Then"],
        ),
        ("The U.S. Navy left. Why", ["The U.S. Navy left.", "Why"]),
        ("It ended.The ferry left.", ["It ended.", "The ferry left."]),
        ("A line\nanother one\n\nand a third.", ["A line", "another one", "and a third."]),
        ("来た。見た！勝った", ["来た。", "見た！", "勝った"]),
    ],
)
def test_sentences_are_reported_by_marks_and_capitals(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_going_back_stops_at_the_start_of_the_sentence_first() -> None:
    text = "One came. Two left. Three"
    assert [previous_sentence(text, offset) for offset in (24, 20, 15, 10, 5, 0)] == [20, 10, 10, 0, 0, 0]


def test_in_the_last_sentence_there_is_no_next() -> None:
    text = "One came. Two left."
    assert next_sentence(text, 12) == 12
    assert next_sentence("", 0) == 0


@given(texts)
def test_a_sentence_holds_ink_at_its_ends_and_steps_stay_in_the_text(text: str) -> None:
    for offset in range(len(text)):
        here = sentence_at(text, offset)
        if here is not None:
            assert here.of(text) == here.of(text).strip()
        assert offset <= next_sentence(text, offset) <= len(text)
        assert 0 <= previous_sentence(text, offset) <= offset
