"""The list of articles, and going to the next one that wants something."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest
from textual.widgets import Input

from glossator.domain.article import Article, ArticleDraft
from glossator.domain.library import Library, LibraryEntry, ReadingState
from glossator.services.bulk_analysis import Analysed, NotAnalysed, Outcome
from glossator.state.locations import state_folder
from glossator.state.read_status import ReadStatus
from glossator.store import operations
from glossator.store.errors import StoreError
from glossator.store.operations.versions import carry_over
from glossator.store.queries.library import library
from glossator.store.queries.versions import orphans
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.library import LibraryPage, _cells, _common_year, _date
from glossator.ui.screens.orphans import OrphansPage
from glossator.ui.screens.prompt import Prompt
from glossator.ui.widgets.row_list import ListRow, fitted
from tests.domain.test_library import entry
from tests.store.dumps import change
from tests.store.scene import add, done, place
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import NARROW, Play, playing
from tests.ui.screens.stage import PIPELINE, Stage


async def page(play: Play) -> LibraryPage:
    """Open the page, and let it list the articles."""
    await play.press("P")
    await play.until(lambda: isinstance(play.app.screen, LibraryPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, LibraryPage)
    return shown


def titles(shown: LibraryPage) -> list[str]:
    """Return the titles that are listed, shortened to their first word."""
    return [shown.things[row.key].title.split()[0] for row in shown.rows.rows]


async def tag(play: Play, text: str) -> None:
    """Tag what is meant."""
    await play.press("t")
    await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
    await play.type(text)
    await play.press("enter")


async def test_every_article_is_listed_with_what_is_known_of_it(open_app: OpenApp, stage: Stage) -> None:
    with stage.opened() as workspace:
        done(workspace, operations.write_article_note, stage.guide.id, "Who sails first?", None, ("",))
    further = "INSERT INTO article_metadata (article, name, value) SELECT ?, key, value FROM json_each(?)"
    change(stage.path, further, [stage.guide.id, '{"Section": "Harbours", "page": "4"}'])
    async with playing(open_app(stage.guide.uid), stage) as play:
        await play.press("T")
        assert "Section: Harbours; page: 4" in play.seen
        await play.press("escape")
        shown = await page(play)
        assert titles(shown) == ["Ferry", "What", "Letters"]
        assert shown.highlighted is not None
        assert shown.highlighted.uid == stage.guide.uid
        (row,) = [line for line in play.seen.splitlines() if "What the Halden" in line and "□" in line]
        # Not all articles are of one year.
        for part in ("□ ◐  What", "Coast Papers", "2025-11-20", "0/1", "✎"):
            assert part in row
        assert "Tags" in play.seen
        assert "◐ begun" in play.seen
        assert "Who sails first?" in play.seen
        assert "Section: Harbours" in play.seen
        assert "3 of 3, sorted by added, ascending" in play.seen


def test_there_is_room_for_a_note_and_as_many_near_duplicates_as_are_linked() -> None:
    for column, cell in zip(LibraryPage.COLUMNS, _cells(entry(1, note="See Lumen", copies=20)), strict=True):
        assert not column.width or cell.cell_length <= column.width


def test_dates_of_one_year_are_short_and_columns_are_as_wide_as_their_content() -> None:
    entries = [entry(1, published_at="2025-10-26"), entry(2, published_at="2025-01-05T10:00:00Z")]
    assert _common_year(entries) == "2025"
    assert [_date(one.published_at, "2025") for one in entries] == ["26 Oct", "5 Jan"]
    assert [_date(date, "2025") for date in ("2024-10-26", "2025-13-01", "2025", "")] == [
        *("2024-10-26", "2025-13-01", "2025", ""),
    ]
    assert _common_year([*entries, entry(3, published_at="2024-01-01")]) == ""
    rows = [ListRow(str(one.id), _cells(one, "2025")) for one in entries]
    columns = {column.title: column for column in fitted(LibraryPage.COLUMNS, rows) if column.title}
    assert columns["Date"].width == 6
    assert columns["Tags"].hidden
    assert not columns["Title"].hidden


async def test_the_details_begin_the_text(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.until(lambda: "The ferry Aurora left Port Selby" in play.seen)
        beginning = stage.ferry.text[:600].rpartition(" ")[0]
        assert f"{beginning.split()[-1]} …" in play.seen


async def test_a_narrow_window_shows_the_title_and_how_much_is_decided(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage, NARROW) as play:
        await page(play)
        (row,) = [line for line in play.seen.splitlines() if "Ferry to Lumen sails" in line and "□" in line]
        assert "14/28 ▆▆▁▁" in row
        assert "Tidewatch" not in row


@pytest.mark.holds("listing")
async def test_of_many_articles_those_around_the_open_one_are_there_before_all_are(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stage.opened() as workspace:
        for number in range(4):
            add(workspace, ArticleDraft(f"More-{number}", f"Text {number}."))
        whole = [entry.title.split()[0] for entry in Library(workspace.ask(library)).filter("")]
        around = whole.index("Letters")
    go_on = Event()

    def late(connection: sqlite3.Connection) -> list[LibraryEntry]:
        assert go_on.wait(30)
        return library(connection)

    monkeypatch.setattr("glossator.ui.screens.library._SEEN", 1)
    monkeypatch.setattr("glossator.ui.screens.library.library", late)
    async with playing(open_app(stage.letters.uid), stage) as play:
        await play.press("P")
        await play.until(lambda: "7 of 7, sorted by added, ascending" in play.seen)
        shown = play.app.screen
        assert isinstance(shown, LibraryPage)
        assert [one.title.split()[0] for one in shown.things.values()] == whole[around - 1 : around + 2]
        assert [row.key != "" for row in shown.rows.rows] == [abs(place - around) < 2 for place in range(7)]
        assert shown.highlighted is not None
        assert shown.highlighted.uid == stage.letters.uid
        shown.rows.action_step(-1)
        # All are ticked, and not only those that are there already.
        shown.action_all()
        assert shown.ticked == []
        go_on.set()
        await play.until(lambda: len(shown.ticked) == 7)
        assert titles(shown) == whole
        assert shown.highlighted.title.split()[0] == whole[around - 1]


async def test_a_list_that_cannot_be_read_says_so(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> list[LibraryEntry]:
        raise StoreError("The disk is full of sand.")

    monkeypatch.setattr("glossator.ui.screens.library.library", refused)
    async with playing(open_app(), stage) as play:
        await play.press("P")
        await play.until(lambda: "full of sand" in play.seen)


async def test_articles_are_filtered_as_one_types_and_opened(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("slash")
        shown.type("source:coast")
        await play.until(lambda: titles(shown) == ["What"])
        shown.type("is:foo")
        await play.until(lambda: "Unknown filter is:foo. Available: is:new, is:archived" in play.seen)
        shown.type("source:coast")
        await play.until(lambda: titles(shown) == ["What"])
        await play.press("enter", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        assert play.reader.session.article.uid == stage.guide.uid


async def test_each_column_sorts_and_the_other_way_round(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("s")
        await play.until(lambda: titles(shown) == ["Ferry", "Letters", "What"])
        await play.press("S")
        await play.until(lambda: titles(shown) == ["What", "Letters", "Ferry"])
        await play.press("s", "s")
        await play.until(lambda: titles(shown) == ["Ferry", "What", "Letters"])
        assert "by date, descending" in play.seen


async def test_ticked_articles_are_tagged_in_one_act_and_a_tag_that_all_have_is_taken_off(
    open_app: OpenApp, stage: Stage
) -> None:
    def tags() -> list[tuple[str, ...]]:
        with stage.opened() as workspace:
            return [workspace.article(one.uid).tags for one in (stage.ferry, stage.guide, stage.letters)]

    async with playing(open_app(), stage) as play:
        before = tags()
        await page(play)
        await play.press("j", "space", "space")
        assert "2 ticked" in play.seen
        await tag(play, "q1/coast")
        await play.until(lambda: tags() == [before[0], ("q1/coast",), ("q1/coast",)])
        await play.until(lambda: "Tagged 2 articles #q1/coast." in play.seen)
        assert "ticked" not in play.seen
        await play.press("g", "j", "space", "space")
        await tag(play, "Q1/Coast")
        await play.until(lambda: tags() == before)
        await play.until(lambda: "Removed the tag #Q1/Coast from 2 articles." in play.seen)
        await play.press("u", "u")
        await play.until(lambda: tags() == before)


async def test_what_cannot_be_a_tag_is_reported_and_nothing_is_tagged(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await tag(play, "a;b")
        await play.until(lambda: "semicolon" in play.seen)
        assert play.one(Input).value == "a;b"
        assert isinstance(play.app.screen, Prompt)


@pytest.mark.parametrize(
    ("outcome", "reported"),
    [
        (Analysed("", 7), "1 of 1 articles analysed, 7 suggestions added; 2 already analysed"),
        (NotAnalysed("", "The pipeline has ended."), "1 failed: Letters: The pipeline has ended."),
        (None, "0 of 1 articles analysed, 0 suggestions added; 2 already analysed; stopped"),
    ],
)
async def test_ticked_articles_are_read_by_the_machine(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch, outcome: Outcome | None, reported: str
) -> None:
    asked: list[str] = []

    def analyse_many(_workspace: object, uids: list[str], *_: object, **__: object) -> Iterator[Outcome]:
        asked.extend(uids)
        if outcome is not None:
            yield replace(outcome, uid=stage.letters.uid)

    monkeypatch.setattr("glossator.services.bulk_analysis.analyse_many", analyse_many)
    monkeypatch.setattr("glossator.store.workspace.Workspace.unanalysed_articles", lambda *_: [stage.letters.uid])
    monkeypatch.setattr("glossator.services.article_recognisers.find_recogniser", lambda *_: PIPELINE)
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.press("asterisk", "A")
        await play.until(lambda: reported in play.seen.replace("\n", " "))
        assert asked == [stage.letters.uid]


async def test_how_far_an_article_was_read_is_remembered(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("glossator.ui.reader.reading_record.monotonic", lambda: now)
    async with playing(open_app(), stage, (160, 12)) as play:
        states = ReadStatus(state_folder(), stage.path).states()
        assert states == {stage.ferry.uid: ReadingState.BEGUN}
        now = 0.5
        await play.press("G", ">", "<")
        assert ReadStatus(state_folder(), stage.path).states() == {
            stage.ferry.uid: ReadingState.BEGUN,
            stage.guide.uid: ReadingState.BEGUN,
        }, "half a second is not enough to read it"
        now = 60.0
        await play.press("g", "G")
        await play.until(lambda: ReadStatus(state_folder(), stage.path).states()[stage.ferry.uid] is ReadingState.READ)
        shown = await page(play)
        await play.press("m")
        await play.until(lambda: shown.things[stage.ferry.uid].state is ReadingState.UNREAD)
        await play.press("j", "m")
        await play.until(lambda: shown.things[stage.guide.uid].state is ReadingState.READ)
        assert ReadStatus(state_folder(), stage.path).states() == {stage.guide.uid: ReadingState.READ}


async def test_all_that_are_ticked_are_taken_for_read_or_for_unread_when_they_are(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage, (160, 12)) as play:
        shown = await page(play)
        await play.press("j", "space", "space", "m")
        await play.until(lambda: "Marked 2 articles as read." in play.seen)
        both = (stage.guide.uid, stage.letters.uid)
        await play.until(lambda: all(shown.things[uid].state is ReadingState.READ for uid in both))
        kept = ReadStatus(state_folder(), stage.path).states()
        assert kept == {stage.ferry.uid: ReadingState.BEGUN, **dict.fromkeys(both, ReadingState.READ)}
        await play.press("g", "j", "space", "space", "m")
        await play.until(lambda: "Marked 2 articles as unread." in play.seen)
        assert ReadStatus(state_folder(), stage.path).states() == {stage.ferry.uid: ReadingState.BEGUN}


async def test_what_was_done_is_no_news_once_something_else_is_done(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        for keys in (("s",), ("space",), ("slash", "a")):
            await play.press("m")
            await play.until(lambda: "Marked “Ferry" in play.seen)
            await play.press(*keys)
            await play.until(lambda: "Marked “Ferry" not in play.seen)


async def test_one_goes_to_the_next_unread_and_to_the_next_to_decide(open_app: OpenApp, stage: Stage) -> None:
    ReadStatus(state_folder(), stage.path).record_opening(stage.guide.uid)
    async with playing(open_app(), stage) as play:
        await play.press("=")
        await play.until(lambda: play.reader.session.article.uid == stage.letters.uid)
        await play.press("=")
        await play.until(lambda: play.said == "No other unread article.")
        await play.press("!")
        await play.until(lambda: play.reader.session.article.uid == stage.ferry.uid)
        await play.press("!")
        await play.until(lambda: play.reader.session.article.uid == stage.guide.uid)


async def test_what_came_in_since_one_looked_is_listed_by_itself(open_app: OpenApp, stage: Stage) -> None:
    ReadStatus(state_folder(), stage.path).set_last_visit("2999-01-01T00:00:00Z")
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("w")
        await play.until(lambda: not shown.things)
        assert "New since 2999-01-01" in play.seen
        assert "No matches. Press Escape" in play.seen
        await play.press("w")
        await play.until(lambda: len(shown.things) == 3)
        assert "press w to list them" not in play.seen


async def test_what_is_new_is_reported_and_stays_new_however_often_one_looks(open_app: OpenApp, stage: Stage) -> None:
    ReadStatus(state_folder(), stage.path).set_last_visit("2001-01-01T00:00:00Z")
    async with playing(open_app(), stage) as play:
        for _ in range(2):
            shown = await page(play)
            await play.until(lambda: "3 new since 2001-01-01, press w to list them" in play.seen)
            await play.press("escape")
            await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        shown = await page(play)
        await play.press("w", "slash")
        await play.type("ferry")
        await play.until(lambda: titles(shown) == ["Ferry"])
        assert shown.typed == "is:new ferry"
        assert "New since 2001-01-01: 1 of 3" in play.seen
        await play.press("enter", "w")
        await play.until(lambda: shown.typed == "ferry")


async def test_keys_go_on_to_what_is_unread_and_undecided(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.ferry.uid), stage) as play:
        shown = await page(play)

        def here() -> str:
            return shown.highlighted.uid if shown.highlighted else ""

        await play.press("=")
        assert here() == stage.guide.uid
        await play.press("=")
        assert here() == stage.letters.uid
        await play.press("!")
        assert here() == stage.ferry.uid
        await play.press("!")
        assert here() == stage.guide.uid
        shown.type("lumen title:ferry")
        await play.until(lambda: titles(shown) == ["Ferry"])
        await play.press("enter", "=")
        await play.until(lambda: "No other unread article in this list." in play.seen)


async def test_articles_are_archived_shown_when_asked_for_and_brought_back(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        shown = await page(play)
        await play.press("z")
        await play.until(lambda: titles(shown) == ["Ferry", "Letters"])
        assert "Archived “What the Halden Accords say”." in play.seen
        assert "1 archived or superseded" in play.seen
        shown.type("is:archived")
        await play.until(lambda: titles(shown) == ["What"])
        await play.press("enter", "z")
        await play.until(lambda: titles(shown) == [])
        shown.type("")
        await play.until(lambda: titles(shown) == ["Ferry", "What", "Letters"])
        await play.press("enter", "u")
        await play.until(lambda: titles(shown) == ["Ferry", "Letters"])


def newer_version(stage: Stage, text: str) -> Article:
    """Have another text take the place of the guide, in which a mark has a tag."""
    with stage.opened() as workspace:
        mark = done(
            workspace, operations.annotate, stage.guide.id, place(stage.guide.text, "Four coastal towns"), "ORG"
        )
        done(workspace, operations.tag, mark, "kept")
        article = add(workspace, ArticleDraft("Guide, corrected", text))
        done(workspace, carry_over, stage.guide.id, article.id)
        return article


async def test_the_newest_version_opens_and_an_older_one_says_so(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(stage.guide.uid), stage) as play:
        assert "newer version" not in play.said
        await play.press("q")
    article = newer_version(stage, "All of it was rewritten.")
    async with playing(open_app(), stage) as play:
        assert play.reader.session.article.uid == article.uid
        assert "newer version" not in play.said
        shown = await page(play)
        shown.type("is:superseded")
        await play.until(lambda: titles(shown) == ["What"])
        await play.press("enter", "enter")
        await play.until(lambda: play.said.startswith("This article is superseded by a newer version"))
        assert play.reader.session.article.uid == stage.guide.uid


def waiting(stage: Stage) -> int:
    with stage.opened() as workspace:
        return len(workspace.ask(orphans))


async def orphans_page(play: Play) -> OrphansPage:
    """Open the page of what waits for a place."""
    await page(play)
    await play.press("o")
    await play.until(lambda: isinstance(play.app.screen, OrphansPage) and play.app.screen.things)
    shown = play.app.screen
    assert isinstance(shown, OrphansPage)
    return shown


async def test_what_waits_for_a_place_is_placed_at_typed_words_and_dropped(open_app: OpenApp, stage: Stage) -> None:
    article = newer_version(stage, "All of it was rewritten; the lamp, the harbour, and who keeps which of the two.")
    before = waiting(stage)
    async with playing(open_app(article.uid), stage) as play:
        shown = await orphans_page(play)
        assert shown.highlighted is not None
        assert len(shown.things) == before
        await play.press("a")
        assert "No place is proposed" in play.seen
        await play.press("f")
        await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
        play.one(Input).value = "the "
        await play.press("enter")
        await play.until(lambda: "3 times" in play.seen)
        play.one(Input).value = "the lamp"
        await play.press("enter")
        await play.until(lambda: waiting(stage) == before - 1)
        with stage.opened() as workspace:
            (one,) = [one for one in workspace.annotations(article.id) if one.tags]
        assert one.quote == "the lamp"
        await play.until(lambda: len(shown.things) == before - 1)
        if shown.things:
            await play.press("asterisk", "x")
            await play.until(lambda: waiting(stage) == 0)
            await play.press("u")
        await play.press("u")
        await play.until(lambda: waiting(stage) == before)


def test_what_waits_in_several_articles_is_listed_together_and_nothing_else(stage: Stage) -> None:
    async def nothing(*_: object, **__: object) -> None:
        """Have no act done."""

    newer_version(stage, "All of it was rewritten; the lamp, the harbour, and who keeps which of the two.")
    with stage.opened() as workspace:
        newer, *others = sorted(workspace.ask(library), key=lambda one: -one.orphans)
        assert len(OrphansPage(workspace, nothing, [newer, others[0]]).listed("").things) == newer.orphans
        assert not OrphansPage(workspace, nothing, others[:2]).listed("").things


async def test_what_waits_for_a_place_is_placed_at_the_selection(open_app: OpenApp, stage: Stage) -> None:
    article = newer_version(stage, "All of it was rewritten; the lamp, the harbour, and who keeps which of the two.")
    before = waiting(stage)
    async with playing(open_app(article.uid), stage) as play:
        await play.jump("the lamp")
        await play.press("v", "l")
        shown = await orphans_page(play)
        assert "Press _ to place it at the selection “the lamp”" in " ".join(play.seen.split())
        await play.press("underscore")
        await play.until(lambda: waiting(stage) == before - 1)
        await play.until(lambda: len(shown.things) == before - 1)
        assert "Placed “" in play.seen


async def test_a_proposed_place_is_taken_or_gone_to(open_app: OpenApp, stage: Stage) -> None:
    article = newer_version(stage, stage.guide.text.replace("coastal", "coaster"))
    async with playing(open_app(), stage) as play:
        shown = await orphans_page(play)
        assert shown.highlighted is not None
        likely = shown.highlighted.likely
        assert likely is not None
        await play.press("enter")
        await play.until(lambda: play.reader.session.article.uid == article.uid)
        assert play.pane.offset_in_text == likely.start
        shown = await orphans_page(play)
        before = waiting(stage)
        await play.press("a")
        await play.until(lambda: waiting(stage) == before - 1)


async def test_a_filter_is_saved_with_its_order_applied_and_deleted(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        shown = await page(play)
        await play.press("b")
        assert "There is no filter to save." in play.seen
        await play.press("B")
        assert "No saved filters." in play.seen
        shown.type("source:coast")
        await play.press("enter", "s", "b")
        await play.until(lambda: play.app.screen is not shown)
        await play.type("The coast")
        await play.press("enter")
        await play.until(lambda: "Saved the filter “The coast”." in play.seen)
        await play.press("escape", "s")
        await play.until(lambda: len(titles(shown)) == 3)
        await play.press("B")
        await play.until(lambda: play.app.screen is not shown)
        assert "The coast  source:coast" in play.seen
        await play.press("enter")
        await play.until(lambda: titles(shown) == ["What"])
        assert "sorted by title, ascending" in play.seen
        await play.press("B")
        await play.until(lambda: play.app.screen is not shown)
        await play.type("delete")
        await play.press("enter")
        await play.until(lambda: "Deleted the filter “The coast”." in play.seen)
        await play.press("B")
        await play.until(lambda: "No saved filters." in play.seen)
