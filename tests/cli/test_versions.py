"""Newer versions of articles, what they leave to decide on, and saved searches, from the command line."""

import json
from pathlib import Path
from typing import Final

from glossator.store.connection import connect_reading
from glossator.store.queries.versions import orphans
from tests.cli.conftest import Run
from tests.services.test_versions import DAWN, annotate

_LATER: Final = DAWN.replace("Captain Okafor waved to nobody in particular. ", "")


def test_a_file_that_changed_takes_the_place_of_what_it_was(glossator: Run, here: Path) -> None:
    (here / "ferry.txt").write_text(DAWN, encoding="utf-8")
    first = glossator("import", "ferry.txt").lines[0].split()[0]
    annotate(here / "annotations.db", first, "Port Selby", "Captain Okafor")
    (here / "ferry.txt").write_text(_LATER, encoding="utf-8")
    ran = glossator("import", "ferry.txt")
    assert ran.code == 0
    assert ran.lines[0].endswith(f"ferry.txt (newer version of {first}: 1 annotation carried over, 1 orphan)")
    assert "“glossator orphans” lists them" in ran.err
    assert "nearly the same" not in ran.err
    reported = json.loads(glossator("orphans", "--json").out)
    assert [(one["quote"], one["older"], one["why"]) for one in reported] == [("Captain Okafor", first, "gone")]
    assert "Captain Okafor" in glossator("orphans").lines[1]
    assert glossator("undo").lines == ["Undone: import. Removed 1 article."]
    assert glossator("orphans").err.startswith("There are no orphans")


def test_a_version_can_be_asked_for(glossator: Run, here: Path) -> None:
    (here / "a.txt").write_text("The first of two texts.", encoding="utf-8")
    (here / "b.txt").write_text("Nothing that reminds of it, at all.", encoding="utf-8")
    first = glossator("import", "a.txt").lines[0].split()[0]
    assert "newer version" not in glossator("import", "b.txt").lines[0]
    assert f"newer version of {first}" in glossator("import", "b.txt", "--version-of", first).lines[0]
    assert glossator("import", "b.txt", "--version-of", first).lines[0].endswith("known  b.txt")


def test_a_version_of_nothing_and_several_of_one_are_refused(glossator: Run, here: Path) -> None:
    (here / "a.txt").write_text("The first of two texts.", encoding="utf-8")
    assert glossator("import", "a.txt", "a.txt", "--version-of", "t_x").refusal.startswith("--version-of takes one")
    assert glossator("import", "a.txt", "--version-of", "t_x").refusal.startswith("There is no article t_x")
    with connect_reading(here / "annotations.db") as connection:
        assert orphans(connection) == []
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)


def test_a_search_is_saved_listed_run_and_forgotten(glossator: Run, here: Path) -> None:
    (here / "ferry.txt").write_text(DAWN, encoding="utf-8")
    glossator("import", "ferry.txt")
    assert glossator("search", "--saved").err.startswith("There are no saved searches")
    assert glossator("search", "okafor", "--save", "Crew", "--sort", "left").code == 0
    assert [one["query"] for one in json.loads(glossator("search", "--saved", "--json").out)] == ["okafor"]
    assert glossator("search", "--saved", "crew").lines == glossator("search", "okafor", "--sort", "left").lines
    assert glossator("search", "okafor", "--saved", "crew").refusal.startswith("a saved search has its own query")
    assert glossator("search", "--saved", "none").refusal.startswith("There is no saved search “none”")
    assert glossator("search", "--forget", "CREW").code == 0
    assert glossator("search", "--forget", "CREW").refusal.startswith("There is no saved search")
