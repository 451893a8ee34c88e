"""Accepting, rejecting, relabelling, marking, deleting, and taking back."""

import pytest
from textual.widgets import OptionList

from glossator.domain.annotation import Origin, Status
from glossator.store import operations
from glossator.store.operations.articles import archive_articles
from glossator.store.operations.tags import make_tag, merge_tags, rename_tag
from glossator.ui.screens.chooser import Chooser
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage

NOTHING_LEFT = "Nothing left to decide in this article. Press ! for the next article with suggestions."


async def chooser(play: Play) -> Chooser:
    """Return the chooser that stands over the reader, once it does."""
    await play.until(lambda: isinstance(play.app.screen, Chooser))
    screen = play.app.screen
    assert isinstance(screen, Chooser)
    return screen


async def test_accepting_goes_on_to_the_next_undecided(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        assert stage.now("Port Selby").status is Status.ACCEPTED
        assert stage.now("Port Selby").analyst == "ann"
        assert play.here.quote == "6:40"
        assert "15 of 28 decided" in play.seen


async def test_rejecting_goes_on_to_the_next_undecided(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Monday")
        await play.do("x")
        assert stage.now("Monday").status is Status.REJECTED
        assert play.here.quote == "Cape Verity", "what lies between is decided"


async def test_keys_typed_ahead_decide_on_one_after_the_other(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a", "x", "a")
        statuses = [stage.now(words).status for words in ("Port Selby", "6:40", "Monday")]
        assert statuses == [Status.ACCEPTED, Status.REJECTED, Status.ACCEPTED]
        assert play.here.quote == "Cape Verity"


async def test_after_the_last_one_the_first_that_is_undecided_follows(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("the Harvest Fair")
        await play.do("a")
        assert play.here.quote == "Port Selby"


async def test_a_step_past_an_end_of_the_article_says_so(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("the Harvest Fair")
        await play.press("space")
        assert play.here.quote == "Port Selby"
        assert play.said == "Continued at the top."
        await play.press("space")
        assert play.said == ""
        await play.press("backspace", "backspace")
        assert play.here.quote == "the Harvest Fair"
        assert play.said == "Continued at the end."
        await play.do("a")
        assert play.here.quote == "Port Selby"
        assert play.said == "Accepted “the Harvest Fair” as EVENT. Continued at the top."
        await play.press("[", "[")
        assert play.said == "Continued at the end."
        await play.press("]")
        assert (play.here.quote, play.said) == ("Aurora", "Continued at the top.")


async def test_the_last_suggestion_and_an_article_without_any_are_distinguished(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(start=stage.guide.uid), stage) as play:
        await play.press("space")
        assert play.here.quote == "1994"
        await play.press("space")
        assert play.said == "No other suggestion in this article."
        await play.do("a", "space")
        assert play.said == NOTHING_LEFT
        assert NOTHING_LEFT in play.seen
        await play.press("]")
        assert play.said == "No other annotation in this article."


async def test_a_new_annotation_on_the_place_of_another_says_so_and_how_to_see_it(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Cape Verity")
        await play.do("enter", "o")
        assert play.said == "Marked “Cape” as ORG; 1 of 2 here, press c for the other."
        assert "1 of 2 here, press c for the other" in play.seen.replace(play.said, "")
        await play.press("c")
        assert play.here.quote == "Cape Verity"
        assert "2 of 2 here, press c for the other" in play.seen
        await play.jump("Lumen Coastguard asked")
        await play.press("l", "v", "l")
        await play.do("enter", "h")
        assert play.said == "Marked “Coastguard asked”; 1 of 2 here, press c for the other."
        await play.jump("off Cape")
        await play.press("v", "l")
        await play.do("enter", "l")
        assert play.said == "Marked “off Cape” as LOC; it overlaps “Cape Verity”."
        await play.jump("Port Selby")
        await play.press("v", "l")
        await play.do("enter", "o")
        assert play.said == "Accepted “Port Selby” as ORG."


async def test_what_is_too_long_for_one_row_of_the_status_line_is_not_cut(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(start=stage.guide.uid), stage, NARROW) as play:
        await play.press("]")
        await play.do("a")
        assert play.said == f"Accepted “1994” as DATE. {NOTHING_LEFT}"
        assert NOTHING_LEFT in " ".join(play.seen.split())


async def test_in_a_narrow_window_the_status_line_tells_how_many_are_here(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("Selby Harbour")
        number, total = play.pane.stack
        assert total > 1
        assert f"FAC accepted {number} of {total}" in play.seen


async def test_when_all_are_decided_it_is_said_and_nothing_moves(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        left = [one.id for one in workspace.annotations(stage.ferry.id) if one.status is Status.SUGGESTED]
        done(workspace, operations.accept, [one for one in left if one != stage.ids["Monday"]])
    async with playing(open_app(), stage) as play:
        await play.go_to("Monday")
        offset = play.pane.offset_in_text
        await play.do("a")
        assert play.said == f"Accepted “Monday” as DATE. {NOTHING_LEFT}"
        assert play.pane.offset_in_text == offset
        assert "28 of 28 decided" in play.seen


@pytest.mark.parametrize("key", ["a", "x", "r", "d", "t", "n"])
async def test_where_there_is_no_annotation_the_way_on_is_said(open_app: OpenApp, stage: Stage, key: str) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("ferry")
        await play.press(key)
        assert play.said == "No annotation here. Press Enter to mark this word, or ] to go to the next annotation."
        assert play.app.screen is play.reader
        assert play.app.focused is play.pane


@pytest.mark.parametrize(("key", "label"), [("p", "PERSON"), ("w", "WORK_OF_ART"), ("5", "PERCENT"), ("h", None)])
async def test_relabelling_takes_one_more_key_and_accepts(
    open_app: OpenApp, stage: Stage, key: str, label: str | None
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await chooser(play)
        await play.do(key)
        assert play.app.screen is play.reader
        now = stage.now("Port Selby")
        assert (now.label, now.status) == (label, Status.ACCEPTED)
        assert play.here.id == now.id, "one stays, to see what it has become"


async def test_a_label_is_chosen_by_arrows_and_enter_too(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await chooser(play)
        assert play.one(OptionList).highlighted == 2, "it begins on the label that there is"
        await play.do("up", "enter")
        assert stage.now("Port Selby").label == "ORG"


async def test_a_label_is_chosen_by_mouse_too(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await chooser(play)
        await play.pilot.click(OptionList, offset=(5, 5))
        await play.saved()
        assert stage.now("Port Selby").label == "FAC"


async def test_the_arrows_go_round_the_ends_of_the_list(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("r")
        await chooser(play)
        await play.press("up")
        assert play.one(OptionList).highlighted == play.one(OptionList).option_count - 1


@pytest.mark.parametrize("rows", [12, 18, 24, 48])
async def test_every_label_can_be_seen_in_a_low_window_too(open_app: OpenApp, stage: Stage, rows: int) -> None:
    async with playing(open_app(), stage, (80, rows)) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        await chooser(play)
        names = [label.name for label in play.reader.session.labels]
        unseen = []
        for name in (*names[2:], "no label"):
            unseen += [] if name in play.seen else [name]
            await play.press("down")
        assert unseen == []


async def test_a_list_can_be_left_without_choosing(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        for key in ("r", "enter"):
            await play.press(key)
            await chooser(play)
            await play.do("escape")
            assert play.app.screen is play.reader
        assert stage.now("Port Selby").status is Status.SUGGESTED
        assert len(stage.annotations()) == 28


async def test_keys_without_a_label_change_nothing(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("r")
        screen = await chooser(play)
        await play.press("z", "7", "X", "f1")
        assert play.app.screen is screen


async def test_relabelling_to_what_stands_there_already_is_refused(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, operations.annotate, stage.ferry.id, stage.at("Halden"), "PERSON")
    async with playing(open_app(), stage) as play:
        await play.go_to("Halden")
        await play.press("r")
        await chooser(play)
        await play.do("g" if play.here.label == "PERSON" else "p")
        assert "is annotated as" in play.notifications[0]
        assert play.notifications[0].startswith("“Halden” is annotated as ")


async def test_a_span_of_three_words_takes_five_keys(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("brass band")
        await play.press("v", "l", "enter")
        await chooser(play)
        assert "Label of “brass band”" in play.seen
        await play.do("o")
        assert play.here.quote == "brass band"
        (made,) = [one for one in stage.annotations() if one.quote == "brass band"]
        assert (made.label, made.status, made.origin, made.analyst) == ("ORG", Status.ACCEPTED, Origin.ANALYST, "ann")
        assert made.span is not None
        assert made.span.of(stage.ferry.text) == "brass band"
        assert play.pane.selection is None
        assert "marked by hand · ¶ 1" in play.seen


async def test_a_selection_by_words_that_ends_in_punctuation_is_marked_without_it(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Tobias Lund,")
        await play.press("v", "l", "l")
        assert play.word == "Tobias Lund,"
        await play.press("enter")
        assert "Label of “Tobias Lund”" in play.seen
        await play.do("f")
        assert play.here.quote == "Tobias Lund"
        x, y = play.place_of("Bell Street.")
        await play.pilot.mouse_down("ArticlePane", offset=(x, y))
        await play.pilot.hover("ArticlePane", offset=(x + 12, y))
        await play.pilot.mouse_up("ArticlePane", offset=(x + 12, y))
        await play.do("enter", "f")
        assert play.here.quote == "Bell Street"


async def test_a_selection_by_characters_is_marked_as_it_is(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Ilse Brandt,")
        await play.press("V", *["shift+right"] * 11)
        assert play.word == "Ilse Brandt,"
        await play.do("enter", "h")
        assert play.here.quote == "Ilse Brandt,"


async def test_without_a_selection_the_word_is_marked(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("lorries")
        await play.do("enter", "h")
        (made,) = [one for one in stage.annotations() if one.quote == "lorries"]
        assert made.label is None
        assert play.here.id == made.id
        assert "no label" in play.seen


async def test_a_drag_and_enter_mark(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        x, y = play.place_of("brass band")
        await play.pilot.mouse_down("ArticlePane", offset=(x, y))
        await play.pilot.hover("ArticlePane", offset=(x + 7, y))
        await play.pilot.mouse_up("ArticlePane", offset=(x + 7, y))
        await play.do("enter", "o")
        assert [one.quote for one in stage.annotations() if one.label == "ORG"].count("brass band") == 1


async def test_what_is_marked_so_already_is_refused_and_stays_selected(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Mira")
        await play.press("v", "l", "enter")
        await chooser(play)
        await play.do("p")
        assert play.notifications == ["“Mira Okafor” is annotated as PERSON already; choose another label."]
        assert play.word == "Mira Okafor"
        assert len(stage.annotations()) == 28


async def test_marking_a_suggestion_accepts_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("Port Selby")
        await play.press("v", "l", "enter")
        await chooser(play)
        await play.do("o")
        now = stage.now("Port Selby")
        assert (now.label, now.status, now.origin) == ("ORG", Status.ACCEPTED, Origin.MODEL)
        assert len(stage.annotations()) == 28


async def test_white_space_cannot_be_marked(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        # Between two words there is no token; by keys one is never there.
        play.pane.jump(play.find(" ferry"))
        await play.press("V", "enter")
        assert play.notifications == ["White space cannot be annotated. Move to a word."]
        assert play.app.screen is play.reader
        await play.press("escape", "enter")
        assert play.said == "No word here to mark."


async def test_ones_own_is_deleted(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("oranges")
        await play.do("d")
        assert "oranges" not in [one.quote for one in stage.annotations()]
        assert play.pane.current is None
        assert "27 decided" in play.seen


@pytest.mark.parametrize("key", ["d", "delete"])
async def test_what_the_machine_made_is_rejected_instead(open_app: OpenApp, stage: Stage, key: str) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do(key)
        assert stage.now("Port Selby").status is Status.REJECTED
        assert play.said.startswith("Rejected “")
        assert play.here.quote == "Port Selby"


async def test_undo_and_redo_go_to_what_they_change(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        await play.do("G", "u")
        assert play.said == "Undid accept of “Port Selby”."
        assert play.here.quote == "Port Selby"
        assert stage.now("Port Selby").status is Status.SUGGESTED
        await play.do("G", "ctrl+r")
        assert play.said == "Redid accept of “Port Selby”."
        assert play.here.quote == "Port Selby"
        assert stage.now("Port Selby").status is Status.ACCEPTED


async def test_undo_and_redo_go_to_another_article_and_name_it(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        await play.do(">", "]", "u")
        assert play.reader.session.article.uid == stage.ferry.uid
        assert play.said == "Undid accept of “Port Selby” in “Ferry to Lumen sails again af…”."
        assert play.here.quote == "Port Selby"
        await play.do(">", "ctrl+r")
        assert play.said == "Redid accept of “Port Selby” in “Ferry to Lumen sails again af…”."
        assert play.here.quote == "Port Selby"


async def test_undo_goes_to_an_archived_article_and_where_a_deleted_annotation_was(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.jump("brass band")
        await play.do("enter", "o")
        await play.do(">")
        with stage.opened() as other:
            done(other, archive_articles, [stage.ferry.id])
        await play.do("u")
        assert play.reader.session.article.uid == stage.ferry.uid
        assert play.said == "Undid annotate of “brass” in “Ferry to Lumen sails again af…”."
        assert play.word == "brass"
        assert "brass" not in [one.quote for one in stage.annotations()]


async def test_undo_of_what_a_whole_article_got_opens_that_article(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened("ann", seed=9) as workspace:
        done(workspace, operations.tag_article, stage.guide.id, "law")
    async with playing(open_app(), stage) as play:
        await play.do("u")
        assert play.reader.session.article.uid == stage.guide.uid
        assert play.said == "Undid tag article in “What the Halden Accords say”."


async def test_undo_of_what_is_nowhere_in_the_articles_names_it_and_stays(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened("ann", seed=9) as workspace:
        done(workspace, make_tag, "weather")
        done(workspace, rename_tag, "coast", "shore")
        # Annotations have the tag, in another article.
        done(workspace, merge_tags, "speaks", "people/crew")
    async with playing(open_app(start=stage.guide.uid), stage) as play:
        await play.do("u")
        assert play.said.startswith("Undid merge tags of “")
        assert play.reader.session.article.uid == stage.guide.uid
        await play.do("u")
        assert play.said == "Undid rename tag of “shore”."
        await play.do("u")
        assert play.said == "Undid create tag of “weather”."
        assert play.reader.session.article.uid == stage.guide.uid


async def test_a_deleted_one_comes_back_with_its_place_and_goes_again(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("oranges")
        await play.do("d", "g", "u")
        assert play.here.quote == "oranges"
        assert len(stage.annotations()) == 28
        await play.do("ctrl+r")
        assert len(stage.annotations()) == 27


async def test_acts_of_an_earlier_day_are_taken_back_too(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.do("u")
        assert play.said == "Undid write article note."
        assert stage.article_now().note == ""
        await play.do("u", "u")
        assert stage.now("6:40").note == ""
        assert play.here.quote == "6:40"


async def test_when_there_is_nothing_to_take_back_it_is_reported(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(analyst="zed"), stage) as play:
        await play.do("u")
        await play.do("ctrl+r")
        assert play.notifications == ["There is nothing to undo.", "There is nothing to redo."]
        assert {notification.severity for notification in play.app._notifications} == {"information"}


async def test_what_another_has_changed_since_is_not_taken_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.do("a")
        with stage.opened() as other:
            done(other, operations.relabel, stage.ids["Port Selby"], "FAC")
        await play.do("u")
        assert len(play.notifications) == 1
        now = stage.now("Port Selby")
        assert (now.label, now.status, now.analyst) == ("FAC", Status.ACCEPTED, "bea")
