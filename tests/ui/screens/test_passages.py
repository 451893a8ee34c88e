"""The passages of a code: listed in context, grouped, sorted, filtered, decided on, and written to a file."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from glossator.domain.annotation import Status
from glossator.domain.mention import Grouping
from glossator.store import operations
from glossator.store.operations import entities as entity_acts
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens import passages
from glossator.ui.screens.chooser import Chooser
from glossator.ui.screens.codebook import CodebookPage
from glossator.ui.screens.entity import MentionsOfEntityPage
from glossator.ui.screens.passages import PassagesPage
from glossator.ui.screens.prompt import Prompt
from tests.store.dumps import change
from tests.store.scene import done, place, tag_suggestion
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The stage, with the tag actors/state in both articles that have a date, and a rejected annotation with it."""
    with stage.opened() as workspace:
        for words in ("the Ministry of Transport", "Halden", "212"):
            done(workspace, tag_suggestion, stage.ids[words], "actors/state")
        there = place(stage.guide.text, "The Ministry of Transport")
        other = done(workspace, operations.annotate, stage.guide.id, there, "ORG")
        done(workspace, operations.tag, other, "actors/state")
        done(workspace, operations.write_note, other, "They decide.")
    return replace(stage, ids={**stage.ids, "other ministry": other})


async def on(play: Play) -> PassagesPage:
    """Return the page of passages, once it lists some."""
    await play.until(lambda: isinstance(play.app.screen, PassagesPage) and play.app.screen.things)
    page = play.app.screen
    assert isinstance(page, PassagesPage)
    await listed(play)
    return page


async def listed(play: Play) -> None:
    """Let the page list what was asked for."""
    await play.app.workers.wait_for_complete([work for work in play.app.workers if work.group == "listing"])
    await play.pilot.pause()


async def of_tag(play: Play) -> PassagesPage:
    """Open the passages of actors/state, with one key from the article."""
    await play.go_to("the Lumen Coastguard")
    await play.press("number_sign")
    return await on(play)


def rows(page: PassagesPage) -> list[str]:
    """Return the texts of the rows that are passages, and the names of the headings in brackets."""
    found = []
    for row, mention in page._listed.things:
        cells = row.cells() if callable(row.cells) else row.cells
        found.append(f"[{cells[0].plain}]" if row.heading else mention.hit)
    return found


FERRY = "[Ferry to Lumen sails again after two winters]"
GUIDE = "[What the Halden Accords say]"
OF_FERRY = ["the Lumen Coastguard", "the Ministry of Transport", "Halden"]


async def test_one_key_lists_the_passages_of_the_tag_under_their_articles(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        assert rows(page) == [FERRY, *OF_FERRY, GUIDE, "The Ministry of Transport"]
        title = str(page.query_one("#title", Static).content)
        assert title == "Passages   actors/state   4 in 2 articles   ▃·▇ 2025-11 to 2026-01, most 3 in 2026-01"
        lines = play.seen.splitlines()
        heading = next(line for line in lines if "Ferry to Lumen sails" in line)
        assert heading.lstrip().startswith("Ferry to Lumen")
        assert "The Tidewatch   2026-01-01       3" in heading
        assert "sorted by date, newest first, grouped by article" in play.seen
        passage = next(line for line in lines if "ORG #actors/state" in line)
        assert re.search(r"□ +¶2 .* the Lumen Coastguard .* ◦", passage)
        assert page.highlighted is not None
        assert page.highlighted.hit == "the Lumen Coastguard", "a heading is not highlighted"


async def test_the_details_are_the_surroundings_then_what_was_decided_and_written(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        await play.press("G")
        about = page.query_one("#about Static", Static).content
        text = str(about)
        assert text.startswith("¶")
        assert "a storm\n\nThe Ministry of Transport. It has done so once, in 1996." in text
        assert "ORG · accepted · bea · 2026-01-02" in text
        assert "#actors/state\nNote  They decide.\n\nWhat the Halden Accords say\nCoast Papers · 2025-11-20" in text
        await play.press("g")
        around = page.about(page.highlighted)  # type: ignore[arg-type]  # it is there
        loud = [around.plain[span.start : span.end] for span in around.spans if "reverse" in str(span.style)]
        quiet = [around.plain[span.start : span.end] for span in around.spans if str(span.style) == "underline"]
        assert loud == ["the Lumen Coastguard"]
        assert "nine hours" in quiet


async def test_enter_goes_to_the_passage_in_another_article(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await of_tag(play)
        await play.press("G", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.until(lambda: play.reader.session.article.uid == stage.guide.uid)
        assert play.here.id == stage.ids["other ministry"]


async def test_headings_are_passed_over_in_both_directions(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        seen = []
        for key in ("j", "j", "j", "j", "k", "k"):
            await play.press(key)
            assert page.highlighted is not None
            seen.append(page.highlighted.hit)
        last = "The Ministry of Transport"
        assert seen == [*OF_FERRY[1:], last, OF_FERRY[0], last, OF_FERRY[-1]]


async def test_passages_are_grouped_by_article_by_code_or_not(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, tag_suggestion, stage.ids["Halden"], "towns")
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        await play.press("space", "Y")
        await listed(play)
        four = [*OF_FERRY, "The Ministry of Transport"]
        assert rows(page) == ["[#actors/state]", *four, "[#towns]", "Halden"]
        assert len(page.things) == 5, "the passage in two groups has two rows"
        assert "2026-01-01 Ferry to Lumen" in play.seen
        assert "grouped by code" in play.seen
        assert "1 ticked" in play.seen
        await play.press("Y")
        await listed(play)
        assert rows(page) == four
        await play.press("Y")
        await listed(play)
        assert rows(page) == [FERRY, *OF_FERRY, GUIDE, four[-1]]
        assert [one.hit for one in page.ticked] == [OF_FERRY[0]], "ticks survive"


async def test_passages_are_sorted_and_reversed(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        await play.press("S")
        await listed(play)
        assert rows(page) == [GUIDE, "The Ministry of Transport", FERRY, *OF_FERRY]
        assert "oldest first" in play.seen
        await play.press("s", "s", "s")
        await listed(play)
        assert "sorted by title" in play.seen
        assert [name for name in rows(page) if name.startswith("[")] == [FERRY, GUIDE]
        await play.press("S")
        await listed(play)
        assert [name for name in rows(page) if name.startswith("[")] == [GUIDE, FERRY]
        assert "title, reversed" in play.seen


async def test_the_filter_takes_words_or_a_query_and_escape_clears_it_first(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        for typed, hits in (
            ("minist", [FERRY, *OF_FERRY[1:], GUIDE, "The Ministry of Transport"]),
            ("minist decide", [GUIDE, "The Ministry of Transport"]),
            ("before:2026", [GUIDE, "The Ministry of Transport"]),
            ("status:suggested", [FERRY, *OF_FERRY[:2]]),
            ("status:rejected", [FERRY, "212"]),
        ):
            page.set_filter(typed)
            await play.until(lambda hits=hits: rows(page) == hits, typed)  # type: ignore[misc]  # bound in the loop
        page.set_filter("after:yesterday")
        await play.until(lambda: "is not a date" in play.seen)
        page.set_filter("zeppelin")
        await play.until(lambda: "No matches. Press Escape to clear the" in play.seen)
        await play.press("escape")
        await play.until(lambda: len(page.things) == 4)
        await play.press("escape")
        assert isinstance(play.app.screen, ReaderScreen)


async def test_several_tags_or_none_are_chosen_from_with_a_digit(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("number_sign")
        await play.until(lambda: isinstance(play.app.screen, Chooser))
        for entry in ("1   people/crew  tag", "2   speaks  tag", "3   PERSON  label"):
            assert entry in play.seen
        await play.press("3")
        page = await on(play)
        assert page.named == "PERSON"
        assert "Tobias Lund" in rows(page)
        await play.press("q")
        await play.go_to("Cape Verity")
        await play.press("number_sign")
        assert (await on(play)).named == "LOC", "one code needs no choice"
        await play.press("q")
        await play.go_to("oranges")
        await play.press("number_sign")
        assert play.said == "This annotation has no tag, label or entity. Press t to tag it, or r to label it."


async def test_an_entity_among_the_codes_leads_to_its_page(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, entity_acts.link, [stage.ids["Mira Okafor"]], "Captain Okafor")
    async with playing(open_app(), stage) as play:
        await play.go_to("Mira Okafor")
        await play.press("number_sign", "4")
        page = await on(play)
        assert isinstance(page, MentionsOfEntityPage)
        assert page.called == "Captain Okafor"


@pytest.mark.parametrize(("typed", "first"), [("actors", "the Lumen Coastguard"), ("GPE", "Port Selby")])
async def test_enter_in_the_codebook_lists_passages_and_leads_to_one(
    open_app: OpenApp, stage: Stage, typed: str, first: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("K")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage) and play.app.screen.things)
        await play.press("slash")
        await play.type(typed)
        await play.press("enter", "enter")
        page = await on(play)
        assert rows(page)[1] == first
        await play.press("escape")
        await play.until(lambda: isinstance(play.app.screen, CodebookPage))
        await play.press("enter")
        await on(play)
        await play.press("enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.until(lambda: play.here.quote == first)


async def test_a_code_without_passages_says_how_it_gets_some(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("K", "slash")
        await play.type("LANGUAGE")
        await play.press("enter", "enter")
        await play.until(lambda: isinstance(play.app.screen, PassagesPage))
        await play.until(lambda: "No passages yet. In the article, press t to tag" in " ".join(play.seen.split()))
        assert "0 found" in play.seen


async def test_decisions_and_notes_are_about_the_highlighted_passage(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        await play.do("j", "a")
        assert stage.now("the Ministry of Transport").status is Status.ACCEPTED
        assert "Accepted “the Ministry of Transport”." in play.seen
        await play.do("x")
        await play.until(lambda: len(page.things) == 3)
        assert stage.now("the Ministry of Transport").status is Status.REJECTED
        await play.do("u")
        await play.until(lambda: len(page.things) == 4)
        await play.press("g", "n")
        await play.type("Ask them.")
        await play.do("escape")
        await play.until(lambda: stage.now("the Lumen Coastguard").note == "Ask them.")
        await play.until(lambda: "Note  Ask them." in play.seen)


async def test_text_that_is_no_annotation_cannot_be_decided_on(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("ctrl+f")
        await play.type("horn")
        await play.press("enter")
        await on(play)
        for key in ("a", "x", "r", "n"):
            await play.press(key)
            assert "Not an annotation: “horn”. Press t to tag text, which marks it." in play.seen, key


async def export(play: Play, path: Path) -> None:
    """Write what is listed to a file."""
    await play.press("R")
    await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
    await play.press("ctrl+u")
    await play.type(str(path))
    await play.press("enter")


async def test_what_is_listed_is_written_in_its_order_and_grouping(
    open_app: OpenApp, stage: Stage, tmp_path: Path
) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        await play.press("S")
        await listed(play)
        await export(play, tmp_path / "state.csv")
        await play.until(lambda: "Exported 4 passages to" in play.seen)
        written = list(csv.DictReader(io.StringIO((tmp_path / "state.csv").read_text(encoding="utf-8-sig"))))
        assert [row["quote"] for row in written] == [name for name in rows(page) if not name.startswith("[")]
        assert {row["group"] for row in written} == {FERRY[1:-1], GUIDE[1:-1]}
        await play.press("G", "space")
        await export(play, tmp_path / "one.md")
        await play.until(lambda: "Exported 1 passage to" in play.seen)
        assert (tmp_path / "one.md").read_text(encoding="utf-8").startswith("# Passages actors/state\n\n## Ferry")
        await export(play, tmp_path / "one.md")
        await play.until(lambda: "one.md exists" in " ".join(play.seen.split()))
        await export(play, tmp_path / "one.pdf")
        await play.until(lambda: "Name a file that ends in .csv, .md, .html." in play.seen)


async def test_many_passages_come_in_parts_and_all_are_exported(
    open_app: OpenApp, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "_FIRST", 2)
    monkeypatch.setattr(passages, "_MOST_PASSAGES", 3)
    parts: list[int] = []

    def read_part(page: PassagesPage, typed: str, highlighted: str | None) -> object:
        part = original(page, typed, highlighted)
        parts.append(len(part.things) if part else 0)
        return part

    original = PassagesPage.read_part
    monkeypatch.setattr(PassagesPage, "read_part", read_part)
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        assert rows(page) == [FERRY, *OF_FERRY]
        assert parts == [3]
        assert "the first 3 of 4; R exports all" in play.seen
        assert "4 in 2 articles   ▃·▇ 2025-11 to 2026-01" in play.seen
        await export(play, tmp_path / "all.csv")
        await play.until(lambda: "Exported 4 passages" in play.seen)


async def test_no_chart_without_dates(open_app: OpenApp, stage: Stage) -> None:
    change(stage.path, "UPDATE articles SET published_at = ''")
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        assert str(page.query_one("#title", Static).content) == "Passages   actors/state   4 in 2 articles"


@pytest.mark.parametrize("by", Grouping)
async def test_nothing_is_cut_off_that_matters_in_a_narrow_window(
    open_app: OpenApp, stage: Stage, by: Grouping
) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        page = await of_tag(play)
        await play.press(*["Y"] * list(Grouping).index(by))
        await listed(play)
        assert "the Lumen Coastguard" in play.seen
        assert "ORG · suggested" in play.seen
        assert len(page.things) == 4


async def test_a_page_is_refreshed_when_others_change_its_passages(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        page = await of_tag(play)
        with stage.opened() as workspace:
            done(workspace, operations.tag, stage.ids["Aurora"], "actors/state")
        page._look_around()
        await play.until(lambda: "Aurora" in rows(page))
        assert page.highlighted is not None
        assert page.highlighted.hit == "the Lumen Coastguard"


async def test_the_list_is_gone_through_from_the_article(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await of_tag(play)
        await play.press("enter")
        await play.until(lambda: play.app.screen is play.reader)
        places = []
        for key in ("f", "f", "f", "f", "F"):
            await play.press(key)
            await play.until(lambda: play.said)
            assert play.said.endswith(": actors/state")
            places.append((play.said.partition(":")[0], play.reader.session.article.title, play.here.quote))
        assert [place for place, *_ in places] == ["2 of 4", "3 of 4", "4 of 4", "1 of 4", "4 of 4"]
        assert len({title for _, title, _ in places}) > 1
        assert places[2] == places[4]
        await play.press("slash")
        await play.type("the")
        await play.press("escape", "f")
        assert "of 4" not in play.said
