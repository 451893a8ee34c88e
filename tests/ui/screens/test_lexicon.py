"""The lexicon: what was learnt is seen and overruled, and what is never an entity is said once."""

from textual.widgets import Input

from glossator.domain.annotation import Status
from glossator.domain.lexicon import EntryOrigin, LexiconEntry, Ruling
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.lexicon import LexiconPage
from glossator.ui.screens.prompt import Prompt
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


def entries(stage: Stage) -> dict[str, LexiconEntry]:
    """Return the lexicon that is in the file now."""
    with stage.opened() as workspace:
        return {entry.form: entry for entry in workspace.lexicon()}


async def page(play: Play, typed: str = "") -> LexiconPage:
    """Open the page, and go to the first form that fits what is typed."""
    await play.press("D")
    await play.until(lambda: isinstance(play.app.screen, LexiconPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, LexiconPage)
    if typed:
        await play.press("slash")
        await play.type(typed)
        await play.press("enter")
        await play.until(lambda: shown.highlighted is not None and typed in shown.highlighted.form)
    return shown


async def test_forms_are_listed_with_what_they_stand_for_and_why(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "Okafor")
        (row,) = [line for line in play.seen.splitlines() if line.lstrip().startswith("Mira Okafor  ")]
        assert row.split()[:5] == ["Mira", "Okafor", "PERSON", "learnt", "1"]
        assert "Decisions: 1 for, 0 against." in play.seen


async def test_a_form_gets_another_label_and_goes_back_to_what_was_learnt(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "Aurora")
        await play.press("r")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.do("f")
        await play.until(lambda: entries(stage)["Aurora"].label == "FAC")
        assert entries(stage)["Aurora"].source is EntryOrigin.EDITED
        await play.until(lambda: isinstance(play.app.screen, LexiconPage) and "1 of them made by analysts" in play.seen)
        await play.do("L")
        await play.until(lambda: entries(stage)["Aurora"].label == "PRODUCT")
        await play.until(lambda: "0 of them made by analysts" in play.seen)
        await play.do("u")
        await play.until(lambda: entries(stage)["Aurora"].label == "FAC")


async def test_a_form_is_written(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("plus")
        await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
        await play.press("space", "enter")
        await play.until(lambda: "at least one character" in play.seen)
        play.one(Input).value = "Mole Road"
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.do("f")
        await play.until(lambda: "Mole Road" in entries(stage))
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.form == "Mole Road")


async def test_a_form_is_forgotten(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "Halden")
        await play.do("d")
        await play.until(lambda: entries(stage)["Halden"].ruling is Ruling.FORGOTTEN)


async def test_never_is_asked_on_the_page_with_what_it_rejects(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play, "Aurora")
        await play.press("X")
        await play.until(lambda: "Never suggest “Aurora” again?  X or Enter" in play.seen)
        await play.do("X")
        await play.until(lambda: entries(stage)["Aurora"].ruling is Ruling.NEVER)


async def test_never_is_asked_in_the_reader_and_rejects_everywhere(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(start=stage.letters.uid), stage) as play:
        await play.press("]")
        found = play.here
        await play.press("X")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        assert "Never suggest “田中” again, and reject 1 suggestion in all articles?" in play.seen
        await play.do("n")
        assert "田中" not in entries(stage)
        await play.press("X")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        await play.do("enter")
        await play.until(lambda: entries(stage)["田中"].ruling is Ruling.NEVER)
        assert next(one for one in stage.annotations(stage.letters) if one.id == found.id).status is Status.REJECTED
        await play.until(lambda: play.said.endswith(" again. Rejected 1 suggestion. Press u to undo."))
        await play.do("u")
        assert "田中" not in entries(stage)
        assert next(one for one in stage.annotations(stage.letters) if one.id == found.id).status is Status.SUGGESTED


async def test_a_label_is_given_to_what_is_undecided_in_articles_read_before(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        before = stage.annotations()
        shown = await page(play)
        await play.press("plus")
        await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
        play.one(Input).value = "Tobias Lund"
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        await play.do("o")
        await play.until(lambda: shown.highlighted is not None and shown.highlighted.form == "Tobias Lund")
        await play.until(lambda: "Differing suggestions in all articles: 1." in play.seen)
        await play.press("p")
        await play.until(lambda: "Relabel 1 suggestion of “Tobias Lund” as ORG in all articles?" in play.seen)
        await play.do("e")
        await play.until(lambda: stage.now("Tobias Lund").label == "ORG")
        assert stage.now("Tobias Lund").status is Status.SUGGESTED
        await play.press("p")
        await play.until(lambda: "all undecided suggestions of “Tobias Lund” agree" in play.seen)
        await play.do("u")
        await play.until(lambda: stage.annotations() == before)
