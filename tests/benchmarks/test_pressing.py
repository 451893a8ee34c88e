"""The keys of a plan are pressed in the real program, and lead to the gold there."""

from pathlib import Path

import pytest

from benchmarks.environment import Environment
from benchmarks.gold import Gold
from benchmarks.keys.effort import NotTheGold, press
from benchmarks.keys.plans import Plan, full_plan
from benchmarks.keys.pressing import sent
from benchmarks.scoring import Mark
from glossator.domain.codebook import LABELS
from glossator.text.span import Span
from glossator.ui.commands import COMMANDS
from tests.formats.detecting import draft_of
from tests.journeys.ready import ARTICLE, SUGGESTIONS, make_ready

_DRAFT = draft_of(ARTICLE.read_bytes(), ARTICLE.name)


def _mark(quote: str, label: str, nth: int = 0) -> Mark:
    start = -1
    for _ in range(nth + 1):
        start = _DRAFT.text.index(quote, start + 1)
    return Mark(Span(start, start + len(quote)), label)


_SUGGESTED = [_mark(*one) for one in SUGGESTIONS]
_GOLD = (
    *(mark for mark in _SUGGESTED if mark.span.of(_DRAFT.text) not in ("Hamburg", "Norway", "the Maritime Museum")),
    *(_mark("Norway", "LOC"), _mark("Maritime Museum", "ORG"), _mark("European Commission", "ORG")),
)


def _press(folder: Path, plan: Plan) -> None:
    make_ready(folder / "keys.db")
    gold = Gold("hartness", _DRAFT, tuple(sorted(_GOLD)))
    press(Environment(folder), folder / "keys.db", gold, plan, ARTICLE)


def test_pressing_leads_to_the_gold(tmp_path: Path) -> None:
    plan = full_plan(_DRAFT.text, _SUGGESTED, _GOLD)
    assert {"relabel", "reject", "shrink_left", "annotate"} <= set(plan.presses)
    _press(tmp_path, plan)


def test_another_end_than_the_gold_is_reported(tmp_path: Path) -> None:
    plan = full_plan(_DRAFT.text, _SUGGESTED, _SUGGESTED)
    with pytest.raises(NotTheGold, match="accepted GPE “Hamburg”"):
        _press(tmp_path, plan)


def test_every_press_of_a_plan_is_known_as_what_a_terminal_sends() -> None:
    assert [sent(one) for one in ("7", "confirm", "label:GPE", "accept", "repeat", "to_end")] == [
        *("7", "\r", "g", "a", ".", "G"),
    ]
    assert sent("next_undecided") == " "
    assert sent("character_right") == "\x1b[1;2C"
    assert all(sent(f"label:{label.name}") for label in LABELS)


def test_a_press_that_no_key_makes_is_refused() -> None:
    assert "fly" not in {command.id for command in COMMANDS}
    with pytest.raises(ValueError, match="no key is known for fly"):
        sent("fly")
