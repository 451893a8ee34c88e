"""The manual page, from the declarations of the commands: `python -m docs.man_page` writes docs/glossator.1."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Final

import click

from glossator import __version__
from glossator.cli.command import QUERY_SYNTAX
from glossator.cli.program import COMMANDS, NAME, PROGRAM

PAGE: Final = Path(__file__).with_name("glossator.1")
# Characters on a line of the source.
_WIDTH: Final = 76
_ENVIRONMENT: Final = {
    "GLOSSATOR_DB": "workspace, unless --db names one",
    "NO_COLOR": "without colours, if it is set",
}
_STATUS: Final = {
    "0": "done",
    "1": "failed; a message on standard error says why",
    "2": "wrong usage",
    "130": "interrupted by ctrl+c",
}
_SPECIAL: Final = {
    "\\": "\\e",
    "-": "\\-",
    "“": "\\(lq",
    "”": "\\(rq",
    "'": "\\(aq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
}


def man_page() -> str:
    """Return the manual page in roff, with one section for each command."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    reader = _context("")
    summary, _, more = (reader.command.help or "").partition("\n\n")
    shared = dict(_parameters(reader))
    yield f'.TH {NAME.upper()} 1 "" "{NAME} {__version__}" "User Commands"'
    yield ".SH NAME"
    yield from _text(f"{NAME} - {summary[0].lower()}{summary[1:].rstrip('.')}")
    yield from (".SH SYNOPSIS", f".B {NAME}", *_text(_usage(reader)), ".br", f".B {NAME}")
    yield from _text("COMMAND [OPTIONS] [ARGUMENT]...")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(more)
    yield ".SH OPTIONS"
    yield from _entries(shared)
    yield ".SH COMMANDS"
    for name in COMMANDS:
        ctx = _context(name)
        parameters = dict(_parameters(ctx))
        yield f'.SS "{_escaped(f"{NAME} {name} {_usage(ctx)}")}"'
        yield from _paragraphs(ctx.command.help or "")
        yield from _entries({term: about for term, about in parameters.items() if shared.get(term) != about})
        yield ".PP"
        yield from _text("Described above: ")
        yield ",\n".join(term for term, about in parameters.items() if shared.get(term) == about) + "."
        if ctx.command.epilog and ctx.command.epilog != QUERY_SYNTAX:
            yield ".PP"
            yield from _paragraphs(ctx.command.epilog)
    yield ".SH QUERIES"
    yield from _paragraphs(QUERY_SYNTAX)
    yield ".SH ENVIRONMENT"
    yield from _entries(_ENVIRONMENT)
    yield ".SH EXIT STATUS"
    yield from _entries(_STATUS)


def _context(name: str) -> click.Context:
    """Return the context of a command, or of the reader."""
    group = click.Context(PROGRAM)
    command = PROGRAM.get_command(group, name)
    assert command is not None
    return click.Context(command, group, name, **command.context_settings)


def _usage(ctx: click.Context) -> str:
    """Return the options and arguments of a command, as its help has them."""
    return " ".join(ctx.command.collect_usage_pieces(ctx))


def _parameters(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield each argument, then each option, as a term in roff and what it is."""
    for param in sorted(ctx.command.get_params(ctx), key=lambda param: isinstance(param, click.Option)):
        value = f"\\fI{_escaped(param.make_metavar(ctx))}\\fR"
        if isinstance(param, click.Option):
            names = ", ".join(f"\\fB{_escaped(option)}\\fR" for option in param.opts)
            yield names if param.is_flag else f"{names} {value}", param.help or ""
        else:
            yield value, param.help or ""


def _entries(entries: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of terms, which are in roff, and their meanings."""
    for term, meaning in entries.items():
        yield from (".TP", term, *_text(meaning))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of paragraphs; those that begin with \\b keep their lines."""
    for place, paragraph in enumerate(text.strip().split("\n\n")):
        if place:
            yield ".PP"
        if paragraph.startswith("\b\n"):
            title, *lines = paragraph.splitlines()[1:]
            yield from (*_text(title), ".nf", *map(_escaped, lines), ".fi")
        else:
            yield from _text(" ".join(paragraph.split()))


def _text(text: str) -> list[str]:
    """Return the lines of a text that is filled."""
    return [_escaped(line) for line in wrap(text, _WIDTH, break_on_hyphens=False)]


def _escaped(line: str) -> str:
    """Return a line that roff prints as it is."""
    escaped = "".join(_SPECIAL.get(one, one if one.isascii() else f"\\[u{ord(one):04X}]") for one in line)
    # A line must not begin as a request does.
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    PAGE.write_text(man_page(), encoding="ascii")
