import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXT = (
    "Title: Ferry\nSource: Tidewatch\nDate: 2026-01-01\n\n"
    "The ferry left Port Selby. \x1b]0;x\x07 A \u202egull\u202c followed.\n"
)


@pytest.fixture
def filled(here: Path, glossator: Run) -> str:
    (here / "ferry.txt").write_text(TEXT, encoding="utf-8")
    return glossator("import", "ferry.txt").lines[0].split()[0]


def test_each_mention_is_a_line_with_its_context(filled: str, glossator: Run) -> None:
    ran = glossator("search", "selby", "OR", "followed")
    assert ran.code == 0
    assert len(ran.lines) == 2
    assert ran.lines[0].startswith(f"{filled}      20 ")
    assert " left Port [Selby]. " in ran.lines[0]
    assert ran.lines[0].endswith("text        Ferry")
    assert "\u202e" not in "".join(ran.lines)


def test_json_has_the_offsets(filled: str, glossator: Run) -> None:
    (row,) = json.loads(glossator("search", "--json", "--sort", "date", '"port selby"').out)
    assert (row["article_id"], row["start"], row["end"], row["hit"]) == (filled, 15, 25, "Port Selby")
    assert (row["place"], row["annotation_id"]) == ("text", None)


def test_there_may_be_more(filled: str, glossator: Run) -> None:
    ran = glossator("search", "--limit", "1", "the OR port")
    assert len(ran.lines) == 1
    assert "Only the first 1 are shown" in ran.err
    assert glossator("search", "kraken").err == "No mentions found.\n"
    assert glossator("search", "label:ORGG", "NOT", "tag:x").err == (
        "No mentions found: there is no label “ORGG” and no tag “x”.\n"
    )


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("a AND", "at character 3 of the query, “AND”: Nothing follows AND. Add a term, or put the word in quotes."),
        ("colour:red", "at character 1 of the query, “colour:red”: Unknown field “colour”"),
        ("", "The query is empty. Enter a word, or a field such as label:ORG."),
    ],
)
def test_a_wrong_query_is_explained(filled: str, glossator: Run, query: str, refusal: str) -> None:
    assert glossator("search", query).refusal.startswith(refusal)


def test_mentions_are_written_to_a_file(filled: str, here: Path, glossator: Run) -> None:
    assert glossator("search", "port", "OR", "gull", "-o", "found.md").err == "Wrote 2 mentions to found.md.\n"
    written = (here / "found.md").read_text(encoding="utf-8")
    assert written.startswith("# port OR gull\n\n## Ferry\n\n> The ferry left **Port** Selby.")
    assert glossator("search", "port", "-o", "found.md").refusal.startswith("found.md exists.")
    assert glossator("search", "port", "-o", "found.md", "--group", "code", "--force").code == 0
    assert "\n## text\n" in (here / "found.md").read_text(encoding="utf-8")
    assert glossator("search", "port", "-o", "found.pdf").refusal == "Name a file that ends in .csv, .md, .html."
