from pathlib import Path
from typing import Any

import pytest

from glossator.domain.codebook import Label
from glossator.ner.programs import BadProgram, ConfiguredProgram, configured_program

LABELS = [Label("ORG", "#111111", "", "Companies"), Label("GPE", "#222222", "", ""), Label("OLD", "#3", "", "", True)]


def test_a_program_is_told_the_labels_of_the_codebook_that_are_not_archived() -> None:
    found = configured_program("mine", {"command": ["run", "me"]}, LABELS)
    assert found == ConfiguredProgram("mine", ("run", "me"), 120, (("ORG", "Companies"), ("GPE", "")))


def test_labels_of_the_settings_are_the_only_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    table = {"command": ["~/bin/me", "a~b"], "timeout": 2.5, "labels": ["SHIP", "ORG"]}
    assert configured_program("mine", table, LABELS) == ConfiguredProgram(
        "mine", (str(Path("/home/ann/bin/me")), "a~b"), 2.5, (("SHIP", ""), ("ORG", "Companies"))
    )


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({}, "command must be a list of texts"),
        ({"command": []}, "command must be a list of texts"),
        ({"command": "run me"}, "command must be a list of texts"),
        ({"command": ["run", 1]}, "command must be a list of texts"),
        ({"command": [""]}, "command must be a list of texts"),
        ({"command": ["run"], "timeout": 0}, "timeout must be a number of seconds"),
        ({"command": ["run"], "timeout": True}, "timeout must be a number of seconds"),
        ({"command": ["run"], "timeout": "5"}, "timeout must be a number of seconds"),
        ({"command": ["run"], "timeout": float("nan")}, "timeout must be a number of seconds"),
        ({"command": ["run"], "labels": "ORG"}, "labels must be a list of texts"),
        ({"command": ["run"], "labels": [1]}, "labels must be a list of texts"),
        ({"command": ["run"], "model": "x"}, "“model” is unknown \\(available: command, timeout, labels\\)"),
    ],
)
def test_what_is_wrong_with_the_settings_is_reported(table: dict[str, Any], why: str) -> None:
    with pytest.raises(BadProgram, match=f"^{why}"):
        configured_program("mine", table)


@pytest.mark.parametrize("name", ["", " ", "a/b", "./a", "~a", "a\\b", "a\x1bb"])
def test_a_name_that_would_be_a_path_or_is_invisible_is_refused(name: str) -> None:
    with pytest.raises(BadProgram, match="the name must be visible"):
        configured_program(name, {"command": ["run"]})
