"""What commands have in common: their options, the types of values, and the checks before they run."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from glossator.state.settings import is_blank

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


# The commands report what is not readable.
FILE: Final = click.Path(readable=False, path_type=Path)
"""The type of a path."""
FILE_NAME: Final = click.Path(readable=False)
"""The type of a text that is a path, or “-”."""


class Name(click.ParamType[str]):
    """A name with a visible character."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or report that it is blank."""
        return self.fail("the name is blank", param, ctx) if is_blank(value) else str(value)


class Count(click.ParamType[int]):
    """A number from 1."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or report what is none."""
        typed = str(value)
        return int(typed) if typed.isdecimal() and int(typed) else self.fail("it must be a number from 1", param, ctx)


class ProgramCommand(click.Command):
    """A command; its function returns the exit code."""

    def __init__(self, *, exclusive: tuple[str, ...] = (), **attributes: Any) -> None:
        """Declare a command.

        Args:
            exclusive: the names of the parameters of which only one can be given.
            attributes: those of `click.Command`.
        """
        super().__init__(context_settings={"help_option_names": ["-h", "--help"]}, **attributes)
        self._exclusive = exclusive

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "print this help and exit"
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words `args`, and check what goes together."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        try:
            self._check_values(args, self.get_params(ctx))
            rest = super().parse_args(ctx, args)
            self._check_exclusive(ctx)
        except click.UsageError as error:
            # The parser does not say which command it was for.
            error.ctx = error.ctx or ctx
            raise
        return rest

    def _check_values(self, args: list[str], params: list[click.Parameter]) -> None:
        """Raise UsageError if an option stands in place of the value of another, as in “-o --force”."""
        needy = {
            name
            for param in params
            # An option with an optional value has another one for that case.
            if isinstance(param, click.Option) and not param.is_flag and not isinstance(param.flag_value, str)
            for name in param.opts
        }
        for word, following in pairwise(args):
            if word == "--":
                return
            if word in needy and following.startswith("-") and following != "-" and " " not in following:
                raise click.BadOptionUsage(word, f"Option {word!r} requires an argument.")

    def _check_exclusive(self, ctx: click.Context) -> None:
        """Raise UsageError if more than one of the exclusive parameters is given."""
        given = [
            param.get_error_hint(ctx)
            for param in self.params
            if param.name in self._exclusive and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
        ]
        if len(given) > 1:
            raise click.UsageError(f"{given[1]} cannot be given with {given[0]}")


class WorkspaceCommand(ProgramCommand):
    """A command on a workspace.

    Its function takes the `Context`, then the values of its options and arguments. It has the options --db and, unless
    it has one of its own with that name, --analyst.
    """

    def __init__(self, *, params: list[click.Parameter], tolerant: bool = False, **attributes: Any) -> None:
        """Declare a command.

        Args:
            params: its own parameters.
            tolerant: whether unusable settings do not stop it.
            attributes: those of `ProgramCommand`.
        """
        own = {name for param in params for name in param.opts}
        shared = [option for option in (_db(), _analyst()) if own.isdisjoint(option.opts)]
        super().__init__(**attributes, params=[*params, *shared])
        self.tolerant = tolerant

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and return its exit code."""
        # Imported here because --help and --version need no workspace.
        from glossator.cli.context import context_for
        from glossator.cli.output import print_message

        context = context_for(ctx.params.pop("db"), ctx.params.pop("by", None), tolerant=self.tolerant)
        if context.no_settings and not self.tolerant:
            print_message(f"glossator: {context.no_settings}")
        assert self.callback is not None
        return ctx.invoke(self.callback, context, **ctx.params)


def _db() -> click.Option:
    return click.Option(
        ["--db"], metavar="PATH", type=FILE_NAME, help="workspace (default: GLOSSATOR_DB, else ./annotations.db)"
    )


def _analyst() -> click.Option:
    return click.Option(
        ["--analyst", "by"],
        metavar="NAME",
        type=Name(),
        help="analyst name (default: from settings, else the login name)",
    )


def json_option(function: _Decorated) -> _Decorated:
    """Add the option --json, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="JSON output (default: a table)")(function)


def output_options(function: _Decorated) -> _Decorated:
    """Add the options --output and --force for a file to write."""
    return click.option(
        "-o",
        "--output",
        type=FILE,
        metavar="FILE",
        help="output file (default: standard output)",
    )(force_option(function))


def force_option(function: _Decorated) -> _Decorated:
    """Add the option --force."""
    return click.option("--force", is_flag=True, help="replace an existing FILE")(function)


def model_option(function: _Decorated) -> _Decorated:
    """Add the option --model."""
    return click.option(
        "--model",
        metavar="NAME",
        default="",
        help="spaCy pipeline, a package or a folder, or another recogniser (default: from settings, else a pipeline)",
    )(function)


def most_option(default: int, what: str) -> Callable[[_Decorated], _Decorated]:
    """Return a decorator that adds the option --most, for the most rows that are printed.

    Args:
        default: its default value.
        what: the rows, in the plural.
    """
    return click.option(
        "-n", "--most", type=Count(), default=default, metavar="N", help=f"most {what} to print (default: {default})"
    )


QUERY_SYNTAX: Final = """\b
Query syntax:
  ceasefire "peace talks" govern*   words, phrases and prefixes, all of them
  Kabul OR (Doha NOT Qatar)         OR, NOT, AND and brackets
  label:ORG tag:actors/state entity:TTP status:suggested analyst:ann
  has:note has:tag has:entity       annotations with a note, a tag, an entity
  label:GPE quote:istanbul          mentions with this text
  label:GPE istanbul                mentions in articles with this word
  source:"The Meridian" author:okafor
  meta:world meta:section=World     articles by other metadata of their source
  after:2025-10-01 before:2025-11 added:2025-11-03
  is:archived is:superseded is:any  articles that are left out by default
  is:disputed verdict:ben=reject    disputes; the decision of an analyst"""
"""The last part of the help of commands that take a query; each line fits into 78 columns."""
