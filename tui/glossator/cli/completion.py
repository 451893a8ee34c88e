"""The command completion: the scripts by which a shell completes commands, and the answers to them."""

import os
from contextlib import redirect_stderr
from pathlib import Path
from typing import Final

import click
from click.shell_completion import get_completion_class

from glossator.cli.command import Command
from glossator.cli.program import COMPLETING, NAME, PROGRAM

_SHELLS: Final = ("bash", "zsh", "fish")
_USE: Final = """\b
To use it, add to
  ~/.bashrc                     eval "$(glossator completion bash)"
  ~/.zshrc, after compinit      eval "$(glossator completion zsh)"
  ~/.config/fish/config.fish    glossator completion fish | source"""


@click.command("completion", epilog=_USE, cls=Command)
@click.argument("shell", metavar="SHELL", type=click.Choice(_SHELLS), help=", ".join(_SHELLS))
def completion(shell: str) -> int:
    """Print a script that completes commands in a shell.

    Commands, options, files, formats, articles, labels and tags are completed.
    """
    found = get_completion_class(shell)
    assert found is not None
    print(found(PROGRAM, {}, NAME, COMPLETING).source(), end="")
    return 0


def complete(instruction: str) -> int:
    """Print the completions that the script of a shell asks for, and return the exit code.

    Args:
        instruction: the shell, followed by “_complete”.
    """
    shell, _, asked = instruction.partition("_")
    found = get_completion_class(shell)
    if found is None or asked != "complete":
        return 1
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        try:
            print(found(PROGRAM, {}, NAME, COMPLETING).complete())
        except Exception:
            # The line that is being typed is not the place for a message.
            return 1
    return 0
