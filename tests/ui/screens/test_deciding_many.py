"""Deciding on several at once, and doing the last act again."""

from threading import Event

import pytest

from glossator.domain.annotation import Status
from glossator.domain.article import ArticleDraft
from glossator.store.pipeline_runs import StoredSuggestion
from glossator.ui.app import GlossatorApp
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.key_prompt import KeyPrompt
from tests.store.scene import add, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, playing
from tests.ui.screens.stage import Stage, read_by_machine
from tests.ui.screens.test_deciding import NOTHING_LEFT


def undecided(stage: Stage) -> list[str]:
    """Return the words of the suggestions that are in the file and nobody has decided on."""
    return [one.quote for one in stage.annotations() if one.status is Status.SUGGESTED]


async def test_a_count_decides_on_so_many_and_one_undo_takes_them_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        before = undecided(stage)
        await play.go_to("Port Selby")
        await play.do("3", "x")
        assert undecided(stage) == before[3:]
        assert play.here.quote == before[3]
        await play.do("u")
        assert undecided(stage) == before


@pytest.mark.parametrize("between", [("o", "escape"), ("escape",), ("question_mark", "escape"), ("y",)], ids=" ".join)
async def test_a_count_is_for_the_next_key_alone(open_app: OpenApp, stage: Stage, between: tuple[str, ...]) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Monday")
        before = len(undecided(stage))
        await play.press("3", *between)
        await play.do("x")
        assert len(undecided(stage)) == before - 1


async def test_a_count_beyond_what_is_undecided_decides_on_all_of_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Monday")
        await play.do("9", "9", "a")
        assert undecided(stage) == []
        assert play.said.endswith(NOTHING_LEFT)


async def test_all_in_view_are_accepted_after_one_has_seen_how_many(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (80, 14)) as play:
        before = undecided(stage)
        start, end = play.pane.in_view
        seen = [
            one.quote
            for one in stage.annotations()
            if one.status is Status.SUGGESTED and one.span and one.span.start < end and one.span.end > start
        ]
        assert 0 < len(seen) < len(before)
        await play.press("A")
        assert f"Accept {len(seen)} suggestions in view?  A or Enter: yes · any other key: no" in play.seen
        assert undecided(stage) == before
        await play.do("A")
        assert undecided(stage) == before[len(seen) :]
        assert play.said == f"Accepted {len(seen)} suggestions. Press u to undo."
        assert start < play.pane.in_view[0] <= end < play.pane.in_view[1], "nothing between the two was passed over"
        await play.do("u")
        assert undecided(stage) == before


async def test_all_in_view_at_the_end_are_accepted_and_the_end_is_named(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (80, 14)) as play:
        await play.press("G")
        await play.do("A", "A")
        assert play.said.startswith("Accepted ")
        assert play.said.endswith(" End of the article. Press u to undo.")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_whole_article_is_accepted_after_a_count_for_each_label(
    open_app: OpenApp, stage: Stage, size: tuple[int, int]
) -> None:
    async with playing(open_app(), stage, size) as play:
        before = undecided(stage)
        await play.press("percent_sign")
        question = "Accept 14 suggestions in this article (ORG 3, DATE 2, PERSON 2, TIME 2, EVENT 1, …)?"
        assert len(before) == 14
        assert question in " ".join(play.seen.split())
        assert "y or Enter: yes · any other key: no" in " ".join(play.seen.split())
        await play.do("percent_sign")
        assert undecided(stage) == before, "the key that asks is not the one that says yes"
        assert play.said == "Nothing was accepted."
        await play.press("percent_sign")
        await play.do("y")
        assert undecided(stage) == []
        assert play.said == "Accepted 14 suggestions in this article. Press u to undo."
        await play.do("u")
        assert undecided(stage) == before
        await play.press("percent_sign")
        await play.do("y")
        await play.press("percent_sign")
        assert isinstance(play.app.screen, ReaderScreen)
        assert play.said == NOTHING_LEFT


@pytest.mark.holds("recognition")
async def test_accepting_an_article_says_that_more_may_come_while_recognition_runs(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    monkeypatch.setattr("glossator.ui.reader.analysis.recognise", lambda *_, **__: go_on.wait(30))
    async with open_app().run_test(size=WIDE, notifications=True) as pilot:
        app = pilot.app
        assert isinstance(app, GlossatorApp)
        play = Play(app, pilot, stage)
        try:
            await pilot.pause()
            await play.press("percent_sign")
            assert "The analysis is still running and may add more." in " ".join(play.seen.split())
            await play.press("y")
            await play.until(lambda: play.said.endswith(" to undo. The analysis is still running and may add more."))
            await play.press("space")
            assert play.said == "Nothing left to decide yet; the analysis of this article is still running."
        finally:
            go_on.set()


@pytest.mark.parametrize("key", ["escape", "x", "n"])
async def test_any_other_key_accepts_nothing(open_app: OpenApp, stage: Stage, key: str) -> None:
    async with playing(open_app(), stage) as play:
        before = undecided(stage)
        await play.press("A")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        await play.do(key)
        assert isinstance(play.app.screen, ReaderScreen)
        assert undecided(stage) == before
        assert play.said == "Nothing was accepted."


async def test_where_none_in_view_is_undecided_it_is_said(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("9", "9", "a")
        await play.press("A")
        assert play.said == "No suggestions in view."


async def test_the_last_act_is_done_again_to_what_is_here(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("x")
        await play.go_to("Cape Verity")
        await play.do("full_stop")
        assert stage.now("Cape Verity").status is Status.REJECTED


async def test_a_label_and_a_tag_are_given_again(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await play.do("o")
        await play.go_to("Cape Verity")
        await play.do("full_stop")
        assert stage.now("Cape Verity").label == "ORG"
        await play.press("t")
        await play.type("coast")
        await play.do("enter")
        await play.go_to("Monday")
        await play.do("full_stop")
        assert stage.now("Monday").tags == stage.now("Cape Verity").tags == ("coast",)


async def test_names_that_are_not_marked_are_gone_through_and_marked_alike(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("semicolon")
        first = play.pane.selection
        assert first is not None
        assert first.of(stage.ferry.text) == "eleven"
        await play.press("enter")
        await play.do("c")
        assert (play.here.quote, play.here.label, play.here.status) == ("eleven", "CARDINAL", Status.ACCEPTED)
        await play.press("semicolon")
        assert play.pane.selection is not None
        second = play.pane.selection.of(stage.ferry.text)
        await play.do("full_stop")
        assert (play.here.quote, play.here.label) == (second, "CARDINAL")
        await play.press("colon")
        assert play.said == "No more unmarked names nearby."
        await play.press("2", "semicolon", "colon")
        assert play.pane.offset_in_text > stage.ferry.text.index(second)


async def test_a_label_is_given_again_to_a_word_that_is_not_annotated(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await play.do("o")
        play.pane.jump(play.find("buoy"))
        await play.do("full_stop")
        assert (play.here.quote, play.here.label) == ("buoy", "ORG")
        await play.do("u")
        await play.go_to("Cape Verity")
        await play.do("x")
        play.pane.jump(play.find("buoy"))
        await play.press("full_stop")
        assert play.said.startswith("No annotation here"), "a rejection marks nothing"


async def test_what_was_not_done_yet_cannot_be_repeated(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("full_stop")
        assert play.said == "Nothing to repeat yet."


async def test_all_of_one_label_are_accepted_wherever_they_stand(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (80, 14)) as play:
        dates = [one.quote for one in stage.annotations() if one.label == "DATE" and one.status is Status.SUGGESTED]
        assert len(dates) > 1
        before = undecided(stage)
        await play.go_to("Monday")
        await play.press("asterisk")
        assert f"Accept {len(dates)} suggestions with the label DATE in this article?" in play.seen
        await play.do("enter")
        assert [quote for quote in before if quote not in undecided(stage)] == dates
        await play.go_to("Monday")
        await play.press("asterisk")
        assert play.said == "No suggestions with the label DATE in this article."
        await play.do("u")
        assert undecided(stage) == before


async def test_the_key_that_asks_about_a_label_says_yes_too(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("the Lumen Coastguard")
        label = play.here.label
        await play.press("asterisk")
        assert "* or Enter: yes · any other key: no" in " ".join(play.seen.split())
        await play.do("asterisk")
        assert [one.quote for one in stage.annotations() if one.status is Status.SUGGESTED and one.label == label] == []


async def test_a_question_is_seen_whole_in_a_narrow_window(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, (40, 24)) as play:
        await play.press("A")
        assert "in view? A or Enter: yes · any other key: no" in " ".join(play.seen.split())


@pytest.mark.parametrize(("key", "nth"), [("g", 0), ("G", 69)])
async def test_undo_goes_to_the_nearest_of_very_many(open_app: OpenApp, stage: Stage, key: str, nth: int) -> None:
    draft = ArticleDraft(title="A long row", text="Port Selby is near. " * 70)
    with stage.opened() as workspace:
        row = add(workspace, draft)
        places = [place(draft.text, "Port Selby", nth) for nth in range(70)]
        read_by_machine(workspace, row, [StoredSuggestion(one, "GPE", None) for one in places])
    async with playing(open_app(row.uid), stage) as play:
        await play.press("space", "asterisk")
        await play.do("asterisk")
        await play.press(key)
        await play.do("u")
        assert play.pane.offset_in_text == places[nth].span.start
        assert play.here.status is Status.SUGGESTED
