import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.gold import Gold, read_gold
from benchmarks.keys.corrections import Correction, corrections, pressed
from benchmarks.keys.ground import survey
from benchmarks.keys.plans import Plan, full_plan, plain_plan
from benchmarks.keys.presses import all_of, times
from benchmarks.keys.routes import Landmarks, route
from benchmarks.keys.sweeping import Means, Sweep
from benchmarks.scoring import Mark
from glossator.text.span import Span, is_boundary
from glossator.text.tokens import tokens
from tests.benchmarks.reader import HeadlessReader

_TEXT = (
    "Rosa Mendel sailed to Port Selby on Monday. The Selby Harbour Trust paid Rosa Mendel.\n\n"
    "“Lumen’s pier is open,” said Tam-el-Noor of Lumen. Port Selby waits for Rosa Mendel and two-mast boats."
)


def mark(quote: str, label: str, nth: int = 0, text: str = _TEXT) -> Mark:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Mark(Span(start, start + len(quote)), label)


def keys(suggestions: Sequence[Mark], gold: Sequence[Mark]) -> int:
    return plain_plan(_TEXT, suggestions, gold).keys


def replay(
    plan: Plan, text: str, suggestions: Sequence[Mark], gold: Sequence[Mark], doubtful: Sequence[Mark] = ()
) -> None:
    """Press what the plan says, and see that each step ends where it says and all of them in the gold."""
    reader = HeadlessReader(text, suggestions, doubtful)
    for step in plan.steps:
        for press in step.go:
            reader.press(press)
        assert reader.cursor == step.place.start
        before = len(reader.accepted) + len(reader.rejected)
        for press in step.act:
            reader.press(press)
        assert reader.cursor == step.cursor
        # What is corrected by more than one press, or relabelled in place, is decided once.
        assert len(reader.accepted) + len(reader.rejected) - before == step.changes
    assert {Mark(*item) for item in reader.accepted.items()} == set(gold)
    assert reader.undecided == {}


# The key budget

_HERE = mark("Rosa Mendel", "PERSON")


def test_accepting_and_rejecting_take_a_key_each() -> None:
    suggestions = [_HERE, mark("Port Selby", "GPE"), mark("Monday", "DATE")]
    assert keys(suggestions, suggestions) == 3
    assert keys(suggestions, []) == 3
    assert keys(suggestions, suggestions[1:]) == 3


def test_relabelling_takes_two_keys() -> None:
    assert keys([Mark(_HERE.span, "ORG")], [_HERE]) == 2


def test_a_boundary_takes_a_key_for_each_token() -> None:
    assert keys([mark("Rosa", "PERSON")], [_HERE]) == 1
    assert keys([mark("Rosa Mendel sailed", "PERSON")], [_HERE]) == 1
    assert keys([mark("Rosa Mendel sailed to", "PERSON")], [_HERE]) == 2
    assert keys([mark("Rosa Mendel sailed", "ORG")], [_HERE]) == 3


def test_the_left_boundary_is_moved_too() -> None:
    ground = survey(_TEXT)
    name = mark("Selby Harbour Trust", "ORG")
    assert pressed(ground, Correction(mark("The Selby Harbour Trust", "ORG"), name)) == ("shrink_left",)
    assert pressed(ground, Correction(mark("Harbour Trust", "ORG"), name)) == ("grow_left",)
    assert pressed(ground, Correction(mark("Harbour", "GPE"), name)) == (
        *("relabel", "label:ORG", "grow_left", "grow_right"),
    )


def test_a_boundary_inside_a_word_is_moved_to_its_edge_first() -> None:
    assert pressed(survey(_TEXT), Correction(mark("Tam", "PERSON"), mark("Tam-el-Noor", "PERSON"))) == ("grow_right",)


def test_a_span_of_several_tokens_takes_two_more_keys_than_those_and_a_word_takes_two() -> None:
    assert plain_plan(_TEXT, [], [_HERE]).presses == ("select", "token_right", "annotate", "label:PERSON")
    assert plain_plan(_TEXT, [], [mark("Rosa", "PERSON")]).presses == ("annotate", "label:PERSON")


def test_a_part_of_a_word_is_marked_by_characters() -> None:
    assert pressed(survey(_TEXT), Correction(None, mark("two", "CARDINAL"))) == (
        *("select_characters", "character_right", "character_right", "annotate", "label:CARDINAL"),
    )


def test_what_ends_in_punctuation_is_marked_by_characters() -> None:
    text = "Rosa Mendel, of Lumen"
    wanted = mark("Mendel,", "PERSON", 0, text)
    assert pressed(survey(text), Correction(None, wanted))[:2] == ("select_characters", "6")


def test_what_is_dearer_to_correct_is_rejected_and_marked_anew() -> None:
    far = mark("Rosa Mendel sailed to Port Selby on Monday", "EVENT")
    assert corrections(survey(_TEXT), [far], [mark("Monday", "DATE")], joining=True) == [
        *(Correction(far, None), Correction(None, mark("Monday", "DATE"))),
    ]


def test_a_count_is_typed_where_it_is_shorter() -> None:
    assert times("accept", 2) == ("accept", "accept")
    assert times("accept", 3) == ("3", "accept")
    assert times("accept", 9) == ("9", "accept")
    assert times("accept", 11) == ("9", "accept", "accept", "accept")
    assert times("accept", 21) == ("9", "accept", "9", "accept", "3", "accept")
    assert times("accept", 0) == ()


def test_all_that_is_left_is_decided_on_with_a_count_that_is_surely_enough() -> None:
    assert all_of("accept", 1) == ("accept",)
    assert all_of("accept", 7) == ("9", "accept")
    assert all_of("accept", 61) == ("9", "9", "accept")
    assert all_of("accept", 100) == ("9", "9", "9", "accept")


# The ways


def sweep(text: str, suggestions: Sequence[Mark], gold: Sequence[Mark], means: Means) -> Plan:
    """Return the one way by those means, in the order of the text; it leads to the gold."""
    ground = survey(text)
    way = Sweep(ground, corrections(ground, suggestions, gold, joining=False), means)
    way.go_through()
    plan = Plan(tuple(way.steps))
    replay(plan, text, suggestions, gold)
    return plan


_SPREADING = Means(spreading=True)


def test_the_plain_way_accepts_one_at_a_time_and_the_full_way_all_that_is_left() -> None:
    gold = [
        *(mark("Rosa Mendel", "PERSON"), mark("Port Selby", "GPE"), mark("Monday", "DATE")),
        *(mark("Selby Harbour Trust", "ORG"), mark("Lumen", "GPE"), mark("Tam-el-Noor", "PERSON")),
    ]
    assert plain_plan(_TEXT, gold, gold).presses == ("accept",) * 6
    full = full_plan(_TEXT, gold, gold)
    assert full.presses == ("9", "accept")
    assert full.steps[0].changes == 6


def test_what_is_wrong_is_corrected_and_then_all_the_rest_accepted() -> None:
    gold = [mark("Rosa Mendel", "PERSON"), mark("Port Selby", "GPE"), mark("Monday", "DATE"), mark("Lumen", "GPE")]
    suggestions = [*gold, mark("Trust", "ORG")]
    plan = sweep(_TEXT, suggestions, gold, Means(leaving=True))
    assert [step.act for step in plan.steps] == [("reject",), ("9", "accept")]


def test_giving_the_same_label_again_is_repeating_it() -> None:
    gold = [mark("Rosa Mendel", "PERSON"), mark("Port Selby", "GPE"), mark("Lumen", "GPE")]
    suggestions = [gold[0], *(Mark(span, "ORG") for span, _ in gold[1:])]
    plan = sweep(_TEXT, suggestions, gold, Means(repeating=True))
    assert plan.presses == ("accept", "relabel", "label:GPE", "next_undecided", "repeat")


def test_a_name_of_several_words_that_is_missing_is_selected_with_one_key_and_marked_like_the_last() -> None:
    plan = sweep(_TEXT, [], [mark("Port Selby", "GPE"), mark("Lumen", "GPE")], Means(repeating=True))
    assert plan.presses == (
        *("next_unmarked", "annotate", "label:GPE"),
        *("paragraph_down", "token_right", "repeat"),
    )


def test_what_is_selected_is_never_marked_where_it_is_longer_than_the_gold() -> None:
    gold = [mark("Selby", "GPE", 1)]
    assert "next_unmarked" not in plain_plan(_TEXT, [], gold).presses


def test_all_the_rest_is_accepted_from_what_was_corrected_last() -> None:
    right = [mark("Port Selby", "GPE"), mark("Monday", "DATE"), mark("Lumen", "GPE")]
    plan = sweep(_TEXT, [mark("Rosa", "PERSON"), *right], [_HERE, *right], Means(leaving=True))
    assert plan.presses == ("grow_right", "9", "accept")


def test_two_suggestions_that_are_one_name_are_joined() -> None:
    suggestions, gold = [mark("Rosa", "ORG"), mark("Mendel", "ORG")], [mark("Rosa Mendel", "PERSON")]
    assert full_plan(_TEXT, suggestions, gold).presses == ("relabel", "label:PERSON", "merge")
    assert "merge" not in plain_plan(_TEXT, suggestions, gold).presses


@pytest.mark.parametrize(("words_between", "is_joined"), [(3, True), (4, False)])
def test_two_suggestions_are_joined_only_as_far_apart_as_the_program_joins(words_between: int, is_joined: bool) -> None:
    name = f"Rosa {'of ' * words_between}Mendel"
    text = f"{name} left."
    suggestions, gold = [mark("Rosa", "ORG", 0, text), mark("Mendel", "ORG", 0, text)], [mark(name, "ORG", 0, text)]
    assert ("merge" in full_plan(text, suggestions, gold).presses) is is_joined


def test_in_the_full_way_the_same_is_done_for_all_other_mentions() -> None:
    gold = [mark("Rosa Mendel", "PERSON", nth) for nth in range(3)]
    full = full_plan(_TEXT, [], gold)
    assert full.presses == ("select", "token_right", "annotate", "label:PERSON", "propagate_in_view")
    assert full.steps[-1].changes == 2
    assert keys([], gold) == 12


def test_the_same_is_not_done_where_another_mention_is_not_meant() -> None:
    gold = [mark("Lumen", "GPE"), mark("Selby", "GPE", 0), mark("Selby", "GPE", 2)]
    assert "propagate_in_view" not in full_plan(_TEXT, [], gold).presses


def test_what_is_right_at_one_mention_is_spread_over_those_where_it_is_wrong() -> None:
    text = "Lumen is here, and Lumen is there. Rosa saw Lumen and Lumen."
    gold = [mark("Lumen", "GPE", nth, text) for nth in range(4)]
    suggestions = [gold[0], *(Mark(span, "ORG") for span, _ in gold[1:])]
    assert full_plan(text, suggestions, gold).presses == ("propagate_in_view",)


def test_right_behind_a_decision_one_moves_before_another_name_is_spread() -> None:
    text = "Rosa wrote that Lumen is here, and Lumen is there. Oskar saw Lumen and Lumen."
    gold = [mark("Lumen", "GPE", nth, text) for nth in range(4)]
    suggestions = [mark("Rosa", "ORG", 0, text), gold[0], *(Mark(span, "ORG") for span, _ in gold[1:])]
    plan = sweep(text, suggestions, gold, Means(spreading=True, leaving=True))
    assert plan.presses == ("reject", "token_right", "token_left", "propagate_in_view")


def test_mentions_in_other_case_are_meant_too() -> None:
    text = "PORT SELBY: nobody left Port Selby, or saw Port Selby."
    gold = [mark("PORT SELBY", "GPE", 0, text), *(mark("Port Selby", "GPE", nth, text) for nth in range(2))]
    assert full_plan(text, [], gold).presses[-1:] == ("propagate_in_view",)


def test_a_part_of_a_name_which_the_list_leaves_alone_is_not_meant() -> None:
    text = "Rosa Mendel came. Mendel, of Lumen, saw Rosa Mendel and Rosa Mendel."
    gold = [mark("Rosa Mendel", "PERSON", nth, text) for nth in range(3)]
    assert full_plan(text, [], gold).presses[-1:] == ("propagate_in_view",)


def test_a_rejected_mention_does_not_keep_the_others_from_being_marked_together() -> None:
    text = "Lumen is here. Lumen is there, as Lumen was, when Lumen was not."
    gold = [mark("Lumen", "GPE", nth, text) for nth in range(1, 4)]
    plan = full_plan(text, [mark("Lumen", "ORG", 0, text)], gold)
    assert plan.presses[:1] == ("reject",)
    assert plan.presses[-3:] == ("annotate", "label:GPE", "propagate_in_view")


def test_what_is_missing_is_left_for_last_where_that_is_shorter() -> None:
    right = [mark("Rosa Mendel", "PERSON"), mark("Port Selby", "GPE"), mark("Monday", "DATE"), mark("Lumen", "GPE", 1)]
    plan = plain_plan(_TEXT, right, [*right, mark("Selby", "GPE", 1)])
    assert plan.presses[:4] == ("accept",) * 4
    assert plan.presses[-2:] == ("annotate", "label:GPE")


def test_a_mention_inside_a_longer_suggestion_is_not_meant() -> None:
    text = "Lumen sank. Lumen Ferry Co sank. Lumen rose; Lumen fell."
    company = mark("Lumen Ferry Co", "ORG", 0, text)
    gold = [company, *(mark("Lumen", "GPE", nth, text) for nth in (0, 2, 3))]
    assert [
        step.changes for step in sweep(text, [company], gold, _SPREADING).steps if "propagate_in_view" in step.act
    ] == [2]


def test_the_same_is_not_done_where_that_saves_nothing() -> None:
    text = "Rosa Mendel came. Rosa Mendel left."
    suggestions, gold = ([mark(quote, "PERSON", nth, text) for nth in range(2)] for quote in ("Rosa", "Rosa Mendel"))
    assert sweep(text, suggestions, gold, _SPREADING).presses == ("grow_right", "next_undecided", "grow_right")


def test_what_lies_inside_a_mention_that_was_marked_is_rejected() -> None:
    text = "Rosa Mendel Okafor came. Rosa Mendel Okafor left. Rosa Mendel Okafor was gone."
    suggestions = [mark("Rosa", "PERSON", nth, text) for nth in range(3)]
    gold = [mark("Rosa Mendel Okafor", "PERSON", nth, text) for nth in range(3)]
    acts = [step.act for step in sweep(text, suggestions, gold, _SPREADING).steps]
    assert acts == [("grow_right", "grow_right"), ("propagate_in_view",), ("reject",), ("reject",)]


def test_doubtful_suggestions_are_gone_to_with_one_key() -> None:
    right = [mark("Rosa Mendel", "PERSON"), mark("Port Selby", "GPE"), mark("Monday", "DATE"), mark("Lumen", "GPE")]
    wrong = mark("waits", "ORG")
    plan = full_plan(_TEXT, [*right, wrong], right, [wrong])
    replay(plan, _TEXT, [*right, wrong], right, [wrong])
    assert plan.presses == ("next_doubtful", "reject", "9", "accept")


def test_all_that_is_left_is_accepted_with_the_doubtful_ones() -> None:
    text = " ".join(f"Rosa{number} came." for number in range(12))
    right = [mark(f"Rosa{number}", "PERSON", 0, text) for number in range(2, 12)]
    wrong = mark("Rosa0", "ORG", 0, text)
    for doubtful, answer in ((right[3:], "all"), ([], "yes")):
        plan = full_plan(text, [wrong, *right], right, doubtful)
        replay(plan, text, [wrong, *right], right, doubtful)
        assert plan.presses == ("reject", "accept_article", answer)


def test_several_wrong_ones_after_each_other_are_rejected_with_a_count() -> None:
    wrong = [mark(word, "ORG") for word in ("Rosa", "sailed", "Monday", "paid")]
    assert full_plan(_TEXT, wrong, []).presses == ("4", "reject")


def test_a_rejection_is_spread_over_the_other_mentions() -> None:
    text = "Lumen is here. Rosa came. Lumen was there. Oskar left. Lumen burnt. Rosa stayed."
    right = [mark("Rosa", "PERSON", nth, text) for nth in range(2)] + [mark("Oskar", "PERSON", 0, text)]
    suggestions = [*right, *(mark("Lumen", "GPE", nth, text) for nth in range(3))]
    plan = sweep(text, suggestions, right, Means(spreading=True, leaving=True))
    assert plan.presses[:2] == ("reject", "propagate_in_view")
    assert plan.steps[1].changes == 2


def test_the_first_words_of_what_is_selected_are_left_out() -> None:
    text = "All of it was seen by Lumen Rosa Mendel of the harbour."
    gold = [mark("Rosa Mendel", "PERSON", 0, text)]
    plan = plain_plan(text, [], gold)
    replay(plan, text, [], gold)
    assert plan.presses == ("next_unmarked", "token_right", "annotate", "label:PERSON")


def test_suggestions_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        plain_plan(_TEXT, [mark("Rosa", "PERSON"), _HERE], [])


def test_nothing_to_do_takes_no_key() -> None:
    assert plain_plan(_TEXT, [], []).steps == ()
    assert full_plan(_TEXT, [], []).steps == ()


# What holds for any text

_WORDS = st.sampled_from(
    ["Rosa", "Mendel", "Port Selby", "the", "two-mast", "Lumen’s", "é́tude", "👩🏻‍🚒", "東京", "3,000"]
)
_TEXTS = st.lists(st.tuples(_WORDS, st.sampled_from([" ", " ", ". ", "\n\n", ", "])), min_size=3, max_size=40).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


def _marks(text: str, chance: random.Random) -> list[Mark]:
    """Return marks that do not overlap, most on the edges of tokens."""
    found: list[Mark] = []
    spans = list(tokens(text))
    number = 0
    while number < len(spans):
        last = min(number + chance.randrange(3), len(spans) - 1)
        start, end = spans[number].start, spans[last].end
        if chance.random() < 0.1 and is_boundary(text, start + 1) and start + 1 < end:
            start += 1
        if chance.random() < 0.5:
            found.append(Mark(Span(start, end), chance.choice(["ORG", "GPE"])))
        number = last + 1
    return found


@settings(max_examples=100)
@given(_TEXTS, st.integers(0, 9999))
def test_every_way_leads_to_the_gold(text: str, seed: int) -> None:
    chance = random.Random(seed)
    suggestions, gold = _marks(text, chance), _marks(text, chance)
    doubtful = [one for one in suggestions if chance.random() < 0.4]
    gold = [chance.choice([one, Mark(one.span, "ORG")]) for one in gold]
    ground = survey(text)
    plans = [plain_plan(text, suggestions, gold), full_plan(text, suggestions, gold, doubtful)]
    assert plans[1].keys <= plans[0].keys
    for means in (
        *(Means(spreading=True), Means(repeating=True), Means(leaving=True), Means(True, True, True)),
        *(Means(leaving=True, doubtful_last=True), Means(True, True, True, True)),
    ):
        found = corrections(ground, suggestions, gold, joining=chance.random() < 0.5)
        way = Sweep(ground, found, means, frozenset(mark.span for mark in doubtful))
        way.go_through()
        plans.append(Plan(tuple(way.steps)))
    for plan in plans:
        replay(plan, text, suggestions, gold, doubtful)


@settings(max_examples=60)
@given(_TEXTS, st.integers(0, 9999))
def test_a_route_leads_to_where_it_should_in_no_more_keys_than_by_words(text: str, seed: int) -> None:
    chance = random.Random(seed)
    suggestions = _marks(text, chance)
    ground = survey(text)
    starts = [one.span.start for one in suggestions]
    start = chance.choice(ground.starts)
    target = chance.choice([*ground.starts, *starts])
    way = route(ground, Landmarks(starts, starts), start, target)
    reader = HeadlessReader(text, suggestions)
    reader.cursor = start
    for press in way:
        reader.press(press)
    assert reader.cursor == target
    between = sum(1 for one in ground.starts if min(start, target) < one <= max(start, target))
    assert target not in ground.starts or len(way) <= between


def test_far_places_are_reached_by_paragraphs_and_sentences() -> None:
    text = "\n\n".join(
        f"Ferry {number} left the old pier of Port Selby at one. Nobody saw the ferry leave." for number in range(30)
    )
    ground = survey(text)
    target = text.index("saw", text.index("Ferry 8"))
    assert route(ground, Landmarks((), ()), 0, target) == (*("8", "paragraph_down", "sentence_right", "token_right"),)
    assert route(ground, Landmarks((target,), ()), 0, target) == ("next_annotation",)


@pytest.fixture(scope="module")
def shortest() -> Gold:
    return min(read_gold(), key=lambda gold: len(gold.text))


def test_the_gold_of_an_article_can_be_reached_from_nothing(shortest: Gold) -> None:
    plan = full_plan(shortest.text, [], shortest.marks)
    replay(plan, shortest.text, [], shortest.marks)
