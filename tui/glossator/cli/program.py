"""The program: the group of all commands, each of which is imported when it is needed; those of plugins come last."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from glossator.cli.command import WorkspaceCommand
from glossator.plugins import installed_plugins

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NAME: Final = "glossator"
COMPLETING: Final = "_GLOSSATOR_COMPLETE"
"""The environment variable by which a shell asks for completions."""
# The reader has no name on the command line.
_READER: Final = ""
_READER_COMMAND: Final = "reader:open_reader"
COMMANDS: Final = {
    "import": ("importing:import_files", "Import files, folders and web pages"),
    "analyse": ("analysis:analyse_articles", "Suggest entities with spaCy or another recogniser"),
    "orphans": ("articles:orphans", "List annotations that were not re-anchored"),
    "archive": ("articles:archive", "Archive articles; --back restores them"),
    "language": ("language:state_language", "State the language of articles, or list it"),
    "delete": ("articles:delete", "Delete articles with annotations, tags and notes"),
    "compare": ("analysis:compare_pipelines", "Compare the suggestions of two pipelines"),
    "agree": ("agreement:agree", "Measure how far analysts agree"),
    "evaluate": ("evaluation:evaluate_recogniser", "Compare what a pipeline suggests with what was decided"),
    "train": ("training:train_on_decisions", "Train a pipeline on decisions; keep it only if better"),
    "search": ("search:search_workspace", "List mentions in context, or saved searches"),
    "export": ("exporting:export", "Export annotations as CSV or for other tools"),
    "assign": ("assigning:assign", "Assign articles to analysts"),
    "merge": ("merging:merge", "Merge the workspaces of colleagues into this one"),
    "lexicon": ("lexicon:lexicon", "List, import or export the lexicon"),
    "codebook": ("codebook:codebook", "List, import or export labels and tags"),
    "entities": ("entities:entities", "List the entities, or the mentions of one"),
    "history": ("operations:history", "List operations, or the changes of one"),
    "undo": ("operations:undo", "Undo your latest operation, or operation N"),
    "stats": ("stats:stats", "Summarise the workspace, or list its articles"),
    "doctor": ("doctor:doctor", "Check the workspace and the installation"),
    "backup": ("doctor:back_up", "Copy the workspace, also while it is open"),
    "restore": ("doctor:restore", "Restore the workspace from a backup"),
    "keys": ("keys:keys", "List the reader's commands with their keys"),
    "completion": ("completion:completion", "Print a script that completes commands in a shell"),
    "datasette-metadata": ("datasette:datasette_metadata", "Describe the workspace for Datasette"),
}
"""The module and function of each command, and the first line of its help, so that listing them imports none."""
_WITH_VALUE: Final = ("--db", "--analyst", "--model")
# The least similarity of a misspelt command: that of “serach” and “search” is 0.83.
_NEAR: Final = 0.75
# Characters of the first line of the help of a plugin's command that fit into the list of commands.
_SUMMARY: Final = 56
_COMMAND_NAME: Final = re.compile("[a-z][a-z0-9-]*")


class CommandGroup(click.Group):
    """The group of commands. The words may name the command after options; without one, they are for the reader."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move the name of the command to the front; all other words are for the command."""
        name = command_name(args)
        if name is not None:
            args.remove(name)
        return super().parse_args(ctx, [name or _READER, *args])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return what the command is called in messages, the command, and its words."""
        name, *words = args
        return f"{NAME} {name}".rstrip(), self.get_command(ctx, name), words

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands but the reader."""
        return list(summaries())

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with a name, or the reader; import only its module."""
        if cmd_name and cmd_name not in COMMANDS:
            return plugin_commands()[cmd_name]
        action = COMMANDS[cmd_name][0] if cmd_name else _READER_COMMAND
        module, _, function = action.partition(":")
        command: click.Command = getattr(import_module(f"glossator.cli.{module}"), function)
        return command


PROGRAM: Final = CommandGroup(add_help_option=False)


@cache
def plugin_commands() -> Mapping[str, click.Command]:
    """Return the commands of plugins by name."""
    return {
        command.name or "": command
        for _, command in installed_plugins().additions(
            "register_cli", click.Command, "CLI command", lambda one: one.name, taken=COMMANDS, check=_wrong_name
        )
    }


def _wrong_name(command: click.Command) -> str:
    """Return why a command of a plugin cannot be used; empty if it can."""
    usable = command.name is not None and _COMMAND_NAME.fullmatch(command.name)
    return "" if usable else "its name must have only small letters, digits and hyphens, and begin with a letter"


def summaries() -> dict[str, str]:
    """Return the first line of the help of each command but the reader, by name."""
    own = {name: summary for name, (_, summary) in COMMANDS.items()}
    return own | {name: command.get_short_help_str(_SUMMARY) for name, command in plugin_commands().items()}


def run(words: Sequence[str]) -> int:
    """Run the command that `words` name, and return its exit code.

    Raises:
        click.UsageError: when `words` are no command line.
        click.exceptions.Exit: when the help or the version was printed.
    """
    # The commands are named completely, so that the group adds nothing.
    with PROGRAM.make_context(None, list(words)) as ctx:
        code = PROGRAM.invoke(ctx)
    # The command of a plugin may return anything.
    return code if isinstance(code, int) else 0


def complete_path_or_command(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Return the commands that begin with `incomplete`; the shell adds files."""
    from click.shell_completion import CompletionItem

    known = {} if ctx.params[param.name] else summaries()
    names = [CompletionItem(name, help=known[name]) for name in known if name.startswith(incomplete)]
    return [CompletionItem(incomplete, type="file"), *names]


class ReaderCommand(WorkspaceCommand):
    """The command without a name, whose help lists the others."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the list of commands."""
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(summaries().items()))


def command_name(words: Sequence[str]) -> str | None:
    """Return the command that `words` name, or None for the reader."""
    word = _first_word(words)
    return word if word is not None and _is_command(word) else None


def suggest_command(words: Sequence[str]) -> tuple[str, str] | None:
    """Return a probably misspelt command and the right one; None if there is none, or the word is a path."""
    word = _first_word(words)
    if word is None or not word.isalpha() or _is_command(word) or Path(word).exists():
        return None
    from difflib import get_close_matches

    return next(((word, name) for name in get_close_matches(word.lower(), summaries(), n=1, cutoff=_NEAR)), None)


def _is_command(word: str) -> bool:
    # The order matters: only words that are not the program's own need the plugins.
    return word in COMMANDS or word in plugin_commands()


def _first_word(words: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one."""
    return next(
        (
            word
            for place, word in enumerate(words)
            if not (word.startswith("-") or (place and words[place - 1] in _WITH_VALUE))
        ),
        None,
    )
