"""The main job, end to end: from a text file in an empty folder to a table that opens in Excel."""

import csv
import io
import subprocess
from codecs import BOM_UTF8
from pathlib import Path
from typing import Final

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import edits, leave, no, offers, rows, write
from tests.journeys.terminal import PROGRAM, REPOSITORY

# As the analysts' spreadsheets expect them; spelled out, so that no constant of the program can change them unseen.
COLUMNS: Final = (
    "annotation_id,article_id,article_title,source,url,author,published_at,scope,status,label,quote,entity,tags,note,"
    "context_before,context_after,paragraph,start,end,origin,model,score,analyst,created_at,updated_at,text_sha256,"
    "verdicts"
)


@pytest.fixture
def server() -> None:
    """Nothing: what is new to the program is started as a shell does, with an interpreter of its own."""


@pytest.mark.timeout(240)
def test_an_article_is_opened_annotated_left_found_again_and_exported(
    start: Start, article: Path, folder: Path, environment: dict[str, str]
) -> None:
    workspace = folder / "annotations.db"

    # The machine reads the article while it is on the screen already.
    reader = start(article.name)
    reader.wait_for("The lamp at Hartness burns again", "After nine dark winters", "Added ", "saved")
    found = rows(workspace, 'SELECT quote, label, origin FROM annotations ORDER BY start, "end" DESC')
    total = len(found)
    assert total > 10
    assert ("Ingrid Sollberg", "PERSON", "model") in found
    reader.wait_for(f"0 of {total} decided")

    # Accept, reject, relabel; the first two go on to the next suggestion.
    first, second, third = (quote for quote, _, _ in found[:3])
    reader.press("space")
    reader.wait_for(edits(first, "suggested"))
    reader.press("a")
    reader.wait_for(f"1 of {total} decided", edits(second, "suggested"), "saved")
    reader.press("x")
    reader.wait_for(f"2 of {total} decided", edits(third, "suggested"), "saved")
    reader.press("r")
    reader.wait_for(f"Label of “{third}”", "EVENT")
    reader.press("e")
    reader.wait_for(f"3 of {total} decided", edits(third, "EVENT", "accepted"), "saved")

    # A span of three words takes five keys: v, two words further, enter, and the key of the label.
    reader.press("G", "{")
    reader.press("v", "l", "l", "enter")
    reader.wait_for("Label of “The tide tables”")
    reader.press("k")
    reader.wait_for(f"4 of {total + 1} decided", edits("The tide tables", "PRODUCT", "accepted", "by hand"), "saved")

    # A tag that is made on the spot, a note of two lines; then both for the whole article.
    write(reader, "t", "signs/harbour")
    reader.wait_for(edits("signs/harbour", "new tag"))
    reader.press("enter")
    reader.wait_for(edits("The tide tables", "signs/harbour"), no("new tag"), offers("Accept"))
    write(reader, "n", "Printed since 1902.\rAsk the school.")
    reader.wait_for(edits("Printed since 1902.", "Ask the school."))
    leave(reader)
    write(reader, "N", "=the 1913 tower?")
    reader.wait_for(edits("The lamp at Hartness burns again", "=the 1913 tower?"))
    leave(reader)
    write(reader, "T", "Infrastructure")
    reader.wait_for(edits("Infrastructure", "new tag"))
    reader.press("enter")
    reader.wait_for(no("new tag"), offers("saved", "Accept"))

    # The last act is taken back, and done again.
    article_tags = "SELECT path FROM article_tags JOIN tags ON tags.id = article_tags.tag"
    assert rows(workspace, article_tags) == [("Infrastructure",)]
    reader.press("u")
    reader.wait_for("Undid tag article")
    assert rows(workspace, article_tags) == []
    reader.press("ctrl+r")
    reader.wait_for("Redid tag article")
    assert rows(workspace, article_tags) == [("Infrastructure",)]
    reader.press("q")
    assert reader.exit_code() == 0

    # Without a path, the last article opens at its position; nothing is analysed again, and undo still works.
    reader = start()
    reader.wait_for(
        "The lamp at Hartness burns again",
        f"4 of {total + 1} decided",
        edits("The tide tables", "PRODUCT", "accepted", "signs/harbour", "Printed since 1902.", "Ask the school."),
    )
    reader.press("u")
    reader.wait_for("Undid tag article")
    reader.press("ctrl+r")
    reader.wait_for("Redid tag article")
    write(reader, "N")
    reader.wait_for(edits("Infrastructure", "=the 1913 tower?"))
    leave(reader)
    reader.press("q")
    assert reader.exit_code() == 0

    _check_workspace(workspace, found)

    exported = subprocess.run(
        [*PROGRAM, "export", "-o", "lamp.csv"],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (exported.returncode, exported.stdout) == (0, "")
    assert f"{total + 2} rows" in exported.stderr
    _check_table(folder / "lamp.csv", workspace, found)


def _check_workspace(workspace: Path, found: list[tuple[str, str, str]]) -> None:
    (first, _, _), (second, _, _), (third, third_label, _) = found[:3]
    ((text, note),) = rows(workspace, "SELECT text, note FROM articles")
    assert text.startswith("After nine dark winters")
    assert note == "=the 1913 tower?"
    kept = rows(workspace, 'SELECT start, "end", quote, label, status, origin, analyst FROM annotations ORDER BY id')
    assert all(text[start:end] == quote for start, end, quote, *_ in kept)
    assert len(kept) == len(found) + 1
    decided = {quote: (label, status) for _, _, quote, label, status, _, analyst in kept if analyst == "ann"}
    assert decided == {
        first: (found[0][1], "accepted"),
        second: (found[1][1], "rejected"),
        third: ("EVENT", "accepted"),
        "The tide tables": ("PRODUCT", "accepted"),
    }
    assert third_label != "EVENT"
    assert [origin for *_, origin, _ in kept] == ["model"] * len(found) + ["analyst"]
    tagged = (
        "SELECT quote, path FROM annotations AS a JOIN annotation_tags ON annotation = a.id JOIN tags ON tag = tags.id"
    )
    assert rows(workspace, tagged) == [("The tide tables", "signs/harbour")]
    assert rows(workspace, "SELECT note FROM annotations WHERE note <> ''") == [
        ("Printed since 1902.\nAsk the school.",)
    ]
    assert rows(workspace, "SELECT count(*) FROM runs WHERE finished_at IS NOT NULL") == [(1,)]
    acts = [
        act for (act,) in rows(workspace, "SELECT act FROM history WHERE undone IS NULL GROUP BY batch ORDER BY batch")
    ]
    assert acts == [
        *("article.import", "annotation.accept", "annotation.reject", "annotation.relabel", "annotation.create"),
        *("annotation.tag", "annotation.note", "article.note", "article.tag"),
    ]
    assert rows(workspace, "PRAGMA integrity_check") == [("ok",)]


def _check_table(path: Path, workspace: Path, found: list[tuple[str, str, str]]) -> None:
    data = path.read_bytes()
    assert data.startswith(BOM_UTF8)
    assert data.count(BOM_UTF8) == 1
    assert data.count(b"\n") == data.count(b"\r\n") == len(found) + 3, "one line for the heading and each row, CRLF"
    written = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    table = list(written)
    assert ",".join(written.fieldnames or ()) == COLUMNS
    ((article_id, text, sha256),) = rows(workspace, "SELECT uid, text, text_sha256 FROM articles")
    for row in table:
        assert row["article_id"] == article_id
        assert row["article_title"] == "The lamp at Hartness burns again"
        assert (row["source"], row["author"]) == ("The Sound Gazette", "Petra Lindqvist")
        assert (row["url"], row["published_at"]) == ("https://example.org/hartness-lamp", "2026-03-14")
        assert row["text_sha256"] == sha256

    spans = [row for row in table if row["scope"] == "span"]
    assert len(spans) == len(found) + 1
    for row in spans:
        quote = text[int(row["start"]) : int(row["end"])]
        assert row["quote"].removeprefix("'") == " ⏎ ".join(quote.split("\n"))
        before, after = (_words(row[name]) for name in ("context_before", "context_after"))
        assert text[: int(row["start"])].split()[-len(before) or None :] == before
        assert text[int(row["end"]) :].split()[: len(after)] == after
    assert [(int(row["start"]), -int(row["end"])) for row in spans] == sorted(
        (int(row["start"]), -int(row["end"])) for row in spans
    )
    assert [row["status"] for row in spans].count("accepted") == 3
    assert [row["status"] for row in spans].count("rejected") == 1
    (by_hand,) = [row for row in spans if row["origin"] == "analyst"]
    assert by_hand["quote"] == "The tide tables"
    assert by_hand["label"] == "PRODUCT"
    assert by_hand["tags"] == "signs/harbour"
    assert by_hand["note"] == "Printed since 1902. ⏎ Ask the school."
    assert (by_hand["model"], by_hand["score"], by_hand["paragraph"]) == ("", "", "6")
    assert by_hand["analyst"] == "ann"
    by_machine = {row["model"] for row in spans if row["origin"] == "model"}
    assert len(by_machine) == 1
    assert min(by_machine).startswith("en_core_web_sm")

    (whole,) = [row for row in table if row["scope"] == "article"]
    assert whole["tags"] == "Infrastructure"
    assert whole["note"] == "'=the 1913 tower?", "what Excel would run has an apostrophe in front"
    assert (whole["quote"], whole["label"], whole["start"], whole["end"]) == ("", "", "", "")
    assert whole["status"] == "accepted"


def _words(cell: str) -> list[str]:
    """Return the words of a cell, without what was put in for safety."""
    return cell.removeprefix("'").replace("⏎", " ").split()
