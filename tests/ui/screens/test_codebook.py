"""The codebook: what is done to labels and tags on their page, and what the reader shows of it."""

import pytest
from textual.widgets import Input

from glossator.domain.codebook import Label, Tag
from glossator.store import operations
from glossator.store.operations import labels as label_acts
from glossator.store.operations import tags as tag_acts
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.prompt import Prompt
from tests.store.scene import done
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


async def page(play: Play, typed: str = "") -> CodebookPage:
    """Open the page, and go to the first row that fits what is typed."""
    await play.press("K")
    await play.until(lambda: isinstance(play.app.screen, CodebookPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, CodebookPage)
    if typed:
        await play.press("slash")
        await play.type(typed)
        await play.press("enter")
        await play.until(lambda: shown.highlighted is not None and typed in shown.highlighted.name)
    return shown


async def answer(play: Play, text: str) -> None:
    """Type a text into the prompt in place of what is there, and let it be done."""
    await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
    play.one(Input).value = ""
    await play.type(text)
    await play.press("enter")
    await play.until(lambda: isinstance(play.app.screen, CodebookPage))
    await play.saved()


def tags(stage: Stage) -> dict[str, Tag]:
    """Return the tags that are in the file now."""
    with stage.opened() as workspace:
        return {tag.path: tag for tag in workspace.tags()}


def label(stage: Stage, name: str) -> Label:
    """Return a label as it is in the file now."""
    with stage.opened() as workspace:
        return next(one for one in workspace.labels() if one.name == name)


async def test_tags_are_a_tree_with_counts_of_their_own_and_with_those_below(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        rows = {word.name: row.split() for word in shown.things.values() for row in play.seen.splitlines()
                if word.is_tag and f" {word.name.rpartition('/')[2]} " in row}  # fmt: skip
        assert rows["actors"][:5] == ["actors", "tag", "0", "2", "1"]
        assert rows["actors/state"][:5] == ["state", "tag", "1", "1", "1"]
        assert rows["coast"][:5] == ["coast", "tag", "0", "0", "1"]
        assert "18 labels, 5 tags" in play.seen
        await play.press("G")
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.name == "speaks")
        assert "1 annotation in 1 article" in play.seen


async def test_a_new_tag_comes_below_the_highlighted_one_and_is_highlighted(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play, "people/crew")
        await play.press("plus")
        await play.until(lambda: isinstance(play.app.screen, Prompt))
        await play.type("deck")
        await play.do("enter")
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.name == "people/crew/deck")
        assert "people/crew/deck" in tags(stage)
        await play.press("u")
        await play.until(lambda: "people/crew/deck" not in tags(stage))


async def test_a_new_label_is_made_from_a_label(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("plus")
        await answer(play, "SHIP")
        assert label(stage, "SHIP").key == ""
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.name == "SHIP")


async def test_what_cannot_be_a_tag_is_reported_and_can_be_mended(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "speaks")
        await play.press("e")
        await play.until(lambda: isinstance(play.app.screen, Prompt))
        play.one(Input).value = "a;b"
        await play.press("enter")
        await play.until(lambda: "semicolon" in play.seen)
        assert isinstance(play.app.screen, Prompt)
        await answer(play, "talks")
        assert stage.now("Mira Okafor").tags == ("people/crew", "talks")


async def test_a_label_keeps_its_annotations_under_another_name_and_the_reader_shows_it(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Aurora")
        await page(play, "PRODUCT")
        await play.press("e")
        await answer(play, "VESSEL")
        assert stage.now("Aurora").label == "VESSEL"
        await play.press("escape", "escape")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert "VESSEL" in play.seen


async def test_a_tag_moves_under_another(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.press("G", "ampersand")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.type("under people")
        await play.do("enter")
        await play.until(lambda: "people/speaks" in tags(stage))
        assert stage.now("Mira Okafor").tags == ("people/crew", "people/speaks")


async def test_a_merge_is_asked_with_counts(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        for key in ("x", "M"):
            await page(play)
            await play.press("G", "ampersand")
            await play.until(lambda: isinstance(play.app.screen, Chooser))
            await play.type("into crew")
            await play.press("enter")
            await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
            assert "Merge “speaks” into “people/crew” (1 annotation in 1 article)?" in play.seen
            assert "speaks" in tags(stage)
            await play.do(key)
            await play.press("escape")
            await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.until(lambda: "speaks" not in tags(stage))
        assert stage.now("Mira Okafor").tags == ("people/crew",)


async def test_a_colour_is_chosen_or_typed_and_painted(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "ORG")
        await play.press("c")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.type("rrggbb")
        await play.press("enter")
        await answer(play, "#0A0")
        assert label(stage, "ORG").colour == "#00aa00"
        assert play.pane._sheet.labels["ORG"] == "#00aa00"
        await play.press("c")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.type("5a9bd4")
        await play.do("enter")
        await play.until(lambda: label(stage, "ORG").colour == "#5a9bd4")


async def test_a_key_is_given_and_picks_the_tag_and_a_clash_is_reported(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play, "speaks")
        await play.press("comma")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        await play.do("7")
        await play.until(lambda: tags(stage)["speaks"].key == "7")
        await play.press("slash", *["backspace"] * 6)
        await play.type("coast")
        await play.press("enter")
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.name == "coast")
        await play.press("comma")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        await play.do("7")
        await play.until(lambda: play.notifications)
        assert "is the key of “speaks”" in play.notifications[0]
        await play.press("q")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.go_to("Port Selby")
        await play.press("comma")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        assert "7 speaks" in play.seen
        await play.do("7")
        await play.until(lambda: stage.now("Port Selby").tags == ("speaks",))
        await play.go_to("Ilse Brandt")
        await play.do("full_stop")
        await play.until(lambda: stage.now("Ilse Brandt").tags == ("speaks",))


async def test_without_keys_one_is_reported_where_they_are_given(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("comma")
        assert play.said == "No tag has a key. Press K to open the codebook, then , to set one."


async def test_what_is_archived_keeps_its_annotations_and_is_not_offered(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "LOC")
        await play.press("z")
        await play.until(lambda: label(stage, "LOC").archived)
        assert stage.now("Cape Verity").label == "LOC"
        await play.until(lambda: "LOC  archived" in play.seen)
        await play.press("q")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.go_to("Port Selby")
        await play.press("r")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        assert "GPE  " in play.seen
        assert "Other places" not in play.seen


async def test_a_description_is_changed_and_found(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "speaks")
        await play.press("D")
        await answer(play, "says it aloud")
        assert tags(stage)["speaks"].description == "says it aloud"
        await play.until(lambda: "says it aloud" in play.seen)


async def test_the_note_of_a_tag_is_one_step_and_keeps_what_others_write(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "speaks")
        await play.press("n")
        await play.until(lambda: isinstance(play.app.screen, NotePage) and play.app.focused)
        await play.type("mine")
        with stage.opened() as other:
            done(other, operations.write_tag_note, "speaks", "theirs")
        await play.press("escape")
        await play.until(lambda: play.notifications)
        assert "bea has changed the note" in play.notifications[0]
        await play.until(lambda: play.app.focused is not None)
        await play.do("escape")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))
        assert tags(stage)["speaks"].note == "theirs\n\nmine"
        await play.until(lambda: "mine" in play.seen)


async def test_what_others_change_is_shown(open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossator.ui.screens.workspace_list_screen._LOOK_AROUND", 0.01)
    async with playing(open_app(), stage) as play:
        await page(play)
        with stage.opened() as other:
            done(other, tag_acts.make_tag, "zones")
            done(other, label_acts.make_label, "SHIP")
        await play.until(lambda: "19 labels, 6 tags" in play.seen)
