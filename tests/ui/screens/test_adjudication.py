"""Disputes: their mark in the article, who decided what, and the page that settles them."""

from collections.abc import Iterator

import pytest
from textual.widgets import Static

from glossator.store import operations
from glossator.store.operations.assignments import assign_articles
from glossator.store.queries import verdicts
from glossator.store.workspace import Author, Workspace
from glossator.ui.screens.adjudication import AdjudicationPage
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage

_DISPUTED = ("Port Selby", "6:40", "Monday")


@pytest.fixture
def disputed(stage: Stage) -> Stage:
    """The stage, where Amina and Ben accept three suggestions, and Cem relabels the first and rejects the others."""
    ids = [stage.ids[words] for words in _DISPUTED]
    for name in ("Amina", "Ben", "Cem"):
        with Workspace(stage.path, Author(name)) as workspace:
            if name == "Cem":
                done(workspace, operations.relabel, ids[0], "EVENT")
                done(workspace, operations.reject, ids[1:])
            else:
                done(workspace, operations.accept, ids)
    return stage


@pytest.fixture
def reading(stage: Stage) -> Iterator[Workspace]:
    """The workspace, to look at what was stored."""
    with stage.opened() as workspace:
        yield workspace


async def opened(play: Play) -> AdjudicationPage:
    await play.press("at")
    await play.until(lambda: isinstance(play.app.screen, AdjudicationPage))
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()
    page = play.app.screen
    assert isinstance(page, AdjudicationPage)
    return page


async def test_one_analyst_sees_no_mark_and_an_empty_page(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        assert "≠" not in str(play.reader.query_one("#legend", Static).content)
        await play.press("backslash")
        assert "No disputes. Press ctrl+t to merge" in play.seen
        await play.go_to("Port Selby")
        assert "Decided by" not in play.seen
        await opened(play)
        assert "No disputes. Annotations that several analysts" in " ".join(play.seen.split())


async def test_a_dispute_is_marked_and_says_who_decided_what(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed) as play:
        assert "≠ disputed" in str(play.reader.query_one("#legend", Static).content)
        await play.press("g", "backslash")
        current = play.reader.pane.current
        assert current is not None
        assert current.quote in _DISPUTED
        seen = " ".join(play.seen.split())
        assert "≠" in seen
        assert "Amina accepted" in seen
        assert "Cem rejected" in seen or "Cem accepted EVENT" in seen
        places = {current.id}
        for _ in _DISPUTED[1:]:
            await play.press("backslash")
            assert play.reader.pane.current is not None
            places.add(play.reader.pane.current.id)
        assert places == {disputed.ids[words] for words in _DISPUTED}


async def test_a_digit_takes_a_side_with_a_note_why(open_app: OpenApp, disputed: Stage, reading: Workspace) -> None:
    async with playing(open_app(), disputed) as play:
        await play.go_to("Port Selby")
        page = await opened(play)
        assert page.highlighted is not None
        assert page.highlighted.words[1] == "Port Selby"
        await play.press("n", *"It-sails", "enter", "2")
        await play.saved()
        await play.until(lambda: "1 of 3 settled" in play.seen)
        assert len(page.things) == 2
        settled = reading.ask(verdicts.adjudication, disputed.ids["Port Selby"])
        assert settled is not None
        assert (settled.label, settled.note, settled.analyst) == ("EVENT", "It-sails", "ann")
        await play.press("u")
        await play.saved()
        await play.until(lambda: "0 of 3 settled" in play.seen)
        assert reading.ask(verdicts.adjudication, disputed.ids["Port Selby"]) is None


async def test_what_was_settled_is_named_in_the_editor(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed) as play:
        await play.go_to("Port Selby")
        await opened(play)
        await play.press("n", *"Sails", "enter", "1")
        await play.saved()
        await play.press("escape")
        await play.go_to("Port Selby")
        seen = " ".join(play.seen.split())
        assert "Settled by ann accepted" in seen
        assert "Why Sails" in seen
        assert "Disputed" not in seen


async def test_all_are_settled_where_most_agree_after_a_count(
    open_app: OpenApp, disputed: Stage, reading: Workspace
) -> None:
    async with playing(open_app(), disputed) as play:
        page = await opened(play)
        await play.press("slash", *"rejected", "enter")
        await play.until(lambda: len(page.things) == 2)
        await play.press("A")
        assert (
            "Settle 2 disputes of 2 that match the filter as most analysts decided (2 where 2 of 3 agree)?" in play.seen
        )
        await play.press("y")
        await play.saved()
        assert reading.ask(verdicts.count_disputes) == (1, 2)
        for words in _DISPUTED[1:]:
            settled = reading.ask(verdicts.adjudication, disputed.ids[words])
            assert settled is not None
            assert settled.status == "accepted"


async def test_with_two_analysts_none_is_in_the_majority(open_app: OpenApp, stage: Stage, reading: Workspace) -> None:
    for name, operation in (("Amina", operations.accept), ("Ben", operations.reject)):
        with Workspace(stage.path, Author(name)) as workspace:
            done(workspace, operation, [stage.ids["Port Selby"]])
    async with playing(open_app(), stage) as play:
        await opened(play)
        await play.press("A")
        assert "In none of these disputes have more than half" in play.seen
        await play.press("9")
        assert "has 2 sides" in play.seen
        assert reading.ask(verdicts.count_disputes) == (1, 0)


async def test_something_else_is_another_label_or_a_rejection(
    open_app: OpenApp, disputed: Stage, reading: Workspace
) -> None:
    async with playing(open_app(), disputed) as play:
        page = await opened(play)
        assert page.highlighted is not None
        assert page.highlighted.annotation is not None
        first = page.highlighted.annotation.id
        await play.press("r", "k")
        await play.saved()
        await play.until(lambda: len(page.things) == 2)
        settled = reading.ask(verdicts.adjudication, first)
        assert settled is not None
        assert (settled.status, settled.label) == ("accepted", "PRODUCT")
        await play.press("x")
        await play.saved()
        assert reading.ask(verdicts.count_disputes) == (1, 2)


async def test_enter_goes_to_the_place_and_s_sorts(open_app: OpenApp, disputed: Stage) -> None:
    async with playing(open_app(), disputed) as play:
        page = await opened(play)
        before = list(page.things)
        await play.press("S")
        await play.until(lambda: "reversed" in play.seen)
        assert list(page.things) == before[::-1]
        await play.press("s")
        await play.until(lambda: "by label" in play.seen)
        await play.press("g")
        chosen = page.highlighted
        assert chosen is not None
        assert chosen.annotation is not None
        await play.press("enter")
        await play.until(lambda: play.app.screen is play.reader)
        assert play.reader.pane.current is not None
        assert play.reader.pane.current.id == chosen.annotation.id


async def test_a_blind_analyst_sees_a_message_and_no_disputes(open_app: OpenApp, disputed: Stage) -> None:
    with disputed.opened() as workspace:
        done(workspace, assign_articles, [(disputed.ferry.id, "ann")], blind=True)
    async with playing(open_app(), disputed) as play:
        await play.until(lambda: "You work blind in this article" in play.seen)
        assert "≠" not in str(play.reader.query_one("#legend", Static).content)
        await play.go_to("Monday")
        assert play.reader.pane.current is not None
        assert play.reader.pane.current.status == "suggested"
        page = await opened(play)
        assert not page.things
        assert "without 1 article in which you work blind" in play.seen
        assert "Cem" not in play.seen
