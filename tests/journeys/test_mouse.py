"""With the mouse alone: what keys can do, a hand that is on the mouse can do too."""

from pathlib import Path
from typing import TypeAlias

from tests.journeys.conftest import Start
from tests.journeys.steps import edits, looks_like, offers, statuses
from tests.journeys.terminal import Wanted

Place: TypeAlias = tuple[int, int]


def _selected(first: Place, last: Place, *, plain: Place) -> tuple[Wanted, Wanted]:
    """Return the questions whether the selection reaches from the first place to the last, and not over the other."""
    same, other = looks_like(first, last), looks_like(first, plain)
    return same, lambda terminal: not other(terminal)


def test_dragging_over_words_and_choosing_a_label_marks_them(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("Two hundred people", offers("Mark"))
    column, line = reader.find("hundred people")
    start_, end = (column, line), (column + len("hundred people") - 2, line)
    reader.drag(start_, end)
    reader.wait_for(*_selected(start_, end, plain=(column - 2, line)))
    reader.click(*reader.find("Mark"))
    reader.wait_for("Label of “hundred people”", "CARDINAL")
    reader.click(*reader.find("PERSON"))
    reader.wait_for("1 of 14 decided", edits("hundred people", "PERSON", "accepted", "by hand"), "saved")
    assert statuses(ready)["hundred people"] == "accepted"


def test_dragging_backwards_and_over_a_line_s_end_marks_all_between(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("Two hundred people", offers("Mark"))
    first, last = reader.find("Ingrid"), reader.find("born")
    reader.drag((last[0] + 1, last[1]), (first[0] + 1, first[1]))
    reader.wait_for(*_selected(first, last, plain=(first[0] - 2, first[1])))
    reader.click(*reader.find("Mark"))
    reader.wait_for("Label of “Ingrid Sollberg, born”")


def test_a_click_on_an_annotation_selects_it_and_the_keys_at_the_foot_can_be_clicked(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("Gdańsk", offers("Accept", "Reject"))
    column, line = reader.find("Gdańsk")
    reader.click(column + 2, line)
    reader.wait_for(edits("Gdańsk", "GPE", "suggested"))
    reader.click(*reader.find("Accept"))
    reader.wait_for("1 of 13 decided", edits("Tomasz Zieliński", "suggested"), "saved")
    reader.click(*reader.find("Reject"))
    reader.wait_for("2 of 13 decided", edits("the Maritime Museum", "suggested"), "saved")
    assert statuses(ready)["Gdańsk"] == "accepted"
    assert statuses(ready)["Tomasz Zieliński"] == "rejected"


def test_two_clicks_select_a_word_and_three_its_sentence(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("Satellites do not smell", offers("Mark"))
    column, line = reader.find("paraffin")
    reader.click(column, line, times=2)
    word = (column, line), (column + len("paraffin") - 1, line)
    reader.wait_for(*_selected(*word, plain=(column - 2, line)))
    reader.click(*reader.find("Mark"))
    reader.wait_for("Label of “paraffin”")
    reader.press("escape")
    reader.wait_until_gone("Label of “paraffin”")
    # The lines below the list are painted after its title is gone.
    reader.wait_for("“Satellites do not smell")
    reader.click(column, line, times=3)
    first, last = reader.find("“Satellites"), (reader.find("paraffin.")[0] + len("paraffin"), line)
    reader.wait_for(*_selected(first, last, plain=(first[0], line - 1)))
    reader.click(*reader.find("Mark"))
    reader.wait_for("Label of ““Satellites do not smell of paraffin.””")


def test_the_wheel_scrolls_the_article_and_moves_no_cursor(start: Start, ready: Path) -> None:
    reader = start(lines=14)
    reader.wait_for("After nine dark winters", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point"))
    reader.wheel(20, 6, 4)
    reader.wait_until_gone("After nine dark winters")
    reader.wait_for(edits("Hartness Point"))
    reader.wheel(20, 6, -4)
    reader.wait_for("After nine dark winters", edits("Hartness Point"))
