"""Correcting where an annotation stands; what is known of it stays."""

from itertools import pairwise

import pytest

from glossator.domain.annotation import Annotation, Status
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import playing
from tests.ui.screens.stage import Stage


def standing(stage: Stage, words: str) -> Annotation:
    """Return an annotation of the stage as it is in the file now, wherever it stands."""
    (found,) = [one for one in stage.annotations() if one.id == stage.ids[words]]
    return found


@pytest.mark.parametrize(
    ("words", "keys", "quote"),
    [
        ("Port Selby", ["B"], "left Port Selby"),
        ("Port Selby", ["W"], "Port Selby at"),
        ("Port Selby", ["2", "W"], "Port Selby at 6:40"),
        ("Port Selby", ["plus"], "Selby"),
        ("Port Selby", ["minus"], "Port"),
        ("Port Selby", ["W", "B", "minus", "plus"], "Port Selby"),
        ("Port Selby", ["ctrl+left"], "Port Selb"),
        ("Port Selby", ["ctrl+right"], "Port Selby a"),
        ("Port Selby", ["alt+right"], "ort Selby"),
        ("Port Selby", ["alt+left"], "t Port Selby"),
        ("Port Selby", ["3", "alt+right"], "t Selby"),
    ],
)
async def test_a_boundary_moves_in_place(
    open_app: OpenApp, stage: Stage, words: str, keys: list[str], quote: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to(words)
        before = stage.now(words)
        for key in keys:
            await play.do(key)
        now = standing(stage, words)
        assert (now.quote, now.uid, now.label) == (quote, before.uid, before.label)
        assert now.span is not None
        assert now.span.of(stage.ferry.text) == quote
        assert now.status is Status.ACCEPTED, "a correction accepts"
        assert play.here.id == stage.ids[words]


async def test_note_and_tags_stay_and_undo_takes_it_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        before = stage.now("Mira Okafor")
        await play.do("plus")
        now = standing(stage, "Mira Okafor")
        assert (now.quote, now.note, now.tags) == ("Okafor", before.note, before.tags)
        await play.do("u")
        assert standing(stage, "Mira Okafor").quote == "Mira Okafor"


async def test_where_it_can_go_no_further_it_is_said(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("oranges")
        await play.press("minus")
        assert play.said == "The annotation cannot be extended or shrunk further."
        assert standing(stage, "oranges").quote == "oranges"


async def test_it_is_fitted_to_what_is_selected(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("underscore")
        assert play.said.startswith("Nothing is selected.")
        await play.press("v", "l", "l", "l")
        await play.do("underscore")
        assert standing(stage, "Port Selby").quote == "Port Selby at 6:40"
        assert play.pane.selection is None


async def test_one_is_cut_in_two_and_joined_again(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("vertical_line")
        assert "One part would be empty" in play.said
        await play.press("l")
        await play.do("vertical_line")
        assert standing(stage, "Mira Okafor").quote == "Mira"
        (second,) = [one for one in stage.annotations() if one.quote == "Okafor"]
        assert (second.label, second.tags, second.note) == ("PERSON", ("people/crew", "speaks"), "")
        await play.do("ampersand")
        assert play.said == "Joined with “Okafor”. Press u to undo."
        now = standing(stage, "Mira Okafor")
        assert (now.quote, now.tags) == ("Mira Okafor", ("people/crew", "speaks"))
        assert [one for one in stage.annotations() if one.quote == "Okafor"] == []
        await play.do("u", "u")
        assert standing(stage, "Mira Okafor").quote == "Mira Okafor"


async def test_what_is_far_apart_is_not_joined_by_a_slip(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        before = [one for one in stage.annotations() if one.span]
        first, second = next(
            (one, other)
            for one, other in pairwise(before)
            if one.span and other.span and other.span.start - one.span.end > 40
        )
        await play.go_to(first.quote)
        await play.press("ampersand")
        assert "Too far to join" in play.said
        assert second.quote in play.said
        assert [one for one in stage.annotations() if one.span] == before


async def test_the_same_correction_is_made_elsewhere(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("the Selby Harbour Trust")
        await play.do("plus")
        await play.go_to("the Lumen Coastguard")
        await play.do("full_stop")
        assert standing(stage, "the Lumen Coastguard").quote == "Lumen Coastguard"


async def test_a_selection_by_words_gives_boundaries_without_the_comma(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Tobias Lund")
        await play.press("l", "v", "l")
        assert play.word == "Lund,"
        await play.do("underscore")
        assert play.said == "Moved the boundaries to “Lund” and accepted it as PERSON."
        assert stage.now("Tobias Lund").quote == "Lund"
