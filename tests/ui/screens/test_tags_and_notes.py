"""The editor: tags by typing, and notes that save themselves."""

import pytest
from textual import events
from textual.content import Content
from textual.widgets import Input, Static

from glossator.domain.annotation import Status
from glossator.store import operations
from glossator.store.operations.tags import make_tag
from glossator.ui.widgets import tag_field
from glossator.ui.widgets.article.pane import ArticlePane
from glossator.ui.widgets.editor import Editor
from glossator.ui.widgets.row_list import RowList
from glossator.ui.widgets.tag_field import TagField
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, WIDE, Play, playing
from tests.ui.screens.stage import Stage

# Longer than any test: what is typed is not handed on by itself.
NEVER = 3_600.0


def listed(play: Play) -> list[str]:
    """Return the lines of the tag field's list."""
    rows = play.editor.query_one(TagField).query_one(RowList).rows
    return [cell.plain for row in rows for cell in (row.cells() if callable(row.cells) else row.cells)]


def is_open(play: Play) -> bool:
    """Return whether the tag field is."""
    return play.editor.query_one(TagField).has_class("open")


async def test_the_tag_field_lists_all_tags_and_marks_those_that_are_there(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("t")
        assert listed(play) == ["  actors/state", "  actors/union", "  coast", "✓ people/crew", "✓ speaks"]


async def test_what_is_typed_is_seen_and_narrows_the_list(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type("ac")
        assert listed(play) == ["  actors/state", "  actors/union", "+ ac  new tag"]
        field = play.editor.query_one(TagField).query_one(Input)
        assert field.region.height == 1
        column, row = field.region.offset
        assert "ac" in play.seen.splitlines()[row][column:]


async def test_a_tag_takes_two_keys_and_its_letters(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type("un")
        await play.do("enter")
        assert stage.now("Port Selby").tags == ("actors/union",)
        assert not is_open(play)
        assert play.app.focused is play.pane
        assert "actors/union" in play.seen


async def test_a_new_tag_is_made_on_the_spot(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type(" Ports / deep water ")
        await play.do("enter")
        assert stage.now("Port Selby").tags == ("Ports/deep water",)
        await play.press("t")
        assert "✓ Ports/deep water" in listed(play)


async def test_a_tag_that_is_there_is_taken_off(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("t")
        await play.type("crew")
        await play.do("enter")
        assert stage.now("Mira Okafor").tags == ("speaks",)


async def test_the_arrows_choose_another_line_round_the_ends(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t", "down", "down")
        await play.do("enter")
        assert stage.now("Port Selby").tags == ("coast",)
        await play.press("t", "up")
        await play.do("enter")
        assert stage.now("Port Selby").tags == ("coast", "speaks")


async def test_a_tag_is_chosen_by_mouse(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.pilot.click(TagField, offset=(4, 2))
        await play.saved()
        assert stage.now("Port Selby").tags == ("actors/union",)


@pytest.mark.parametrize("typed", ["a;b", "a//b", "/zz", "x" * 201])
async def test_what_cannot_be_a_tag_is_reported_and_can_be_mended(open_app: OpenApp, stage: Stage, typed: str) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        play.editor.query_one(TagField).query_one(Input).value = typed
        await play.pilot.pause()
        await play.press("enter")
        assert len(play.notifications) == 1
        assert is_open(play)
        assert play.editor.query_one(TagField).query_one(Input).value == typed
        await play.press("escape")
        assert not is_open(play)
        assert stage.now("Port Selby").tags == ()


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_the_field_can_be_left_without_a_tag(open_app: OpenApp, stage: Stage, key: str) -> None:
    async with playing(open_app(start=stage.letters.uid), stage) as play:
        with stage.opened() as other:
            for tag in other.tags():
                for one in other.annotations(stage.ferry.id):
                    if tag.path in one.tags:
                        done(other, operations.untag, one.id, tag.path)
        await play.press("]", "t")
        await play.press("escape")
        assert not is_open(play)
        assert play.app.focused is play.pane
        assert stage.annotations(stage.letters)[0].tags == ()


async def test_the_field_closes_when_the_keys_go_elsewhere(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.pilot.click(ArticlePane, offset=play.place_of("Captain"))
        await play.until(lambda: not is_open(play))


async def test_the_article_is_tagged_and_untagged(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("T")
        assert "✓ coast" in listed(play)
        await play.type("coast")
        await play.do("enter")
        assert play.said == "Removed coast from the article."
        assert stage.article_now().tags == ()
        assert play.editor.subject is not None
        assert play.editor.subject.annotation is not None, "back to what is under the cursor"
        await play.press("T")
        await play.type("sea")
        await play.do("enter")
        assert play.said == "Tagged the article with sea."
        assert stage.article_now().tags == ("sea",)
        assert stage.now("Port Selby").tags == ()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_tags_of_the_article_are_always_seen(open_app: OpenApp, stage: Stage, size: tuple[int, int]) -> None:
    async with playing(open_app(), stage, size) as play:
        assert "#coast" in play.seen.splitlines()[0]
        await play.press("T")
        await play.type("sea")
        await play.do("enter")
        assert "#coast #sea" in play.seen.splitlines()[0]
        await play.press(">")
        assert "#" not in play.seen.splitlines()[0]


async def test_tagging_a_suggestion_accepts_it_and_one_undo_takes_both_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type("Sea")
        await play.do("enter")
        assert play.said == "Tagged “Port Selby” with Sea and accepted it as GPE."
        assert (stage.now("Port Selby").status, stage.now("Port Selby").tags) == (Status.ACCEPTED, ("Sea",))
        await play.go_to("6:40")
        await play.do("full_stop")
        assert play.said == "Tagged “6:40” with Sea and accepted it as TIME."
        await play.do("u", "u")
        assert (stage.now("Port Selby").status, stage.now("Port Selby").tags) == (Status.SUGGESTED, ())
        await play.go_to("Mira Okafor")
        await play.do("full_stop")
        assert play.said == "Tagged “Mira Okafor” with Sea."


async def test_a_note_on_a_suggestion_leaves_it_one_and_says_so(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("where")
        await play.do("escape")
        assert play.said == "Saved the note; “Port Selby” is still a suggestion."
        assert stage.now("Port Selby").status is Status.SUGGESTED


@pytest.mark.parametrize(("selector", "words"), [("#tags", "Port Selby"), ("#tags", "")])
async def test_a_click_on_the_tags_opens_the_field(open_app: OpenApp, stage: Stage, selector: str, words: str) -> None:
    async with playing(open_app(), stage) as play:
        if words:
            await play.go_to(words)
        await play.pilot.click(selector)
        await play.until(lambda: is_open(play))
        assert play.editor.subject is not None
        assert (play.editor.subject.annotation is not None) == bool(words)


async def test_a_click_on_the_label_offers_others_also_while_one_types(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.pilot.click("#about", offset=(0, 1))
        await play.until(lambda: play.app.screen is not play.reader)
        assert "Label of “Port Selby”" in play.seen


# Notes


async def test_a_note_saves_itself_a_moment_after_the_last_key(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 0.01)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep water")
        await play.saved()
        assert stage.now("Port Selby").note == "deep water"
        assert play.app.focused is play.note
        assert play.note.text == "deep water"
        assert play.note.cursor_location == (0, 10), "saving leaves the cursor where one writes"


async def test_while_it_is_typed_it_is_not_said_to_be_saved(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", NEVER)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep")
        assert [text for _, text in play.editor.drafts] == ["deep"]
        assert play.reader.status.saving.word.plain == "saving"
        assert stage.now("Port Selby").note == ""
        await play.do("escape")
        assert stage.now("Port Selby").note == "deep"
        assert play.reader.status.saving.word.plain == "saved"
        assert play.app.focused is play.pane


async def test_a_note_of_several_lines_keeps_its_spaces(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("one\n  two\n\nthree ")
        await play.do("escape")
        assert stage.now("Port Selby").note == "one\n  two\n\nthree "


async def test_a_note_begins_where_the_last_one_ended(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("6:40")
        await play.press("n")
        await play.type(" Ask.")
        await play.do("escape")
        assert stage.now("6:40").note == "The timetable says 6:30. Ask."


async def test_the_note_of_the_article_is_another(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("6:40")
        await play.press("N")
        assert play.note.text == "Compare with the inquiry’s report."
        await play.type(" Soon.")
        await play.do("escape")
        assert play.note.text == "The timetable says 6:30."
        assert stage.article_now().note == "Compare with the inquiry’s report. Soon."
        assert stage.now("6:40").note == "The timetable says 6:30."


async def test_e_goes_to_the_note_of_what_is_under_the_cursor(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("e")
        assert play.app.focused is play.note
        assert play.note.text == "Compare with the inquiry’s report."
        await play.press("escape")
        await play.go_to("6:40")
        await play.press("e")
        assert play.note.text == "The timetable says 6:30."


async def test_what_was_typed_is_kept_when_one_goes_elsewhere_by_mouse(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", NEVER)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep")
        await play.pilot.click(ArticlePane, offset=play.place_of("Cape Verity"))
        await play.saved()
        assert play.here.quote == "Cape Verity"
        assert play.note.text == ""
        assert stage.now("Port Selby").note == "deep"
        assert stage.now("Cape Verity").note == ""


async def test_what_was_typed_is_kept_when_another_article_is_opened(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", NEVER)
    async with playing(open_app(), stage) as play:
        await play.press("N")
        await play.type("!")
        await play.reader.action_command("next_article")
        await play.saved()
        assert stage.article_now().note == "Compare with the inquiry’s report.!"
        with stage.opened() as other:
            assert other.article(stage.guide.uid).note == ""


async def test_a_note_that_is_not_saved_yet_is_there_when_one_comes_back(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", NEVER)
    monkeypatch.setattr(Editor, "hand_on", lambda _: None)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        await play.type("deep")
        await play.press("escape")
        await play.go_to("6:40")
        assert play.note.text == "The timetable says 6:30."
        await play.go_to("Port Selby")
        assert play.note.text == "deep"
        assert play.reader.status.saving.word.plain == "saving"


async def test_what_is_written_in_one_sitting_is_one_step_of_the_undo(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 0.01)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        for words in ("deep ", "water ", "port"):
            await play.type(words)
            await play.saved()
        await play.do("escape")
        await play.press("n")
        await play.type(", old")
        await play.do("escape")
        assert stage.now("Port Selby").note == "deep water port, old"
        await play.do("G", "u")
        assert stage.now("Port Selby").note == "deep water port"
        assert play.here.quote == "Port Selby"
        assert play.note.text == "deep water port"
        await play.do("u")
        assert stage.now("Port Selby").note == ""
        await play.do("ctrl+r", "ctrl+r")
        assert stage.now("Port Selby").note == "deep water port, old"


async def test_the_note_of_an_annotation_that_another_has_deleted_is_reported_and_stays(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", NEVER)
    async with playing(open_app(), stage) as play:
        await play.go_to("oranges")
        await play.press("n")
        await play.type("sweet")
        with stage.opened() as other:
            done(other, operations.delete, stage.ids["oranges"])
        await play.press("escape")
        await play.until(lambda: play.notifications)
        assert play.notifications[0].startswith("The note was not saved. ")
        assert [text for _, text in play.editor.drafts] == ["sweet"]


@pytest.mark.parametrize("pasted", ["a\tb", "a\x1b[31mb", "a\r\nb"])
async def test_what_is_pasted_is_kept_as_texts_are_and_one_goes_on_writing(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch, pasted: str
) -> None:
    monkeypatch.setattr("glossator.ui.widgets.editor._PAUSE", 0.01)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("n")
        play.note.insert(pasted)
        await play.saved()
        await play.type("cd")
        await play.saved()
        kept = stage.now("Port Selby").note
        assert kept.endswith("bcd")
        assert "\t" not in kept
        assert "\x1b" not in kept
        assert "\r" not in kept


async def test_in_a_narrow_window_the_drawer_has_room_for_the_tags_there_are(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        for number in range(8):
            done(workspace, make_tag, f"a/{number}")
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.until(lambda: "a/1" in play.seen)
        assert "Port Selby" in "\n".join(play.seen.splitlines()[11:])
        assert "Entity" not in play.seen
        await play.press("escape")
        await play.press("n")
        await play.until(lambda: "Entity" in play.seen)


async def test_in_a_narrow_window_the_editor_is_a_drawer(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await play.go_to("Port Selby")
        assert "Note" not in play.seen.splitlines()[-3]
        assert not play.editor.query_one("#about", Static).region
        await play.press("n")
        assert play.editor.query_one("#about", Static).region
        assert "Port Selby" in "\n".join(play.seen.splitlines()[10:])
        await play.type("deep")
        await play.do("escape")
        assert not play.editor.query_one("#about", Static).region
        assert stage.now("Port Selby").note == "deep"


async def paste(play: Play, text: str) -> None:
    """Paste as a terminal does."""
    play.app.post_message(events.Paste(text))
    await play.pilot.pause()


async def test_each_pasted_line_is_a_tag_of_its_own(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await paste(play, "economy\n\n  politics \nCoast\neconomy")
        await play.until(lambda: len(stage.now("Port Selby").tags) == 3)
        assert stage.now("Port Selby").tags == ("coast", "economy", "politics")
        assert "Added 3 tags. Skipped 1 duplicate." in play.seen
        assert not is_open(play)
        await play.do("u")
        assert stage.now("Port Selby").tags == ()


async def test_a_pasted_tag_that_is_there_stays(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("t")
        await paste(play, "SPEAKS\neconomy")
        await play.until(lambda: "economy" in stage.now("Mira Okafor").tags)
        assert stage.now("Mira Okafor").tags == ("economy", "people/crew", "speaks")
        await play.press("t")
        await paste(play, "speaks\npeople / crew")
        await play.until(lambda: play.notifications)
        assert play.notifications == ["All these tags are there already."]


async def test_pasted_lines_tag_the_article(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        had = set(play.reader.session.article.tags)
        await play.press("T")
        await paste(play, "economy\npolitics")
        await play.until(lambda: had | {"economy", "politics"} == set(play.reader.session.article.tags))
        assert "Added 2 tags." in play.seen


async def test_a_pasted_line_that_cannot_be_a_tag_leaves_all_as_it_is(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await paste(play, "economy\na;b")
        assert len(play.notifications) == 1
        assert "Nothing was tagged: line 2" in play.notifications[0]
        assert is_open(play)
        assert stage.now("Port Selby").tags == ()


async def test_one_pasted_line_is_put_into_the_field(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type("act")
        await paste(play, "ors/state\n")
        assert listed(play) == ["  actors/state"]


async def test_only_the_lines_in_view_are_made(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage.opened() as other:
        done(other, operations.add_article_tags, stage.ferry.id, [f"code {number}" for number in range(300)])
    made: set[str] = set()
    line = tag_field._line

    def making(choice: tag_field.TagChoice) -> tuple[Content]:
        made.add(choice.path)
        return line(choice)

    monkeypatch.setattr(tag_field, "_line", making)
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("t")
        await play.type("code")
        assert 0 < len(made) < 40
        assert len(listed(play)) == 301
