"""Keys that come in one go, as over a slow line, go where the first of them leads."""

from pathlib import Path

from tests.journeys.conftest import Start
from tests.journeys.steps import edits, no, offers, rows
from tests.journeys.terminal import Terminal


def _acts(workspace: Path) -> list[str]:
    return [act for (act,) in rows(workspace, "SELECT act FROM history GROUP BY batch ORDER BY batch")]


def _at_the_first_suggestion(start: Start) -> Terminal:
    reader = start()
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.press("space")
    reader.wait_for(edits("Hartness Point", "suggested"))
    return reader


def test_a_tag_typed_at_once_is_a_tag_and_its_letters_are_no_commands(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("tauxiliary/harbour\r")
    reader.wait_for(edits("Hartness Point", "auxiliary/harbour"), no("new tag"), offers("saved", "Accept"))
    assert _acts(ready) == ["add_articles", "tag"]


def test_a_note_typed_at_once_is_a_note_and_its_letters_are_no_commands(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("nx marks the spot, as usual")
    reader.wait_for(edits("Hartness Point", "x marks the spot, as usual"), offers("saved"))
    reader.press("ctrl+q")
    assert reader.exit_code() == 0
    assert _acts(ready) == ["add_articles", "write_note"]


def test_a_label_typed_at_once_is_the_label(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("rl")
    reader.wait_for(edits("Hartness Point", "LOC", "accepted"))
    assert _acts(ready) == ["add_articles", "relabel"]


def test_five_suggestions_are_accepted_by_five_keys_that_come_at_once(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("aaaxa")
    reader.wait_for("5 of 13 decided", edits("Poland", "suggested"))
    decided = rows(ready, "SELECT quote, status FROM annotations WHERE status <> 'suggested' ORDER BY start")
    assert decided == [
        ("Hartness Point", "accepted"),
        ("Saturday evening", "accepted"),
        ("Ingrid Sollberg", "accepted"),
        ("The Northern Lights Board", "rejected"),
        ("Norway", "accepted"),
    ]


def test_a_count_typed_at_once_with_its_act_is_the_count_of_that_act(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("3a2 12x")
    reader.wait_for("13 of 13 decided", offers("saved"))
    assert _acts(ready)[1:] == ["accept", "reject"]
    accepted = rows(ready, "SELECT quote FROM annotations WHERE status = 'accepted' ORDER BY start")
    assert accepted == [("Hartness Point",), ("Saturday evening",), ("Ingrid Sollberg",)]
