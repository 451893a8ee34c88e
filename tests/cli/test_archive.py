"""Putting articles away, and bringing them back, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def two(glossator: Run, here: Path) -> list[str]:
    """The uids of two articles."""
    (here / "a.txt").write_text("A ferry sails to Lumen.", encoding="utf-8")
    (here / "b.txt").write_text("Another ferry, which nobody has seen.", encoding="utf-8")
    return [line.split()[0] for line in glossator("import", "a.txt", "b.txt").lines]


def test_articles_are_archived_listed_and_brought_back(glossator: Run, two: list[str]) -> None:
    assert glossator("archive").err.startswith("No articles are archived")
    ran = glossator("archive", *two, two[0])
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("2 articles archived. To undo this")
    assert [one["uid"] for one in json.loads(glossator("archive", "--json").out)] == two
    assert glossator("search", "ferry").lines == []
    assert glossator("archive", "--back", two[1]).err.startswith("1 article restored")
    assert len(glossator("search", "ferry").lines) == 2
    assert glossator("undo").code == 0
    assert len(json.loads(glossator("archive", "--json").out)) == 2
    listed = json.loads(glossator("stats", "--articles", "--json").out)
    assert [one["inactive"] for one in listed] == ["archived", "archived"]
    reported = json.loads(glossator("stats", "--json").out)[0]
    assert (reported["counts"]["articles"], reported["counts"]["inactive"]) == (0, 2)


def test_what_cannot_be_done_is_refused_and_nothing_of_it_is(glossator: Run, two: list[str]) -> None:
    glossator("archive", two[0])
    assert glossator("archive", two[1], two[0]).refusal.startswith(f"{two[0]} is already archived")
    assert glossator("archive", "--back", *two).refusal.startswith(f"{two[1]} is not archived")
    assert glossator("archive", two[1], "t_none").refusal.startswith("There is no article t_none")
    assert glossator("archive", "--back").refusal.startswith("name the articles")
    assert [one["uid"] for one in json.loads(glossator("archive", "--json").out)] == [two[0]]


def test_an_export_says_what_it_leaves_out_as_archived(glossator: Run, two: list[str]) -> None:
    glossator("archive", two[0])
    assert "(1 archived article left out; is:any has all)" in glossator("export", "--format", "articles").err
    assert "left out" not in glossator("export", "--format", "articles", "--where", "is:any").err
    assert "left out" not in glossator("export", "--format", "articles", "--article", two[0]).err
