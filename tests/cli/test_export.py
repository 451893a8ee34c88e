"""`glossator export`: which rows, where to, and what is never lost."""

import csv
import ctypes
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
from codecs import BOM_UTF8
from pathlib import Path
from zipfile import ZipFile

import pytest

from glossator.domain.annotation import Status
from glossator.services.formats import FORMATS
from glossator.state.locations import settings_file
from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from glossator.text.tokens import tokens
from tests.cli.conftest import Ran, Run, run_process
from tests.journeys.ready import ARTICLE, SUGGESTIONS, make_ready
from tests.journeys.steps import rows
from tests.journeys.terminal import PROGRAM


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def quotes(ran: Ran) -> list[str]:
    assert ran.code == 0, ran
    return [row["quote"] for row in table(ran.out)]


@pytest.fixture
def worked(ready: Path, here: Path) -> Path:
    """A workspace with two articles, in which two analysts have done this and that."""
    (here / "second.txt").write_text("Title: =1+1\n\nLumen is far away.", encoding="utf-8")
    make_ready(ready, here / "second.txt", [("Lumen", "GPE")])
    numbers = dict(rows(ready, "SELECT quote, id FROM annotations"))
    with Workspace(ready, Author("ann")) as workspace:
        workspace.perform(operations.accept, [numbers["Norway"], numbers["Lumen"]]).result()
        workspace.perform(operations.tag, numbers["Norway"], "actors/state").result()
        workspace.perform(operations.tag, numbers["Norway"], "coast").result()
        workspace.perform(operations.write_note, numbers["Norway"], "@ the coast\nand beyond").result()
        workspace.perform(operations.write_article_note, 1, "To be read again.").result()
    with Workspace(ready, Author("bo")) as workspace:
        workspace.perform(operations.reject, [numbers["Poland"]]).result()
        workspace.perform(operations.tag, numbers["Gdańsk"], "actors").result()
    return ready


def make_large(here: Path) -> None:
    """Make the workspace of the folder, of two articles with every word marked: more than is written at once."""
    text = ARTICLE.read_text(encoding="utf-8").partition("\n\n")[2]
    (here / "large.txt").write_text(f"{text} Again.", encoding="utf-8")
    for article in (ARTICLE, here / "large.txt"):
        words = {token.of(text) for token in tokens(text)}
        make_ready(here / "annotations.db", article, [(word, "ORG") for word in sorted(words)])


def test_a_table_is_written_to_a_file_and_counted(glossator: Run, worked: Path, here: Path) -> None:
    ran = glossator("export", "-o", "out.csv")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("Exported to out.csv: 15 rows, ")
    assert "guarded with an apostrophe" in ran.err
    assert ran.err.endswith(
        "line ends. For a workbook without guarded cells: export -o annotations.xlsx (format xlsx).\n"
    )
    data = (here / "out.csv").read_bytes()
    assert data.startswith(BOM_UTF8)
    assert data.count(b"\n") == data.count(b"\r\n") == 16
    assert {path.name for path in here.iterdir()} == {"annotations.db", "out.csv", "second.txt"}


def test_standard_output_gets_the_same_bytes_as_a_file(glossator: Run, worked: Path, here: Path) -> None:
    glossator("export", "-o", "out.csv")
    ran = run_process("export")
    assert ran.out == (here / "out.csv").read_bytes()
    assert ran.err.startswith("Exported 15 rows, ")
    assert ran.err.count("\n") == 1


def test_what_a_spreadsheet_would_run_is_guarded_and_lines_are_flattened(glossator: Run, worked: Path) -> None:
    (norway,) = [row for row in table(glossator("export").out) if row["quote"] == "Norway"]
    assert norway["note"] == "'@ the coast ⏎ and beyond"
    assert norway["tags"] == "actors/state; coast"
    (lumen,) = [row for row in table(glossator("export").out) if row["quote"] == "Lumen"]
    assert lumen["article_title"] == "'=1+1"


def test_raw_is_for_machines(glossator: Run, worked: Path) -> None:
    ran = glossator("export", "--raw")
    assert not ran.out.startswith(BOM_UTF8)
    (norway,) = [row for row in table(ran.out) if row["quote"] == "Norway"]
    assert norway["note"] == "@ the coast\nand beyond"
    assert ran.err == "Exported 15 rows.\n"


def test_filters_choose_rows_and_narrow_each_other(glossator: Run, worked: Path) -> None:
    ((first, second),) = [tuple(uid for (uid,) in rows(worked, "SELECT uid FROM articles ORDER BY id"))]
    everything = [quote for quote, _ in SUGGESTIONS]
    assert quotes(glossator("export")) == ["", *everything, "Lumen"]
    assert quotes(glossator("export", "--label", "PERSON")) == ["Ingrid Sollberg", "Tomasz Zieliński", "Margaret Doyle"]
    assert quotes(glossator("export", "--label", "FAC", "--label", "TIME")) == ["Hartness Point", "Saturday evening"]
    assert quotes(glossator("export", "--status", "rejected")) == ["Poland"]
    assert quotes(glossator("export", "--status", "accepted")) == ["", "Norway", "Gdańsk", "Lumen"]
    assert quotes(glossator("export", "--tag", "actors")) == ["Norway", "Gdańsk"], "a tag stands for those below it"
    assert quotes(glossator("export", "--tag", "actors/state")) == ["Norway"]
    assert "unknown tag “actor”" in glossator("export", "--tag", "actor").refusal
    assert quotes(glossator("export", "--analyst", "bo")) == ["Poland", "Gdańsk"]
    assert quotes(glossator("export", "--article", second)) == ["Lumen"]
    assert quotes(glossator("export", "--article", first, "--label", "GPE", "--status", "accepted")) == [
        "Norway",
        "Gdańsk",
    ]


def test_a_query_narrows_it_further(glossator: Run, worked: Path) -> None:
    assert quotes(glossator("export", "--where", "status:accepted label:GPE OR tag:actors")) == [
        "Norway",
        "Gdańsk",
        "Lumen",
    ]
    assert quotes(glossator("export", "--where", "far label:GPE", "--status", "accepted")) == ["Lumen"]
    assert "at character 11 of the query, “AND”" in glossator("export", "--where", "label:GPE AND").refusal
    assert "at character 12 of the query: These brackets" in glossator("export", "--where", "label:GPE (").refusal
    assert "Unknown field “lable”" in glossator("export", "--where", "lable:GPE", "-o", "out.csv").refusal
    assert not Path("out.csv").exists()


def test_an_article_that_is_not_there_is_reported(glossator: Run, ready: Path) -> None:
    assert "t_nowhere" in glossator("export", "--article", "t_nowhere").refusal


def test_a_file_that_is_there_is_only_replaced_by_force(glossator: Run, ready: Path, here: Path) -> None:
    (here / "out.csv").write_text("dear to me", encoding="utf-8")
    assert "--force" in glossator("export", "-o", "out.csv").refusal
    assert (here / "out.csv").read_text(encoding="utf-8") == "dear to me"
    assert glossator("export", "-o", "out.csv", "--force").code == 0
    assert len(table((here / "out.csv").read_bytes())) == len(SUGGESTIONS)
    assert {path.name for path in here.iterdir()} == {"annotations.db", "out.csv"}


def test_the_name_of_the_file_says_the_format_and_is_not_belied(glossator: Run, ready: Path, here: Path) -> None:
    before = {path.name for path in here.iterdir()}
    assert glossator("export", "-o", "out.html").code == 0
    assert (here / "out.html").read_bytes().startswith(b"<!DOCTYPE html>")
    for asked in (["--format", "csv", "-o", "out.xlsx"], ["-o", "out.jsonl"], ["--preview", "-o", "out.docx"]):
        assert "a name that ends in .csv." in glossator("export", *asked).refusal
    assert {path.name for path in here.iterdir()} - before == {"out.html"}


def test_a_folder_that_is_not_there_is_reported_and_not_made(glossator: Run, ready: Path, here: Path) -> None:
    assert "There is no folder nowhere" in glossator("export", "-o", "nowhere/out.csv").refusal
    assert not (here / "nowhere").exists()
    assert "is a folder" in glossator("export", "-o", here).refusal


def test_a_device_is_not_replaced_by_a_file_not_even_by_force(glossator: Run, ready: Path, here: Path) -> None:
    os.mkfifo(here / "pipe")
    assert "not a regular file" in glossator("export", "-o", "pipe", "--force").refusal
    assert (here / "pipe").is_fifo()


@pytest.mark.parametrize("name", ["csv", "tables", "xlsx", "prodigy", "html"])
def test_a_reader_that_has_had_enough_is_no_error_to_speak_of(here: Path, name: str) -> None:
    make_large(here)
    # The end that reads is closed before anything is written.
    reading, writing = os.pipe()
    os.close(reading)
    ran = run_process("export", "--format", name, stdout=writing)
    os.close(writing)
    assert ran.code == 1
    assert [line for line in ran.err.splitlines() if "cannot hold" not in line] == []


def test_the_first_line_of_a_long_table_can_be_taken(ready: Path) -> None:
    line = subprocess.run(
        f"{' '.join(PROGRAM)} export 2> said | head -n 1", shell=True, capture_output=True, check=True
    ).stdout
    assert line.startswith(BOM_UTF8 + b"annotation_id,article_id,")
    assert line.endswith(b"text_sha256,verdicts\r\n")
    assert "Traceback" not in Path("said").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", ["export", "stats"])
def test_results_that_find_no_room_are_reported_in_one_sentence(ready: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_process(command, stdout=full)
    assert "cannot be written (No space left on device)" in ran.refusal


def test_a_disk_that_is_full_leaves_neither_half_a_file_nor_the_old_one_changed(here: Path) -> None:
    make_large(here)
    (here / "out.csv").write_text("dear to me", encoding="utf-8")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (48_000, 48_000))

    ran = run_process("export", "-o", "out.csv", "--force", preexec_fn=little_room)
    assert "out.csv cannot be written" in ran.refusal
    assert (here / "out.csv").read_text(encoding="utf-8") == "dear to me"
    assert {path.name for path in here.iterdir()} == {"annotations.db", "out.csv", "large.txt"}
    assert run_process("export", "-o", "out.csv", "--force").code == 0
    assert (here / "out.csv").stat().st_size > 48_000, "it would not have fitted"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux lets the superuser give up his rights")
@pytest.mark.parametrize("name", ["csv", "tables"])
def test_a_place_without_permission_is_reported(ready: Path, here: Path, name: str) -> None:
    locked = here / "locked"
    locked.mkdir()
    locked.chmod(0o555)

    def without_rights() -> None:
        # Of the rights of the superuser, who may run the tests, the one to write everywhere.
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)

    ran = run_process("export", "--format", name, "-o", "locked/out", preexec_fn=without_rights)
    assert "locked/out cannot be written (Permission denied)" in ran.refusal
    assert list(locked.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("name", ["csv", "tables", "xlsx"])
def test_an_export_that_is_ended_leaves_nothing(here: Path, name: str, number: signal.Signals) -> None:
    make_large(here)
    desk = here / "desk"
    desk.mkdir()
    # It stops in the middle: the first file that it makes waits for a reader who never comes.
    code = (
        "import os, sys, glossator.services.exporting as exporting\n"
        "progress = exporting._Watched._check\n"
        "def waiting(self):\n"
        "    progress(self)\n"
        "    os.write(1, b'begun\\n')\n"
        "    sys.stdin.read()\n"
        "exporting._Watched._check = waiting\n"
        "from glossator.cli import main\n"
        "sys.exit(main())"
    )
    asked = [sys.executable, "-c", code, "export", "--format", name, "-o", "desk/out"]
    process = subprocess.Popen(
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        assert list(desk.iterdir()), "something is there while it is written"
        process.send_signal(number)
        _, said = process.communicate()
    assert process.returncode == (130 if number is signal.SIGINT else 128 + number)
    assert list(desk.iterdir()) == []
    lines = [line for line in said.decode("utf-8").splitlines() if "cannot hold" not in line]
    assert lines == (["glossator: interrupted; nothing was written."] if number is signal.SIGINT else [])


def test_the_statuses_that_can_be_asked_for_are_those_there_are(glossator: Run, ready: Path) -> None:
    for status in Status:
        ran = glossator("export", "--status", status.value)
        assert ran.code == (0 if status is Status.SUGGESTED else 1), "nothing is decided yet"
    assert glossator("export", "--status", "decided").code == 2


def test_every_format_is_listed(glossator: Run, here: Path) -> None:
    lines = glossator("export", "--formats").lines
    assert [line.split()[0] for line in lines[1:]] == list(FORMATS)
    (spacy,) = [line for line in lines if line.startswith("spacy ")]
    assert re.split("  +", spacy) == [
        *("spacy", ".spacy", "import", "export", FORMATS["spacy"].title),
        "everything except accepted annotations with a label; tags on articles; annotations that overlap another",
    ]


def test_the_formats_are_listed_as_json_too(glossator: Run, here: Path) -> None:
    listed = json.loads(glossator("export", "--formats", "--json").out)
    assert [one["format"] for one in listed] == list(FORMATS)
    assert listed[0].keys() == {
        *("format", "extensions", "articles", "annotations", "written", "content", "cannot hold")
    }
    refused = glossator("export", "--json")
    assert refused.code == 2
    assert "--json is for --formats" in refused.err


def test_a_profile_can_be_named_and_be_ones_own(glossator: Run, worked: Path) -> None:
    settings = settings_file()
    settings.parent.mkdir(parents=True)
    settings.write_text('[profiles.team]\ndelimiter = "|"\nbom = false\n', encoding="utf-8")
    assert glossator("export", "--profile", "team").out.startswith(b"annotation_id|article_id|")
    assert glossator("export", "--profile", "tsv").out.startswith(b"annotation_id\tarticle_id\t")
    assert (
        "excel, excel-semicolon, tsv, spreadsheet-text, exact, team" in glossator("export", "--profile", "tea").refusal
    )
    settings.write_text("[profiles.team]\ndelimiter = 1\n", encoding="utf-8")
    assert "in the profile “team”, delimiter must be a text" in glossator("export").refusal


def test_a_preview_writes_nothing_and_tells_what_would_be(glossator: Run, worked: Path, here: Path) -> None:
    ran = glossator("export", "--preview", "-o", "out.csv")
    assert ran.code == 0
    assert len(ran.lines) == 16
    assert "This would write 15 rows, " in ran.err
    assert not (here / "out.csv").exists()


def test_several_tables_go_to_a_folder_a_zip_or_standard_output(glossator: Run, worked: Path, here: Path) -> None:
    assert glossator("export", "--format", "tables", "-o", "out").code == 0
    assert (here / "out" / "manifest.json").exists()
    assert glossator("export", "--format", "tables", "-o", "out.zip").code == 0
    with ZipFile(io.BytesIO(run_process("export", "--format", "tables").out)) as zipped:
        assert zipped.read("manifest.json") == (here / "out" / "manifest.json").read_bytes()
    assert "not replaced" in glossator("export", "--format", "tables", "-o", "out", "--force").refusal
