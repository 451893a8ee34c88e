"""Keys that come in one go, as over a slow line, go where the first of them leads."""

from pathlib import Path
from typing import Final

import pytest

from glossator.store.operations import tags
from glossator.store.workspace import Author, Workspace
from tests.journeys.conftest import Start
from tests.journeys.ready import make_ready
from tests.journeys.steps import edits, no, offers, rows
from tests.journeys.terminal import Terminal

# As terminals send it that tell Escape from the beginning of a longer key.
_ESCAPE: Final = "\x1b[27u"


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
    assert _acts(ready) == ["article.import", "annotation.tag"]


def test_a_note_typed_at_once_is_a_note_and_its_letters_are_no_commands(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("nx marks the spot, as usual")
    reader.wait_for(edits("Hartness Point", "x marks the spot, as usual"), offers("saved"))
    reader.press("ctrl+q")
    assert reader.exit_code() == 0
    assert _acts(ready) == ["article.import", "annotation.note"]


def test_a_label_typed_at_once_is_the_label(start: Start, ready: Path) -> None:
    reader = _at_the_first_suggestion(start)
    reader.type("rl")
    reader.wait_for(edits("Hartness Point", "LOC", "accepted"))
    assert _acts(ready) == ["article.import", "annotation.relabel"]


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
    assert _acts(ready)[1:] == ["annotation.accept", "annotation.reject"]
    accepted = rows(ready, "SELECT quote FROM annotations WHERE status = 'accepted' ORDER BY start")
    assert accepted == [("Hartness Point",), ("Saturday evening",), ("Ingrid Sollberg",)]


_FIRST, _SECOND, _THIRD = "Hartness Point", "Saturday evening", "Ingrid Sollberg"


@pytest.mark.parametrize(
    ("keys", "acts", "decided"),
    [
        ("roW", ["annotation.relabel", "annotation.move"], [("Hartness Point was", "ORG")]),
        (
            "roroW-]a",
            ["annotation.relabel", "annotation.move", "annotation.move", "annotation.accept"],
            [(_FIRST, "ORG"), (_SECOND, "TIME")],
        ),
        ("]rg]ro", ["annotation.relabel", "annotation.relabel"], [(_SECOND, "GPE"), (_THIRD, "ORG")]),
        ("rl]].", ["annotation.relabel", "annotation.relabel"], [(_FIRST, "LOC"), (_THIRD, "LOC")]),
        (f"r{_ESCAPE}]rp", ["annotation.relabel"], [(_SECOND, "PERSON")]),
        ("vl\rp]a", ["annotation.create", "annotation.accept"], [(_FIRST, "PERSON"), (_SECOND, "TIME")]),
        (
            "aaauua",
            ["annotation.accept"] * 4,
            [(_FIRST, "FAC"), (_SECOND, "TIME")],
        ),
        ("p\r]a", ["annotation.accept"], [(_SECOND, "TIME")]),
        ("vlhl\rop\r]a", ["annotation.create", "annotation.accept"], [(_FIRST, "ORG"), (_SECOND, "TIME")]),
        (f"p{_ESCAPE}{_ESCAPE}]a", ["annotation.accept"], [(_SECOND, "TIME")]),
        ("ma]]]'aa", ["annotation.accept"], [(_FIRST, "FAC")]),
        (",k]a", ["annotation.tag", "annotation.accept"], [(_FIRST, "FAC"), (_SECOND, "TIME")]),
        ("Ax]a", ["annotation.accept"], [(_SECOND, "TIME")]),
        ("XX]a", ["lexicon.never", "annotation.accept"], [(_THIRD, "PERSON")]),
        ("tharbour\r]a", ["annotation.tag", "annotation.accept"], [(_FIRST, "FAC"), (_SECOND, "TIME")]),
        (f"nas ever{_ESCAPE}]a", ["annotation.note", "annotation.accept"], [(_SECOND, "TIME")]),
        ("/Sollberg\ra", ["annotation.accept"], [(_THIRD, "PERSON")]),
        ("o/Sollberg\r\ra", ["annotation.accept"], [(_THIRD, "PERSON")]),
        ('\x06"Ingrid Sollberg"\r\ra', ["annotation.accept"], [(_THIRD, "PERSON")]),
        (f"K+VESSEL\rDa ship\r{_ESCAPE}a", ["label.create", "label.describe", "annotation.accept"], [(_FIRST, "FAC")]),
        (f"Kes\r&\x1b[B{_ESCAPE}{_ESCAPE}a", ["label.rename", "annotation.accept"], [(_FIRST, "FAC")]),
        (
            f"i\rIlHer\rNA note.{_ESCAPE}{_ESCAPE}]a",
            ["entity.link", "entity.add_alias", "entity.note", "annotation.accept"],
            [(_FIRST, "FAC"), (_SECOND, "TIME")],
        ),
        (
            f"iA\r]iB\r[I&B\rM{_ESCAPE}]a",
            ["entity.link", "entity.link", "entity.merge"],
            [(_FIRST, "FAC"), (_SECOND, "TIME")],
        ),
        (
            f"aaZu\x1b[Bu{_ESCAPE}a",
            ["annotation.accept"] * 3,
            [(_THIRD, "PERSON")],
        ),
        (f"PR{_ESCAPE}{_ESCAPE}D{_ESCAPE}Q{_ESCAPE}Y{_ESCAPE}?{_ESCAPE}a", ["annotation.accept"], [(_FIRST, "FAC")]),
        ("\x10accept\ra", ["annotation.accept", "annotation.accept"], [(_FIRST, "FAC"), (_SECOND, "TIME")]),
    ],
)
def test_keys_behind_one_that_opens_or_closes_something_wait_for_it(
    keys: str, acts: list[str], decided: list[tuple[str, str]], start: Start, ready: Path
) -> None:
    with Workspace(ready, Author("ann")) as workspace:
        workspace.perform(tags.make_tag, "harbour").result()
        workspace.perform(tags.bind_tag_key, "harbour", "k").result()
    reader = _at_the_first_suggestion(start)
    # Copying says that all before it has been done.
    reader.type(f"{keys}y")
    reader.wait_for("Copied with its source", offers("saved"))
    accepted = "SELECT quote, label FROM annotations WHERE status = 'accepted' ORDER BY start"
    assert (_acts(ready)[3:], rows(ready, accepted)) == (acts, decided)


def test_keys_behind_the_one_that_looks_for_the_next_article_go_to_that_article(start: Start, ready: Path) -> None:
    other = ready.with_name("ferry.txt")
    other.write_text("The ferry\n\nMira Okafor waved.\n", encoding="utf-8")
    make_ready(ready, other, [("Mira Okafor", "PERSON")])
    reader = _at_the_first_suggestion(start)
    reader.type("! a")
    reader.wait_for("1 of 1 decided", offers("saved"))
    assert rows(ready, "SELECT quote FROM annotations WHERE status = 'accepted'") == [("Mira Okafor",)]
