"""Bringing in articles from the reader and the library."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from glossator.services.importing.inputs import Failed, Imported
from glossator.store.errors import StoreError
from glossator.ui.reader.screen import ReaderScreen
from glossator.ui.screens.importing import ImportPage
from glossator.ui.screens.library import LibraryPage
from glossator.ui.screens.prompt import Prompt
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two texts, one of them in a table, and a file that is none."""
    made = tmp_path / "inbox"
    made.mkdir()
    (made / "gale.txt").write_text("Gale over Hartness\n\nThe lamp burned all night.", encoding="utf-8")
    (made / "list.csv").write_text("title,text\nTides,The tide tables are late.\n", encoding="utf-8")
    (made / "broken.txt").write_bytes(b"")
    return made


async def bring_in(play: Play, typed: str, key: str = "J") -> ImportPage:
    """Import what is typed, and return the page once it is over."""
    await play.press(key)
    await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
    await play.type(typed)
    await play.press("enter")
    await play.until(lambda: isinstance(play.app.screen, ImportPage))
    page = play.app.screen
    assert isinstance(page, ImportPage)
    return page


async def test_what_came_with_an_article_is_reported_and_what_was_left_out(
    open_app: OpenApp, stage: Stage, tmp_path: Path
) -> None:
    spans = '[{"start": 0, "end": 4, "label": "WEATHER"}, {"start": 4, "end": 99, "label": "ORG"}]'
    (tmp_path / "tasks.jsonl").write_text(f'{{"text": "Gale over Hartness.", "spans": {spans}}}', encoding="utf-8")
    async with playing(open_app(), stage) as play:
        page = await bring_in(play, str(tmp_path / "tasks.jsonl"))
        await play.until(lambda: "1 new, 0 known already, 0 failed" in play.seen)
        (row,) = page.rows.rows
        assert callable(row.cells)
        assert row.cells()[-1].plain == "1 annotation, new in the codebook: WEATHER; 1 left out"
        assert "4 to 99" in " ".join(play.seen.split())


async def test_a_folder_is_brought_in_and_an_article_of_it_opened(
    open_app: OpenApp, stage: Stage, folder: Path
) -> None:
    async with playing(open_app(), stage) as play:
        page = await bring_in(play, str(folder))
        await play.until(lambda: "2 new, 0 known already, 1 failed" in play.seen)
        reported = [page.things[row.key] for row in page.rows.rows]
        assert [Path(one.name).name for one in reported] == ["broken.txt", "gale.txt", "list.csv, row 2"]
        assert isinstance(reported[0], Failed)
        assert "The file is empty" in play.seen
        await play.press("enter")
        assert play.app.screen is page
        await play.press("down", "enter")
        await play.until(lambda: isinstance(play.app.screen, ReaderScreen))
        await play.until(lambda: play.reader.session.article.title == "Gale over Hartness")


async def test_what_came_in_is_in_the_library_and_known_the_next_time(
    open_app: OpenApp, stage: Stage, folder: Path
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("P")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage) and play.app.screen.things)
        library = play.app.screen
        assert isinstance(library, LibraryPage)
        for counts in ("1 new, 0 known already", "0 new, 1 known already"):
            await bring_in(play, str(folder / "gale.txt"), "J")
            await play.until(partial(lambda counts: counts in play.seen, counts))
            await play.press("escape")
            await play.until(lambda: play.app.screen is library)
        await play.until(lambda: any(entry.title == "Gale over Hartness" for entry in library.things.values()))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "Nothing to import"),
        ("/no/such/file", "No such file or folder; check the spelling."),
        ("no*thing", "No such file"),
    ],
)
async def test_what_is_not_there_is_reported_before_anything_is_done(
    open_app: OpenApp, stage: Stage, typed: str, wrong: str
) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("J")
        await play.until(lambda: isinstance(play.app.screen, Prompt) and play.app.focused)
        await play.type(typed)
        await play.press("enter")
        await play.until(lambda: wrong in play.seen)
        assert isinstance(play.app.screen, Prompt)


async def test_an_address_on_this_machine_is_refused(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await bring_in(play, "http://127.0.0.1:9/page")
        await play.until(lambda: "0 new, 0 known already, 1 failed" in play.seen)
        assert "127.0.0.1 is on this machine" in " ".join(play.seen.split())


@pytest.mark.holds("importing")
async def test_an_import_is_stopped_and_what_came_in_stays(
    open_app: OpenApp, stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Event()

    def slowly(*_: object, **__: object) -> Iterator[Imported | Failed]:
        yield Imported("one", stage.guide.uid, new=False)
        assert going.wait(60)
        yield Imported("two", stage.guide.uid, new=False)
        yield Imported("three", stage.guide.uid, new=False)

    monkeypatch.setattr("glossator.ui.screens.importing.import_articles", slowly)
    async with playing(open_app(), stage) as play:
        page = await bring_in(play, str(folder))
        await play.until(lambda: "Press ctrl+k to stop" in play.seen)
        await play.press("ctrl+k")
        await play.until(lambda: "Stopping" in play.seen)
        going.set()
        await play.until(lambda: "0 new, 2 known already, 0 failed · stopped" in " ".join(play.seen.split()))
        await play.until(lambda: len(page.things) == 2)


async def test_a_workspace_that_cannot_be_written_is_reported(
    open_app: OpenApp, stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Iterator[Imported | Failed]:
        raise StoreError("The disk is full; make room.")

    monkeypatch.setattr("glossator.ui.screens.importing.import_articles", fails)
    async with playing(open_app(), stage) as play:
        await bring_in(play, str(folder))
        await play.until(lambda: "The disk is full; make room." in play.seen)


async def test_rows_that_differ_from_another_analysts_work_are_reported_with_the_way_out(
    open_app: OpenApp, stage: Stage, tmp_path: Path
) -> None:
    found = stage.now("Mira Okafor")
    assert found.span is not None
    table = tmp_path / "t.csv"
    table.write_text(
        "annotation_id,article_id,quote,start,end,status,label,analyst\n"
        f"{found.uid},{stage.ferry.uid},{found.quote},{found.span.start},{found.span.end},rejected,PERSON,Ben\n",
        encoding="utf-8",
    )
    async with playing(open_app(), stage) as play:
        page = await bring_in(play, str(table))
        await play.until(lambda: "0 new, 1 known already, 0 failed" in play.seen)
        (row,) = page.rows.rows
        assert callable(row.cells)
        assert row.cells()[-1].plain == "0 annotations, 1 refused"
        seen = " ".join(play.seen.split())
        assert (
            "refused: row 2: “Mira Okafor”: by ann here; the row by Ben differs in status"
            in page.about(page.things[row.key]).plain
        )
        assert "--take-theirs" in seen
        assert stage.now("Mira Okafor") == found
