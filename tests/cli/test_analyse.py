"""`glossator analyse`, with the real default pipeline."""

from pathlib import Path

import pytest

from glossator.runtime.engines import Engine, EngineFailed
from glossator.state.locations import settings_file
from glossator.store import operations
from glossator.store.workspace import Author, Workspace
from tests.cli.conftest import Run
from tests.journeys.steps import rows, statuses
from tests.ner.small import small_pipeline


def test_articles_are_read_once_and_what_is_found_is_kept(glossator: Run, article: Path, here: Path) -> None:
    uid = glossator("import", article.name).lines[0].split()[0]
    (here / "second.txt").write_text("Angela Merkel visited Paris in 2019.", encoding="utf-8")
    other = glossator("import", "second.txt").lines[0].split()[0]

    # One of them by name.
    ran = glossator("analyse", other)
    workspace = here / "annotations.db"
    found = dict(rows(workspace, "SELECT quote, label FROM annotations"))
    assert found == {"Angela Merkel": "PERSON", "Paris": "GPE", "2019": "DATE"}
    assert (ran.code, ran.lines) == (0, [f"{other}  3 suggestions"])
    assert ran.err.startswith("1 article analysed with en_core_web_sm")

    # All that is left; what an analyst has decided in the meantime stays.
    with Workspace(workspace, Author("ann")) as opened:
        opened.perform(operations.reject, [1]).result()
    ran = glossator("analyse", "--all")
    ((total,),) = rows(workspace, "SELECT count(*) FROM annotations")
    assert (ran.code, ran.lines) == (0, [f"{uid}  {total - 3} suggestions"])
    assert statuses(workspace)["Angela Merkel"] == "rejected"
    assert statuses(workspace)["Ingrid Sollberg"] == "suggested"

    # Nothing is left.
    ran = glossator("analyse", "--all")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.startswith("0 articles analysed with")
    assert rows(workspace, "SELECT count(*) FROM annotations") == [(total,)]


def test_the_rules_of_the_settings_tidy_what_is_found(glossator: Run, here: Path) -> None:
    (here / "text.txt").write_text("He spoke to the United Nations on Monday.", encoding="utf-8")
    uid = glossator("import", "text.txt").lines[0].split()[0]
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("[tidying]\nleading_article = false\n", encoding="utf-8")
    glossator("analyse", uid)
    assert ("the United Nations",) in rows(here / "annotations.db", "SELECT quote FROM annotations")


@pytest.mark.parametrize("model", ["nope_nope", "json", "./nowhere"])
def test_a_pipeline_that_is_not_there_is_reported_with_those_that_are(glossator: Run, ready: Path, model: str) -> None:
    refusal = glossator("analyse", "--all", "--model", model).refusal
    assert f"Unknown pipeline {model}" in refusal
    assert "; choose an installed one (en_core_web_sm" in refusal


def test_an_article_that_is_not_there_is_reported(glossator: Run, ready: Path) -> None:
    assert "t_nowhere" in glossator("analyse", "t_nowhere").refusal


def test_the_engine_is_chosen_and_finds_the_same(glossator: Run, here: Path) -> None:
    small_pipeline(here / "small")
    (here / "text.txt").write_text("From Lumen to Selby.", encoding="utf-8")
    uid = glossator("import", "text.txt").lines[0].split()[0]
    ran = glossator("analyse", "--all", "--model", "./small", "--on", "local:1")
    assert (ran.code, ran.lines) == (0, [f"{uid}  1 suggestion"])
    assert rows(here / "annotations.db", "SELECT quote, label FROM annotations") == [("Lumen", "GPE")]


@pytest.mark.parametrize(
    "engine",
    ["local:0", "local:", "locals", "slurm", "dask://host", "dask://:8786", "dask://me@host:8786", "host:8786"],
)
def test_an_unknown_engine_is_refused(glossator: Run, ready: Path, engine: str) -> None:
    ran = glossator("analyse", "--all", "--on", engine)
    assert ran.code == 2
    assert "it must be local, local:N (N processes) or dask://HOST:PORT" in ran.err


@pytest.mark.parametrize("address", ["host:8786", "10.0.0.5:8786", "[::1]:8786"])
def test_the_address_of_a_scheduler_is_connected_to(
    glossator: Run, ready: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(where: str) -> Engine:
        raise EngineFailed(f"Nothing at {where}.")

    monkeypatch.setattr("glossator.runtime.dask_engine.DaskEngine", refuse)
    assert glossator("analyse", "--all", "--on", f"dask://{address}").refusal == f"Nothing at {address}."
