"""The same for all mentions: looked at, ticked, done, and taken back as one."""

from dataclasses import replace
from typing import Final

import pytest

from glossator.domain.annotation import Annotation, Origin, Status
from glossator.domain.article import ArticleDraft
from glossator.store import operations
from glossator.store.pipeline_runs import AnalysedPart, StoredSuggestion
from glossator.text.span import Span
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.mentions import MentionsPage
from tests.store.scene import add, done, outcome, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage, read_by_machine

HALL: Final = ArticleDraft(
    title="A hall is closed",
    text=(
        "The councils met in Port Selby in the rain. Nobody had told them that Port Selby’s hall was being painted, "
        "from its cellar to its roof. Thirty people stood about until the mayor came with an umbrella and a key. The "
        "sign over his own door said PORT SELBY. He let them in one after the other, and apologised to each of them, "
        "which took him longer than the meeting. Few of them had a good word for Port Selby."
    ),
)


async def page(play: Play) -> MentionsPage:
    """Return the page, once it has listed what there is."""
    await play.until(lambda: isinstance(play.app.screen, MentionsPage))
    screen = play.app.screen
    assert isinstance(screen, MentionsPage)
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.until(lambda: screen.things or "0 of 0" in play.seen)
    await play.pilot.pause()
    return screen


@pytest.fixture
def stage(built_stage: Stage, stage: Stage) -> Stage:
    """The stage, with an article more that says Port Selby over and over; it is marked there once."""
    with stage.opened() as workspace:
        hall = add(workspace, HALL)
        read_by_machine(workspace, hall, [])
        first = done(workspace, operations.annotate, hall.id, place(HALL.text, "Port Selby"), "GPE")
        done(workspace, operations.tag, first, "coast/north")
    return replace(stage, guide=hall)


def of(stage: Stage) -> list[Annotation]:
    """Return the annotations of that article that are in the file now."""
    return stage.annotations(stage.guide)


async def test_two_keys_do_the_same_for_all_that_are_probably_meant(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]")
        before = of(stage)
        await play.do("p", "enter")
        await play.until(lambda: len(of(stage)) == 4)
        source, *made = of(stage)
        assert [one.quote for one in made] == ["Port Selby", "PORT SELBY", "Port Selby"]
        assert {one.status for one in made} == {Status.ACCEPTED}
        assert {one.origin for one in made} == {Origin.PROPAGATED}
        assert {(one.label, one.tags, one.propagated_from) for one in made} == {("GPE", ("coast/north",), source.uid)}
        await play.until(lambda: play.said == "Applied to 3 mentions, 3 new. Press u to undo.")
        await play.do("u")
        assert of(stage) == before


async def test_one_key_does_the_same_for_all_mentions_in_view(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]")
        before = of(stage)
        await play.do("circumflex_accent")
        await play.until(lambda: len(of(stage)) == 4)
        assert isinstance(play.app.screen, ReaderScreen)
        assert {(one.label, one.status) for one in of(stage)} == {("GPE", Status.ACCEPTED)}
        await play.until(lambda: play.said == "Applied to 3 mentions, 3 new. Press u to undo.")
        await play.do("circumflex_accent")
        assert play.said == "No other mention of “Port Selby” in this article is to be decided."
        await play.do("u")
        assert of(stage) == before


async def test_mentions_are_shown_first_where_one_is_out_of_view(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = HALL.text.rindex("Port Selby")
    monkeypatch.setattr("glossator.ui.widgets.article.view.ArticleView.in_view", (0, last + 3))
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]")
        await play.press("circumflex_accent")
        await page(play)
        assert "3 of 3 ticked, in this article" in play.seen
        assert len(of(stage)) == 1
        await play.do("enter")
        await play.until(lambda: len(of(stage)) == 4)


async def test_one_key_rejects_the_other_mentions_after_a_rejection(open_app: OpenApp, stage: Stage) -> None:
    places = [place(HALL.text, "Port Selby", nth) for nth in (1, 2)]
    others = [StoredSuggestion(one, "ORG", None) for one in (*places, place(HALL.text, "Thirty"))]
    with stage.opened() as workspace:
        whole = [Span(0, len(HALL.text))]
        workspace.store_analysis("p", "1", [AnalysedPart(stage.guide.id, whole, others, finished=True)]).result()
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.do("]", "]", "x", "circumflex_accent")
        rejected = [one.span for one in of(stage) if one.status is Status.REJECTED]
        assert rejected == [one.span for one in places]


async def test_one_that_is_not_meant_is_left_out(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]", "p")
        await page(play)
        assert "3 of 3 ticked, in this article" in play.seen
        await play.press("j", "space")
        assert "2 of 3 ticked, in this article" in play.seen
        await play.do("enter")
        await play.until(lambda: len(of(stage)) == 3)
        assert [one.quote for one in of(stage)] == ["Port Selby"] * 3


async def test_what_is_decided_cannot_be_ticked(open_app: OpenApp, stage: Stage) -> None:
    second = place(HALL.text, "Port Selby", 1)
    with stage.opened() as workspace:
        done(workspace, operations.annotate, stage.guide.id, second, "FAC")
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]", "p")
        shown = await page(play)
        (decided,) = [key for key, hit in shown.things.items() if hit.anchor.span == second.span]
        await play.press("asterisk", "asterisk")
        assert decided not in shown.rows.ticked
        assert "FAC accepted" in play.seen
        await play.do("enter")
        await play.until(lambda: len(of(stage)) == 4)
    assert next(one for one in of(stage) if one.span == second.span).label == "FAC"


async def test_nothing_happens_when_one_goes_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        before = of(stage)
        await play.press("]", "p")
        shown = await page(play)
        await play.press("escape")
        assert not shown.ticked, "Escape clears the ticks first"
        await play.press("escape")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert of(stage) == before


async def test_other_articles_are_looked_through_when_asked(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        ferry = stage.annotations()
        await play.press("]", "p")
        await page(play)
        await play.press("v")
        await play.until(lambda: "4 of 4 ticked, in this workspace" in play.seen)
        await play.do("enter")
        await play.until(lambda: stage.now("Port Selby").status is Status.ACCEPTED)
        await play.do("u")
        assert stage.annotations() == ferry
        assert len(of(stage)) == 1


async def test_what_the_filter_hides_stays_ticked_and_is_asked_for(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]", "p")
        await page(play)
        await play.press("slash")
        await play.type("umbrella")
        await play.until(lambda: "3 ticked, 2 hidden by the filter" in play.seen)
        await play.press("enter", "enter")
        await play.until(lambda: "Apply to 3 mentions, 2 hidden by the filter?" in play.seen)
        await play.press("n")
        assert len(of(stage)) == 1
        await play.press("enter")
        await play.do("y")
        await play.until(lambda: len(of(stage)) == 4)


async def test_what_was_accepted_before_is_tagged_with_the_others(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, operations.annotate, stage.guide.id, place(HALL.text, "Port Selby", 1), "GPE")
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("]", "p")
        await page(play)
        assert "3 of 3 ticked, in this article" in play.seen
        assert "+ #coast/north" in play.seen
        await play.do("enter")
        await play.until(lambda: len(of(stage)) == 4)
        assert {one.tags for one in of(stage)} == {("coast/north",)}
        await play.until(lambda: play.said.startswith("Applied to 3 mentions, 2 new, 1 already accepted"))
        await play.do("u")
        assert [one.tags for one in of(stage)] == [("coast/north",), ()]


async def test_right_after_a_decision_the_one_decided_on_is_meant(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        assert play.here.quote == "6:40"
        await play.press("p")
        shown = await page(play)
        assert "of “Port Selby”, decided just now: mark as GPE" in play.seen
        # In the ferry’s article there is no other.
        assert not shown.things
        await play.press("escape", "p")
        await page(play)
        assert "of “6:40”: mark as TIME" in play.seen


@pytest.mark.parametrize("keys", [("]", "["), ("r", "d"), ("n", "escape"), ("t", "escape")])
async def test_who_has_done_anything_since_means_the_one_under_the_cursor(
    open_app: OpenApp, stage: Stage, keys: tuple[str, ...]
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        await play.do(*keys)
        assert play.here.quote == "6:40"
        await play.press("p")
        await page(play)
        assert "of “6:40”" in play.seen


async def test_a_rejection_is_repeated_at_all_mentions_with_one_key(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        suggested = [StoredSuggestion(place(HALL.text, "Port Selby", nth), "ORG", None) for nth in (1, 2)]
        read = AnalysedPart(stage.guide.id, [Span(0, len(HALL.text))], suggested)
        outcome(workspace.store_analysis("en_other", "1.0", [read]))
        second, third = workspace.undecided(stage.guide.id)
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("space")
        assert play.here.id == second
        await play.do("x")
        assert play.here.id == third
        await play.press("p")
        await page(play)
        assert "of “Port Selby”, decided just now: reject" in play.seen
        await play.do("enter")
        await play.until(lambda: [one.status for one in of(stage)].count(Status.REJECTED) == 2)


async def test_of_what_is_repeated_the_last_is_meant_too(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        await play.do("full_stop")
        await play.press("p")
        await page(play)
        assert "of “6:40”, decided just now: mark as TIME" in play.seen
