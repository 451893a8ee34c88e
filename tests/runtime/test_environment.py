import sys

import pytest

from glossator.runtime.environment import install_command


@pytest.mark.parametrize(
    ("python", "what", "command"),
    [
        ("/opt/venv/bin/python", "spacy", "/opt/venv/bin/python -m pip install spacy"),
        ("/my files/python", "glossator[documents]", "'/my files/python' -m pip install 'glossator[documents]'"),
        ("", "spacy", "python3 -m pip install spacy"),
    ],
)
def test_it_is_installed_for_the_python_that_runs(
    monkeypatch: pytest.MonkeyPatch, python: str, what: str, command: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    assert install_command(what) == command
