"""The command completion: the scripts by which a shell completes commands, and the answers to them."""

import os
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from shlex import quote
from typing import Any, Final

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

from glossator.cli.command import ProgramCommand
from glossator.cli.program import COMPLETING, NAME, PROGRAM

_USE: Final = """\b
To use it, add to
  ~/.bashrc                     eval "$(glossator completion bash)"
  ~/.zshrc, after compinit      eval "$(glossator completion zsh)"
  ~/.config/fish/config.fish    glossator completion fish | source"""


class _QuotedBash(BashComplete):
    """Completion for bash, with quoted names, because bash takes them over as they are."""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return a completion for the script."""
        return f"{item.type},{quote(item.value) if item.type == 'plain' else item.value}"


_SHELLS: Final[Mapping[str, type[ShellComplete]]] = {"bash": _QuotedBash, "zsh": ZshComplete, "fish": FishComplete}


@click.command("completion", cls=ProgramCommand, epilog=_USE)
@click.argument("shell", metavar="SHELL", type=click.Choice(list(_SHELLS)), help=", ".join(_SHELLS))
def completion(shell: str) -> int:
    """Print a script that completes commands in a shell.

    It completes commands, options, files, formats, articles, labels and tags.
    """
    print(_SHELLS[shell](PROGRAM, {}, NAME, COMPLETING).source(), end="")
    return 0


def complete(instruction: str) -> int:
    """Print the completions that the script of a shell asks for, and return the exit code.

    Args:
        instruction: the shell, followed by “_complete”.
    """
    shell, _, asked = instruction.partition("_")
    if shell not in _SHELLS or asked != "complete":
        return 1
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        try:
            print(_SHELLS[shell](PROGRAM, {}, NAME, COMPLETING).complete())
        except Exception:
            # The line that is being typed is not the place for a message.
            return 1
    return 0
