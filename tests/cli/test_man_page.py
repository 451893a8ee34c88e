"""The manual page, which is made from the commands."""

import shutil
import subprocess

import pytest

from docs.man_page import PAGE, man_page
from glossator.cli.program import COMMANDS


def test_the_manual_page_is_that_of_the_commands() -> None:
    assert PAGE.read_text(encoding="ascii") == man_page(), "python -m docs.man_page writes it"


def test_the_manual_page_has_every_command() -> None:
    lines = man_page().splitlines()
    for name in COMMANDS:
        escaped = name.replace("-", "\\-")
        assert [line for line in lines if line.startswith(f'.SS "glossator {escaped} ')]


@pytest.mark.parametrize(
    "command", [("groff", "-man", "-ww", "-z", "-Tutf8"), ("mandoc", "-Tlint", "-Werror")], ids=lambda words: words[0]
)
def test_the_manual_page_is_sound(command: tuple[str, ...]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, PAGE], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_text_is_printed_as_it_is() -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    shown = subprocess.run(
        ["groff", "-man", "-Tutf8", "-P-c", "-rLL=120n", PAGE], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "“glossator stats --articles”" in shown
    assert 'ceasefire "peace talks" govern*' in shown
    assert 'eval "$(glossator completion bash)"' in shown
