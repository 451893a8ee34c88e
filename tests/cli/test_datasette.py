"""The metadata for Datasette, as the command writes them."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_metadata_are_for_the_workspace_that_is_named(glossator: Run, here: Path) -> None:
    for words, name in (((), "annotations"), (("--db", "elsewhere/october.db"), "october")):
        ran = glossator("datasette-metadata", *words)
        assert (ran.code, ran.err) == (0, "")
        assert list(json.loads(ran.out)["databases"]) == [name]
    assert list(here.iterdir()) == []


def test_a_file_is_replaced_on_request_only(glossator: Run, here: Path) -> None:
    (here / "metadata.json").write_text("mine", encoding="utf-8")
    assert "metadata.json" in glossator("datasette-metadata", "-o", "metadata.json").refusal
    assert (here / "metadata.json").read_text(encoding="utf-8") == "mine"
    assert glossator("datasette-metadata", "-o", "metadata.json", "--force").code == 0
    assert "queries" in (here / "metadata.json").read_text(encoding="utf-8")
