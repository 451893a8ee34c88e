"""The page that results leave by."""

import csv
import threading
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from glossator.services.exporting import DryRun
from glossator.ui.screens.export import ExportPage
from glossator.ui.screens.library import LibraryPage
from tests.ui.screens.conftest import OpenApp
from tests.ui.screens.play import Play, playing
from tests.ui.screens.stage import Stage


async def page(play: Play) -> None:
    """Open the page, and wait for what it shows first."""
    await play.press("R")
    await play.until(lambda: isinstance(play.app.screen, ExportPage) and "Would write" in play.seen)


async def test_what_was_seen_first_is_written(open_app: OpenApp, stage: Stage, tmp_path: Path) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        assert "Mira Okafor" in play.seen
        assert "Would write 12 rows, 6 cells with flattened line ends, about" in " ".join(play.seen.split())
        assert "For a workbook without guarded cells: export -o annotations.xlsx" in " ".join(play.seen.split())
        target = tmp_path / "out.csv"
        play.one(Input, "#path").value = str(target)
        play.one(Input, "#where").value = "label:PERSON"
        await play.press("enter")
        await play.until(lambda: f"in {target}" in " ".join(play.seen.split()) or target.exists())
        rows = target.read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) > 1
        assert all("PERSON" in row for row in rows[1:])


async def test_a_file_that_is_there_is_asked_about(open_app: OpenApp, stage: Stage, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine", encoding="utf-8")
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Input, "#path").value = str(target)
        await play.press("enter")
        await play.until(lambda: "any other key" in play.seen)
        await play.press("n")
        await play.until(lambda: "Nothing was written." in play.seen)
        assert target.read_text(encoding="utf-8") == "mine"
        await play.press("enter")
        await play.until(lambda: "any other key" in play.seen)
        await play.press("R")
        await play.until(lambda: target.read_text(encoding="utf-8") != "mine")


@pytest.mark.holds("preview")
async def test_what_is_wrong_is_not_written_over_by_what_was_found_out_meanwhile(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        may_go_on = threading.Event()

        def slow(*_: object, **__: object) -> DryRun:
            may_go_on.wait(30)
            return DryRun("31 rows, found out late", 1)

        monkeypatch.setattr("glossator.services.exporting.dry_run", slow)
        play.one(Select, "#profile").value = "exact"
        await play.until(lambda: "Counting" in play.seen)
        play.one(Input, "#path").focus()
        await play.press("enter")
        await play.until(lambda: "No file is named" in play.seen)
        may_go_on.set()
        await play.app.workers.wait_for_complete()
        await play.pilot.pause()
        assert "No file is named" in play.seen
        assert "found out late" not in play.seen


@pytest.mark.parametrize(
    ("name", "place", "disabled"),
    [
        ("articles", "a file, such as results.csv", False),
        ("tables", "a folder or a .zip file", False),
        ("prodigy", "a file, such as results.jsonl", True),
        ("refi-qda", "a file, such as results.qdpx", True),
    ],
)
async def test_a_format_says_where_it_goes_to_and_whether_a_profile_makes_a_difference(
    open_app: OpenApp, stage: Stage, name: str, place: str, disabled: bool
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Select, "#format").value = name
        await play.until(lambda: place in play.seen and play.one(Select, "#profile").disabled is disabled)


async def test_what_cannot_be_is_reported_and_nothing_is_written(
    open_app: OpenApp, stage: Stage, tmp_path: Path
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.press("enter")
        await play.until(lambda: "No file is named" in play.seen)
        play.one(Input, "#path").value = str(tmp_path / "no" / "out.csv")
        await play.press("enter")
        await play.until(lambda: "There is no folder" in play.seen)
        play.one(Input, "#path").value = str(tmp_path / "out.xlsx")
        await play.press("enter")
        await play.until(lambda: "Choose the format xlsx" in " ".join(play.seen.split()))
        assert list(tmp_path.glob("*.xlsx")) == []


async def test_a_filter_is_counted_explained_and_reported_when_nothing_fits(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        field = play.one(Input, "#where")
        field.value = "label:PERSON after:2025"
        await play.until(lambda: "2 annotations in 1 article fit. Would write 2 rows" in play.seen)
        assert "PERSON" in play.seen
        field.value = "label:PERSON status:sure"
        await play.until(lambda: "Unknown filter status:sure" in play.seen)
        assert "Mira Okafor" not in play.seen, "nothing of it would be written"
        field.value = "label:PERSONS"
        await play.until(lambda: "Nothing matches the filter" in play.seen)
        assert "unknown label “PERSONS”" in " ".join(play.seen.split())


async def test_ticked_articles_alone_are_exported(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await play.press("P")
        await play.until(lambda: isinstance(play.app.screen, LibraryPage) and play.app.screen.things)
        await play.press("j", "space", "R")
        await play.until(lambda: isinstance(play.app.screen, ExportPage) and "left out: 1 suggested" in play.seen)
        await play.press("ctrl+t")
        await play.until(lambda: "Would write 1 " in play.seen)
        assert "Export 1 article" in play.seen


@pytest.mark.holds("preview")
async def test_the_first_rows_are_shown_before_all_are_counted(
    open_app: OpenApp, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    def slow(*_: object, **__: object) -> DryRun:
        may_go_on.wait(30)
        return DryRun("12 rows", 1)

    monkeypatch.setattr("glossator.services.exporting.dry_run", slow)
    async with playing(open_app(), stage) as play:
        await play.press("R")
        await play.until(lambda: "Mira Okafor" in play.seen)
        assert "Counting" in play.seen
        may_go_on.set()
        await play.until(lambda: "Would write 12 rows, about 1 byte." in play.seen)


async def test_suggested_and_rejected_annotations_are_left_out_until_a_key_includes_them(
    open_app: OpenApp, stage: Stage, tmp_path: Path
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        assert "11 accepted · left out: 16 suggested (ctrl+t), 3 rejected (ctrl+y)" in play.seen
        await play.press("ctrl+t")
        await play.until(lambda: "11 accepted, 16 suggested (ctrl+t) · left out: 3 rejected" in play.seen)
        await play.press("ctrl+y")
        await play.until(lambda: "Would write 31 rows" in play.seen)
        assert "11 accepted, 16 suggested (ctrl+t), 3 rejected (ctrl+y)" in play.seen
        await play.press("ctrl+t")
        await play.until(lambda: "left out: 16 suggested" in play.seen and "Would write 15 rows" in play.seen)
        target = tmp_path / "out.csv"
        play.one(Input, "#path").value = str(target)
        await play.press("ctrl+s")
        await play.until(lambda: target.exists())
        with target.open(encoding="utf-8-sig", newline="") as lines:
            assert {row["status"] for row in csv.DictReader(lines)} == {"accepted", "rejected"}


async def test_a_query_with_a_status_and_tables_that_count_them_leave_nothing_out(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Input, "#where").value = "status:rejected"
        await play.until(lambda: "3 annotations in 1 article fit" in play.seen and "as in the query" in play.seen)
        await play.press("ctrl+t")
        assert "as in the query" in play.seen
        play.one(Input, "#where").value = ""
        for name, written in (("articles", "3 rows"), ("xlsx", "6 sheets")):
            play.one(Select, "#format").value = name
            await play.until(lambda written=written: f"Would write {written}" in play.seen)  # type: ignore[misc]
            assert "left out" not in play.seen


async def test_where_nothing_is_decided_the_page_says_which_keys_include_the_rest(
    open_app: OpenApp, stage: Stage
) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Input, "#where").value = "label:LAW"
        await play.until(lambda: "Nothing that was decided on matches." in play.seen)
        assert "0 accepted · left out: 1 suggested (ctrl+t)" in play.seen
        await play.press("ctrl+t")
        await play.until(lambda: "Would write 1 row" in play.seen)


async def test_other_texts_are_shown_by_their_first_lines(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Select, "#format").value = "prodigy"
        await play.until(lambda: '{"text":"The ferry Aurora' in play.seen.replace('": "', '":"'))
        assert "more columns" not in play.seen
        play.one(Select, "#format").value = "brat"
        await play.until(lambda: "the beginning of " in play.seen and ".txt" in play.seen)


async def test_of_a_binary_file_the_annotations_are_shown(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        play.one(Select, "#format").value = "refi-qda"
        await play.until(lambda: "a binary file; these annotations go into it" in play.seen)
        assert "Mira Okafor" in play.seen
        assert "more columns" not in play.seen


async def test_the_file_is_named_beside_what_would_be_written(open_app: OpenApp, stage: Stage) -> None:
    async with playing(open_app(), stage) as play:
        await page(play)
        await play.type("out.csv")
        await play.until(lambda: "kB, to out.csv. For a workbook" in " ".join(play.seen.split()))
