"""Spans found again in a newer version of a text, or lost; never somewhere else."""

import re
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from glossator.matching.reanchor import NotReanchored, OrphanReason, Reanchored, reanchor
from glossator.text.span import Span
from tests.text.strategies import inked_texts, texts_with_spans

TWINS: Final = (
    "The cup was close this year. Team Alpha scored three points in the first half. "
    "Team Beta scored three points in the first half. The rest was rain."
)


def place(text: str, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def followed(old: str, new: str, words: str, nth: int = 0) -> Reanchored | NotReanchored:
    (found,) = reanchor(old, new, [place(old, words, nth)])
    return found


@given(texts_with_spans())
def test_in_the_same_text_everything_stays_where_it_is(given_one: tuple[str, Span]) -> None:
    text, span = given_one
    assert reanchor(text, text, [span]) == [Reanchored(span, 1.0)]


@given(texts_with_spans(), inked_texts)
def test_what_is_found_has_the_same_words(given_one: tuple[str, Span], new: str) -> None:
    text, span = given_one
    (found,) = reanchor(text, new, [span])
    if isinstance(found, Reanchored):
        assert found.span.of(new) == span.of(text)
        assert 0.75 <= found.score <= 1
    elif found.likely is not None:
        assert found.likely.end <= len(new)


def test_a_paragraph_that_is_added_in_front_moves_everything() -> None:
    old = "The ferry Aurora left Port Selby on Monday.\n\nMira Okafor stayed behind."
    new = f"Corrected on Tuesday.\n\n{old}"
    for words in ("Aurora", "Port Selby", "Mira Okafor", "Monday.\n\nMira"):
        assert followed(old, new, words) == Reanchored(place(new, words), 1.0)


def test_of_twin_sentences_the_one_that_was_deleted_is_lost_and_the_other_stays() -> None:
    without_alpha = TWINS.replace("Team Alpha scored three points in the first half. ", "")
    assert followed(TWINS, without_alpha, "three points in the first half", 0) == NotReanchored(OrphanReason.GONE)
    assert isinstance(followed(TWINS, without_alpha, "Team Alpha"), NotReanchored)
    kept = followed(TWINS, without_alpha, "three points in the first half", 1)
    assert kept == Reanchored(place(without_alpha, "three points in the first half"), 1.0)
    whole = followed(TWINS, without_alpha, "Team Alpha scored three points in the first half.")
    assert isinstance(whole, NotReanchored)


def test_where_one_twin_was_deleted_and_the_other_edited_neither_is_taken_for_the_other() -> None:
    new = "The cup was close this year. Team Beta scored three points in the second half. The rest was sun."
    assert isinstance(followed(TWINS, new, "three points", 0), NotReanchored)
    kept = followed(TWINS, new, "three points", 1)
    assert isinstance(kept, NotReanchored) or kept.span == place(new, "three points")


def test_a_paragraph_that_stands_twice_and_once_afterwards_tells_by_its_neighbours() -> None:
    old = "The talks failed.\n\nOn Monday.\n\nThe talks failed.\n\nOn Friday."
    new = "On Monday.\n\nThe talks failed.\n\nOn Friday."
    assert isinstance(followed(old, new, "talks", 0), NotReanchored)
    assert followed(old, new, "talks", 1) == Reanchored(place(new, "talks"), 1.0)


def test_of_the_same_sentence_twice_in_a_row_nobody_can_tell_which_was_deleted() -> None:
    old = "It rained all of that day. The talks failed. The talks failed. Nobody stayed for long."
    new = "It rained all of that day. The talks failed. Nobody stayed for long."
    assert isinstance(followed(old, new, "talks", 0), NotReanchored)
    assert isinstance(followed(old, new, "talks", 1), NotReanchored)


def test_a_short_sentence_that_turns_up_elsewhere_is_another_one() -> None:
    old = "Asif spoke first.\n\nHe declined to comment.\n\nThen it rained in Istanbul for a day."
    new = "Asif spoke first.\n\nThen it rained in Istanbul for a day.\n\nBarzani came late.\n\nHe declined to comment."
    found = followed(old, new, "He")
    assert found == NotReanchored(OrphanReason.ELSEWHERE, place(new, "He"))


def test_words_in_an_edited_sentence_stay_where_their_surroundings_are() -> None:
    old = "Islamabad wants the camps of the Pakistani Taliban gone, and Kabul offers to move them next month."
    new = "Islamabad still wants the camps of the Pakistani Taliban gone, while Kabul offers to move them next year."
    for words in ("Islamabad", "Pakistani Taliban", "Kabul"):
        found = followed(old, new, words)
        assert isinstance(found, Reanchored)
        assert found.span == place(new, words)


def test_words_that_were_rewritten_are_proposed_and_not_taken() -> None:
    old = "The minister met General Zaluzhnyi at the front on Sunday morning."
    new = "The minister met General Zaluzhny at the front on Sunday morning."
    assert followed(old, new, "General Zaluzhnyi") == NotReanchored(
        OrphanReason.REWORDED, place(new, "General Zaluzhny")
    )


def test_words_inside_other_words_are_not_those() -> None:
    old = "The US said so, and then it said so again on Friday."
    new = "The buUSes said so, and then it said so again on Friday."
    assert isinstance(followed(old, new, "US"), NotReanchored)


def test_many_places_of_the_same_words_are_not_compared_one_by_one() -> None:
    old = " ".join(f"Kabul {number} said," for number in range(400))
    new = " ".join(f"Kabul {number} says," for number in range(400))
    assert followed(old, new, "Kabul", 7) == NotReanchored(OrphanReason.SEVERAL)


SENTENCES: Final = (
    "The talks failed.",
    "Kabul said no.",
    "Kabul said nothing at all about the camps near the border that Islamabad wants to be gone by the spring.",
    "He declined to comment.",
    "Mira Okafor waved.",
    "Mira Okafor stayed behind.",
)
edits = st.lists(st.tuples(st.sampled_from(SENTENCES), st.booleans()), min_size=1, max_size=9)
between = st.sampled_from((" ", "\n\n"))


@given(edits, between)
@example([("The talks failed.", False), ("Kabul said no.", True), ("The talks failed.", True)], "\n\n")
def test_whatever_sentences_are_deleted_nothing_is_found_in_any_other(
    given_edits: list[tuple[str, bool]], gap: str
) -> None:
    old = gap.join(sentence for sentence, _ in given_edits)
    new = gap.join(sentence for sentence, kept in given_edits if kept)
    places, starts = [], {}
    at = back = 0
    for sentence, kept in given_edits:
        places.append((sentence, Span(at, at + len(sentence.split()[0]))))
        at += len(sentence) + len(gap)
        if kept:
            starts[back] = sentence
            back += len(sentence) + len(gap)
    found = reanchor(old, new, [span for _, span in places]) if new else []
    for (sentence, _), one in zip(places, found, strict=False):
        if isinstance(one, Reanchored):
            assert starts[one.span.start] == sentence


@given(st.permutations(SENTENCES), st.integers(0, 6), between)
def test_where_one_sentence_is_added_all_others_are_found(sentences: list[str], where: int, gap: str) -> None:
    old = gap.join(sentences)
    new = gap.join([*sentences[:where], "Nobody at Lumen had expected that.", *sentences[where:]])
    spans = [place(old, sentence) for sentence in sentences]
    assert reanchor(old, new, spans) == [Reanchored(place(new, sentence), 1.0) for sentence in sentences]


def test_a_long_text_is_followed_paragraph_by_paragraph() -> None:
    sentence = "The ferry Aurora {} left Port Selby on Monday and took nine hours to Lumen, in fog."
    lines = [sentence.format(number) for number in range(20_000)]
    old = "\n\n".join(lines)
    new = "\n\n".join([*lines[:100], "Something was added here.", *lines[101:]])
    spans = list(map(_span, re.finditer("Port Selby", old)))
    found = reanchor(old, new, spans)
    assert [number for number, one in enumerate(found) if isinstance(one, NotReanchored)] == [100]


def _span(match: "re.Match[str]") -> Span:
    return Span(match.start(), match.end())
