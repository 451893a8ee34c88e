"""Terminals that claim nonsense, lose input, or can do too little."""

import resource
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import counts, in_a_field, leave, offers


@pytest.fixture
def server() -> None:
    """Nothing: what is new to the program is started as a shell does, with an interpreter of its own."""


def test_a_terminal_that_claims_to_be_huge_is_painted_in_part(start: Start, ready: Path) -> None:
    reader = start(COLUMNS="999999", LINES="bogus")
    reader.wait_for("After nine", counts(0, 13))
    reader._process.setwinsize(65_535, 65_535)
    reader.press("]")
    reader.press("a")
    reader.press("q")
    assert reader.exit_code() == 0


def test_a_paste_whose_end_is_lost_keeps_its_text_and_leaves_the_keyboard(start: Start, ready: Path) -> None:
    reader = start()
    reader.wait_for("After nine", offers("Accept"))
    reader.press("/")
    reader.wait_for(in_a_field)
    reader.type("\x1b[200~glass of")
    reader.wait_for("glass of")
    reader.type(" the lamp")
    reader.wait_for("glass of the lamp")
    leave(reader)
    reader.press("q")
    assert reader.exit_code() == 0


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_move_its_cursor_is_refused_in_a_sentence(start: Start, ready: Path, term: str) -> None:
    reader = start(TERM=term)
    reader.wait_for(f"TERM is “{term}”", "which need none")
    assert reader.exit_code() == 1


def test_too_few_open_files_are_said_in_a_sentence(start: Start, ready: Path) -> None:
    reader = start(before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)))
    reader.wait_for("ulimit -n 256")
    assert reader.exit_code() == 1
