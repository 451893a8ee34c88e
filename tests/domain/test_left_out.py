"""Tests of what an import says it left out."""

from glossator.domain.left_out import LeftOut, LeftOutCounter, left_out_summary


def test_it_is_named_with_its_number_and_words() -> None:
    assert str(LeftOut("footnote", 2, 37)) == "2 footnotes (37 words)"
    assert str(LeftOut("text box", 1, 1, "text boxes")) == "1 text box (1 word)"
    assert str(LeftOut("text box", 2, plural="text boxes")) == "2 text boxes"
    assert str(LeftOut("menus", words=1_214)) == "1,214 words of menus"
    assert str(LeftOut("the date “5/6/2026”")) == "the date “5/6/2026”"


def test_a_counter_adds_up_by_kind_with_most_words_first() -> None:
    counter = LeftOutCounter()
    counter.add("picture")
    counter.add("text box", "Port closed", plural="text boxes")
    counter.add("text box", "until Friday noon", plural="text boxes")
    counter.add_all((LeftOut("picture", 2), LeftOut("menus", words=3)))
    assert [*map(str, counter.entries)] == ["2 text boxes (5 words)", "3 words of menus", "3 pictures"]


def test_a_summary_names_the_kinds_with_most_words() -> None:
    entries = [LeftOut(f"kind {number}", 1, number) for number in range(1, 8)]
    assert left_out_summary(entries) == (
        "Left out in all: 1 kind 7 (7 words); 1 kind 6 (6 words); 1 kind 5 (5 words); 1 kind 4 (4 words); "
        "1 kind 3 (3 words); 2 more kinds"
    )
    assert left_out_summary(entries[:1]) == "Left out in all: 1 kind 1 (1 word)"
