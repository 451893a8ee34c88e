"""Entities: linking mentions to them, confirming groups, and the page of one."""

import sqlite3
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from textual.screen import Screen
from textual.widgets import Input

from glossator.domain.annotation import Status
from glossator.domain.entity import Entity
from glossator.matching.entity_groups import Group
from glossator.store import operations
from glossator.store.operations import entities as entity_acts
from glossator.store.queries.entities import entities, suggested_groups
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens import entity_groups
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.entities import EntitiesPage
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.entity_chooser import EntityChooser
from glossator.ui.screens.entity_groups import GroupsPage, MembersPage
from glossator.ui.screens.key_prompt import KeyPrompt
from glossator.ui.screens.list_screen import ListScreen
from glossator.ui.screens.note import NotePage
from glossator.ui.screens.prompt import Prompt
from tests.store.scene import done, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage

S = TypeVar("S", bound=Screen)  # type: ignore[type-arg]  # whatever it returns


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The stage, where the Trust is an entity with a mention in each of two articles, and Okafor one with one."""
    with stage.opened() as workspace:
        other = done(
            workspace, operations.annotate, stage.guide.id, place(stage.guide.text, "Selby Harbour Trust"), "ORG"
        )
        trust = stage.ids["the Selby Harbour Trust"]
        done(workspace, entity_acts.link, [trust, other], "Selby Harbour Trust")
        done(workspace, entity_acts.link, [stage.ids["Mira Okafor"]], "Mira Okafor")
    return replace(stage, ids={**stage.ids, "other trust": other})


def known(stage: Stage) -> dict[str, Entity]:
    """Return the entities that are in the file now."""
    with stage.opened() as workspace:
        return {use.entity.name: use.entity for use in workspace.ask(entities)}


async def on(play: Play, kind: type[S]) -> S:
    """Return the screen on top, once it is of that kind and shows something."""
    await play.until(lambda: isinstance(play.app.screen, kind) and play.app.focused)
    screen = play.app.screen
    assert isinstance(screen, kind)
    if isinstance(screen, ListScreen):
        await play.until(lambda: screen.things)
    return screen


async def trust(play: Play) -> MentionsOfEntityPage:
    """Open the page of the Trust."""
    await play.go_to("the Selby Harbour Trust")
    await play.press("I")
    return await on(play, MentionsOfEntityPage)


async def answer(play: Play, text: str) -> None:
    """Type a text into the prompt in place of what is there, and let it be done."""
    await on(play, Prompt)
    play.one(Input).value = ""
    await play.type(text)
    await play.do("enter")


async def test_two_keys_make_an_entity_of_the_name(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("the Lumen Coastguard")
        await play.press("i")
        await on(play, EntityChooser)
        await play.do("enter")
        await play.until(lambda: stage.now("the Lumen Coastguard").entity == "Lumen Coastguard")
        assert "Entity  Lumen Coastguard" in play.seen


async def test_a_click_on_the_entity_in_the_editor_opens_its_page(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        row, line = next((row, line) for row, line in enumerate(play.seen.splitlines()) if "Entity  Mira" in line)
        await play.pilot.click(offset=(line.index("Entity  Mira") + 10, row))
        assert "Mira Okafor PERSON" in (await on(play, MentionsOfEntityPage), play.seen)[1]


async def test_what_is_typed_finds_an_entity_and_the_link_is_repeated(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("the Lumen Hospital")
        await play.press("i")
        await on(play, EntityChooser)
        await play.type("hárbour")
        await play.do("enter")
        await play.until(lambda: stage.now("the Lumen Hospital").entity == "Selby Harbour Trust")
        await play.go_to("Port Selby")
        await play.do("full_stop")
        await play.until(lambda: stage.now("Port Selby").entity == "Selby Harbour Trust")
        accepted = "Linked “Port Selby” to Selby Harbour Trust and accepted it as GPE. Press . to link another mention."
        assert play.said == accepted
        assert stage.now("Port Selby").status is Status.ACCEPTED
        await play.do("u")
        assert stage.now("Port Selby").entity is None
        assert stage.now("Port Selby").status is Status.SUGGESTED


async def test_another_mention_of_a_new_entity_is_repeated_onto_the_same(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("i")
        await on(play, EntityChooser)
        await play.type("Ports")
        await play.until(lambda: "new entity “Ports”" in play.seen)
        await play.do("enter")
        await play.go_to("Halden")
        await play.do("full_stop")
        await play.until(lambda: stage.now("Halden").entity == "Ports")
        assert known(stage)["Ports"].aliases == ("Halden", "Port Selby")


async def test_a_link_is_taken_off(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("i")
        await play.until(lambda: "unlink from “Mira Okafor”" in play.seen)
        await play.do("enter")
        await play.until(lambda: stage.now("Mira Okafor").entity is None)


async def test_a_mention_that_is_not_linked_has_no_page(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Port Selby")
        await play.press("I")
        assert play.said == "This mention is not linked to an entity. Press i to link it."


async def test_the_page_tells_of_all_articles_and_leads_to_them(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await trust(play)
        await play.until(lambda: "2 in 2 articles" in play.seen)
        assert "2025-11-20 What the" in play.seen
        assert "2026-01-01 Ferry to" in play.seen
        assert "Mira Okafor (1)" in play.seen
        await play.press("G")
        first = shown.highlighted
        assert first is not None
        assert first.span is not None
        await play.press("enter")
        await play.until(lambda: play.reader.session.article.uid == stage.guide.uid)
        await play.until(lambda: play.pane.current is not None)
        assert play.here.span == first.span


async def test_ticked_mentions_become_a_new_entity(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await trust(play)
        await play.press("vertical_line")
        assert "Nothing is ticked." in play.seen
        await play.press("G", "space")
        await play.until(lambda: "1 ticked" in play.seen)
        await play.press("vertical_line")
        await answer(play, "Harbour Board")
        await play.until(lambda: "1 in 1 article" in play.seen)
        assert stage.now("the Selby Harbour Trust").entity == "Selby Harbour Trust"
        (other,) = [one for one in stage.annotations(stage.guide) if one.id == stage.ids["other trust"]]
        assert other.entity == "Harbour Board"
        await play.do("u")
        await play.until(lambda: "2 in 2 articles" in play.seen)


async def test_entities_are_merged_when_one_says_so(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("I")
        await on(play, MentionsOfEntityPage)
        await play.press("ampersand")
        await on(play, EntityChooser)
        await play.type("mira")
        await play.pilot.pause()
        assert "new entity" not in play.seen
        await play.press(*["backspace"] * 4)
        await play.type("trust")
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, KeyPrompt))
        await play.do("M")
        await play.until(lambda: stage.now("Mira Okafor").entity == "Selby Harbour Trust")
        await play.until(lambda: "3 in 2 articles" in play.seen)
        assert known(stage)["Selby Harbour Trust"].aliases == ("Mira Okafor",)


async def test_names_and_note_are_changed(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await trust(play)
        await play.press("e")
        await answer(play, "The Trust")
        await play.until(lambda: "The Trust" in known(stage))
        await play.press("l")
        await answer(play, "SHT")
        await play.until(lambda: known(stage)["The Trust"].aliases == ("SHT",))
        await play.until(lambda: "SHT" in play.seen)
        await play.press("l")
        await on(play, Chooser)
        await play.type("sht")
        await play.do("enter")
        await play.until(lambda: known(stage)["The Trust"].aliases == ())
        await play.press("N")
        await on(play, NotePage)
        await play.type("Sold two ships.")
        await play.do("escape")
        await play.until(lambda: known(stage)["The Trust"].note == "Sold two ships.")
        await play.until(lambda: "Sold two ships." in play.seen)


async def test_groups_of_the_article_then_of_the_workspace_are_confirmed_one_by_one(
    open_app: OpenApp, stage: Stage
) -> None:
    with stage.opened(seed=5) as workspace:
        done(workspace, operations.annotate, stage.guide.id, place(stage.guide.text, "the Lumen Coastguard"), "ORG")
        second = done(workspace, operations.annotate, stage.ferry.id, stage.at("Ilse Brandt", 1), "PERSON")
    async with playing(open_app(), stage) as play:
        await play.press("Y")
        shown = await on(play, GroupsPage)
        names = [group.name for group in shown.things.values()]
        assert "Ilse Brandt" in names
        await play.press("slash")
        await play.type("ilse")
        await play.press("enter")
        await play.until(lambda: len(shown.things) == 1)
        await play.do("enter")
        await play.until(lambda: stage.now("Ilse Brandt").entity == "Ilse Brandt")
        (other,) = [one for one in stage.annotations() if one.id == second]
        assert other.entity == "Ilse Brandt"
        await play.until(lambda: not shown.things)
        await play.press("v", "slash", *["backspace"] * 4)
        await play.type("coastguard")
        await play.press("enter")
        await play.until(lambda: len(shown.things) == 1)
        await play.do("enter")
        await play.until(lambda: stage.now("the Lumen Coastguard").entity == "Lumen Coastguard")
        await play.press("u")
        await play.until(lambda: stage.now("the Lumen Coastguard").entity is None)
        await play.press("q")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))


async def test_one_key_links_all_groups_that_are_sure_and_leaves_the_others(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def suggested(connection: sqlite3.Connection, article: int | None = None, **kwargs: Any) -> list[Group]:
        found = suggested_groups(connection, article, **kwargs)
        return [replace(one, precision=0.94) if "Coastguard" in one.name else one for one in found]

    monkeypatch.setattr(entity_groups, "suggested_groups", suggested)
    with stage.opened(seed=5) as workspace:
        done(workspace, operations.annotate, stage.guide.id, place(stage.guide.text, "the Lumen Coastguard"), "ORG")
        done(workspace, operations.annotate, stage.ferry.id, stage.at("Ilse Brandt", 1), "PERSON")
    async with playing(open_app(), stage) as play:
        await play.press("Y", "v")
        shown = await on(play, GroupsPage)
        await play.until(lambda: "Lumen Coastguard" in [group.name for group in shown.things.values()])
        sure = len(shown.things) - 1
        await play.press("percent_sign")
        await play.until(lambda: "at least 95% sure; 1 less sure group will stay?" in play.seen)
        assert f"in {sure} group" in play.seen
        assert stage.now("Ilse Brandt").entity is None
        await play.do("y")
        await play.until(lambda: [group.name for group in shown.things.values()] == ["Lumen Coastguard"])
        assert stage.now("Ilse Brandt").entity == "Ilse Brandt"
        await play.press("percent_sign")
        await play.until(lambda: "No group here is at least 95% sure" in play.seen)
        await play.press("u")
        await play.until(lambda: len(shown.things) == sure + 1)
        assert stage.now("Ilse Brandt").entity is None


async def test_a_mention_that_is_of_somebody_else_is_left_out_of_its_group(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened(seed=5) as workspace:
        second = done(workspace, operations.annotate, stage.ferry.id, stage.at("Ilse Brandt", 1), "PERSON")
    async with playing(open_app(), stage) as play:
        await play.press("Y", "slash")
        shown = await on(play, GroupsPage)
        await play.type("ilse")
        await play.press("enter")
        await play.until(lambda: len(shown.things) == 1)
        await play.press("i")
        members = await on(play, MembersPage)
        await play.until(lambda: "2 of 2 ticked" in play.seen)
        assert [member.id for member, _ in members.ticked][-1] == second
        await play.press("down", "space")
        await play.until(lambda: "1 of 2 ticked" in play.seen)
        await play.do("enter")
        await play.until(lambda: stage.now("Ilse Brandt").entity == "Ilse Brandt")
        (other,) = [one for one in stage.annotations() if one.id == second]
        assert other.entity is None
        await play.until(lambda: play.app.screen is shown)
        await play.press("i", "asterisk", "enter")
        await play.until(lambda: play.app.screen is shown)
        await play.until(lambda: "no mention of “Ilse Brandt” was ticked" in play.seen)
        assert [one.entity for one in stage.annotations() if one.id == second] == [None]


async def test_groups_are_looked_for_once_however_one_filters_and_confirms(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int | None] = []

    def suggested(connection: sqlite3.Connection, article: int | None = None, **kwargs: Any) -> list[Group]:
        looked.append(article)
        return suggested_groups(connection, article, **kwargs)

    monkeypatch.setattr(entity_groups, "suggested_groups", suggested)
    with stage.opened(seed=5) as workspace:
        done(workspace, operations.annotate, stage.ferry.id, stage.at("Ilse Brandt", 1), "PERSON")
    async with playing(open_app(), stage) as play:
        await play.press("Y", "slash")
        shown = await on(play, GroupsPage)
        await play.type("ilse")
        await play.press("enter")
        await play.until(lambda: len(shown.things) == 1)
        await play.do("enter")
        await play.until(lambda: not shown.things)
        assert stage.now("Ilse Brandt").entity == "Ilse Brandt"
        assert looked == [stage.ferry.id]
        await play.press("u")
        await play.until(lambda: len(shown.things) == 1)
        assert len(looked) == 2
        await play.press("v")
        await play.until(lambda: "in this workspace" in play.seen)
        assert looked[2:] == [None]


def names(page: EntitiesPage) -> list[str]:
    """Return the names that are listed."""
    return [page.things[row.key].entity.name for row in page.rows.rows]


async def test_all_entities_are_listed_filtered_and_sorted(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, entity_acts.add_alias, known(stage)["Mira Okafor"].id, "Die Kapitänin")
    async with playing(open_app(), stage) as play:
        await play.press("C")
        page = await on(play, EntitiesPage)
        assert names(page) == ["Selby Harbour Trust", "Mira Okafor"]
        assert "2 of 2, sorted by mentions" in play.seen
        assert "2 mentions in 2 articles" in play.seen
        await play.press("s")
        await play.until(lambda: names(page) == ["Mira Okafor", "Selby Harbour Trust"])
        for _ in range(5):
            await play.press("s")
        await play.until(lambda: "by mentions" in play.seen)
        await play.press("slash")
        await play.type("kapitanin")
        await play.until(lambda: names(page) == ["Mira Okafor"])
        await play.type("x")
        await play.until(lambda: "No matches. Press Escape" in play.seen)


async def test_an_entity_is_opened_from_the_list_and_a_mention_gone_to(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("C")
        await on(play, EntitiesPage)
        await play.press("enter")
        page = await on(play, MentionsOfEntityPage)
        await play.press("e")
        await answer(play, "The Trust")
        await play.until(lambda: page.called == "The Trust")
        await play.press("escape")
        entities_page = await on(play, EntitiesPage)
        await play.until(lambda: names(entities_page) == ["The Trust", "Mira Okafor"])
        await play.press("enter")
        mentions = await on(play, MentionsOfEntityPage)
        await play.press("G")
        assert mentions.highlighted is not None
        wanted = mentions.highlighted.article.uid
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.until(lambda: play.reader.session.article.uid == wanted)
