"""The example plugin, installed and used through the program."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from glossator.formats.capabilities import Feature
from glossator.ner.pipelines import pipeline_digest
from tests.formats.everything import comes_back
from tests.journeys.conftest import Start
from tests.journeys.steps import offers, rows
from tests.plugins.conftest import Glossator

ARTICLE = "Storm in the strait\n\nThe ferry {Aurora|SHIP} left {Port Selby|GPE} behind MV Northern Star and MS Lumen."


@pytest.fixture
def inline(folder: Path) -> Path:
    """An article in the format of the example."""
    path = folder / "storm.inline"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.fixture
def workspace(folder: Path, inline: Path, glossator: Glossator, example: Path) -> Path:
    """A workspace with the article."""
    ran = glossator("import", inline, plugins=example)
    assert ran.code == 0, ran.err
    return folder / "annotations.db"


def test_its_format_is_imported_and_exported(
    workspace: Path, folder: Path, glossator: Glossator, example: Path
) -> None:
    assert rows(workspace, "SELECT quote, label, status FROM annotations") == [
        ("Aurora", "SHIP", "accepted"),
        ("Port Selby", "GPE", "accepted"),
    ]
    ran = glossator("export", "--format", "inline", "-o", "out", plugins=example)
    assert ran.code == 0, ran.err
    (file,) = (folder / "out").iterdir()
    assert file.suffix == ".inline"
    assert file.read_text("utf-8") == ARTICLE
    assert "inline" in glossator("export", "--formats", plugins=example).out.decode()


def test_without_the_plugin_there_is_no_such_format(inline: Path, glossator: Glossator) -> None:
    assert "unknown format “inline”" in glossator("export", "--format", "inline", "-o", "out").err


def test_what_its_format_lacks_is_what_does_not_come_back(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(example)
    inline = import_module("glossator_example.inline_format").INLINE
    assert set(Feature) - comes_back(inline) == inline.lacks


def test_its_recogniser_makes_suggestions_of_its_own_run(workspace: Path, glossator: Glossator, example: Path) -> None:
    ran = glossator("analyse", "--all", "--model", "ships", plugins=example)
    assert (ran.code, ran.err) == (0, "1 article analysed with ships 1, 2 suggestions.\n")
    assert rows(workspace, "SELECT quote, label, score FROM annotations WHERE status = 'suggested'") == [
        ("Northern Star", "SHIP", 0.9),
        ("Lumen", "SHIP", 0.9),
    ]
    (record,) = rows(workspace, "SELECT pipeline, version, loaded_from, sha256 FROM pipelines")
    assert record == (
        "ships",
        "1",
        "plugin example (glossator-example 1.0)",
        pipeline_digest(example / "glossator_example"),
    )
    again = glossator("analyse", "--all", "--model", "ships", plugins=example)
    assert again.err == "0 articles analysed with ships 1, 0 suggestions.\n"


def test_an_unknown_recogniser_is_refused_with_those_that_there_are(
    workspace: Path, glossator: Glossator, example: Path
) -> None:
    ran = glossator("analyse", "--all", "--model", "boats", plugins=example)
    assert (ran.code, ran.out) == (1, b"")
    assert "Unknown pipeline boats; choose an installed one (en_core_web_sm" in ran.err
    assert ", ships) with --model" in ran.err


def test_its_commands_are_listed_with_the_keys_that_they_have(
    glossator: Glossator, example: Path, settings: Callable[[str], None]
) -> None:
    settings('[keys]\nsources = "f7"\n')
    listed = json.loads(glossator("keys", "--json", plugins=example).out)
    assert [(entry["id"], entry["key"]) for entry in listed[-2:]] == [("count_words", "f9"), ("sources", "f7")]


def test_its_command_line_command_is_one_of_the_program(workspace: Path, glossator: Glossator, example: Path) -> None:
    assert json.loads(glossator("sources", "--json", plugins=example).out) == [{"source": "(no source)", "articles": 1}]
    assert "  sources             List the sources with the number of their articles" in (
        glossator("--help", plugins=example).out.decode()
    )
    assert glossator("sources", "--help", plugins=example).lines[0] == "Usage: glossator sources [OPTIONS]"
    assert "did you mean “glossator sources”?" in glossator("sourcs", plugins=example).err
    assert "sources" not in glossator("--help").out.decode()


def test_the_doctor_says_what_it_adds(workspace: Path, glossator: Glossator, example: Path) -> None:
    found = {entry["what"]: entry for entry in json.loads(glossator("doctor", "--json", plugins=example).out)}
    assert found["plugin"] == {
        "what": "plugin",
        "sound": True,
        "seen": "example (glossator-example 1.0) adds CLI command sources, recogniser ships, command count_words, "
        "command sources, format inline",
    }


@pytest.fixture
def with_example(environment: dict[str, str], example: Path) -> str:
    """The module search path of a program that finds the example."""
    return f"{environment['PYTHONPATH']}:{example}"


def test_its_commands_and_its_page_are_in_the_reader(start: Start, ready: Path, with_example: str) -> None:
    reader = start(PYTHONPATH=with_example)
    reader.wait_for("0 of 13 decided", offers("Accept"))
    reader.type("\x1b[20~")
    reader.wait_for("The article has 262 words.")
    reader.type("\x1b[19~")
    reader.wait_for("Sources", "Articles", "The Sound Gazette", offers("Filter"))
    reader.press("q")
    reader.wait_for(offers("Accept"))
    reader.press("?")
    reader.wait_for("Go to the next sentence.")
    reader.press("end")
    reader.wait_for("Example", "Show the number of words of the article.")
    reader.press("escape")
    reader.wait_until_gone("Show the number of words of the article.")
    reader.press("q")
    assert reader.exit_code() == 0


def test_its_recogniser_analyses_the_open_article(start: Start, workspace: Path, with_example: str) -> None:
    reader = start("--model", "ships", PYTHONPATH=with_example)
    reader.wait_for("2 of 4 decided", offers("Accept"))
    reader.press("q")
    assert reader.exit_code() == 0
    assert rows(workspace, "SELECT pipeline FROM runs WHERE finished_at IS NOT NULL") == [("ships",)]
